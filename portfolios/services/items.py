"""What the learner adds with their own hands: projects, experience, education, claimed skills."""

from typing import Any

from django.db import IntegrityError, transaction

from portal import audit
from portal.models import User
from portal.services.permissions import require_self
from portfolios.errors import SkillClaimedAlready, TooMany
from portfolios.models import ClaimedSkill, Education, Experience, Portfolio, Project

type AnyItem = Project | Experience | Education | ClaimedSkill

MOST_OF_A_KIND = 60


@transaction.atomic(durable=True)
def add_item[Kind: AnyItem](portfolio: Portfolio, kind: type[Kind], *, actor: User, **fields: Any) -> Kind:
    """Add one item with these columns. Raises NotAllowed, TooMany, SkillClaimedAlready."""
    require_self(actor, portfolio.learner_id)
    locked = Portfolio.objects.locked().get(pk=portfolio.pk)
    if kind._default_manager.filter(portfolio=locked).count() >= MOST_OF_A_KIND:
        raise TooMany
    item = _stored(kind(portfolio=locked, **fields))
    audit.record("portfolio.item_added", item, actor=actor)
    return item


@transaction.atomic(durable=True)
def change_item[Kind: AnyItem](item: Kind, *, actor: User, **fields: Any) -> Kind:
    """Write these columns. Raises NotAllowed, SkillClaimedAlready."""
    require_self(actor, item.portfolio.learner_id)
    for name, value in fields.items():
        setattr(item, name, value)
    audit.record("portfolio.item_changed", _stored(item), actor=actor)
    return item


@transaction.atomic(durable=True)
def remove_item(item: AnyItem, *, actor: User) -> None:
    """Take an item out for good, with its files. Raises NotAllowed."""
    require_self(actor, item.portfolio.learner_id)
    files = list(item.files.all()) if isinstance(item, Project) else []
    audit.record("portfolio.item_removed", item, actor=actor)
    item.delete()
    for stored in files:
        transaction.on_commit(lambda file=stored.file: file.delete(save=False))  # type: ignore[misc]


def _stored[Kind: AnyItem](item: Kind) -> Kind:
    try:
        with transaction.atomic():
            item.save()
    except IntegrityError as error:
        if isinstance(item, ClaimedSkill):
            raise SkillClaimedAlready from error
        raise
    return item
