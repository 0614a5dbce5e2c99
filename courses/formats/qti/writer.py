"""Writes a course's items as a QTI 3.0 package: one file an item, the assessment as a test, a manifest."""

from __future__ import annotations

from courses.formats.ledger import FidelityLedger, LedgerWriter
from courses.formats.model import AssessmentDocument, CourseDocument
from courses.formats.names import local_reference
from courses.formats.packing import packed
from courses.formats.qti.written_items import (
    TOOL,
    UnwritableError,
    WrittenItem,
    name_token,
    written_item,
)
from courses.formats.written_xml import document, make, rooted
from courses.formats.xml_source import Element

_QTI = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_PACKAGING = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
_TOOL = {"tool-name": TOOL, "tool-version": "1"}


def write_qti(course: CourseDocument) -> tuple[bytes, FidelityLedger]:
    """A zip. Lessons have no place in QTI and stand in the ledger; assets come along."""
    ledger = LedgerWriter()
    files: dict[str, bytes] = {}
    written: dict[str, WrittenItem] = {}
    for item in course.items:
        key = str(item["key"])
        try:
            written[key] = written_item(item, _resolve)
        except UnwritableError as error:
            ledger.dropped(f"item {key}", key, str(error))
            continue
        root = written[key].root
        files[f"items/{key}.xml"] = document(rooted(root, _QTI))
        if written[key].adapted:
            ledger.adapted(f"item {key}", key, "; ".join(written[key].adapted))
        else:
            ledger.kept(f"item {key}", key)
    if course.assessment is not None:
        test = _test(course, course.assessment, written, ledger)
        if next(test.iter("qti-assessment-section"), None) is not None:
            files["test.xml"] = document(rooted(test, _QTI))
    for asset in course.assets:
        files[asset.path] = asset.data
    files["imsmanifest.xml"] = document(rooted(_manifest(course, files), _PACKAGING))
    for lesson in course.lessons:
        ledger.dropped(f"lesson {lesson.slug}", f"lessons/{lesson.slug}.md", "QTI holds questions only")
    if course.achievement is not None:
        ledger.dropped("achievement", "course.yaml", "QTI holds questions only")
    return packed(files), ledger.finish()


def _resolve(href: str) -> str | None:
    """Assets lie beside the items' folder; lessons do not come along."""
    target = local_reference(href)
    return f"../{target.target}" if target is not None and target.kind == "asset" else None


def _test(
    course: CourseDocument,
    assessment: AssessmentDocument,
    written: dict[str, WrittenItem],
    ledger: LedgerWriter,
) -> Element:
    part = make("qti-test-part", {
        "identifier": "part-1", "submission-mode": "simultaneous",
        "navigation-mode": "linear" if assessment.navigation == "sequential" else "nonlinear",
    })  # fmt: skip
    if assessment.attempts:
        part.append(make("qti-item-session-control", {"max-attempts": assessment.attempts}))
    for position, section in enumerate(assessment.sections, start=1):
        keys = [key for key in (*section.items, *section.pool) if key in written]
        if section.pass_mark is not None:
            ledger.dropped(f"pass mark of {section.title}", "assessment.yaml", "a QTI test has none")
        if not keys:
            ledger.dropped(f"section {section.title}", "assessment.yaml", "QTI can hold none of its items")
            continue
        element = make(
            "qti-assessment-section",
            {"identifier": f"section-{position}", "title": section.title, "visible": "true"},
        )
        if section.draw is not None:
            element.append(make("qti-selection", {"select": min(section.draw, len(keys))}))
        if assessment.shuffle:
            element.append(make("qti-ordering", {"shuffle": "true"}))
        for key in keys:
            element.append(
                make("qti-assessment-item-ref", {"identifier": f"ref-{key}", "href": f"items/{key}.xml"})
            )
        part.append(element)
    ledger.dropped("pass mark", "assessment.yaml", "a QTI test has none")
    if assessment.delay_minutes:
        ledger.dropped("delay between attempts", "assessment.yaml", "a QTI test has none")
    test = make(
        "qti-assessment-test", {"identifier": name_token(course.slug), "title": assessment.title} | _TOOL
    )
    if assessment.minutes:
        test.append(make("qti-time-limits", {"max-time": assessment.minutes * 60}))
    test.append(part)
    return test


def _manifest(course: CourseDocument, files: dict[str, bytes]) -> Element:
    resources = make("resources")
    used: set[str] = set()
    for path in sorted(path for path in files if not path.startswith("assets/")):
        kind = "imsqti_test_xmlv3p0" if path == "test.xml" else "imsqti_item_xmlv3p0"
        resource = _resource(path, kind)
        if path == "test.xml":
            names = (_name(other) for other in sorted(files) if other.startswith("items/"))
            resource.extend(make("dependency", {"identifierref": name}) for name in names)
        for asset in course.assets:
            if f"../{asset.path}".encode() in files[path]:
                used.add(asset.path)
                resource.append(make("file", {"href": asset.path}))
        resources.append(resource)
    resources.extend(
        _resource(asset.path, "webcontent", f"asset-{position}")
        for position, asset in enumerate(course.assets, start=1)
        if asset.path not in used
    )
    metadata = make("metadata", {}, make("schema", {}, "QTI Package"), make("schemaversion", {}, "3.0.0"))
    return make(
        "manifest", {"identifier": f"manifest-{course.slug}"}, metadata, make("organizations"), resources
    )


def _resource(path: str, kind: str, name: str = "") -> Element:
    attributes = {"identifier": name or _name(path), "type": kind, "href": path}
    return make("resource", attributes, make("file", {"href": path}))


def _name(path: str) -> str:
    return path.removesuffix(".xml").replace("/", "-")
