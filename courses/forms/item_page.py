"""An item as the player's templates show it: HTML for texts, and which fields are filled in how."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from courses.forms.answers import KEPT, Asked, is_shuffled_order
from courses.grading import Response, fields_from_response
from courses.queries.markup import Place, block, inline, plain
from courses.wording import points_text

type Filled = Mapping[str, list[str]]

_TEMPLATES = {
    "single_choice": "choices",
    "true_false": "choices",
    "multiple_choice": "choices",
    "short_text": "text",
    "numerical": "number",
    "match": "match",
    "ordering": "ordering",
    "gap_select": "gaps",
    "drag_text": "gaps",
    "cloze": "cloze",
    "essay": "essay",
    "project": "project",
}


@dataclass(frozen=True, slots=True)
class ItemPage:
    """`body` is what the type's template needs; `template` is empty for an item that asks nothing."""

    number: int
    prefix: str
    type: str
    mark: str
    prompt: SafeString
    template: str
    body: dict[str, Any]
    answered: bool
    problem: str | Promise

    @property
    def prompt_id(self) -> str:
        return f"{self.prefix}-prompt"


def item_page(
    asked: Asked,
    response: Response,
    place: Place,
    *,
    typed: Filled | None = None,
    problem: str | Promise = "",
) -> ItemPage:
    """Filled in with `typed` (what was sent and could not be taken), else with the saved response."""
    filled = typed if typed is not None else _saved_fields(asked, response)
    item, prefix = asked.item, asked.prefix
    name = _TEMPLATES.get(item.type, "")
    maker = _MAKERS.get(name)
    return ItemPage(
        number=asked.attempt_item.position,
        prefix=prefix,
        type=item.type,
        mark=str(asked.view["mark"]),
        prompt=block(item.prompt, place, prefix=f"{prefix}-"),
        template=f"courses/items/{name}.html" if name else "",
        body=maker(asked.view, prefix, filled, place) if maker else {},
        answered=response is not None,
        problem=problem,
    )


def _saved_fields(asked: Asked, response: Response) -> Filled:
    fields = fields_from_response(asked.item, response, asked.prefix)
    if asked.item.type == "ordering" and response is not None and is_shuffled_order(asked, response):
        fields[f"{asked.prefix}-{KEPT}"] = ["on"]
    return fields


def _first(filled: Filled, name: str) -> str:
    values = filled.get(name) or [""]
    return values[0]


def _choices(view: dict[str, Any], prefix: str, filled: Filled, place: Place) -> dict[str, Any]:
    ticked = filled.get(prefix) or []
    several = "none" in view
    rows = [
        {
            "id": f"{prefix}-{number}",
            "value": choice["id"],
            "html": _choice_text(choice, place, f"{prefix}-{number}-"),
            "checked": choice["id"] in ticked,
        }
        for number, choice in enumerate(view["choices"], start=1)
    ]
    if several:
        none = {"id": f"{prefix}-none", "value": view["none"], "html": _("None of these")}
        rows.append(none | {"checked": view["none"] in ticked, "is_none": True})
    return {"rows": rows, "input": "checkbox" if several else "radio"}


def _choice_text(choice: dict[str, str], place: Place, prefix: str) -> str:
    if "text" in choice:
        return inline(choice["text"], place, prefix=prefix)
    return _("True") if choice["id"] == "true" else _("False")


def _text(view: dict[str, Any], prefix: str, filled: Filled, place: Place) -> dict[str, Any]:
    return {"value": _first(filled, prefix), "max_length": view["max_length"]}


def _number(view: dict[str, Any], prefix: str, filled: Filled, place: Place) -> dict[str, Any]:
    unit = _first(filled, f"{prefix}-unit")
    units = [{"value": name, "selected": name == unit} for name in view["units"]]
    return _text(view, prefix, filled, place) | {"units": units}


