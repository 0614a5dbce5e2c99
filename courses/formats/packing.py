"""Zips that writers make: equal files give equal bytes, and none of them looks like a bomb."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from courses.formats.limits import DEFAULT_LIMITS

# The earliest time a zip can hold: archives of equal courses are equal.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
# What zlib's fastest level shrinks this much may be refused for the ratio when it comes back.
_SUSPICIOUS = 30
_SMALL = 4096


def packed(files: Mapping[str, bytes], *, top: str = "") -> bytes:
    """A zip of the files, sorted, in a folder called `top` when their names leave room for one."""
    folder = f"{top}/" if top and all(_has_room(f"{top}/{path}") for path in files) else ""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}{path}", _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_STORED if _is_suspicious(files[path]) else zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, files[path])
    return buffer.getvalue()


def _has_room(path: str) -> bool:
    return len(path) <= DEFAULT_LIMITS.name and path.count("/") < DEFAULT_LIMITS.depth


def _is_suspicious(data: bytes) -> bool:
    """Whether compressing makes it so small that unpacking it looks like an attack."""
    return len(data) > _SMALL and len(data) > _SUSPICIOUS * len(zlib.compress(data, 1))
