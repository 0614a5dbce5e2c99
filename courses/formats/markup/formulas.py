"""Formulas inside strangers' HTML, as Markdown writes them: TeX between marks, or MathML.

Learning platforms typeset what stands between `\\(…\\)`, `\\[…\\]` and `$$…$$` (MathJax), and Open edX
between `[mathjax]…[/mathjax]`. The Markdown is `\\(…\\)` in a line, which no neighbour disturbs, and `$$…$$`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from courses.content.errors import FormulaInvalid
from courses.content.formulas import MAX_FORMULA, mathml

_OPENING = re.compile(r"\\\(|\\\[|\$\$|\[mathjaxinline\]|\[mathjax\]")
_CLOSING = {
    "\\(": "\\)", "\\[": "\\]", "$$": "$$", "[mathjaxinline]": "[/mathjaxinline]", "[mathjax]": "[/mathjax]",
}  # fmt: skip
_IN_LINE = {"\\(", "[mathjaxinline]"}


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """(text, Markdown of the formula behind it) in order; the last formula is ""."""
    start = position = 0
    while (opening := _OPENING.search(text, position)) is not None:
        closing = _CLOSING[opening[0]]
        end = text.find(closing, opening.end(), opening.end() + MAX_FORMULA + len(closing))
        formula = None
        if end >= 0:
            formula = markdown_formula(text[opening.end() : end], display=opening[0] not in _IN_LINE)
        if formula is None:
            position = opening.end()
            continue
        yield text[start : opening.start()], formula
        start = position = end + len(closing)
    yield text[start:], ""


def markdown_formula(source: str, *, display: bool) -> str | None:
    """A formula in Markdown; None for TeX that is not understood, or that Markdown would take for something
    else."""
    source = " ".join(source.split())
    if "`" in source or "\\)" in source or re.search(r"(?<!\\)\$", source):
        return None
    try:
        mathml(source, display=display)
    except FormulaInvalid:
        return None
    return f"$${source}$$" if display else f"\\({source}\\)"
