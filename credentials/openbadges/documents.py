"""Loaders of documents that are at hand: the verifier fetches nothing itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from credentials.openbadges.errors import DocumentUnavailable
from credentials.openbadges.report import LoadedDocument, Loader


def of_documents(documents: Mapping[str, LoadedDocument]) -> Loader:
    """A loader of documents by their address."""

    def load(url: str) -> LoadedDocument:
        if url not in documents:
            raise DocumentUnavailable(f"{url[:200]} is not among the documents at hand")
        return documents[url]

    return load


def directory_loader(folder: Path | None) -> Loader:
    """A loader of files: `https://host/a/b?c` is `host/a/b?c` or, in one folder, `host_a_b_c` (with .json or
    not).

    The file's own date is the moment that it speaks for. Without a folder there is no document at all.
    """

    def load(url: str) -> LoadedDocument:
        rest = re.sub(r"^https?://", "", url)
        flat = re.sub(r"[^A-Za-z0-9.-]+", "_", rest).strip("_")
        for name in (rest, f"{rest}.json", flat, f"{flat}.json"):
            file = _inside(folder, name) if folder else None
            if file is not None:
                at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
                return LoadedDocument(content=file.read_bytes(), media_type="application/json", fetched_at=at)
        raise DocumentUnavailable(f"{url[:200]} is not among the documents at hand")

    return load


def _inside(folder: Path, name: str) -> Path | None:
    """The file of that name, if it is one and in the folder; not one of another host."""
    if ".." in name.split("/"):
        return None
    try:
        file = (folder / name).resolve()
        return file if file.is_relative_to(folder.resolve()) and file.is_file() else None
    except (OSError, ValueError):  # longer than a file's name may be, or with a NUL in it
        return None
