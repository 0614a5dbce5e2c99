"""TeX formulas to MathML, the mathematics that browsers show without a program.

`latex2mathml` parses; only elements and attributes of MathML Core leave this module, written by itself, so
that nothing an author types into a formula reaches a page as HTML.
"""

from __future__ import annotations

import re
import unicodedata
from html import escape, unescape
from xml.etree.ElementTree import Element

from latex2mathml import exceptions as tex
from latex2mathml.converter import Converter

from courses.content.errors import FormulaInvalid

MAX_FORMULA = 2_000  # characters of one formula
_MAX_BRACES = 30  # braces within braces; the converter recurses

_NAMESPACE = "http://www.w3.org/1998/Math/MathML"
# MathML Core, and `menclose`, which Core shows as its content alone.
_ELEMENTS = frozenset(
    ["math", "menclose", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom", "mroot", "mrow",
     "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder",
     "munderover"]
)  # fmt: skip
_LENGTH = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{1,4})?|\.\d{1,4})(?:em|ex|pt|px|%)?\Z")
_WORD = re.compile(r"[a-z][a-z ]{0,40}\Z")
_ATTRIBUTES = {
    **dict.fromkeys(
        ("accent", "accentunder", "displaystyle", "fence", "form", "movablelimits", "notation", "separator",
         "stretchy", "symmetric"),
        _WORD,
    ),
    **dict.fromkeys(
        ("depth", "height", "linethickness", "lspace", "maxsize", "minsize", "rspace", "scriptlevel",
         "voffset", "width"),
        _LENGTH,
    ),
    "mathcolor": re.compile(r"(?:[a-z]{3,20}|#[0-9a-fA-F]{3,6})\Z"),
}  # fmt: skip
# How many parts an element has; fewer means that the author left one out.
_PARTS = {
    "mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3,
}  # fmt: skip
# What the converter knows, and what it is told instead of its relatives; "" shows the content alone.
_ENVIRONMENTS = {
    **{name: name for name in ("array", "cases", "split", "smallmatrix")},
    **{name: name for name in ("matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix")},
    **dict.fromkeys(("align", "align*", "aligned", "eqnarray", "eqnarray*", "flalign", "flalign*"), "align*"),
    **dict.fromkeys(("gather", "gather*", "gathered", "multline", "multline*"), "matrix"),
    **dict.fromkeys(("equation", "equation*", "math", "displaymath"), ""),
    "dcases": "cases",
}
_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|[{}%]", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([^{}]*)\}")
_WITHOUT_SENSE = re.compile(r"\\(?:nonumber|notag)(?![A-Za-z])|\\label\s*\{[^{}]*\}")
# The converter takes one word for an operator; more, such as \arg\,max, are upright letters.
_OPERATOR = re.compile(r"\\operatorname\*?\s*\{(?![A-Za-z]+\})|\\operatorname\*\s*\{")
# Definitions can grow without end; the others reach out of the formula.
_REFUSED = frozenset(
    ["\\newcommand", "\\renewcommand", "\\providecommand", "\\newenvironment", "\\renewenvironment",
     "\\def", "\\gdef", "\\edef", "\\let", "\\require", "\\href", "\\url", "\\style", "\\class", "\\cssId",
     "\\unicode", "\\includegraphics", "\\input", "\\include"]
)  # fmt: skip
_REASONS: dict[type[Exception], str] = {
    tex.ExtraLeftOrMissingRightError: "every \\left needs its \\right",
    tex.MissingSuperScriptOrSubscriptError: "nothing stands before or after a ^ or _",
    tex.DoubleSubscriptsError: "two _ stand in one place; put braces around the first part",
    tex.DoubleSuperscriptsError: "two ^ stand in one place; put braces around the first part",
    tex.LimitsMustFollowMathOperatorError: "\\limits belongs behind an operator such as \\sum",
    tex.MissingEndError: "a \\begin has no \\end",
}
# A letter that the converter writes as a reference is one that \mathrm holds.
_UPRIGHT = re.compile(r"&#x000[4-7][0-9A-F];\Z")
_WRITTEN = re.compile(
    re.escape(f'<math xmlns="{_NAMESPACE}"') + r'(?P<display> display="block")?>(?s:.*?)'
    r'<annotation encoding="application/x-tex">(?P<source>[^<]*)</annotation></semantics></math>'
)
_BOLD = {"bold": "MATHEMATICAL BOLD", "bold-italic": "MATHEMATICAL BOLD ITALIC"}


def mathml(source: str, *, display: bool) -> str:
    """A `<math>` element with the TeX `source` as its annotation; `display` gives it a line of its own.

    Raises FormulaInvalid, with words for the author.
    """
    source = source.strip()
    prepared = _prepared(source)
    try:
        root = Converter(display="block" if display else "inline").convert_to_element(prepared)
    except Exception as error:  # noqa: BLE001 - the converter raises whatever it stumbles over
        raise FormulaInvalid(_REASONS.get(type(error), "a part of it is missing")) from None
    inner = "".join(_written(one) for one in root)
    shape = ' display="block"' if display else ""
    note = f'<annotation encoding="application/x-tex">{escape(source, quote=False)}</annotation>'
    return f'<math xmlns="{_NAMESPACE}"{shape}><semantics>{inner}{note}</semantics></math>'


