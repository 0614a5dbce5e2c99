"""questions.xml of a backup, brought into the shape of Moodle's XML export, which is read already."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field

from courses.formats.moodle_backup.source import FORMATS
from courses.formats.numbers import number
from courses.formats.written_xml import make
from courses.formats.xml_source import Element, child, child_text, children, descendants, line_of, raw_text

_COPIED = {
    "single", "shuffleanswers", "answernumbering", "showstandardinstruction", "shownumcorrect", "usecase",
    "responseformat", "responserequired", "responsefieldlines", "minwordlimit", "maxwordlimit", "attachments",
    "attachmentsrequired", "filetypeslist", "gradingtype", "selecttype", "selectcount", "layouttype",
    "showgrading", "numberingstyle", "unitgradingtype", "unitpenalty", "showunits", "unitsleft",
}  # fmt: skip
_COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


@dataclass(frozen=True, slots=True)
class BackupQuestion:
    """`identifier` of the question, `entry` of the bank's entry that holds its versions (Moodle 4)."""

    identifier: str
    entry: str
    version: int
    category: str
    context: str
    question: Element


@dataclass(slots=True)
class QuestionPool:
    """Every question that stands for itself, in order, with the categories they are in."""

    questions: list[BackupQuestion] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    drawn: dict[str, str] = field(default_factory=dict)  # ids of Moodle 3's random questions → category
    nested: set[str] = field(default_factory=set)  # those of them that draw from subcategories too
    described: list[tuple[str, int]] = field(default_factory=list)  # categories with a text: name, line

    def newest(self) -> list[BackupQuestion]:
        """Of several versions the newest."""
        found: dict[str, BackupQuestion] = {}
        for one in self.questions:
            known = found.get(one.entry or f"q{one.identifier}")
            if known is None or known.version <= one.version:
                found[one.entry or f"q{one.identifier}"] = one
        return list(found.values())

    def find(self, identifier: str, entry: str, version: int) -> BackupQuestion | None:
        """The question that a quiz asks for: this version of the entry, else the newest."""
        if not entry:
            return next((one for one in self.questions if one.identifier == identifier), None)
        versions = [one for one in self.questions if one.entry == entry]
        return max(versions, key=lambda one: (one.version == version, one.version), default=None)

    def within(self, category: str, *, nested: bool) -> list[BackupQuestion]:
        """The newest questions of a category, and of those below it."""

        def inside(one: str) -> bool:
            seen: set[str] = set()
            while nested and one != category and one in self.parents and one not in seen:
                seen.add(one)
                one = self.parents[one]
            return one == category

        return [one for one in self.newest() if inside(one.category)]


def questions_of(root: Element | None) -> QuestionPool:
    """Everything in questions.xml."""
    pool = QuestionPool()
    by_id = {one.get("id") or "": one for one in descendants(root, "question")}
    for category in descendants(root, "question_category"):
        key = category.get("id") or ""
        pool.names[key] = child_text(category, "name")
        pool.parents[key] = child_text(category, "parent")
        if child_text(category, "info"):
            pool.described.append((pool.names[key], line_of(category)))
        for element in descendants(category, "question"):
            identifier, kind = element.get("id") or "", child_text(element, "qtype")
            if kind == "random":
                pool.drawn[identifier] = key
                pool.nested |= {identifier} if child_text(element, "questiontext") == "1" else set()
            elif kind and child_text(element, "parent") in {"", "0"}:
                entry = next(element.iterancestors("question_bank_entry"), None)
                holder = next(element.iterancestors("question_versions"), None)
                pool.questions.append(BackupQuestion(
                    identifier, (entry.get("id") or "") if entry is not None else "",
                    int(number(child_text(holder, "version")) or 0), key, child_text(category, "contextid"),
                    _exported(element, by_id, entry),
                ))  # fmt: skip
    return pool


def _exported(source: Element, by_id: dict[str, Element], entry: Element | None) -> Element:
    kind, identifier = child_text(source, "qtype"), source.get("id") or ""
    question = make("question", {"type": kind})
    setattr(question, "sourceline", line_of(source))  # noqa: B010 - the stubs leave its type out
    question.append(make("name", {}, make("text", {}, child_text(source, "name"))))
    question.append(_text(source, "questiontext", item=identifier))
    question.append(_text(source, "generalfeedback", item=identifier))
    grade = child_text(source, "defaultmark") or child_text(source, "defaultgrade")
    question.append(make("defaultgrade", {}, grade))
    question.append(make("penalty", {}, child_text(source, "penalty")))
    identity = child_text(entry, "idnumber") or child_text(source, "idnumber")
    question.append(make("idnumber", {}, identity))
    for one in _own(source, *_COPIED):
        question.append(make(str(one.tag), {}, raw_text(one)))
    for name in (*_COMBINED, "graderinfo", "responsetemplate"):
        for one in _own(source, name):
            component = "qtype_essay" if name == "graderinfo" else "question"
            question.append(_text(next(one.iterancestors()), name, item=identifier, component=component))
    _answers(question, source, kind)
    for one in descendants(source, "question_hint"):
        question.append(_hint(one))
    tags = [child_text(one, "rawname") for one in descendants(child(source, "tags"), "tag")]
    question.append(make("tags", {}, *(make("tag", {}, make("text", {}, tag)) for tag in tags if tag)))
    if kind == "multianswer":
        _embed(question, source, by_id)
    return question


