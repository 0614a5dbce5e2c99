"""Assessments, sections and object banks of QTI 1.2 into a bank of questions; several files may share one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from courses.formats.attachments import Attachments
from courses.formats.numbers import mark, number
from courses.formats.qti12.item import ItemReader, UnfitError
from courses.formats.question_bank import QuestionBank
from courses.formats.xml_source import (
    Element,
    child,
    child_text,
    children,
    descendants,
    line_of,
    name_of,
    raw_text,
    text_of,
)  # fmt: skip

# What these say is read elsewhere, or says nothing about the questions.
_SILENT = {
    "qtimetadata", "qticomment", "duration", "selection_ordering", "itemmetadata", "assessmentmetadata",
    "sectionmetadata",
}  # fmt: skip
_WORDS = {"rubric", "presentation_material"}
_REASONS = {
    "outcomes_processing": "the total is the sum of the items",
    "objectives": "the questions of an assessment have no objectives of their own",
    "assessfeedback": "an assessment has no feedback as a whole",
    "sectionfeedback": "an assessment has no feedback as a whole",
    "sectionprecondition": "what is asked never depends on earlier answers",
    "sectionpostcondition": "what is asked never depends on earlier answers",
    "assessmentcontrol": "when hints, solutions and feedback are shown is a setting of the course",
    "sectioncontrol": "when hints, solutions and feedback are shown is a setting of the course",
}


class BankReader:
    """Reads <questestinterop> trees. `attempts`, `minutes` and `shuffle` are those of the assessments."""

    def __init__(self, bank: QuestionBank, attachments: Attachments) -> None:
        self.bank = bank
        self.attachments = attachments
        self.attempts = 0
        self.minutes: int | None = None
        self.shuffle = False
        self.read_paths: set[str] = set()
        self._asks = False
        self._renames = True
        self._banks: dict[str, tuple[Element, Element, str]] = {}
        self._drawn: dict[str, str] = {}
        self._opened: set[str] = set()
        self._done: set[Element] = set()
        self._named: dict[str, Element] = {}
        self._titles: set[str] = set()
        self._used: set[str] = set()

    def free_title(self, title: str) -> str:
        """`title` for a section, with a number behind it when there is such a section already."""
        title = " ".join(title.split()) or "Questions"
        wanted, position = title, 1
        while wanted in self._titles:
            position += 1
            wanted = f"{title} ({position})"
        self._titles.add(wanted)
        return wanted

    def use(self, title: str) -> None:
        """Says that the section of this title has something in it already."""
        self._used.add(title)

    # Banks

    def know_bank(self, root: Element, path: str) -> None:
        """Lets sections draw from the object banks in `root`."""
        for one in children(root, "objectbank"):
            self._banks.setdefault(one.get("ident") or path, (one, root, path))

    @staticmethod
    def is_bank(root: Element) -> bool:
        return bool(children(root, "objectbank")) and not children(root, "assessment", "section", "item")

    def unread_banks(self) -> Iterator[tuple[str, Element]]:
        """Files whose banks no section has drawn from."""
        for ident, (bank, root, path) in list(self._banks.items()):
            fresh = any(one not in self._done for one in descendants(bank, "item"))
            if ident not in self._drawn and ident not in self._opened and fresh:
                yield path, root

    def read_bank(self, root: Element, path: str) -> None:
        """Items that an author may use; they are asked only when nothing else asks anything."""
        self.bank.file = path
        for one in children(root, "objectbank"):
            ident = one.get("ident") or path
            if ident in self._drawn or ident in self._opened:
                continue
            self._opened.add(ident)
            title = _field(one, "bank_title") or one.get("title") or "Questions"
            place = f"{path}:{line_of(one)}"
            if self._asks:
                reason = "no quiz asks it: its questions are in the course, outside its assessment"
                self.bank.ledger.adapted(f"question bank {title}", place, reason)
                self._container(one, path, "", None)
            else:
                reason = "is a section of the assessment, because no quiz draws from it"
                self.bank.ledger.adapted(f"question bank {title}", place, reason)
                self._container(one, path, self.free_title(title), None)

    # Assessments

    def read(self, root: Element, path: str, *, title: str = "") -> None:
        """Everything in `root`; `title` is a section's title that is free, "" for the assessment's own."""
        self._asks, self._renames = True, not title
        self.know_bank(root, path)
        self.bank.file = path
        self._named = {
            one.get("ident") or "": one for one in descendants(root, "item", "section") if one.get("ident")
        }
        self._container(root, path, title or self.free_title("Questions"), None)

    def _container(self, parent: Element, path: str, title: str, points: float | None) -> None:
        """Everything in `parent` under the section `title`; "" for items that nobody is asked."""
        grouped = False
        for one in children(parent):
            name = name_of(one)
            if name in {"item", "itemref"} and grouped and title in self._used:
                # Questions after a group keep their place after it.
                title, grouped = self.free_title(re.sub(r" \(\d+\)\Z", "", title)), False
            if name == "item":
                self._item(one, path, title, points)
            elif name in {"section", "assessment"}:
                grouped = self._section(one, path, title, points) or grouped
            elif name in {"itemref", "sectionref"}:
                self._reference(one, path, title, points)
            elif name in _WORDS:
                self._words(one, path, title)
            elif name not in _SILENT and name != "objectbank":
                reason = _REASONS.get(name, "has no place in an assessment")
                self.bank.ledger.dropped(f"<{name}>", f"{path}:{line_of(one)}", reason)

    def _section(self, element: Element, path: str, outer: str, points: float | None) -> bool:
        """Whether it made a section of its own."""
        if element in self._done:
            return False
        self._done.add(element)
        self._rules(element)
        selection = child(element, "selection_ordering", "selection")
        wanted = number(child_text(selection, "selection_number"))
        own = element.get("title") or _field(element, "bank_title")
        title = " ".join(own.split()) or outer
        if outer and name_of(element) == "assessment" and outer not in self._used:
            if self._renames:
                self._titles.discard(outer)
                outer = self.free_title(title)
            title = outer
        elif outer and name_of(element) == "assessment":
            title = outer if not self._renames else self.free_title(title)
        elif outer and (wanted or title != outer):
            title = self.free_title(title if own else f"{title}: drawn")
        each = number(child_text(selection, "selection_extension", "points_per_item"))
        source = child_text(selection, "sourcebank_ref")
        if source:
            self._draw_from(source, element, path, title, each)
        self._container(element, path, title, each or points)
        if wanted and outer:
            self.bank.section(title)
            self.bank.draw(int(wanted))
        return bool(outer) and title != outer

    def _rules(self, element: Element) -> None:
        self.attempts = self.attempts or int(number(_field(element, "cc_maxattempts")) or 0)
        minutes = number(_field(element, "qmd_timelimit")) or _minutes(child_text(element, "duration"))
        if minutes and self.minutes is None:
            self.minutes = max(1, round(minutes))
        order = child(element, "selection_ordering", "order")
        if order is not None and (order.get("order_type") or "").lower() == "random":
            self.shuffle = True

    def _draw_from(
        self, source: str, element: Element, path: str, title: str, points: float | None
    ) -> None:  # fmt: skip
        place = f"{path}:{line_of(element)}"
        if source not in self._banks:
            reason = "draws from a question bank that is not in the file"
            self.bank.ledger.dropped(f"section {title}", place, reason)
        elif source in self._drawn:
            reason = f"draws from the bank of “{self._drawn[source]}”; a question stands in one section only"
            self.bank.ledger.dropped(f"section {title}", place, reason)
        else:
            self._drawn[source] = title
            bank, _, file = self._banks[source]
            self.read_paths.add(file)
            self.bank.ledger.adapted(f"section {title}", place, "its question bank stands in it")
            self.bank.file = file
            self._container(bank, file, title, points)
            self.bank.file = path

    def _reference(self, element: Element, path: str, title: str, points: float | None) -> None:
        name = element.get("linkrefid") or ""
        target = self._named.get(name)
        if target is None:
            self.bank.ledger.dropped(
                f"{name_of(element)} {name}", f"{path}:{line_of(element)}", "names what is not in the file"
            )
        elif name_of(target) == "item":
            self._item(target, path, title, points)
        else:
            self._section(target, path, title, points)

    # Items

    def _words(self, element: Element, path: str, title: str) -> None:
        """What learners read before the questions."""
        place = f"{path}:{line_of(element)}"
        markup = self.attachments.markup(place)
        words = "\n\n".join(
            part
            for one in descendants(element, "mattext", "mat_formattedtext")
            if (part := markup.element(one) if len(one) else markup.html(raw_text(one)))
        )
        if not words:
            return
        if (element.get("view") or "All").lower() not in {"all", "candidate"}:
            self.bank.ledger.dropped(f"<{name_of(element)}>", place, "is not for learners")
            return
        self._under(title)
        note = "is a text before the questions"
        self.bank.add({"type": "description", "prompt": words}, title="", line=line_of(element), adapted=note)

    def _under(self, title: str) -> None:
        self.use(title)
        if title:
            self.bank.section(title)
        else:
            self.bank.unasked()

    def _item(self, item: Element, path: str, title: str, points: float | None) -> None:
        if item in self._done:
            return
        self._done.add(item)
        line = line_of(item)
        reader = ItemReader(item, self.attachments, f"{path}:{line}")
        self._under(title)
        try:
            made = reader.read()
        except UnfitError as error:
            name = reader.title or item.get("ident") or "item"
            self.bank.ledger.dropped(f"item {name}", f"{path}:{line}", str(error))
            return
        if points and made["type"] != "description":
            made.pop("mark", None)
            made |= mark(points)
        named = "" if reader.title.lower() in {"question", ""} else reader.title
        self.bank.add(made, title=named, line=line, adapted="; ".join(dict.fromkeys(reader.notes)))


def _field(element: Element, label: str) -> str:
    for holder in children(element, "qtimetadata"):
        for one in children(holder, "qtimetadatafield"):
            if text_of(child(one, "fieldlabel")) == label:
                return text_of(child(one, "fieldentry"))
    return ""


def _minutes(duration: str) -> float:
    """Minutes of an ISO 8601 duration such as PT1H30M; 0 for any other text."""
    match = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", duration.strip())
    if match is None:
        return 0.0
    days, hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return days * 1440 + hours * 60 + minutes + seconds / 60
