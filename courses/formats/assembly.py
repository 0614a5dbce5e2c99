"""A course out of what a reader collected: modules, questions, files, and what its source says about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from courses.formats.attachments import Attachments
from courses.formats.errors import CourseInvalid, Problem
from courses.formats.ledger import LedgerWriter
from courses.formats.model import AssessmentDocument, CourseDocument, LessonDocument, ModuleDocument
from courses.formats.names import FreeNames, slugify
from courses.formats.question_bank import QuestionBank

_WORDS_PER_MINUTE = 180
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z")
_LONGEST_SUMMARY = 200


@dataclass(slots=True)
class Assembly:
    """Collects lessons under modules; `course()` makes the course."""

    file: str
    ledger: LedgerWriter
    attachments: Attachments
    bank: QuestionBank
    modules: list[tuple[str, list[LessonDocument]]] = field(default_factory=list)
    slugs: dict[str, str] = field(default_factory=dict)
    names: FreeNames = field(default_factory=FreeNames)
    placed: set[str] = field(default_factory=set)

    def reserve(self, source: str, title: str) -> str:
        """The slug of the lesson that `source` becomes, so that links can lead to it before it is read."""
        if source not in self.slugs:
            most = self.attachments.tree.limits.parts
            if len(self.slugs) >= most:
                message = f"there are more than {most:,} pages; split the course"
                raise CourseInvalid([Problem(self.file, 0, message)])
            self.slugs[source] = self.names.take(slugify(title, fallback="page"))
        return self.slugs[source]

    def module(self, title: str) -> None:
        self.modules.append((" ".join(title.split())[:200] or "Module", []))

    def lesson(self, source: str, title: str, body: str, *, place: str, adapted: str = "") -> None:
        """A lesson at the end of the last module."""
        if not self.modules:
            self.module("Lessons")
        title = " ".join(title.split())[:200] or "Page"
        slug = self.reserve(source, title)
        if source in self.placed:
            self.ledger.dropped(f"lesson {slug}", place, "stands in the course already, further up")
            return
        self.placed.add(source)
        lesson = LessonDocument(slug, title, reading_minutes(body), (), body)
        self.modules[-1][1].append(lesson)
        if adapted:
            self.ledger.adapted(f"lesson {slug}", place, adapted)
        else:
            self.ledger.kept(f"lesson {slug}", place)

    def course(
        self, *, title: str, language: str = "", description: str = "", licence: str = "",
        authors: tuple[str, ...] = (), attempts: int = 0, minutes: int | None = None,
        pass_mark: float | None = None,
    ) -> CourseDocument:  # fmt: skip
        """Raises CourseInvalid when nothing was collected."""
        modules = tuple(
            ModuleDocument(name, tuple(self._without_dead_links(lesson) for lesson in lessons))
            for name, lessons in self.modules
            if lessons
        )
        language = language.replace("_", "-")
        if language and not _LANGUAGE.match(language):
            self.ledger.adapted("language", self.file, f"“{language[:40]}” is no language tag")
            language = ""
        if not modules and not self.bank.items:
            raise CourseInvalid([Problem(self.file, 0, "holds no page and no question that can be read")])
        title = " ".join(title.split())[:200] or "Untitled course"
        self._note_assumptions(language, licence, pass_mark)
        sections = self.bank.sections
        assessment = None
        if sections:
            assessment = AssessmentDocument(
                f"{title[:180]}: assessment" if modules else title, attempts=attempts, minutes=minutes,
                sections=sections, pass_mark=0.7 if pass_mark is None else pass_mark,
            )  # fmt: skip
        reading = sum(lesson.minutes for module in modules for lesson in module.lessons)
        asking = 0 if assessment is None else min(minutes or 100_000, len(self.bank.items))
        return CourseDocument(
            slug=slugify(title),
            title=title,
            language=language or "en",
            summary=_summary(description, title),
            description=description,
            field="general",
            level="introductory",
            minutes=reading + asking,
            licence=licence or "LicenseRef-none",
            authors=authors,
            modules=modules,
            items=self.bank.items,
            assessment=assessment,
            assets=self.attachments.assets,
        )

    def _without_dead_links(self, lesson: LessonDocument) -> LessonDocument:
        """Pages that were named and then could not be read leave the text of the links to them."""
        body = lesson.body
        for source, slug in self.slugs.items():
            if source not in self.placed and slug not in self._made() and f"]({slug}.md" in body:
                body = re.sub(rf"(?<!!)\[([^\]]*)\]\({re.escape(slug)}\.md[^)]*\)", r"\1", body)
                reason = "leads to a page that is not read; its text is kept"
                self.ledger.dropped(f"link {slug}.md", f"lesson {lesson.slug}", reason)
        return replace(lesson, body=body)

    def _made(self) -> set[str]:
        return {lesson.slug for _, lessons in self.modules for lesson in lessons}

    def _note_assumptions(self, language: str, licence: str, pass_mark: float | None) -> None:
        reason = "none is given; “{}” is assumed"
        if not language:
            self.ledger.adapted("language of the course", self.file, reason.format("en"))
        if not licence:
            self.ledger.adapted("licence of the course", self.file, reason.format("none"))
        self.ledger.adapted("level of the course", self.file, reason.format("introductory"))
        self.ledger.adapted("minutes of the lessons", self.file, "are estimated from their length")
        if self.bank.items and pass_mark is None:
            self.ledger.adapted("pass mark of the course", self.file, reason.format("70 %"))


def reading_minutes(body: str) -> int:
    return min(1000, max(1, round(len(body.split()) / _WORDS_PER_MINUTE)))


def _summary(description: str, title: str) -> str:
    """The first sentence of the description, without marks; else the title."""
    first = re.split(r"\n\s*\n", description.strip())[0] if description.strip() else ""
    plain = " ".join(re.sub(r"!?\[([^\]]*)\]\([^)]*\)|[*_`#>\\]", r"\1", first).split())
    sentence = re.split(r"(?<=[.!?])\s", plain)[0] if plain else title
    if len(sentence) <= _LONGEST_SUMMARY:
        return sentence or title
    return sentence[: _LONGEST_SUMMARY - 1].rsplit(" ", 1)[0] + "…"


def licence_of(text: str) -> str:
    """The SPDX identifier of the Creative Commons licence that a text names; "" for any other."""
    match = re.search(r"creativecommons\.org/(licenses|publicdomain)/([a-z-]+)/(\d\.\d)", text.lower())
    if match is None:
        return ""
    return f"CC0-{match[3]}" if match[2] == "zero" else f"CC-{match[2].upper()}-{match[3]}"
