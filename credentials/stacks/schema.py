"""The rule language as a JSON Schema (draft 2020-12), for editors and other people's programs.

`parse_rule` is stricter where a schema cannot count: depth, the number of parts, and `at_least` beyond its
list.
"""

from typing import Any, Final

from credentials.stacks.parsing import MAX_CREDITS, MAX_MONTHS, MAX_PARTS, MAX_TEXT

_RULE: Final = {"$ref": "#/$defs/rule"}
_TEXT: Final = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT, "pattern": r"\S"}
_RULES: Final = {"type": "array", "items": _RULE, "minItems": 1, "maxItems": MAX_PARTS}


def _texts(least: int) -> dict[str, Any]:
    return {"type": "array", "items": _TEXT, "minItems": least, "maxItems": MAX_PARTS, "uniqueItems": True}


def _node(required: dict[str, Any], optional: dict[str, Any] | None = None, *, says: str) -> dict[str, Any]:
    return {
        "type": "object",
        "description": says,
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


_CREDITS: Final = {"type": "number", "exclusiveMinimum": 0, "maximum": MAX_CREDITS}
_MONTHS: Final = {"type": "integer", "minimum": 1, "maximum": MAX_MONTHS}
_COUNT: Final = {"type": "integer", "minimum": 1, "maximum": MAX_PARTS}

RULE_SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Stacking rule",
    **_RULE,
    "$defs": {
        "rule": {
            "oneOf": [
                _node({"achievement": _TEXT}, says="This achievement is held."),
                _node({"equivalent": _texts(2)}, says="One of these equivalent achievements is held."),
                _node(
                    {"skill": _TEXT, "level": {"type": "integer", "minimum": 1, "maximum": 5}},
                    says="This skill is shown at this level or higher by one credential.",
                ),
                _node(
                    {"credits": _CREDITS}, {"from": _texts(1)}, says="Credits add up; each achievement once."
                ),
                _node({"all": _RULES}, says="Every part is satisfied."),
                _node({"any": _RULES}, says="At least one part is satisfied."),
                _node({"at_least": _COUNT, "of": _RULES}, says="That many parts are satisfied."),
                _node(
                    {"within": _MONTHS, "rule": _RULE},
                    {"of": {"enum": ["each_other", "now"]}},
                    says="Satisfied by what was awarded within so many months of each other, or of today.",
                ),
                _node(
                    {"issued_by": {"oneOf": [_TEXT, _texts(1)]}, "rule": _RULE},
                    says="Satisfied by what these issuers awarded.",
                ),
                _node({"distinct_evidence": _RULE}, says="Satisfied without using any evidence twice."),
            ]
        }
    },
}
