"""Boxes in the company of code, lists and quotations; headings over several lines."""

import pytest

from courses.content import Heading, render_markdown

HINT = '<details class="div div-hint">\n<summary class="div-title" id="c-hint">Hint</summary>\n{}\n</details>'
CODE = '<pre class="code" tabindex="0"><code>{}\n</code></pre>'


def html(text):
    return render_markdown(text, resolve=lambda _: None).html.strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("::: hint\n```\n:::\n```\n:::\nx", HINT.format(CODE.format(":::")) + "\n<p>x</p>"),
        ("::: hint\n~~~\n```\n:::\n~~~\n:::\nx", HINT.format(CODE.format("```\n:::")) + "\n<p>x</p>"),
        ("- ::: hint\n  a\nb", "<ul>\n<li>\n" + HINT.format("<p>a</p>") + "\n</li>\n</ul>\n<p>b</p>"),
        ("    ::: hint", CODE.format("::: hint")),
        ("x\n    ::: hint", "<p>x\n::: hint</p>"),
        ("> a\n    ::: hint", "<blockquote>\n<p>a\n::: hint</p>\n</blockquote>"),
    ],
)
def test_a_box_ends_where_its_line_or_its_parent_says(text, expected):
    assert html(text) == expected


def test_boxes_nest_twelve_deep_and_no_deeper():
    page = html("::: note\n" * 13 + "x\n" + ":::\n" * 13)
    assert page.count("<aside") == 12
    assert "<p>::: note\nx\n:::</p>" in page


def test_a_heading_over_two_lines_is_one_line_of_the_outline():
    text = "one  \ntwo `x`\nthree\n===\n\nfour {.cls}\n---\n\n::: note\nfive\n\n# not listed\n:::"
    page = render_markdown(text, resolve=lambda _: None)
    assert page.headings == (
        Heading("c-one-two-x-three", 2, "one two x three"),
        Heading("c-four", 3, "four"),
    )
