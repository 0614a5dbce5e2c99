"""Reads a Carpentries lesson: configuration, episodes, learners' pages, figures."""

from __future__ import annotations

import re
from typing import Any

from courses.formats.carpentries.about import ABOUT, authors, field_of, licence, summary
from courses.formats.carpentries.dialect import label_of
from courses.formats.carpentries.page_text import PageReader
from courses.formats.carpentries.pages import PAGE_ENDINGS, SiteMap, site_map
from courses.formats.errors import CourseInvalid, Problem
from courses.formats.ledger import LedgerWriter
from courses.formats.model import Asset, CourseDocument, LessonDocument, ModuleDocument
from courses.formats.names import media_type, slugify
from courses.formats.tree import FileTree
from courses.formats.yaml_source import Located, load_yaml

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_WORDS_PER_MINUTE = 180
_LONGEST_CITATION = 2000
_MOST_MINUTES = 1000  # of one lesson


def recognises(tree: FileTree) -> bool:
    """A `config.yaml` that says which carpentry it belongs to, or names episodes, beside an episodes
    folder."""
    config = tree.get("config.yaml", b"")[:65_536]
    has_pages = any(path.endswith(PAGE_ENDINGS) for path in tree.under("episodes"))
    return has_pages and re.search(rb"^(?:carpentry|episodes):", config, re.MULTILINE) is not None


def read_carpentries(tree: FileTree, ledger: LedgerWriter) -> CourseDocument:
    """The lesson in `tree` as a course without assessment. Raises CourseInvalid."""
    config = load_yaml(tree.text("config.yaml"), "config.yaml")
    if not isinstance(config.data, dict):
        raise CourseInvalid([Problem("config.yaml", 1, "must hold one “name: value” a line")])
    episodes = _ordered(tree, config, "episodes")
    learners = _ordered(tree, config, "learners")
    site = site_map(tree, (*episodes, *learners), config.data)
    setup = tuple(page for page in learners if page.rsplit("/", 1)[-1].startswith("setup."))
    others = tuple(page for page in learners if page not in setup)
    title = _one_line(config.data.get("title")) or "Untitled lesson"
    modules = [
        _module("Before you start", setup, tree, site, ledger),
        _module(title, episodes, tree, site, ledger),
        _module("Look things up", others, tree, site, ledger),
    ]
    description = _description(tree, site, ledger)
    course = CourseDocument(
        slug=slugify(title),
        title=title,
        language=_language(config, ledger),
        summary=summary(description, title),
        description=f"{description}\n\n{_source_note(tree, config.data, title)}".strip(),
        field=field_of(config.data),
        level="introductory",
        minutes=max(1, sum(lesson.minutes for module in modules for lesson in module.lessons)),
        licence=licence(config.data),
        authors=authors(tree, config.data),
        modules=tuple(module for module in modules if module.lessons),
        assets=tuple(Asset(name, media_type(name), tree[path]) for path, name in site.assets.items()),
    )
    _ledger_config(config, ledger)
    _ledger_files(tree, site, ledger)
    return course


# Pages


def _ordered(tree: FileTree, config: Located, folder: str) -> tuple[str, ...]:
    """The pages of `folder`: in the configuration's order, or all of them by name."""
    present = tuple(
        path for path in tree.under(folder) if path.endswith(PAGE_ENDINGS) and path.count("/") == 1
    )
    wanted = config.data.get(folder)
    if not wanted:
        return present
    # Lessons in the wild name a single page without a list, and pages with their folder.
    paths = [
        f"{folder}/{str(name).removeprefix(f'{folder}/')}"
        for name in (wanted if isinstance(wanted, list) else [wanted])
    ]
    problems = [
        Problem("config.yaml", config.line((folder, index)), f"there is no file “{path}”")
        for index, path in enumerate(paths)
        if path not in present
    ]
    if problems:
        raise CourseInvalid(problems)
    return tuple(dict.fromkeys(paths))


def _one_line(value: object) -> str:
    return " ".join(str(value or "").split())[:200].strip()


