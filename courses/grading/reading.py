"""Strict reading of authored data: every field is asked for once, every problem is kept with its place."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Context, Decimal, InvalidOperation
from difflib import get_close_matches
from fractions import Fraction

from courses.grading.errors import ItemProblem
from courses.grading.problems import Param, kind, quoted

SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
MARKDOWN_LIMIT = 20_000
LINE_LIMIT = 2_000
#: Enough digits for every decimal that `exact_decimal` lets in.
EXACT = Context(prec=1_000)

#: A field that nobody asked for may be another one misspelt: how many are compared, how much of each, and how
#: alike the two must be.
MOST_MEANT = 20
MEANT_LIMIT = 40
MEANT_LIKENESS = 0.75

_SURROGATE = re.compile("[\ud800-\udfff]")


class Reader:
    """A mapping being read. `finish` reports the fields nobody asked for."""

    def __init__(self, data: object, path: str, problems: list[ItemProblem]) -> None:
        self.path = path
        self.problems = problems
        self.data: Mapping[str, object] = {}
        self._asked: set[str] = set()
        self._readable = True
        if not isinstance(data, Mapping):
            self.problem("", "expected_mapping", **quoted(data))
        elif unnamed := [name for name in data if not isinstance(name, str)]:
            self.problem("", "field_name", **quoted(unnamed[0]))
        else:
            self.data = data
            return
        # One problem is enough: fields of what has none are not missing one by one.
        self._readable = False

    def at(self, name: str) -> str:
        if not name:
            return self.path
        return f"{self.path}.{name}" if self.path else name

    def problem(self, name: str, code: str, **params: Param) -> None:
        if self._readable:
            self.problems.append(ItemProblem(self.at(name), code, params))

    def sound(self, name: str) -> bool:
        """Whether nothing is wrong in this field so far, so that what hangs on it can be judged."""
        place = self.at(name)
        inside = (f"{place}.", f"{place}[")
        return not any(found.path == place or found.path.startswith(inside) for found in self.problems)

    def has(self, name: str) -> bool:
        return self.data.get(name) is not None

    def raw(self, name: str) -> object:
        self._asked.add(name)
        return self.data.get(name)

    def finish(self) -> None:
        unknown = [name for name in self.data if name not in self._asked]
        # Comparing takes a while: nobody misspells this many names.
        free = sorted(self._asked - set(self.data)) if len(unknown) <= MOST_MEANT else []
        for name in unknown:
            if meant := get_close_matches(name[:MEANT_LIMIT], free, 1, MEANT_LIKENESS):
                self.problem(name, "misspelt_field", meant=meant[0])
            else:
                self.problem(name, "unknown_field", known=", ".join(sorted(self._asked)))

    def text(self, name: str, *, required: bool = False, limit: int = MARKDOWN_LIMIT) -> str:
        """A string without surrounding white space. Numbers are written as Python does: 1.10 becomes 1.1."""
        value = self.raw(name)
        if value is None:
            if required:
                self.problem(name, "required")
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | float) or _is_huge(value):
            self.problem(name, "expected_text", **kind(value))
            return ""
        text = str(value).strip()
        if len(text) > limit:
            self.problem(name, "too_long", length=len(text), limit=limit)
        elif required and not text:
            self.problem(name, "required")
        elif fault := text_fault(text):
            self.problem(name, fault)
        return text

    def slug(self, name: str, *, default: str = "") -> str:
        value = self.text(name, required=not default) or default
        if value and not SLUG.fullmatch(value):
            self.problem(name, "slug")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.raw(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.problem(name, "expected_flag", **quoted(value))
            return default
        return value

    def required_flag(self, name: str) -> bool:
        if not self.has(name):
            self.raw(name)
            self.problem(name, "required_flag")
            return False
        return self.flag(name, default=False)

    def one_of(self, name: str, options: Sequence[str], *, default: str) -> str:
        value = self.raw(name)
        if value is None:
            return default
        if not isinstance(value, str) or value not in options:
            self.problem(name, "unknown_value", options=", ".join(options), **quoted(value))
            return default
        return value

    def decimal(
        self,
        name: str,
        *,
        default: Decimal,
        low: Decimal | None = None,
        high: Decimal | None = None,
        outside: str = "number_outside",
    ) -> Decimal:
        """A finite decimal given as a number or as text ("0.05"), within [low, high]."""
        value = self.raw(name)
        if value is None:
            return default
        number = exact_decimal(value)
        if number is None:
            self.problem(name, "expected_number", **quoted(value))
            return default
        if (low is not None and number < low) or (high is not None and number > high):
            bounds = {} if high is None else {"high": str(high)}
            code = outside if bounds else "number_below"
            self.problem(name, code, number=str(number), low=str(low), **bounds)
            return default
        return number

    def share(self, name: str, *, default: Decimal, low: Decimal = Decimal(0)) -> Decimal:
        """A fraction of the mark, at most 1. Not a percentage, which the problem says."""
        return self.decimal(name, default=default, low=low, high=Decimal(1), outside="fraction_outside")

    def weight(self, name: str, *, default: Fraction) -> Fraction:
        """A fraction of the mark, −1…1; 0.3333333 is understood as one third (see `exact_weight`)."""
        value = self.share(name, default=Decimal(-2), low=Decimal(-1))
        return default if value == -2 else exact_weight(value)

    def whole(self, name: str, *, default: int, low: int, high: int) -> int:
        value = self.raw(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.problem(name, "expected_whole", low=low, high=high, **quoted(value))
            return default
        return value

    def sequence(self, name: str, *, least: int = 0, most: int = 100) -> list[object]:
        value = self.raw(name)
        if value is None:
            value = []
        if not isinstance(value, list | tuple):
            self.problem(name, "expected_list", **kind(value))
            return []
        if not least <= len(value) <= most:
            self.problem(name, "entry_count", least=least, most=most, count=len(value))
        return list(value[:most])

    def texts(self, name: str, *, least: int = 0, most: int = 100, limit: int = LINE_LIMIT) -> list[str]:
        found = []
        for position, value in enumerate(self.sequence(name, least=least, most=most)):
            reader = Reader({"": value}, self.at(f"{name}[{position}]"), self.problems)
            found.append(reader.text("", required=True, limit=limit))
        return found

    def rows[T](
        self, name: str, read: Callable[["Reader"], T], *, least: int = 0, most: int = 100
    ) -> list[T]:
        """Each entry of a list of mappings, read by `read`, unknown fields refused."""
        rows = []
        for position, value in enumerate(self.sequence(name, least=least, most=most)):
            reader = Reader(value, self.at(f"{name}[{position}]"), self.problems)
            rows.append(read(reader))
            reader.finish()
        return rows

    def refuse_repeats(self, name: str, values: Sequence[str], code: str) -> None:
        for position, earlier in repeats(values):
            self.problem(f"{name}[{position}]", code, earlier=f"{name}[{earlier}]")


def repeats(values: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(position, earlier position) of each value that was there before; empty values are passed over."""
    seen: dict[str, int] = {}
    for position, value in enumerate(values):
        if value and value in seen:
            yield position, seen[value]
        seen.setdefault(value, position)


