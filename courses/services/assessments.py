"""The rules of a draft's assessment, and what a guesser could do with them."""

import dataclasses
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from courses.models import Assessment, CourseVersion, ItemVersion, Section, SectionItem
from courses.services.versions import editable
from portal import audit
from portal.models import User


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SectionPlan:
    """Fixed `items`, or with `draw` so many of them at random. `pass_mark` is a fraction of the section."""

    title: str
    items: Sequence[ItemVersion]
    draw: int | None = None
    pass_mark: Decimal | None = None


@transaction.atomic(durable=True)
def save_assessment(
    version: CourseVersion, *, rules: dict[str, Any], sections: Sequence[SectionPlan] | None, actor: User
) -> Assessment:
    """Set the rules (columns of Assessment) and, unless None, the sections. Raises NotADraft, InReview."""
    draft = editable(version, actor=actor)
    assessment = store_assessment(draft, rules=rules, sections=sections)
    audit.record("assessment.saved", draft, actor=actor, sections=assessment.sections.count())
    return assessment


@transaction.atomic(durable=True)
def remove_assessment(version: CourseVersion, *, actor: User) -> None:
    """Take the assessment away; its items stay in the bank."""
    draft = editable(version, actor=actor)
    Assessment.objects.filter(version=draft).delete()
    audit.record("assessment.removed", draft, actor=actor)


def store_assessment(
    draft: CourseVersion, *, rules: dict[str, Any], sections: Sequence[SectionPlan] | None
) -> Assessment:
    """Step: the draft's assessment as described."""
    assessment, _new = Assessment.objects.update_or_create(version=draft, defaults=rules)
    if sections is None:
        return assessment
    assessment.sections.all().delete()
    for position, plan in enumerate(sections, start=1):
        section = Section.objects.create(
            assessment=assessment,
            position=position,
            title=plan.title,
            draw=plan.draw,
            pass_mark=plan.pass_mark,
        )
        SectionItem.objects.bulk_create(
            SectionItem(section=section, item_version=item, position=place)
            for place, item in enumerate(plan.items, start=1)
        )
    return assessment
