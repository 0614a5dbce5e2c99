"""`manage.py import_course PATH --organisation SLUG [--publish]`: any known format; prints the ledger."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.formats import FormatError, read
from courses.models import CourseVersion
from courses.services import review
from courses.services.importing import import_reading
from portal.errors import CairnError
from portal.models import Membership, Organisation, User


class Command(BaseCommand):
    help = (
        "Import a course (Cairn or Carpentries folder, zip, tar; question files) and print what became of it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="folder, archive or file")
        parser.add_argument("--organisation", required=True, help="short name of the organisation")
        parser.add_argument("--slug", help="short name of the course, if not the one in the folder")
        parser.add_argument("--publish", action="store_true", help="also review and publish it")
        parser.add_argument("--actor", help="e-mail of the author (default: an owner or author)")
        parser.add_argument("--reviewer", help="e-mail of another person who approves (default: a reviewer)")

    def handle(self, *_args: Any, **options: Any) -> None:
        organisation = Organisation.objects.filter(slug=options["organisation"]).first()
        if organisation is None:
            raise CommandError(f"There is no organisation {options['organisation']}.")
        actor = self._person(organisation, options["actor"], "author", but=None)
        try:
            reading = read(options["path"])
            version = import_reading(
                reading, organisation=organisation, actor=actor, slug=options["slug"] or None
            )
        except (FormatError, CairnError) as error:
            raise CommandError(f"Nothing was imported.\n{error}") from error
        self._print_ledger(version)
        if options["publish"]:
            self._publish(version, organisation, actor, options["reviewer"])

    def _publish(
        self, version: CourseVersion, organisation: Organisation, actor: User, email: str | None
    ) -> None:
        reviewer = self._person(organisation, email, "reviewer", but=actor)
        try:
            review.send_to_review(version, actor=actor)
            review.approve(version, reviewer=reviewer, checklist=dict.fromkeys(review.CHECKLIST, True))
        except CairnError as error:
            raise CommandError(f"Imported as a draft, but not published.\n{error}") from error
        self.stdout.write(f"published: {version.course.get_absolute_url()}")

    def _print_ledger(self, version: CourseVersion) -> None:
        ledger = version.imports.get().ledger
        for entry in ledger:
            reason = f": {entry['reason']}" if entry["reason"] else ""
            self.stdout.write(f"{entry['outcome']:8} {entry['element']} ({entry['place']}){reason}")
        counts = {
            outcome: sum(entry["outcome"] == outcome for entry in ledger)
            for outcome in ("kept", "adapted", "dropped")
        }
        self.stdout.write(f"{version.course.slug}: " + ", ".join(f"{n} {name}" for name, n in counts.items()))

    @staticmethod
    def _person(organisation: Organisation, email: str | None, role: str, *, but: User | None) -> User:
        """The member of that e-mail, or the first one of that role (an owner holds them all)."""
        if but is not None and email and but.email.casefold() == email.casefold():
            raise CommandError("Author and reviewer must be two different people.")
        members = Membership.objects.filter(
            organisation=organisation, role__in=[role, Membership.Role.OWNER]
        ).select_related("user")
        if email:
            members = members.filter(user__email__iexact=email)
        if but is not None:
            members = members.exclude(user=but)
        # The role's own people before the owners.
        found = sorted(members, key=lambda member: (member.role == Membership.Role.OWNER, member.pk))
        if not found:
            who = email or ("Nobody else" if but else "Nobody")
            raise CommandError(f"{who} can act as {role} in {organisation.slug}.")
        return found[0].user
