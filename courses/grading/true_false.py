"""True or false."""

from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import ClassVar, Self

from courses.grading.errors import ResponseInvalid
from courses.grading.grades import ALL, NONE, Grade, Response, graded
from courses.grading.guessing import Distribution, chance
from courses.grading.item import CommonFields, Data, Fields, Item, single_field
from courses.grading.reading import Reader


@dataclass(frozen=True, kw_only=True)
class TrueFalse(Item):
    """A statement that is true or false; each answer may have its feedback."""

    type: ClassVar[str] = "true_false"
    answer: bool
    feedback_true: str
    feedback_false: str

    @classmethod
    def read(cls, reader: Reader, common: CommonFields) -> Self:
        return cls(
            **common,
            answer=reader.required_flag("answer"),
            feedback_true=reader.text("feedback_true"),
            feedback_false=reader.text("feedback_false"),
        )

    def data(self) -> Data:
        data: Data = {"answer": self.answer}
        if self.feedback_true:
            data["feedback_true"] = self.feedback_true
        if self.feedback_false:
            data["feedback_false"] = self.feedback_false
        return data

    def view(self, rng: Random) -> Data:
        return {"choices": [{"id": "true"}, {"id": "false"}]}

    def normalise(self, raw: object) -> bool | None:
        if raw is None or isinstance(raw, bool):
            return raw
        raise ResponseInvalid("wrong_shape", "Expected true or false.")

    def score(self, raw: object, locale: str) -> Grade | None:
        response = self.normalise(raw)
        if response is None:
            return None
        feedback = self.feedback_true if response else self.feedback_false
        return graded(ALL if response == self.answer else NONE, response, feedback=(feedback,))

    def guess_distribution(self) -> Distribution:
        return chance(Fraction(1, 2), ALL)

    def right_response(self) -> bool:
        return self.answer

    def describe(self, response: Response) -> tuple[str, ...]:
        """ "true" or "false": words of the language of the page are the caller's to put."""
        answer = self.normalise(response)
        return () if answer is None else (str(answer).lower(),)

    def from_fields(self, getlist: Fields, prefix: str) -> object:
        value = single_field(getlist, prefix)
        if value not in {"", "true", "false"}:
            raise ResponseInvalid("unknown_option", "Choose true or false.")
        return value == "true" if value else None

    def to_fields(self, response: Response, prefix: str) -> dict[str, list[str]]:
        return {prefix: list(words)} if (words := self.describe(response)) else {}
