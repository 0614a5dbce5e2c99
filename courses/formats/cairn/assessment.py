"""The assessment file: rules, and sections of fixed or drawn items."""

from __future__ import annotations

from collections.abc import Set

from courses.formats.errors import Problem
from courses.formats.fields import Fields, unique
from courses.formats.model import AssessmentDocument, SectionDocument
from courses.formats.yaml_source import Located


def read_assessment(source: Located, keys: Set[str], problems: list[Problem]) -> AssessmentDocument:
    """`keys` are the items that exist; sections may name no others, and none twice."""
    fields = Fields(source, (), problems)
    sections = tuple(_read_section(section, keys) for section in fields.mappings("sections", required=True))
    named = [key for section in sections for key in (*section.items, *section.pool)]
    message = "the item “{}” is in the assessment twice; keep it in one place"
    unique(named, lambda _, key: fields.report("sections", message.format(key)))
    document = AssessmentDocument(
        title=fields.line_of_text("title"),
        pass_mark=fields.number("pass_mark", default=0.7),
        attempts=fields.integer("attempts", default=0, most=1000),
        minutes=fields.optional_integer("minutes", least=1, most=1440),
        delay_minutes=fields.integer("delay_minutes", default=0, most=525_600),
        navigation=fields.choice("navigation", ("free", "sequential"), default="free"),
        shuffle=fields.flag("shuffle", default=False),
        sections=sections,
    )
    fields.finish()
    return document


def _read_section(fields: Fields, keys: Set[str]) -> SectionDocument:
    section = SectionDocument(
        title=fields.line_of_text("title"),
        items=fields.texts("items"),
        draw=fields.optional_integer("draw", least=1, most=1000),
        pool=fields.texts("from"),
        pass_mark=fields.optional_number("pass_mark"),
    )
    fields.finish()
    if bool(section.items) == bool(section.pool):
        fields.report((), "give the section either “items”, or “draw” and “from”")
    elif section.items and section.draw is not None:
        fields.report("draw", "“draw” belongs to “from”; with “items” every item is asked")
    elif section.pool and section.draw is None:
        fields.report("from", "“from” needs “draw”: how many of these items each attempt gets")
    elif section.draw is not None and section.draw > len(section.pool):
        fields.report("draw", f"“draw” is {section.draw}, but “from” lists {len(section.pool)} items")
    for name, listed in (("items", section.items), ("from", section.pool)):
        for index, key in enumerate(listed):
            if key not in keys:
                fields.report((name, index), f"there is no item “{key}” in the items folder")
    return section
