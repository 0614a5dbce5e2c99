"""Reads Cairn's own course folder; refuses it whole, with every problem at once, when something is wrong."""

from __future__ import annotations

import re
from collections.abc import Collection

from courses.formats.cairn import checks
from courses.formats.cairn.achievement import read_achievement, read_skills
from courses.formats.cairn.assessment import read_assessment
from courses.formats.errors import CourseInvalid, Problem
from courses.formats.fields import Fields
from courses.formats.ledger import LedgerWriter
from courses.formats.model import Asset, CourseDocument, Item, LessonDocument, ModuleDocument
from courses.formats.names import SLUG, media_type
from courses.formats.tree import FileTree
from courses.formats.yaml_source import Located, load_yaml

FORMAT = "cairn-course/1"
LEVELS = ("introductory", "intermediate", "advanced")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


def recognises(tree: FileTree) -> bool:
    """A `course.yaml` whose `format` begins with `cairn-course/`."""
    head = tree.get("course.yaml", b"")[:4096]
    return re.search(rb"^format:\s*[\"']?cairn-course/", head, re.MULTILINE) is not None


def read_cairn(tree: FileTree, ledger: LedgerWriter) -> CourseDocument:
    """The course in `tree`. Raises CourseInvalid."""
    problems: list[Problem] = []
    source = load_yaml(tree.text("course.yaml"), "course.yaml")
    fields = Fields(source, (), problems)
    if fields.raw("format") != FORMAT:
        fields.report("format", f"“format” must be {FORMAT}, the version that this program reads")
    lessons = _Lessons(tree, ledger, problems)
    modules = tuple(lessons.module(module) for module in fields.mappings("modules"))
    items, places = _read_items(tree, ledger, problems)
    assessment_file = fields.line_of_text("assessment", default="")
    assessment = None
    if assessment_file and assessment_file not in tree:
        fields.report("assessment", f"there is no file “{assessment_file}” in the folder")
    elif assessment_file and (located := _loaded(tree, assessment_file, problems)):
        assessment = read_assessment(located, {item["key"] for item in items}, problems)
        ledger.kept("assessment", assessment_file)
    achievement_fields = fields.mapping("achievement")
    achievement = read_achievement(achievement_fields) if achievement_fields else None
    if achievement:
        ledger.kept(f"achievement {achievement.slug}", f"course.yaml:{source.line(('achievement',))}")
    course = CourseDocument(
        slug=fields.slug("slug"),
        title=fields.line_of_text("title"),
        language=_language(fields),
        summary=fields.line_of_text("summary"),
        description=fields.text("description", default=""),
        field=fields.line_of_text("field", most=40).lower(),
        level=fields.choice("level", LEVELS),
        minutes=fields.integer("minutes", least=1),
        licence=fields.line_of_text("licence"),
        authors=fields.texts("authors"),
        skills=read_skills(fields, "skills"),
        modules=modules,
        items=items,
        assessment=assessment,
        achievement=achievement,
        assets=_read_assets(tree, ledger),
    )
    fields.finish()
    _check_counts(course, tree.limits.parts, problems)
    checks.CourseCheck(course, problems, ledger).run(source, places, lessons.first_lines)
    _ledger_rest(tree, lessons.first_lines, assessment_file, ledger)
    if problems:
        raise CourseInvalid(sorted(problems, key=lambda problem: (problem.file, problem.line)))
    return course


def _loaded(
    tree: FileTree, path: str, problems: list[Problem], text: str | None = None, first_line: int = 1
) -> Located | None:
    """The YAML of a file, or of the `text` in it; None, its problem collected, when it cannot be read."""
    try:
        return load_yaml(tree.text(path) if text is None else text, path, first_line=first_line)
    except CourseInvalid as error:
        problems += error.problems
        return None


def _check_counts(course: CourseDocument, most: int, problems: list[Problem]) -> None:
    counts = {"lessons": len(course.lessons), "items": len(course.items), "assets": len(course.assets)}
    for name, count in counts.items():
        if count > most:
            problems.append(Problem(name, 0, f"there are more than {most:,} {name}; split the course"))


def _language(fields: Fields) -> str:
    value = fields.line_of_text("language")
    if value and not _LANGUAGE.match(value):
        fields.report("language", f"“language” is “{value}”; use a tag such as en, de or pt-BR")
    return value


# Lessons


