"""Formulas: what is typeset, what its author is told, and that nothing else comes out."""

import re
import time
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from courses.content import (
    FormulaInvalid,
    FormulaProblem,
    formula_problems,
    formulas,
    formulas_as_tex,
    mathml,
    render_markdown,
)
from courses.content.rendering import MAX_FORMULAS

VECTORS = yaml.safe_load((Path(__file__).parent / "vectors/formulas.yaml").read_text())
NAMESPACE = "http://www.w3.org/1998/Math/MathML"


def html(text):
    return render_markdown(text, resolve=lambda _: None).html.strip()


def tex(text):
    """The page with formulas as TeX between unmistakable marks."""
    return formulas_as_tex(html(text), in_line="⟦{}⟧", display="⟪{}⟫")


@pytest.mark.parametrize("vector", VECTORS["shown"], ids=lambda vector: vector["tex"])
def test_tex_becomes_mathml_of_core_with_its_source(vector):
    root = etree.fromstring(mathml(vector["tex"], display=False))
    shown, note = root[0]
    etree.strip_tags(root, etree.Comment)
    assert (root.tag, dict(root.attrib)) == (f"{{{NAMESPACE}}}math", {})
    assert (note.text, dict(note.attrib)) == (vector["tex"], {"encoding": "application/x-tex"})
    assert f"<semantics>{vector['mathml']}<annotation" in mathml(vector["tex"], display=False)
    assert shown.tag == f"{{{NAMESPACE}}}mrow"


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: vector["tex"])
def test_each_mistake_has_its_words(vector):
    with pytest.raises(FormulaInvalid) as caught:
        mathml(vector["tex"], display=True)
    assert str(caught.value) == vector["message"]


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("a $x$ b", "<p>a ⟦x⟧ b</p>"),
        ("the $i$th \\(j\\)th", "<p>the ⟦i⟧th ⟦j⟧th</p>"),
        ("in $$x$$ line", "<p>in ⟪x⟫ line</p>"),
        ("$a\\$b$", "<p>⟦a\\$b⟧</p>"),
        ("$5 to $10, US$5 or 5$, $ x$ $x $", "<p>$5 to $10, US$5 or 5$, $ x$ $x $</p>"),
        ("$HOME/$USER", "<p>$HOME/$USER</p>"),
        ("a$b$", "<p>a$b$</p>"),
        ("\\$x$ `$x$` $`x`$", "<p>$x$ <code>$x$</code> $<code>x</code>$</p>"),
        ("$$ $$ $$$ \\( \\) \\(x", "<p>$$ $$ $$$ ( ) (x</p>"),
        ("\\(`x\\)`", "<p>(<code>x\\)</code></p>"),
        ("\\\\(x\\\\)", "<p>\\(x\\)</p>"),
        ("$a_1*b*c_2$ *d*", "<p>⟦a_1*b*c_2⟧ <em>d</em></p>"),
        ("[see $x]y$](https://a.b)", '<p><a href="https://a.b" rel="noopener">see ⟦x]y⟧</a></p>'),
    ],
)
def test_dollars_are_formulas_prices_and_variables(text, page):
    assert tex(text) == page


FRAME = '<div class="formula-scroll" role="group" tabindex="0" aria-label="Formula">{}</div>'


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("$$\na\n- b\n= c\n$$", FRAME.format("⟪a\n- b\n= c⟫")),
        ("so\n$$x$$\nand", "<p>so</p>\n" + FRAME.format("⟪x⟫") + "\n<p>and</p>"),
        ("> $$\n> x\n> $$", "<blockquote>\n" + FRAME.format("⟪x⟫") + "\n</blockquote>"),
        ("- $$\n  x\n  $$", "<ul>\n<li>\n" + FRAME.format("⟪x⟫") + "\n</li>\n</ul>"),
        ("$$x$$ y", "<p>⟪x⟫ y</p>"),
        ("$$\nx\n\ny\n$$", "<p>$$\nx</p>\n<p>y\n$$</p>"),
        ("$$\n$$", "<p>$$\n$$</p>"),
        ("$$\nx", "<p>$$\nx</p>"),
        ("- $$\n  x\n$$", "<ul>\n<li>⟪x⟫</li>\n</ul>"),
        ("    $$x$$", '<pre class="code" tabindex="0"><code>$$x$$</code></pre>'),
    ],
)
def test_lines_of_their_own_stand_in_a_frame_that_scrolls(text, page):
    assert re.sub(r"\n</code>", "</code>", tex(text)) == page


