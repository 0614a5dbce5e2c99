"""The process of `isolated`: one verification over stdin and stdout, under limits. Not for people."""

from __future__ import annotations

import json
import resource
import sys
from datetime import datetime
from typing import BinaryIO

from credentials.openbadges.errors import DocumentGone, DocumentUnavailable
from credentials.openbadges.isolated import read_exactly
from credentials.openbadges.report import LoadedDocument
from credentials.openbadges.verify import verify


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Read one request, ask for documents as needed, write one report."""
    head = json.loads(requests.readline())
    limit(int(head["seconds"]), int(head["memory"]))
    data = read_exactly(requests, head["size"])

    def load(url: str) -> LoadedDocument:
        replies.write(json.dumps({"load": url}).encode() + b"\n")
        replies.flush()
        answer = json.loads(requests.readline())
        if "unavailable" in answer:
            raise (DocumentGone if answer["gone"] else DocumentUnavailable)(answer["unavailable"])
        return LoadedDocument(
            content=read_exactly(requests, answer["size"]),
            media_type=answer["media_type"],
            fetched_at=datetime.fromisoformat(answer["fetched_at"]),
        )

    report = verify(
        data,
        loader=load,
        at=datetime.fromisoformat(head["at"]),
        recipient_email=head["email"],
        also_status=head["also"],
    )
    replies.write(json.dumps({"report": report.as_dict()}).encode() + b"\n")
    replies.flush()


def limit(seconds: int, memory: int) -> None:
    """No more processor time, memory, files or processes than this from here on."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
