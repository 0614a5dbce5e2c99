"""The query string of the talent search: parsed into criteria, written with one more or less."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from employers.geography import country_choices, language_choices
from employers.models import WORK_MODES, Place
from employers.queries.criteria import Criteria, Wanted
from skills.fields import LevelField, SkillInput
from skills.models import LEVEL_CHOICES, Skill

SKILL_LISTS = ("must", "nice", "not")
MOST_SKILLS = 8
ROLES = [
    ("must", _("must have")),
    ("nice", _("nice to have")),
    ("not", _("must not have")),
]
AGES = [("", _("at any time")), *((str(n), _("within %(n)s months") % {"n": n}) for n in (6, 12, 24, 36))]
# What belongs to one submission and not to the search itself.
_PASSING = ("skill", "level", "role", "page")


def find_place(name: str, country: str) -> Place:
    """The town of that name, in the country if one is given; raises `ValidationError` with what to do."""
    places = Place.objects.named(name)
    found = list((places.filter(country=country) if country else places)[:2])
    if not found:
        raise ValidationError(_("We do not know a town of that name there. Try the nearest larger one."))
    if len(found) > 1:
        raise ValidationError(_("There are several towns of that name: choose the country."))
    return found[0]


class SearchForm(forms.Form):
    """Everything but the chosen skills, which come as repeated `must`, `nice`, `not` of `uuid:level`."""

    skill = forms.CharField(label=_("Skill"), required=False, max_length=200, widget=SkillInput)
    level = LevelField(label=_("At least at level"), required=False, initial=2)
    role = forms.ChoiceField(label=_("The person"), choices=ROLES, required=False)
    q = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=120,
        help_text=_("In the names of credentials and skills."),
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    city = forms.CharField(label=_("Town"), required=False, max_length=100)
    moving = forms.BooleanField(label=_("or anyone willing to move"), required=False)
    mode = forms.MultipleChoiceField(
        label=_("Works"), choices=WORK_MODES, required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Speaks"), required=False)
    available_by = forms.DateField(
        label=_("Available by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    within = forms.TypedChoiceField(
        label=_("Proved"), choices=AGES, coerce=int, empty_value=None, required=False
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.fields["country"].choices = [("", _("Anywhere")), *country_choices()]  # type: ignore[attr-defined]
        self.fields["language"].choices = [("", _("Any language")), *language_choices()]  # type: ignore[attr-defined]
        self.query = data

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        cleaned["place"] = None
        if cleaned.get("city"):
            try:
                cleaned["place"] = find_place(cleaned["city"], cleaned.get("country", ""))
            except ValidationError as error:
                self.add_error("city", error)
        cleaned["skills"] = self._skills()
        return cleaned

    def criteria(self) -> Criteria:
        """What a valid form asks for."""
        cleaned = self.cleaned_data
        skills: Mapping[str, tuple[Wanted, ...]] = cleaned["skills"]
        return Criteria(
            must=skills["must"],
            nice=skills["nice"],
            exclude=skills["not"],
            country=cleaned["country"],
            place=cleaned["place"],
            or_moving=cleaned["moving"],
            modes=tuple(cleaned["mode"]),
            language=cleaned["language"],
            available_by=cleaned["available_by"],
            within_months=cleaned["within"],
            text=cleaned["q"],
        )

    def _skills(self) -> dict[str, tuple[Wanted, ...]]:
        """Each list in the order of the address; one query for all."""
        asked = {name: [_parsed(value) for value in self.query.getlist(name)] for name in SKILL_LISTS}
        if any(len(pairs) > MOST_SKILLS for pairs in asked.values()):
            raise ValidationError(_("At most %(most)s skills of a kind."), params={"most": MOST_SKILLS})
        wanted = {pair[0] for pairs in asked.values() for pair in pairs if pair}
        known = {skill.uuid: skill for skill in Skill.objects.filter(uuid__in=wanted)}
        if any(pair is None or pair[0] not in known for pairs in asked.values() for pair in pairs):
            raise ValidationError(_("A skill in the address is not known here. Remove it and choose again."))
        return {
            name: tuple(dict.fromkeys(Wanted(known[pair[0]], pair[1]) for pair in pairs if pair))
            for name, pairs in asked.items()
        }


def _parsed(value: str) -> tuple[uuid.UUID, int] | None:
    """`uuid:level`, or None for anything else."""
    reference, _colon, level = value.partition(":")
    try:
        pair = uuid.UUID(reference), int(level)
    except ValueError:
        return None
    return pair if pair[1] in dict(LEVEL_CHOICES) else None


def with_more(query: QueryDict, **values: str) -> str:
    """The query string with one value more for each name; what belongs to one submission is left out."""
    changed = _lasting(query)
    for name, value in values.items():
        if value not in changed.getlist(name):
            changed.appendlist(name, value)
    return f"?{changed.urlencode()}"


def with_only(query: QueryDict, **values: str) -> str:
    """The query string with these values in place of what the names had."""
    changed = _lasting(query)
    for name, value in values.items():
        changed[name] = value
    return f"?{changed.urlencode()}"


def without(query: QueryDict, name: str, value: str) -> str:
    """The query string without one value."""
    changed = _lasting(query)
    changed.setlist(name, [each for each in changed.getlist(name) if each != value])
    return f"?{changed.urlencode()}"


def _lasting(query: QueryDict) -> QueryDict:
    changed = query.copy()
    for name in _PASSING:
        changed.pop(name, None)
    for name in [name for name, values in changed.lists() if not any(values)]:
        del changed[name]
    return changed
