"""Formulas of strangers' pages, from MathML without TeX too."""

import pytest
from lxml import html as lxml_html

from courses.content import render_markdown
from courses.formats.markup.formulas import markdown_formula
from courses.formats.markup.presentation_mathml import tex_of
from courses.formats.written_xml import markup, rendered
from courses.formats.xml_source import parse_xml

from .test_markup import convert


def tex(inside):
    return tex_of(parse_xml(f"<math>{inside}</math>".encode(), "x.xml"))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<mi>x</mi><mo>+</mo><mn>12</mn>", "x + 12"),
        ("<msup><mi>x</mi><mn>2</mn></msup>", "x^{2}"),
        ("<msub><mrow><mi>a</mi><mi>b</mi></mrow><mi>i</mi></msub>", "{a b}_{i}"),
        ("<msubsup><mo>∑</mo><mn>1</mn><mi>n</mi></msubsup>", "\\sum_{1}^{n}"),
        ("<mfrac><mn>1</mn><mi>α</mi></mfrac>", "\\frac{1}{\\alpha}"),
        ("<mfrac linethickness='0'><mi>n</mi><mi>k</mi></mfrac>", "\\binom{n}{k}"),
        ("<msqrt><mn>2</mn></msqrt><mroot><mi>x</mi><mn>3</mn></mroot>", "\\sqrt{2} \\sqrt[3]{x}"),
        ("<mover><mi>x</mi><mo>¯</mo></mover><mover><mi>x</mi><mi>y</mi></mover>", "\\bar{x} \\overset{y}{x}"),
        ("<munder><mi>lim</mi><mi>x</mi></munder><munder><mi>x</mi><mo>_</mo></munder>", "\\lim_{x} \\underline{x}"),
        ("<munderover><mo>∏</mo><mn>1</mn><mi>n</mi></munderover>", "\\prod_{1}^{n}"),
        ("<munderover><mi>a</mi><mn>1</mn><mi>n</mi></munderover>", "\\underset{1}{\\overset{n}{a}}"),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "\\left( a,b \\right)"),
        ("<mfenced open='{' close='' separators=''><mi>a</mi><mi>b</mi></mfenced>", "\\left\\{ ab \\right."),
        ("<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd/></mtr></mtable>", "\\begin{matrix} 1 & 2 \\\\ \\end{matrix}"),
        ("<mi>sin</mi><mo>\u2061</mo><mi>rate</mi><mi mathvariant='bold'>v</mi>", "\\sin \\mathrm{rate} \\mathbf{v}"),
        ("<mi>Γ</mi><mi>Α</mi><mi>λ</mi><mi>é</mi>", "\\Gamma Α \\lambda é"),
        ("<mtext> if so </mtext><mspace/><mtext/><ms>s</ms>", "\\text{if so} \\ \\text{s}"),
        ("<mstyle><mpadded><mphantom><mi>x</mi></mphantom></mpadded></mstyle>", "\\phantom{x}"),
        ("<semantics><mi>x</mi><annotation>y</annotation></semantics><semantics/>", "x"),
        ("<mi>50</mi><mo>%</mo><mo>{</mo><mo>≤</mo>", "50 \\% \\{ \\le"),
    ],
)  # fmt: skip
def test_mathml_becomes_tex_that_is_understood(source, expected):
    assert tex(source) == expected
    assert markdown_formula(expected, display=False) == f"\\({expected}\\)"


@pytest.mark.parametrize(
    "source",
    [
        "<mglyph/>",
        "<mfrac><mn>1</mn></mfrac>",
        "<mover><mi>x</mi></mover>",
        "<mtable><mlabeledtr/></mtable>",
        "<mtext>50 %</mtext>",
        "<mo>\\</mo>",
        "<mi>\u200b</mi>",
        "<maction><mi>x</mi></maction>",
    ],
)
def test_what_tex_cannot_say_is_no_tex(source):
    assert tex(source) is None


@pytest.mark.parametrize(("source", "expected"), [("a`b", None), ("a\\)b", None), ("a$b", None), ("a\\$b", "\\(a\\$b\\)"), ("\\foo", None), ("", None)])  # fmt: skip
def test_only_what_markdown_and_tex_understand_is_a_formula(source, expected):
    assert markdown_formula(source, display=False) == expected


@pytest.mark.parametrize(
    "markdown", ["so \\(x^2\\) is", "$$\\frac{1}{2}$$", "a $i$th \\(\\text{if } a < b\\)"]
)
def test_formulas_survive_other_systems_pages(markdown):
    first = render_markdown(markdown, resolve=lambda _: None).html
    page = rendered(markdown, lambda _: None)
    assert "<math" not in page
    again, told = convert(page)
    assert render_markdown(again, resolve=lambda _: None).html.count("<math") == first.count("<math")
    assert told == []


def test_formulas_survive_xml_as_mathml_with_its_tex():
    (paragraph,) = markup("so $a < b$", lambda _: None)
    formula = paragraph[0]
    assert formula.tag == "{http://www.w3.org/1998/Math/MathML}math"
    assert formula.findtext(".//{*}annotation") == "a < b"
    page = lxml_html.tostring(paragraph, encoding="unicode")
    assert convert(page) == ("so \\(a < b\\)", [])
