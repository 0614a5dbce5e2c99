"""Modal feedback and feedback inside the body: which of it a response brings up."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from courses.formats.qti.evaluation import Values
from courses.formats.qti.processing import Processing
from courses.formats.qti.scoring_written import STATE
from courses.formats.xml_source import Element, child, children, descendants, name_of

IN_BODY = {"feedbackInline", "feedbackBlock"}


class Feedback:
    """The feedback of one item. `written` makes Markdown of the inside of an element.

    `right` is the right response as a whole: what no response brings up, but a right one does not, is said
    to wrong ones.
    """

    def __init__(
        self, root: Element, processing: Processing, written: Callable[[Element], str],
        right: dict[str, list[str]],
    ) -> None:  # fmt: skip
        self.processing = processing
        self.written = written
        self.right = right
        self._always: list[Element] | None = None
        self._told: set[Element] = set()
        self.elements = []
        for one in list(descendants(child(root, "itemBody"), *IN_BODY)):
            if _is_shown(one, processing.variables):
                # What stands there before the first answer is a part of the text.
                one.tag = "span" if name_of(one) == "feedbackInline" else "div"
            else:
                self.elements.append(one)
        modal = children(root, "modalFeedback")
        self.elements += [one for one in modal if one.get("outcomeIdentifier") != STATE]
        self._of_state = [one for one in modal if one.get("outcomeIdentifier") == STATE]

    def to(self, responses: dict[str, list[str]], *, but: set[Element] | None = None) -> str:
        """What these responses bring up and no response does not, less what is in `but`."""
        if not self.elements:
            return ""
        other = {*self._common(), *(but or set())}
        return self._tell([one for one in self._shown(responses) if one not in other])

    def always(self) -> str:
        """What every response brings up."""
        return self._tell(self._common())

    def shown(self, responses: dict[str, list[str]]) -> set[Element]:
        return set(self._shown(responses)) - set(self._common()) if self.elements else set()

    def by_state(self) -> dict[str, str]:
        """Feedback to right, partly right and wrong responses, as our own writer names it."""
        fields = {"right": "feedback_correct", "partial": "feedback_partial", "wrong": "feedback_incorrect"}
        return {
            fields[name]: self._tell([one])
            for one in self._of_state
            if (name := one.get("identifier") or "") in fields
        }

    @property
    def told(self) -> set[Element]:
        """Feedback that stands in an item by now."""
        return set(self._told)

    def untold(self) -> list[Element]:
        """Feedback that has come up for nothing that was asked."""
        return [one for one in self.elements if one not in self._told]

    def _common(self) -> list[Element]:
        if self._always is None:
            self._always = self._shown({}) if self.elements else []
            if self._always and any(self.right.values()):
                of_right = self._shown(self.right)
                self._always = [one for one in self._always if one in of_right]
        return self._always

    def _shown(self, responses: dict[str, list[str]]) -> list[Element]:
        outcomes = self.processing.run(responses)
        return [one for one in self.elements if _is_shown(one, outcomes)]

    def _tell(self, elements: list[Element]) -> str:
        self._told |= set(elements)
        contents = (child(one, "contentBody") for one in elements)
        texts = [
            self.written(one if content is None else content)
            for one, content in zip(elements, contents, strict=True)
        ]
        return "\n\n".join(text for text in dict.fromkeys(texts) if text)


def _is_shown(element: Element, variables: Mapping[str, Values]) -> bool:
    values = map(str, variables.get(element.get("outcomeIdentifier") or "", []))
    return ((element.get("identifier") or "") in values) == (element.get("showHide", "show") == "show")
