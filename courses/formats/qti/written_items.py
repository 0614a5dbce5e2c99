"""One item as a QTI 3.0 assessment item.

Policies that response processing cannot say are also written as `data-cairn-…`, so that an item that comes
back is the item that left; other systems read the processing.
"""

from __future__ import annotations

from collections.abc import Callable

from courses.formats.items import no_place_for
from courses.formats.model import Item
from courses.formats.numbers import plain
from courses.formats.qti import scoring_written as scoring
from courses.formats.qti.scoring_written import TOOL
from courses.formats.qti.written_item import RESPONSE, Resolve, UnwritableError, WrittenItem
from courses.formats.qti.written_texts import cloze, gaps, numerical, short_text
from courses.formats.written_xml import make, markup
from courses.formats.xml_source import Element


def name_token(key: str) -> str:
    """A key as an identifier of XML, which begins with a letter."""
    return key if key[:1].isalpha() else f"item-{key}"


def written_item(item: Item, resolve: Resolve) -> WrittenItem:
    """Raises UnwritableError."""
    made = WrittenItem(item, resolve)
    _WRITERS[item["type"]](made)
    lost = no_place_for(item)
    if lost:
        made.adapted.append(f"QTI has no place for {', '.join(lost)}")
    if any(row.get("id", f"c{n}") != f"c{n}" for n, row in enumerate(item.get("choices", []), start=1)):
        made.adapted.append("its choices are named anew")
    _assemble(made)
    return made


def _assemble(made: WrittenItem) -> None:
    item, root = made.item, made.root
    key = str(item["key"])
    root.set("identifier", name_token(key))
    root.set("title", key)
    root.set("adaptive", "false")
    root.set("time-dependent", "false")
    root.set("tool-name", TOOL)
    root.set("tool-version", "1")
    score = {"normal_maximum": plain(made.mark), "default": "0"}
    if item["type"] in {"essay", "file", "project"}:
        score["external_scored"] = "human"
    root.extend(made.declarations)
    root.append(scoring.outcome("SCORE", "float", **score))
    modals = _feedback(made)
    root.append(make("qti-item-body", {}, *made.body))
    if made.rules:
        root.append(make("qti-response-processing", {}, *made.rules))
    root.extend(modals)


def _feedback(made: WrittenItem) -> list[Element]:
    """Declares the outcomes of feedback and sets them; gives the feedback itself."""
    item, root = made.item, made.root
    modals = [_modal(made, "FEEDBACK", name, text) for name, text in made.feedback.items()]
    if modals:
        cardinality = "multiple" if item["type"] == "multiple_choice" else "single"
        root.append(scoring.outcome("FEEDBACK", "identifier", cardinality))
    if modals and item["type"] in {"single_choice", "multiple_choice", "true_false"}:
        rule = make("qti-set-outcome-value", {"identifier": "FEEDBACK"}, scoring.variable(RESPONSE))
        made.rules.append(rule)
    shown = {}
    for state, name in (("right", "correct"), ("partial", "partial"), ("wrong", "incorrect")):
        if text := item.get(f"feedback_{name}"):
            shown[state] = scoring.show(scoring.STATE, state)
            modals.append(_modal(made, scoring.STATE, state, text))
    if shown:
        root.append(scoring.outcome(scoring.STATE, "identifier"))
        made.rules.append(scoring.by_state(made.mark, shown))
    if general := str(item.get("feedback") or ""):
        root.append(scoring.outcome("GENERAL", "identifier", default="shown"))
        modals.append(_modal(made, "GENERAL", "shown", general))
    return modals


def _modal(made: WrittenItem, outcome: str, identifier: str, text: str) -> Element:
    body = make("qti-content-body", {}, *markup(text, made.resolve))
    attributes = {"outcome-identifier": outcome, "identifier": identifier, "show-hide": "show"}
    return make("qti-modal-feedback", attributes, body)


def _shuffled(made: WrittenItem) -> str:
    return "false" if made.item.get("shuffle") is False else "true"


def _choice(made: WrittenItem) -> None:
    item = made.item
    single = item["type"] == "single_choice"
    rows = item["choices"]
    weighted = any("weight" in row for row in rows)
    weights = [float(row.get("weight", 0)) if weighted else float(bool(row.get("correct"))) for row in rows]
    names = [f"c{position}" for position in range(1, len(rows) + 1)]
    policy = "weights" if single else item.get("policy") or ("weights" if weighted else "each_option")
    right = [name for name, value in zip(names, weights, strict=True) if value > 0]
    mapping, offset = _choice_mapping(made, policy, names, weights)
    if single:
        right = [names[weights.index(max(weights))]]
    cardinality = "single" if single else "multiple"
    bounds = (0.0, made.mark) if mapping and not single and not offset else None
    made.declarations.append(
        scoring.response(RESPONSE, cardinality, "identifier", right, mapping, bounds=bounds)
    )
    made.rules.append(
        scoring.mapped_score(RESPONSE, offset) if mapping else scoring.when_correct(RESPONSE, made.mark)
    )
    options = []
    for name, row in zip(names, rows, strict=True):
        options.append(make("qti-simple-choice", {"identifier": name}, *made.words(row["text"])))
        if row.get("feedback"):
            made.feedback[name] = row["feedback"]
    attributes = {
        "response-identifier": RESPONSE, "shuffle": _shuffled(made), "max-choices": 1 if single else 0,
        "data-cairn-policy": policy if weighted or not single else None,
    }  # fmt: skip
    asked = made.asked()
    made.body.append(make("qti-choice-interaction", attributes, *asked, *options))


