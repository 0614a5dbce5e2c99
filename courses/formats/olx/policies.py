"""policies/: what a course says about itself and about passing, beside its tree."""

from __future__ import annotations

import json
from typing import Any

from courses.formats.ledger import LedgerWriter
from courses.formats.tree import FileTree


class Policies:
    """`title` and `language` are "" and `pass_mark` None where nothing is said; `tabs` names pages."""

    def __init__(self, tree: FileTree, ledger: LedgerWriter) -> None:
        self.tree = tree
        self.ledger = ledger
        self.read_files: set[str] = set()
        self.title = ""
        self.language = ""
        self.pass_mark: float | None = None
        self.tabs: dict[str, str] = {}
        for path in tree.under("policies"):
            if path.endswith("/policy.json"):
                self._policy(path)
            elif path.endswith("/grading_policy.json"):
                self._grading(path)

    def _parsed(self, path: str) -> dict[str, Any]:
        self.read_files.add(path)
        try:
            found = json.loads(self.tree.text(path))
        except (ValueError, RecursionError):
            self.ledger.dropped(f"file {path}", path, "is not JSON")
            return {}
        return found if isinstance(found, dict) else {}

    def _policy(self, path: str) -> None:
        for value in self._parsed(path).values():
            if not isinstance(value, dict):
                continue
            self.title = self.title or _text(value.get("display_name"))
            self.language = self.language or _text(value.get("language"))
            tabs = value.get("tabs")
            for tab in tabs if isinstance(tabs, list) else ():
                if isinstance(tab, dict) and tab.get("url_slug"):
                    self.tabs[str(tab["url_slug"])] = _text(tab.get("name"))
        reason = "title, language and names of pages are taken from it; the rest concerns the platform"
        self.ledger.adapted(f"file {path}", path, reason)

    def _grading(self, path: str) -> None:
        """The lowest grade that is one passes the course."""
        cutoffs = self._parsed(path).get("GRADE_CUTOFFS")
        values = cutoffs.values() if isinstance(cutoffs, dict) else ()
        marks = [float(one) for one in values if isinstance(one, int | float) and 0 < one <= 1]
        if marks and self.pass_mark is None:
            self.pass_mark = min(marks)
        reason = "the lowest of its cutoffs is the pass mark; weights and dropped scores have no place"
        self.ledger.adapted(f"file {path}", path, reason)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