def exact_decimal(value: object) -> Decimal | None:
    """The decimal an author wrote: 9.81 is 9.81, not its binary neighbour. None when it is not a number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal) or _is_huge(value):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    adjusted = number.adjusted() if number.is_finite() else 1000
    return number if abs(adjusted) <= 300 and len(number.as_tuple().digits) <= 100 else None


def exact_weight(value: Decimal) -> Fraction:
    """The fraction a rounded weight stands for.

    Authors and other systems write one third as 0.3333333 or 0.333333; thirds that do not add up to one
    are a defect of the notation. A value within 5·10⁻⁷ of a fraction with denominator ≤ 20 is that fraction.
    """
    written = Fraction(value)
    simple = written.limit_denominator(20)
    return simple if abs(simple - written) < Fraction(5, 10_000_000) else written


def written_weight(weight: Fraction) -> int | float | str:
    """What `exact_weight` reads back: at most 7 decimals for the weights it recognises."""
    if weight.denominator == 1:
        return int(weight)
    rounded = round(float(weight), 7)
    if exact_weight(Decimal(str(rounded))) == weight:
        return rounded
    return written_fraction(weight)


def written_fraction(number: Fraction) -> int | float | str:
    """A number that was read from a decimal, so that `exact_decimal` reads the same one back."""
    twos_and_fives = max(number.denominator.bit_length(), 1)
    digits = Decimal(number.numerator * 10**twos_and_fives // number.denominator)
    return written_decimal(digits.scaleb(-twos_and_fives, EXACT).normalize(EXACT))


def written_decimal(number: Decimal) -> int | float | str:
    """A number where that keeps every digit, else the digits as text."""
    if number == number.to_integral_value():
        return int(number)
    return float(number) if Decimal(str(float(number))) == number else str(number)


def text_fault(text: str) -> str | None:
    """The code of what a text may not contain, as neither JSON in a database nor UTF-8 can hold it."""
    if "\0" in text:
        return "nul"
    return "not_unicode" if _SURROGATE.search(text) else None


def _is_huge(value: object) -> bool:
    """A whole number too long to be written out at all (Python refuses beyond 4300 digits)."""
    return isinstance(value, int) and value.bit_length() > 1_000
