"""The process apart: its protocol, its limits, and what its end looks like."""

from __future__ import annotations

import io
import json
import resource
import runpy
import subprocess
import sys
import time
from typing import Any

import pytest

from credentials.openbadges import (
    DocumentUnavailable,
    LoadedDocument,
    Outcome,
    isolated,
    isolated_worker,
    of_documents,
    verify_isolated,
)
from credentials.openbadges.isolated import MAX_REPLY, read_exactly
from credentials.openbadges.verification.documents import MAX_DOCUMENTS
from tests.credentials.openbadges.world import DID_URL, LIST, NOW, World, signed


def test_the_workers_side_of_the_conversation(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process, with the limits noted instead of set."""
    limits: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", limits.__setitem__)
    text = json.dumps(signed()).encode()
    answers = []
    for url in (DID_URL, LIST):
        content = json.dumps(world.documents[url]).encode()
        head = {"size": len(content), "media_type": "application/json", "fetched_at": NOW.isoformat()}
        answers.append(json.dumps(head).encode() + b"\n" + content)
    answers.append(json.dumps({"unavailable": "no schema here", "gone": False}).encode() + b"\n")
    head = {
        "at": NOW.isoformat(),
        "email": "alice@example.org",
        "also": [],
        "size": len(text),
        "seconds": 7,
        "memory": 5_000_000,
    }
    replies = io.BytesIO()

    isolated_worker.serve(io.BytesIO(json.dumps(head).encode() + b"\n" + text + b"".join(answers)), replies)

    *asked, said = [json.loads(line) for line in replies.getvalue().splitlines()]
    assert [message["load"] for message in asked[:2]] == [DID_URL, LIST]
    assert said["report"] == world.verify(signed(), recipient_email="alice@example.org").as_dict() | {
        "steps": said["report"]["steps"]
    }
    assert {step["name"]: step["reason"] for step in said["report"]["steps"]}["schema"] == "no schema here"
    assert limits == {
        resource.RLIMIT_CPU: (7, 7),
        resource.RLIMIT_AS: (5_000_000, 5_000_000),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_CORE: (0, 0),
    }


def test_a_stream_that_ends_early_is_not_taken_for_whole() -> None:
    assert read_exactly(io.BytesIO(b"abc"), 2) == b"ab"
    with pytest.raises(EOFError):
        read_exactly(io.BytesIO(b"abc"), 4)


def test_documents_at_hand_are_a_loader() -> None:
    found = LoadedDocument(content=b"x", media_type="text/plain", fetched_at=NOW)
    load = of_documents({"https://a.example": found})
    assert load("https://a.example") is found
    with pytest.raises(DocumentUnavailable):
        load("https://b.example")


def in_place_of_the_worker(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Another program where the worker should be."""
    start = subprocess.Popen

    def other(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        return start([sys.executable, "-c", script], **options)

    monkeypatch.setattr(isolated.subprocess, "Popen", other)


@pytest.mark.parametrize(
    "script",
    [
        "",
        "print('not json')",
        "print('[]')",
        "print('{}')",
        "print('{\"report\": {}}')",
        "import os; os.kill(os.getpid(), 9)",
        f"import sys; sys.stdout.write('x' * {MAX_REPLY + 1})",
        f"import sys\nfor _ in range({MAX_DOCUMENTS + 2}):"
        ' print(\'{"load": "https://a.example"}\', flush=True); sys.stdin.readline()',
    ],
)
def test_a_process_that_breaks_off_or_talks_nonsense_is_nothing_checked(
    world: World, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    in_place_of_the_worker(monkeypatch, script)
    report = verify_isolated(signed(), loader=world, at=NOW, timeout=20)
    assert (report.verdict, report.claims) == (Outcome.NOT_CHECKED, None)
    assert "broke off" in report["proof"].reason


@pytest.mark.parametrize("script", ["import time; time.sleep(60)", "while True: pass"])
def test_a_process_that_says_nothing_is_ended_in_time(
    world: World, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    in_place_of_the_worker(monkeypatch, script)
    started = time.monotonic()
    report = verify_isolated("x" * 500_000, loader=world, at=NOW, timeout=0.5)
    assert "longer than 0.5 seconds" in report["format"].reason
    assert time.monotonic() - started < 5


def test_the_process_knows_no_secrets(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAIRN_KEY_ENCRYPTION_KEY", "very secret")
    in_place_of_the_worker(
        monkeypatch,
        "import os, json; raise SystemExit('very secret' in json.dumps(dict(os.environ)) and print('{}'))",
    )
    seen: list[dict[str, str]] = []
    start = isolated.subprocess.Popen

    def noted(command: list[str], **options: Any) -> Any:
        seen.append(options["env"])
        return start(command, **options)

    monkeypatch.setattr(isolated.subprocess, "Popen", noted)
    verify_isolated(signed(), loader=world, at=NOW)
    assert [env.keys() for env in seen] == [{"PATH", "PYTHONPATH"}]


def test_the_module_is_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    head = {"at": NOW.isoformat(), "email": None, "also": [], "size": 2, "seconds": 7, "memory": 5_000_000}
    given = io.TextIOWrapper(io.BytesIO(json.dumps(head).encode() + b"\n{}"))
    said = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)
    monkeypatch.setattr("sys.stdin", given)
    monkeypatch.setattr("sys.stdout", said)
    monkeypatch.delitem(sys.modules, "credentials.openbadges.isolated_worker")
    runpy.run_module("credentials.openbadges.isolated_worker", run_name="__main__")
    report = json.loads(said.buffer.getvalue())["report"]  # type: ignore[attr-defined]
    assert (report["kind"], report["verdict"]) == ("unknown", "invalid")
