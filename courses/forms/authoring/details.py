"""A course's own facts, its skills, its lessons, its files."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from courses.models import CourseVersion
from portal.models import Organisation
from skills.fields import LevelField, SkillField

ONE_A_LINE = _("One a line.")


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class NewCourseForm(forms.Form):
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), to_field_name="slug", empty_label=None
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=lambda: settings.LANGUAGES)

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class ImportForm(forms.Form):
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), to_field_name="slug", empty_label=None
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("A zip or tar of a Carpentries lesson or a Cairn course folder, or a file of questions."),
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class DetailsForm(forms.ModelForm[CourseVersion]):
    authors = forms.CharField(
        label=_("Authors"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=ONE_A_LINE
    )

    class Meta:
        model = CourseVersion
        fields = ["title", "summary", "description", "field", "level", "language", "minutes", "licence"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "field": _("One word by which the catalogue sorts, such as health or data."),
            "licence": _("Such as CC-BY-4.0."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authors"].initial = "\n".join(self.instance.authors)

    def details(self) -> dict[str, Any]:
        return self.cleaned_data | {"authors": lines(self.cleaned_data["authors"])}


class SkillRow(forms.Form):
    skill = SkillField(required=False)
    level = LevelField()

    def has_changed(self) -> bool:
        """A level alone says nothing."""
        return bool(self.data.get(self.add_prefix("skill"), "").strip()) if self.is_bound else False


class TitleForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)


class LessonForm(forms.Form):
    """`seen` is the fingerprint of the state that is typed over."""

    title = forms.CharField(label=_("Title"), max_length=200)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=1000)
    objectives = forms.CharField(
        label=_("After this lesson one can"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=ONE_A_LINE,
    )
    body = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=200_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "class": "markdown-source", "spellcheck": "true"}),
        help_text=_("Markdown, with ::: callout, ::: challenge, ::: solution and others."),
    )
    upload = forms.FileField(label=_("Picture or file to insert"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput)
