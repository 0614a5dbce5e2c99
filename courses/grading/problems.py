"""What can be wrong with an item's data: a stable code, and the sentence it stands for in English.

A caller with another language translates by code (`ItemProblem.code`, `.params`); `ItemProblem.message` is
the sentence as written here. Sentences continue the place they stand behind: "choices[1].text: is required".
"""

from collections.abc import Mapping

type Param = str | int

#: Code → sentence. `%(found)s` is what was given instead, quoted, or one of `KINDS`.
MESSAGES: dict[str, str] = {
    "catch_all_first": "accepts everything, so later answers never match; put it last",
    "correct_and_weight": "give either correct or weight, not both",
    "description_mark": "a description has no mark; leave the field out",
    "entry_count": "expected %(least)s to %(most)s entries, found %(count)s",
    "expected_flag": "expected true or false, without quotes; found %(found)s",
    "expected_list": "expected a list, such as [a, b]; found %(found)s",
    "expected_mapping": "expected fields with values (name: value), found %(found)s",
    "expected_number": "expected a number with a decimal point, such as 2 or 0.5; found %(found)s",
    "expected_text": "expected text, found %(found)s",
    "expected_whole": "expected a whole number between %(low)s and %(high)s; found %(found)s",
    "factor_above_zero": "must be above 0",
    "factor_required": "is required: how much of the answers' unit one of this unit is",
    "field_name": "the names of fields are text, found %(found)s; put it in quotes",
    "fraction_outside": (
        "%(number)s must be between %(low)s and %(high)s: a fraction of the mark, 0.5 for 50 %%"
    ),
    "gap_alone": "[[%(number)s]] has only one choice in its group %(group)s; add another with this group",
    "gap_count": "expected 1 to %(most)s gaps like [[1]], found %(count)s",
    "gap_twice": "[[%(number)s]] stands twice, but each word can be used once; the type gap_select allows it",
    "gap_unknown": "[[%(number)s]] names a choice that does not exist; there are %(count)s",
    "misspelt_field": "unknown field; did you mean %(meant)s?",
    "mixed_choices": "some choices have correct, others weight; use one of them throughout",
    "no_full_answer": "one answer must have the weight 1, or nobody can earn the whole mark",
    "no_full_choice": "one choice must have the weight 1, or nobody can earn the whole mark",
    "no_right_choice": "no choice says whether it is right; add correct: true (or false) or a weight",
    "not_unicode": "contains half of a character (a lone surrogate)",
    "nul": "contains a NUL character",
    "number_below": "%(number)s must be at least %(low)s",
    "number_outside": "%(number)s must be between %(low)s and %(high)s",
    "one_correct": ("exactly one choice must be correct, found %(count)s; for several use multiple_choice"),
    "one_option": "there is only one option to choose; add another or a distractor",
    "open_value": "only the ends of a range can be open; give low and high, or leave this field out",
    "option_is_right": "is the right-hand text of a pair; leave it out here, learners see it anyway",
    "parts_without_marks": "the parts have no marks; at least one needs a mark above 0",
    "penalty_without_units": "there are no units; add some, or leave this field out",
    "place_count": "{%(number)s} stands for a part and must be there once, found %(count)s",
    "place_unknown": "{%(number)s} names a part that does not exist; there are %(count)s",
    "points_rising": "points must rise from level to level; begin with the fewest",
    "range_empty": "the range is empty; leave an end closed, or move one",
    "range_reversed": "%(low)s is above high (%(high)s); exchange the two",
    "range_tolerance": "a range has no tolerance; move low and high instead",
    "regex": "not a regular expression: %(reason)s; for a plain text leave regex out",
    "repeated_criterion": "the same criterion as %(earlier)s; change or remove one",
    "repeated_id": "the id %(id)s belongs to %(earlier)s already; give this one another",
    "repeated_left": "the same left-hand text as %(earlier)s; change or remove one",
    "repeated_skill": "the same skill as %(earlier)s; remove one",
    "repeated_tag": "the same tag as %(earlier)s; remove one",
    "repeated_text": "the same text as %(earlier)s; change or remove one",
    "repeated_unit": "the same unit as %(earlier)s; change or remove one",
    "repeated_word": "the same text and group as %(earlier)s; change or remove one",
    "repetitions": "not a regular expression: its counted repetitions multiply to more than %(most)s",
    "required": "is required",
    "required_flag": "is required: true or false",
    "required_type": "is required; the types are %(types)s",
    "required_value": "is required (or a range: low, high)",
    "shadowed": (
        "an earlier answer with a smaller weight takes all that would earn the whole mark; put it later"
    ),
    "slug": "use lower-case letters, digits, - and _ (at most 100, a letter or digit first)",
    "too_long": "%(length)s characters; at most %(limit)s are allowed",
    "unit_of_answers": "one unit must have the factor 1: the unit of the answers",
    "unknown_field": "unknown field; the fields here are %(known)s",
    "unknown_type": "unknown type %(found)s; the types are %(types)s",
    "unknown_value": "expected one of %(options)s; found %(found)s",
    "value_and_range": "give either a value or a range (low, high), not both",
    "weights_sum": "the positive weights must add up to 1, or nobody can earn the whole mark",
    "weights_without_weight": "the policy weights needs a weight on the choices, not correct",
    "words_reversed": "%(least)s is more than max_words (%(most)s); exchange the two",
}

#: Param `kind` → what a value is.
KINDS: dict[str, str] = {
    "flag": "true or false",
    "list": "a list",
    "mapping": "a mapping",
    "nothing": "nothing",
    "number": "a number",
    "other": "something else",
    "text": "text",
}

_KINDS_OF: dict[type, str] = {
    bool: "flag",
    str: "text",
    int: "number",
    float: "number",
    list: "list",
    tuple: "list",
    dict: "mapping",
    type(None): "nothing",
}
_QUOTED = 40


def said(
    code: str,
    params: Mapping[str, Param],
    messages: Mapping[str, object] = MESSAGES,
    kinds: Mapping[str, object] = KINDS,
) -> str:
    """The sentence of a code with its parameters, from tables in any language."""
    values: dict[str, object] = dict(params)
    if "kind" in values:
        values["found"] = kinds[str(values["kind"])]
    return str(messages[code]) % values


def kind(value: object) -> dict[str, Param]:
    """The parameter that says what a value is."""
    return {"kind": _KINDS_OF.get(type(value), "other")}


def quoted(value: object) -> dict[str, Param]:
    """The parameter that quotes a short value, and says what a longer or deeper one is.

    Containers are never written out: aliases of YAML make a few lines into gigabytes.
    """
    if isinstance(value, str):
        return {"found": repr(value[:_QUOTED])}
    if isinstance(value, float) or (isinstance(value, int) and abs(value) < 10**_QUOTED):
        return {"found": repr(value)}
    return kind(value)
