"""Bringing a framework of skills in, again and again, without losing what refers to it."""

import collections
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal import audit
from portal.models import User
from skills.errors import FrameworkInvalid
from skills.models import Framework, Skill, SkillFamily

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
MOST_SKILLS = 50_000


@transaction.atomic(durable=True)
def import_framework(data: Mapping[str, Any], *, actor: User) -> Framework:
    """Create or update a framework by its slugs; what the data no longer has is retired, never deleted.

    `data` is {"framework": {slug, name, version, url?, licence?},
    "families": [{slug, name, half_life_months}],
    "skills": [{slug, family, label, description, alternatives?, uri?, broader?}]}.
    Raises `FrameworkInvalid` with every problem before anything is written.
    """
    _check(data)
    head = data["framework"]
    framework, _new = Framework.objects.update_or_create(
        slug=head["slug"],
        defaults={
            "name": head["name"],
            "version": str(head.get("version", "")),
            "url": head.get("url", ""),
            "licence": head.get("licence", ""),
        },
    )
    families = {
        entry["slug"]: SkillFamily.objects.update_or_create(
            framework=framework,
            slug=entry["slug"],
            defaults={"name": entry["name"], "half_life_months": entry.get("half_life_months")},
        )[0]
        for entry in data["families"]
    }
    _write_skills(framework, families, data["skills"])
    audit.record("framework.imported", framework, actor=actor, skills=len(data["skills"]))
    return framework


def _write_skills(
    framework: Framework, families: Mapping[str, SkillFamily], entries: Sequence[Mapping[str, Any]]
) -> None:
    fields = ["family", "label", "description", "alternatives", "external_uri", "search_text", "retired_at"]
    skills = [
        Skill(
            framework=framework,
            slug=entry["slug"],
            family=families.get(entry.get("family", "")),
            label=entry["label"],
            description=entry.get("description", ""),
            alternatives=list(entry.get("alternatives", [])),
            external_uri=entry.get("uri", ""),
            search_text=" · ".join([entry["label"], *entry.get("alternatives", [])]),
        )
        for entry in entries
    ]
    Skill.objects.bulk_create(
        skills,
        update_conflicts=True,
        unique_fields=["framework", "slug"],
        update_fields=fields,
        batch_size=1000,
    )
    slugs = {entry["slug"]: entry.get("broader") for entry in entries}
    framework.skills.filter(retired_at=None).exclude(slug__in=slugs).update(retired_at=timezone.now())
    stored = {skill.slug: skill for skill in framework.skills.filter(slug__in=slugs)}
    for slug, broader in slugs.items():
        stored[slug].broader = stored[broader] if broader else None
    Skill.objects.bulk_update(stored.values(), ["broader"], batch_size=1000)


def _check(data: Mapping[str, Any]) -> None:
    problems = [*_shape_problems(data)]
    if not problems:
        problems = [*_entry_problems(data)]
    if problems:
        raise FrameworkInvalid(problems[:50])


def _shape_problems(data: Mapping[str, Any]) -> list[str]:
    problems = []
    head = data.get("framework") if isinstance(data, Mapping) else None
    if (
        not isinstance(head, Mapping)
        or not head.get("name")
        or not _SLUG.fullmatch(str(head.get("slug", "")))
    ):
        problems.append("framework: give a slug (lower-case letters, digits, hyphens) and a name.")
    for part in ("families", "skills"):
        entries = data.get(part) if isinstance(data, Mapping) else None
        if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
            problems.append(f"{part}: give a list of entries.")
        elif len(entries) > MOST_SKILLS:
            problems.append(f"{part}: at most {MOST_SKILLS} entries, this has {len(entries)}.")
    return problems


def _entry_problems(data: Mapping[str, Any]) -> list[str]:
    problems = []
    families = {str(entry.get("slug", "")) for entry in data["families"]}
    slugs = collections.Counter(str(entry.get("slug", "")) for entry in data["skills"])
    for number, entry in enumerate(data["families"], 1):
        if not _SLUG.fullmatch(str(entry.get("slug", ""))) or not entry.get("name"):
            problems.append(f"families[{number}]: give a slug and a name.")
    for number, entry in enumerate(data["skills"], 1):
        place = f"skills[{number}] {entry.get('slug', '')}"
        if not _SLUG.fullmatch(str(entry.get("slug", ""))) or not entry.get("label"):
            problems.append(f"{place}: give a slug and a label.")
        if slugs[str(entry.get("slug", ""))] > 1:
            problems.append(f"{place}: this slug stands twice.")
        if entry.get("family") and entry["family"] not in families:
            problems.append(f"{place}: the family {entry['family']} is not in families.")
        if entry.get("broader") and entry["broader"] not in slugs:
            problems.append(f"{place}: the broader skill {entry['broader']} is not in skills.")
    return problems
