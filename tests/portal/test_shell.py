"""The shell around every page: the rooms it shows, the colour scheme, the design system."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from portal.components.library import register
from portal.models import User
from portal.navigation import ANYONE, MEMBER, Room, rooms_for

HOME = Room(label="Home", address="/health/live", roles=frozenset({ANYONE}))
MINE = Room(label="Mine", address="/settings/", roles=frozenset({MEMBER}))
TALENT = Room(label="Talent", address="/organisations/", roles=frozenset({"recruiter"}))
UNBUILT = Room(label="Moon", address="/there-is-no-such-room/", roles=frozenset({ANYONE}))
ROOMS = (HOME, MINE, TALENT, UNBUILT)


def test_without_an_account_only_public_rooms_that_exist_are_shown() -> None:
    assert rooms_for(ROOMS, roles=frozenset({"recruiter"}), signed_in=False) == [HOME]


def test_a_role_opens_its_room() -> None:
    assert rooms_for(ROOMS, roles=frozenset(), signed_in=True) == [HOME, MINE]
    assert rooms_for(ROOMS, roles=frozenset({"recruiter"}), signed_in=True) == [HOME, MINE, TALENT]


def change(client: Client, scheme: str, back: str = "/courses/?q=a") -> HttpResponse:
    return client.post(reverse("appearance"), {"scheme": scheme, "next": back})  # type: ignore[return-value]


def test_the_scheme_is_remembered_and_the_reader_sent_back(client: Client) -> None:
    response = change(client, "dark")
    assert (response.status_code, response["Location"]) == (303, "/courses/?q=a")
    assert client.cookies["colour_scheme"].value == "dark"


def test_automatic_forgets_the_choice(client: Client) -> None:
    change(client, "light")
    change(client, "auto")
    assert client.cookies["colour_scheme"].value == ""


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_nobody_is_sent_to_another_site(client: Client, back: str) -> None:
    assert change(client, "dark", back)["Location"] == "/"


def test_an_unknown_scheme_is_refused_and_reading_changes_nothing(client: Client) -> None:
    assert change(client, "sepia").status_code == 400
    assert client.get(reverse("appearance")).status_code == 405
    assert "colour_scheme" not in client.cookies


def test_the_design_system_uses_every_component() -> None:
    from django.template.loader import get_template

    from portal.views.styleguide import GROUPS

    shown = "".join(get_template(f"styleguide/{name}.html").template.source for name in GROUPS)  # type: ignore[attr-defined]
    # Three live on every page or need one of their own: the crumbs' frame, the icons' list, the form's saver.
    elsewhere = {"breadcrumbs", "icon", "save_status"}
    assert {
        name for name in register.tags if f"{{% {name} " not in shown and f"{{% {name}%}}" not in shown
    } <= elsewhere


@pytest.mark.django_db
def test_only_operators_see_the_design_system(
    staff: User, alice: User, charlie: User, client_of: Callable[[User | None], Client]
) -> None:
    seen = [
        client_of(person).get(reverse("styleguide")).status_code for person in (staff, alice, charlie, None)
    ]
    assert seen == [200, 404, 404, 302]


@pytest.mark.django_db
def test_the_header_names_the_reader_and_marks_the_room(
    staff: User, client_of: Callable[[User | None], Client]
) -> None:
    html = client_of(staff).get(reverse("styleguide")).content.decode()
    assert "Olu Okafor" in html
    assert '<a href="/styleguide/" aria-current="true">' in html
    assert "Sign in" not in html


@pytest.mark.django_db
def test_the_chosen_scheme_is_in_the_page_before_any_script(
    staff: User, client_of: Callable[[User | None], Client]
) -> None:
    client = client_of(staff)
    change(client, "dark")
    assert ' data-scheme="dark">' in client.get(reverse("styleguide")).content.decode().split("<head>")[0]
