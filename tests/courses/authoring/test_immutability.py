"""What is published never changes, asked with plain SQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from courses.models import CourseVersion, ItemVersion
from courses.services import authoring
from portal.models import Organisation, User
from tests.factories.courses import published_course

pytestmark = pytest.mark.django_db

CHANGES = {
    "a lesson's text": "UPDATE courses_lesson SET body = 'changed'",
    "a lesson": "DELETE FROM courses_lesson",
    "a module": "UPDATE courses_module SET title = 'changed'",
    "a new module": "INSERT INTO courses_module (uuid, version_id, position, title) "
    "SELECT gen_random_uuid(), id, 9, 'new' FROM courses_courseversion",
    "the assessment": "UPDATE courses_assessment SET pass_mark = 0.1",
    "a section": "UPDATE courses_section SET draw = 1",
    "a section's items": "DELETE FROM courses_sectionitem",
    "the version's title": "UPDATE courses_courseversion SET title = 'changed'",
    "unpublishing": "UPDATE courses_courseversion SET published_at = NULL, published_by_id = NULL",
    "the version": "DELETE FROM courses_courseversion",
    "an item's wording": """UPDATE courses_itemversion SET body = '{"type": "essay"}'""",
}


@pytest.mark.parametrize("sql", CHANGES.values(), ids=CHANGES.keys())
def test_the_database_refuses_to_change_what_is_published(sql: str) -> None:
    published_course()

    with (
        pytest.raises(DatabaseError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_a_lesson_does_not_move_into_a_published_version(provider: Organisation, alice: User) -> None:
    course = published_course(organisation=provider)
    draft = authoring.new_draft(course, actor=alice)
    published = course.published_version
    assert published is not None
    module = published.modules.get()
    lesson = draft.lessons.first()
    assert lesson is not None
    lesson.version, lesson.module, lesson.slug = published, module, "smuggled"

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        lesson.save()


def test_a_new_draft_copies_everything_and_can_be_edited_and_thrown_away(
    provider: Organisation, alice: User
) -> None:
    course = published_course(organisation=provider)
    published = course.published_version
    assert published is not None
    draft = authoring.new_draft(course, actor=alice)

    assert (draft.number, draft.is_draft, draft.title) == (2, True, published.title)
    assert [lesson.key for lesson in draft.lessons.all()] == [
        lesson.key for lesson in published.lessons.all()
    ]
    pinned = ItemVersion.objects.filter(uses__section__assessment__version=draft)
    assert set(pinned) == set(ItemVersion.objects.filter(uses__section__assessment__version=published))
    draft.lessons.update(body="better")
    assert not published.lessons.filter(body="better").exists()
    draft.delete()
    assert list(CourseVersion.objects.filter(course=course)) == [published]
