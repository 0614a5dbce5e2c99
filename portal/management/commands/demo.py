"""`manage.py demo`: fill in the demo world, or what is still missing of it."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal import outbox
from portal.demo import people
from portal.demo.learning import study
from portal.demo.talent import settle
from portal.demo.world import build_catalogue, person


class Command(BaseCommand):
    help = "Make the demo world through the portal's own use-cases; what is there already is left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        everyone = len(people.LEARNERS)
        parser.add_argument("--learners", type=int, default=everyone, help="how many of them (default: all)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "The demo world has a password everyone knows, so it is refused outside debug (CAIRN_DEBUG)."
            )
        password = settings.CAIRN_DEMO_PASSWORD
        build_catalogue(password=password, say=self.say)
        now = timezone.now()
        for number, plan in enumerate(people.LEARNERS[: options["learners"]], 1):
            learner = person(plan.email, plan.name, password=password, chosen_name=plan.name.split()[0])
            study(learner, plan, now=now)
            outbox.drain()
            settle(learner, plan, now=now)
            if number % 10 == 0:
                self.say(f"{number} learners have moved in")
        outbox.drain()
        self.say("the demo world is there")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
