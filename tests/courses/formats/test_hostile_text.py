"""Whatever is done to a good input, reading it gives a course or a refusal with words, and soon."""

import re
import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from courses.content import render_markdown
from courses.formats import (
    FormatError,
    Limits,
    read,
    write_cairn,
    write_cairn_zip,
    write_moodle,
    write_qti,
)  # fmt: skip
from courses.formats.markup import Markup
from courses.formats.xml_source import parse_xml

from .samples import small_course
from .test_archive import member, tarred
from .test_detection import FILES, FOLDERS, OLX

SMALL = {
    **{name: {f"questions.{ending}": FILES[name]} for name, ending in [("moodle", "xml"), ("gift", "gift"), ("aiken", "txt"), ("qti12", "xml")]},
    **{name: FOLDERS[name] for name in ("cairn", "carpentries", "qti", "cartridge")},
    "olx": OLX,
}  # fmt: skip
ARCHIVES = {
    "zip": write_cairn_zip(small_course()),
    "tar": tarred([(member(path, len(data)), data) for path, data in write_cairn(small_course()).items()], compress=False),
    "tar.gz": tarred([(member(path, len(data)), data) for path, data in write_cairn(small_course()).items()]),
}  # fmt: skip
# What breaks notations: their own marks, the marks of others, nothing, too much, half characters.
BROKEN = st.sampled_from(
    [b"", b"\0", b"\xff", b"\xc3", b"<", b">", b"&", b"&amp;", b"&x;", b"<!--", b"]]>", b"<![CDATA[", b'"', b"'", b"{",
     b"}", b"[", b"]", b"(", b")", b"\\", b"$", b"`", b"```", b":::", b"---\n", b"\n", b"\n\n", b"\r", b"\t", b" ", b":",
     b"- ", b"#", b"*", b"|", b"~", b"=", b"%", b"@", b"!", b"1", b"-1", b"99999999999999999999", b"1e999", b"nan",
     b"inf", b"0.1", b"true", b"null", b"../", b"/", b"http://x.example/", b"<br>", b"<b>", b"</p>", b"\xe2\x80\xae",
     b"\xf0\x9f\x98\x80", b"\xef\xbb\xbf", b"x" * 300]
)  # fmt: skip


@st.composite
def damaged(draw, data):
    """The bytes with some places cut out, doubled, moved or overwritten."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 12)))
        kind = draw(st.sampled_from(["replace", "insert", "double", "cut"]))
        if kind == "replace":
            data = data[:start] + draw(BROKEN) + data[end:]
        elif kind == "insert":
            data = data[:start] + draw(BROKEN) + data[start:]
        elif kind == "double":
            data = data[:end] + data[start:end] * draw(st.integers(1, 9)) + data[end:]
        else:
            data = data[:start]
    return data


def course_or_refusal(source, limits, **options):
    """The course, if it is one: then it can be taken away, and is the same again; else None."""
    started = time.process_time()
    try:
        course = read(source, limits=limits, **options).course
    except FormatError:
        course = None
    assert time.process_time() - started < 20
    return course


LIMITS = Limits(total=8 * 1024 * 1024, file=4 * 1024 * 1024)
fuzzed = settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@pytest.mark.parametrize("name", SMALL)
@fuzzed
@given(data=st.data())
def test_damaged_files_are_courses_or_refused(name, data):
    files = dict(SMALL[name])
    path = data.draw(st.sampled_from(sorted(files)))
    files[path] = data.draw(damaged(files[path]))
    course = course_or_refusal(files, LIMITS)
    if course is not None:
        written = write_cairn(course)
        again = read(written).course
        assert write_cairn(again) == written


@pytest.mark.parametrize("kind", ARCHIVES)
@settings(max_examples=150)
@given(data=st.data())
def test_damaged_archives_are_courses_or_refused(kind, data):
    course_or_refusal(data.draw(damaged(ARCHIVES[kind])), LIMITS)


@settings(max_examples=300)
@given(
    st.binary(max_size=200),
    st.sampled_from(["", "x.gift", "x.txt", "x.xml", "course.yaml", "x.zip", "a\nb", "../x", ".x"]),
)
def test_any_bytes_under_any_name_are_a_course_or_refused(data, name):
    course_or_refusal(data, LIMITS, name=name)


XSS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<a href='javascript:alert(1)'>a</a>", "<a href='JaVaScRiPt&colon;alert(1)'>a</a>",
    "<a href='&#106;avascript:alert(1)'>a</a>", "<a href='java\tscript:alert(1)'>a</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>a</a>", "<a href='vbscript:x'>a</a>",
    "<iframe src='javascript:alert(1)'></iframe>", "<object data='javascript:alert(1)'></object>",
    "<embed src='data:text/html;base64,PHNjcmlwdD4='>", "<form action='javascript:alert(1)'><input type=submit></form>",
    "<div style='background:url(javascript:alert(1))'>x</div>", "<style>*{x:expression(alert(1))}</style>",
    "<link rel=stylesheet href=//evil.example>", "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>",
    "<pre>```\n<script>alert(1)</script></pre>", "<code>`<img src=x onerror=alert(1)></code>",
    "<p title='\"><img src=x onerror=alert(1)>'>x</p>", "<img alt='](x)<img src=x onerror=alert(1)>' src='a.png'>",
    "<img alt='x' src='a.png' title='\" onerror=\"alert(1)'>", "<table><tr><td colspan=2 onclick=alert(1)><a href='javascript:alert(1)'>x</a></td></tr></table>",
    "<details ontoggle=alert(1) open><summary>x</summary>y</details>", "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>", "<?php echo '<img src=x onerror=alert(1)>' ?>",
    "<a href='x' id='\" onclick=\"alert(1)'>x</a>", "<h2 id='x\" onclick=\"alert(1)'>x</h2>",
    "<math><annotation encoding='application/x-tex'>\\href{javascript:alert(1)}{x}</annotation></math>",
    "<p>\\(\\text{</annotation><img src=x onerror=alert(1)>}\\)</p>", "<video poster='javascript:alert(1)' src='javascript:alert(1)'></video>",
]  # fmt: skip
EVIL = {
    "script",
    "svg",
    "style",
    "iframe",
    "object",
    "embed",
    "form",
    "input",
    "link",
    "meta",
    "base",
    "video",
    "audio",
}
URLS = re.compile(r"\s*(?:https?:|mailto:|/|#|[\w.-]*\Z)", re.IGNORECASE)


def assert_harmless(markdown):
    """As a browser reads the page: no element that runs or loads, no handler, no style, no URL that runs."""
    page = render_markdown(markdown, resolve=lambda _: "/x").html
    root = lxml_html.document_fromstring(f"<div>{page}</div>")
    for element in root.iter():
        assert element.tag not in EVIL, page
        for name, value in element.attrib.items():
            assert not name.startswith("on"), page
            assert name not in {"style", "srcdoc", "srcset", "formaction", "background", "poster"}, page
            if name in {"href", "src"}:
                assert URLS.match(value), page


@pytest.mark.parametrize("source", XSS)
def test_what_runs_elsewhere_never_reaches_a_page(source):
    """Through the reader of strangers' HTML, and straight into a lesson."""
    strangers = Markup(lambda href, _: href, lambda *_: None)
    for markdown in (strangers.html(source), strangers.line(source), source):
        assert_harmless(markdown)


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(XSS)
        | st.text(max_size=8)
        | st.sampled_from(["<b>", "</b>", "<p>", "<td>", "*", "`", "[", "](", ")", "$", "\\("]),
        max_size=6,
    ).map("".join)
)
def test_no_mixture_of_them_reaches_a_page(source):
    strangers = Markup(lambda href, _: href, lambda *_: None)
    for markdown in (strangers.html(source), source):
        assert_harmless(markdown)


