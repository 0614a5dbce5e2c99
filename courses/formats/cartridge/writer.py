"""Writes a course as a Common Cartridge 1.3: lessons as pages, questions as QTI 1.2, files as they are."""

from __future__ import annotations

import re
from html import escape

from courses.formats.ledger import FidelityLedger, LedgerWriter
from courses.formats.model import CourseDocument, LessonDocument
from courses.formats.names import local_reference
from courses.formats.packing import packed
from courses.formats.qti12.writer import written_assessment
from courses.formats.written_xml import document, make, rendered, rooted
from courses.formats.xml_source import Element

_IMSCC = "http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1"
_LOM = "http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest"
_QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_ASSESSMENT_TYPE = "imsqti_xmlv1p2/imscc_xmlv1p3/assessment"


def write_cartridge(course: CourseDocument) -> tuple[bytes, FidelityLedger]:
    """A zip with the ending .imscc, and what the format could not hold."""
    ledger = LedgerWriter()
    files: dict[str, bytes] = {}
    for lesson in course.lessons:
        files[f"pages/{lesson.slug}.html"] = _page(lesson, course).encode()
        ledger.kept(f"lesson {lesson.slug}", f"lessons/{lesson.slug}.md")
    for asset in course.assets:
        files[f"web_resources/{asset.path.removeprefix('assets/')}"] = asset.data
        ledger.kept(f"asset {asset.path}", asset.path)
    has_questions = _questions(course, files, ledger)
    files["imsmanifest.xml"] = document(rooted(_manifest(course, files, has_questions), _IMSCC))
    if course.achievement is not None:
        ledger.dropped("achievement", "course.yaml", "Common Cartridge knows no achievements")
    for name in ("skills", "field", "level"):
        if getattr(course, name):
            ledger.dropped(name, "course.yaml", "Common Cartridge has no place for it")
    return packed(files), ledger.finish()


def _page(lesson: LessonDocument, course: CourseDocument) -> str:
    def resolve(href: str) -> str | None:
        target = local_reference(href)
        if target is not None and target.kind == "lesson":
            return f"{target.target}.html" if course.lesson(target.target) else None
        asset = target is not None and target.kind == "asset"
        return f"../web_resources/{target.target.removeprefix('assets/')}" if target and asset else None

    body = rendered(lesson.body, resolve)
    # Ids on our pages carry a prefix; a cartridge's page stands alone.
    body = re.sub(r'((?:id="|href="[^"]*#))c-', r"\1", body)
    objectives = "".join(f"<li>{escape(one)}</li>" for one in lesson.objectives)
    goals = f"<ul>{objectives}</ul>\n" if objectives else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(course.language)}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(lesson.title)}</title>\n</head>\n<body>\n{goals}{body}\n</body>\n</html>\n"
    )


def _questions(course: CourseDocument, files: dict[str, bytes], ledger: LedgerWriter) -> bool:
    if not course.items:
        return False

    def resolve(href: str) -> str | None:
        target = local_reference(href)
        if target is None or target.kind != "asset":
            return None
        return f"$IMS-CC-FILEBASE$/{target.target.removeprefix('assets/')}"

    assessment = course.assessment
    title = assessment.title if assessment else f"{course.title}: questions"
    attempts = assessment.attempts if assessment else 0
    root = written_assessment(title, course.items, resolve, ledger, attempts=attempts)
    if assessment is not None:
        ledger.adapted("assessment", "assessment.yaml", "its sections, drawing and pass mark are left out")
    if root is not None:
        files["assessment/assessment_qti.xml"] = document(rooted(root, _QTI))
    return root is not None


def _manifest(course: CourseDocument, files: dict[str, bytes], has_questions: bool) -> Element:
    organization = make("item", {"identifier": "LearningModules"})
    for position, module in enumerate(course.modules, start=1):
        folder = make("item", {"identifier": f"module-{position}"}, make("title", {}, module.title))
        for lesson in module.lessons:
            folder.append(make(
                "item", {"identifier": f"entry-page-{lesson.slug}", "identifierref": f"page-{lesson.slug}"},
                make("title", {}, lesson.title),
            ))  # fmt: skip
        organization.append(folder)
    if has_questions:
        title = course.assessment.title if course.assessment else "Questions"
        attributes = {"identifier": "entry-assessment", "identifierref": "assessment"}
        organization.append(make("item", attributes, make("title", {}, title)))
    structure = {"identifier": "org_1", "structure": "rooted-hierarchy"}
    return make(
        "manifest", {"identifier": f"cairn-{course.slug}"},
        make(
            "metadata", {}, make("schema", {}, "IMS Common Cartridge"),
            make("schemaversion", {}, "1.3.0"), _lom(course),
        ),
        make("organizations", {}, make("organization", structure, organization)),
        make("resources", {}, *_resources(files)),
    )  # fmt: skip


def _resources(files: dict[str, bytes]) -> list[Element]:
    resources = []
    for position, path in enumerate(sorted(files), start=1):
        identifier, kind = f"file-{position}", "webcontent"
        if path.startswith("pages/"):
            identifier = f"page-{path.removeprefix('pages/').removesuffix('.html')}"
        elif path.startswith("assessment/"):
            identifier, kind = "assessment", _ASSESSMENT_TYPE
        attributes = {"identifier": identifier, "type": kind, "href": path if kind == "webcontent" else None}
        resources.append(make("resource", attributes, make("file", {"href": path})))
    return resources


def _lom(course: CourseDocument) -> Element:
    def string(name: str, text: str) -> Element:
        return make(f"{{{_LOM}}}{name}", {}, make(f"{{{_LOM}}}string", {}, text))

    general = make(f"{{{_LOM}}}general", {}, string("title", course.title))
    general.append(make(f"{{{_LOM}}}language", {}, course.language))
    about = course.description or course.summary
    general.append(string("description", rendered(about, lambda _: None)))
    rights = make(
        f"{{{_LOM}}}rights", {},
        make(f"{{{_LOM}}}copyrightAndOtherRestrictions", {}, make(f"{{{_LOM}}}value", {}, "yes")),
        string("description", _rights(course)),
    )  # fmt: skip
    return make(f"{{{_LOM}}}lom", {}, general, rights)


def _rights(course: CourseDocument) -> str:
    """The licence with its address where that is known, and the authors, whom the licence wants named."""
    match = re.fullmatch(r"CC-([A-Z-]+)-(\d\.\d)", course.licence)
    address = ""
    if match:
        address = f" - https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/"
    elif course.licence == "CC0-1.0":
        address = " - https://creativecommons.org/publicdomain/zero/1.0/"
    names = f", by {', '.join(course.authors)}" if course.authors else ""
    return f"{course.licence}{names}{address}"
