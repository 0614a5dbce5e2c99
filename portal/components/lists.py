"""Lists without cards: rows between hairlines, facts, figures, people, moments, tables."""

from datetime import date, datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.components.library import one_of, passed_through, register, render, trimmed


@register.simple_block_tag
def entries(
    content: SafeString, *, density: str = "normal", label: str = "", ordered: bool = False
) -> SafeString:
    """The list around `{% entry %}` rows."""
    one_of("entries", "density", density, ("normal", "compact"))
    return render("entries", content=content, density=density, label=label, element="ol" if ordered else "ul")


@register.simple_block_tag
def entry(
    content: SafeString,
    *,
    title: str,
    href: str = "",
    meta: str = "",
    aside: str = "",
    figure: str = "",
    level: int = 2,
    **attrs: object,
) -> SafeString:
    """One row: a title that is the link, a line of facts, the content, and what stands at the end of the row.

    `figure` is safe markup (a stone, a picture); `meta` and `aside` are text or safe markup; `level` is the
    heading's level: 2 under the page's title, 3 under a section's.
    """
    return render(
        "entry",
        content=trimmed(content),
        title=title,
        href=href,
        meta=meta,
        aside=aside,
        figure=figure,
        level=level,
        attrs=passed_through("entry", attrs),
    )


@register.simple_block_tag
def facts(content: SafeString, *, layout: str = "columns") -> SafeString:
    """A definition list of `{% fact %}` rows; `stacked` puts each value under its term."""
    one_of("facts", "layout", layout, ("columns", "stacked"))
    return format_html('<dl class="facts" data-layout="{}">{}</dl>', layout, content)


@register.simple_block_tag
def fact(content: SafeString, *, term: str) -> SafeString:
    """One term and its value."""
    return format_html('<div class="fact"><dt>{}</dt><dd>{}</dd></div>', term, trimmed(content))


@register.simple_block_tag
def stats(content: SafeString) -> SafeString:
    """The list around `{% stat %}` figures."""
    return format_html('<dl class="stats">{}</dl>', content)


@register.simple_tag
def stat(*, value: object, label: str, note: str = "") -> SafeString:
    """One figure with its name; format numbers before they come here."""
    extra = format_html('<dd class="stat-note">{}</dd>', note) if note else ""
    return format_html('<div class="stat"><dt>{}</dt><dd>{}</dd>{}</div>', label, value, extra)


@register.simple_tag
def person(*, name: str, meta: str = "", href: str = "") -> SafeString:
    """A person by name, without a portrait; `meta` says in what part."""
    who = (
        format_html('<a class="person-name" href="{}">{}</a>', href, name)
        if href
        else format_html('<span class="person-name">{}</span>', name)
    )
    what = format_html(' <span class="person-meta">{}</span>', meta) if meta else ""
    return format_html('<span class="person">{}{}</span>', who, what)


@register.simple_block_tag
def timeline(content: SafeString, *, label: str = "") -> SafeString:
    """The list around `{% moment %}`s, oldest first or newest first as the page says."""
    named = format_html(' aria-label="{}"', label) if label else ""
    return format_html('<ol class="timeline"{}>{}</ol>', named, content)


@register.simple_block_tag
def moment(
    content: SafeString, *, title: str, when: date | datetime | str = "", current: bool = False
) -> SafeString:
    """One thing that happened; `when` is a date, a time, or words."""
    return render(
        "moment",
        content=trimmed(content),
        title=title,
        when=when,
        machine=when.isoformat() if isinstance(when, date) else "",
        has_time=isinstance(when, datetime),
        current=current,
    )


@register.simple_block_tag
def table(content: SafeString, *, caption: str, id: str, hide_caption: bool = False) -> SafeString:  # noqa: A002
    """A table with a caption; where it is too wide it scrolls by itself, also from the keyboard.

    The content is `<thead>` and `<tbody>`; mark figures with `data-numeric`. `id` names the scrolling region.
    """
    return render("table", content=content, caption=caption, id=id, hide_caption=hide_caption)
