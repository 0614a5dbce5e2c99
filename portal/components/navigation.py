"""Where one is and where one can go: breadcrumbs, tabs, steps, pages of a list."""

from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.components.library import one_of, register, render, trimmed

STEP_STATES = ("done", "current", "upcoming")


@register.simple_block_tag
def breadcrumbs(content: SafeString) -> SafeString:
    """The way here: `{% crumb %}`s from the top; the page itself is not among them."""
    return format_html(
        '<nav class="breadcrumbs" aria-label="{}"><ol>{}</ol></nav>', _("Breadcrumbs"), content
    )


@register.simple_block_tag
def crumb(content: SafeString, *, href: str) -> SafeString:
    """One step of the way."""
    return format_html('<li><a href="{}">{}</a></li>', href, trimmed(content))


@register.simple_block_tag
def tabs(content: SafeString, *, label: str) -> SafeString:
    """Sister pages as a row of links; `label` names the row."""
    return format_html('<nav class="tabs" aria-label="{}"><ul>{}</ul></nav>', label, content)


@register.simple_block_tag
def tab(content: SafeString, *, href: str, current: bool = False) -> SafeString:
    """One of the sister pages."""
    here = SafeString(' aria-current="page"') if current else ""
    return format_html('<li><a href="{}"{}>{}</a></li>', href, here, trimmed(content))


@register.simple_block_tag
def stepper(content: SafeString, *, label: str) -> SafeString:
    """The stages of a longer task, in order."""
    return format_html('<nav class="stepper" aria-label="{}"><ol>{}</ol></nav>', label, content)


@register.simple_block_tag
def step(content: SafeString, *, number: int, state: str = "upcoming", href: str = "") -> SafeString:
    """One stage: done, current or upcoming, said in words to screen readers."""
    one_of("step", "state", state, STEP_STATES)
    return render("step", content=trimmed(content), number=number, state=state, href=href)


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: Page[Any], *, param: str = "page", label: str = "") -> SafeString:
    """Links to the pages of a list, keeping the rest of the query string. Nothing when there is one page."""
    if page.paginator.num_pages < 2:
        return SafeString("")
    request: HttpRequest = context["request"]

    def address(number: int) -> str:
        query = request.GET.copy()
        query[param] = str(number)
        return f"?{query.urlencode()}"

    elided = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return render(
        "pagination",
        page=page,
        label=label or _("Pages"),
        numbers=[
            {
                "number": number,
                "href": address(number) if isinstance(number, int) else "",
                "gap": number == "…",
            }
            for number in elided
        ],
        previous=address(page.previous_page_number()) if page.has_previous() else "",
        next=address(page.next_page_number()) if page.has_next() else "",
    )
