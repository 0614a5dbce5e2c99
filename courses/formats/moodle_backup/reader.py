"""Reads a course backup of Moodle."""

from __future__ import annotations

from dataclasses import replace

from courses.formats.ledger import LedgerWriter
from courses.formats.model import CourseDocument
from courses.formats.moodle_backup.pages import PAGES, parts, task
from courses.formats.moodle_backup.questions import questions_of
from courses.formats.moodle_backup.quizzes import Quizzes
from courses.formats.moodle_backup.source import BACKUP, Activity, Source
from courses.formats.tree import FileTree
from courses.formats.xml_source import Element, child, child_text, children, root_name

# The questions of Moodle 5's banks stand in questions.xml with all others.
_BANK = "qbank"
_SUBSECTION = "subsection"


def recognises(tree: FileTree) -> bool:
    """A `moodle_backup.xml` at the top, or in the one folder at the top."""
    return root_name(tree.unwrapped().get(BACKUP, b""))[0] == "moodle_backup"


def read_backup(tree: FileTree, ledger: LedgerWriter) -> CourseDocument:
    """The course. People, their work and their grades are never looked at. Raises CourseInvalid."""
    return _Backup(tree.unwrapped(), ledger).read()


class _Backup:
    def __init__(self, tree: FileTree, ledger: LedgerWriter) -> None:
        self.tree = tree
        self.ledger = ledger
        self.source = Source(tree, ledger)
        self.information = child(self.source.root(BACKUP), "information")
        pool = questions_of(self.source.root("questions.xml"))
        for name, line in pool.described:
            place, reason = f"questions.xml:{line}", "sections have a title only"
            ledger.dropped(f"description of category {name}", place, reason)
        self.quizzes = Quizzes(self.source, pool)
        contents = child(self.information, "contents")
        self.activities = {
            child_text(one, "moduleid"): one for one in children(child(contents, "activities"), "activity")
        }
        self.sections = children(child(contents, "sections"), "section")

    def read(self) -> CourseDocument:
        course = self.source.root("course/course.xml")
        context = (course.get("contextid") if course is not None else "") or ""
        self.source.course_context = context
        for identifier, one in self.activities.items():
            self._reserve(identifier, one)
        for section in self.sections:
            if not child_text(section, "parentcmid"):
                self._section(section)
        for identifier in list(self.activities):
            self._take(identifier)
        self._unasked()
        self._rest()
        title = child_text(course, "fullname") or child_text(self.information, "original_course_fullname")
        files = self.source.stored.of(context, "course", "summary")
        rules = dict(self.quizzes.rules)
        made = self.source.assembly.course(
            title=title,
            language=child_text(course, "lang"),
            description=self.source.words(course, "summary", files, "course/course.xml"),
            attempts=rules.pop("attempts", 0),
            minutes=rules.pop("minutes", None),
            pass_mark=rules.pop("pass_mark", None),
        )
        if made.assessment is None:
            return made
        return replace(made, assessment=replace(made.assessment, **rules))

    # Structure

    def _file_of(self, activity: Element) -> str:
        return f"{child_text(activity, 'directory')}/{child_text(activity, 'modulename')}.xml"

    def _reserve(self, identifier: str, activity: Element) -> None:
        """Slugs for everything that links can lead to, before the first page is read."""
        kind, root = child_text(activity, "modulename"), self.source.root(self._file_of(activity))
        if kind in {"quiz", "assign", _BANK, _SUBSECTION} or root is None:
            return
        assembly = self.source.assembly
        inside = parts(root, kind)
        for part, title in inside:
            slug = assembly.reserve(f"{identifier}:{part}", title)
            assembly.slugs.setdefault(identifier, slug)
        if not inside:
            assembly.reserve(identifier, child_text(activity, "title"))

    def _section(self, entry: Element) -> None:
        path = f"{child_text(entry, 'directory')}/section.xml"
        section = self.source.root(path)
        if section is None:
            self.ledger.dropped(f"section {child_text(entry, 'title')}", BACKUP, f"there is no file “{path}”")
            return
        position = child_text(section, "number")
        title = child_text(section, "name") or ("Introduction" if position == "0" else f"Section {position}")
        self._told(section, f"section {title}", path)
        self.source.assembly.module(title)
        identifier = section.get("id") or ""
        files = self.source.stored.of(self.source.course_context, "course", "section", identifier)
        if summary := self.source.words(section, "summary", files, path):
            self.source.assembly.lesson(
                f"section:{identifier}", title, summary, place=path,
                adapted="a section's summary is its first lesson",
            )  # fmt: skip
        below = []
        for one in child_text(section, "sequence").split(","):
            activity = self.activities.get(one.strip())
            if activity is not None and child_text(activity, "modulename") == _SUBSECTION:
                below.append(one.strip())
            else:
                self._take(one.strip())
        if not summary and not child_text(section, "sequence"):
            self.ledger.dropped(f"section {title}", path, "holds nothing to read or to answer")
        for one in below:
            self._subsection(one)

    def _subsection(self, identifier: str) -> None:
        activity = self.activities.pop(identifier)
        title = child_text(activity, "title")
        entry = next((one for one in self.sections if child_text(one, "parentcmid") == identifier), None)
        if entry is None:
            self.ledger.dropped(f"subsection {title}", BACKUP, "its section is not in the backup")
            return
        self.ledger.adapted(f"subsection {title}", self._file_of(activity), "is a module of its own")
        self._section(entry)

    def _take(self, identifier: str) -> None:
        activity = self.activities.pop(identifier, None)
        if activity is not None:
            self._activity(activity)

    def _activity(self, activity: Element) -> None:
        kind, title, path = child_text(activity, "modulename"), child_text(activity, "title"), ""
        path = self._file_of(activity)
        if kind == _BANK:
            self.ledger.adapted(f"question bank {title}", path, "its questions stand with all others")
            return
        root = self.source.root(path)
        element = child(root, kind)
        if root is None or element is None:
            reason = "its file is missing" if root is None else "its file holds no activity"
            self.ledger.dropped(f"activity {title}", path, reason)
            return
        module = self.source.root(f"{child_text(activity, 'directory')}/module.xml")
        self._told(module, f"activity {title}", path)
        one = Activity(
            kind, root.get("moduleid") or "", root.get("contextid") or "",
            child_text(element, "name") or title, element, path,
        )  # fmt: skip
        if kind in PAGES:
            PAGES[kind](self.source, one)
        elif kind == "quiz":
            self.quizzes.quiz(one)
        elif kind == "assign":
            self.quizzes.assignment(one)
        elif not task(self.source, one):
            self.ledger.dropped(f"activity {title}", path, f"activities of the kind “{kind}” are not read")

    def _told(self, settings: Element | None, name: str, path: str) -> None:
        """What was not for every learner, or not at once."""
        if child_text(settings, "visible") == "0":
            self.ledger.adapted(name, path, "was hidden from learners in Moodle; here it is not")
        condition = child_text(settings, "availability") or child_text(settings, "availabilityjson")
        if condition and '"c":[]' not in condition.replace(" ", ""):
            self.ledger.dropped(f"restriction of {name}", path, "everything in a course is open at once")

    # What is left

    def _unasked(self) -> None:
        self.source.bank.unasked()
        for one in self.quizzes.pool.newest():
            if one.identifier not in self.quizzes.asked:
                self.quizzes.ask(one)

    def _rest(self) -> None:
        folders: dict[str, list[str]] = {}
        for path in self.tree:
            if path not in self.source.read_files and not path.startswith("files/"):
                folder, _, name = path.rpartition("/")
                folders.setdefault(folder, []).append(name)
        for folder, names in folders.items():
            element = f"files {', '.join(names)}" if len(names) > 1 else f"file {names[0]}"
            reason = "settings, people and grades of Moodle are not read"
            self.ledger.dropped(element, folder or BACKUP, reason)
        for one in self.source.stored.unshown():
            self.ledger.dropped(f"file {one.name}", one.path, "nothing that was read shows it")