def test_a_formula_that_is_not_understood_is_shown_as_it_was_typed():
    assert html("a $\\foo < b$") == (
        '<p>a <code class="formula-invalid" title="the command \\foo is not known">\\foo &lt; b</code></p>'
    )


def test_authors_are_told_the_line_and_the_reason():
    assert formula_problems("fine $x$\n\n- a\n- $\\foo$\n\n$$\n50%\n$$\n\n`$^$`") == [
        FormulaProblem(4, "\\foo", "the command \\foo is not known"),
        FormulaProblem(6, "50%", "a % begins a comment; write \\%"),
    ]
    assert formula_problems("no formula") == []


def test_headings_and_descriptions_of_pictures_keep_the_words_of_formulas():
    page = render_markdown("## Mass $m$\n\n![Mass $m$ `x`](a.png)", resolve=lambda _: "/a.png")
    assert [(heading.id, heading.text) for heading in page.headings] == [("c-mass-m", "Mass m")]
    assert 'alt="Mass m x"' in page.html


def test_a_mark_that_an_author_types_shows_no_formula_twice():
    mark = '<span class="formula-0"></span>'
    assert tex(f"{mark}{mark}$x$ {mark}<span class='formula-7'></span>").count("⟦x⟧") == 1


def test_formulas_for_other_systems_stand_between_their_marks():
    assert formulas_as_tex(html("$a<b$ and $$c$$")) == "<p>\\(a&lt;b\\) and \\[c\\]</p>"


def test_an_element_that_is_not_on_the_list_never_leaves():
    with pytest.raises(FormulaInvalid, match="a part of it cannot be shown"):
        formulas._written(Element("script"))


def test_only_so_much_is_typeset():
    one = "$" + "x" * 1999 + "$ "
    page = html(one * (MAX_FORMULAS // 1999 + 5))
    assert page.count("<math") == MAX_FORMULAS // 1999
    assert 'title="the text has more than 40,000 characters of formulas"' in page
    with pytest.raises(FormulaInvalid, match="it has 2,001 characters; at most 2,000 are shown"):
        mathml("x" * 2001, display=False)
    with pytest.raises(FormulaInvalid, match="its braces are nested more than 30 deep"):
        mathml("{" * 31 + "}" * 31, display=False)


@pytest.mark.parametrize("text", ["$x " * 60_000, "\\(" * 99_000, "$$" * 99_000, "$$\n" * 60_000, "$\\$" * 60_000, "$$x$$\n" * 30_000])  # fmt: skip
def test_absurd_numbers_of_marks_end(text):
    started = time.process_time()
    html(text)
    assert time.process_time() - started < 20


WORDS = [
    "\\frac", "{", "}", "^", "_", "\\left(", "\\right)", "\\begin{matrix}", "\\end{matrix}", "&", "\\\\", "\\text{",
    "<", ">", "'", '"', "\\sqrt[", "]", "\\sum", "\\limits", "\\color{", "\\mathbf", "\\hat", "x", "1", "%", "\\",
    "\\not", "\\genfrac", "\\over", "\\binom", "\\substack", "\\middle|", "\\hline", "\\hspace", "\\prime", "é",
    "&lt;script&gt;", "\\operatorname{", "\\array", "\\cases", "\\mathop", "\\overset", "\\choose", "\\tag", "$",
]  # fmt: skip


@settings(max_examples=500)
@given(st.lists(st.sampled_from(WORDS) | st.characters(codec="utf-8"), max_size=30).map(" ".join))
@example("\\left( \\frac12 \\right")
@example("{" * 30 + "}" * 30)
@example("\\text{</annotation><script>}")
def test_any_tex_is_safe_mathml_or_is_refused_with_words(source):
    try:
        page = mathml(source, display=False)
    except FormulaInvalid:
        return
    root = etree.fromstring(page)
    names = {etree.QName(one).localname for one in root.iter()}
    assert names <= formulas._ELEMENTS | {"semantics", "annotation"}
    allowed = set(formulas._ATTRIBUTES) | {"class", "mathvariant", "encoding"}
    assert {str(name) for one in root.iter() for name in one.attrib} <= allowed
    assert root[0][1].text == source.strip()
