"""Which fields and rows the form of each type of item has."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.formats.names import SLUG
from courses.forms.authoring.details import ONE_A_LINE
from courses.grading.choices import POLICIES
from courses.grading.orders import METHODS

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
    "essay": _("Essay"),
    "project": _("Project"),
}
LEVEL = re.compile(r"\s*(?P<points>\d{1,4}(?:[.,]\d{1,4})?)\s*:\s*(?P<text>\S.*?)\s*$")
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


class HintRow(forms.Form):
    text = forms.CharField(label=_("Hint"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class CriterionRow(forms.Form):
    """One criterion of a rubric; its levels are lines, so that two dozen fields are two."""

    criterion = forms.CharField(label=_("Criterion"), required=False, max_length=500)
    levels = forms.CharField(
        label=_("Levels"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, from least to most: points, colon, what earns them. “0: no cause named”"),
    )

    def clean_levels(self) -> list[dict[str, Any]]:
        levels = []
        for number, line in enumerate(self.cleaned_data["levels"].splitlines(), start=1):
            found = LEVEL.match(line)
            if line.strip() and found is None:
                raise forms.ValidationError(
                    _("Line %(number)s: begin with the points and a colon, such as “2: names the cause”."),
                    params={"number": number},
                )
            if found is not None:
                points = Decimal(found["points"].replace(",", "."))
                levels.append({"points": plain(points), "text": found["text"]})
        return levels


# Which rows and which single fields each type has besides COMMON; hints are rows of every type.
ROWS: dict[str, dict[str, type[forms.Form]]] = {
    "single_choice": {"choices": ChoiceRow},
    "multiple_choice": {"choices": ChoiceRow},
    "short_text": {"answers": AnswerRow},
    "numerical": {"answers": NumberRow, "units": UnitRow},
    "match": {"pairs": PairRow},
    "ordering": {"entries": EntryRow},
    "essay": {"rubric": CriterionRow},
    "project": {"rubric": CriterionRow},
}
ROW_TITLES = {
    "choices": _("Choices"),
    "answers": _("Accepted answers"),
    "units": _("Units"),
    "pairs": _("Pairs"),
    "entries": _("Entries, in the right order"),
    "rubric": _("Rubric"),
    "hints": _("Hints"),
}


def own_fields(kind: str) -> dict[str, forms.Field]:
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
    fields["essay"] = fields["project"] = _assessed_fields()
    source = forms.CharField(
        label=_("The item's own fields"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "class": "markdown-source"}),
        help_text=_("As YAML; the course format's documentation has the fields of this type."),
    )
    return fields.get(kind, {"source": source})


def _assessed_fields() -> dict[str, forms.Field]:
    """Of what a person marks."""
    words = {"required": False, "min_value": 0, "max_value": 20_000}
    return {
        "min_words": forms.IntegerField(label=_("At least so many words"), **words),  # type: ignore[arg-type]
        "max_words": forms.IntegerField(label=_("At most so many words"), **words),  # type: ignore[arg-type]
        "response_template": forms.CharField(
            label=_("What the field holds at first"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        ),
        "assessor_notes": forms.CharField(
            label=_("Notes for assessors"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("Markdown. What a good answer has; learners never see it."),
        ),
    }


def plain(value: Any) -> Any:
    """Numbers as YAML writes them, and texts with the line ends that are stored."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
