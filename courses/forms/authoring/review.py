"""A reviewer's decision."""

from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from courses.services.review import CHECKLIST


class ReviewForm(forms.Form):
    """`seen` is when the state on the page was sent to review."""

    points = forms.MultipleChoiceField(
        label=_("What I have checked"),
        required=False,
        choices=list(CHECKLIST.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    comment = forms.CharField(
        label=_("Remarks"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The author reads them. Needed to send the course back."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def decision(self) -> dict[str, Any]:
        """Arguments of `approve` and `send_back`."""
        points = self.cleaned_data["points"]
        return {
            "checklist": {key: key in points for key in CHECKLIST},
            "comment": self.cleaned_data["comment"],
            "seen": parse_datetime(self.cleaned_data["seen"]),
        }
