"""Short text: typed answers compared with accepted ones."""

from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import ClassVar, Self

from courses.grading.errors import ResponseInvalid
from courses.grading.grades import ALL, ALMOST_ALL, NONE, Grade, Response, graded
from courses.grading.guessing import Distribution, certain
from courses.grading.item import CommonFields, Data, Fields, Item, single_field
from courses.grading.patterns import (
    PatternTimeoutError,
    is_catch_all,
    pattern_error,
    regex_match,
    wildcard_match,
    wildcard_pieces,
)
from courses.grading.reading import Reader, written_weight

TEXT_LIMIT = 1_000
PATTERN_LIMIT = 500


@dataclass(frozen=True)
class AcceptedText:
    """An accepted answer: `text` is a wildcard pattern or a regular expression."""

    text: str
    weight: Fraction
    feedback: str


def _read_accepted(reader: Reader) -> AcceptedText:
    return AcceptedText(
        reader.text("text", required=True, limit=PATTERN_LIMIT),
        reader.weight("weight", default=ALL),
        reader.text("feedback"),
    )


@dataclass(frozen=True, kw_only=True)
class ShortText(Item):
    """The first accepted answer that matches gives the weight."""

    type: ClassVar[str] = "short_text"
    answers: tuple[AcceptedText, ...]
    case_sensitive: bool
    regex: bool

    @classmethod
    def read(cls, reader: Reader, common: CommonFields) -> Self:
        answers = tuple(reader.rows("answers", _read_accepted, least=1, most=50))
        is_regex = reader.flag("regex", default=False)
        if answers and not any(answer.weight > ALMOST_ALL for answer in answers):
            reader.problem("answers", "one answer must have the weight 1, or nobody can earn the whole mark")
        reader.refuse_repeats("answers", [answer.text for answer in answers], "text")
        for position, answer in enumerate(answers):
            if is_regex and (error := pattern_error(answer.text)):
                reader.problem(f"answers[{position}].text", f"not a regular expression: {error}")
            if is_catch_all(answer.text, is_regex=is_regex) and position < len(answers) - 1:
                reader.problem(
                    f"answers[{position}].text", "accepts everything, so later answers never match"
                )
        return cls(
            **common,
            answers=answers,
            case_sensitive=reader.flag("case_sensitive", default=False),
            regex=is_regex,
        )

    def data(self) -> Data:
        rows = []
        for answer in self.answers:
            row: Data = {"text": answer.text}
            if answer.weight != 1:
                row["weight"] = written_weight(answer.weight)
            if answer.feedback:
                row["feedback"] = answer.feedback
            rows.append(row)
        data: Data = {"answers": rows}
        if self.case_sensitive:
            data["case_sensitive"] = True
        return data | {"regex": True} if self.regex else data

    def view(self, rng: Random) -> Data:
        return {"max_length": TEXT_LIMIT}

    def normalise(self, raw: object) -> str | None:
        return clean_text(raw, TEXT_LIMIT)

    def matching(self, text: str) -> AcceptedText | None:
        match = regex_match if self.regex else wildcard_match
        for answer in self.answers:
            if match(answer.text, text, case_sensitive=self.case_sensitive):
                return answer
        return None

    def score(self, raw: object, locale: str) -> Grade | None:
        response = self.normalise(raw)
        if response is None:
            return None
        try:
            answer = self.matching(response)
        except PatternTimeoutError:
            return Grade(NONE, "pending", response)
        if answer is None:
            return graded(NONE, response)
        return graded(answer.weight, response, feedback=(answer.feedback,))

    def guess_distribution(self) -> Distribution:
        last = self.answers[-1]
        return certain(last.weight if is_catch_all(last.text, is_regex=self.regex) else NONE)

    def right_response(self) -> str | None:
        """The best accepted answer, wildcards left out. None for regular expressions."""
        if self.regex:
            return None
        return (
            "".join(wildcard_pieces(max(self.answers, key=lambda answer: answer.weight).text)).strip() or None
        )

    def describe(self, response: Response) -> tuple[str, ...]:
        text = self.normalise(response)
        return () if text is None else (text,)

    def from_fields(self, getlist: Fields, prefix: str) -> object:
        return single_field(getlist, prefix) or None

    def to_fields(self, response: Response, prefix: str) -> dict[str, list[str]]:
        return {prefix: [text]} if (text := self.normalise(response)) else {}


def clean_text(raw: object, limit: int) -> str | None:
    """Trimmed text within the limit; None when nothing was written."""
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise ResponseInvalid("wrong_shape", "Expected text.")
    text = raw.strip()
    if len(text) > limit:
        raise ResponseInvalid("too_long", f"{len(text)} characters; at most {limit} are allowed.")
    if "\0" in text:
        raise ResponseInvalid("wrong_shape", "The text contains a NUL character.")
    return text or None
