"""One form for each type of item: between what authors type and the item's body."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses.errors import ItemRefused
from courses.formats import CourseInvalid
from courses.formats.names import SLUG
from courses.formats.yaml_source import dump_yaml, load_yaml
from courses.forms.authoring.details import ONE_A_LINE, lines
from courses.forms.authoring.rows import filled, make_rows
from courses.grading.choices import POLICIES
from courses.grading.orders import METHODS
from courses.services.items import parse

BY_STATE = ("feedback_correct", "feedback_partial", "feedback_incorrect")
COMMON = (
    "key", "type", "prompt", "mark", "skills", "feedback", *BY_STATE, "hints", "penalty", "tags", "source_id"
)  # fmt: skip
TYPES = {
    "single_choice": _("Single choice"),
    "multiple_choice": _("Multiple choice"),
    "true_false": _("True or false"),
    "short_text": _("Short text"),
    "numerical": _("Number"),
    "match": _("Match"),
    "ordering": _("Ordering"),
}
WEIGHT_HELP = _("Share of the mark, −1 to 1; instead of “right”.")


def _feedback() -> forms.CharField:
    return forms.CharField(label=_("Feedback"), required=False)


def _said_once(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": 1}))


def _weight(**kwargs: Any) -> forms.DecimalField:
    return forms.DecimalField(label=_("Share"), required=False, min_value=-1, max_value=1, **kwargs)


class ItemForm(forms.Form):
    """What every item has."""

    key = forms.CharField(label=_("Short name"), max_length=80, help_text=_("Such as first-check."))
    prompt = forms.CharField(
        label=_("Question"), widget=forms.Textarea(attrs={"rows": 4}), help_text=_("Markdown.")
    )
    mark = forms.DecimalField(label=_("Marks"), min_value=0, max_value=1000, initial=1)
    skills = forms.MultipleChoiceField(
        label=_("Skills it measures"), required=False, widget=forms.CheckboxSelectMultiple
    )
    feedback = forms.CharField(
        label=_("Feedback for everyone"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    feedback_correct = _said_once(_("Feedback when all of it is right"))
    feedback_partial = _said_once(_("Feedback when part of it is right"))
    feedback_incorrect = _said_once(_("Feedback when none of it is right"))
    hints = forms.CharField(
        label=_("Hints"), required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text=ONE_A_LINE
    )
    penalty = forms.DecimalField(
        label=_("Lost for each earlier try"),
        required=False,
        min_value=0,
        max_value=1,
        help_text=_("Share of the mark, 0 to 1, where an item may be tried again; empty: one third."),
    )
    tags = forms.CharField(
        label=_("Tags"), required=False, widget=forms.Textarea(attrs={"rows": 1}), help_text=ONE_A_LINE
    )
    source_id = forms.CharField(
        label=_("Id in another system"), required=False, max_length=255, help_text=_("Learners never see it.")
    )

    def __init__(self, *args: Any, skills: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skills"].choices = skills  # type: ignore[attr-defined]
        if not skills:
            self.fields["skills"].help_text = _("The course names no skills yet: first say which it teaches.")

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if not SLUG.match(key):
            raise forms.ValidationError(_("Use lower-case letters a–z, digits and single hyphens."))
        return key


class ChoiceRow(forms.Form):
    id = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=_("Choice"), required=False, widget=forms.Textarea(attrs={"rows": 1}))
    correct = forms.BooleanField(label=_("Right"), required=False)
    weight = _weight(help_text=WEIGHT_HELP)
    feedback = _feedback()


class AnswerRow(forms.Form):
    text = forms.CharField(label=_("Accepted answer"), required=False)
    weight = _weight()
    feedback = _feedback()


class NumberRow(forms.Form):
    value = forms.CharField(label=_("Value"), required=False)
    tolerance = forms.CharField(label=_("Tolerance ±"), required=False)
    tolerance_type = forms.ChoiceField(
        label=_("Tolerance is"),
        required=False,
        choices=[("", _("absolute")), ("relative", _("relative")), ("geometric", _("a factor"))],
    )
    low = forms.CharField(label=_("or from"), required=False)
    low_open = forms.BooleanField(label=_("above, not from"), required=False)
    high = forms.CharField(label=_("to"), required=False)
    high_open = forms.BooleanField(label=_("below, not to"), required=False)
    weight = _weight()
    feedback = _feedback()


class UnitRow(forms.Form):
    unit = forms.CharField(label=_("Unit"), required=False)
    factor = forms.CharField(label=_("One of it is so much of the answers' unit"), required=False)


class PairRow(forms.Form):
    id = forms.CharField(required=False, widget=forms.HiddenInput)
    left = forms.CharField(label=_("Left"), required=False)
    right = forms.CharField(label=_("Right"), required=False)


class EntryRow(forms.Form):
    text = forms.CharField(label=_("Entry"), required=False)


# Which rows and which single fields each type has besides COMMON.
ROWS: dict[str, dict[str, type[forms.Form]]] = {
    "single_choice": {"choices": ChoiceRow},
    "multiple_choice": {"choices": ChoiceRow},
    "short_text": {"answers": AnswerRow},
    "numerical": {"answers": NumberRow, "units": UnitRow},
    "match": {"pairs": PairRow},
    "ordering": {"entries": EntryRow},
}
ROW_TITLES = {
    "choices": _("Choices"),
    "answers": _("Accepted answers"),
    "units": _("Units"),
    "pairs": _("Pairs"),
    "entries": _("Entries, in the right order"),
}


def _own_fields(kind: str) -> dict[str, forms.Field]:
    shuffle = forms.BooleanField(label=_("Shuffle the choices"), required=False, initial=True)
    fields: dict[str, dict[str, forms.Field]] = {
        "single_choice": {"shuffle": shuffle},
        "multiple_choice": {
            "policy": forms.ChoiceField(
                label=_("How it is marked"),
                required=False,
                choices=[("", _("as usual: each option counts"))] + [(name, name) for name in POLICIES],
            ),
            "shuffle": shuffle,
        },
        "true_false": {
            "answer": forms.TypedChoiceField(
                label=_("The statement is"),
                choices=[("true", _("true")), ("false", _("false"))],
                coerce=lambda value: value == "true",
                widget=forms.RadioSelect,
            ),
            "feedback_true": forms.CharField(label=_("Feedback to “true”"), required=False),
            "feedback_false": forms.CharField(label=_("Feedback to “false”"), required=False),
        },
        "short_text": {
            "case_sensitive": forms.BooleanField(label=_("Capital letters count"), required=False),
            "regex": forms.BooleanField(label=_("The answers are regular expressions"), required=False),
        },
        "numerical": {
            "unit_penalty": forms.DecimalField(
                label=_("Share lost for a wrong unit"), required=False, min_value=0, max_value=1
            )
        },
        "match": {
            "distractors": forms.CharField(
                label=_("Further right-hand sides"),
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=ONE_A_LINE,
            ),
            "shuffle": shuffle,
        },
        "ordering": {
            "method": forms.ChoiceField(
                label=_("How it is marked"), choices=[(name, name) for name in METHODS], required=False
            )
        },
    }
    source = forms.CharField(
        label=_("The item's own fields"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "class": "markdown-source"}),
        help_text=_("As YAML; the course format's documentation has the fields of this type."),
    )
    return fields.get(kind, {"source": source})


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
        bare = type("BareItemForm", (ItemForm,), _own_fields(kind))
        self.form: ItemForm = bare(data, initial=_initial(kind, stored), skills=choices)
        self.is_new = body is None
        if not self.is_new:
            self.form.fields["key"].disabled = True
        self.rows: list[tuple[str, Any, BaseFormSet[forms.Form]]] = [
            (
                name,
                ROW_TITLES[name],
                make_rows(row, name, data=data, initial=_rows(name, stored), spare=0 if body else 3),
            )
            for name, row in ROWS.get(kind, {}).items()
        ]

    def is_valid(self) -> bool:
        """Also asks the grader; what it refuses is shown above the form."""
        if not (self.form.is_valid() and all(rows.is_valid() for _name, _title, rows in self.rows)):
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

    def body(self) -> dict[str, Any]:
        """The item as the grader reads it."""
        cleaned = self.form.cleaned_data
        body: dict[str, Any] = {
            "key": cleaned["key"],
            "type": self.kind,
            "prompt": cleaned["prompt"].replace("\r\n", "\n"),
            "mark": _plain(cleaned["mark"]),
            "skills": cleaned["skills"],
            **{name: cleaned[name] for name in ("feedback", *BY_STATE)},
            "hints": lines(cleaned["hints"]),
            "penalty": _plain(cleaned["penalty"]),
            "tags": lines(cleaned["tags"]),
            "source_id": cleaned["source_id"],
        }
        if "source" in cleaned:
            own = load_yaml(cleaned["source"], self.kind).data
            return {**(own if isinstance(own, dict) else {}), **_said(body)}
        for name in _own_fields(self.kind):
            value = cleaned[name]
            body[name] = lines(value) if name == "distractors" else _plain(value)
        for name, _title, rows in self.rows:
            body[name] = _typed(name, filled(rows))
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


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _said(body: dict[str, Any], keep: Sequence[str] = ()) -> dict[str, Any]:
    return {
        name: value
        for name, value in body.items()
        if name in keep or (value is not None and value is not False and value not in ("", []))
    }


def _typed(name: str, rows: list[dict[str, Any]]) -> list[Any]:
    if name == "entries":
        return [row["text"] for row in rows]
    if name != "choices":
        return [_said({key: _plain(value) for key, value in row.items()}) for row in rows]
    weighted = any(row["weight"] is not None for row in rows)
    choices = []
    for row in rows:
        choice = _said({"id": row["id"], "text": row["text"], "feedback": row["feedback"]})
        if weighted:
            share = row["weight"] if row["weight"] is not None else int(row["correct"])
            choices.append(choice | {"weight": _plain(Decimal(share))})
        else:
            choices.append(choice | {"correct": row["correct"]})
    return choices


def _rows(name: str, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    stored = body.get(name, [])
    if name == "entries":
        return [{"text": entry} for entry in stored]
    return [dict(row) for row in stored]


def _initial(kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    initial: dict[str, Any] = dict(body)
    initial["hints"] = "\n".join(body.get("hints", []))
    initial["tags"] = "\n".join(body.get("tags", []))
    initial["distractors"] = "\n".join(body.get("distractors", []))
    initial.setdefault("method", "relative_to_correct")
    if "answer" in body:
        initial["answer"] = "true" if body["answer"] else "false"
    if kind not in TYPES:
        own = {name: value for name, value in body.items() if name not in COMMON}
        initial["source"] = dump_yaml(own) if own else ""
    return initial
