import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.content import ContentTooLarge, Destination, Heading, destinations, formulas, render_markdown
from courses.content.safety import TAGS

KNOWN = {
    "five.md": "/c/five/",
    "../assets/x.png": "/a/x.png",
    "assets/x.png": "/a/x.png",
    "../assets/f.pdf": "/a/f",
}


def render(text, **options):
    return render_markdown(text, resolve=KNOWN.get, **options)


def html(text):
    return render(text).html.strip()


def test_headings_begin_at_h2_without_gaps_and_with_unique_ids():
    page = render("### Über uns\n\n###### Deep\n\n### Über uns\n\n#### C++ & *more* `x` {#cpp}\n")
    assert page.headings == (
        Heading("c-über-uns", 2, "Über uns"),
        Heading("c-deep", 3, "Deep"),
        Heading("c-über-uns-1", 2, "Über uns"),
        Heading("c-cpp", 3, "C++ & more x"),
    )
    assert '<h3 id="c-cpp">C++ &amp; <em>more</em> <code>x</code></h3>' in page.html


def test_a_div_takes_its_title_from_the_line_the_first_heading_or_its_kind():
    assert html("::: callout Mind *this*\nText\n:::") == (
        '<aside class="div div-callout" role="note" aria-labelledby="c-mind-this">\n'
        '<p class="div-title" id="c-mind-this"><span class="div-kind">Note:</span> Mind <em>this</em></p>\n'
        "<p>Text</p>\n</aside>"
    ).replace(' class="div-kind"', ' class="div-kind"')
    assert '<summary class="div-title" id="c-solution">Solution</summary>' in html("::: solution\nText\n:::")
    assert '<summary class="div-title" id="c-way-out">Way out</summary>' in html(
        "::: hint\n## Way out\nText\n:::"
    )


def test_divs_nest_in_both_spellings_whatever_the_number_of_colons():
    for text in (
        "::: challenge\nA\n\n::: solution\nB\n:::\n\nC\n:::\n\nD",
        "::::: challenge :::::\nA\n\n::::::::: {.solution}\nB\n:::\n\nC\n::::::::::\n\nD",
        ":::::: {.challenge}\nA\n:::: solution\nB\n::::\n\nC\n::::::\nD",
    ):
        assert re.sub(r"<p class=\"div-title\".*?</p>|<summary.*?</summary>|\s", "", html(text)) == re.sub(
            r"\s",
            "",
            '<div class="div div-challenge" role="group" aria-labelledby="c-challenge"><p>A</p>'
            '<details class="div div-solution"><p>B</p></details><p>C</p></div><p>D</p>',
        )


def test_colons_in_code_and_unclosed_divs():
    assert "div" not in html("```r\n::: solution\n```")
    assert html("::: solution\nA").endswith("<p>A</p>\n</details>")
    assert html("- a\n\n  ::: hint\n  b\n  :::\n- c").count("<li>") == 2
    assert html("::: weird\nA\n:::").startswith('<div class="div div-other" role="group"')


def test_labels_are_translated():
    page = render("::: solution\nA\n:::\n\n|a|\n|-|\n|b|", labels={"solution": "Lösung", "table": "Tabelle"})
    assert ">Lösung</summary>" in page.html
    assert 'aria-label="Tabelle"' in page.html


def test_links_lead_through_resolve_and_nowhere_else():
    page = render(
        "[a](five.md#b) [c](gone.md#d) [e](/admin/) [f](#g) [h](https://x.y) [p](../assets/f.pdf#page=2)"
    )
    assert re.findall(r"<a[^>]*>", page.html) == [
        '<a href="/c/five/#c-b" rel="noopener">',
        '<a rel="noopener">',
        '<a rel="noopener">',
        '<a href="#c-g" rel="noopener">',
        '<a href="https://x.y" rel="noopener">',
        '<a href="/a/f#page=2" rel="noopener">',
    ]
    assert page.broken == ("gone.md#d", "/admin/")


def test_pictures_are_lazy_keep_their_alternative_and_become_figures():
    picture = '<img src="/a/x.png" alt="A &amp; b" loading="lazy" decoding="async">'
    assert html("![A & b](../assets/x.png)") == f"<p>{picture}</p>"
    assert html('![A & b](../assets/x.png "See *it*")') == (
        f"<figure>{picture}<figcaption>See <em>it</em></figcaption></figure>"
    )
    assert html("![A](https://spy.example/x.png)") == (
        '<p><a href="https://spy.example/x.png" rel="noopener">A</a></p>'
    )
    assert html("![A](gone.png)") == '<p><span class="missing">Missing picture: A</span></p>'


def test_tables_scroll_and_tasks_are_read_aloud():
    page = html("| a | b |\n|--:|---|\n| 1 | 2 |\n\n- [x] done\n- [ ] not")
    assert page.startswith('<div class="table-scroll" role="group" tabindex="0" aria-label="Table"><table>')
    assert '<th scope="col" class="align-right">a</th>' in page
    assert '<span class="task-box" role="img" aria-label="done">☑</span> done' in page
    assert '<span class="task-box" role="img" aria-label="to do">☐</span> not' in page
    assert "style" not in page
    assert html("<table><tr><td>x</td></tr></table>").startswith('<div class="table-scroll"')


