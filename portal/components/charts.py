"""Pictures drawn on the server. Each picture is its own table: a bar stands in the row that it draws."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template import TemplateSyntaxError
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.components.library import register, render
from portal.components.measures import TOP_LEVEL

# Bars are drawn on a canvas a thousand units wide and stretched to the column.
_CANVAS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row of a chart: `highlighted` marks the reader's own, `mark` is a line to be reached."""

    label: str
    value: float
    highlighted: bool = False
    mark: float | None = None


def percent(part: float, whole: float) -> str:
    """A whole percentage as text; nothing of nothing is none."""
    return f"{round(100 * part / whole)} %" if whole else "0 %"


def _row(bar: Bar, scale: float, *, figures: Sequence[str]) -> dict[str, object]:
    if not 0 <= bar.value <= scale:
        raise TemplateSyntaxError(f"chart: the value {bar.value!r} of {bar.label!r} is outside 0…{scale!r}.")
    return {
        "bar": bar,
        "width": round(_CANVAS * bar.value / scale) if scale else 0,
        "mark": None if bar.mark is None else round(_CANVAS * bar.mark / scale),
        "figures": figures,
    }


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else str(value)


@register.simple_tag
def distribution(*, rows: Sequence[Bar], caption: str, id: str, heading: str, unit: str) -> SafeString:  # noqa: A002
    """How many fall into each group, as counts and shares; `unit` names what is counted."""
    total = sum(bar.value for bar in rows)
    longest = max((bar.value for bar in rows), default=0)
    drawn = [_row(bar, longest, figures=[_number(bar.value), percent(bar.value, total)]) for bar in rows]
    return render("chart", rows=drawn, caption=caption, id=id, heading=heading, columns=[unit, _("Share")])


@register.simple_tag
def funnel(*, rows: Sequence[Bar], caption: str, id: str, heading: str, unit: str) -> SafeString:  # noqa: A002
    """How many reach each stage, and which share that is of those who began."""
    first = rows[0].value if rows else 0
    drawn = [_row(bar, first, figures=[_number(bar.value), percent(bar.value, first)]) for bar in rows]
    columns = [unit, _("Of the first stage")]
    return render("chart", rows=drawn, caption=caption, id=id, heading=heading, columns=columns)


@register.simple_tag
def skill_bars(*, rows: Sequence[Bar], caption: str, id: str) -> SafeString:  # noqa: A002
    """Levels 1–5 of several skills; a bar's `mark` is the level that is asked for."""
    drawn = [
        _row(
            bar,
            TOP_LEVEL,
            figures=[_number(bar.value), "–" if bar.mark is None else _number(bar.mark)],
        )
        for bar in rows
    ]
    columns = [_("Level"), _("Asked for")]
    return render("chart", rows=drawn, caption=caption, id=id, heading=_("Skill"), columns=columns)
