"""HTML and XML that writers put into other systems' files."""

import pytest
from lxml import etree

from courses.formats.written_xml import allowed, line_markup, make, markup, rendered


def strings(parts):
    return [
        one if isinstance(one, str) else etree.tostring(one, encoding="unicode", with_tail=False)
        for one in parts
    ]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("", ""),
        ("a *b*", "<p>a <em>b</em></p>"),
        ("[a](https://b.c) ![d](e.png)", '<p><a href="https://b.c">a</a> <img src="/e.png" alt="d"></p>'),
        ('<a id="x"></a>', "<p><span></span></p>"),
        ("<script>x</script>\x1b b\x01", "b"),
        ("$x$ and\n\n$$y$$", "<p>\\(x\\) and</p>\n<div>\\[y\\]</div>"),
    ],
)
def test_pages_for_others_have_nothing_of_ours(markdown, expected):
    assert rendered(markdown, lambda href: f"/{href}").replace(' id="c-x"', "") == expected


@pytest.mark.parametrize(
    ("markdown", "parts", "line"),
    [
        ("", [], []),
        ("a\x1b", ["<p>a</p>"], ["a"]),
        ("a *b* c", ["<p>a <em>b</em> c</p>"], ["a ", "<em>b</em>", " c"]),
        ("a\n\nb", ["<p>a</p>", "<p>b</p>"], ["<p>a</p>", "<p>b</p>"]),
        ("<div>a</div> tail", ["<div>a</div>", " tail"], ["<div>a</div>", " tail"]),
    ],
)
def test_markdown_becomes_elements(markdown, parts, line):
    assert strings(markup(markdown, lambda _: None)) == parts
    assert strings(line_markup(markdown, lambda _: None)) == line


def test_elements_hold_what_xml_can_hold():
    element = make("a", {"b": 1, "c": None, "d": "e\0f"}, "g\x07", make("h"), "i", "j")
    assert etree.tostring(element) == b'<a b="1" d="ef">g<h/>ij</a>'
    assert allowed("a\ufffe\tb\n") == "a\tb\n"