def _choice_mapping(
    made: WrittenItem, policy: str, names: list[str], weights: list[float]
) -> tuple[dict[str, float], float]:
    """What each choice adds, and what everybody starts with."""
    count = len(names)
    if policy == "weights":
        return {name: value * made.mark for name, value in zip(names, weights, strict=True)}, 0.0
    if policy == "each_option":
        step = made.mark / count
        mapping = {name: step if value > 0 else -step for name, value in zip(names, weights, strict=True)}
        return mapping, step * sum(value <= 0 for value in weights)
    if policy != "all_or_nothing":
        made.adapted.append(f"other systems mark it all or nothing, not by “{policy}”")
    return {}, 0.0


def _true_false(made: WrittenItem) -> None:
    item = made.item
    made.declarations.append(
        scoring.response(RESPONSE, "single", "identifier", [str(item["answer"]).lower()])
    )
    made.rules.append(scoring.when_correct(RESPONSE, made.mark))
    options = [
        make("qti-simple-choice", {"identifier": name}, name.capitalize()) for name in ("true", "false")
    ]
    made.feedback = {
        name: item[f"feedback_{name}"] for name in ("true", "false") if item.get(f"feedback_{name}")
    }
    attributes = {"response-identifier": RESPONSE, "shuffle": "false", "max-choices": 1}
    asked = made.asked()
    made.body.append(make("qti-choice-interaction", attributes, *asked, *options))


def _match(made: WrittenItem) -> None:
    item = made.item
    rights = list(dict.fromkeys([*(row["right"] for row in item["pairs"]), *item.get("distractors", [])]))
    pairs = [f"p{n} r{rights.index(row['right']) + 1}" for n, row in enumerate(item["pairs"], start=1)]
    step = made.mark / len(pairs)
    made.declarations.append(
        scoring.response(RESPONSE, "multiple", "directedPair", pairs, dict.fromkeys(pairs, step))
    )
    made.rules.append(scoring.mapped_score(RESPONSE))
    left = [("p", 1, row["left"]) for row in item["pairs"]]
    right = [("r", 0, text) for text in rights]
    sets = [
        make("qti-simple-match-set", {}, *(
            make("qti-simple-associable-choice", {"identifier": f"{letter}{n}", "match-max": most},
                 *made.words(text))
            for n, (letter, most, text) in enumerate(side, start=1)
        ))
        for side in (left, right)
    ]  # fmt: skip
    attributes = {"response-identifier": RESPONSE, "shuffle": _shuffled(made), "max-associations": len(pairs)}
    asked = made.asked()
    made.body.append(make("qti-match-interaction", attributes, *asked, *sets))


def _ordering(made: WrittenItem) -> None:
    item = made.item
    method = item.get("method") or "relative_to_correct"
    if method != "all_or_nothing":
        made.adapted.append(f"other systems mark it all or nothing, not by “{method}”")
    names = [f"e{position}" for position in range(1, len(item["entries"]) + 1)]
    made.declarations.append(scoring.response(RESPONSE, "ordered", "identifier", names))
    made.rules.append(scoring.when_correct(RESPONSE, made.mark))
    options = [
        make("qti-simple-choice", {"identifier": name}, *made.words(text))
        for name, text in zip(names, item["entries"], strict=True)
    ]
    attributes = {"response-identifier": RESPONSE, "shuffle": "true", "data-cairn-method": method}
    asked = made.asked()
    made.body.append(make("qti-order-interaction", attributes, *asked, *options))


def _assessed(made: WrittenItem) -> None:
    item = made.item
    made.body += made.prompt()
    if item["type"] == "essay":
        made.declarations.append(scoring.response(RESPONSE, "single", "string"))
        made.body.append(make("qti-extended-text-interaction", {"response-identifier": RESPONSE}))
    else:
        made.declarations.append(scoring.response(RESPONSE, "single", "file"))
        made.body.append(make("qti-upload-interaction", {"response-identifier": RESPONSE}))
    if item["type"] == "project":
        made.adapted.append("a project is an upload")
    if item.get("response_template") or item.get("min_words") or item.get("max_words"):
        made.adapted.append("the template and the limits of words are left out")
    notes = str(item.get("assessor_notes") or "")
    for row in item.get("rubric", []):
        levels = "".join(f"\n- {level['points']}: {level['text']}" for level in row["levels"])
        notes += f"\n\n**{row['criterion']}**\n{levels}"
    if notes.strip():
        made.body.append(make("qti-rubric-block", {"view": "scorer", "use": "scoring"}, make(
            "qti-content-body", {}, *markup(notes.strip(), made.resolve)
        )))  # fmt: skip
    if item.get("rubric"):
        made.adapted.append("the rubric is a text for the assessor")


def _description(made: WrittenItem) -> None:
    made.body += made.prompt()


_WRITERS: dict[str, Callable[[WrittenItem], None]] = {
    "single_choice": _choice,
    "multiple_choice": _choice,
    "true_false": _true_false,
    "short_text": short_text,
    "numerical": numerical,
    "match": _match,
    "ordering": _ordering,
    "gap_select": gaps,
    "drag_text": gaps,
    "cloze": cloze,
    "essay": _assessed,
    "file": _assessed,
    "project": _assessed,
    "description": _description,
}

__all__ = ["TOOL", "UnwritableError", "WrittenItem", "name_token", "written_item"]
