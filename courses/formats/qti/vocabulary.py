"""One vocabulary for QTI 2.1, 2.2 and 3.0: that of 2.x. Version 3 spells the same names with hyphens."""

from __future__ import annotations

import re

from courses.formats.tree import FileTree
from courses.formats.xml_source import Element, name_of, root_name, xml_root

ROOTS = {
    "assessmentItem": "item", "qti-assessment-item": "item",
    "assessmentTest": "test", "qti-assessment-test": "test",
    "assessmentSection": "section", "qti-assessment-section": "section",
    "assessmentStimulus": "stimulus", "qti-assessment-stimulus": "stimulus",
}  # fmt: skip
_LONGEST_NAME = 60


def kind_of(data: bytes) -> str:
    """ "item", "test", "section", "stimulus", or "" for every other file."""
    return ROOTS.get(root_name(data)[0], "")


def qti_root(tree: FileTree, path: str) -> Element:
    """The file with the names of version 2. Raises CourseInvalid."""
    root = xml_root(tree, path)
    for element in root.iter():
        name = name_of(element)
        if name.startswith("qti-") and len(name) < _LONGEST_NAME:
            element.tag = _camel(name.removeprefix("qti-"))
            for attribute in [str(one) for one in element.attrib if "-" in str(one)]:
                if not attribute.startswith(("data-", "aria-")):
                    element.set(_camel(attribute), element.attrib.pop(attribute))
    return root


def _camel(name: str) -> str:
    return re.sub(r"-([a-z0-9])", lambda match: match[1].upper(), name)


def without(element: Element) -> None:
    """Takes the element out of its tree; the text behind it stays."""
    parent, before, tail = next(element.iterancestors()), element.getprevious(), element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
