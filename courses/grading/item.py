"""The base of all item types: what every item carries and can do."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import ClassVar, Self, TypedDict

from courses.grading.errors import ResponseInvalid
from courses.grading.grades import Grade, Response, State
from courses.grading.guessing import Distribution, mean
from courses.grading.reading import Reader, exact_weight, repeats, written_decimal, written_weight

type Fields = Callable[[str], list[str]]
type Data = dict[str, object]


class CommonFields(TypedDict):
    key: str
    prompt: str
    mark: Decimal
    skills: tuple[str, ...]
    feedback: str
    feedback_correct: str
    feedback_partial: str
    feedback_incorrect: str
    hints: tuple[str, ...]
    penalty: Fraction | None
    tags: tuple[str, ...]
    source_id: str


@dataclass(frozen=True, kw_only=True)
class Item(ABC):
    """An item version. Immutable; made by `parse_item` only, which has checked it.

    `feedback` is for every response; `feedback_correct`, `feedback_partial` and `feedback_incorrect` are for
    responses of that state. `penalty` is the fraction lost for each earlier try, None for what the behaviour
    takes. `tags` and `source_id` (the id in the system it came from) are for authors only.
    `normalise` and `grade` take any JSON value and raise `ResponseInvalid` for what does not fit.
    """

    type: ClassVar[str]
    key: str
    prompt: str
    mark: Decimal
    skills: tuple[str, ...]
    feedback: str
    feedback_correct: str
    feedback_partial: str
    feedback_incorrect: str
    hints: tuple[str, ...]
    penalty: Fraction | None
    tags: tuple[str, ...]
    source_id: str

    @classmethod
    @abstractmethod
    def read(cls, reader: Reader, common: CommonFields) -> Self:
        """The type's own fields."""

    @abstractmethod
    def data(self) -> Data:
        """The type's own fields in canonical form: defaults left out."""

    @abstractmethod
    def view(self, rng: Random) -> Data:
        """What the type adds to the public view."""

    @abstractmethod
    def normalise(self, raw: object) -> Response:
        """The response to store; None when not answered."""

    @abstractmethod
    def score(self, raw: object, locale: str) -> Grade | None:
        """Grade without the general feedback; None when not answered."""

    @abstractmethod
    def guess_distribution(self) -> Distribution:
        """What a guesser with no knowledge scores."""

    @abstractmethod
    def right_response(self) -> Response:
        """A response that earns the whole mark; None when the item has none (assessed by a person)."""

    @abstractmethod
    def describe(self, response: Response) -> tuple[str, ...]:
        """A response in words (Markdown lines), for a review page."""

    @abstractmethod
    def from_fields(self, getlist: Fields, prefix: str) -> object:
        """The raw response from the fields of a plain HTML form."""

    @abstractmethod
    def to_fields(self, response: Response, prefix: str) -> dict[str, list[str]]:
        """The form fields that `from_fields` would read as this response."""

    def said_to(self, state: State) -> tuple[str, ...]:
        """The item's feedback to a response of this state, then what it says to every one."""
        own = {
            "right": self.feedback_correct,
            "partial": self.feedback_partial,
            "wrong": self.feedback_incorrect,
        }.get(state, "")
        return tuple(text for text in (own, self.feedback) if text)

    def guess_score(self) -> Fraction:
        """Expected fraction of a pure guesser, options that lose marks counted as nothing."""
        return mean(self.guess_distribution(), floor=True)

    def token(self, text: str) -> str:
        """The public name of an option.

        Authored ids follow the authored order, which is the answer of an ordering item and often betrays
        the others. The token depends only on what the learner can read anyway.
        """
        return hashlib.blake2b(f"{self.key}\0{text}".encode(), digest_size=5).hexdigest()


def read_common(reader: Reader, *, key: str = "", prompt_required: bool = True) -> CommonFields:
    """The fields of every item. `key` is the default for items embedded in another one."""
    common = CommonFields(
        key=reader.slug("key", default=key),
        prompt=reader.text("prompt", required=prompt_required),
        mark=reader.decimal("mark", default=Decimal(1), low=Decimal(0), high=Decimal(1000)),
        skills=tuple(reader.texts("skills", most=20, limit=500)),
        feedback=reader.text("feedback"),
        feedback_correct=reader.text("feedback_correct"),
        feedback_partial=reader.text("feedback_partial"),
        feedback_incorrect=reader.text("feedback_incorrect"),
        hints=tuple(reader.texts("hints", most=10, limit=5_000)),
        penalty=_read_penalty(reader),
        tags=tuple(reader.texts("tags", most=50, limit=200)),
        source_id=reader.text("source_id", limit=255),
    )
    reader.refuse_repeats("skills", common["skills"], "repeated_skill")
    reader.refuse_repeats("tags", common["tags"], "repeated_tag")
    return common


def _read_penalty(reader: Reader) -> Fraction | None:
    """0…1; 0.3333333 is understood as one third."""
    number = reader.share("penalty", default=Decimal(-1))
    return None if number < 0 else exact_weight(number)


def common_data(item: Item) -> Data:
    data: Data = {"key": item.key, "type": item.type, "prompt": item.prompt}
    if item.mark != 1:
        data["mark"] = written_decimal(item.mark)
    if item.skills:
        data["skills"] = list(item.skills)
    for name in ("feedback", "feedback_correct", "feedback_partial", "feedback_incorrect"):
        if text := getattr(item, name):
            data[name] = text
    if item.hints:
        data["hints"] = list(item.hints)
    if item.penalty is not None:
        data["penalty"] = written_weight(item.penalty)
    if item.tags:
        data["tags"] = list(item.tags)
    if item.source_id:
        data["source_id"] = item.source_id
    return data


def read_ids(reader: Reader, name: str, ids: list[str]) -> None:
    """Report ids given twice (a given id may collide with another one's default)."""
    for position, earlier in repeats(ids):
        reader.problem(
            f"{name}[{position}].id", "repeated_id", id=ids[position], earlier=f"{name}[{earlier}]"
        )


def known(identifier: object, ids: Mapping[str, object], what: str) -> str:
    if not isinstance(identifier, str) or identifier not in ids:
        given = repr(identifier[:40]) if isinstance(identifier, str) else "This"
        raise ResponseInvalid("unknown_option", f"{given} is not {what} of this item.")
    return identifier


def shuffled[T](values: list[T], rng: Random) -> list[T]:
    """A shuffled copy."""
    return rng.sample(values, len(values))


def mapping_response(raw: object, most: int) -> dict[str, object]:
    if not isinstance(raw, dict) or not all(isinstance(name, str) for name in raw):
        raise ResponseInvalid("wrong_shape", "Expected one answer for each part.")
    if len(raw) > most:
        raise ResponseInvalid("too_many", f"There are {len(raw)} answers; this item has {most} parts.")
    return raw


def single_field(getlist: Fields, name: str) -> str:
    """The one value of a field, "" when absent; several values for one question are refused."""
    values = getlist(name)
    if len(values) > 1:
        raise ResponseInvalid("several_values", "Give one answer only.")
    return values[0] if values else ""
