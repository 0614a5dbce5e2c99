"""Items that a person marks (essay, file, project), and descriptions, which nobody marks."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import ClassVar, Self
from urllib.parse import urlsplit

from courses.grading.errors import ResponseInvalid
from courses.grading.grades import NONE, Grade, Response, graded, part
from courses.grading.guessing import Distribution, certain
from courses.grading.item import CommonFields, Data, Fields, Item, mapping_response, single_field
from courses.grading.reading import Reader
from courses.grading.rubrics import Criterion, read_rubric, rubric_data, rubric_result
from courses.grading.short_text import clean_text

ESSAY_LIMIT = 100_000
NAME_LIMIT = 255


@dataclass(frozen=True, kw_only=True)
class Assessed(Item):
    """`rubric` may be empty: then the assessor gives a fraction. Word limits are 0 where there are none."""

    rubric: tuple[Criterion, ...]
    min_words: int
    max_words: int
    response_template: str
    assessor_notes: str

    @classmethod
    def read(cls, reader: Reader, common: CommonFields) -> Self:
        least = reader.whole("min_words", default=0, low=0, high=20_000)
        most = reader.whole("max_words", default=0, low=0, high=20_000)
        if most and least > most:
            reader.problem("min_words", "words_reversed", least=least, most=most)
        return cls(
            **common,
            rubric=read_rubric(reader),
            min_words=least,
            max_words=most,
            response_template=reader.text("response_template"),
            assessor_notes=reader.text("assessor_notes"),
        )

    def data(self) -> Data:
        data: Data = {"rubric": rubric_data(self.rubric)} if self.rubric else {}
        for name in ("min_words", "max_words", "response_template", "assessor_notes"):
            if value := getattr(self, name):
                data[name] = value
        return data

    def view(self, rng: Random) -> Data:
        """The rubric is shown: learners may know what is looked at. The assessor's notes are not."""
        return {
            "rubric": rubric_data(self.rubric),
            "min_words": self.min_words,
            "max_words": self.max_words,
            "response_template": self.response_template,
            "max_length": ESSAY_LIMIT,
        }

    def written(self, raw: object) -> str | None:
        """The text; what the field held at first is not the learner's."""
        text = clean_text(raw, ESSAY_LIMIT)
        return None if text == self.response_template.strip() else text

    @abstractmethod
    def text_of(self, response: Response) -> str:
        """What was written; empty where nothing was."""

    def score(self, raw: object, locale: str) -> Grade | None:
        response = self.normalise(raw)
        return None if response is None else Grade(NONE, "pending", response)

    def guess_distribution(self) -> Distribution:
        return certain(NONE)

    def right_response(self) -> Response:
        return None


@dataclass(frozen=True, kw_only=True)
class Essay(Assessed):
    """A written text."""

    type: ClassVar[str] = "essay"

    def normalise(self, raw: object) -> str | None:
        return self.written(raw)

    def text_of(self, response: Response) -> str:
        return response if isinstance(response, str) else ""

    def describe(self, response: Response) -> tuple[str, ...]:
        text = self.normalise(response)
        return () if text is None else (text,)

    def from_fields(self, getlist: Fields, prefix: str) -> object:
        # Browsers send line ends as CR LF; stored texts have LF, so that lengths and hashes agree.
        return single_field(getlist, prefix).replace("\r\n", "\n")

    def to_fields(self, response: Response, prefix: str) -> dict[str, list[str]]:
        return {prefix: list(text)} if (text := self.describe(response)) else {}


@dataclass(frozen=True, kw_only=True)
class Project(Assessed):
    """A link, a text about it, uploaded files: {"url": …, "text": …, "files": [names]}, each optional."""

    type: ClassVar[str] = "project"
    max_files: ClassVar[int] = 10

    def normalise(self, raw: object) -> dict[str, Response] | None:
        if raw is None:
            return None
        given = mapping_response(raw, 3)
        if unknown := set(given) - {"url", "text", "files"}:
            raise ResponseInvalid("wrong_shape", f"Unknown field {min(unknown)[:40]!r}.")
        found: dict[str, Response] = {
            "url": _url(given.get("url")),
            "text": self.written(given.get("text")),
            "files": _files(given.get("files"), self.max_files),
        }
        return {name: value for name, value in found.items() if value} or None

    def text_of(self, response: Response) -> str:
        text = response.get("text") if isinstance(response, Mapping) else None
        return text if isinstance(text, str) else ""

    def describe(self, response: Response) -> tuple[str, ...]:
        given = self.normalise(response) or {}
        files = given.get("files")
        texts = [value for value in (given.get("url"), given.get("text")) if isinstance(value, str)]
        return (*texts, *(files if isinstance(files, list) else ()))

    def from_fields(self, getlist: Fields, prefix: str) -> object:
        return {
            "url": single_field(getlist, f"{prefix}-url"),
            "text": single_field(getlist, prefix).replace("\r\n", "\n"),
            "files": [name for name in getlist(f"{prefix}-files") if name],
        }

    def to_fields(self, response: Response, prefix: str) -> dict[str, list[str]]:
        given = self.normalise(response) or {}
        names = {"text": prefix, "url": f"{prefix}-url", "files": f"{prefix}-files"}
        return {
            names[field]: list(value) if isinstance(value, list) else [str(value)]
            for field, value in given.items()
        }


