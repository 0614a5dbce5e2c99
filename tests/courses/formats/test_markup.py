"""HTML to Markdown: what each element becomes, what is refused, and that the result shows the same again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from courses.content import render_markdown
from courses.formats.markup import Markup, escaped_line, escaped_text


def convert(source, link=lambda href, _: href):
    told = []
    result = Markup(link, lambda *entry: told.append(entry)).html(source)
    return result, told


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", ""),
        ("plain", "plain"),
        ("a\x1b<b>b\x01</b>", "a\x1b**b\x01**"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<p>a<br>b<br></p>", "a\\\nb"),
        ("<h3 id='x'>T <em>i</em></h3>", "### T *i* {#x}"),
        ("<h2></h2><p>x</p>", "x"),
        ("<p><strong> a </strong>b</p>", "**a** b"),
        ("<p>a<b>b</b>c</p>", "a<strong>b</strong>c"),
        ("<p>a<i>b</i>c</p>", "a<em>b</em>c"),
        ("<p><b>a</b><i>b</i></p>", "<strong>a</strong>*b*"),
        ("<p><b> </b>x</p>", "x"),
        ("<p>a <span style='color: red; Font-Weight: bold;'>b </span>c <font style='font-style:italic'>d</font></p>", "a **b** c *d*"),
        ("<p><span style='font-weight: 700'><em>a</em></span> <span style='font-weight: normal'>b</span></p>", "***a*** b"),
        ("<p>H<sub>2</sub>O <del>x</del> <kbd>Ctrl</kbd></p>", "H<sub>2</sub>O <del>x</del> <kbd>Ctrl</kbd>"),
        ("<p><code>a`b</code> <code></code></p>", "``a`b``"),
        ("<p><tt>a*b</tt> <tt>c <b>d</b></tt></p>", "`a*b` c **d**"),
        ("<p><code>`a</code></p>", "`` `a ``"),
        ("<pre class='language-python'>a\n b\n</pre>", "```python\na\n b\n```"),
        ("<pre><code class='lang-sql'>```</code></pre>", "````sql\n```\n````"),
        ("<pre> </pre>x", "x"),
        ("<pre><code>if&nbsp;a:<br>&nbsp;&nbsp;<span>b</span>()<br/>c</code> d</pre>", "```\nif a:\n  b()\nc d\n```"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<hr>", "---"),
        ("<ul><li>a</li><li>b<ol start='3'><li>c</li></ol></li></ul>", "- a\n- b\n  3. c"),
        ("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n  b\n\n- c"),
        ("<dl><dt>t</dt><dd>d</dd><dt>u</dt><dd>e</dd></dl>", "t\n: d\n\nu\n: e"),
        ("<details><summary>More <b>x</b></summary><p>y</p></details>", "::: spoiler More x\n\ny\n\n:::"),
        ("<figure><img src='a.png' alt='A'><figcaption>C \"q\"</figcaption></figure>", "![A](a.png \"C 'q'\")"),
        ("<figure><p>x</p></figure>", "x"),
        ("<img src='a b(1).png' alt='x [y]' title='T'>", '![x \\[y\\]](<a%20b(1).png> "T")'),
        ("<p><a href='x.html'>t</a> <a name='n'>u</a> <a href='y'></a></p>", "[t](x.html) u"),
        ("<a href='x'><img src='a.png' alt=''></a>", "[![](a.png)](x)"),
        ("<table><tr><th>a</th><th>b|c</th></tr><tr><td>1<br>2</td></tr></table>", "| a | b\\|c |\n| --- | --- |\n| 1<br>2 |  |"),
        ("<table><caption>C</caption><tr><td>1</td></tr><tr><td>2</td></tr></table>", "*C*\n\n|  |\n| --- |\n| 1 |\n| 2 |"),
        ("<table>x</table>", "x"),
        ("<p># a</p><p>1. b</p><p>- c</p><p>::: d</p><p>&gt; e</p>", "\\# a\n\n1\\. b\n\n\\- c\n\n\\::: d\n\n\\> e"),
        ("<p>*a* _b_ `c` [d] &lt;e&gt; &amp;amp; a_b ___</p>", "\\*a\\* \\_b\\_ \\`c\\` \\[d\\] \\<e> \\&amp; a_b ___"),
        ("<div>a<div>b</div>c</div>", "a\n\nb\n\nc"),
        ("<p>a<span> b <font>c</font></span></p>", "a b c"),
        ("<span>a<h2>b</h2><font><p>c</p><ul><li>d</li></ul></font>e</span>f", "a\n\n## b\n\nc\n\n- d\n\ne\n\nf"),
        ("<i>b <div>c</div></i> <a href='x'><div>d</div><div>e</div></a>", "*b  c*   [d  e](x)"),
        ("<img class='equation_image' data-equation-content='x^2' src='/e'>", "\\(x^2\\)"),
        ("<!-- only a comment -->", ""),
        ("<p>a<link rel='x'><meta name='y'>b</p>", "ab"),
        ("<p>a_<b>b</b> <b>c</b>d <em><b>e</b></em></p>", "a\\_<strong>b</strong> <strong>c</strong>d *<strong>e</strong>*"),
        ("<p><b>a</b><span>b</span></p>", "<strong>a</strong>b"),
        ("<a href='x'><object data='y.png' type='image/png'></object></a>", "[![](y.png)](x)"),
        ("<p>a \\(x^2\\) b</p><p>\\[ y\n= 2 \\]</p><p>$$z$$</p>", "a \\(x^2\\) b\n\n$$y = 2$$\n\n$$z$$"),
        ("[mathjaxinline]q[/mathjaxinline] [mathjax]r[/mathjax]", "\\(q\\) $$r$$"),
        ("<p>$5 to $10, 5$, \\( \\(\\foo\\) \\[x</p>", "\\$5 to \\$10, 5\\$, \\\\( \\\\(\\\\foo\\\\) \\\\\\[x"),
        ("<math display='block'><semantics><mi>x</mi><annotation encoding='TeX'>x^2</annotation></semantics></math>", "$$x^2$$"),
    ],
)  # fmt: skip
def test_each_element_has_its_markdown(source, expected):
    assert convert(source) == (expected, [])


@pytest.mark.parametrize(
    ("source", "expected", "told"),
    [
        ("a<script>x()</script>", "a", [("dropped", "<script>", "scripts are not part of a course")]),
        ("a<style>p{}</style><style></style>", "a", [("dropped", "<style>", "pages have the portal's own style")]),
        ("a<input value='x'>", "a", [("dropped", "<input>", "form fields do nothing in a lesson")]),
        ("<blink>a</blink>", "a", [("adapted", "<blink>", "is not known; its text is kept")]),
        ("<p><ruby>真<rp>(</rp><rt>まこと</rt><rp>)</rp></ruby> <ruby><rb>*</rb><b>b</b><rt></rt></ruby></p>", "真(まこと) \\*<strong>b</strong>", [("adapted", "<ruby>", "the reading stands in parentheses behind its word")] * 2),
        ("<card><p>a</p><p>b</p></card>", "a\n\nb", [("adapted", "<card>", "is not known; its text is kept")]),
        ("<em><div>a</div><div>b</div></em>", "a\n\nb", [("adapted", "<em>", "is around whole paragraphs; their text is kept")]),
        ("<b><h3>a</h3></b>", "### a", [("adapted", "<b>", "is around whole paragraphs; their text is kept")]),
        ("<iframe src='https://e.org/v' title='Film'></iframe>", "[Film](https://e.org/v)", [("adapted", "<iframe> https://e.org/v", "is a link: lessons load nothing from elsewhere")]),
        ("<video><source src='https://e.org/v.mp4'></video>", "[v.mp4](https://e.org/v.mp4)", [("adapted", "<video> https://e.org/v.mp4", "is a link: lessons load nothing from elsewhere")]),
        ("<object type='image/png' data='x.png'>alt</object>", "![](x.png) alt", []),
        ("<math><semantics><mi>x</mi><annotation encoding='application/x-tex'>x^</annotation></semantics></math>", "`x^`", [("adapted", "formula", "is shown as code: its TeX is not understood")]),
        ("<img data-equation-content='``x'>", "``` ``x ```", [("adapted", "formula", "is shown as code: its TeX is not understood")]),
        ("<math><msup><mi>x</mi><mn>2</mn></msup></math>", "\\(x^{2}\\)", [("adapted", "formula", "is written in TeX, made from its MathML")]),
        ("<math alttext='a_b'><mglyph/></math>", "a_b", [("adapted", "formula", "is shown as text")]),
    ],
)  # fmt: skip
def test_what_is_changed_or_left_out_is_told(source, expected, told):
    result, entries = convert(source)
    assert (result, entries) == (expected, told)


def test_a_link_around_a_film_is_the_film():
    result, told = convert("<a href='x'><iframe src='y' title='Film'></iframe></a>")
    assert result == "[Film](y)"
    assert told == [("adapted", "<iframe> y", "is a link: lessons load nothing from elsewhere")]


def test_links_that_lead_nowhere_keep_their_text():
    result, told = convert(
        "<p><a href='x'>a</a> <img src='data:image/png;base64,AA' alt='b'> <iframe src='y'>c</iframe></p>",
        lambda *_: None,
    )
    assert result == "a b c"
    assert told == [
        ("dropped", "link x", "leads to nothing in the course; its text is kept"),
        ("dropped", "picture data:…", "is not in the course; its description is kept"),
        ("dropped", "<iframe> y", "leads to nothing in the course"),
    ]


def test_merged_cells_stay_safe_html():
    source = "<table><tr><td colspan='2' onclick='x()'><a href='l' style='x'>a</a></td></tr>\n\n<tr><td>b</td><td><script>x</script>c</td></tr></table>"
    result, told = convert(source)
    assert 'colspan="2"' in result
    assert '<a href="l">a</a>' in result
    assert "onclick" not in result
    assert "script" not in result
    assert "\n\n" not in result
    assert told == [("adapted", "table", "has merged cells or lists in cells; it stays HTML")]


def test_formulas_in_a_table_with_merged_cells_are_typeset():
    result, _ = convert(
        "<ul><li><table><tr><td colspan='2'>\ue0029\ue003a \\(x^2\\) <b>b</b></td></tr><tr><td><math><mi>y</mi></math></td>"
        "<td><img data-equation-content='z'> <ul><li>c</li></ul></td></tr>"
        "<tr><td><table><tr><td>\\(q\\)</td></tr></table></td></tr></table></li></ul>"
    )
    assert "\n\n  \ue0029\ue003a \\(x^2\\) **b**\n\n" in result
    page = render_markdown(result, resolve=lambda href: href).html
    assert page.count("<math") == 4
    assert ('<td colspan="2">' in page, page.count("<li>"), page.count("<table>")) == (True, 2, 2)


def test_absurd_nesting_keeps_the_text_and_ends():
    result, told = convert("<div>" * 5000 + "deep" + "</div>" * 5000)
    assert "deep" in result or result == ""
    assert len(told) <= 1
    result, told = convert("<b>" * 90 + "deep *x*")
    assert result == "deep \\*x\\*"
    assert told == [("adapted", "page", "is nested more than 80 deep; only its text is kept")]


def shown(markdown):
    page = render_markdown(markdown, resolve=lambda href: href).html
    return (
        " ".join(lxml_html.fragment_fromstring(page, create_parent="div").text_content().split())
        if page.strip()
        else ""
    )


characters = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=40)


@settings(deadline=None, max_examples=600)
@given(characters)
def test_any_plain_text_shows_as_itself(text):
    source = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    markdown, _ = convert(f"<p>{source}</p>")
    assert shown(markdown) == " ".join(text.split())


def test_plain_helpers():
    assert escaped_text("a*b") == "a\\*b"
    assert escaped_line("12) x") == "12\\) x"
    assert escaped_line("plain") == "plain"