def _match(view: dict[str, Any], prefix: str, filled: Filled, place: Place) -> dict[str, Any]:
    options = [(option["id"], plain(option["text"], place)) for option in view["options"]]
    rows = []
    for number, pair in enumerate(view["pairs"], start=1):
        name = f"{prefix}-{pair['id']}"
        rows.append(
            {
                "name": name,
                "html": inline(pair["left"], place, prefix=f"{prefix}-l{number}-"),
                "options": _options(options, _first(filled, name)),
            }
        )
    return {"rows": rows}


def _options(options: list[tuple[str, str]], chosen: str) -> list[dict[str, Any]]:
    return [{"value": value, "text": text, "selected": value == chosen} for value, text in options]


def _ordering(view: dict[str, Any], prefix: str, filled: Filled, place: Place) -> dict[str, Any]:
    """In the order that was given, as far as it is one."""
    count = len(view["entries"])
    rows: list[dict[str, Any]] = []
    for number, entry in enumerate(view["entries"], start=1):
        name = f"{prefix}-{entry['id']}"
        given = _first(filled, name)
        position = int(given) if given.isdecimal() and len(given) < 4 else number
        rows.append(
            {
                "name": name,
                "position": position,
                "html": inline(entry["text"], place, prefix=f"{prefix}-{number}-"),
            }
        )
    rows.sort(key=lambda row: row["position"])
    return {
        "rows": rows,
        "count": count,
        "kept_name": f"{prefix}-{KEPT}",
        "kept": bool(filled.get(f"{prefix}-{KEPT}")),
    }


def _gaps(view: dict[str, Any], prefix: str, filled: Filled, place: Place) -> dict[str, Any]:
    """Alternating pieces of text and gaps; the text is no Markdown, for a gap may stand anywhere in it."""
    pieces: list[dict[str, Any]] = [{"text": view["segments"][0]}]
    for gap, segment in zip(view["gaps"], view["segments"][1:], strict=True):
        name = f"{prefix}-{gap['id']}"
        options = [(option["id"], option["text"]) for option in gap["options"]]
        pieces.append({"name": name, "options": _options(options, _first(filled, name))})
        pieces.append({"text": segment})
    return {"pieces": pieces, "once": view["once"]}


def _cloze(view: dict[str, Any], prefix: str, filled: Filled, place: Place) -> dict[str, Any]:
    pieces: list[dict[str, Any]] = [{"text": view["segments"][0]}]
    for number, segment in zip(view["order"], view["segments"][1:], strict=True):
        part = view["parts"][number]
        name = f"{prefix}-{number}"
        row: dict[str, Any] = {"name": name, "number": number, "type": part["type"]}
        if part["type"] in {"short_text", "numerical"}:
            row |= {"value": _first(filled, name), "max_length": part["max_length"]}
        else:
            row |= _choices(part, name, filled, place)
        pieces += [row, {"text": segment}]
    return {"pieces": pieces}


def _essay(view: dict[str, Any], prefix: str, filled: Filled, place: Place) -> dict[str, Any]:
    template = view["response_template"] or ""
    return {
        "value": _first(filled, prefix) or template,
        "min_words": view["min_words"],
        "max_words": view["max_words"],
        "rubric": [(row["criterion"], [_level(level) for level in row["levels"]]) for row in view["rubric"]],
        "max_length": view["max_length"],
    }


def _level(level: dict[str, Any]) -> str:
    return points_text(Decimal(str(level["points"])), level["text"])


def _project(view: dict[str, Any], prefix: str, filled: Filled, place: Place) -> dict[str, Any]:
    return _essay(view, prefix, filled, place) | {"url": _first(filled, f"{prefix}-url")}


_MAKERS = {
    "choices": _choices,
    "text": _text,
    "number": _number,
    "match": _match,
    "ordering": _ordering,
    "gaps": _gaps,
    "cloze": _cloze,
    "essay": _essay,
    "project": _project,
}
