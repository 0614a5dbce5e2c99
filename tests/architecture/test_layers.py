"""The import contracts of `.importlinter` hold, and cover what exists."""

import subprocess
import sys

from .source import ROOT, contract

# STYLE and docs/architecture.md name these packages pure; each is one from the day its folder exists.
PURE = {
    "courses": ["grading", "statistics", "formats"],
    "credentials": ["openbadges", "stacks", "log", "stones"],
}


def test_every_import_contract_is_kept() -> None:
    command = [
        sys.executable,
        "-c",
        "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())",
    ]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert finished.returncode == 0, finished.stdout
    assert "0 broken" in finished.stdout


def test_every_module_of_the_portal_has_chosen_a_side() -> None:
    named = {
        module.strip().removeprefix("portal.")
        for line in contract("rooms")["layers"].splitlines()
        for module in line.split(":")
        if module.strip().startswith("portal.")
    }
    existing = {
        path.stem
        for path in (ROOT / "portal").iterdir()
        if not path.name.startswith("_") and (path.suffix == ".py" or (path / "__init__.py").exists())
    }

    assert existing - named == set(), "name these modules in .importlinter: foundation or shell?"
    assert named - existing == set(), ".importlinter names modules that are gone"


def test_every_pure_package_is_under_the_contract() -> None:
    existing = {
        f"{app}.{package}"
        for app, packages in PURE.items()
        for package in packages
        if (ROOT / app / package / "__init__.py").exists()
    }

    assert existing, "no pure package was found"
    assert set(contract("pure")["source_modules"].split()) == existing
