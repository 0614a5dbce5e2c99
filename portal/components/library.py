"""The registry of component tags and the checks they share."""

from collections.abc import Collection, Mapping

from django import template
from django.forms.utils import flatatt
from django.template import TemplateSyntaxError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_PASSED_THROUGH = ("data_", "aria_", "hx_")


def one_of(component: str, prop: str, value: str, allowed: Collection[str]) -> str:
    """Return `value` when the component knows it; otherwise raise `TemplateSyntaxError`."""
    if value not in allowed:
        raise TemplateSyntaxError(f"{component}: {prop}={value!r} is none of {', '.join(sorted(allowed))}.")
    return value


def passed_through(component: str, attrs: Mapping[str, object]) -> SafeString:
    """Turn `data_`, `aria_` and `hx_` props into attributes; `True` is bare, `None` and `False` are left out.

    `hx_on…` is refused: it would be script in the page, which the content security policy forbids.
    """
    for name in attrs:
        if not name.startswith(_PASSED_THROUGH) or name.startswith("hx_on"):
            raise TemplateSyntaxError(f"{component} knows no prop {name!r}.")
    given = {name.replace("_", "-"): value for name, value in attrs.items() if value is not None}
    return flatatt(given)


def render(component: str, /, **props: object) -> SafeString:
    """Render `components/<component>.html` with `props` and nothing else."""
    return mark_safe(render_to_string(f"components/{component}.html", props).strip())  # noqa: S308 - from a template


def trimmed(content: SafeString) -> SafeString:
    """Drop the white space around a block's content; what the template rendered stays marked as safe."""
    return SafeString(content.strip())
