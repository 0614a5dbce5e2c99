"""`manage.py verify FILE`: verify a credential from a file, from standard input (`-`) or by its address."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from credentials.openbadges import Outcome, Report
from credentials.services import verification

_MARKS = {
    Outcome.VALID: "+",
    Outcome.INVALID: "!",
    Outcome.NOT_CHECKED: "?",
    Outcome.NOT_APPLICABLE: "-",
}


class Command(BaseCommand):
    help = (
        "Verify a credential: JSON, JWT, PNG, SVG or PDF. Every step is printed with its result. "
        "The exit code is 0 when it is valid, 1 when it is invalid, 2 when that could not be established."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a file, - for standard input, or an https address")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        report = _verified(options["file"])
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False, indent=2))
        else:
            self._print(report)
            self._print_parts(report)
        if report.verdict is not Outcome.VALID:
            sys.exit(1 if report.verdict is Outcome.INVALID else 2)

    def _print(self, report: Report) -> None:
        self.stdout.write(
            f"{report.verdict.value.replace('_', ' ').upper()} as of {report.at:%Y-%m-%d %H:%M %Z}"
        )
        for step in report.steps:
            against = f" [{step.against}]" if step.against else ""
            self.stdout.write(
                f" {_MARKS[step.outcome]} {step.name}: {step.outcome.value}: {step.reason}{against}"
            )

    def _print_parts(self, report: Report) -> None:
        for part in report.parts:
            self.stdout.write(f"\n{part.place}:")
            self._print(part)
            self._print_parts(part)


def _verified(source: str) -> Report:
    if source.startswith(("https://", "http://")):
        return verification.verify(b"", submitted_url=source)
    if source == "-":
        return verification.verify(sys.stdin.buffer.read(verification.MAX_BYTES + 1))
    try:
        with Path(source).open("rb") as file:
            return verification.verify(file.read(verification.MAX_BYTES + 1))
    except OSError as error:
        raise CommandError(f"{source} cannot be read: {error.strerror}") from error