@dataclass(frozen=True, kw_only=True)
class FileUpload(Project):
    """Uploaded files only."""

    type: ClassVar[str] = "file"

    def normalise(self, raw: object) -> dict[str, Response] | None:
        found = super().normalise(raw)
        if found and set(found) != {"files"}:
            raise ResponseInvalid("wrong_shape", "Expected files only.")
        return found


@dataclass(frozen=True, kw_only=True)
class Description(Item):
    """Text between items: nothing to answer, nothing to earn."""

    type: ClassVar[str] = "description"

    @classmethod
    def read(cls, reader: Reader, common: CommonFields) -> Self:
        if reader.has("mark") and common["mark"] != 0:
            reader.problem("mark", "description_mark")
        return cls(**common | {"mark": Decimal(0)})

    def data(self) -> Data:
        return {}

    def view(self, rng: Random) -> Data:
        return {}

    def normalise(self, raw: object) -> None:
        if raw is not None:
            raise ResponseInvalid("wrong_shape", "A description takes no answer.")

    def score(self, raw: object, locale: str) -> Grade:
        self.normalise(raw)
        return Grade(NONE, "unscored", None)

    def guess_distribution(self) -> Distribution:
        return certain(NONE)

    def right_response(self) -> Response:
        return None

    def describe(self, response: Response) -> tuple[str, ...]:
        return ()

    def from_fields(self, getlist: Fields, prefix: str) -> object:
        return None

    def to_fields(self, response: Response, prefix: str) -> dict[str, list[str]]:
        return {}


def count_words(item: Item, response: Response) -> int:
    """Words between white space in what was written; 0 where nothing was, or where nothing can be."""
    return len(item.text_of(item.normalise(response)).split()) if isinstance(item, Assessed) else 0


def misses_length(item: Item, response: Response) -> bool:
    """Whether a text misses its item's word limits.

    It can be saved and handed in all the same: half an essay that is kept is worth more than one that is
    refused, and the assessor sees its length.
    """
    words = count_words(item, response)
    if not isinstance(item, Assessed) or not words:
        return False
    return words < item.min_words or 0 < item.max_words < words


def assess(
    item: Item,
    response: object,
    *,
    levels: Mapping[str, int] | None = None,
    fraction: Fraction | None = None,
    comment: str = "",
) -> Grade:
    """An assessor's grade: by the rubric's `levels` (k1… → level from 0), or `fraction` where there is none.

    Items that grade themselves may be assessed too: some patterns cannot be checked in time. Raises
    ResponseInvalid for a description, an empty response, an incomplete rubric or a fraction outside 0…1.
    """
    if isinstance(item, Description):
        raise ResponseInvalid("not_assessed", "A description has no mark.")
    stored = item.normalise(response)
    if stored is None:
        raise ResponseInvalid("unanswered", "There is no response to assess.")
    if isinstance(item, Assessed) and item.rubric:
        value, parts = rubric_result(item.rubric, levels or {})
        return _said(item, graded(value, stored, parts, (comment,)))
    if fraction is None or not 0 <= fraction <= 1:
        raise ResponseInvalid("rubric_incomplete", "Give a fraction between 0 and 1.")
    return _said(item, graded(fraction, stored, (), (comment,)))


def _said(item: Item, found: Grade) -> Grade:
    return found.also_saying(item.said_to(found.state))


def combine(item: Item, first: Grade, second: Grade) -> Grade:
    """The grade of two assessors: the mean, overall and criterion by criterion; both comments.

    A criterion keeps its level's text only where both chose the same level. What the item says is what it
    says to the mean. Raises ValueError where the two did not assess the same response by the same rubric.
    """
    if first.response != second.response:
        raise ValueError("the two assessors have assessed different responses")
    parts = tuple(
        part(one.id, (one.fraction + other.fraction) / 2, one.feedback if one == other else "")
        for one, other in zip(first.parts, second.parts, strict=True)
    )
    comments = tuple(
        text for one in (first, second) for text in one.feedback[: -len(item.said_to(one.state)) or None]
    )
    fraction = (first.fraction + second.fraction) / 2
    return _said(item, graded(fraction, first.response, parts, tuple(dict.fromkeys(comments))))


def _url(raw: object) -> str | None:
    text = clean_text(raw, 2_000)
    if text is None:
        return None
    try:
        address = urlsplit(text)
    except ValueError:
        address = urlsplit("")
    if address.scheme not in {"http", "https"} or not address.netloc or text.split() != [text]:
        raise ResponseInvalid("not_a_link", "Give a link that starts with https:// or http://.")
    return text


def _files(raw: object, most: int) -> list[str] | None:
    """Names under which the caller keeps the uploads; plain names, never paths."""
    if raw is None:
        return None
    if not isinstance(raw, list) or len(raw) > most:
        raise ResponseInvalid("too_many", f"Expected at most {most} files.")
    names = [clean_text(name, NAME_LIMIT) or "" for name in raw]
    if any(not name or "/" in name or "\\" in name or name in {".", ".."} for name in names):
        raise ResponseInvalid("wrong_shape", "A file needs a plain name.")
    return names or None
