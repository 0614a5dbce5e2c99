"""What learners do in a cartridge: quizzes and question banks (QTI 1.2), assignments, external tools."""

from __future__ import annotations

import re
from collections.abc import Callable

from courses.formats.assembly import Assembly
from courses.formats.cartridge.manifest import Resource
from courses.formats.markup import Markup
from courses.formats.model import Item
from courses.formats.numbers import mark, number
from courses.formats.qti12 import BankReader
from courses.formats.tree import FileTree
from courses.formats.xml_source import (
    Element,
    child,
    child_text,
    children,
    descendants,
    line_of,
    name_of,
    raw_text,
    xml_root,
)  # fmt: skip

_ASSIGNED = "an assignment is an item that a person grades"


class Activities:
    """Reads one resource after the other into the assembly's bank; `read_files` says which files it used."""

    def __init__(self, tree: FileTree, assembly: Assembly, markup: Callable[[str], Markup]) -> None:
        self.tree = tree
        self.assembly = assembly
        self.ledger = assembly.ledger
        self.markup = markup
        self.questions = BankReader(assembly.bank, assembly.attachments)
        self.read_files: set[str] = set()
        self.quizzes: list[str] = []

    # Questions

    def know_banks(self, resources: list[Resource]) -> None:
        """Banks that quizzes draw from, by identifier: those of the profile, and those that Canvas adds."""
        paths = [one.path for one in resources if one.bank and one.path in self.tree]
        paths += [path for path in self.tree.under("non_cc_assessments") if path.endswith(".xml.qti")]
        for path in paths:
            self.questions.know_bank(xml_root(self.tree, path), path)

    def quiz(self, resource: Resource, title: str) -> None:
        path = self._richer(resource)
        self.read_files |= {path, resource.path}
        root = xml_root(self.tree, path)
        if name_of(root) != "questestinterop":
            self.ledger.dropped(f"quiz {title}".strip(), path, f"<{name_of(root)}> is no QTI 1.2")
            return
        named = next((one.get("title") or "" for one in descendants(root, "assessment")), "")
        if resource.bank:
            self.questions.read_bank(root, path)
            return
        title = self.questions.free_title(title or named)
        self.assembly.bank.section(title)
        self._settings(resource, path, title)
        self.quizzes.append(title)
        self.ledger.adapted(f"quiz {title}", path, "is a section of the course's one assessment")
        self.questions.read(root, path, title=title)

    def _richer(self, resource: Resource) -> str:
        """Canvas writes a second file with what the profile of cartridges cannot say."""
        richer = f"non_cc_assessments/{resource.identifier}.xml.qti"
        return richer if richer in self.tree else resource.path

    def _settings(self, resource: Resource, path: str, title: str) -> None:
        """Canvas's own settings of a quiz: tries, minutes, and what it says before the first question."""
        file = f"{resource.identifier}/assessment_meta.xml"
        if file not in self.tree:
            return
        self.read_files.add(file)
        root = xml_root(self.tree, file)
        tries, minutes = number(child_text(root, "allowed_attempts")), number(child_text(root, "time_limit"))
        if tries and tries > 0 and not self.questions.attempts:
            self.questions.attempts = int(tries)
        if minutes and minutes > 0 and self.questions.minutes is None:
            self.questions.minutes = max(1, round(minutes))
        reason = "its tries, minutes and introduction are read; dates, passwords and display are the system's"
        self.ledger.adapted(f"settings of quiz {title}", file, reason)
        if words := self.markup(file).html(raw_text(child(root, "description"))):
            self.questions.use(title)
            self.assembly.bank.file = file
            item: Item = {"type": "description", "prompt": words}
            note = "the introduction to a quiz is a text before its questions"
            self.assembly.bank.add(item, title=f"{title} introduction", line=1, adapted=note)

    def leftover_banks(self) -> None:
        """Canvas's own banks that no quiz draws from."""
        for path, root in self.questions.unread_banks():
            self.read_files.add(path)
            self.questions.read_bank(root, path)
        self.read_files |= self.questions.read_paths

    # Assignments

    def assignment(self, resource: Resource, title: str) -> None:
        root = xml_root(self.tree, resource.path)
        formats = [one.get("type") or "" for one in descendants(root, "format")]
        kind = "essay" if formats in (["text"], ["html"]) else "project" if "url" in formats else "file"
        gradable = child(root, "gradable")
        points = number(gradable.get("points_possible")) if gradable is not None else None
        own = self.markup(resource.path).html(raw_text(child(root, "text")))
        notes = self.markup(resource.path).html(raw_text(child(root, "instructor_text")))
        attached = [self._attached(one, resource) for one in self._attachments(root, "learner")]
        if hidden := self._attachments(root, "instructor"):
            names = ", ".join(one.get("href") or "" for one in hidden)
            self.ledger.dropped(f"attachments {names}", resource.path, "are for teachers only")
        item: Item = {"type": kind} | ({"assessor_notes": notes} if notes else {})
        self._add(resource, title or child_text(root, "title"), [own, *attached], item, points)

    def _attachments(self, root: Element, role: str) -> list[Element]:
        """The attachments for a role; “all” and none are the learner's."""
        found = children(child(root, "attachments"), "attachment")
        return [one for one in found if (one.get("role") == "instructor") == (role == "instructor")]

    def _attached(self, attachment: Element, resource: Resource) -> str:
        href = attachment.get("href") or ""
        found = self.assembly.attachments.link(href, resource.path.rpartition("/")[0])
        if found is None:
            place = f"{resource.path}:{line_of(attachment)}"
            self.ledger.dropped(f"attachment {href}", place, "is not in the cartridge")
            return ""
        return f"[{re.sub(r'[][*_`<]', '', href.rpartition('/')[2])}]({found})"

    def settings_of(self, resource: Resource) -> str | None:
        """Canvas's settings of an assignment, which lie beside its page."""
        return next(
            (one for one in resource.files if one.endswith("assignment_settings.xml") and one in self.tree),
            None,
        )

    def canvas_assignment(self, resource: Resource, title: str, settings: str) -> None:
        self.read_files.add(settings)
        root = xml_root(self.tree, settings)
        types = child_text(root, "submission_types")
        name = title or child_text(root, "title")
        if types in {"external_tool", "online_quiz", "discussion_topic"}:
            reason = f"is done elsewhere ({types.replace('_', ' ')}), which is read on its own or not at all"
            self.ledger.dropped(f"assignment {name}", settings, reason)
            return
        kind = "essay" if types == "online_text_entry" else "project" if "online_url" in types else "file"
        reason = "the kind of submission and the points are read"
        self.ledger.adapted(f"settings of {name or resource.identifier}", settings, reason)
        points = number(child_text(root, "points_possible"))
        words = self.markup(resource.path).html(self.tree.text(resource.path))
        self._add(resource, name, [words], {"type": kind}, points)

    def _add(
        self, resource: Resource, title: str, words: list[str], item: Item, points: float | None
    ) -> None:
        prompt = "\n\n".join(part for part in words if part) or title or "Assignment"
        item |= {"prompt": prompt} | (mark(points) if points else {})
        self.assembly.bank.section("Assignments")
        self.assembly.bank.file = resource.path
        self.assembly.bank.add(item, title=title, line=1, adapted=_ASSIGNED)

    # Tools

    def tool(self, resource: Resource, title: str) -> None:
        root = xml_root(self.tree, resource.path)
        address = child_text(root, "secure_launch_url") or child_text(root, "launch_url")
        name = title or child_text(root, "title") or resource.identifier
        reason = "external tools (LTI) are not part of a course"
        self.ledger.dropped(
            f"tool {name}", resource.path, f"{reason}; it is at {address[:200]}" if address else reason
        )
