"""Whatever the portal takes into a course can be exported, and the export is read again."""

import pytest

from courses.errors import AssetRefused
from courses.formats import read, write_cairn_zip
from courses.models import CourseAsset, CourseVersion
from courses.queries.readiness import findings_of
from courses.services import assets
from courses.services.assets import add_asset
from courses.services.exporting import document_of, export_zip
from courses.services.importing import import_reading
from portal.models import Organisation, User
from tests.courses.authoring.samples import small_course


@pytest.fixture
def draft(provider: Organisation, alice: User, demo_skills: None) -> CourseVersion:
    return import_reading(small_course(), organisation=provider, actor=alice)


@pytest.mark.django_db
def test_every_accepted_file_comes_back(draft: CourseVersion, alice: User) -> None:
    zeros = b"0," * 2_000_000
    for name in sorted(assets.ACCEPTED - {"png", "jpg", "jpeg", "gif", "webp"}):
        add_asset(draft, name=f"a file.{name}", data=zeros if name == "csv" else name.encode(), actor=alice)
    archive = export_zip(draft)
    again = read(archive).course
    assert again == document_of(draft)
    assert write_cairn_zip(again) == archive


@pytest.mark.django_db
def test_an_archive_is_refused_whatever_it_is_called(draft: CourseVersion, alice: User) -> None:
    for name, data in (
        ("data.csv", b"PK\x03\x04"),
        ("notes.txt", b"\x1f\x8b"),
        ("book.pdf", b"Rar!"),
        ("x.db", b"BZh9"),
    ):
        with pytest.raises(AssetRefused, match="This is an archive, whatever its name says"):
            add_asset(draft, name=name, data=data, actor=alice)
    add_asset(draft, name="hand-out.docx", data=b"PK\x03\x04", actor=alice)
    assert read(export_zip(draft)).course == document_of(draft)


@pytest.mark.django_db
def test_the_files_of_one_course_are_bounded_together(draft: CourseVersion, alice: User) -> None:
    entry = add_asset(draft, name="a.csv", data=b"1", actor=alice)
    entry.asset.size = assets.MOST_TOGETHER
    entry.asset.save(update_fields=["size"])
    with pytest.raises(AssetRefused, match="The files of one course may have 128 MB together"):
        add_asset(draft, name="b.csv", data=b"2", actor=alice)
    entry.asset.size = 1
    entry.asset.save(update_fields=["size"])
    add_asset(draft, name="b.csv", data=b"2", actor=alice)
    CourseAsset.objects.bulk_create(
        CourseAsset(version=draft, asset=entry.asset, path=f"assets/{number}.csv")
        for number in range(assets.MOST_FILES)
    )
    with pytest.raises(AssetRefused, match="and be 2500 at most"):
        add_asset(draft, name="c.csv", data=b"3", actor=alice)


@pytest.mark.django_db
def test_minutes_that_do_not_add_up_do_not_spoil_the_export(draft: CourseVersion) -> None:
    draft.minutes = 9_999
    draft.save(update_fields=["minutes"])
    assert read(export_zip(draft)).course == document_of(draft)


@pytest.mark.django_db
def test_authors_are_told_of_links_and_formulas_that_do_not_work(draft: CourseVersion) -> None:
    lesson = draft.lessons.order_by("position").first()
    assert lesson is not None
    lesson.body = "[a](/admin/) [b](#here) [c](https://c.example)\n\nSo $\\foo$."
    lesson.save(update_fields=["body"])
    found = {str(one.text): one.is_blocking for one in findings_of(draft) if one.lesson == lesson}
    assert found[f"“{lesson.title}”, line 1: “/admin/” leads nowhere."] is True
    words = f"“{lesson.title}”, line 3: the formula “\\foo” is shown as it was typed: the command \\foo is not known."
    assert found[words] is False
    assert len([text for text in found if "line" in text]) == 2
