"""Short text: typed answers compared with accepted ones."""

from collections.abc import Iterator
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
    first_match,
    is_catch_all,
    pattern_problem,
    wildcard_match,
    wildcard_pieces,
)
from courses.grading.reading import Reader, text_fault, written_weight

TEXT_LIMIT = 1_000
PATTERN_LIMIT = 500
#: What stands for a wildcard in a text shown to people.
WILDCARD = "…"


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
        if reader.sound("answers") and not any(answer.weight > ALMOST_ALL for answer in answers):
            reader.problem("answers", "no_full_answer")
        is_regex = reader.flag("regex", default=False)
        reader.refuse_repeats("answers", [answer.text for answer in answers], "repeated_text")
        for position, answer in enumerate(answers):
            if is_regex and (unusable := pattern_problem(answer.text)):
                code, params = unusable
                reader.problem(f"answers[{position}].text", code, **params)
            if is_catch_all(answer.text, is_regex=is_regex) and position < len(answers) - 1:
                reader.problem(f"answers[{position}].text", "catch_all_first")
        case_sensitive = reader.flag("case_sensitive", default=False)
        item = cls(**common, answers=answers, case_sensitive=case_sensitive, regex=is_regex)
        if reader.sound("answers") and not is_regex and next(item.whole_mark_texts(), None) is None:
            reader.problem("answers", "shadowed")
        return item

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
        if self.regex:
            patterns = [answer.text for answer in self.answers]
            index = first_match(patterns, text, case_sensitive=self.case_sensitive)
            return None if index is None else self.answers[index]
        return next(
            (
                answer
                for answer in self.answers
                if wildcard_match(answer.text, text, case_sensitive=self.case_sensitive)
            ),
            None,
        )

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
        """An answer that earns the whole mark; "…" stands for a wildcard where leaving it out earns less.

        None for regular expressions and for a lone `*`.
        """
        if self.regex:
            return None
        return next((text for text in self.whole_mark_texts() if text != WILDCARD), None)

    def whole_mark_texts(self) -> Iterator[str]:
        """Texts that earn everything: the accepted ones, wildcards left out or else standing for "…"."""
        for answer in self.answers:
            for filling in ("", WILDCARD) if answer.weight > ALMOST_ALL else ():
                text = filling.join(wildcard_pieces(answer.text)).strip()
                first = self.matching(text) if text else None
                if first is not None and first.weight > ALMOST_ALL:
                    yield text

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
    if text_fault(text):
        raise ResponseInvalid("wrong_shape", "The text contains a NUL character or half of a character.")
    return text or None
