"""What portfolio pages say of their parts."""

from urllib.parse import urlsplit

from django import template
from django.utils.safestring import SafeString

from portfolios.queries.markup import html_of

register = template.Library()


@register.filter
def markdown(text: str, prefix: str) -> SafeString:
    """Learners' Markdown as safe HTML; `prefix` keeps the ids of several texts on a page apart."""
    return html_of(text, prefix=f"{prefix}-")


@register.filter
def host(url: str) -> str:
    """The name of the site behind an address."""
    return urlsplit(url).hostname or url
