"""The address under which a portfolio is published: which ones are good, and what to offer instead."""

import re

from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from portfolios.errors import AddressRefused
from portfolios.models import Portfolio

SHORTEST, LONGEST = 3, 60
_GOOD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Words that would look like pages of the portal, or speak in its name.
RESERVED = frozenset(
    """about accounts achievements admin administrator anonymous api appearance author cairn courses
    credentials demo discovery edit employers export files health help home introductions invitations
    issuers learn link log login logout me new null official operator organisations portfolio portfolios
    portal preview privacy public root security settings shared signup skills staff static status
    support system talent terms undefined verified verify www""".split()  # noqa: SIM905 - seventy quoted words read worse
)


def checked_address(wanted: str, *, portfolio: Portfolio) -> str:
    """`wanted` in lower case, if this portfolio may have it. Raises AddressRefused with a suggestion."""
    slug = wanted.strip().lower()
    if not SHORTEST <= len(slug) <= LONGEST or not _GOOD.fullmatch(slug):
        raise AddressRefused(
            _("Use %(shortest)s to %(longest)s letters from a to z, digits, and single hyphens between them.")
            % {"shortest": SHORTEST, "longest": LONGEST},
            suggestion=suggest_address(wanted, portfolio=portfolio),
        )
    if slug in RESERVED:
        raise AddressRefused(
            _("“%(address)s” is a word of the portal's own.") % {"address": slug},
            suggestion=suggest_address(f"{slug}-{portfolio.learner.display_name}", portfolio=portfolio),
        )
    if _others(portfolio).filter(slug=slug).exists():
        raise AddressRefused(
            _("“%(address)s” belongs to someone else.") % {"address": slug},
            suggestion=suggest_address(slug, portfolio=portfolio),
        )
    return slug


def suggest_address(wanted: str, *, portfolio: Portfolio) -> str:
    """A free address like `wanted`, else like the learner's name."""
    base = slugify(wanted)[: LONGEST - 4].replace("_", "-").strip("-")
    if len(base) < SHORTEST or not _GOOD.fullmatch(base):
        base = slugify(portfolio.learner.display_name)[: LONGEST - 4].strip("-")
    if len(base) < SHORTEST or not _GOOD.fullmatch(base):
        base = "portfolio-of-mine"
    taken = set(_others(portfolio).filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED
    if base not in taken:
        return base
    return next(f"{base}-{number}" for number in range(2, len(taken) + 3) if f"{base}-{number}" not in taken)


def _others(portfolio: Portfolio) -> QuerySet[Portfolio]:
    return Portfolio.objects.exclude(pk=portfolio.pk)
