"""How much: progress through something, and how well a skill is held."""

from django.template import TemplateSyntaxError
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.components.library import one_of, register, render

FRESHNESS = ("fresh", "ageing", "stale")
TOP_LEVEL = 5
# Five ellipses of growing width with the same gap between them.
_STONES_X = (6, 21, 38, 57, 78)


@register.simple_tag
def progress(*, value: int, max: int, label: str, text: str = "") -> SafeString:  # noqa: A002
    """A bar with its words: `text`, or “3 of 8”. The bar never says more than the words do."""
    if not 0 <= value <= max:
        raise TemplateSyntaxError(f"progress: value={value!r} is outside 0…{max!r}.")
    words = text or _("%(value)s of %(max)s") % {"value": value, "max": max}
    return render(
        "progress", value=value, max=max, label=label, text=words, complete=max > 0 and value == max
    )


@register.simple_tag
def level(
    *, value: int, name: str = "", age: str = "", freshness: str = "fresh", href: str = ""
) -> SafeString:
    """A skill's level from 1 to 5 as stones and in words; `age` says how old the evidence is."""
    if value not in range(1, TOP_LEVEL + 1):
        raise TemplateSyntaxError(f"level: value={value!r} is not a level from 1 to {TOP_LEVEL}.")
    one_of("level", "freshness", freshness, FRESHNESS)
    stones = [
        {"x": x, "y": 15 - step, "rx": 5 + step, "ry": 3.5 + step, "on": step < value}
        for step, x in enumerate(_STONES_X)
    ]
    return render(
        "level", value=value, top=TOP_LEVEL, name=name, age=age, freshness=freshness, href=href, stones=stones
    )
