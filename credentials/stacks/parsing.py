"""From JSON to a rule, or to a list of everything that is wrong with it, each with its place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from credentials.stacks.rules import (
    AtLeast,
    Credits,
    DistinctEvidence,
    Held,
    IssuedBy,
    Rule,
    SkillLevel,
    Within,
)

MAX_DEPTH: Final = 12
MAX_NODES: Final = 200
MAX_PARTS: Final = 50
MAX_TEXT: Final = 500
MAX_MONTHS: Final = 600
MAX_CREDITS: Final = 10_000
MAX_WINDOWS: Final = 2  # each nested window multiplies the work by the size of the wallet


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where (a JSON pointer, "" is the whole rule), a stable code, and in words."""

    pointer: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.pointer or '/'}: {self.message}"


class RuleError(ValueError):
    """The data are no rule. `problems` has everything that was found, in reading order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class _RefusedError(Exception):
    """This node is no rule; the problem has been noted."""


_OPERATORS: Final = (
    "achievement", "equivalent", "skill", "credits", "all", "any", "at_least", "within", "issued_by",
    "distinct_evidence",
)  # fmt: skip
_FIELDS: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    # operator: the fields that must stand beside it, and those that may
    "skill": (frozenset({"level"}), frozenset()),
    "credits": (frozenset(), frozenset({"from"})),
    "at_least": (frozenset({"of"}), frozenset()),
    "within": (frozenset({"rule"}), frozenset({"of"})),
    "issued_by": (frozenset({"rule"}), frozenset()),
}


class _Reader:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.nodes = 0

    def note(self, pointer: str, code: str, message: str) -> _RefusedError:
        self.problems.append(Problem(pointer, code, message))
        return _RefusedError()

    def rule(  # noqa: PLR0911, PLR0912 - one branch for each operator
        self, data: object, pointer: str, depth: int, windows: int
    ) -> Rule:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise self.note(pointer, "too_many", f"A rule has at most {MAX_NODES} parts.")
        if depth > MAX_DEPTH:
            raise self.note(pointer, "too_deep", f"A rule is at most {MAX_DEPTH} levels deep.")
        if not isinstance(data, Mapping):
            raise self.note(pointer, "not_object", f"A rule is an object, not {_kind(data)}.")
        operator = self._operator(data, pointer)
        self._fields(data, operator, pointer)
        at = f"{pointer}/{operator}"
        value = data[operator]

        def part(inner: object, place: str, *, window: bool = False) -> Rule:
            return self.rule(inner, place, depth + 1, windows + window)

        match operator:
            case "achievement":
                return Held((self.text(value, at),), "achievement")
            case "equivalent":
                return Held(self.texts(value, at, least=2), "equivalent")
            case "skill":
                return SkillLevel(self.text(value, at), self.whole(data["level"], f"{pointer}/level", 1, 5))
            case "credits":
                source = self.texts(data["from"], f"{pointer}/from", least=1) if "from" in data else None
                return Credits(self.amount(value, at), source)
            case "all" | "any":
                rules = self.parts(value, at, part)
                return AtLeast(len(rules) if operator == "all" else 1, rules, operator)
            case "at_least":
                rules = self.parts(data["of"], f"{pointer}/of", part)
                return AtLeast(self.whole(value, at, 1, len(rules)), rules, "at_least")
            case "within":
                if windows == MAX_WINDOWS:
                    raise self.note(
                        pointer, "too_many_windows", f"“within” is nested at most {MAX_WINDOWS} deep."
                    )
                months = self.whole(value, at, 1, MAX_MONTHS)
                of = self.span(data.get("of", "each_other"), f"{pointer}/of")
                return Within(months, part(data["rule"], f"{pointer}/rule", window=True), of)
            case "issued_by":
                issuers = self.texts([value] if isinstance(value, str) else value, at, least=1)
                return IssuedBy(issuers, part(data["rule"], f"{pointer}/rule"))
            case _:
                return DistinctEvidence(part(value, at))

    def _operator(self, data: Mapping[Any, Any], pointer: str) -> str:
        found = [word for word in _OPERATORS if word in data]
        if len(found) == 1:
            return found[0]
        if found:
            raise self.note(pointer, "two_operators", f"One rule says one thing, not {' and '.join(found)}.")
        raise self.note(pointer, "no_operator", f"A rule has one of: {', '.join(_OPERATORS)}.")

    def _fields(self, data: Mapping[Any, Any], operator: str, pointer: str) -> None:
        needed, allowed = _FIELDS.get(operator, (frozenset(), frozenset()))
        lacking = sorted(needed - set(data))
        for key in lacking:
            self.note(pointer, "missing", f"“{operator}” needs “{key}”.")
        unknown = [key for key in data if key not in needed | allowed | {operator}]
        for key in unknown:
            self.note(f"{pointer}/{_token(key)}", "unknown", f"“{operator}” knows no such field.")
        if lacking or unknown:
            raise _RefusedError

    def parts(self, value: object, pointer: str, part: Callable[[object, str], Rule]) -> tuple[Rule, ...]:
        items = self.array(value, pointer, least=1)
        rules = []
        for i, item in enumerate(items):
            try:
                rules.append(part(item, f"{pointer}/{i}"))
            except _RefusedError:
                if self.nodes > MAX_NODES:
                    raise
        if len(rules) < len(items):
            raise _RefusedError
        return tuple(rules)

    def array(self, value: object, pointer: str, *, least: int) -> list[object]:
        if not isinstance(value, list):
            raise self.note(pointer, "not_array", f"This is a list, not {_kind(value)}.")
        if not least <= len(value) <= MAX_PARTS:
            raise self.note(
                pointer, "length", f"This list has {least} to {MAX_PARTS} entries, not {len(value)}."
            )
        return value

    def texts(self, value: object, pointer: str, *, least: int) -> tuple[str, ...]:
        items = self.array(value, pointer, least=least)
        words = tuple(self.text(item, f"{pointer}/{i}") for i, item in enumerate(items))
        for i, word in enumerate(words):
            if word in words[:i]:
                raise self.note(f"{pointer}/{i}", "repeated", f"“{word}” is in the list twice.")
        return words

    def text(self, value: object, pointer: str) -> str:
        if not isinstance(value, str) or not value.strip() or len(value) > MAX_TEXT:
            raise self.note(
                pointer, "not_text", f"This is a text of 1 to {MAX_TEXT} characters, not {_kind(value)}."
            )
        return value

    def whole(self, value: object, pointer: str, low: int, high: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.note(
                pointer, "not_whole", f"This is a whole number from {low} to {high}, not {_kind(value)}."
            )
        return value

    def amount(self, value: object, pointer: str) -> Decimal:
        wanted = f"Credits are a number above 0 and up to {MAX_CREDITS} with at most three decimals"
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise self.note(pointer, "not_amount", f"{wanted}, not {_kind(value)}.")
        number = Decimal(str(value))
        if not (number.is_finite() and 0 < number <= MAX_CREDITS and number == round(number, 3)):
            raise self.note(pointer, "not_amount", f"{wanted}, not {_kind(value)}.")
        return number

    def span(self, value: object, pointer: str) -> Literal["each_other", "now"]:
        match value:
            case "each_other" | "now":
                return value
            case _:
                raise self.note(pointer, "not_span", f"This is “each_other” or “now”, not {_kind(value)}.")


def _token(key: object) -> str:
    """Escape a key for a JSON pointer (RFC 6901 section 3)."""
    return str(key)[:60].replace("~", "~0").replace("/", "~1")


def _kind(value: object) -> str:  # noqa: PLR0911 - one name for each kind of JSON value
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            return f"“{value[:40]}…”" if len(value) > 40 else f"“{value}”"
        case int() if value.bit_length() > 64:
            return "such a long number"  # Python refuses to write out the longest ones
        case int() | float() | Decimal():
            return str(value)[:40]
        case list():
            return "a list"
        case Mapping():
            return "an object"
        case _:
            return f"a {type(value).__name__}"


def parse_rule(data: object) -> Rule:
    """Read a rule from parsed JSON. Raises RuleError naming every place that is wrong."""
    reader = _Reader()
    try:
        return reader.rule(data, "", 1, 0)
    except _RefusedError:
        raise RuleError(tuple(reader.problems)) from None
