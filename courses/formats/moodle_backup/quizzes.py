"""What learners answer: quizzes with their slots and rules, assignments."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from courses.formats.model import Item
from courses.formats.moodle.reader import read_question
from courses.formats.moodle.texts import Files
from courses.formats.moodle_backup.questions import BackupQuestion, QuestionPool
from courses.formats.moodle_backup.source import Activity, Source
from courses.formats.numbers import mark, number
from courses.formats.xml_source import Element, child, child_text, children, descendants, raw_text

# Settings of a quiz that the assessment has no place for, and the values by which nothing is lost.
_NEUTRAL = {
    "timeopen": "0", "timeclose": "0", "password": "", "subnet": "", "browsersecurity": "-",
    "attemptonlast": "0", "grademethod": "1", "preferredbehaviour": "deferredfeedback",
    "canredoquestions": "0",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Slot:
    """`category` is given for a question drawn at random from it."""

    number: int
    identifier: str
    entry: str
    version: int
    mark: float | None
    category: str = ""
    nested: bool = False
    filtered: bool = False


@dataclass(slots=True)
class Quizzes:
    """Reads quizzes into the bank. `rules` are those of the first quiz, as fields of an assessment."""

    source: Source
    pool: QuestionPool
    rules: dict[str, Any] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)

    def quiz(self, one: Activity) -> None:
        title = self._free(one.title or "Quiz")
        reason = "its questions are a section; the rules of the first quiz hold"
        if not self.titles - {title}:
            self.rules = self._rules(one)
            reason = "its questions are a section; its rules are the assessment's"
        self.source.ledger.adapted(f"quiz {title}", one.path, reason)
        self._losses(one, title)
        self._introduction(one, title)
        slots = self._slots(one.element)
        starts = [
            (int(number(child_text(part, "firstslot")) or 1), child_text(part, "heading"))
            for part in children(child(one.element, "sections"), "section")
        ] or [(1, "")]
        draws: dict[tuple[str, bool], list[_Slot]] = {}
        for slot in slots:
            heading = [words for first, words in sorted(starts) if first <= slot.number][-1:]
            self.source.bank.section(f"{title}: {heading[0]}" if heading and heading[0] else title)
            if slot.category:
                draws.setdefault((slot.category, slot.nested), []).append(slot)
            else:
                self._fixed(slot, title, one.path)
        for (category, nested), drawn in draws.items():
            self._drawn(category, drawn, title, one.path, nested=nested)

    def _free(self, title: str) -> str:
        name, count = title, 1
        while name in self.titles:
            count += 1
            name = f"{title} ({count})"
        self.titles.add(name)
        return name

    # Rules

    def _rules(self, one: Activity) -> dict[str, Any]:
        quiz = one.element
        seconds = number(child_text(quiz, "timelimit"))
        waits = [number(child_text(quiz, name)) or 0.0 for name in ("delay1", "delay2")]
        shuffled = (child_text(part, "shufflequestions") for part in descendants(quiz, "section"))
        return {
            "attempts": int(number(child_text(quiz, "attempts_number")) or 0),
            "minutes": max(1, round(seconds / 60)) if seconds else None,
            "pass_mark": self._pass_mark(one),
            "delay_minutes": round(max(waits) / 60),
            "navigation": "sequential" if child_text(quiz, "navmethod") == "sequential" else "free",
            "shuffle": "1" in {*shuffled, child_text(quiz, "shufflequestions")},
        }

    def _pass_mark(self, one: Activity) -> float | None:
        """The grade to pass, from the settings of the gradebook; never anybody's grade."""
        grades = self.source.root(f"{one.path.rpartition('/')[0]}/grades.xml")
        for item in descendants(grades, "grade_item"):
            needed, most = number(child_text(item, "gradepass")), number(child_text(item, "grademax"))
            if needed and most and 0 < needed <= most:
                return round(needed / most, 4)
        return None

    def _introduction(self, one: Activity, title: str) -> None:
        files = self.source.stored.of(one.context, "mod_quiz", "intro")
        if words := self.source.words(one.element, "intro", files, one.path):
            bank = self.source.bank
            bank.section(title)
            bank.file = one.path
            note = "the introduction to a quiz is a text before its questions"
            item: Item = {"type": "description", "prompt": words}
            bank.add(item, title=f"{title} introduction", line=1, adapted=note)
            bank.file = "questions.xml"

    def _losses(self, one: Activity, title: str) -> None:
        dropped = self.source.ledger.dropped
        if any(child_text(part, "feedbacktext") for part in descendants(one.element, "feedback")):
            dropped(f"feedback to the grade of {title}", one.path, "an assessment has no feedback of its own")
        settings = [
            f"{name}={child_text(one.element, name)}"
            for name, neutral in _NEUTRAL.items()
            if child_text(one.element, name) not in {"", neutral}
        ]
        if settings:
            dropped(f"settings {', '.join(settings)} of {title}", one.path, "an assessment has none of them")

    # Slots

    def _slots(self, quiz: Element) -> list[_Slot]:
        """In the order of their numbers; Moodle 2 has none, its instances stand in order."""
        instances = children(next(descendants(quiz, "question_instances"), None), "question_instance")
        slots = [self._slot(one, position) for position, one in enumerate(instances, 1)]
        return sorted(slots, key=lambda slot: slot.number)

    def _slot(self, one: Element, position: int) -> _Slot:
        identifier = child_text(one, "questionid") or child_text(one, "question")
        reference = next(descendants(one, "question_reference"), None)
        points = number(child_text(one, "maxmark") or child_text(one, "grade"))
        category, nested, filtered = self._category(one, identifier)
        return _Slot(
            int(number(child_text(one, "slot")) or position), identifier,
            child_text(reference, "questionbankentryid"), int(number(child_text(reference, "version")) or 0),
            points, category, nested, filtered,
        )  # fmt: skip

    def _category(self, one: Element, identifier: str) -> tuple[str, bool, bool]:
        """(category, with those below, by other conditions too) of a random question, in four notations."""
        if identifier in self.pool.drawn:
            return self.pool.drawn[identifier], identifier in self.pool.nested, False
        if category := child_text(one, "questioncategoryid"):
            return category, child_text(one, "includingsubcategories") == "1", False
        condition = raw_text(next(descendants(one, "filtercondition"), None))
        try:
            told = json.loads(condition) if condition.strip() else {}
        except (ValueError, RecursionError):
            told = {}
        return _told(told if isinstance(told, dict) else {})

    def _fixed(self, slot: _Slot, title: str, path: str) -> None:
        name = slot.identifier or slot.entry or "at random"
        found = self.pool.find(slot.identifier, slot.entry, slot.version)
        if found is None:
            self.source.ledger.dropped(f"question {name} of {title}", path, "is not in the backup")
        elif found.identifier in self.asked:
            self.source.ledger.dropped(f"question {name} of {title}", path, "is asked already")
        else:
            self.ask(found, slot.mark)

    def _drawn(self, category: str, slots: list[_Slot], title: str, path: str, *, nested: bool) -> None:
        pool = [one for one in self.pool.within(category, nested=nested) if one.identifier not in self.asked]
        name = self.pool.names.get(category, category)
        element = f"{len(slots)} random questions of {title}"
        if not pool:
            self.source.ledger.dropped(element, path, f"the category “{name}” has no questions to draw from")
            return
        self.source.bank.section(f"{title}: {name}")
        for one in pool:
            self.ask(one, slots[0].mark)
        self.source.bank.draw(len(slots))
        reason = f"a section of their own draws {len(slots)} of the {len(pool)} in “{name}”"
        if any(slot.filtered for slot in slots):
            reason += "; Moodle chooses among them by tags, too"
        self.source.ledger.adapted(element, path, reason)

    def ask(self, question: BackupQuestion, points: float | None = None) -> None:
        """The question into the current section, with the mark that its slot gives it."""
        self.asked.add(question.identifier)
        if points is not None:
            for one in children(question.question, "defaultgrade"):
                one.text = str(points)

        def files(element: Element) -> Files:
            component, area = element.get("component") or "", element.get("area") or ""
            return self.source.stored.of(question.context, component, area, element.get("item") or "")

        read_question(question.question, self.source.bank, self.source.attachments, files)

    def assignment(self, one: Activity) -> None:
        files = self.source.stored.of(one.context, "mod_assign")
        prompt = self.source.words(one.element, "intro", files, one.path) or one.title
        points = number(child_text(one.element, "grade"))
        item: Item = {"type": "project", "prompt": prompt} | (mark(points) if points and points > 0 else {})
        bank = self.source.bank
        bank.section("Assignments")
        bank.file = one.path
        bank.add(item, title=one.title, line=1, adapted="an assignment is an item that a person grades")
        bank.file = "questions.xml"


def _told(condition: dict[str, Any]) -> tuple[str, bool, bool]:
    """A filter condition of Moodle 4.3, or of 4.0 before it."""
    if "questioncategoryid" in condition:
        nested = str(condition.get("includingsubcategories") or "") in {"1", "True"}
        return str(condition["questioncategoryid"]), nested, bool(condition.get("tags"))
    filters = condition.get("filter")
    filters = filters if isinstance(filters, dict) else {}
    chosen = filters.get("category")
    values = chosen.get("values") if isinstance(chosen, dict) else None
    if not isinstance(values, list) or not values:
        return "", False, False
    options = chosen.get("filteroptions") if isinstance(chosen, dict) else None
    below = str(options.get("includesubcategories")) if isinstance(options, dict) else ""
    others = [one for name, one in filters.items() if name != "category"]
    filtered = any(isinstance(one, dict) and one.get("values") for one in others)
    return str(values[0]), below in {"1", "True", "true"}, filtered
