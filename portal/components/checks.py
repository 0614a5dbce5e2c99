"""The rows of a verification report. What was not checked never looks like what was."""

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from portal.components.library import one_of, register, render, trimmed

STATUSES: dict[str, tuple[str | Promise, str]] = {
    "valid": (_("Valid"), "check-circle"),
    "invalid": (_("Invalid"), "cross-circle"),
    "not_checked": (_("Not checked"), "question"),
    "not_applicable": (_("Not applicable"), "dash-circle"),
}


@register.simple_block_tag
def checks(content: SafeString, *, label: str) -> SafeString:
    """The list around `{% check %}` rows."""
    return format_html('<ul class="checks" aria-label="{}">{}</ul>', label, content)


@register.simple_block_tag
def check(content: SafeString, *, name: str, status: str) -> SafeString:
    """One check by name with its result as a word and an icon; the content says how it was found."""
    one_of("check", "status", status, STATUSES)
    word, picture = STATUSES[status]
    return render("check", content=trimmed(content), name=name, status=status, word=word, icon_name=picture)
