"""Single choice, multiple choice and their marking policies; true or false."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from random import Random
from typing import ClassVar, Self

from courses.grading.errors import ResponseInvalid
from courses.grading.grades import ALL, ALMOST_ALL, NONE, Grade, Response, graded, part
from courses.grading.guessing import Distribution, chance, coin_tosses, convolve, from_counts, mapped, uniform
from courses.grading.item import CommonFields, Data, Fields, Item, known, read_ids, shuffled, single_field
from courses.grading.reading import Reader, written_weight

POLICIES = ("weights", "all_or_nothing", "each_option", "halves", "proportional")
MOST_CHOICES = 50
#: The form value that says "none of these", which is an answer, unlike ticking nothing.
NONE_OF_THESE = "none"


@dataclass(frozen=True)
class Choice:
    """An option. `weight` is a fraction of the mark; a choice is right when its weight is above 0."""

    id: str
    text: str
    weight: Fraction
    feedback: str = ""

    @property
    def right(self) -> bool:
        return self.weight > 0


@dataclass(frozen=True)
class _Row:
    id: str
    text: str
    correct: bool | None
    weight: Fraction | None
    feedback: str


def _read_row(reader: Reader) -> _Row:
    correct = reader.flag("correct", default=False) if reader.has("correct") else None
    weight = reader.weight("weight", default=NONE) if reader.has("weight") else None
    reader.raw("correct"), reader.raw("weight")
    if correct is not None and weight is not None:
        reader.problem("weight", "correct_and_weight")
    given = reader.slug("id", default="?") if reader.has("id") else ""
    reader.raw("id")
    return _Row(
        given, reader.text("text", required=True, limit=5_000), correct, weight, reader.text("feedback")
    )


@dataclass(frozen=True)
class _Read:
    """`weighted`: given by weight, else by `correct`. `sound`: it can be judged which of them are right."""

    choices: tuple[Choice, ...]
    weighted: bool
    sound: bool


def _read_choices(reader: Reader) -> _Read:
    rows = reader.rows("choices", _read_row, least=2, most=MOST_CHOICES)
    weighted = any(row.weight is not None for row in rows)
    if reader.sound("choices") and weighted and any(row.correct is not None for row in rows):
        reader.problem("choices", "mixed_choices")
    if reader.sound("choices") and not weighted and all(row.correct is None for row in rows):
        reader.problem("choices", "no_right_choice")
    sound = reader.sound("choices")
    choices = tuple(
        Choice(
            row.id or f"c{position}",
            row.text,
            (row.weight or NONE) if weighted else (ALL if row.correct else NONE),
            row.feedback,
        )
        for position, row in enumerate(rows, start=1)
    )
    read_ids(reader, "choices", [choice.id for choice in choices])
    reader.refuse_repeats("choices", [choice.text for choice in choices], "repeated_text")
    return _Read(choices, weighted, sound)


def choices_data(choices: Sequence[Choice], *, weighted: bool) -> list[Data]:
    rows = []
    for position, choice in enumerate(choices, start=1):
        row: Data = {} if choice.id == f"c{position}" else {"id": choice.id}
        row["text"] = choice.text
        row |= {"weight": written_weight(choice.weight)} if weighted else {"correct": choice.right}
        if choice.feedback:
            row["feedback"] = choice.feedback
        rows.append(row)
    return rows


@dataclass(frozen=True, kw_only=True)
class ChoiceItem(Item):
    """What single and multiple choice share."""

    choices: tuple[Choice, ...]
    weighted: bool
    shuffle: bool

    def by_id(self) -> dict[str, Choice]:
        return {choice.id: choice for choice in self.choices}

    def by_token(self) -> dict[str, str]:
        return {self.token(choice.text): choice.id for choice in self.choices}

    def data(self) -> Data:
        data: Data = {"choices": choices_data(self.choices, weighted=self.weighted)}
        return data if self.shuffle else data | {"shuffle": False}

    def view(self, rng: Random) -> Data:
        choices = shuffled(list(self.choices), rng) if self.shuffle else self.choices
        return {"choices": [{"id": self.token(choice.text), "text": choice.text} for choice in choices]}


@dataclass(frozen=True, kw_only=True)
class SingleChoice(ChoiceItem):
    """One option of several; the fraction is its weight."""

    type: ClassVar[str] = "single_choice"

    @classmethod
    def read(cls, reader: Reader, common: CommonFields) -> Self:
        read = _read_choices(reader)
        right = [choice for choice in read.choices if choice.right]
        if read.sound and not read.weighted and len(right) != 1:
            reader.problem("choices", "one_correct", count=len(right))
        if read.sound and read.weighted and not any(choice.weight > ALMOST_ALL for choice in right):
            reader.problem("choices", "no_full_choice")
        shuffle = reader.flag("shuffle", default=True)
        return cls(**common, choices=read.choices, weighted=read.weighted, shuffle=shuffle)

    def normalise(self, raw: object) -> str | None:
        return None if raw is None or raw == "" else known(raw, self.by_id(), "a choice")

    def score(self, raw: object, locale: str) -> Grade | None:
        response = self.normalise(raw)
        if response is None:
            return None
        choice = self.by_id()[response]
        result = part(choice.id, choice.weight, choice.feedback)
        return graded(choice.weight, response, (result,), (choice.feedback,))

    def guess_distribution(self) -> Distribution:
        return uniform(choice.weight for choice in self.choices)

    def right_response(self) -> str:
        return max(self.choices, key=lambda choice: choice.weight).id

    def describe(self, response: Response) -> tuple[str, ...]:
        chosen = self.normalise(response)
        return () if chosen is None else (self.by_id()[chosen].text,)

    def from_fields(self, getlist: Fields, prefix: str) -> object:
        token = single_field(getlist, prefix)
        return self.by_token()[known(token, self.by_token(), "a choice")] if token else None

    def to_fields(self, response: Response, prefix: str) -> dict[str, list[str]]:
        chosen = self.normalise(response)
        return {} if chosen is None else {prefix: [self.token(self.by_id()[chosen].text)]}


@dataclass(frozen=True, kw_only=True)
class MultipleChoice(ChoiceItem):
    """Any number of options; the policy turns right and wrong ticks into a fraction."""

    type: ClassVar[str] = "multiple_choice"
    policy: str

    @classmethod
    def read(cls, reader: Reader, common: CommonFields) -> Self:
        read = _read_choices(reader)
        default = "weights" if read.weighted else "each_option"
        policy = reader.one_of("policy", POLICIES, default=default)
        earned = sum((choice.weight for choice in read.choices if choice.right), NONE)
        if read.sound and policy == "weights" and not read.weighted:
            reader.problem("policy", "weights_without_weight")
        elif read.sound and policy == "weights" and earned <= ALMOST_ALL:
            reader.problem("choices", "weights_sum")
        return cls(
            **common,
            choices=read.choices,
            weighted=read.weighted,
            policy=policy,
            shuffle=reader.flag("shuffle", default=True),
        )

    def data(self) -> Data:
        default = "weights" if self.weighted else "each_option"
        data = super().data()
        return data if self.policy == default else data | {"policy": self.policy}

    def view(self, rng: Random) -> Data:
        return super().view(rng) | {"policy": self.policy, "none": NONE_OF_THESE}

    def normalise(self, raw: object) -> list[str] | None:
        if raw is None:
            return None
        if not isinstance(raw, list | tuple):
            raise ResponseInvalid("wrong_shape", "Expected a list of choices.")
        by_id = self.by_id()
        ticked = [known(identifier, by_id, "a choice") for identifier in raw[: len(by_id) + 1]]
        if len(ticked) != len(set(ticked)):
            raise ResponseInvalid("repeated", "A choice was given twice.")
        return [identifier for identifier in by_id if identifier in ticked]

    def fraction(self, ticked: Sequence[str]) -> Fraction:
        if self.policy == "weights":
            return min(max(NONE, sum((c.weight for c in self.choices if c.id in ticked), NONE)), ALL)
        hits = sum(choice.right and choice.id in ticked for choice in self.choices)
        slips = sum(not choice.right and choice.id in ticked for choice in self.choices)
        rights = sum(choice.right for choice in self.choices)
        return counted_fraction(self.policy, hits, slips, rights, len(self.choices))

    def score(self, raw: object, locale: str) -> Grade | None:
        ticked = self.normalise(raw)
        if ticked is None:
            return None
        parts = tuple(
            part(
                choice.id,
                ALL if choice.right == (choice.id in ticked) else NONE,
                choice.feedback if choice.id in ticked else "",
            )
            for choice in self.choices
        )
        return graded(self.fraction(ticked), list(ticked), parts, tuple(result.feedback for result in parts))

    def guess_distribution(self) -> Distribution:
        """Each box ticked or not, like the toss of a coin: all 2ⁿ answers are equally likely."""
        if self.policy == "weights":
            sums = convolve(chance(Fraction(1, 2), choice.weight) for choice in self.choices)
            return mapped(sums, {value: min(max(NONE, value), ALL) for value in sums})
        rights = sum(choice.right for choice in self.choices)
        n = len(self.choices)
        counts: dict[Fraction, Fraction | int] = {}
        for hits, ways in coin_tosses(rights).items():
            for slips in range(n - rights + 1):
                fraction = counted_fraction(self.policy, hits, slips, rights, n)
                counts[fraction] = counts.get(fraction, 0) + ways * comb(n - rights, slips)
        return from_counts(counts)

    def right_response(self) -> list[str]:
        return [choice.id for choice in self.choices if choice.right]

    def describe(self, response: Response) -> tuple[str, ...]:
        ticked = self.normalise(response) or []
        return tuple(choice.text for choice in self.choices if choice.id in ticked)

    def from_fields(self, getlist: Fields, prefix: str) -> object:
        values = getlist(prefix)
        if not values:
            return None
        if NONE_OF_THESE in values:
            if len(values) > 1:
                raise ResponseInvalid("contradiction", "“None of these” excludes the other choices.")
            return []
        tokens = self.by_token()
        return [tokens[known(value, tokens, "a choice")] for value in values]

    def to_fields(self, response: Response, prefix: str) -> dict[str, list[str]]:
        ticked = self.normalise(response)
        if ticked is None:
            return {}
        by_id = self.by_id()
        return {prefix: [self.token(by_id[identifier].text) for identifier in ticked] or [NONE_OF_THESE]}


def counted_fraction(policy: str, hits: int, slips: int, rights: int, n: int) -> Fraction:
    """The fraction for `hits` right and `slips` wrong ticks, with `rights` right options of n.

    Where no option is right, ticking none is the whole answer under every policy.
    """
    errors = (rights - hits) + slips
    if policy == "each_option":
        return Fraction(n - errors, n)
    if policy == "proportional" and rights:
        return NONE if slips else Fraction(hits, rights)
    if policy == "halves" and errors == 1 and n >= 3:
        return Fraction(1, 2)
    if policy == "halves" and errors == 2 and n >= 5:
        return Fraction(1, 4)
    return NONE if errors else ALL
