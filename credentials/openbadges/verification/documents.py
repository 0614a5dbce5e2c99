"""The documents of one verification: each asked for once, few in all, with the moment each was fetched."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from credentials.openbadges import contexts
from credentials.openbadges.errors import DocumentUnavailable, InvalidDocument
from credentials.openbadges.report import LoadedDocument, Loader
from credentials.openbadges.strict_json import loads
from credentials.openbadges.template import AwardTemplates

MAX_DOCUMENTS: Final = 64
# A backslash is a slash to browsers and a letter to others: then it would not be clear whose host it is.
_ADDRESS: Final = re.compile(
    r"https://[^\s/@\\]+(/[^\s\\]*)?|http://(127\.0\.0\.1|localhost)(:[0-9]+)?(/[^\s\\]*)?"
)


class Documents:
    """A loader that remembers, and refuses what is no https address (http only to this very machine)."""

    def __init__(self, loader: Loader, templates: AwardTemplates | None = None) -> None:
        self.templates = templates
        self._loader = loader
        self._known: dict[str, LoadedDocument | DocumentUnavailable] = {}

    def load(self, url: str) -> LoadedDocument:
        """The document at an address; raises DocumentUnavailable, the same each time."""
        if url not in self._known:
            self._known[url] = self._fetched(url)
        found = self._known[url]
        if isinstance(found, DocumentUnavailable):
            raise found
        return found

    def load_json(self, url: str) -> tuple[dict[str, Any], LoadedDocument]:
        """A JSON object at an address; raises DocumentUnavailable, or InvalidDocument for anything else."""
        loaded = self.load(url)
        value = loads(loaded.content)
        if not isinstance(value, dict):
            raise InvalidDocument(f"{url} is not a JSON object")
        return value, loaded

    def contexts_of(self, document: dict[str, Any]) -> dict[str, bytes]:
        """The contexts that a document names beyond the bundled ones; raises DocumentUnavailable."""
        wanted = sorted(contexts.addresses(document) - contexts.BUNDLED.keys())
        return {url: self.load(url).content for url in wanted}

    def _fetched(self, url: str) -> LoadedDocument | DocumentUnavailable:
        if not _ADDRESS.fullmatch(url):
            return DocumentUnavailable(f"{url[:200]} is not an https address")
        if len(self._known) >= MAX_DOCUMENTS:
            return DocumentUnavailable(f"more than {MAX_DOCUMENTS} documents are needed")
        load: Callable[[str], LoadedDocument] = self._loader
        try:
            return load(url)
        except DocumentUnavailable as error:
            return error
