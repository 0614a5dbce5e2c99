"""The rules and sections of an assessment; marks are typed in percent."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses.forms.authoring.rows import filled, make_rows
from courses.models import Assessment, Item, Section
from courses.services.assessments import SectionPlan


def _percent(**kwargs: Any) -> forms.DecimalField:
    return forms.DecimalField(min_value=0, max_value=100, decimal_places=2, max_digits=5, **kwargs)


class RulesForm(forms.ModelForm[Assessment]):
    percent = _percent(label=_("Pass mark in percent of all marks"), initial=70)

    class Meta:
        model = Assessment
        fields = ["title", "attempts_allowed", "minutes", "delay_minutes", "navigation", "shuffle"]
        help_texts = {
            "attempts_allowed": _("0: as often as one likes."),
            "minutes": _("Empty: no time limit."),
        }

    field_order = ["title", "percent", "attempts_allowed", "minutes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["percent"].initial = as_percent(self.instance.pass_mark)

    def rules(self) -> dict[str, Any]:
        rules = dict(self.cleaned_data)
        rules["pass_mark"] = rules.pop("percent") / 100
        return rules


class SectionRow(forms.Form):
    title = forms.CharField(label=_("Section"), max_length=200, required=False)
    draw = forms.IntegerField(
        label=_("Draw so many at random"), required=False, min_value=1, help_text=_("Empty: all of them.")
    )
    percent = _percent(label=_("Own pass mark in percent"), required=False)
    items = forms.MultipleChoiceField(label=_("Items"), required=False, widget=forms.CheckboxSelectMultiple)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen, draw = cleaned.get("items") or [], cleaned.get("draw")
        if not self.has_changed():
            return cleaned
        if not cleaned.get("title"):
            self.add_error("title", _("Give the section a title."))
        if not chosen:
            self.add_error("items", _("Choose at least one item, or empty the title to remove the section."))
        elif draw is not None and draw > len(chosen):
            self.add_error("draw", _("There are fewer items than that in this section."))
        return cleaned


class AssessmentEditor:
    """Rules and sections. A section whose title and items are emptied is removed."""

    def __init__(
        self, bank: Sequence[Item], *, assessment: Assessment | None, data: QueryDict | None = None
    ) -> None:
        self.bank = {item.key: item for item in bank}
        self.form = RulesForm(data, instance=assessment)
        sections = list(assessment.sections.order_by("position")) if assessment else []
        self.order = [key for section in sections for key in _keys(section)]
        row: type[forms.Form] = type("BankSectionRow", (SectionRow,), {})
        row.base_fields["items"].choices = [(key, self._label(key)) for key in self._sorted(self.bank)]  # type: ignore[attr-defined]
        self.sections: BaseFormSet[forms.Form] = make_rows(
            row,
            "sections",
            data=data,
            initial=[_row(section) for section in sections],
            spare=0 if sections else 1,
        )

    def is_valid(self) -> bool:
        return self.form.is_valid() and self.sections.is_valid()

    def plans(self) -> list[SectionPlan]:
        """Fixed items keep their order; new ones follow."""
        return [
            SectionPlan(
                title=row["title"],
                items=[
                    version
                    for key in self._sorted(row["items"])
                    if (version := self.bank[key].current_version) is not None
                ],
                draw=row["draw"],
                pass_mark=None if row["percent"] is None else row["percent"] / 100,
            )
            for row in filled(self.sections)
            if row["title"] and row["items"]
        ]

    def _label(self, key: str) -> str:
        version = self.bank[key].current_version
        prompt = " ".join(str(version.body.get("prompt", "")).split()) if version else ""
        return f"{key}: {prompt[:80]}{'…' if len(prompt) > 80 else ''}"

    def _sorted(self, keys: Any) -> list[str]:
        places = {key: place for place, key in enumerate(self.order)}
        return sorted(keys, key=lambda key: (places.get(key, len(places)), list(self.bank).index(key)))


def as_percent(fraction: Decimal) -> Decimal:
    return (fraction * 100).quantize(Decimal("0.01")).normalize() + 0


def _keys(section: Section) -> list[str]:
    entries = section.section_items.select_related("item_version__item").order_by("position")
    return [entry.item_version.item.key for entry in entries]


def _row(section: Section) -> dict[str, Any]:
    percent = None if section.pass_mark is None else as_percent(section.pass_mark)
    return {"title": section.title, "draw": section.draw, "percent": percent, "items": _keys(section)}
