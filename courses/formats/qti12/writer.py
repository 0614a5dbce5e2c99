"""Items as QTI 1.2 in the profile of Common Cartridges: choices, true or false, short answers, essays."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from courses.formats.items import no_place_for
from courses.formats.ledger import LedgerWriter
from courses.formats.model import Item
from courses.formats.numbers import plain
from courses.formats.written_xml import make, rendered
from courses.formats.xml_source import Element

Resolve = Callable[[str], str | None]
_R = "response1"
# Feedback to right and wrong responses as a whole, under the names that Canvas gives it.
RIGHT, WRONG = "correct_fb", "general_incorrect_fb"
PROFILES = {
    "single_choice": "cc.multiple_choice.v0p1",
    "multiple_choice": "cc.multiple_response.v0p1",
    "true_false": "cc.true_false.v0p1",
    "short_text": "cc.fib.v0p1",
    "essay": "cc.essay.v0p1",
}


class UnwritableError(Exception):
    """The profile has no equivalent; the message says why."""


def written_assessment(
    title: str, items: Iterable[Item], resolve: Resolve, ledger: LedgerWriter, *, attempts: int = 0
) -> Element | None:
    """<questestinterop> with the items that fit; None when none does. The rest stands in the ledger."""
    section = make("section", {"ident": "root_section"})
    for item in items:
        name = f"item {item['key']}"
        try:
            element, adapted = _item(item, resolve)
        except UnwritableError as error:
            ledger.dropped(name, str(item["key"]), str(error))
            continue
        section.append(element)
        if adapted:
            ledger.adapted(name, str(item["key"]), "; ".join(adapted))
        else:
            ledger.kept(name, str(item["key"]))
    if not len(section):
        return None
    fields = {
        "cc_profile": "cc.exam.v0p1", "qmd_assessmenttype": "Examination", "qmd_scoretype": "Percentage",
        "cc_maxattempts": str(attempts or "unlimited"),
    }  # fmt: skip
    assessment = make("assessment", {"ident": "assessment", "title": title}, _metadata(fields), section)
    return make("questestinterop", {}, assessment)


def _metadata(fields: dict[str, str]) -> Element:
    return make("qtimetadata", {}, *(
        make("qtimetadatafield", {}, make("fieldlabel", {}, label), make("fieldentry", {}, entry))
        for label, entry in fields.items()
    ))  # fmt: skip


def _item(item: Item, resolve: Resolve) -> tuple[Element, list[str]]:
    if item["type"] not in PROFILES:
        raise UnwritableError(f"Common Cartridge has no questions of the type {item['type']}")
    adapted = [f"Common Cartridge has no place for {name}" for name in no_place_for(item)]
    root = make("item", {"ident": str(item["key"]), "title": str(item["key"])})
    fields = {"cc_profile": PROFILES[item["type"]]}
    if item.get("mark", 1) != 1:
        fields["cc_weighting"] = plain(float(item["mark"]))
        fields["points_possible"] = plain(float(item["mark"]))
    root.append(make("itemmetadata", {}, _metadata(fields)))
    material = _material(str(item["prompt"]), resolve)
    processing = make("resprocessing", {}, make("outcomes", {}, make("decvar", {
        "maxvalue": "100", "minvalue": "0", "varname": "SCORE", "vartype": "Decimal",
    })))  # fmt: skip
    feedback: dict[str, str] = {}
    if item.get("feedback"):
        feedback["general_fb"] = item["feedback"]
        processing.append(_condition([make("other")], feedback="general_fb"))
    response = _RESPONSES[item["type"]](item, processing, feedback, adapted, resolve)
    if item.get("feedback_partial"):
        adapted.append("feedback to partly right responses is left out: the profile has no partial marks")
    if item.get("feedback_incorrect"):
        feedback[WRONG] = item["feedback_incorrect"]
        processing.append(_condition([make("other")], feedback=WRONG))
    if item.get("feedback_correct"):
        feedback[RIGHT] = item["feedback_correct"]
        for one in processing.iter("respcondition"):
            if one.find("setvar") is not None:
                one.append(_shown(RIGHT))
    root.append(make("presentation", {}, material, response))
    root.append(processing)
    for name, text in feedback.items():
        root.append(make("itemfeedback", {"ident": name}, make("flow_mat", {}, _material(text, resolve))))
    return root, adapted


def _material(markdown: str, resolve: Resolve) -> Element:
    return make("material", {}, make("mattext", {"texttype": "text/html"}, rendered(markdown, resolve)))


def _condition(tests: list[Element], *, score: float | None = None, feedback: str = "") -> Element:
    rule = make("respcondition", {"continue": "No" if score is not None else "Yes"})
    rule.append(make("conditionvar", {}, *tests))
    if score is not None:
        rule.append(make("setvar", {"action": "Set", "varname": "SCORE"}, plain(round(score, 5))))
    if feedback:
        rule.append(_shown(feedback))
    return rule


def _shown(feedback: str) -> Element:
    return make("displayfeedback", {"feedbacktype": "Response", "linkrefid": feedback})


def _is(value: str, *, cased: bool = False) -> Element:
    return make("varequal", {"respident": _R, "case": "Yes" if cased else None}, value)


def _choice(
    item: Item, processing: Element, feedback: dict[str, str], adapted: list[str], resolve: Resolve
) -> Element:
    single = item["type"] == "single_choice"
    rows: list[dict[str, Any]] = item["choices"]
    names = [f"c{position}" for position in range(1, len(rows) + 1)]
    weights = [float(row.get("weight", bool(row.get("correct")))) for row in rows]
    for name, row in zip(names, rows, strict=True):
        if row.get("feedback"):
            feedback[f"{name}_fb"] = row["feedback"]
            processing.append(_condition([_is(name)], feedback=f"{name}_fb"))
    if single:
        if any(value not in {0, max(weights)} for value in weights) or max(weights) < 1:
            adapted.append("only the best choice counts, and fully: the profile has no partial marks")
        for name, value in zip(names, weights, strict=True):
            if value == max(weights):
                processing.append(_condition([_is(name)], score=100))
    else:
        if (item.get("policy") or "") != "all_or_nothing":
            adapted.append("it is marked all or nothing: the profile has no partial marks")
        tests = [
            _is(name) if value > 0 else make("not", {}, _is(name))
            for name, value in zip(names, weights, strict=True)
        ]
        processing.append(_condition([make("and", {}, *tests)], score=100))
    labels = [
        make("response_label", {"ident": name}, _material(row["text"], resolve))
        for name, row in zip(names, rows, strict=True)
    ]
    return make(
        "response_lid", {"ident": _R, "rcardinality": "Single" if single else "Multiple"},
        make("render_choice", {"shuffle": "No" if item.get("shuffle") is False else "Yes"}, *labels),
    )  # fmt: skip


def _true_false(
    item: Item, processing: Element, feedback: dict[str, str], adapted: list[str], resolve: Resolve
) -> Element:
    for word in ("true", "false"):
        if item.get(f"feedback_{word}"):
            feedback[f"{word}_fb"] = item[f"feedback_{word}"]
            processing.append(_condition([_is(word)], feedback=f"{word}_fb"))
    processing.append(_condition([_is(str(item["answer"]).lower())], score=100))
    labels = [
        make("response_label", {"ident": word}, _material(word.capitalize(), resolve))
        for word in ("true", "false")
    ]
    return make("response_lid", {"ident": _R, "rcardinality": "Single"}, make("render_choice", {}, *labels))


def _short_text(
    item: Item, processing: Element, feedback: dict[str, str], adapted: list[str], resolve: Resolve
) -> Element:
    if item.get("regex") or any("*" in str(row["text"]).replace("\\*", "") for row in item["answers"]):
        raise UnwritableError("Common Cartridge compares whole texts: it has no wildcards")
    cased = bool(item.get("case_sensitive"))
    full = [row for row in item["answers"] if float(row.get("weight", 1)) == 1]
    if len(full) < len(item["answers"]):
        adapted.append("answers with a part of the mark are left out")
    for position, row in enumerate(full, start=1):
        name = f"a{position}_fb" if row.get("feedback") else ""
        if name:
            feedback[name] = row["feedback"]
        answer = _is(str(row["text"]).replace("\\*", "*"), cased=cased)
        processing.append(_condition([answer], score=100, feedback=name))
    label = make("response_label", {"ident": "answer1"})
    return make("response_str", {"ident": _R, "rcardinality": "Single"}, make("render_fib", {}, label))


def _essay(
    item: Item, processing: Element, feedback: dict[str, str], adapted: list[str], resolve: Resolve
) -> Element:
    lost = ("rubric", "assessor_notes", "response_template", "min_words", "max_words")
    if any(item.get(name) for name in lost):
        adapted.append("the rubric, notes, template and limits of words are left out")
    label = make("response_label", {"ident": "answer1"})
    return make("response_str", {"ident": _R, "rcardinality": "Single"}, make("render_fib", {}, label))


_RESPONSES: dict[
    str, Callable[[Item, Element, dict[str, str], list[str], Resolve], Element]
] = {
    "single_choice": _choice,
    "multiple_choice": _choice,
    "true_false": _true_false,
    "short_text": _short_text,
    "essay": _essay,
}  # fmt: skip
