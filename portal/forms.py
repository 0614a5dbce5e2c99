"""How every form of the portal is drawn (one field template for all), and the shell's own forms."""

import zoneinfo
from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from portal import notifications
from portal.models import Membership, Notification, NotificationPreference, User


class CairnFormRenderer(TemplatesSetting):
    """Renders `{{ form }}`, `{{ form.as_p }}` and `{{ field.as_field_group }}` with `templates/components/`.

    Widgets keep Django's own templates unless `templates/django/forms/widgets/` has one of that name.
    """

    form_template_name = "components/form.html"
    formset_template_name = "components/formset.html"
    field_template_name = "components/field.html"


class PersonForm(forms.ModelForm[User]):
    """Names, language and time zone."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [(zone, zone) for zone in sorted(zoneinfo.available_timezones())],
    )

    class Meta:
        model = User
        fields = ["legal_name", "chosen_name", "locale", "time_zone"]
        widgets = {
            "legal_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "chosen_name": forms.TextInput(attrs={"autocomplete": "nickname"}),
        }

    def clean_legal_name(self) -> str:
        name: str = " ".join(self.cleaned_data["legal_name"].split())
        if not name:
            raise forms.ValidationError(_("Give the name that should stand on your certificates."))
        return name


class NotificationChoicesForm(forms.Form):
    """Two fields for each kind of notification: in the portal, and by e-mail."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = {row.kind: row for row in NotificationPreference.objects.filter(user=user)}
        for kind in notifications.kinds().values():
            row = stored.get(kind.name)
            self.fields[f"{kind.name}-email"] = forms.ChoiceField(
                label=kind.label,
                choices=Notification.Email.choices,
                initial=row.email if row else kind.default_email,
            )
            self.fields[f"{kind.name}-in_app"] = forms.BooleanField(
                label=_("Also here in the portal"), required=False, initial=row.in_app if row else True
            )

    def choices(self) -> Iterator[tuple[str, bool, str]]:
        """(kind, in the portal, by e-mail) as cleaned."""
        for name in notifications.kinds():
            yield name, self.cleaned_data[f"{name}-in_app"], self.cleaned_data[f"{name}-email"]


class InvitationForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices)