def _own(source: Element, *names: str) -> Iterator[Element]:
    """Fields of the question's type, not of its answers or hints."""
    for one in descendants(source, *names):
        if not any(above.tag in {"answers", "question_hints"} for above in one.iterancestors()):
            yield one


def _text(
    parent: Element, name: str, *, item: str, area: str = "", component: str = "question", made: str = ""
) -> Element:
    """A text of the export's shape; its attributes say where files.xml keeps its files."""
    kind = FORMATS.get(child_text(parent, f"{name}format"), "html")
    attributes = {"format": kind, "component": component, "area": area or name, "item": item}
    return make(made or name, attributes, make("text", {}, raw_text(child(parent, name))))


def _hint(source: Element) -> Element:
    hint = _text(source, "hint", item=source.get("id") or "")
    for name in ("shownumcorrect", "clearwrong", "options"):
        if child_text(source, name) not in {"", "0"}:
            hint.append(make(name, {}, child_text(source, name)))
    return hint


def _answers(question: Element, source: Element, kind: str) -> None:
    records = {
        child_text(one, "answer"): one for one in descendants(source, "numerical_record", "calculated_record")
    }
    # The texts of true and false are in the language of their author; the ids are not.
    truths = {child_text(one, f"{word}answer"): word for one in descendants(source, "truefalse")
              for word in ("true", "false")}  # fmt: skip
    for one in descendants(source, "answer"):
        if child(one, "answertext") is None:
            continue
        if kind in {"gapselect", "ddwtos"}:
            question.append(_word(one, kind))
            continue
        question.append(_answer(one, records.get(one.get("id") or ""), truths.get(one.get("id") or "")))
    for one in descendants(source, "match"):
        pair = _text(
            one, "questiontext", item=one.get("id") or "", area="subquestion", component="qtype_match",
            made="subquestion",
        )  # fmt: skip
        pair.append(make("answer", {}, make("text", {}, raw_text(child(one, "answertext")))))
        question.append(pair)
    units = [
        make("unit", {}, make("multiplier", {}, child_text(one, "multiplier")),
             make("unit_name", {}, child_text(one, "unit")))
        for one in descendants(source, "numerical_unit")
    ]  # fmt: skip
    if units:
        question.append(make("units", {}, *units))
    for one in descendants(source, "dataset_definitions"):
        question.append(deepcopy(one))


def _answer(source: Element, record: Element | None, truth: str | None) -> Element:
    identifier = source.get("id") or ""
    answer = _text(source, "answertext", item=identifier, area="answer", made="answer")
    answer.set("format", FORMATS.get(child_text(source, "answerformat"), "html"))
    answer.set("fraction", str(round((number(child_text(source, "fraction")) or 0.0) * 100, 5)))
    holder = child(answer, "text")
    if truth and holder is not None:
        holder.text = truth
    answer.append(_text(source, "feedback", item=identifier, area="answerfeedback"))
    for one in children(record):
        if one.tag != "answer":
            answer.append(deepcopy(one))
    return answer


def _word(answer: Element, kind: str) -> Element:
    """The group stands in the feedback: as a number, or in PHP's notation for drags."""
    told = raw_text(child(answer, "feedback"))
    group = re.search(r'"draggroup";(?:i:|s:\d+:")(\d+)', told) or re.match(r"\s*(\d+)\s*\Z", told)
    element = make("dragbox" if kind == "ddwtos" else "selectoption")
    element.append(make("text", {}, raw_text(child(answer, "answertext"))))
    element.append(make("group", {}, group[1] if group else "1"))
    if re.search(r'"infinite";(?:b:1|i:1|s:1:"1")', told):
        element.append(make("infinite"))
    return element


def _embed(question: Element, source: Element, by_id: dict[str, Element]) -> None:
    """`{#1}` stands for the first question of the sequence, whose text is the code of the answer."""
    sequence = next((child_text(one, "sequence") for one in descendants(source, "multianswer")), "")
    codes = [raw_text(child(by_id.get(one.strip()), "questiontext")) for one in sequence.split(",")]

    def code(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        return codes[place] if 0 <= place < len(codes) else match[0]

    for holder in children(child(question, "questiontext"), "text"):
        holder.text = re.sub(r"\{#(\d{1,3})\}", code, holder.text or "")