def test_code_is_highlighted_by_classes():
    assert html("```python\nif x:\n```") == (
        '<pre class="code highlight" tabindex="0"><code class="language-python">'
        '<span class="k">if</span> <span class="n">x</span><span class="p">:</span>\n</code></pre>'
    )
    assert (
        html("```output\n<b>\n```")
        == '<pre class="code code-output" tabindex="0"><code>&lt;b&gt;\n</code></pre>'
    )
    assert 'class="language-nosuch">x' in html("```nosuch\nx\n```")


@pytest.mark.parametrize(
    "code", ["x" * 10_001, "x = 1 " * 80, "x\n" + "  \n" * 25 + "y"], ids=["long", "wide", "empty"]
)
def test_endless_code_is_shown_plain(code):
    assert html(f"```python\n{code}\n```") == (
        f'<pre class="code highlight" tabindex="0"><code class="language-python">{code}\n</code></pre>'
    )


def test_so_much_code_of_one_text_is_highlighted():
    page = html(("```python\n" + "x = 1\n" * 1000 + "```\n\n") * 7)
    assert [part.count('<span class="n">') for part in page.split("<pre")[1:]] == [1000] * 6 + [0]


def test_ids_of_headings_are_free_whatever_they_are_called():
    page = render("# T\n\n# T-1\n\n# T\n\n# T {#t-1}\n\n# T {.x} {#t}  ")
    assert [heading.id for heading in page.headings] == ["c-t", "c-t-1", "c-t-2", "c-t-1-1", "c-t-3"]
    assert [heading.text for heading in page.headings] == ["T", "T-1", "T", "T", "T {.x}"]


def test_footnotes_and_definitions_link_within_the_text():
    page = render_markdown("A[^1]\n\n[^1]: note\n\nterm\n: meaning", resolve=KNOWN.get, id_prefix="q7-").html
    assert 'href="#q7-fn1" id="q7-fnref1"' in page
    assert '<li id="q7-fn1"' in page
    assert "<dt>term</dt>\n<dd>meaning</dd>" in page


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&colon;alert(1))",
        '<a href="java\tscript:alert(1)">x</a>',
        "<svg><script>alert(1)</script></svg>",
        '<iframe src="https://evil.example"></iframe>',
        '<p style="position:fixed">x</p>',
        '<form action="/logout"><input type=submit></form>',
        "<style>*{display:none}</style>",
        '<math><mtext><table><mglyph><style><img src=x onerror="alert(1)">',
        '![x](../assets/x.png){onerror="alert(1)" width="1"}',
        '![" onerror="alert(1)](../assets/x.png)',
        '![x](../assets/x.png "\\" onerror=\\"alert(1)")',
        '::: {.callout #x" onclick="alert(1)}\nx\n:::',
        '```x" onclick="alert(1)\nx\n```',
        "<div class='site-header modal'>x</div>",
        '<base href="https://evil.example"><meta http-equiv=refresh content="0;url=https://evil.example">',
        '<a href="//evil.example">x</a><a href="data:text/html,x">y</a>',
        "## x {onclick=alert(1)}",
        '<a id="csrfmiddlewaretoken" name="x">x</a>',
        "\0<\0script>alert(1)</script>",
        "$\\text{<img src=x onerror=alert(1)>}$",
        "$</annotation></semantics></math><script>alert(1)</script>$",
        "$\\href{javascript:alert(1)}{x}$ $\\style{x}{y}$ $\\class{site-header}{y}$",
        "$\\text{&lt;script&gt;alert(1)&lt;/script&gt;}$",
        '$\\hspace{1em" onclick="alert(1)}$ $\\color{red" onclick="alert(1)}x$',
        '<math href="javascript:alert(1)"><mi xlink:href="data:text/html,x">x</mi></math>',
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<math><annotation-xml encoding='text/html'><img src=x onerror=alert(1)></annotation-xml></math>",
        '<a href="&#x6A;avascript:alert(1)">x</a><a href=" javascript:alert(1)">y</a>',
        '<a href="vbscript:x">x</a><a href="blob:x">x</a><a href="file:///etc/passwd">x</a>',
        "[x](data:text/html;base64,PHNjcmlwdD4=) ![x](data:image/svg+xml,<svg/onload=alert(1)>)",
        "<object data='x.swf'><embed src='x.swf'><applet code='x'>",
        "<details ontoggle=alert(1) open>x</details><template><script>alert(1)</script></template>",
        '<p id="x" class="code formula-0" style="x" onmouseover="alert(1)">y</p>',
        "[x]: javascript:alert(1)\n\n[x]",
        '<https://e.example/"onclick=alert(1)> <javascript:alert(1)>',
        "<img srcset='https://spy.example/x 1x' src='//spy.example/x'><video poster='//spy.example/x'>",
    ],
)
def test_attacks_leave_nothing_that_runs(attack):
    assert_safe(html(attack))


TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)((?:\s+[^\s=>]+(?:=\"[^\"]*\")?)*)\s*/?>")
ATTRIBUTE = re.compile(r"\s+([^\s=>]+)(?:=\"([^\"]*)\")?")
NAMES = {
    "id", "class", "lang", "dir", "title", "href", "rel", "role", "aria-label", "aria-labelledby", "tabindex", "src",
    "alt", "width", "height", "loading", "decoding", "value", "start", "colspan", "rowspan", "scope",
}  # fmt: skip
MATHML = {
    "xmlns", "display", "encoding", "class", "accent", "accentunder", "displaystyle", "fence", "form",
    "movablelimits", "notation", "separator", "stretchy", "symmetric", "depth", "height", "linethickness", "lspace",
    "maxsize", "minsize", "rspace", "scriptlevel", "voffset", "width", "mathcolor", "mathvariant",
}  # fmt: skip
MATHML_TAGS = {"math", "semantics", "annotation"} | formulas._ELEMENTS


def assert_safe(page):
    """Every `<` begins a tag on the list, with attributes on the list and URLs that cannot run."""
    assert page.count("<") == len(TAG.findall(page)), page
    for _, name, attributes in TAG.findall(page):
        assert name in TAGS | MATHML_TAGS, page
        for attribute, value in ATTRIBUTE.findall(attributes):
            assert attribute in (NAMES if name in TAGS else MATHML), page
            if attribute == "src":
                assert value == "/a/x.png", page
            if attribute == "href":
                assert re.match(r"/c/five/|/a/|#c-|https?://|mailto:", value, re.IGNORECASE), page
            if attribute == "id":
                assert value.startswith("c-"), page
            if attribute == "class":
                assert "site-header" not in value, page


fragments = st.sampled_from(
    [
        "<script>",
        "</script>",
        "<img",
        "src=x",
        "onerror=y>",
        "javascript:",
        "[x](",
        "](../assets/x.png)",
        "![",
        ")",
        '"',
        "'",
        "`",
        "```",
        "~~~",
        ":::",
        ":::::",
        "{.callout}",
        "challenge",
        "solution",
        "<div",
        "</div>",
        "<table>",
        "<td>",
        "{#id",
        "onclick=x}",
        "&lt;",
        "&#x3c;",
        "<!--",
        "-->",
        "]]>",
        "<![CDATA[",
        "<?php",
        "[^1]",
        "[^1]:",
        "|",
        "|-",
        "#",
        "##",
        ">",
        "-",
        "1.",
        "[x]",
        "<svg>",
        "<math>",
        "<style>",
        "</style>",
        "<a",
        "href=",
        "data:",
        "//evil.example",
        "$",
        "$$",
        "\\(",
        "\\)",
        "\\text{",
        "\\href{javascript:x}{y}",
        "^",
        "{",
        "}",
        '<span class="formula-0"></span>',
        "\\",
        "\t",
    ]
) | st.sampled_from(["\n", "\n\n", " ", "    "])


@given(st.lists(fragments | st.text(max_size=5), max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_no_text_whatever_gives_an_unsafe_tag(text):
    assert_safe(html(text))


@pytest.mark.parametrize(
    "text",
    [
        "::: challenge\n" * 5000,
        ">" * 5000 + "x",
        "[" * 199_000,
        "*a **a " * 5000,
        "<div>" * 20_000,
        "| a " * 3000 + "\n" + "|-" * 3000 + "\n" + "| b " * 3000,
        "- " * 3000 + "x",
        "![" * 99_000 + "](x)",
        ("[" * 190 + "\n\n") * 1000,
        "`" * 30_000 + "x",
        "# a" + " " * 199_000 + "b",
        "# a" + "{" * 199_000,
        "# a\n" * 49_000,
        "::: a" + " :" * 99_000 + "x",
        "```java\n" + "a\n" * 5_000 + "```",
        "```csharp\n" + "a " * 24_000 + "\n```",
        ("```python\n" + ("{" * 300 + "\n") * 30 + "\n```\n") * 18,
        "```c\n" + "\n" * 9_000 + "```",
    ],
)
def test_pathological_texts_end(text):
    started = time.process_time()
    render(text)
    assert time.process_time() - started < 20


def test_long_texts_are_refused():
    with pytest.raises(ContentTooLarge, match="split it into parts of at most 200,000"):
        render("x" * 200_001)


def test_destinations_name_lines_and_skip_code():
    text = "[a](one.md)\n\n```\n[b](two.md)\n```\n\n::: hint\n![c](x.png) `[d](e)`\n:::\n\n[r][r]\n\n[r]: three.md"
    assert destinations(text) == [
        Destination(1, "one.md", False),
        Destination(8, "x.png", True),
        Destination(11, "three.md", False),
    ]
