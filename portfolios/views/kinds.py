"""The kinds of item a learner adds, each with its form and its words: what the item pages are made from."""

import dataclasses
from typing import Any

from django import forms
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portfolios.forms import ClaimForm, EducationForm, ExperienceForm, ProjectForm
from portfolios.models import ClaimedSkill, Education, Experience, Project

type AnyItem = Project | Experience | Education | ClaimedSkill


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`name` stands in addresses."""

    name: str
    model: type[Project] | type[Experience] | type[Education] | type[ClaimedSkill]
    form: type[forms.BaseForm]
    add: str | Promise
    change: str | Promise
    lead: str | Promise

    def blank_form(self, data: Any = None, *, item: AnyItem | None = None) -> Any:
        """A form for a new item, or holding `item`; bound when there is `data`."""
        if issubclass(self.form, forms.ModelForm):
            return self.form(data, instance=item)
        initial = _initial(item) if isinstance(item, ClaimedSkill) else None
        return self.form(data, initial=initial)


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            name="projects",
            model=Project,
            form=ProjectForm,
            add=_("Add a project"),
            change=_("Change a project"),
            lead=_("Something you made: what it was, what you did, where to see it."),
        ),
        Kind(
            name="experience",
            model=Experience,
            form=ExperienceForm,
            add=_("Add experience"),
            change=_("Change experience"),
            lead=_("Paid, unpaid or voluntary: what you did counts."),
        ),
        Kind(
            name="education",
            model=Education,
            form=EducationForm,
            add=_("Add education"),
            change=_("Change education"),
            lead=_("Schools, training, degrees: also those from other places than this."),
        ),
        Kind(
            name="skills",
            model=ClaimedSkill,
            form=ClaimForm,
            add=_("Name a skill"),
            change=_("Change a skill"),
            lead=_("Your own word. It is shown apart from the skills that your credentials prove."),
        ),
    )
}


def kind_of(name: str) -> Kind:
    """Raises Http404 for what is no kind."""
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def _initial(item: ClaimedSkill) -> dict[str, Any]:
    return {"skill": item.skill, "level": item.level, "visibility": item.visibility}
