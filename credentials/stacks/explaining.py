"""A proof in words: structured messages, whose words somebody else may give in another language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from credentials.stacks.proofs import ProofNode, ProofTree
from credentials.stacks.rules import AtLeast, Credits, DistinctEvidence, Held, IssuedBy, SkillLevel, Within

type Params = Mapping[str, "str | int | float | tuple[Message, ...]"]
type Template = Callable[[str, float], str]


@dataclass(frozen=True, slots=True)
class Message:
    """One line: a stable code, what to fill in, how far to indent it, and whether the node is satisfied.

    A parameter that is a tuple of messages is filled in with their words, one after the other.
    """

    code: str
    params: Params
    depth: int
    satisfied: bool


# code: singular, plural, and the parameter that decides between them
TEMPLATES: Final[dict[str, tuple[str, str, str]]] = {
    "achievement.held": ("{name}: held", "{name}: held", ""),
    "achievement.open": ("{name}: still missing", "{name}: still missing", ""),
    "equivalent.held": ("one of {names}: held", "one of {names}: held", ""),
    "equivalent.open": ("one of {names}: still missing", "one of {names}: still missing", ""),
    "skill.held": ("{name} at level {level}: shown", "{name} at level {level}: shown", ""),
    "skill.open": ("{name} at level {level}: still missing", "{name} at level {level}: still missing", ""),
    "credits.held": ("{need} credit: reached", "{need} credits: reached", "need"),
    "credits.open": (
        "{have} of {need} credit; still missing {left}",
        "{have} of {need} credits; still missing {left}",
        "need",
    ),
    "all.held": ("the one part needed is there", "all {need} parts are there", "need"),
    "all.open": ("the one part needed is still missing", "{have} of {need} parts", "need"),
    "any.held": ("one of these is enough: there", "one of these is enough: there", ""),
    "any.open": ("one of these is enough: still missing", "one of these is enough: still missing", ""),
    "at_least.held": (
        "one of {total} parts is needed: there",
        "{need} of {total} parts are needed: there",
        "need",
    ),
    "at_least.open": (
        "one of {total} parts is needed: still missing",
        "{need} of {total} parts are needed: {have} there, {left} still missing",
        "need",
    ),
    "within.held": (
        "earned within one month of each other",
        "earned within {months} months of each other",
        "months",
    ),
    "within.open": (
        "not yet earned within one month of each other",
        "not yet earned within {months} months of each other",
        "months",
    ),
    "recent.held": ("earned in the last month", "earned in the last {months} months", "months"),
    "recent.open": (
        "not yet earned in the last month",
        "not yet earned in the last {months} months",
        "months",
    ),
    "issued_by.held": ("issued by {names}", "issued by {names}", ""),
    "issued_by.open": ("not yet issued by {names}", "not yet issued by {names}", ""),
    "distinct_evidence.held": (
        "every piece of evidence counts once",
        "every piece of evidence counts once",
        "",
    ),
    "distinct_evidence.open": (
        "every piece of evidence counts once: still missing",
        "every piece of evidence counts once: still missing",
        "",
    ),
    "distinct_evidence.reused": (
        "all parts are there, but some rest on the same evidence",
        "all parts are there, but some rest on the same evidence",
        "",
    ),
    "headline.held": ("complete", "complete", ""),
    "headline.open": (
        "{have} of {need}; still missing: {names}",
        "{have} of {need}; still missing: {names}",
        "",
    ),
    "headline.choice": (
        "{have} of {need}; any one of: {names}",
        "{have} of {need}; any {left} of: {names}",
        "left",
    ),
    "label.achievement": ("{name}", "{name}", ""),
    "label.equivalent": ("one of {names}", "one of {names}", ""),
    "label.skill": ("{name} at level {level}", "{name} at level {level}", ""),
    "label.credits": ("{left} more credit", "{left} more credits", "left"),
    "label.all": ("all of ({names})", "all of ({names})", ""),
    "label.any": ("any one of ({names})", "any one of ({names})", ""),
    "label.at_least": ("any one of ({names})", "any {left} of ({names})", "left"),
    "label.within": (
        "{part}, within one month of each other",
        "{part}, within {months} months of each other",
        "months",
    ),
    "label.recent": ("{part}, in the last month", "{part}, in the last {months} months", "months"),
    "label.issued_by": ("{part}, issued by {names}", "{part}, issued by {names}", ""),
    "label.distinct_evidence": ("{part}, on evidence of its own", "{part}, on evidence of its own", ""),
}


def explain(proof: ProofTree, names: Mapping[str, str]) -> list[Message]:
    """Say a proof line by line, outermost first; `names` has words for achievements, skills and issuers."""
    messages: list[Message] = []
    _tell(proof.root, names, 0, messages)
    return messages


def english(code: str, number: float) -> str:
    """Give the English template of a message for that number."""
    one, many, _ = TEMPLATES[code]
    return one if number == 1 else many


def in_words(message: Message, template: Template = english) -> str:
    """Render a message; `template` gives the words of a code for a number, in whatever language."""
    by = TEMPLATES[message.code][2]
    number = message.params[by] if by else 1
    assert isinstance(number, int | float)  # what decides between singular and plural is a number
    filled = {
        name: "; ".join(in_words(part, template) for part in value) if isinstance(value, tuple) else value
        for name, value in message.params.items()
    }
    return template(message.code, number).format_map(filled)


def headline(proof: ProofTree, names: Mapping[str, str]) -> Message:
    """Say a proof in one line: "1 of 2; still missing: Bread", "1 of 2; any one of: Bread; Cheese".

    The parts named are messages themselves.
    """
    if proof.satisfied:
        return Message("headline.held", {}, 0, satisfied=True)
    node = proof.root
    while not isinstance(node.rule, AtLeast) and node.children and not node.children[0].satisfied:
        node = node.children[0]
    if not isinstance(node.rule, AtLeast):
        return _message(node, names, 0)
    lacking = tuple(_label(child, names) for child in node.children if not child.satisfied)
    left = int(node.need - node.have)
    code = "headline.open" if len(lacking) == left else "headline.choice"
    params: Params = {"have": node.have, "need": node.need, "left": left, "names": lacking}
    return Message(code, params, 0, satisfied=False)


def _label(node: ProofNode, names: Mapping[str, str]) -> Message:
    """Name a part that is still missing, without saying so again."""
    word, params = _content(node, names)
    lacking = tuple(_label(child, names) for child in node.children if not child.satisfied)
    if isinstance(node.rule, AtLeast):
        if len(lacking) == 1:
            return lacking[0]
        params = {**params, "names": lacking}
    elif lacking:
        params = {**params, "part": lacking}
    elif node.children:
        return _message(node, names, 0)  # all is there, but some of it rests on the same evidence
    return Message(f"label.{word}", params, 0, satisfied=False)


def _tell(node: ProofNode, names: Mapping[str, str], depth: int, messages: list[Message]) -> None:
    messages.append(_message(node, names, depth))
    for child in node.children:
        _tell(child, names, depth + 1, messages)


def _message(node: ProofNode, names: Mapping[str, str], depth: int) -> Message:
    word, params = _content(node, names)
    state = "held" if node.satisfied else "open"
    if isinstance(node.rule, DistinctEvidence) and not node.satisfied and node.children[0].satisfied:
        state = "reused"
    return Message(f"{word}.{state}", params, depth, node.satisfied)


def _content(  # noqa: PLR0911 - one answer for each kind of node
    node: ProofNode, names: Mapping[str, str]
) -> tuple[str, Params]:
    def named(keys: tuple[str, ...]) -> str:
        return ", ".join(names.get(key, key) for key in keys)

    rule = node.rule
    match rule:
        case Held(keys, "achievement"):
            return "achievement", {"name": named(keys)}
        case Held(keys, _):
            return "equivalent", {"names": named(keys)}
        case SkillLevel(skill, level):
            return "skill", {"name": named((skill,)), "level": level}
        case Credits():
            return "credits", {"have": node.have, "need": node.need, "left": round(node.need - node.have, 3)}
        case AtLeast():
            left = max(0, int(node.need - node.have))
            return rule.word, {"have": node.have, "need": node.need, "left": left, "total": len(rule.rules)}
        case Within():
            return ("recent" if rule.of == "now" else "within"), {"months": rule.months}
        case IssuedBy(issuers, _):
            return "issued_by", {"names": named(issuers)}
        case _:
            return "distinct_evidence", {}
