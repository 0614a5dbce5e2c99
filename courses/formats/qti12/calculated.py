"""Canvas's calculated questions: one of the prepared sets of numbers makes a question of its own."""

from __future__ import annotations

import re
from typing import Any

from courses.formats.model import Item
from courses.formats.numbers import number, plain
from courses.formats.qti12.source import UnfitError
from courses.formats.qti12.texts import TextReader
from courses.formats.xml_source import child_text, children, descendants, text_of


class CalculatedReader(TextReader):
    """Reads <itemproc_extension> with <calculated>. Raises UnfitError."""

    def _calculated(self) -> Item:
        sets = list(descendants(self.root, "var_set"))
        chosen = next((one for one in sets if number(child_text(one, "answer")) is not None), None)
        if chosen is None:
            raise UnfitError("its numbers are made by a formula each time it is asked, and none are prepared")
        prompt = self._prompt()
        for one in children(chosen, "var"):
            name = re.escape(one.get("name") or "")
            prompt = re.sub(rf"\\?\[{name}\\?\]", text_of(one).replace("\\", ""), prompt)
        answer = number(child_text(chosen, "answer")) or 0.0
        self.notes.append(
            f"its numbers were made by a formula: the first of {len(sets)} prepared sets is asked"
        )
        row: dict[str, Any] = {"value": plain(answer)} | self._tolerance()
        return {"type": "numerical", "prompt": prompt, "answers": [row]}

    def _tolerance(self) -> dict[str, Any]:
        text = text_of(next(descendants(self.root, "answer_tolerance"), None))
        share = number(text.removesuffix("%"))
        if not share or share < 0:
            return {}
        if text.endswith("%"):
            return {"tolerance": plain(round(share / 100, 12)), "tolerance_type": "relative"}
        return {"tolerance": plain(share)}
