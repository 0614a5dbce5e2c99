"""A QTI 2.1, 2.2 or 3.0 item, test or package as a course without lessons."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from urllib.parse import unquote

from courses.formats.attachments import Attachments, reporter
from courses.formats.ledger import LedgerWriter
from courses.formats.manifest import MANIFEST, NESTED, resource_paths
from courses.formats.markup import Markup
from courses.formats.model import CourseDocument
from courses.formats.qti.evaluation import Budget
from courses.formats.qti.item import ItemReader
from courses.formats.qti.scene import UnfitError
from courses.formats.qti.structure import StructureReader
from courses.formats.qti.vocabulary import kind_of, qti_root
from courses.formats.question_bank import QuestionBank
from courses.formats.tree import FileTree
from courses.formats.xml_source import (
    Element,
    child,
    child_text,
    children,
    descendants,
    line_of,
    xml_root,
)  # fmt: skip

_ENDINGS = (".xml", ".qti")


def recognises(tree: FileTree) -> bool:
    """Some XML file is an assessment item or test of QTI 2 or 3."""
    return any(
        kind_of(tree[path]) in {"item", "test"} for path in tree if path.lower().endswith(_ENDINGS)
    )  # fmt: skip


def read_qti(tree: FileTree, ledger: LedgerWriter) -> CourseDocument:
    """Every item, in the order of the test or the manifest. Raises CourseInvalid."""
    return _Package(tree, ledger).read()


class _Package:
    def __init__(self, tree: FileTree, ledger: LedgerWriter) -> None:
        self.tree = tree
        self.ledger = ledger
        self.attachments = Attachments(tree, ledger)
        self.kinds = {path: kind_of(tree[path]) for path in tree if path.lower().endswith(_ENDINGS)}
        self.items = [path for path, kind in self.kinds.items() if kind == "item"]
        self.tests = [path for path, kind in self.kinds.items() if kind == "test"]
        self.bank = QuestionBank((self.tests or self.items)[0], ledger, tree.limits)
        self.keys: dict[str, list[str]] = {}
        self.read_paths: set[str] = set()
        self.language = ""
        self.budget = Budget()
        self.stimuli: dict[str, str] = {}

    def read(self) -> CourseDocument:
        course = self._of_test(self.tests[0]) if self.tests else self._of_items()
        self._rest()
        return course

    def _of_items(self) -> CourseDocument:
        for path in self._in_order():
            self.item(path, 1.0)
        title = self._manifest_title() if len(self.items) > 1 else ""
        if len(self.items) == 1:
            title = qti_root(self.tree, self.items[0]).get("title") or ""
        self.bank.file = self.items[0]
        return self.bank.course(title=title, assets=self.attachments.assets, language=self.language)

    def _of_test(self, path: str) -> CourseDocument:
        test = qti_root(self.tree, path)
        self.language = test.get("lang") or ""
        reader = StructureReader(self.tree, self.ledger, self.bank, self.item, self.markup)
        assessment = reader.read(test, path)
        self.read_paths |= reader.read_paths
        self.bank.file = path
        title = test.get("title") or "Test"
        course = self.bank.course(title=title, assets=self.attachments.assets, language=self.language)
        return replace(course, assessment=assessment)

    def _in_order(self) -> list[str]:
        if MANIFEST not in self.tree:
            return self.items
        resources = descendants(xml_root(self.tree, MANIFEST), "resource")
        named = [resource_paths(one, self.tree)[0] for one in resources]
        listed = [path for path in dict.fromkeys(named) if path in self.items]
        return listed + [path for path in self.items if path not in listed]

    def _manifest_title(self) -> str:
        if MANIFEST not in self.tree:
            return ""
        general = next(descendants(xml_root(self.tree, MANIFEST), "general"), None)
        return child_text(general, "title")

    def markup(self, path: str) -> Markup:
        folder = posixpath.dirname(path)
        return Markup(lambda href, _: self.attachments.link(href, folder), reporter(self.ledger, path))

    def item(self, path: str, weight: float) -> list[str]:
        """The keys of what the file became; its marks are multiplied by `weight`."""
        if path in self.keys:
            self.ledger.dropped(f"item {path}", path, "is asked for twice; an item stands in one place only")
            return []
        self.keys[path] = []
        root = qti_root(self.tree, path)
        self.language = self.language or root.get("lang") or ""
        words = self.markup(path)
        reader = ItemReader(root, words.link, words.report, self._stimuli(root, path), self.budget)
        name = root.get("title") or root.get("identifier") or path
        self.bank.file = path
        try:
            read = reader.read()
        except UnfitError as error:
            self.ledger.dropped(f"item {name}", f"{path}:{line_of(root)}", str(error))
            return []
        for one in read:
            made = one.item
            if weight != 1 and made["type"] != "description":
                made = made | {"mark": round(float(made.get("mark", 1)) * weight, 5)}
            key = self.bank.add(made, title=one.title, line=line_of(root), adapted=one.adapted)
            if key is not None:
                self.keys[path].append(key)
        return self.keys[path]

    def _stimuli(self, root: Element, path: str) -> str:
        """What the item shares with others, from files of their own."""
        parts = []
        for one in children(root, "assessmentStimulusRef"):
            href = unquote(one.get("href") or "")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), href))
            if self.kinds.get(target) != "stimulus":
                reason = "is not in the package: the item may say too little without it"
                self.ledger.dropped(f"stimulus {href}", f"{path}:{line_of(one)}", reason)
                continue
            if target not in self.stimuli:
                self.ledger.adapted(f"stimulus {target}", target, "stands in each item that shares it")
                body = child(qti_root(self.tree, target), "stimulusBody")
                self.stimuli[target] = "" if body is None else self.markup(target).element(body)
                self.read_paths.add(target)
            parts.append(self.stimuli[target])
        return "\n\n".join(part for part in parts if part)

    def _rest(self) -> None:
        for path in self.tests[1:]:
            self.ledger.dropped(f"test {path}", path, "a course has one assessment; the first test is it")
        for path in self.items:
            if path not in self.keys:
                self.ledger.dropped(f"item {path}", path, "is not in the test")
        known = {*self.items, *self.tests, *self.attachments.used, *self.read_paths, MANIFEST}
        for path in self.tree:
            if path not in known:
                self.ledger.dropped(f"file {path}", path, "nothing that was read refers to it")
        for path in self.tree.sealed:
            self.ledger.dropped(f"file {path}", path, NESTED)
