"""Which addresses answer strangers: each is listed with its reason, and nothing is listed that is gone."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from .public_addresses import PUBLIC

OTHER_PEOPLES = tuple(route.removesuffix("…") for route in PUBLIC if route.endswith("…"))


def _patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    for pattern in resolver.url_patterns:
        route = prefix + ("" if isinstance(pattern.pattern, LocalePrefixPattern) else str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


def _routes() -> dict[str, Callable[..., Any]]:
    return dict(_patterns(get_resolver()))


def _is_public(view: Callable[..., Any]) -> bool:
    """How LoginRequiredMiddleware decides: every view asks for a sign-in unless it is marked."""
    return not getattr(view, "login_required", True)


def _belongs_to_others(route: str) -> bool:
    return route.startswith(OTHER_PEOPLES)


def test_every_public_address_is_listed_with_its_reason() -> None:
    public = {
        route for route, view in _routes().items() if _is_public(view) and not _belongs_to_others(route)
    }

    assert public, "no address is public: the check looks in the wrong place"
    assert public - PUBLIC.keys() == set(), (
        "list these in public_addresses.py with a reason, or ask for a sign-in"
    )


@pytest.mark.parametrize("route", sorted(PUBLIC))
def test_every_listed_address_exists_and_is_public(route: str) -> None:
    public = [name for name, view in _routes().items() if _is_public(view)]
    if route.endswith("…"):
        listed = any(name.startswith(route.removesuffix("…")) for name in public)
    else:
        listed = route in public

    if not listed:
        pytest.fail(f"{route!r} is gone or asks for a sign-in now: take it off the list")


def test_every_reason_says_something() -> None:
    assert [route for route, reason in PUBLIC.items() if len(reason.split()) < 4] == []


def test_the_middleware_that_asks_for_a_sign_in_is_on() -> None:
    from django.conf import settings

    order = settings.MIDDLEWARE
    authentication = order.index("django.contrib.auth.middleware.AuthenticationMiddleware")
    assert order.index("django.contrib.auth.middleware.LoginRequiredMiddleware") > authentication
