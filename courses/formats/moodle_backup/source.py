"""A backup while it is read: its XML, its texts, and what is collected of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from courses.formats.assembly import Assembly
from courses.formats.attachments import Attachments
from courses.formats.ledger import LedgerWriter
from courses.formats.markup import Markup
from courses.formats.markup.inline import Link
from courses.formats.moodle.texts import PLUGIN_FILE, Files, Texts
from courses.formats.moodle_backup.stored import StoredFiles
from courses.formats.question_bank import QuestionBank
from courses.formats.tree import FileTree
from courses.formats.xml_source import Element, child, child_text, raw_text, xml_root

BACKUP = "moodle_backup.xml"
FORMATS = {"0": "moodle_auto_format", "1": "html", "2": "plain_text", "4": "markdown"}
_NULL = "$@NULL@$"
_VIEW = re.compile(r"\$@[A-Z]+VIEWBY[A-Z]+\*(\d+)(?:\*(\d+))?@\$")
_LEGACY = re.compile(r"\$@FILEPHP@\$((?:\$@SLASH@\$|/).*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity's own element, its place in files.xml (`context`) and in links (`identifier`)."""

    kind: str
    identifier: str
    context: str
    title: str
    element: Element
    path: str


def without_nulls(root: Element) -> Element:
    """Moodle writes `$@NULL@$` for what is not set."""
    for one in root.iter():
        if one.text is not None and one.text.strip() == _NULL:
            one.text = None
    return root


class Source:
    """The tree of a backup and the course in the making."""

    def __init__(self, tree: FileTree, ledger: LedgerWriter) -> None:
        self.tree = tree
        self.ledger = ledger
        self.attachments = Attachments(tree, ledger)
        self.stored = StoredFiles(tree, self.attachments)
        self.bank = QuestionBank("questions.xml", ledger, tree.limits)
        self.assembly = Assembly(BACKUP, ledger, self.attachments, self.bank)
        self.read_files = {"files.xml"}
        self.course_context = ""

    def root(self, path: str) -> Element | None:
        """The file's root element; None when there is no such file."""
        if path not in self.tree:
            return None
        self.read_files.add(path)
        return without_nulls(xml_root(self.tree, path))

    def words(
        self, parent: Element | None, name: str, files: Files, place: str, *, form: str = ""
    ) -> str:  # fmt: skip
        """A field of the backup as Markdown; its format stands beside it, in `form` when that is given."""
        kind = FORMATS.get(child_text(parent, form or f"{name}format"), "html")
        text = raw_text(child(parent, name))
        texts = Texts(self.attachments, place)
        if kind != "html":
            return texts.formatted(text, kind, files)
        return Markup(self._link(files), texts.report).html(text)

    def _link(self, files: Files) -> Link:
        def link(href: str, _: bool) -> str | None:
            if match := PLUGIN_FILE.match(href):
                return files(unquote(href[match.end() :]).partition("?")[0])
            if match := _LEGACY.match(href):
                name = unquote(match[1].replace("$@SLASH@$", "/")).partition("?")[0].lstrip("/")
                return self.stored.of(self.course_context, "course", "legacy")(name)
            if match := _VIEW.search(href):
                source = f"{match[1]}:{match[2]}" if match[2] else match[1]
                slug = self.assembly.slugs.get(source) or self.assembly.slugs.get(match[1])
                return f"{slug}.md" if slug else None
            return self.attachments.link(href, "")

        return link
