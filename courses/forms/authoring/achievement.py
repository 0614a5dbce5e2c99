"""What a course awards: one that exists, or a new one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.formats.cairn.achievement import ANNEX_I
from courses.models import CourseVersion
from credentials.models import Achievement, AchievementVersion
from credentials.services.achievements import AchievementWording


class ChooseAchievementForm(forms.Form):
    achievement = forms.ModelChoiceField(
        label=_("Achievement"),
        queryset=Achievement.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("None"),
    )

    def __init__(self, *args: Any, version: CourseVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Achievement.objects.published().filter(
            issuer__organisation=version.course.organisation_id, retired_at=None
        )
        self.fields["achievement"].queryset = own.select_related("current_version", "issuer")  # type: ignore[attr-defined]
        if version.achievement:
            self.fields["achievement"].initial = version.achievement.slug


class NewAchievementForm(forms.ModelForm[AchievementVersion]):
    """Its wording is for ever: whoever earns it keeps what it says now."""

    class Meta:
        model = AchievementVersion
        fields = [
            "name",
            "type",
            "description",
            "criteria",
            "hours",
            "credits",
            "eqf_level",
            "validity_months",
            "guess_pass_limit",
            "participation",
            "assessment_type",
            "supervision",
            "quality_assurance",
        ]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "criteria": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ANNEX_I:
            self.fields[name].required = False

    def wording(self, language: str) -> AchievementWording:
        """What is left empty of the usual statements says what it says by default."""
        given = {name: value for name, value in self.cleaned_data.items() if value or name not in ANNEX_I}
        return AchievementWording(**given, language=language)
