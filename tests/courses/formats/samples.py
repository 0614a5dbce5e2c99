"""A small, complete course for tests, and where the shared sample inputs are."""

from pathlib import Path

import pytest

from courses.formats.model import (
    AchievementDocument,
    AssessmentDocument,
    Asset,
    CourseDocument,
    LessonDocument,
    ModuleDocument,
    SectionDocument,
    SkillLevel,
)

INPUTS = Path(__file__).parent / "inputs"
SHARED = Path(__file__).parents[4] / "shared" / "data"

needs_samples = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared sample inputs are absent")

PIXEL = bytes.fromhex("89504e470d0a1a0a0000000d49484452")


def small_course() -> CourseDocument:
    return CourseDocument(
        slug="tea",
        title="Tea: the basics",
        language="en",
        summary="Make a cup of tea.",
        description="Two paragraphs.\n\nThe *second* one.",
        field="food",
        level="introductory",
        minutes=15,
        licence="CC-BY-4.0",
        authors=("Ada", "Grace"),
        skills=(SkillLevel("tea-making", 1),),
        modules=(
            ModuleDocument(
                "Water",
                (
                    LessonDocument(
                        "boil", "Boil", 5, ("Boil water",), "## Heat\n\n![Kettle](../assets/kettle.png)"
                    ),
                    LessonDocument(
                        "pour", "Pour", 5, (), "See [boil](boil.md#heat).\n\n::: callout\nHot!\n:::"
                    ),
                ),
            ),
        ),
        items=(
            {
                "key": "degrees",
                "type": "numerical",
                "prompt": "How hot?\n\nIn °C.",
                "answers": [{"value": "100", "tolerance": "1"}],
            },
            {"key": "hot", "type": "true_false", "prompt": "Is it hot?", "answer": True, "mark": 2},
        ),
        assessment=AssessmentDocument(
            "Check",
            pass_mark=0.5,
            attempts=3,
            minutes=5,
            sections=(
                SectionDocument("One", ("degrees",)),
                SectionDocument("Two", draw=1, pool=("hot",), pass_mark=0.25),
            ),
        ),
        achievement=AchievementDocument(
            slug="tea",
            name="Tea",
            type="MicroCredential",
            description="Makes tea.",
            criteria="Pass:\n\n- the check",
            skills=(SkillLevel("tea-making", 1),),
            hours=1.0,
            validity_months=24,
            supervision="A colleague watches",
            guess_pass_limit=0.01,
        ),
        assets=(Asset("assets/kettle.png", "image/png", PIXEL),),
    )
