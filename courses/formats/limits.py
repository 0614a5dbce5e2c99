"""How much of a stranger's file is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one reading. Sizes in bytes, counted while reading, never believed from a header."""

    archive: int = 256 * MIB  # the file as it was sent
    total: int = 512 * MIB  # everything unpacked
    file: int = 128 * MIB  # one unpacked file
    text: int = 4 * MIB  # one file that is parsed: Markdown, YAML, HTML
    parsed: int = 128 * MIB  # all files that are parsed, together
    xml: int = 32 * MIB  # one XML file; Moodle embeds pictures in it
    xml_depth: int = 100  # elements within elements
    xml_elements: int = 500_000
    files: int = 5000
    directory: int = 4 * MIB  # the table of contents of a zip
    parts: int = 5000  # items, lessons, or assets of one course
    ratio: int = 200  # unpacked to packed, once a file is over one MiB
    depth: int = 20  # folders within folders
    name: int = 255  # characters of one path


DEFAULT_LIMITS = Limits()
