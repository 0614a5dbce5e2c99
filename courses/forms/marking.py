"""An assessor's mark of one answer: a level for each criterion, or marks where there is no rubric."""

from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.grading import Assessed, Item
from courses.wording import plain_number, points_text


class MarkForm(forms.Form):
    """The fields depend on the item: `k1`, `k2` … of its rubric, or `points`; and a comment."""

    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "The learner reads it with the result, as you type it: what was good, what was missing."
        ),
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
            label = _("Marks out of %(most)s") % {"most": plain_number(self.item.mark)}
            bounds = {"min_value": 0, "max_value": self.item.mark, "max_digits": 9, "decimal_places": 4}
            return {"points": forms.DecimalField(label=label, **bounds)}  # type: ignore[arg-type]
        return {
            f"k{number}": forms.ChoiceField(
                label=row.criterion,
                widget=forms.RadioSelect,
                choices=[
                    (str(index), points_text(level.points, level.text))
                    for index, level in enumerate(row.levels)
                ],
            )
            for number, row in enumerate(rubric, start=1)
        }
