"""Settings come from the environment alone, through one module, and README.md documents each."""

import ast
import os
import re
import subprocess
import sys

import pytest

from .source import APPS, ROOT, files_with


def _names_read_by_settings() -> set[str]:
    """The first argument of every `env.…(…)` and `_required(…)` in the settings."""
    tree = ast.parse((ROOT / "portal" / "settings.py").read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
            continue
        if re.fullmatch(r"_required|env(\.\w+)?", ast.unparse(node.func)):
            names.add(str(node.args[0].value))
    assert {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SITE_URL"} <= names, (
        "the settings are read in another way now"
    )
    return names


def _names_documented() -> set[str]:
    """The first column of the table under the heading "Settings" of README.md."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = re.split(r"^## ", readme.split("\n## Settings\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    names = set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|", section, flags=re.MULTILINE))
    assert names, "README.md has no table of settings"
    return names


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    read, documented = _names_read_by_settings(), _names_documented()

    assert read - documented == set(), "add these to the table in README.md"
    assert documented - read == set(), "README.md documents settings that nothing reads"


def test_nothing_but_the_settings_reads_the_environment() -> None:
    """The supervisor of `make run` stands before the settings; two modules name the settings module; the isolation of
    strangers' documents hands its child nothing but PATH.
    """
    allowed = {
        "portal/settings.py",
        "portal/celery.py",
        "portal/wsgi.py",
        "credentials/openbadges/isolated.py",
    }
    readers = [
        name
        for path in files_with(".py", under=APPS)
        if not (name := path.relative_to(ROOT).as_posix()).startswith("portal/development/")
        and name not in allowed
        and re.search(
            r"\bos\.(environ|getenv)\b|\bfrom os import .*\benviron\b", path.read_text(encoding="utf-8")
        )
    ]

    assert readers == []


@pytest.mark.parametrize("secret", ["SECRET_KEY", "CAIRN_KEY_ENCRYPTION_KEY"])
def test_production_does_not_start_without_its_secretss(secret: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in {"CAIRN_DEBUG", secret}}
    other = {
        "SECRET_KEY": "x" * 50,
        "CAIRN_KEY_ENCRYPTION_KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    }
    environment |= {name: value for name, value in other.items() if name != secret}
    command = [sys.executable, "-c", "import portal.settings"]

    finished = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert finished.returncode != 0
    assert f"{secret} is not set" in finished.stderr
