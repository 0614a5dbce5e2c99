"""Importing frameworks, finding skills, their pages."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from portal.models import AuditEntry, User
from skills.errors import FrameworkInvalid
from skills.fields import SkillField
from skills.models import Framework, Skill
from skills.services.frameworks import import_framework
from tests.factories.skills import SkillFactory

DATA: dict[str, Any] = {
    "framework": {"slug": "ward", "name": "Ward skills", "version": "1"},
    "families": [{"slug": "care", "name": "Care", "half_life_months": 18}],
    "skills": [
        {
            "slug": "hand-hygiene",
            "family": "care",
            "label": "Hand hygiene",
            "description": "Clean hands.",
            "alternatives": ["hand washing"],
            "broader": "infection-prevention",
        },
        {
            "slug": "infection-prevention",
            "family": "care",
            "label": "Infection prevention",
            "description": "…",
        },
    ],
}


def changed(**parts: Any) -> dict[str, Any]:
    return copy.deepcopy(DATA) | parts


def test_importing_twice_makes_nothing_twice(staff: User) -> None:
    first = import_framework(DATA, actor=staff)
    ids = set(Skill.objects.values_list("uuid", flat=True))
    assert import_framework(DATA, actor=staff) == first
    assert set(Skill.objects.values_list("uuid", flat=True)) == ids
    skill = Skill.objects.get(slug="hand-hygiene")
    assert skill.broader is not None
    assert skill.broader.slug == "infection-prevention"
    assert AuditEntry.objects.filter(action="framework.imported").count() == 2


def test_what_a_newer_version_lacks_is_retired_and_comes_back(staff: User) -> None:
    import_framework(DATA, actor=staff)
    import_framework(changed(skills=[DATA["skills"][1]]), actor=staff)
    assert set(Skill.objects.current().values_list("slug", flat=True)) == {"infection-prevention"}
    import_framework(DATA, actor=staff)
    assert Skill.objects.current().count() == 2


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({}, "framework: give a slug (lower-case letters, digits, hyphens) and a name."),
        (changed(framework={"slug": "Ward!", "name": "x"}), "framework: give a slug"),
        (changed(skills="none"), "skills: give a list of entries."),
        (changed(families=[{"slug": "care"}]), "families[1]: give a slug and a name."),
        (changed(skills=[{"slug": "a", "label": "A"}] * 2), "skills[1] a: this slug stands twice."),
        (
            changed(skills=[{"slug": "a", "label": "A", "family": "x"}]),
            "skills[1] a: the family x is not in families.",
        ),
        (
            changed(skills=[{"slug": "a", "label": "A", "broader": "b"}]),
            "the broader skill b is not in skills.",
        ),
        (changed(skills=[{"slug": "a"}]), "skills[1] a: give a slug and a label."),
    ],
)
def test_a_bad_file_names_each_place_and_writes_nothing(staff: User, data: Any, problem: str) -> None:
    with pytest.raises(FrameworkInvalid) as caught:
        import_framework(data, actor=staff)
    assert any(problem in each for each in caught.value.problems)
    assert Framework.objects.count() == 0


def test_the_command_imports_for_an_operator_only(
    staff: User, charlie: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "skills.yaml"
    file.write_text(yaml.safe_dump(DATA))
    with pytest.raises(CommandError, match="is no operator"):
        call_command("import_framework", str(file), actor=charlie.email)
    call_command("import_framework", str(file), actor=staff.email)
    assert "Ward skills 1: 2 skills" in capsys.readouterr().out


@pytest.mark.parametrize("words", ["hand hygiene", "hand hygeine", "hand wash", "Hnad hygiene"])
def test_search_forgives_typing_mistakes_and_knows_other_names(staff: User, words: str) -> None:
    import_framework(DATA, actor=staff)
    assert [skill.slug for skill in Skill.objects.matching(words)][:1] == ["hand-hygiene"]


def test_search_finds_nothing_for_nothing(staff: User) -> None:
    import_framework(DATA, actor=staff)
    assert list(Skill.objects.matching("   ")) == []
    assert list(Skill.objects.matching("quantum gardening")) == []


def test_a_skill_is_found_by_its_short_name_and_by_its_address(staff: User) -> None:
    import_framework(DATA, actor=staff)
    skill = Skill.objects.get(slug="hand-hygiene")
    other = SkillFactory.create(external_uri="http://data.europa.eu/esco/skill/1")
    assert skill.uri.endswith("/skills/ward/hand-hygiene/")
    assert Skill.objects.by_reference(skill.uri).get() == skill
    assert Skill.objects.by_reference("hand-hygiene").get() == skill
    assert Skill.objects.by_reference(other.uri).get() == other


def test_the_field_takes_names_and_suggests_the_closest(staff: User) -> None:
    import_framework(DATA, actor=staff)
    field = SkillField()
    assert field.clean("hand HYGIENE").slug == "hand-hygiene"
    assert field.clean("hand washing").slug == "hand-hygiene"
    with pytest.raises(ValidationError, match="Did you mean: Hand hygiene"):
        field.clean("hand hygeine")
    with pytest.raises(ValidationError, match="Try a shorter"):
        field.clean("quantum gardening")


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_the_same_number_of_queries(
    rows: int, client: Client, db: None, django_assert_num_queries: Callable
) -> None:
    skills = [SkillFactory.create(label=f"Listening {number}") for number in range(rows)]
    for skill in skills[1:]:
        Skill.objects.filter(pk=skill.pk).update(framework=skills[0].framework)
    with django_assert_num_queries(3):
        response = client.get(reverse("skills:framework", args=[skills[0].framework.slug]))
    assert response.content.decode().count("Listening") == rows
    with django_assert_num_queries(1):
        response = client.get(
            reverse("skills:search"), {"q": "listening"}, headers={"Accept": "application/json"}
        )
    assert len(response.json()["results"]) == rows


def test_a_skill_page_stands_under_its_address_for_anyone(client: Client, db: None) -> None:
    skill = SkillFactory.create(label="Listening", description="Hears what is meant.")
    page = client.get(skill.get_absolute_url())
    assert page.status_code == 200
    assert "Hears what is meant." in page.content.decode()
    assert client.get(reverse("skills:skill", args=[skill.framework.slug, "unknown"])).status_code == 404
