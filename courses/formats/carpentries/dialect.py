"""What the Workbench's Markdown looks like: patterns for its lines, and small pieces of it."""

from __future__ import annotations

import re

FENCE = re.compile(r"(?P<indent>[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?)(?P<marker>`{3,}|~{3,})(?P<info>.*)\Z")
INLINE = re.compile(
    r"(?P<code>(?P<ticks>`+)(?!`)(?s:.+?)(?<!`)(?P=ticks)(?!`))(?:\{[.#][^{}\n]*\})?"
    r"|(?P<formula>\$\$[^$`]+\$\$|(?<![\w$\\])\$(?![\s$])[^$`]+(?<!\s)\$(?![$0-9A-Z]))"
    r"|!\[(?P<caption>(?:[^\[\]\\]|\\.|\[[^\]]*\])*)\]\((?P<source>[^()\s]+)(?:\s+\"(?P<title>[^\"]*)\")?\)"
    r"(?P<attributes>\{[^{}]*\})?"
    r"|\[(?P<text>(?:[^\[\]\\]|\\.|\[[^\]]*\])*)\]\((?P<href>[^()\s]+)(?P<rest>\s+\"[^\"]*\")?\)"
    r"|\[(?P<words>(?:[^\[\]\\]|\\.)*)\](?:\[(?P<label>[^\[\]]*)\])?(?![\[(:])"
    r"|(?P<attribute>\b(?:src|href))=(?P<quote>[\"'])(?P<value>[^\"']+)(?P=quote)"
)
# A label that begins with “^” is a footnote's, and what follows it its text.
DEFINITION = re.compile(r"(?P<label> {0,3}\[(?!\^)[^\]]+\]:\s+)<?(?P<href>[^\s>]+)>?(?P<rest>.*)\Z")
_ALT = re.compile(r"alt\s*=\s*(?:'(?P<single>(?:[^'\\]|\\.)*)'|\"(?P<double>(?:[^\"\\]|\\.)*)\")")
GRID = re.compile(r"\s*\+(?:[-=:]+\+)+\s*\Z")
LIQUID = re.compile(r"\s*\{%.*%\}\s*\Z|\s*\{:.*\}\s*\Z")
IFRAME = re.compile(
    r"<iframe\b[^>]*\bsrc=[\"'](?P<source>https?://[^\"']+)[\"'][^>]*>.*?(?:</iframe>|\Z)",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"[-*+][ \t]+|\d+[.)][ \t]+")


def definitions(lines: list[str]) -> dict[str, str]:
    """Labels and targets of the definitions among the lines."""
    found = (DEFINITION.match(line) for line in lines)
    return {label_of(match["label"].strip()[1:-2]): match["href"] for match in found if match}


def label_of(text: str) -> str:
    """A link's label as Markdown compares it."""
    return " ".join(text.split()).casefold()


def alternative(attributes: str) -> str | None:
    found = _ALT.search(attributes)
    if found is None:
        return None
    return re.sub(r"\\(.)", r"\1", found["single"] if found["single"] is not None else found["double"])


def escaped(text: str) -> str:
    return re.sub(r"([\\\[\]*_`<])", r"\\\1", text)


def list_entries(lines: list[str]) -> list[str] | None:
    """The entries of a plain list; None when the lines hold anything else."""
    entries: list[str] = []
    for line in lines:
        marker = _ENTRY.match(line)
        if marker:
            entries.append(line[marker.end() :].strip())
        elif line.strip() and entries and line.startswith(" "):
            entries[-1] += " " + line.strip()
        elif line.strip():
            return None
    return entries or None
