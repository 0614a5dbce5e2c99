"""What people press: buttons, links that look like them, icons, dialogs and disclosures."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.components.library import one_of, passed_through, register, render, trimmed

VARIANTS = ("primary", "quiet", "danger", "plain")
SIZES = ("small", "medium", "large")
# Pictures that point forward along the line of text turn round in a right-to-left page.
_DIRECTED = frozenset({"arrow-right", "arrow-left", "chevron-right", "chevron-left", "external", "sign-out"})
ICONS = frozenset(
    """
    account alert archive arrow-left arrow-right bell book briefcase calendar cairn check check-circle
    chevron-down chevron-left chevron-right circle clock close contrast copy cross-circle dash-circle
    document download edit external eye filter flag folder grip hint info language link lock mail map-pin
    menu minus moon move-down move-up people play plus question search settings share shield sign-out star
    stones sun tag trash upload warning
    """.split()  # noqa: SIM905 - sixty quoted names read worse
)


@register.simple_tag
def icon(name: str, *, label: str = "", size: str = "text") -> SafeString:
    """Draw one of `ICONS`; without a `label` it is decoration and hidden from screen readers."""
    one_of("icon", "name", name, ICONS)
    one_of("icon", "size", size, ("text", "large"))
    said = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="icon" {}{}{}><use href="{}#{}"></use></svg>',
        said,
        SafeString(' data-size="large"') if size == "large" else "",
        SafeString(" data-flip") if name in _DIRECTED else "",
        static("icons/sprite.svg"),
        name,
    )


def _picture(name: str) -> SafeString | str:
    return icon(name) if name else ""


@register.simple_block_tag
def button(
    content: SafeString,
    *,
    variant: str = "primary",
    type: str = "submit",  # noqa: A002 - the attribute's own name
    size: str = "medium",
    name: str = "",
    value: str = "",
    id: str = "",  # noqa: A002 - the attribute's own name
    form: str = "",
    formaction: str = "",
    formnovalidate: bool = False,
    disabled: bool = False,
    icon: str = "",
    **attrs: object,
) -> SafeString:
    """A `<button>`. Disabled ones need a sentence near them saying why."""
    return render(
        "button",
        content=trimmed(content),
        variant=one_of("button", "variant", variant, VARIANTS),
        type=one_of("button", "type", type, ("submit", "button", "reset")),
        size=one_of("button", "size", size, SIZES),
        name=name,
        value=value,
        id=id,
        form=form,
        formaction=formaction,
        formnovalidate=formnovalidate,
        disabled=disabled,
        picture=_picture(icon),
        attrs=passed_through("button", attrs),
    )


@register.simple_block_tag
def linkbutton(
    content: SafeString,
    *,
    href: str,
    variant: str = "quiet",
    size: str = "medium",
    icon: str = "",
    download: bool = False,
    rel: str = "",
    **attrs: object,
) -> SafeString:
    """An `<a>` that looks like a button: for going somewhere, never for changing something."""
    return render(
        "linkbutton",
        content=trimmed(content),
        href=href,
        variant=one_of("linkbutton", "variant", variant, VARIANTS),
        size=one_of("linkbutton", "size", size, SIZES),
        picture=_picture(icon),
        download=download,
        rel=rel,
        attrs=passed_through("linkbutton", attrs),
    )


@register.simple_block_tag
def disclosure(content: SafeString, *, summary: str, open: bool = False, id: str = "") -> SafeString:  # noqa: A002
    """A `<details>`: less important text that opens where it stands."""
    return render("disclosure", content=content, summary=summary, open=open, id=id)


@register.simple_block_tag
def dialog(content: SafeString, *, id: str, title: str) -> SafeString:  # noqa: A002
    """A modal `<dialog>`; `{% dialog_trigger %}` opens it. What it asks has a page too."""
    return render("dialog", content=content, id=id, title=title)


@register.simple_block_tag
def dialog_trigger(content: SafeString, *, dialog: str, href: str, variant: str = "quiet") -> SafeString:
    """A link to the page at `href`; with JavaScript it opens the dialog with the id `dialog` instead."""
    return render(
        "dialog_trigger",
        content=trimmed(content),
        dialog=dialog,
        href=href,
        variant=one_of("dialog_trigger", "variant", variant, VARIANTS),
    )
