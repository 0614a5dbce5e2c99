"""`manage.py import_framework FILE`: bring in or refresh a framework of skills."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError

from portal.models import User
from skills.errors import FrameworkInvalid
from skills.services.frameworks import import_framework


class Command(BaseCommand):
    help = "Import a framework of skills from a YAML file (its shape: docs/course-format.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--actor", required=True, help="e-mail address of the operator who answers for it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = yaml.safe_load(options["file"].read_text(encoding="utf-8"))
            actor = User.objects.get_by_natural_key(options["actor"])
        except (OSError, yaml.YAMLError, User.DoesNotExist) as error:
            raise CommandError(str(error)) from error
        if not actor.is_staff:
            raise CommandError(f"{options['actor']} is no operator.")
        try:
            framework = import_framework(data, actor=actor)
        except FrameworkInvalid as error:
            raise CommandError("\n".join(error.problems)) from error
        self.stdout.write(f"{framework}: {framework.skills.filter(retired_at=None).count()} skills")
