"""Verification in a process of its own, with limits: for documents that strangers wrote.

A graph made to keep the canonicaliser busy, a schema with a slow pattern or a PDF that breaks its reader ends
with that process. The process has no network: it asks its parent for each document over a pipe, and the
parent's loader decides.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from credentials.openbadges.errors import DocumentGone, DocumentUnavailable
from credentials.openbadges.report import STEPS, Kind, Loader, Outcome, Report, Step
from credentials.openbadges.verification.documents import MAX_DOCUMENTS

type Json = dict[str, Any]

DEFAULT_TIMEOUT: Final = 10.0
DEFAULT_MEMORY: Final = 1024 * 1024 * 1024
MAX_REPLY: Final = 48 * 1024 * 1024
_ROOT: Final = Path(__file__).resolve().parents[2]


def verify_isolated(
    data: bytes | str | Json,
    *,
    loader: Loader,
    at: datetime,
    recipient_email: str | None = None,
    also_status: Iterable[Json] = (),
    timeout: float = DEFAULT_TIMEOUT,
    memory: int = DEFAULT_MEMORY,
) -> Report:
    """As `verify`, within `timeout` seconds (of the clock) and `memory` bytes of address space.

    The loader's own time counts too. When a limit is passed, the report says so and nothing in it is valid.
    """
    raw = json.dumps(data).encode() if isinstance(data, dict) else data
    raw = raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw
    head = {
        "at": at.isoformat(),
        "email": recipient_email,
        "also": list(also_status),
        "size": len(raw),
        "seconds": int(timeout) + 1,
        "memory": memory,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "credentials.openbadges.isolated_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(_ROOT)},
    )
    try:
        return _converse(process, json.dumps(head).encode() + b"\n" + raw, loader, time.monotonic() + timeout)
    except TimeoutError:
        return _cut_short(at, f"verifying took longer than {timeout:g} seconds")
    except (OSError, ValueError, EOFError):
        return _cut_short(at, "the verifying process broke off: it passed its limit of memory or time")
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            with contextlib.suppress(OSError, AttributeError):  # what was not written is of no use now
                stream.close()  # type: ignore[union-attr]


def _converse(process: subprocess.Popen[bytes], request: bytes, loader: Loader, deadline: float) -> Report:
    assert process.stdin is not None
    assert process.stdout is not None
    pipe = _Pipe(process.stdin, process.stdout, deadline)
    pipe.write(request)
    for _ in range(MAX_DOCUMENTS + 1):
        message = json.loads(pipe.line())
        if isinstance(message, dict) and "report" in message:
            return _report(message["report"])
        if not isinstance(message, dict) or not isinstance(message.get("load"), str):
            raise ValueError("the process says neither what it needs nor what it found")
        pipe.write(_answer(loader, message["load"]))
    raise ValueError("more documents were asked for than there may be")


def _report(said: Any) -> Report:
    try:
        return Report.from_dict(said)
    except (LookupError, TypeError) as error:
        raise ValueError("what the process says is no report") from error


def _answer(loader: Loader, url: str) -> bytes:
    try:
        loaded = loader(url)
    except DocumentUnavailable as error:
        gone = isinstance(error, DocumentGone)
        return json.dumps({"unavailable": str(error), "gone": gone}).encode() + b"\n"
    head = {
        "size": len(loaded.content),
        "media_type": loaded.media_type,
        "fetched_at": loaded.fetched_at.isoformat(),
    }
    return json.dumps(head).encode() + b"\n" + loaded.content


class _Pipe:
    """Both directions without ever waiting beyond the deadline."""

    def __init__(self, out: Any, back: Any, deadline: float) -> None:
        self._out, self._back, self._deadline = out.fileno(), back.fileno(), deadline
        os.set_blocking(self._out, False)
        os.set_blocking(self._back, False)
        self._read = b""

    def write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            self._wait(self._out, selectors.EVENT_WRITE)
            view = view[os.write(self._out, view) :]

    def line(self) -> bytes:
        blocks, size = [self._read], len(self._read)
        while b"\n" not in blocks[-1]:
            self._wait(self._back, selectors.EVENT_READ)
            blocks.append(os.read(self._back, 1 << 20))
            if not blocks[-1]:
                raise EOFError
            size += len(blocks[-1])
            if size > MAX_REPLY:
                raise ValueError("the reply is too long")
        line, _, self._read = b"".join(blocks).partition(b"\n")
        return line

    def _wait(self, descriptor: int, event: int) -> None:
        left = self._deadline - time.monotonic()
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, event)
            if left <= 0 or not selector.select(left):
                raise TimeoutError


def _cut_short(at: datetime, reason: str) -> Report:
    return Report(
        kind=Kind.UNKNOWN,
        at=at,
        steps=tuple(Step(name=name, outcome=Outcome.NOT_CHECKED, reason=reason) for name in STEPS),
    )


def read_exactly(stream: BinaryIO, size: int) -> bytes:
    """That many bytes; raises EOFError when the stream ends before."""
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data
