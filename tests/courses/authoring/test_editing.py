"""Writing in the browser: lessons, items, assessment, files; nothing typed is ever lost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courses.models import Assessment, CourseVersion, Item, Lesson
from courses.services import authoring
from courses.services.importing import import_reading
from portal.models import Organisation, User
from tests.courses.authoring.samples import DOT, small_course

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User | None], Client]


@pytest.fixture
def draft(provider: Organisation, alice: User, demo_skills: None) -> CourseVersion:
    return import_reading(small_course(), organisation=provider, actor=alice)


@pytest.fixture
def browser(alice: User, client_of: ClientOf) -> Client:
    return client_of(alice)


def address(name: str, draft: CourseVersion, **kwargs: Any) -> str:
    return reverse(f"courses:author_{name}", kwargs={"slug": draft.course.slug, **kwargs})


def lesson_form(lesson: Lesson, **changes: Any) -> dict[str, Any]:
    typed = {
        "title": lesson.title,
        "minutes": lesson.minutes,
        "objectives": "\n".join(lesson.objectives),
        "body": lesson.body,
        "seen": authoring.fingerprint(lesson),
    }
    return typed | changes


def test_a_lesson_is_saved(draft: CourseVersion, browser: Client) -> None:
    lesson = draft.lessons.get(slug="one")
    page = address("lesson", draft, uuid=lesson.uuid)

    response = browser.post(page, lesson_form(lesson, body="New *text*.", objectives="Do it\n\nSay it"))

    assert response.status_code == 303
    lesson.refresh_from_db()
    assert (lesson.body, lesson.objectives) == ("New *text*.", ["Do it", "Say it"])


def test_a_stale_save_shows_both_texts_and_keeps_what_is_stored(
    draft: CourseVersion, browser: Client, alice: User
) -> None:
    lesson = draft.lessons.get(slug="one")
    mine = lesson_form(lesson, body="My words.")
    page = address("lesson", draft, uuid=lesson.uuid)
    browser.post(page, lesson_form(lesson, body="Their words."))

    refused = browser.post(page, mine)

    assert refused.status_code == 409
    assert "My words." in refused.text
    assert "Their words." in refused.text
    lesson.refresh_from_db()
    assert lesson.body == "Their words."
    again = mine | {"seen": authoring.fingerprint(lesson)}
    assert browser.post(page, again).status_code == 303


def test_the_preview_saves_nothing_and_lets_no_script_through(draft: CourseVersion, browser: Client) -> None:
    lesson = draft.lessons.get(slug="one")
    page = address("lesson", draft, uuid=lesson.uuid)
    typed = {"preview": "1", "body": "**Bold**<script>alert(1)</script>[x](javascript:alert(1))"}

    fragment = browser.post(page, typed, headers={"HX-Request": "true"})
    whole = browser.post(page, lesson_form(lesson) | typed)

    assert "<strong>Bold</strong>" in fragment.text
    assert "<script" not in fragment.text
    assert 'href="javascript' not in fragment.text
    assert (whole.status_code, "Not saved yet" in whole.text) == (200, True)
    lesson.refresh_from_db()
    assert "Bold" not in lesson.body


def test_a_file_is_inserted_without_losing_what_was_typed(draft: CourseVersion, browser: Client) -> None:
    lesson = draft.lessons.get(slug="two")
    page = address("lesson", draft, uuid=lesson.uuid)
    upload = SimpleUploadedFile("My Picture.png", DOT, "image/png")
    typed = lesson_form(lesson, body="Unsaved words.") | {"upload-file": "1", "upload": upload}

    response = browser.post(page, typed)

    assert response.status_code == 200
    assert "Unsaved words." in response.text
    assert "../assets/my-picture.png" in response.text
    assert draft.course_assets.filter(path="assets/my-picture.png").exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("page.html", b"<script>"),
        ("run.exe", b"MZ"),
        ("fake.png", b"<svg/>"),
        ("empty.png", b""),
        ("data.csv", b"PK\x03\x04zip"),
        ("data.txt", b"\x1f\x8bgzip"),
    ],
)
def test_files_that_have_no_place_in_a_lesson_are_refused(
    name: str, data: bytes, draft: CourseVersion, browser: Client
) -> None:
    lesson = draft.lessons.get(slug="two")
    upload = SimpleUploadedFile(name, data)
    before = draft.course_assets.count()

    response = browser.post(
        address("lesson", draft, uuid=lesson.uuid),
        lesson_form(lesson, body="Still here.") | {"upload-file": "1", "upload": upload},
    )

    assert "Still here." in response.text
    assert draft.course_assets.count() == before


def item_form(kind: str) -> dict[str, Any]:
    common = {"key": f"new-{kind.replace('_', '-')}", "prompt": "Which?", "mark": "2", "feedback": "Because."}
    own: dict[str, dict[str, Any]] = {
        "single_choice": rows(
            "choices", [{"text": "A", "correct": "on"}, {"text": "B", "feedback": "No."}, {}]
        ),
        "multiple_choice": rows("choices", [{"text": "A", "correct": "on"}, {"text": "B"}])
        | {"policy": "all_or_nothing"},
        "true_false": {"answer": "true", "feedback_false": "Look again."},
        "short_text": rows("answers", [{"text": "mg"}]),
        "numerical": rows("answers", [{"value": "9.81", "tolerance": "0.05"}]) | rows("units", [{}]),
        "match": rows("pairs", [{"left": "a", "right": "1"}, {"left": "b", "right": "2"}])
        | {"distractors": "3"},
        "ordering": rows("entries", [{"text": "first"}, {"text": "second"}]) | {"method": "all_or_nothing"},
        "essay": rows("rubric", [{"criterion": "Cause", "levels": "0: none named\r\n 1,5 : named"}])
        | {"min_words": "50", "max_words": "", "assessor_notes": "Look for *when*.", "response_template": ""},
    }
    own["project"] = own["essay"]
    return common | rows("hints", [{"text": "Think.\r\n\r\n- of this"}, {}]) | own[kind]


def rows(prefix: str, values: list[dict[str, str]]) -> dict[str, str]:
    form = {f"{prefix}-TOTAL_FORMS": str(len(values)), f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(values):
        form |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return form


KINDS = (
    "single_choice", "multiple_choice", "true_false", "short_text", "numerical", "match", "ordering", "essay",
    "project",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_an_item_of_each_type_is_made_shown_again_and_tried(
    kind: str, draft: CourseVersion, browser: Client
) -> None:
    made = browser.post(address("new_item", draft, kind=kind), item_form(kind))

    assert made.status_code == 303, made.text
    item = Item.objects.select_related("current_version").get(key=f"new-{kind.replace('_', '-')}")
    assert item.current_version is not None
    assert (item.current_version.type, item.current_version.number) == (kind, 1)
    assert item.current_version.body["mark"] == 2
    assert item.current_version.body["hints"] == ["Think.\n\n- of this"], "a hint may have several lines"
    page = address("item", draft, uuid=item.uuid)
    assert "Try this item" in browser.get(page).text
    assert browser.post(page, {"try": "1"}).status_code == 200


def test_another_row_keeps_what_was_typed_and_complains_about_nothing(
    draft: CourseVersion, browser: Client
) -> None:
    typed = rows("choices", [{"text": "Only one so far"}]) | {
        "add-row": "choices",
        "prompt": "Half a question",
    }

    response = browser.post(address("new_item", draft, kind="single_choice"), typed)

    assert response.status_code == 200
    assert "Only one so far" in response.text
    assert "Half a question" in response.text
    assert 'name="choices-1-text"' in response.text


def test_a_rubric_is_lines_of_points_and_texts_and_comes_back_as_it_was(
    draft: CourseVersion, browser: Client
) -> None:
    browser.post(address("new_item", draft, kind="essay"), item_form("essay"))
    item = Item.objects.select_related("current_version").get(key="new-essay")
    assert item.current_version is not None
    levels = [{"points": 0, "text": "none named"}, {"points": 1.5, "text": "named"}]
    body = item.current_version.body
    assert (body["rubric"], body["min_words"]) == ([{"criterion": "Cause", "levels": levels}], 50)

    page = browser.get(address("item", draft, uuid=item.uuid)).text

    assert "0: none named\n1.5: named</textarea>" in page
    assert "Look for *when*." in page


def test_trying_an_essay_says_that_a_person_marks_it(draft: CourseVersion, browser: Client) -> None:
    browser.post(address("new_item", draft, kind="essay"), item_form("essay"))
    page = address("item", draft, uuid=Item.objects.get(key="new-essay").uuid)
    tried = browser.post(page, {"try": "1", "q1": "The chart was not read."}).text
    assert "An assessor marks this answer" in tried
    assert "% of the mark" not in tried.split("Try this item")[1]


def test_a_tried_answer_that_cannot_be_taken_stays_as_typed(draft: CourseVersion, browser: Client) -> None:
    browser.post(address("new_item", draft, kind="numerical"), item_form("numerical"))
    page = address("item", draft, uuid=Item.objects.get(key="new-numerical").uuid)
    tried = browser.post(page, {"try": "1", "q1": "about ten"}).text
    assert "This is not a number" in tried
    assert 'value="about ten"' in tried


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ("0: none\nnamed", "Line 2: begin with the points and a colon"),
        ("1: named\n0: none", "points must rise from level to level"),
        ("1: named", "expected 2 to 10 entries, found 1"),
    ],
)
def test_a_rubric_that_cannot_be_marked_by_says_why(
    levels: str, said: str, draft: CourseVersion, browser: Client
) -> None:
    typed = item_form("essay") | rows("rubric", [{"criterion": "Cause", "levels": levels}])
    response = browser.post(address("new_item", draft, kind="essay"), typed)
    assert response.status_code == 422
    assert said in response.text
    assert levels.splitlines()[0] in response.text


def test_an_item_that_cannot_be_graded_says_why(draft: CourseVersion, browser: Client) -> None:
    typed = {"key": "new-single-choice", "prompt": "Which?", "mark": "1"}
    typed |= rows("choices", [{"text": "A"}, {"text": "B"}]) | rows("hints", [])

    response = browser.post(address("new_item", draft, kind="single_choice"), typed)

    assert response.status_code == 422
    assert "exactly one choice must be correct" in response.text
    assert not Item.objects.filter(key="new-single-choice").exists()


def test_a_corrected_item_is_a_new_version_in_the_draft_at_once(
    draft: CourseVersion, browser: Client
) -> None:
    item = Item.objects.get(course=draft.course, key="unit")
    typed = {"prompt": "Which unit, exactly?", "mark": "1"} | rows("answers", [{"text": "mg"}])
    typed |= rows("hints", [])

    response = browser.post(address("item", draft, uuid=item.uuid), typed)

    assert response.status_code == 303, response.text
    item.refresh_from_db()
    assert item.versions.count() == 2
    used = Assessment.objects.get(version=draft).sections.get().section_items.get(item_version__item=item)
    assert used.item_version == item.current_version


def test_the_assessment_is_saved_with_its_sections_and_warns_of_guessing(
    draft: CourseVersion, browser: Client
) -> None:
    typed = {
        "title": "Proof",
        "percent": "50",
        "attempts_allowed": "0",
        "delay_minutes": "0",
        "navigation": "free",
        "sections-TOTAL_FORMS": "2",
        "sections-INITIAL_FORMS": "1",
        "sections-0-title": "Both",
        "sections-0-items": ["unit", "first-check"],
        "sections-1-title": "",
    }
    page = address("assessment", draft)

    response = browser.post(page, typed)

    assert response.status_code == 303, response.text
    saved = Assessment.objects.get(version=draft)
    assert (saved.title, str(saved.pass_mark), saved.attempts_allowed, saved.shuffle) == (
        "Proof",
        "0.5000",
        0,
        False,
    )
    section = saved.sections.get()
    keys = [entry.item_version.item.key for entry in section.section_items.order_by("position")]
    assert keys == ["first-check", "unit"]
    assert "More than 1 % makes the credential worth little" in browser.get(page).text


def test_lessons_move_within_and_across_modules(draft: CourseVersion, browser: Client, alice: User) -> None:
    authoring.add_module(draft, title="Second", actor=alice)
    two = draft.lessons.get(slug="two")

    browser.post(address("move_lesson", draft, uuid=two.uuid), {"action": "down"})
    two.refresh_from_db()
    assert (two.module.title, two.position) == ("Second", 1)
    browser.post(address("move_lesson", draft, uuid=two.uuid), {"action": "up"})
    browser.post(address("move_lesson", draft, uuid=two.uuid), {"action": "up"})

    order = draft.lessons.order_by("module__position", "position").values_list("slug", flat=True)
    assert list(order) == ["two", "one"]


def test_deleting_a_module_asks_first_and_takes_its_lessons(draft: CourseVersion, browser: Client) -> None:
    module = draft.modules.get()
    page = address("delete_module", draft, uuid=module.uuid)

    assert "One" in browser.get(page).text
    assert draft.modules.count() == 1
    browser.post(page)

    assert (draft.modules.count(), draft.lessons.count()) == (0, 0)


def test_skills_and_achievement_are_chosen_by_typing_a_name(draft: CourseVersion, browser: Client) -> None:
    skill = draft.skill_levels.get().skill
    typed = rows("skills", [{"skill": skill.label.upper(), "level": "3"}, {"skill": "", "level": "1"}])
    unknown = rows("skills", [{"skill": "qqqqqq", "level": "3"}])

    assert browser.post(address("skills", draft), typed).status_code == 303
    assert browser.post(address("skills", draft), unknown).status_code == 422
    new = {
        "name": "Brand new",
        "type": "MicroCredential",
        "description": "D.",
        "criteria": "C.",
        "hours": "2",
    }
    made = browser.post(address("achievement", draft), new | typed | {"make": "1"})

    assert made.status_code == 303, made.text
    draft.refresh_from_db()
    assert draft.skill_levels.get().level == 3
    assert draft.achievement is not None
    assert draft.achievement.slug == "brand-new"
