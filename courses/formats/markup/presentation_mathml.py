"""Presentation MathML to TeX, for pages that bring a formula without its source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from courses.formats.xml_source import Element, name_of, raw_text

_CHARACTERS = {
    "×": "\\times", "⋅": "\\cdot", "·": "\\cdot", "÷": "\\div", "±": "\\pm", "∓": "\\mp", "−": "-",
    "≤": "\\le", "≥": "\\ge", "≠": "\\neq", "≈": "\\approx", "≡": "\\equiv", "∼": "\\sim", "∝": "\\propto",
    "≪": "\\ll", "≫": "\\gg", "∞": "\\infty", "∂": "\\partial", "∇": "\\nabla", "∑": "\\sum", "∏": "\\prod",
    "∫": "\\int", "∮": "\\oint", "√": "\\surd", "→": "\\to", "←": "\\leftarrow", "↔": "\\leftrightarrow",
    "⇒": "\\Rightarrow", "⇐": "\\Leftarrow", "⇔": "\\Leftrightarrow", "↦": "\\mapsto", "∈": "\\in",
    "∉": "\\notin", "⊂": "\\subset", "⊆": "\\subseteq", "⊃": "\\supset", "⊇": "\\supseteq", "∪": "\\cup",
    "∩": "\\cap", "∅": "\\emptyset", "∀": "\\forall", "∃": "\\exists", "¬": "\\neg", "∧": "\\wedge",
    "∨": "\\vee", "⊕": "\\oplus", "⊗": "\\otimes", "…": "\\ldots", "⋯": "\\cdots", "⋮": "\\vdots",
    "⋱": "\\ddots", "°": "^\\circ", "′": "'", "∠": "\\angle", "⊥": "\\perp", "∥": "\\parallel",
    "ℝ": "\\mathbb{R}", "ℕ": "\\mathbb{N}", "ℤ": "\\mathbb{Z}", "ℚ": "\\mathbb{Q}", "ℂ": "\\mathbb{C}",
    "ℓ": "\\ell", "ℏ": "\\hbar", "⟨": "\\langle", "⟩": "\\rangle", "{": "\\{", "}": "\\}", "%": "\\%",
    "$": "\\$", "#": "\\#", "&": "\\&", "_": "\\_", "\u2061": "", "\u2062": "", "\u2063": "", "\xa0": "\\ ",
}  # fmt: skip
_FUNCTIONS = frozenset(
    ["arccos", "arcsin", "arctan", "cos", "cosh", "cot", "csc", "deg", "det", "dim", "exp", "gcd", "inf",
     "ker", "lim", "ln", "log", "max", "min", "sec", "sin", "sinh", "sup", "tan", "tanh"]
)  # fmt: skip
_OVER = {
    "¯": "\\bar", "‾": "\\overline", "^": "\\hat", "ˆ": "\\hat", "~": "\\tilde", "˜": "\\tilde", "→": "\\vec",
    "⃗": "\\vec", "˙": "\\dot", "¨": "\\ddot", "⏞": "\\overbrace",
}  # fmt: skip
_UNDER = {"_": "\\underline", "⏟": "\\underbrace"}
_LARGE = {"\\sum", "\\prod", "\\int", "\\oint", "\\lim", "\\max", "\\min", "\\sup", "\\inf", "\\cup", "\\cap"}


class _UnknownError(Exception):
    """Carries out of the recursion that something has no TeX here."""


def tex_of(math: Element) -> str | None:
    """TeX that shows the same; None for what has no equal here (content MathML, boxes, long division, …)."""
    try:
        return " ".join(_row(math).split())
    except _UnknownError:
        return None


def _row(element: Element) -> str:
    return " ".join(_one(child) for child in element if name_of(child))


def _one(element: Element) -> str:
    writer = _WRITERS.get(name_of(element))
    if writer is None:
        raise _UnknownError
    return writer(element)


def _parts(element: Element, number: int) -> list[str]:
    found = [_one(child) for child in element if name_of(child)]
    if len(found) != number:
        raise _UnknownError
    return found


def _character(character: str) -> str:
    if character in _CHARACTERS:
        return _CHARACTERS[character]
    match = re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER ([A-Z]+)", unicodedata.name(character, ""))
    if match is not None:
        name = {"LAMDA": "lambda", "OMICRON": "o"}.get(match[2], match[2].lower())
        latin = name in {
            "alpha",
            "beta",
            "epsilon",
            "zeta",
            "eta",
            "iota",
            "kappa",
            "mu",
            "nu",
            "rho",
            "tau",
            "chi",
        }
        if match[1] == "CAPITAL" and latin:
            return character
        return f"\\{name if match[1] == 'SMALL' else name.capitalize()}"
    if character in "\\^~`" or not character.isprintable():
        raise _UnknownError
    return character


def _symbols(element: Element) -> str:
    text = "".join(raw_text(element).split())
    return text if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text) else " ".join(map(_character, text))


def _identifier(element: Element) -> str:
    words = raw_text(element).strip()
    if words in _FUNCTIONS:
        return f"\\{words}"
    if len(words) > 1 and words.isascii() and words.isalpha():
        return f"\\mathrm{{{words}}}"
    if len(words) == 1 and element.get("mathvariant") == "bold" and words.isascii() and words.isalpha():
        return f"\\mathbf{{{words}}}"
    return _symbols(element)


def _words(element: Element) -> str:
    words = " ".join(raw_text(element).split())
    if re.search(r"[\\{}$%&#_^~`]", words):
        raise _UnknownError
    return f"\\text{{{words}}}" if words else ""


def _script(element: Element) -> str:
    if name_of(element) == "msubsup":
        base, below, above = _parts(element, 3)
        return f"{_base(base)}_{{{below}}}^{{{above}}}"
    base, script = _parts(element, 2)
    return f"{_base(base)}{'_' if name_of(element) == 'msub' else '^'}{{{script}}}"


def _base(tex: str) -> str:
    return tex if tex in _LARGE or re.fullmatch(r"[A-Za-z0-9)\]|]", tex) else f"{{{tex}}}"


def _root(element: Element) -> str:
    radicand, degree = _parts(element, 2)
    return f"\\sqrt[{degree}]{{{radicand}}}"


def _fraction(element: Element) -> str:
    above, below = _parts(element, 2)
    kind = "binom" if element.get("linethickness") in {"0", "0pt", "0px"} else "frac"
    return f"\\{kind}{{{above}}}{{{below}}}"


def _accent(element: Element) -> str:
    over = name_of(element) == "mover"
    marks, command = (_OVER, "\\overset") if over else (_UNDER, "\\underset")
    children = [child for child in element if name_of(child)]
    if len(children) != 2:
        raise _UnknownError
    base, mark = _one(children[0]), raw_text(children[1]).strip()
    if mark in marks and name_of(children[1]) == "mo":
        return f"{marks[mark]}{{{base}}}"
    script = _one(children[1])
    if base in _LARGE:
        return f"{base}{'^' if over else '_'}{{{script}}}"
    return f"{command}{{{script}}}{{{base}}}"


def _under_over(element: Element) -> str:
    base, below, above = _parts(element, 3)
    if base in _LARGE:
        return f"{base}_{{{below}}}^{{{above}}}"
    return f"\\underset{{{below}}}{{\\overset{{{above}}}{{{base}}}}}"


def _fenced(element: Element) -> str:
    left, right = (
        _symbol_or_dot(element.get(name, default)) for name, default in (("open", "("), ("close", ")"))
    )
    marks = element.get("separators", ",").split() or [""]
    children = [_one(child) for child in element if name_of(child)]
    inside = "".join(
        child
        + (_character(marks[min(index, len(marks) - 1)]) if index + 1 < len(children) and marks[0] else "")
        for index, child in enumerate(children)
    )
    return f"\\left{left} {inside} \\right{right}"


def _symbol_or_dot(text: str) -> str:
    return _character(text) if len(text) == 1 else "."


def _table(element: Element) -> str:
    rows = []
    for row in element:
        if name_of(row) != "mtr":
            raise _UnknownError
        rows.append(" & ".join(_row(cell) for cell in row if name_of(cell) == "mtd"))
    return f"\\begin{{matrix}} {' \\\\ '.join(rows)} \\end{{matrix}}"


def _semantics(element: Element) -> str:
    return _one(element[0]) if len(element) else ""


_WRITERS: dict[str, Callable[[Element], str]] = {
    **dict.fromkeys(("mrow", "mstyle", "mpadded"), _row),
    "semantics": _semantics,
    "mi": _identifier,
    "mn": _symbols,
    "mo": _symbols,
    **dict.fromkeys(("mtext", "ms"), _words),
    "mspace": lambda element: "\\ ",
    **dict.fromkeys(("msub", "msup", "msubsup"), _script),
    "mfrac": _fraction,
    "msqrt": lambda element: f"\\sqrt{{{_row(element)}}}",
    "mroot": _root,
    **dict.fromkeys(("mover", "munder"), _accent),
    "munderover": _under_over,
    "mfenced": _fenced,
    "mtable": _table,
    "mphantom": lambda element: f"\\phantom{{{_row(element)}}}",
}
