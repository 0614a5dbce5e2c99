"""Templated items: one realisation, in which every draw falls the same way each time.

QTI makes such an item anew for each candidate. Here its template processing runs once, its values are
written into the text, and what remains is an ordinary item; the ledger says so.
"""

from __future__ import annotations

import re
from contextlib import suppress

from lxml import etree

from courses.formats.numbers import plain
from courses.formats.qti.declarations import response_declarations
from courses.formats.qti.evaluation import UnsupportedError, Values, as_number, first
from courses.formats.qti.expressions import Expressions, typed
from courses.formats.qti.vocabulary import without
from courses.formats.xml_source import Element, child, children, name_of, text_of

_MOST_TRIES = 100
_CHOICES = {
    "simpleChoice", "simpleAssociableChoice", "inlineChoice", "hottext", "gapText", "gap", "gapImg",
    "hotspotChoice", "associableHotspot",
}  # fmt: skip
_PRINTED = re.compile(r"%[-+ 0]{0,3}\d{0,2}(?:\.\d{1,2})?[difegEG]\Z")


class _ExitError(Exception):
    """exitTemplate."""


class _AgainError(Exception):
    """A template constraint does not hold."""


def is_templated(root: Element) -> bool:
    return bool(children(root, "templateDeclaration", "templateProcessing"))


def realise(root: Element) -> dict[str, Values]:
    """Makes an ordinary item of `root` and returns its template variables. Raises UnsupportedError."""
    for attempt in range(_MOST_TRIES):
        template = _Template(root, attempt)
        try:
            template.run()
        except _AgainError:
            continue
        template.write()
        return template.variables
    raise UnsupportedError("its template asks for values that are not found")


class _Template:
    def __init__(self, root: Element, attempt: int) -> None:
        self.root = root
        self.kinds: dict[str, str] = {}
        self.marked: set[str] = set()
        self.variables: dict[str, Values] = {}
        self.correct: dict[str, Values] = {}
        self.draws = 0
        for one in children(root, "templateDeclaration"):
            name, kind = one.get("identifier") or "", one.get("baseType") or ""
            values = children(child(one, "defaultValue"), "value")
            self.variables[name] = [value for one in values for value in typed(text_of(one), kind)]
            self.kinds[name] = kind
            if one.get("mathVariable") == "true":
                self.marked.add(name)

        def pick(count: int) -> int:
            """The middle at first; another one for each further try."""
            self.draws += 1
            return (count // 2 + attempt * self.draws) % count

        self.expressions = Expressions(response_declarations(root), {}, self.variables, pick)

    def run(self) -> None:
        processing = child(self.root, "templateProcessing")
        if processing is None:
            return
        with suppress(_ExitError):
            self._rules(children(processing))

    def _rules(self, rules: list[Element]) -> None:
        for rule in rules:
            name = name_of(rule)
            if name == "setTemplateValue":
                self.variables[rule.get("identifier") or ""] = self.expressions.value(first(rule))
            elif name == "setCorrectResponse":
                self.correct[rule.get("identifier") or ""] = self.expressions.value(first(rule))
            elif name == "templateCondition":
                self._condition(rule)
            elif name == "templateConstraint":
                if not self.expressions.true(first(rule)):
                    raise _AgainError
            elif name == "exitTemplate":
                raise _ExitError
            else:
                raise UnsupportedError(f"its template uses <{name}>")

    def _condition(self, rule: Element) -> None:
        for branch in children(rule):
            body = children(branch)
            if name_of(branch) != "templateElse":
                if not body or not self.expressions.true(body[0]):
                    continue
                body = body[1:]
            self._rules(body)
            return

    # What the values make of the item

    def write(self) -> None:
        for declaration in children(self.root, "responseDeclaration"):
            name = declaration.get("identifier") or ""
            if name in self.correct:
                self._write_correct(declaration, self.correct[name])
        for one in list(self.root.iter()):
            self._write_element(one)

    def _write_correct(self, declaration: Element, values: Values) -> None:
        for old in children(declaration, "correctResponse"):
            declaration.remove(old)
        holder = etree.SubElement(declaration, "correctResponse")
        for value in values:
            etree.SubElement(holder, "value").text = _words(value, declaration.get("baseType") or "")

    def _write_element(self, element: Element) -> None:
        name = name_of(element)
        if name == "printedVariable":
            element.tag, element.text = "span", self._printed(element)
        elif name in {"templateInline", "templateBlock"}:
            if self._shown(element):
                element.tag = "span" if name == "templateInline" else "div"
            else:
                without(element)
        elif name in _CHOICES and element.get("templateIdentifier") and not self._shown(element):
            without(element)
        elif name in {"mi", "ci"} and text_of(element) in self.marked:
            key = text_of(element)
            element.text = "; ".join(_words(value, self.kinds[key]) for value in self.variables[key])
            element.tag = "mn" if name == "mi" else "cn"

    def _shown(self, element: Element) -> bool:
        values = map(str, self.variables.get(element.get("templateIdentifier") or "", []))
        return ((element.get("identifier") or "") in values) == (element.get("showHide", "show") == "show")

    def _printed(self, element: Element) -> str:
        name, written = element.get("identifier") or "", element.get("format") or ""
        values = self.variables.get(name, [])
        if element.get("index"):
            position = int(self.expressions.attribute(element, "index", 1))
            values = values[position - 1 : position]
        if _PRINTED.match(written):
            return (element.get("delimiter") or ";").join(written % as_number(value) for value in values)
        words = (_words(value, self.kinds.get(name, "")) for value in values)
        return (element.get("delimiter") or ";").join(words)


def _words(value: object, kind: str) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return plain(float(round(value)) if kind == "integer" else float(f"{value:.12g}"))
    return str(value)
