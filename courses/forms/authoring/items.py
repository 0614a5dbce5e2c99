"""One form for each type of item: between what authors type and the item's body."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.http import QueryDict

from courses.errors import ItemRefused
from courses.formats import CourseInvalid
from courses.formats.yaml_source import dump_yaml, load_yaml
from courses.forms.authoring.details import lines
from courses.forms.authoring.item_fields import (
    BY_STATE,
    COMMON,
    ROW_TITLES,
    ROWS,
    TYPES,
    HintRow,
    ItemForm,
    own_fields,
    plain,
)
from courses.forms.authoring.rows import filled, make_rows
from courses.services.items import parse


class ItemEditor:
    """The form and the rows of one item. Types without a form of their own are edited as YAML."""

    def __init__(
        self,
        kind: str,
        *,
        skills: Sequence[tuple[str, str]],
        body: Mapping[str, Any] | None = None,
        data: QueryDict | None = None,
    ) -> None:
        self.kind = kind
        self.data = data
        stored = dict(body or {})
        references = list(stored.get("skills", []))
        known = {reference for reference, _label in skills}
        choices = [*skills, *[(reference, reference) for reference in references if reference not in known]]
        bare = type("BareItemForm", (ItemForm,), own_fields(kind))
        self.form: ItemForm = bare(data, initial=_initial(kind, stored), skills=choices)
        self.is_new = body is None
        if not self.is_new:
            self.form.fields["key"].disabled = True
        self.rows: list[tuple[str, Any, BaseFormSet[forms.Form]]] = [
            (
                name,
                ROW_TITLES[name],
                make_rows(row, name, data=data, initial=_rows(name, stored), spare=_spare(name, self.is_new)),
            )
            for name, row in (ROWS.get(kind, {}) | {"hints": HintRow}).items()
        ]

    def is_valid(self) -> bool:
        """Also asks the grader; what it refuses is shown above the form."""
        # Every one is asked, so that all that is wrong is said at once.
        valid = [self.form.is_valid(), *(rows.is_valid() for _name, _title, rows in self.rows)]
        if not all(valid):
            self._name_bad_rows()
            return False
        try:
            parse(self.body())
        except ItemRefused as error:
            for path, message in error.problems:
                self.form.add_error(path if path in self.form.fields else None, self._said(path, message))
            return False
        except CourseInvalid as error:
            self.form.add_error("source", str(error))
            return False
        return True

    def _name_bad_rows(self) -> None:
        """In the summary above the form, too: the row may stand far below."""
        for _name, title, rows in self.rows:
            for number, row in enumerate(rows, start=1):
                for name, errors in row.errors.items():
                    label = row.fields[name].label if name in row.fields else ""
                    place = ", ".join(str(part) for part in (title, number, label) if part)
                    self.form.add_error(None, [f"{place}: {error}" for error in errors])

    def body(self) -> dict[str, Any]:
        """The item as the grader reads it."""
        cleaned = self.form.cleaned_data
        body: dict[str, Any] = {
            "key": cleaned["key"],
            "type": self.kind,
            "prompt": plain(cleaned["prompt"]),
            "mark": plain(cleaned["mark"]),
            "skills": cleaned["skills"],
            **{name: plain(cleaned[name]) for name in ("feedback", *BY_STATE)},
            "penalty": plain(cleaned["penalty"]),
            "tags": lines(cleaned["tags"]),
            "source_id": cleaned["source_id"],
        }
        for name, _title, rows in self.rows:
            body[name] = _typed(name, filled(rows))
        if "source" in cleaned:
            own = load_yaml(cleaned["source"], self.kind).data
            return {**(own if isinstance(own, dict) else {}), **_said(body)}
        for name in own_fields(self.kind):
            value = cleaned[name]
            body[name] = lines(value) if name == "distractors" else plain(value)
        return _said(body, keep=("shuffle", "answer", "choices", "answers", "pairs", "entries"))

    @staticmethod
    def _said(path: str, message: str) -> str:
        """Rows are counted from 1 for people."""
        name, bracket, rest = path.partition("[")
        if not bracket:
            return f"{path}: {message}" if path else message
        number, _bracket, field = rest.partition("]")
        title = ROW_TITLES.get(name, name)
        return f"{title}, {int(number) + 1}{field.replace('.', ', ')}: {message}"


def _said(body: dict[str, Any], keep: Sequence[str] = ()) -> dict[str, Any]:
    return {
        name: value
        for name, value in body.items()
        if name in keep or (value is not None and value is not False and value not in ("", []))
    }


def _typed(name: str, rows: list[dict[str, Any]]) -> list[Any]:
    if name in {"entries", "hints"}:
        return [plain(row["text"]) for row in rows]
    if name != "choices":
        return [_said({key: plain(value) for key, value in row.items()}) for row in rows]
    weighted = any(row["weight"] is not None for row in rows)
    choices = []
    for row in rows:
        choice = _said({"id": row["id"], "text": row["text"], "feedback": row["feedback"]})
        if weighted:
            share = row["weight"] if row["weight"] is not None else int(row["correct"])
            choices.append(choice | {"weight": plain(Decimal(share))})
        else:
            choices.append(choice | {"correct": row["correct"]})
    return choices


def _rows(name: str, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    stored = body.get(name, [])
    if name in {"entries", "hints"}:
        return [{"text": entry} for entry in stored]
    if name == "rubric":
        return [{"criterion": row["criterion"], "levels": _levels_as_lines(row["levels"])} for row in stored]
    return [dict(row) for row in stored]


def _initial(kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    initial: dict[str, Any] = dict(body)
    initial["tags"] = "\n".join(body.get("tags", []))
    initial["distractors"] = "\n".join(body.get("distractors", []))
    initial.setdefault("method", "relative_to_correct")
    if "answer" in body:
        initial["answer"] = "true" if body["answer"] else "false"
    if kind not in TYPES:
        own = {name: value for name, value in body.items() if name not in COMMON}
        initial["source"] = dump_yaml(own) if own else ""
    return initial


def _levels_as_lines(levels: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(f"{level['points']}: {' '.join(str(level['text']).split())}" for level in levels)


def _spare(name: str, is_new: bool) -> int:
    """Empty rows to begin with; a button adds more."""
    if not is_new or name == "hints":
        return 0
    return 1 if name == "rubric" else 3
