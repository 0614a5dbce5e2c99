"""What the architecture tests read: the repository's own files."""

import configparser
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("portal", "skills", "credentials", "courses", "portfolios", "employers")


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that git tracks, or would on the next `git add`, and that still exists."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = tuple(ROOT / name for name in sorted(filter(None, listed.split("\0"))) if (ROOT / name).is_file())
    assert files, "git lists no files: these tests would pass without looking at anything"
    return files


def files_with(*suffixes: str, under: tuple[str, ...] = ()) -> list[Path]:
    """The tracked files with one of the suffixes, in one of the top-level folders where some are named."""
    found = [
        path
        for path in tracked_files()
        if path.suffix in suffixes and (not under or path.relative_to(ROOT).parts[0] in under)
    ]
    assert found, f"no files with {suffixes} under {under or 'the root'}"
    return found


def contract(name: str) -> configparser.SectionProxy:
    """One import contract of `.importlinter`."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    return parser[f"importlinter:contract:{name}"]
