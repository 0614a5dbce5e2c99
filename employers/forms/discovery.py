"""A person's choices about being found."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from employers.forms.search import find_place
from employers.geography import country_choices, language_choices
from employers.models import WORK_MODES, Discovery, Exclusion
from employers.services.discovery import Choices
from portal.models import Organisation


class DiscoveryForm(forms.Form):
    """Consent and what is shown with it; every value that leaves comes from a list."""

    discoverable = forms.BooleanField(
        label=_("Employers may find me, without my name"),
        required=False,
        help_text=_("Off unless you switch it on; switching it off takes effect at once."),
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    city = forms.CharField(
        label=_("Town"),
        required=False,
        max_length=100,
        help_text=_("Yours or the nearest larger one. Employers see the town from our list."),
    )
    work_modes = forms.MultipleChoiceField(
        label=_("I work"), choices=WORK_MODES, required=False, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages I work in"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Choose several with Ctrl or ⌘."),
    )
    available_from = forms.DateField(
        label=_("Available from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: now."),
    )
    relocates = forms.BooleanField(label=_("I would move for the right work"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Not told")), *country_choices()]  # type: ignore[attr-defined]
        self.fields["languages"].choices = language_choices()  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(discovery: Discovery | None) -> dict[str, Any]:
        """The stored choices as the form's start."""
        if discovery is None:
            return {}
        return {
            "discoverable": discovery.discoverable_since is not None,
            "country": discovery.country,
            "city": discovery.place.name if discovery.place else "",
            "work_modes": discovery.work_modes,
            "languages": discovery.languages,
            "available_from": discovery.available_from,
            "relocates": discovery.relocates,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        cleaned["place"] = None
        if cleaned.get("city"):
            try:
                cleaned["place"] = find_place(cleaned["city"], cleaned.get("country", ""))
            except ValidationError as error:
                self.add_error("city", error)
        return cleaned

    def choices(self) -> Choices:
        cleaned = self.cleaned_data
        return Choices(
            country=cleaned["country"],
            place=cleaned["place"],
            work_modes=cleaned["work_modes"],
            languages=cleaned["languages"],
            available_from=cleaned["available_from"],
            relocates=cleaned["relocates"],
        )


class ExclusionForm(forms.Form):
    """The name of an organisation here, or an e-mail domain."""

    who = forms.CharField(
        label=_("Organisation or e-mail domain"),
        max_length=253,
        help_text=_("An employer’s name as it stands here, or a domain such as hospital.example."),
    )

    def clean_who(self) -> dict[str, Any]:
        """The arguments of `services.discovery.exclude`."""
        words = " ".join(self.cleaned_data["who"].split())
        organisation = Organisation.objects.filter(name__iexact=words).order_by("pk").first()
        if organisation is not None:
            return {"organisation": organisation}
        domain = words.lower().rpartition("@")[2]
        try:
            Exclusion._meta.get_field("domain").run_validators(domain)
        except ValidationError as error:
            raise ValidationError(
                _(
                    "No organisation has this name, and it is no e-mail domain. "
                    "You can exclude a domain before its organisation is here."
                )
            ) from error
        return {"domain": domain}
