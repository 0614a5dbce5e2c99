"""What a lesson's configuration and its files of credit say about the course as a whole."""

from __future__ import annotations

import re
from typing import Any

from courses.formats.errors import CourseInvalid
from courses.formats.tree import FileTree
from courses.formats.yaml_source import load_yaml

# Code of the programme: who publishes, and the field of the course.
ABOUT = {
    "swc": ("Software Carpentry", "computing"),
    "dc": ("Data Carpentry", "data"),
    "lc": ("Library Carpentry", "libraries"),
    "cp": ("The Carpentries", "teaching"),
    "incubator": ("The Carpentries Incubator", "research"),
}


def field_of(config: dict[str, Any]) -> str:
    return ABOUT.get(str(config.get("carpentry")), ("", "general"))[1]


def licence(config: dict[str, Any]) -> str:
    """The SPDX identifier of the lesson's licence; its own words when they name none of the usual ones."""
    words = str(config.get("license") or "CC-BY 4.0").strip()
    match = re.match(r"CC[- ]?(BY(?:-(?:SA|NC|ND))*)[- ](\d\.\d)\Z", words, re.IGNORECASE)
    if match:
        return f"CC-{match[1].upper()}-{match[2]}"
    return "CC0-1.0" if re.match(r"CC-?0", words, re.IGNORECASE) else words


def summary(description: str, title: str) -> str:
    """The description's first sentence, without markup, at most 200 characters."""
    for paragraph in re.split(r"\n\s*\n", description):
        if re.match(r"\s*(?:[#:|<>*+-]|\d+\.|!\[|$)", paragraph):
            continue
        plain = re.sub(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])?", r"\1", paragraph)
        plain = " ".join(re.sub(r"[*_`]|<[^>]*>", "", plain).split())
        sentence = re.split(r"(?<=[.!?])\s", plain)[0]
        return sentence if len(sentence) <= 200 else sentence[:199].rsplit(" ", 1)[0] + "…"
    return title[:200]


def authors(tree: FileTree, config: dict[str, Any]) -> tuple[str, ...]:
    """Names from CITATION.cff or AUTHORS; the programme when neither lists any."""
    names = _from_citation(tree) or _from_list(tree)
    programme = ABOUT.get(str(config.get("carpentry")), ABOUT["cp"])[0]
    return names or (programme,)


def _from_citation(tree: FileTree) -> tuple[str, ...]:
    if "CITATION.cff" not in tree:
        return ()
    try:
        data = load_yaml(tree.text("CITATION.cff"), "CITATION.cff").data
    except CourseInvalid:
        return ()
    people = data.get("authors") if isinstance(data, dict) else None
    names = []
    for person in people if isinstance(people, list) else []:
        if isinstance(person, dict):
            parts = [person.get("given-names"), person.get("family-names")]
            names.append(" ".join(str(part) for part in parts if part) or str(person.get("name") or ""))
    return tuple(name for name in names if name)


def _from_list(tree: FileTree) -> tuple[str, ...]:
    if "AUTHORS" not in tree:
        return ()
    lines = [line.strip() for line in tree.text("AUTHORS").split("\n") if line.strip()]
    if not lines or any(len(line) > 60 or line.endswith((":", ".")) for line in lines):
        return ()
    return tuple(lines)
