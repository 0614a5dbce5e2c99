"""An assessor's mark of one answer: a level for each criterion, or marks where there is no rubric."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.grading import Assessed, Item


class MarkForm(forms.Form):
    """The fields depend on the item: `k1`, `k2` … of its rubric, or `points`; and a comment."""

    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("The learner reads it with the result: what was good, what was missing."),
    )

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        self.fields = {**self._mark_fields(), **self.fields}

    def mark(self) -> dict[str, Any]:
        """Arguments of `mark_answer`."""
        given: dict[str, Any] = {"comment": self.cleaned_data["comment"].replace("\r\n", "\n")}
        if "points" not in self.fields:
            levels = {name: int(self.cleaned_data[name]) for name in self.fields if name != "comment"}
            return given | {"levels": levels}
        most, points = Fraction(self.item.mark), Fraction(self.cleaned_data["points"])
        return given | {"fraction": points / most if most else Fraction(0)}

    def _mark_fields(self) -> dict[str, forms.Field]:
        rubric = self.item.rubric if isinstance(self.item, Assessed) else ()
        if not rubric:
            label = _("Marks out of %(most)s") % {"most": _shown(self.item.mark)}
            return {"points": forms.DecimalField(label=label, min_value=0, max_value=self.item.mark)}
        return {
            f"k{number}": forms.ChoiceField(
                label=row.criterion,
                widget=forms.RadioSelect,
                choices=[
                    (str(index), f"{_points(level.points)}: {level.text}")
                    for index, level in enumerate(row.levels)
                ],
            )
            for number, row in enumerate(rubric, start=1)
        }


def _points(points: Decimal) -> str:
    count = int(points) if points == int(points) else 2
    return ngettext("%(n)s point", "%(n)s points", count) % {"n": _shown(points)}


def _shown(number: Decimal) -> str:
    return str(localize(Decimal(f"{number.normalize():f}")))
