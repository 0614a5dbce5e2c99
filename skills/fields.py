"""Naming a skill in a form: typed words that find it, with suggestions as one types where scripts run."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from skills.models import LEVEL_CHOICES, Skill

MOST_SUGGESTIONS = 5


class SkillInput(forms.TextInput):
    """A text field with a list of suggestions, filled by `js/skill-picker.js`."""

    template_name = "skills/skill_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "maxlength": 300, **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["list_id"] = f"{widget['attrs'].get('id') or name}-suggestions"
        widget["attrs"] |= {"list": widget["list_id"], "data-skill-picker": reverse_lazy("skills:search")}
        return context

    def format_value(self, value: Any) -> str | None:
        return value.label if isinstance(value, Skill) else super().format_value(value)


class SkillField(forms.CharField):
    """Cleans to a `Skill`: by its name or another name, its short name, its address or its identifier.

    What matches nothing exactly is refused with the closest names, so that it works without scripts too.
    """

    widget = SkillInput
    default_error_messages = {
        "unknown": _("No skill is called “%(text)s”. Try a shorter or more general word."),
        "close": _("No skill is called exactly “%(text)s”. Did you mean: %(names)s?"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Skill"))
        super().__init__(max_length=300, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return Skill.objects.filter(pk=value).first()
        return value

    def clean(self, value: Any) -> Any:
        text = super().clean(value.label if isinstance(value, Skill) else value)
        return self.find(text) if text else None

    def find(self, text: str) -> Skill:
        """The one skill that `text` names exactly; raises `ValidationError` with suggestions otherwise."""
        skills = Skill.objects.current().select_related("framework", "family")
        exact = (
            skills.filter(label__iexact=text).order_by("pk").first()
            or skills.by_reference(text).first()
            or skills.filter(alternatives__contains=[text]).order_by("pk").first()
        )
        if exact:
            return exact
        names = [skill.label for skill in skills.matching(text)[:MOST_SUGGESTIONS]]
        params = {"text": text, "names": " · ".join(names)}
        code = "close" if names else "unknown"
        raise ValidationError(self.error_messages[code], code=code, params=params)


class LevelField(forms.TypedChoiceField):
    """A level from 1 to 5 in words."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Level"))
        kwargs.setdefault("initial", 1)
        super().__init__(
            choices=[(number, f"{number} · {words}") for number, words in LEVEL_CHOICES], coerce=int, **kwargs
        )
