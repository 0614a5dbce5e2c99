"""From authored data to items and back, and what callers do with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from courses.grading.assessed import Description, Essay, FileUpload, Project
from courses.grading.choices import MultipleChoice, SingleChoice
from courses.grading.cloze import Cloze
from courses.grading.errors import ItemInvalid, ItemProblem
from courses.grading.gaps import DragText, GapSelect
from courses.grading.grades import NONE, Grade, Response
from courses.grading.guessing import Distribution
from courses.grading.item import Data, Fields, Item, common_data, read_common
from courses.grading.match import Match
from courses.grading.numerical import Numerical
from courses.grading.ordering import Ordering
from courses.grading.problems import kind, quoted
from courses.grading.reading import Reader, written_decimal
from courses.grading.short_text import ShortText
from courses.grading.true_false import TrueFalse

_TYPES: tuple[type[Item], ...] = (
    SingleChoice,
    MultipleChoice,
    TrueFalse,
    ShortText,
    Numerical,
    Match,
    Ordering,
    GapSelect,
    DragText,
    Cloze,
    Essay,
    FileUpload,
    Project,
    Description,
)
ITEM_TYPES: dict[str, type[Item]] = {cls.type: cls for cls in _TYPES}


@dataclass(frozen=True)
class RightAnswer:
    """`response` earns the whole mark (None where no single one does); `lines` say it in Markdown."""

    response: Response
    lines: tuple[str, ...]


def parse_item(data: Mapping[str, object]) -> Item:
    """The item the data describes. Raises ItemInvalid with every problem found."""
    problems: list[ItemProblem] = []
    reader = Reader(data, "", problems)
    item = _read_item(reader)
    if item is None or problems:
        raise ItemInvalid(problems)
    return item


def _read_item(reader: Reader) -> Item | None:
    name = reader.raw("type")
    cls = ITEM_TYPES.get(name) if isinstance(name, str) else None
    if cls is None:
        types = ", ".join(ITEM_TYPES)
        if name is None:
            reader.problem("type", "required_type", types=types)
        elif not isinstance(name, str):
            reader.problem("type", "expected_text", **kind(name))
        else:
            reader.problem("type", "unknown_type", types=types, **quoted(name))
        return None
    item = cls.read(reader, read_common(reader))
    reader.finish()
    return item


def item_to_data(item: Item) -> Data:
    """The canonical mapping: `parse_item` reads it back to an equal item; defaults are left out."""
    return common_data(item) | item.data()


def public_view(item: Item, rng: Random) -> Data:
    """What a player may show: no key, no feedback, options shuffled by `rng` and named by opaque tokens.

    Tokens are for forms only; `response_from_fields` turns them into the authored ids that are stored.
    """
    base: Data = {
        "key": item.key,
        "type": item.type,
        "prompt": item.prompt,
        "mark": written_decimal(item.mark),
    }
    return base | item.view(rng)


def normalise_response(item: Item, raw: object) -> Response:
    """The response as it is stored; None when not answered. Raises ResponseInvalid."""
    return item.normalise(raw)


def response_from_fields(item: Item, getlist: Fields, prefix: str) -> Response:
    """The normalised response from an HTML form whose options are named as in `public_view`.

    `getlist` is `request.POST.getlist` or its like. Raises ResponseInvalid.
    """
    return item.normalise(item.from_fields(getlist, prefix))


def fields_from_response(item: Item, response: Response, prefix: str) -> dict[str, list[str]]:
    """The form fields that mean this response: to fill a form again, or to post one in a test."""
    return item.to_fields(response, prefix)


def grade(item: Item, response: object, *, locale: str = "en") -> Grade:
    """Grade any raw or normalised response. Raises ResponseInvalid for one that does not fit the item."""
    found = item.score(response, locale)
    if found is None:
        found = Grade(NONE, "unanswered", None)
    return found.also_saying(item.said_to(found.state))


def guess_score(item: Item) -> float:
    """The random guess score that item statistics report, 0…1."""
    return float(item.guess_score())


def guess_distribution(item: Item) -> Distribution:
    """Fraction of the mark → probability, for somebody who knows nothing; exact."""
    return item.guess_distribution()


def right_answer(item: Item) -> RightAnswer:
    """The right answer to show. Lines without a response: parts of a cloze have one, not the whole."""
    response = item.right_response()
    found = item.score(response, "en")
    earns_all = found is not None and found.state == "right"
    return RightAnswer(response if earns_all else None, item.describe(response))


def describe_response(item: Item, response: Response) -> tuple[str, ...]:
    """A stored response in words (Markdown lines)."""
    return item.describe(response)
