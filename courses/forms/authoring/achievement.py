"""What a course awards: one that exists, or a new one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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
        ]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "criteria": forms.Textarea(attrs={"rows": 4}),
        }

    def wording(self, language: str) -> AchievementWording:
        return AchievementWording(**self.cleaned_data, language=language)
