"""A small complete course, as its author wrote it."""

import io
import zipfile

from courses.formats import Reading, read

FILES = {
    "course.yaml": """
format: cairn-course/1
slug: small
title: A small course
language: en
summary: One sentence.
description: "With [a lesson](one.md)."
field: health
level: introductory
minutes: 15
licence: CC-BY-4.0
authors: [Ada]
skills:
  - {skill: medicines-safety, level: 2}
modules:
  - title: First
    lessons: [one, two]
assessment: assessment.yaml
achievement:
  slug: small
  name: Small
  type: MicroCredential
  description: About small things.
  criteria: Pass.
  skills: [{skill: medicines-safety, level: 2}]
  hours: 1
""",
    "lessons/one.md": """---
title: One
minutes: 5
objectives: ["Name it"]
---
Some **text**, [two](two.md) and ![a picture](../assets/dot.png).

<script>alert(1)</script>
""",
    "lessons/two.md": "---\ntitle: Two\nminutes: 5\nobjectives: [Do it]\n---\nMore text.\n",
    "items/items.yaml": """
- key: first-check
  type: single_choice
  prompt: Which comes *first*?
  skills: [medicines-safety]
  feedback: Because the name comes first.
  choices:
    - {text: The name, correct: true, feedback: Yes.}
    - {text: The dose, feedback: Later.}
- key: unit
  type: short_text
  prompt: Which unit?
  feedback: mg.
  answers: [{text: mg}]
""",
    "assessment.yaml": """
title: Check
pass_mark: 0.7
attempts: 3
minutes: 10
sections:
  - {title: Core, items: [first-check, unit]}
""",
}
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)


def small_course(**changes: str | None) -> Reading:
    """`changes` replaces files; None leaves one out."""
    return read(small_files(**changes))


def small_files(**changes: str | None) -> dict[str, bytes]:
    files = {path: text.encode() for path, text in FILES.items()} | {"assets/dot.png": DOT}
    for path, text in changes.items():
        if text is None:
            del files[path]
        else:
            files[path] = text.encode()
    return files


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return buffer.getvalue()
