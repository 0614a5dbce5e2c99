"""Every fact that one room tells is heard by another, through one table."""

import dataclasses
import re
import typing

import pytest

from portal.events import Event, event_types
from portal.subscriptions import SUBSCRIPTIONS

from .source import APPS, ROOT, files_with

EVENTS = sorted(event_types().items())
PRIMITIVES = {
    str,
    int,
    float,
    bool,
    str | None,
    int | None,
    float | None,
    dict[str, typing.Any],
    list[str],
    tuple[str, ...],
}


def test_there_are_events() -> None:
    assert EVENTS
    assert len(EVENTS) == len({event.__name__ for event in Event.__subclasses__()}), "two events share a type"


@pytest.mark.parametrize(("name", "event"), EVENTS, ids=[name for name, _ in EVENTS])
def test_every_event_has_a_subscriber(name: str, event: type[Event]) -> None:
    assert [subscription.name for subscription in SUBSCRIPTIONS if subscription.event is event], (
        f"nobody hears {name}: subscribe somebody, or do not publish it"
    )


@pytest.mark.parametrize(("name", "event"), EVENTS, ids=[name for name, _ in EVENTS])
def test_every_event_is_published_somewhere(name: str, event: type[Event]) -> None:
    publishers = [
        path
        for path in files_with(".py", under=APPS)
        if path != ROOT / "portal" / "events.py"
        and re.search(rf"\b{event.__name__}\(", path.read_text(encoding="utf-8"))
    ]

    assert publishers, f"{event.__name__} is never published"


@pytest.mark.parametrize(("name", "event"), EVENTS, ids=[name for name, _ in EVENTS])
def test_an_event_is_a_frozen_record_of_primitives_with_a_versioned_type(
    name: str, event: type[Event]
) -> None:
    assert re.fullmatch(r"[a-z_]+(\.[a-z_]+)+\.v[1-9]\d*", name)
    assert dataclasses.is_dataclass(event)
    assert event.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert event.__dataclass_params__.kw_only  # type: ignore[attr-defined]
    hints = typing.get_type_hints(event)
    fields = {field.name: hints[field.name] for field in dataclasses.fields(event)}
    assert {field: kind for field, kind in fields.items() if kind not in PRIMITIVES} == {}
    personal = {"email", "name", "legal_name", "chosen_name", "phone", "address"}
    assert set(fields) & personal == set(), "events carry ids, not people"


def test_the_stored_names_of_subscriptions_are_unique() -> None:
    names = [subscription.name for subscription in SUBSCRIPTIONS]

    assert sorted(names) == sorted(set(names))


def test_handlers_live_in_the_doors_of_their_rooms() -> None:
    homes = {subscription.name: subscription.handler.__module__ for subscription in SUBSCRIPTIONS}

    strays = {
        name: module
        for name, module in homes.items()
        if module.split(".")[1:2] not in (["handlers"], ["tasks"])
    }
    assert strays == {}
