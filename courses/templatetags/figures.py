"""Figures as people read them: shares, chances, marks."""

from decimal import ROUND_FLOOR, Decimal

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

ONE_PLACE = Decimal("0.1")


@register.filter
def percent(share: Decimal | float | str) -> str:
    """A share of 1 in percent, cut (not rounded) after one place: 69.96 % never looks like a pass at 70 %."""
    value = (Decimal(str(share)) * 100).quantize(ONE_PLACE, rounding=ROUND_FLOOR)
    return _("%(figure)s %%") % {"figure": plain(value)}


@register.filter
def chance(probability: float) -> str:
    """From one in a hundred up in percent, below that as one in so many."""
    if not probability:
        return _("zero")
    if probability >= 0.01:
        return percent(probability)
    many = round(1 / probability)
    return ngettext("1 in %(many)s", "1 in %(many)s", many) % {
        "many": number_format(many, force_grouping=True)
    }


@register.filter
def plain(number: Decimal) -> str:
    """A decimal without trailing zeros: 2.50 → 2.5, 10.00 → 10."""
    places = max(0, -int(number.normalize().as_tuple().exponent))
    return number_format(number, decimal_pos=places)