@settings(max_examples=200)
@given(damaged(b'<a xmlns="u"><b c="d">e&amp;f</b><!-- g --><?h i?><j/></a>'))
def test_any_damaged_xml_is_a_tree_or_refused(data):
    try:
        root = parse_xml(data, "x.xml")
    except FormatError:
        return
    assert all(isinstance(one.tag, str) and "}" not in one.tag for one in root.iter())


MARKS = ["\ue0009\ue001", "\ue0019\ue002", "\ue0029\ue003", "\ue000x\ue001", f"\ue000{'9' * 5000}\ue001"]


@pytest.mark.parametrize("mark", MARKS)
def test_no_stranger_writes_the_marks_of_places(mark):
    """Private characters stand for gaps while texts are turned into others; a text may hold them, too."""
    cloze = f'<quiz><question type="cloze"><name><text>n</text></name><questiontext format="html"><text>{mark} a {{1:SHORTANSWER:=b}}</text></questiontext></question></quiz>'
    assert read(cloze.encode(), name="x.xml").course.items[0]["text"].endswith(" a {1}")
    entry = '<qti-text-entry-interaction response-identifier="{0}"/>'
    declared = '<qti-response-declaration identifier="{0}" cardinality="single" base-type="string"><qti-correct-response><qti-value>a</qti-value></qti-correct-response></qti-response-declaration>'
    names = ("R", "S")
    body = f"<p>{mark} x {entry.format('R')} y {entry.format('S')} z</p>"
    item = f'<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="i" title="t">{"".join(map(declared.format, names))}<qti-item-body>{body}</qti-item-body></qti-assessment-item>'
    assert read(item.encode(), name="x.xml").course.items[0]["text"].endswith(" x {1} y {2} z")


@pytest.mark.parametrize("mark", MARKS)
def test_marks_of_places_in_an_item_are_words_wherever_it_is_written(mark):
    part = {"type": "short_text", "answers": [{"text": "a"}]}
    item = {"key": "g", "type": "cloze", "prompt": "Fill in", "text": f"{mark} {{1}} {mark} *b {mark}* {{2}}", "parts": [part, part]}  # fmt: skip
    course = replace(small_course(), items=(item,), assessment=None)
    for write in (write_qti, write_moodle):
        archive, _ = write(course)
        written = read(archive).course.items[0]["text"] if write is write_qti else archive.decode()
        assert written.count("9" * 5000 if len(mark) > 9 else mark[1]) >= 3
