"""Asking for an introduction, and answering."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RequestForm(forms.Form):
    role_title = forms.CharField(
        label=_("The role"), max_length=150, help_text=_("As in the advertisement: “Night nurse, 24 h”.")
    )
    message = forms.CharField(
        label=_("Your message"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Why this person, what the work is like, what happens next."),
    )


class AnswerForm(forms.Form):
    """`answer` is the button pressed; the reason goes to the organisation with a no."""

    answer = forms.ChoiceField(
        choices=[("accept", ""), ("decline", ""), ("withdraw", "")], widget=forms.HiddenInput
    )
    reason = forms.CharField(
        label=_("Reason, if you like"),
        required=False,
        max_length=500,
        help_text=_(
            "They see it when you decline. Write nothing that tells who you are, unless you want to."
        ),
    )
