"""`python -m courses.formats PATH`: what a course holds, and what became of each element of its source.

PATH is a course folder, an archive, or a file of questions; its format is recognised by its content.

Exit status: 0 when the course can be read, 1 when it cannot (what to repair is printed, or stands in the
JSON), 2 for a wrong use of this command.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from courses.formats import (
    ArchiveRefused,
    CourseInvalid,
    FidelityLedger,
    FormatError,
    Reading,
    read,
    write_cairn_folder,
    write_cartridge,
    write_gift,
    write_moodle,
    write_qti,
)
from courses.formats.model import CourseDocument

_WRITERS: dict[str, Callable[[CourseDocument], tuple[bytes, FidelityLedger]]] = {
    "qti": write_qti,
    "cartridge": write_cartridge,
    "moodle": write_moodle,
    "gift": write_gift,
}


def main(arguments: list[str] | None = None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    if not options.path.exists():
        parser.error(f"there is no file or folder {options.path}")
    try:
        reading = read(options.path)
        written = _write(reading.course, options.write, options.format) if options.write else None
    except FormatError as error:
        if options.json:
            _print_json(_refusal(error))
        else:
            problems = error.problems if isinstance(error, CourseInvalid) else [f"{options.path}: {error}"]
            print(*problems, sep="\n", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename}: {error.strerror}" if error.filename else error, file=sys.stderr)
        return 2
    if options.json:
        _print_json(_account(reading, written))
    elif options.check:
        _print_check(reading, options.path)
    else:
        _print_summary(reading)
        _print_ledger(written)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m courses.formats",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("path", type=Path, help="a course folder, an archive, or a file of questions")
    parser.add_argument("--check", action="store_true", help="print what its author should look at, only")
    parser.add_argument("--json", action="store_true", help="print the account, or the problems, as JSON")
    parser.add_argument("--write", type=Path, metavar="PATH", help="write the course there as well")
    parser.add_argument(
        "--format",
        choices=("cairn", *_WRITERS),
        default="cairn",
        help="of what is written: cairn is a folder, the others are one file (default: cairn)",
    )
    return parser


def _write(course: CourseDocument, target: Path, name: str) -> FidelityLedger | None:
    """What the format could not hold; None for the course's own folder, which holds everything."""
    if name == "cairn":
        write_cairn_folder(course, target)
        return None
    data, ledger = _WRITERS[name](course)
    with target.open("xb") as file:
        file.write(data)
    return ledger


def _print_json(value: object) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))


def _refusal(error: FormatError) -> dict[str, Any]:
    if isinstance(error, CourseInvalid):
        problems = [{"file": one.file, "line": one.line, "message": one.message} for one in error.problems]
        return {"error": "invalid", "problems": problems}
    if isinstance(error, ArchiveRefused):
        return {"error": "refused", "code": error.code, "file": error.path, "message": str(error)}
    return {"error": "unknown", "message": str(error)}


def _account(reading: Reading, written: FidelityLedger | None) -> dict[str, Any]:
    course = reading.course
    about = {"slug": course.slug, "title": course.title, "language": course.language}
    return {"format": reading.format, "course": about, **reading.ledger.as_json()} | (
        {} if written is None else {"written": written.as_json()}
    )


def _print_check(reading: Reading, path: Path) -> None:
    """A course folder says everything itself: what is adapted or dropped is the author's to look at."""
    notes = [entry for entry in reading.ledger if entry.outcome != "kept"]
    for entry in notes if reading.format == "cairn" else ():
        print(f"{entry.place}: {entry.element} {entry.reason}")
    print(f"{path}: nothing to repair")


def _print_summary(reading: Reading) -> None:
    course = reading.course
    print(f"{course.title} ({reading.format}, {course.language}, {course.minutes} min, {course.licence})")
    print(course.summary)
    for module in course.modules:
        print(f"\n{module.title}")
        for lesson in module.lessons:
            print(f"  {lesson.slug}  {lesson.title}  {lesson.minutes} min")
    print(f"\n{len(course.items)} items, {len(course.assets)} assets")
    _print_ledger(reading.ledger)


def _print_ledger(ledger: FidelityLedger | None) -> None:
    if ledger is None:
        return
    counts = ledger.counts()
    print(f"kept {counts['kept']}, adapted {counts['adapted']}, dropped {counts['dropped']}")
    for entry in ledger:
        if entry.outcome != "kept":
            print(f"  {entry.outcome:8}{entry.place}  {entry.element}: {entry.reason}")


if __name__ == "__main__":
    sys.exit(main())
