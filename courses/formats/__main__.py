"""`python -m courses.formats PATH`: what a course holds, and what became of each element of its source.

`--check` prints problems only, for authors: exit status 0 when the course is fine, 1 when it is not.
`--write FOLDER` writes the course as a Cairn folder.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from courses.formats import CourseInvalid, FormatError, Reading, read, write_cairn_folder


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m courses.formats", description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path, help="a course folder, an archive, or a file of items")
    parser.add_argument("--check", action="store_true", help="print problems only")
    parser.add_argument("--json", action="store_true", help="print the ledger as JSON")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write the course as a Cairn folder")
    options = parser.parse_args(arguments)
    try:
        reading = read(options.path)
    except CourseInvalid as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return 1
    except FormatError as error:
        print(f"{options.path}: {error}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(reading.ledger.as_json(), indent=2, ensure_ascii=False))
    elif options.check:
        print(f"{options.path}: nothing to repair")
    else:
        _print_summary(reading)
    if options.write:
        write_cairn_folder(reading.course, options.write)
    return 0


def _print_summary(reading: Reading) -> None:
    course = reading.course
    print(f"{course.title} ({reading.format}, {course.language}, {course.minutes} min, {course.licence})")
    print(course.summary)
    for module in course.modules:
        print(f"\n{module.title}")
        for lesson in module.lessons:
            print(f"  {lesson.slug}  {lesson.title}  {lesson.minutes} min")
    print(f"\n{len(course.items)} items, {len(course.assets)} assets")
    counts = reading.ledger.counts()
    print(f"kept {counts['kept']}, adapted {counts['adapted']}, dropped {counts['dropped']}")
    for entry in reading.ledger:
        if entry.outcome != "kept":
            print(f"  {entry.outcome:8}{entry.place}  {entry.element}: {entry.reason}")


if __name__ == "__main__":
    sys.exit(main())
