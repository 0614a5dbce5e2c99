"""Uploads: hostile ones are refused with words that help, real ones become drafts, and nothing is halved."""

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from courses.errors import SlugTaken
from courses.formats import read
from courses.models import Course, CourseVersion, ImportRecord
from courses.queries.readiness import findings_of
from courses.services.importing import import_reading, import_upload, run_import
from portal.models import Organisation, User
from tests.courses.authoring.samples import FILES, small_course, small_files, zipped

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User | None], Client]


def upload(data: bytes, organisation: Organisation, actor: User, name: str = "course.zip") -> ImportRecord:
    record = import_upload(SimpleUploadedFile(name, data), organisation=organisation, actor=actor)
    return run_import(record)


def link_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        entry = zipfile.ZipInfo("course.yaml")
        entry.create_system = 3
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return buffer.getvalue()


HOSTILE = {
    "a way out of the archive": (zipped({"../evil.md": b"x"}), "leads out of the archive"),
    "a link": (link_zip(), "link"),
    "a bomb": (zipped({"course.yaml": b"0" * 40_000_000}), ""),
    "no course": (zipped({"holiday.txt": b"sun"}), "there is no course in it"),
    "no archive": (b"PK\x03\x04 broken", ""),
    "an empty file": (b" ", ""),
}


@pytest.mark.parametrize(("data", "words"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_upload_is_refused_whole_with_a_reason(
    data: bytes, words: str, provider: Organisation, alice: User
) -> None:
    record = upload(data, provider, alice)

    assert record.finished_at is not None
    assert record.version is None
    assert len(record.problems) == 1
    assert words in record.problems[0]["message"]
    assert record.problems[0]["message"]
    assert not Course.objects.exists()


def test_mistakes_name_file_and_line_and_import_nothing(
    provider: Organisation, alice: User, client_of: ClientOf
) -> None:
    broken = FILES["course.yaml"].replace("minutes: 15", "minutes: 3").replace("[one, two]", "[one, three]")
    record = upload(zipped(small_files(**{"course.yaml": broken})), provider, alice)

    places = [(problem["file"], bool(problem["line"])) for problem in record.problems]
    assert ("course.yaml", True) in places
    assert not Course.objects.exists()
    page = client_of(alice).get(reverse("courses:author_import_result", kwargs={"uuid": record.uuid})).text
    assert "lessons/three.md" in page


def test_an_upload_becomes_one_draft_however_often_it_is_run(
    provider: Organisation, alice: User, demo_skills: None
) -> None:
    record = upload(zipped(small_files()), provider, alice)
    stale = ImportRecord.objects.get(pk=record.pk)
    stale.finished_at = None

    run_import(stale)

    assert CourseVersion.objects.count() == 1
    record.refresh_from_db()
    assert (record.version, record.problems) == (CourseVersion.objects.get(), [])


def test_an_unknown_skill_is_dropped_with_its_reason(provider: Organisation, alice: User) -> None:
    version = import_reading(small_course(), organisation=provider, actor=alice)

    dropped = [entry for entry in version.imports.get().ledger if entry["outcome"] == "dropped"]
    assert [entry["element"] for entry in dropped] == [
        "skill medicines-safety",
        "skill medicines-safety of item first-check",
    ]
    assert all(entry["reason"] for entry in dropped)


def test_what_an_achievement_cannot_say_here_is_told(
    provider: Organisation, alice: User, demo_skills: None
) -> None:
    course = FILES["course.yaml"].replace("type: MicroCredential", "type: Diploma")
    course += f"  supervision: {'x' * 200}\n  participation: On site\n  guess_pass_limit: 0.01\n"
    long = course.replace("About small things.", "y" * 2001)

    version = import_reading(small_course(**{"course.yaml": long}), organisation=provider, actor=alice)

    adapted = {
        entry["element"]: entry["reason"]
        for entry in version.imports.get().ledger
        if entry["element"].startswith("achievement.")
    }
    assert adapted == {
        "achievement.description": "2001 characters are too many; cut to 2000",
        "achievement.type": "“Diploma” is not awarded here; it is a micro-credential",
    }
    assert version.achievement is not None
    wording = version.achievement.current_version
    assert wording is not None
    assert (wording.participation, wording.supervision) == ("On site", "x" * 200)
    assert (wording.type, wording.guess_pass_limit) == ("MicroCredential", Decimal("0.0100"))


def test_a_taken_name_is_told_and_a_wanted_one_is_refused(
    provider: Organisation, alice: User, demo_skills: None
) -> None:
    import_reading(small_course(), organisation=provider, actor=alice)
    second = import_reading(small_course(), organisation=provider, actor=alice)

    assert second.course.slug == "small-2"
    adapted = [entry["element"] for entry in second.imports.get().ledger if entry["outcome"] == "adapted"]
    assert adapted == ["course"]
    with pytest.raises(SlugTaken):
        import_reading(small_course(), organisation=provider, actor=alice, slug="small")


def test_the_pages_of_an_import_are_for_its_authors(
    provider: Organisation,
    alice: User,
    bob: User,
    charlie: User,
    staff: User,
    client_of: ClientOf,
    demo_skills: None,
) -> None:
    record = upload(zipped(small_files()), provider, alice)
    page = reverse("courses:author_import_result", kwargs={"uuid": record.uuid})

    statuses = [client_of(person).get(page).status_code for person in (alice, bob, charlie, staff, None)]

    assert statuses == [200, 404, 404, 404, 302]
    assert "lesson one" in client_of(alice).get(page, {"outcome": "kept"}).text
    assert "lesson one" not in client_of(alice).get(page, {"outcome": "dropped"}).text


@pytest.mark.parametrize("name", ["git-novice", "sql-ecology-lesson"])
def test_a_real_lesson_lands_as_a_draft_whose_check_says_what_is_missing(
    name: str, provider: Organisation, alice: User, sample_data: Callable[[str], Path]
) -> None:
    reading = read(sample_data(f"carpentries/{name}"))

    version = import_reading(reading, organisation=provider, actor=alice)

    assert version.lessons.count() == len(reading.course.lessons)
    missing = {str(finding.text) for finding in findings_of(version) if finding.is_blocking}
    assert {"There is no assessment yet.", "Choose or make the achievement it awards."} <= missing
    assert not any("leads nowhere" in text for text in missing)


def test_the_command_prints_the_ledger_and_publishes_by_two_people(
    provider: Organisation,
    alice: User,
    bob: User,
    demo_skills: None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    archive = tmp_path / "small.zip"
    archive.write_bytes(zipped(small_files()))

    with pytest.raises(CommandError, match="two different people"):
        call_command(
            "import_course", str(archive), "--organisation=ridge", "--slug=x", "--publish",
            f"--actor={alice.email}", f"--reviewer={alice.email}",
        )  # fmt: skip
    call_command("import_course", str(archive), "--organisation=ridge", "--publish")

    printed = capsys.readouterr().out
    assert "kept     lesson one" in printed
    assert "published: /courses/small/" in printed
    published = Course.objects.get(slug="small").published_version
    assert published is not None
    assert (published.submitted_by, published.published_by) == (alice, bob)
