"""Migrations say everything that the models say, in one line of succession."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from .source import APPS, ROOT


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    return MigrationLoader(None, ignore_no_migrations=True)


def test_migrations_are_complete(loader: MigrationLoader) -> None:
    """What `makemigrations --check` says, without a database."""
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))

    changes = detector.changes(graph=loader.graph)

    missing = {
        app: [operation.describe() for migration in migrations for operation in migration.operations]
        for app, migrations in changes.items()
        if app in APPS
    }
    assert missing == {}


@pytest.mark.parametrize("app", APPS)
def test_each_app_has_one_line_of_migrations(loader: MigrationLoader, app: str) -> None:
    own = {key: migration for key, migration in loader.disk_migrations.items() if key[0] == app}
    parents = {
        key[1]: [
            name for parent_app, name in migration.dependencies if parent_app == app and name != "__first__"
        ]
        for key, migration in own.items()
    }
    children = [name for names in parents.values() for name in names]

    assert [name for name, names in parents.items() if len(names) > 1] == [], "two parents: a merge"
    assert sorted(name for name in set(children) if children.count(name) > 1) == [], "two children: a fork"
    assert len([name for name, names in parents.items() if not names]) == (1 if own else 0), "two beginnings"


def test_apps_with_models_have_migrations(loader: MigrationLoader) -> None:
    with_models = {
        config.label
        for config in apps.get_app_configs()
        if config.label in APPS and list(config.get_models())
    }

    assert with_models, "no app has models"
    assert with_models <= {app for app, _ in loader.disk_migrations}


def test_numbers_of_migrations_follow_each_other() -> None:
    for app in APPS:
        names = sorted(path.stem for path in Path(ROOT / app / "migrations").glob("[0-9]*.py"))
        assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1)), f"{app}: {names}"
