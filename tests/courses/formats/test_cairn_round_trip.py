"""Whatever a course holds, its folder says it, and says it again in the same bytes."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from courses.formats import read, write_cairn, write_cairn_folder, write_cairn_zip
from courses.formats.items import item_problems
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
from courses.grading import parse_item

from .every_item import COURSE, ITEMS

characters = st.characters(codec="utf-8", exclude_characters="\r\ufeff", exclude_categories=["Cs", "Cc"])
# A link that leads nowhere is refused by the reader; these properties are about text.
texts = (
    st.lists(st.text(characters | st.just("\n"), max_size=30), max_size=4)
    .map("\n".join)
    .map(lambda text: text.replace("](", "] (").replace("]:", "] :").replace("<", "‹"))
)
words = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=20)
slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
skills = st.dictionaries(slugs | st.just("https://a.example/skill#1"), st.integers(1, 5), max_size=3).map(
    lambda levels: tuple(SkillLevel(skill, level) for skill, level in levels.items())
)
MARKDOWN = {"prompt", "feedback", "feedback_true", "feedback_false", "text", "left", "right"}


def reworded(value, draw, key=""):
    """The item's data with some of its texts replaced by any others."""
    if isinstance(value, dict):
        return {name: reworded(one, draw, name) for name, one in value.items()}
    if isinstance(value, list):
        return [reworded(one, draw, key) for one in value]
    if isinstance(value, str) and key in MARKDOWN and draw(st.booleans()):
        return value + draw(texts)
    return value


@st.composite
def items(draw):
    chosen = draw(st.lists(st.sampled_from(ITEMS), max_size=4, unique_by=lambda item: item["key"]))
    found = [reworded(item, draw) for item in chosen]
    found = [item for item in found if not list(item_problems(item))]
    return tuple(item | {"feedback": draw(texts.filter(str.strip))} for item in found)


def optional(values):
    return st.none() | values


@st.composite
def assessments(draw, keys):
    half = draw(st.integers(0, len(keys)))
    sections = []
    if keys[:half]:
        sections.append(
            SectionDocument(
                draw(words), keys[:half], pass_mark=draw(optional(st.sampled_from([0.0, 0.25, 1.0])))
            )
        )
    if keys[half:]:
        sections.append(
            SectionDocument(draw(words), draw=draw(st.integers(1, len(keys[half:]))), pool=keys[half:])
        )
    return AssessmentDocument(
        draw(words), pass_mark=draw(st.floats(0, 1)), attempts=draw(st.integers(0, 9)), minutes=draw(optional(st.integers(1, 99))),
        delay_minutes=draw(st.integers(0, 99)), navigation=draw(st.sampled_from(["free", "sequential"])),
        shuffle=draw(st.booleans()), sections=tuple(sections),
    )  # fmt: skip


@st.composite
def courses(draw):
    lessons = [
        LessonDocument(
            slug, draw(words), draw(st.integers(0, 99)), tuple(draw(st.lists(words, max_size=2))), draw(texts)
        )
        for slug in draw(st.lists(slugs, min_size=1, max_size=4, unique=True))
    ]
    cut = draw(st.integers(0, len(lessons)))
    modules = (
        ModuleDocument(draw(words), tuple(lessons[:cut])),
        ModuleDocument(draw(words), tuple(lessons[cut:])),
    )
    found = draw(items())
    keys = tuple(item["key"] for item in found)
    assessment = draw(optional(assessments(keys))) if keys else None
    achievement = AchievementDocument(
        slug=draw(slugs), name=draw(words), type=draw(st.sampled_from(["MicroCredential", "Course", "ext:Tea"])),
        description=draw(texts.map(str.strip).filter(bool)), criteria=draw(texts.map(str.strip).filter(bool)),
        skills=draw(skills), hours=draw(optional(st.floats(0, 99))), credits=draw(optional(st.floats(0, 99))),
        eqf_level=draw(optional(st.integers(1, 8))), validity_months=draw(optional(st.integers(1, 99))),
        family=draw(optional(slugs)),
    )  # fmt: skip
    reading = sum(lesson.minutes for lesson in lessons)
    return CourseDocument(
        slug=draw(slugs), title=draw(words), language=draw(st.sampled_from(["en", "pt-BR"])), summary=draw(words),
        description=draw(texts.map(str.strip)), field=draw(words).lower(), level="advanced",
        minutes=max(1, reading + (assessment.minutes or 0 if assessment else 0)), licence=draw(words),
        authors=tuple(draw(st.lists(words, max_size=2))), skills=draw(skills),
        modules=tuple(module for module in modules if module.lessons), items=found, assessment=assessment,
        achievement=draw(optional(st.just(achievement))),
        assets=(Asset("assets/kettle.png", "image/png", draw(st.binary(max_size=20).map(lambda data: b"\x89PNG" + data))),),
    )  # fmt: skip


@settings(max_examples=150)
@given(courses())
def test_any_course_survives_in_its_folder_and_in_a_zip(course):
    reading = course.minutes - sum(lesson.minutes for lesson in course.lessons)
    if reading and course.assessment is None:
        course = replace(
            course,
            modules=(
                *course.modules,
                ModuleDocument("M", (LessonDocument("-".join(["x"] * 20), "X", reading),)),
            ),
        )
    files = write_cairn(course)
    again = read(files).course
    assert again == course
    assert write_cairn(again) == files
    archive = write_cairn_zip(course)
    assert write_cairn_zip(read(archive).course) == archive


def test_a_course_with_every_type_of_item_survives(tmp_path):
    assert {item["type"] for item in ITEMS} >= {"single_choice", "cloze", "essay", "file", "description"}
    assert [list(item_problems(item)) for item in ITEMS] == [[]] * len(ITEMS)
    write_cairn_folder(COURSE, tmp_path)
    again = read(tmp_path).course
    assert again == COURSE
    assert write_cairn(again) == write_cairn(COURSE)
    assert [parse_item(item) for item in again.items] == [parse_item(item) for item in ITEMS]
