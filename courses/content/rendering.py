"""`render_markdown`: the steps from an author's text to the HTML of a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape

from courses.content.errors import FormulaInvalid
from courses.content.formulas import mathml
from courses.content.headings import Heading, number_headings
from courses.content.html_renderer import CourseRenderer
from courses.content.kinds import KINDS
from courses.content.parsing import parse, parse_inline, parser
from courses.content.safety import clean

Resolve = Callable[[str], str | None]

_EXTERNAL = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True, slots=True)
class RenderedContent:
    """`html` is safe to put into a page as it is.

    `headings` are those outside of divs, for a table of contents; their ids are the final ones. `broken`
    lists, in reading order and once each, the local references that `resolve` did not know.
    """

    html: str
    headings: tuple[Heading, ...] = ()
    broken: tuple[str, ...] = ()


@dataclass(slots=True)
class _Links:
    """Decides where links lead; remembers what it was asked."""

    resolve: Resolve
    id_prefix: str
    known: dict[str, str | None] = field(default_factory=dict)
    broken: dict[str, None] = field(default_factory=dict)

    def final(self, href: str, is_image: bool) -> str | None:
        """The URL to write; None removes it. Pages of this site are reached through `resolve` alone."""
        href = href.strip()
        if href.startswith("#"):
            return f"#{self.id_prefix}{href[1:]}" if len(href) > 1 and not is_image else None
        if _EXTERNAL.match(href):
            return None if is_image else href
        if not href or href.startswith("//") or _OTHER_SCHEME.match(href):
            return None
        path, _, fragment = href.partition("#")
        if path not in self.known:
            self.known[path] = self.resolve(path)
        url = self.known[path]
        if url is None:
            self.broken[href] = None
            return None
        if not fragment:
            return url
        return f"{url}#{self.id_prefix if path.endswith('.md') else ''}{fragment}"


# Characters of TeX that are typeset in one text; what comes after them is shown as it was typed.
MAX_FORMULAS = 40_000
_PLACE = re.compile(r'<span class="formula-(\d+)"></span>')


@dataclass(slots=True)
class _Formulas:
    """Keeps MathML out of the cleaner's way: marks stand for formulas until all else is clean."""

    written: list[str] = field(default_factory=list)
    characters: int = 0

    def mark(self, source: str, display: bool) -> str:
        self.characters += len(source)
        try:
            if self.characters > MAX_FORMULAS:
                raise FormulaInvalid(f"the text has more than {MAX_FORMULAS:,} characters of formulas")
            formula = mathml(source, display=display)
        except FormulaInvalid as error:
            return f'<code class="formula-invalid" title="{escape(str(error))}">{escape(source)}</code>'
        self.written.append(formula)
        return f'<span class="formula-{len(self.written) - 1}"></span>'

    def put(self, html: str) -> str:
        """`html` with each formula in its place, once; marks that an author typed disappear."""
        waiting = dict(enumerate(self.written))
        return _PLACE.sub(lambda match: waiting.pop(int(match[1]), ""), html)


def render_markdown(
    text: str,
    *,
    resolve: Resolve,
    labels: Mapping[str, str] | None = None,
    id_prefix: str = "c-",
) -> RenderedContent:
    """Safe HTML of a lesson's, prompt's or description's Markdown.

    `resolve` gets each local reference without its fragment (`five-rights.md`, `../assets/x.png`) and returns
    a URL, or None when there is no such thing. `labels` translates the default titles of divs (keys of
    `kinds.KINDS`) and `table`, `formula`, `done`, `open`, `missing`. `id_prefix` keeps several
    texts on one page apart. Headings begin at h2. Raises ContentTooLarge.
    """
    links = _Links(resolve, id_prefix)
    tokens = parse(text)
    headings = number_headings(tokens, id_prefix)
    words = {name: kind.label for name, kind in KINDS.items()} | DEFAULT_LABELS | dict(labels or {})
    formulas = _Formulas()
    env = {"links": links.final, "labels": words, "inline": parse_inline, "formula": formulas.mark}
    renderer = parser().renderer
    assert isinstance(renderer, CourseRenderer)
    html = renderer.render(tokens, parser().options, env)
    safe = clean(html, link=links.final, id_prefix=id_prefix)
    return RenderedContent(formulas.put(safe), tuple(headings), tuple(links.broken))


DEFAULT_LABELS = {
    "table": "Table",
    "formula": "Formula",
    "done": "done",
    "open": "to do",
    "missing": "Missing picture",
    "other": "Note",
}
