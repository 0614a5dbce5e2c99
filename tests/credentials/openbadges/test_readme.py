"""The README's examples run as they stand."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from credentials import openbadges
from credentials.openbadges import verification
from tests.credentials.openbadges.world import compose_credential, minimal

README = Path(openbadges.__file__).with_name("README.md")
ROOT = README.parents[2]


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", README.read_text(), re.DOTALL)
    assert found is not None
    return found[1]


def test_the_example_in_python_runs() -> None:
    names: dict[str, Any] = {}
    exec(compile(block("python"), str(README), "exec"), names)
    assert names["report"].verdict is openbadges.Outcome.VALID
    assert names["report"]["recipient"].outcome is openbadges.Outcome.VALID


def test_the_example_in_the_shell_runs(tmp_path: Path) -> None:
    (tmp_path / "draft.json").write_text(json.dumps(compose_credential(minimal())))
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4)).save(buffer, "PNG")
    (tmp_path / "stone.png").write_bytes(buffer.getvalue())
    if shutil.which("sh") is None:
        pytest.skip("there is no shell")
    script = block("sh").replace("python -m", f"{shlex.quote(sys.executable)} -m")
    done = subprocess.run(
        ["sh", "-e", "-c", script],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "VALID"


def test_every_module_is_in_the_table() -> None:
    table = re.findall(r"^\| (`.*?) \|", README.read_text(), re.MULTILINE)
    named = {name.rstrip("/") for row in table for name in re.findall(r"`([\w/]+)`", row)}
    there = {file.stem for file in README.parent.glob("*.py")} - {"__init__", "__main__", "errors", "text"}
    assert named - {"ext"} >= there | {"baking", "verification"}
    assert verification.__doc__


@pytest.mark.parametrize("limit", ["4 MB", "64 levels", "64 documents", "50 parts", "10 seconds", "1 GB"])
def test_the_limits_are_those_of_the_code(limit: str) -> None:
    from credentials.openbadges import isolated, strict_json
    from credentials.openbadges.verification import documents, parts

    said = {
        "4 MB": strict_json.MAX_BYTES == 4 * 1024 * 1024,
        "64 levels": strict_json.MAX_DEPTH == 64,
        "64 documents": documents.MAX_DOCUMENTS == 64,
        "50 parts": (parts.MAX_PARTS, parts.MAX_DEPTH) == (50, 2),
        "10 seconds": isolated.DEFAULT_TIMEOUT == 10,
        "1 GB": isolated.DEFAULT_MEMORY == 1024**3,
    }
    assert limit in README.read_text()
    assert said[limit]
