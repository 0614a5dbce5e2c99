"""Runs Digital Bazaar's verifier on Node. Its packages are installed once, under `.local/node/`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from credentials.openbadges import contexts

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "tests" / "node"
PLACE = ROOT / ".local" / "node"


def unavailable(reason: str) -> Any:
    """Skip on a developer's machine, fail in continuous integration."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def install() -> Path:
    """The folder with node_modules as the lock says."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        unavailable("Node and npm are not installed")
    lock = (SOURCE / "package-lock.json").read_bytes()
    stamp = PLACE / "installed-lock.json"
    if not (PLACE / "node_modules").is_dir() or not stamp.is_file() or stamp.read_bytes() != lock:
        PLACE.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(SOURCE / name, PLACE / name)
        done = subprocess.run(
            [str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=PLACE,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            unavailable(f"npm ci failed: {done.stderr[-400:]}")
        stamp.write_bytes(lock)
    return PLACE


def ask(request: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Run verify.mjs on a request; the bundled contexts are added to its documents."""
    place = install()
    known = {url: {"@context": contexts.bundled(url)} for url in contexts.BUNDLED}
    file = folder / "request.json"
    file.write_text(json.dumps(request | {"documents": known | request["documents"]}))
    done = subprocess.run(
        ["node", str(SOURCE / "verify.mjs"), str(file)],
        env=os.environ | {"CAIRN_NODE_MODULES": str(place)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout))