class _Lessons:
    """Reads the lessons that modules name; remembers where each body begins."""

    def __init__(self, tree: FileTree, ledger: LedgerWriter, problems: list[Problem]) -> None:
        self.tree = tree
        self.ledger = ledger
        self.problems = problems
        self.first_lines: dict[str, int] = {}

    def module(self, fields: Fields) -> ModuleDocument:
        title = fields.line_of_text("title")
        slugs = fields.texts("lessons", required=True)
        fields.finish()
        lessons = []
        for index, slug in enumerate(slugs):
            path = f"lessons/{slug}.md"
            if not SLUG.match(slug):
                message = f"“{slug}” is no lesson's name; use lower-case letters a–z, digits, single hyphens"
                fields.report(("lessons", index), message)
            elif slug in self.first_lines:
                fields.report(("lessons", index), f"the lesson “{slug}” is listed twice; list it once")
            elif path not in self.tree:
                fields.report(("lessons", index), f"there is no file “{path}”; add it, or correct the name")
            else:
                lessons.append(self.lesson(path, slug))
                self.ledger.kept(f"lesson {slug}", path)
        return ModuleDocument(title, tuple(lessons))

    def lesson(self, path: str, slug: str) -> LessonDocument:
        self.first_lines[slug] = 1
        try:
            text = self.tree.text(path)
        except CourseInvalid as error:
            self.problems += error.problems
            return LessonDocument(slug, slug, 0)
        match = _FRONT_MATTER.match(text)
        if match is None:
            message = "must begin with front matter: a line “---”, then title and minutes, then a line “---”"
            self.problems.append(Problem(path, 1, message))
            return LessonDocument(slug, slug, 0)
        body = text[match.end() :]
        before = len(body) - len(body.lstrip("\n"))
        self.first_lines[slug] = text.count("\n", 0, match.end()) + before + 1
        head = _loaded(self.tree, path, self.problems, match[1], first_line=2)
        if head is None:
            return LessonDocument(slug, slug, 0)
        fields = Fields(head, (), self.problems)
        lesson = LessonDocument(
            slug=slug,
            title=fields.line_of_text("title"),
            minutes=fields.integer("minutes", most=1000),
            objectives=fields.texts("objectives"),
            body=body,
        )
        fields.finish()
        return lesson


# Items and assets


def _read_items(
    tree: FileTree, ledger: LedgerWriter, problems: list[Problem]
) -> tuple[tuple[Item, ...], dict[str, checks.ItemPlace]]:
    items: list[Item] = []
    places: dict[str, checks.ItemPlace] = {}
    for path in tree.under("items"):
        if not path.endswith((".yaml", ".yml")):
            continue
        source = _loaded(tree, path, problems)
        if source is None:
            continue
        if not isinstance(source.data, list):
            problems.append(Problem(path, 1, "must be a list of items, each beginning with “- key:”"))
            continue
        for index in range(len(source.data)):
            item = _read_item(source, index, places, problems)
            if item is not None:
                items.append(item)
                ledger.kept(f"item {item['key']}", f"{path}:{source.line((index,))}")
    return tuple(items), places


def _read_item(
    source: Located, index: int, places: dict[str, checks.ItemPlace], problems: list[Problem]
) -> Item | None:
    fields = Fields(source, (index,), problems)
    key = fields.text("key") if isinstance(source.data[index], dict) else ""
    if not key:
        return None
    if key in places:
        first = places[key]
        message = f"the key “{key}” is already used in {first.source.file}:{first.line()}; choose another"
        fields.report("key", message)
        return None
    places[key] = checks.ItemPlace(source, index)
    item: Item = source.data[index] | {"key": key}
    checks.check_item(item, places[key], problems)
    return item


def _read_assets(tree: FileTree, ledger: LedgerWriter) -> tuple[Asset, ...]:
    assets = []
    for path in tree.under("assets"):
        assets.append(Asset(path, media_type(path), tree[path]))
        ledger.kept(f"asset {path}", path)
    return tuple(assets)


def _ledger_rest(tree: FileTree, lessons: Collection[str], assessment: str, ledger: LedgerWriter) -> None:
    known = {"course.yaml", assessment, *(f"lessons/{slug}.md" for slug in lessons)}
    for path in tree:
        if path in known or path.startswith("assets/"):
            continue
        if path.startswith("items/") and path.endswith((".yaml", ".yml")):
            continue
        reason = (
            "is not listed in course.yaml" if path.startswith("lessons/") else "has no place in the format"
        )
        ledger.dropped(f"file {path}", path, reason)
    for path in tree.ignored:
        ledger.dropped(f"file {path}", path, "hidden and system files are not part of a course")