def _prepared(source: str) -> str:
    """What the converter gets: checked for what it would guess at, and in the words that it knows."""
    if not source:
        raise FormulaInvalid("it is empty")
    if len(source) > MAX_FORMULA:
        raise FormulaInvalid(f"it has {len(source):,} characters; at most {MAX_FORMULA:,} are shown")
    if control := next(
        (one for one in source if unicodedata.category(one) in {"Cc", "Cs"} and one not in "\n\t"), ""
    ):
        raise FormulaInvalid(f"it holds the control character {control!r}")
    depth = 0
    for match in _TOKEN.finditer(source):
        word = match[0]
        depth += {"{": 1, "}": -1}.get(word, 0)
        if depth < 0:
            raise FormulaInvalid("a } closes nothing; a brace to be shown is written \\}")
        if depth > _MAX_BRACES:
            raise FormulaInvalid(f"its braces are nested more than {_MAX_BRACES} deep")
        if word == "%":
            raise FormulaInvalid("a % begins a comment; write \\%")
        if word.rstrip("*") in _REFUSED:
            raise FormulaInvalid(f"{word} is not allowed in a formula")
    if depth:
        raise FormulaInvalid("a { is not closed")
    return _with_known_environments(_OPERATOR.sub(r"\\mathrm{", _WITHOUT_SENSE.sub("", source)))


def _with_known_environments(source: str) -> str:
    opened: list[str] = []

    def known(match: re.Match[str]) -> str:
        name = match[2].strip()
        if name not in _ENVIRONMENTS:
            raise FormulaInvalid(f"the environment “{name}” is not known")
        if match[1] == "begin":
            opened.append(name)
        elif not opened or opened.pop() != name:
            raise FormulaInvalid(f"\\end{{{name}}} ends nothing that was begun")
        wanted = _ENVIRONMENTS[name]
        return f"\\{match[1]}{{{wanted}}}" if wanted else " "

    result = _ENVIRONMENT.sub(known, source)
    if opened:
        raise FormulaInvalid(f"\\begin{{{opened[-1]}}} has no \\end")
    if not result.strip():
        raise FormulaInvalid("it is empty")
    return result


def _written(element: Element) -> str:
    """The element as text: only what is on the lists, every character escaped here."""
    name = element.tag
    if name not in _ELEMENTS:
        raise FormulaInvalid("a part of it cannot be shown")
    if len(element) < _PARTS.get(name, 0):
        raise FormulaInvalid("a part of a fraction, root, power or index is missing")
    inner = escape(_text(element), quote=False) + "".join(_written(one) for one in element)
    return f"<{name}{_attributes(element)}>{inner}</{name}>"


def _text(element: Element) -> str:
    """The converter writes characters as references, unless an author typed them as they are."""
    raw = element.text or ""
    if element.tag in {"mi", "mo"}:
        if re.match(r"\\[A-Za-z]", raw):
            raise FormulaInvalid(f"the command {raw} is not known")
        if raw == "&":
            raise FormulaInvalid("an & stands outside of a table; an ampersand to be shown is written \\&")
        raw = re.sub(r"\\[,:; !]", "\u2009", raw)
    text = unescape(raw)
    variant = element.get("mathvariant", "")
    if variant in _BOLD and element.tag in {"mi", "mn"}:
        return "".join(_styled(one, _BOLD[variant]) for one in text)
    return text


def _attributes(element: Element) -> str:
    found = ""
    for name, value in element.attrib.items():
        pattern = _ATTRIBUTES.get(name)
        if pattern is not None and pattern.match(value):
            found += f' {name}="{escape(value)}"'
        elif value == "negativethinmathspace":
            found += f' {name}="-0.167em"'
        elif name == "columnalign" and value in {"left", "right"}:
            # Core leaves alignment to style sheets.
            found += f' class="align-{value}"'
    if element.tag == "mi" and (element.get("mathvariant") == "normal" or _UPRIGHT.match(element.text or "")):
        found += ' mathvariant="normal"'
    return found


def _styled(character: str, style: str) -> str:
    """The character of the mathematical alphabet, as Core wants bold letters; itself where there is none."""
    name = unicodedata.name(character, "")
    match = re.fullmatch(r"(?:LATIN|GREEK) (CAPITAL|SMALL) LETTER ([A-Z]+(?: [A-Z]+)?)|DIGIT ([A-Z]+)", name)
    if match is None:
        return character
    wanted = f"{style} {match[1]} {match[2]}" if match[1] else f"MATHEMATICAL BOLD DIGIT {match[3]}"
    try:
        return unicodedata.lookup(wanted)
    except KeyError:
        return character


def formulas_as_tex(page: str, *, in_line: str = "\\({}\\)", display: str = "\\[{}\\]") -> str:
    """HTML of this package with its formulas as TeX: between the marks that learning platforms typeset, or
    between others (`"{}"` leaves none)."""
    return _WRITTEN.sub(
        lambda match: (display if match["display"] else in_line).format(match["source"]), page
    )
