"""Pieces of text with a purpose: page headers, notices, chips, empty states, code."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.components.library import one_of, passed_through, register, render, trimmed

NOTICES = {"info": "info", "success": "check-circle", "warning": "warning", "danger": "alert"}
CHIPS = ("neutral", "accent", "success", "info", "warning", "danger")


@register.simple_block_tag
def pageheader(
    content: SafeString, *, title: str, kicker: str = "", lead: str = "", size: str = "medium"
) -> SafeString:
    """The page's `<h1>` with the line above it and the sentence below; the content: actions or facts."""
    one_of("pageheader", "size", size, ("small", "medium", "hero"))
    return render("pageheader", content=trimmed(content), title=title, kicker=kicker, lead=lead, size=size)


@register.simple_block_tag
def notice(
    content: SafeString, *, variant: str = "info", title: str = "", live: bool = False, **attrs: object
) -> SafeString:
    """Something to know. `live` announces it when it appears (a danger at once, the rest politely)."""
    one_of("notice", "variant", variant, NOTICES)
    return render(
        "notice",
        content=trimmed(content),
        variant=variant,
        icon_name=NOTICES[variant],
        title=title,
        role=("alert" if variant == "danger" else "status") if live else "",
        attrs=passed_through("notice", attrs),
    )


@register.simple_block_tag
def chip(content: SafeString, *, variant: str = "neutral", href: str = "") -> SafeString:
    """A word or two about the thing beside it: a status, a facet. The word carries the meaning."""
    one_of("chip", "variant", variant, CHIPS)
    if href:
        return format_html(
            '<a class="chip" data-variant="{}" href="{}">{}</a>', variant, href, trimmed(content)
        )
    return format_html('<span class="chip" data-variant="{}">{}</span>', variant, trimmed(content))


@register.simple_block_tag
def empty(content: SafeString, *, title: str, icon: str = "stones", level: int = 2) -> SafeString:
    """Nothing here yet: say what will be, why it is worth having, and the first step."""
    return render("empty", content=content, title=title, icon_name=icon, level=level)


@register.simple_block_tag
def code(content: SafeString, *, language: str = "", copy: bool = True, label: str = "") -> SafeString:
    """A block of code or text to copy. Highlighted HTML from Pygments may be its content."""
    return render("code", content=trimmed(content), language=language, copy=copy, label=label)