def _language(config: Located, ledger: LedgerWriter) -> str:
    value = str(config.data.get("lang") or "en").replace("_", "-")
    if re.match(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z", value):
        return value
    place = f"config.yaml:{config.line(('lang',))}"
    ledger.adapted("language of the course", place, f"“{value[:40]}” is no language tag; “en” is assumed")
    return "en"


def _module(
    title: str, pages: tuple[str, ...], tree: FileTree, site: SiteMap, ledger: LedgerWriter
) -> ModuleDocument:
    return ModuleDocument(title, tuple(_lesson(page, tree, site, ledger) for page in pages))


def _lesson(path: str, tree: FileTree, site: SiteMap, ledger: LedgerWriter) -> LessonDocument:
    head, body, first_line = _split(tree.text(path), path)
    shared = _shared_definitions(tree)
    page = PageReader(path, first_line, site, ledger).read(
        body, {name: href for name, (_, href) in shared.items()}
    )
    slug = site.slugs[path]
    title = _one_line(head.data.get("title")) or slug.replace("-", " ").capitalize()
    minutes = _minutes(head.data, path, page.body, ledger)
    _ledger_front_matter(head, ledger)
    ledger.kept(f"lesson {slug}", path)
    return LessonDocument(
        slug, title, minutes, page.objectives, page.body + _shared_links(page.body, shared, site)
    )


def _split(text: str, path: str) -> tuple[Located, str, int]:
    """(front matter, body, the body's first line); pages without front matter have an empty one."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return Located({}, {}, path), text, 1
    head = load_yaml(match[1], path, first_line=2)
    if head.data is None:
        head.data = {}
    if not isinstance(head.data, dict):
        raise CourseInvalid([Problem(path, 2, "the front matter must hold one “name: value” a line")])
    return head, text[match.end() :], text.count("\n", 0, match.end()) + 1


def _ledger_front_matter(head: Located, ledger: LedgerWriter) -> None:
    for key in head.data:
        if key not in {"title", "teaching", "exercises"}:
            place = f"{head.file}:{head.line((key,))}"
            ledger.dropped(f"front matter {key}", place, "has no place in a course")


def _minutes(head: dict[str, Any], path: str, body: str, ledger: LedgerWriter) -> int:
    given = [
        float(head[key])
        for key in ("teaching", "exercises")
        if isinstance(head.get(key), (int, float)) and not isinstance(head[key], bool)
    ]
    if given:
        minutes = round(sum(given))
        if not 0 <= minutes <= _MOST_MINUTES:
            ledger.adapted(f"minutes of {path}", path, f"are {minutes}; 0 to {_MOST_MINUTES} are possible")
        return min(_MOST_MINUTES, max(0, minutes))
    if not path.startswith("episodes/") and not path.rsplit("/", 1)[-1].startswith("setup."):
        ledger.adapted(f"minutes of {path}", path, "none are given; pages to look things up in count 0")
        return 0
    estimate = max(1, round(len(body.split()) / _WORDS_PER_MINUTE))
    ledger.adapted(f"minutes of {path}", path, f"none are given; {estimate} are estimated from its length")
    return estimate


def _shared_definitions(tree: FileTree) -> dict[str, tuple[str, str]]:
    """Label without case to (label, target) of links.md, which the Workbench adds to every page."""
    if "links.md" not in tree:
        return {}
    found = (
        re.match(r" {0,3}\[([^\]]+)\]:\s+<?([^\s>]+)", line) for line in tree.text("links.md").split("\n")
    )
    return {label_of(match[1]): (match[1], match[2]) for match in found if match}


def _shared_links(body: str, shared: dict[str, tuple[str, str]], site: SiteMap) -> str:
    """The shared definitions that this page uses and does not make itself."""
    folded = body.casefold()
    used = []
    for label, href in shared.values():
        target = site.target(href, "links.md")
        word = f"[{label}]".casefold()
        if target and word in folded and f"{word}:" not in folded:
            used.append(f"[{label}]: {target}")
    return "\n\n" + "\n".join(used) if used else ""


# About the lesson


def _description(tree: FileTree, site: SiteMap, ledger: LedgerWriter) -> str:
    name = next((name for name in ("index.md", "index.Rmd") if name in tree), None)
    if name is None:
        return ""
    head, body, first_line = _split(tree.text(name), name)
    _ledger_front_matter(head, ledger)
    ledger.adapted(f"page {name}", name, "is the course's description")
    return PageReader(name, first_line, site, ledger).read(body).body.strip()


def _source_note(tree: FileTree, config: dict[str, Any], title: str) -> str:
    """Who made the lesson, under which licence, and how they want to be cited: the licence asks for it."""
    source = str(config.get("source") or config.get("url") or "")
    link = f"[{title}]({source})" if re.match(r"https?://\S+\Z", source) else f"“{title}”"
    publisher = ABOUT.get(str(config.get("carpentry")), ABOUT["cp"])[0]
    note = f"Adapted from {link} by {publisher}, {licence(config)}."
    if "CITATION" in tree and len(tree["CITATION"]) <= _LONGEST_CITATION:
        note += "\n\n" + tree.text("CITATION").strip()
    return note


def _ledger_config(config: Located, ledger: LedgerWriter) -> None:
    for key, value in config.data.items():
        place = f"config.yaml:{config.line((key,))}"
        if key in {"title", "lang", "episodes"}:
            ledger.kept(f"setting {key}", place)
        elif key in {"license", "source", "carpentry", "url", "learners"}:
            ledger.adapted(f"setting {key}", place, "goes into licence, field, order or the description")
        elif value not in (None, ""):
            ledger.dropped(f"setting {key}", place, "concerns the lesson's own web site")
    ledger.adapted("level of the course", "config.yaml", "none is given; “introductory” is assumed")


def _ledger_files(tree: FileTree, site: SiteMap, ledger: LedgerWriter) -> None:
    for path in tree:
        if path in site.slugs or path in {"config.yaml", "index.md", "index.Rmd"}:
            continue
        if path in site.assets:
            ledger.kept(f"asset {site.assets[path]}", path)
        elif path == "links.md":
            ledger.adapted("page links.md", path, "each lesson has those of its links that it uses")
        elif path.startswith("instructors/"):
            ledger.dropped(f"page {path}", path, "notes for instructors are not shown to learners")
        elif path == "CITATION" and len(tree[path]) <= _LONGEST_CITATION:
            ledger.adapted(f"file {path}", path, "stands at the end of the description")
        elif path in {"AUTHORS", "CITATION.cff"}:
            ledger.adapted(f"file {path}", path, "its names are the course's authors")
        else:
            ledger.dropped(
                f"file {path}", path, "belongs to the lesson's repository, not to what learners read"
            )
    for path in tree.sealed:
        reason = "is an archive, which is never opened"
        if path in site.elsewhere:
            ledger.adapted(f"file {path}", path, f"{reason}; links to it lead to {site.elsewhere[path]}")
        else:
            ledger.dropped(f"file {path}", path, f"{reason} and has no place in a course")
    for path in tree.ignored:
        ledger.dropped(f"file {path}", path, "hidden and system files are not part of a course")
