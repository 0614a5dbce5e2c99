"""The shapes of what learners type about themselves."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portfolios.models import Education, Experience, Portfolio, Project, ShareLink, Visibility
from portfolios.places import country_choices, language_choices
from skills.fields import LevelField, SkillField

MOST_LINKS = 8
LONGEST_ADDRESS = 500


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AboutForm(forms.ModelForm[Portfolio]):
    """Headline, story, place, languages, work."""

    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        required=False,
        choices=lambda: [("", gettext_lazy("not said")), *country_choices()],
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages you can work in"),
        required=False,
        choices=language_choices,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=gettext_lazy("Hold Ctrl or ⌘ to choose several."),
    )

    class Meta:
        model = Portfolio
        fields = [
            "headline",
            "story",
            "city",
            "country",
            "languages",
            "work_mode",
            "availability",
            "available_from",
        ]
        widgets = {
            "story": forms.Textarea(attrs={"rows": 10}),
            "city": forms.TextInput(attrs={"autocomplete": "address-level2"}),
            "available_from": DayInput(),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_from = cleaned.get("availability") == Portfolio.Availability.FROM
        if is_from and not cleaned.get("available_from") and "available_from" not in self.errors:
            self.add_error("available_from", _("Say from which date."))
        if not is_from:
            cleaned["available_from"] = None
        return cleaned


class PublishForm(forms.Form):
    """Who may see it, where, and whether search engines may list it."""

    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may see your portfolio?"),
        choices=Visibility.choices,
        widget=forms.RadioSelect,
    )
    slug = forms.CharField(
        label=gettext_lazy("Address"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    indexed = forms.BooleanField(
        label=gettext_lazy("Search engines may list it"),
        required=False,
        help_text=gettext_lazy(
            "Counts only while everyone may see it. What they once listed may stay for weeks."
        ),
    )


class LinksField(forms.CharField):
    """Addresses, one a line, each with an optional title behind it; cleans to [{"url", "label"}]."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(f"{link['url']} {link['label']}".strip() for link in value)
        return value

    def clean(self, value: Any) -> list[dict[str, str]]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_LINKS:
            raise ValidationError(_("At most %(most)s links.") % {"most": MOST_LINKS})
        return [self._link(number, line) for number, line in enumerate(lines, start=1)]

    def _link(self, number: int, line: str) -> dict[str, str]:
        url, _space, label = line.partition(" ")
        try:
            if len(url) > LONGEST_ADDRESS:
                raise ValidationError("")
            URLValidator(schemes=["http", "https"])(url)
        except ValidationError as error:
            raise ValidationError(
                _("Line %(number)s does not begin with an address such as https://example.org.")
                % {"number": number}
            ) from error
        return {"url": url, "label": label.strip()[:120]}


class PeriodForm[Kind: Experience | Education | Project](forms.ModelForm[Kind]):
    """An item with a beginning and an end."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        begun, ended = cleaned.get("started_on"), cleaned.get("ended_on")
        if begun and ended and ended < begun:
            self.add_error("ended_on", _("It cannot end before it begins."))
        return cleaned


_PERIOD_WIDGETS: dict[str, forms.Widget] = {
    "started_on": DayInput(),
    "ended_on": DayInput(),
    "text": forms.Textarea(attrs={"rows": 6}),
    "visibility": forms.RadioSelect(),
}


class ExperienceForm(PeriodForm[Experience]):
    class Meta:
        model = Experience
        fields = ["role", "organisation", "place", "started_on", "ended_on", "text", "visibility"]
        widgets = _PERIOD_WIDGETS


class EducationForm(PeriodForm[Education]):
    class Meta:
        model = Education
        fields = ["qualification", "institution", "field", "started_on", "ended_on", "text", "visibility"]
        widgets = _PERIOD_WIDGETS


class ProjectForm(PeriodForm[Project]):
    links = LinksField(
        label=gettext_lazy("Links"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy("One a line: the address, then a title if you like."),
    )

    class Meta:
        model = Project
        fields = ["title", "text", "links", "started_on", "ended_on", "visibility"]
        widgets = _PERIOD_WIDGETS


class ClaimForm(forms.Form):
    """A skill and the level one gives oneself."""

    skill = SkillField()
    level = LevelField(widget=forms.RadioSelect)
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may see it"),
        choices=Visibility.choices,
        initial=Visibility.PUBLIC,
        widget=forms.RadioSelect,
    )


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Picture or PDF"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg,image/webp,application/pdf"}),
        help_text=gettext_lazy("PNG, JPEG, WebP or PDF, at most 10 MB."),
    )
    description = forms.CharField(
        label=gettext_lazy("What it shows"),
        max_length=300,
        help_text=gettext_lazy("Read aloud to people who do not see it."),
    )


class ShareLinkForm(forms.Form):
    """For whom, what, and for how long."""

    purpose = forms.CharField(
        label=gettext_lazy("For whom, or what for"),
        max_length=150,
        help_text=gettext_lazy("Only you see this."),
    )
    sections = forms.MultipleChoiceField(
        label=gettext_lazy("What it shows"),
        choices=ShareLink.Section.choices,
        initial=ShareLink.Section.values,
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("How long it is good"),
        choices=[
            (7, gettext_lazy("one week")),
            (30, gettext_lazy("one month")),
            (180, gettext_lazy("half a year")),
            (0, gettext_lazy("until you revoke it")),
        ],
        coerce=int,
        initial=30,
    )

    def expires_at(self, now: datetime.datetime | None = None) -> datetime.datetime | None:
        """When the link ends, as chosen."""
        days = self.cleaned_data["days"]
        return (now or timezone.now()) + datetime.timedelta(days=days) if days else None


class ArrangementForm(forms.Form):
    """A place and a visibility for each of the credentials given, by their uuid."""

    def __init__(self, *args: Any, credentials: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = credentials
        for position, (key, label) in enumerate(credentials.items(), start=1):
            self.fields[f"position-{key}"] = forms.IntegerField(
                label=_("Position of %(name)s") % {"name": label},
                min_value=1,
                max_value=9999,
                initial=position,
            )
            self.fields[f"visibility-{key}"] = forms.ChoiceField(
                label=label, choices=Visibility.choices, initial=Visibility.PUBLIC
            )

    def choices(self) -> dict[str, tuple[int, str]]:
        """uuid → (place, visibility), in the order asked for."""
        return {
            key: (self.cleaned_data[f"position-{key}"], self.cleaned_data[f"visibility-{key}"])
            for key in self.names
        }
