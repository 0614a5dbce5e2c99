"""What is handed in at the doors of credentials."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from credentials.services.lifecycle import REASON_LENGTH


class VerificationForm(forms.Form):
    """A file or pasted text, exactly one of them; `data` is what to verify."""

    file = forms.FileField(
        label=_("A file"),
        required=False,
        allow_empty_file=True,
        help_text=_("The JSON, the badge as PNG or SVG, or the certificate as PDF. Nothing is kept."),
    )
    text = forms.CharField(
        label=_("Or paste it"),
        required=False,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("A credential as JSON or JWT, or the address of one (https://…)."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file, text = cleaned.get("file"), cleaned.get("text", "")
        if file is not None and text:
            raise forms.ValidationError(_("Give a file or a text, not both: the report is about one thing."))
        if file is None and not text:
            raise forms.ValidationError(_("Choose a file, or paste a credential or its address."))
        if file is not None and not file.size:
            self.add_error("file", _("This file is empty."))
        return cleaned


class RevocationForm(forms.Form):
    """Why, as everybody who verifies will read it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Shown to everyone who verifies the credential. Name no third person."),
    )
    sure = forms.BooleanField(label=_("I know that a revocation cannot be taken back"))
