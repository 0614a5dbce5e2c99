"""What the pure packages say, in words for learners and authors."""

from decimal import Decimal

from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from courses.grading import ItemProblem, ResponseInvalid
from courses.grading.problems import said

# The stable codes of `courses.grading.errors.ResponseInvalid`.
RESPONSE_PROBLEMS: dict[str, str | Promise] = {
    "not_a_number": _("This is not a number. Write digits, such as 12.5 or 1,200."),
    "unknown_option": _("One of these choices does not belong to this item. Choose again."),
    "repeated": _("Something is chosen twice that can be used once."),
    "several_values": _("Give one answer only."),
    "contradiction": _("“None of these” excludes the other choices. Untick one or the other."),
    "not_an_order": _("Use each position once, so that every entry has its own number."),
    "too_long": _("This answer is too long. Shorten it."),
    "too_many": _("There are more answers here than parts. Choose again."),
    "wrong_shape": _("This answer does not fit the item. Answer again."),
}

# The stable codes of `courses.grading.problems`, for authors. A sentence continues its place.
ITEM_PROBLEMS: dict[str, str | Promise] = {
    "catch_all_first": _("accepts everything, so later answers never match; put it last"),
    "correct_and_weight": _("give either correct or weight, not both"),
    "description_mark": _("a description has no mark; leave the field out"),
    "entry_count": _("expected %(least)s to %(most)s entries, found %(count)s"),
    "expected_flag": _("expected true or false, without quotes; found %(found)s"),
    "expected_list": _("expected a list, such as [a, b]; found %(found)s"),
    "expected_mapping": _("expected fields with values (name: value), found %(found)s"),
    "expected_number": _("expected a number with a decimal point, such as 2 or 0.5; found %(found)s"),
    "expected_text": _("expected text, found %(found)s"),
    "expected_whole": _("expected a whole number between %(low)s and %(high)s; found %(found)s"),
    "factor_above_zero": _("must be above 0"),
    "factor_required": _("is required: how much of the answers' unit one of this unit is"),
    "field_name": _("the names of fields are text, found %(found)s; put it in quotes"),
    "fraction_outside": _(
        "%(number)s must be between %(low)s and %(high)s: a fraction of the mark, 0.5 for 50 %%"
    ),
    "gap_alone": _("[[%(number)s]] has only one choice in its group %(group)s; add another with this group"),
    "gap_count": _("expected 1 to %(most)s gaps like [[1]], found %(count)s"),
    "gap_twice": _(
        "[[%(number)s]] stands twice, but each word can be used once; the type gap_select allows it"
    ),
    "gap_unknown": _("[[%(number)s]] names a choice that does not exist; there are %(count)s"),
    "misspelt_field": _("unknown field; did you mean %(meant)s?"),
    "mixed_choices": _("some choices have correct, others weight; use one of them throughout"),
    "no_full_answer": _("one answer must have the weight 1, or nobody can earn the whole mark"),
    "no_full_choice": _("one choice must have the weight 1, or nobody can earn the whole mark"),
    "no_right_choice": _("no choice says whether it is right; add correct: true (or false) or a weight"),
    "not_unicode": _("contains half of a character (a lone surrogate)"),
    "nul": _("contains a NUL character"),
    "number_below": _("%(number)s must be at least %(low)s"),
    "number_outside": _("%(number)s must be between %(low)s and %(high)s"),
    "one_correct": _("exactly one choice must be correct, found %(count)s; for several use multiple_choice"),
    "one_option": _("there is only one option to choose; add another or a distractor"),
    "open_value": _("only the ends of a range can be open; give low and high, or leave this field out"),
    "option_is_right": _("is the right-hand text of a pair; leave it out here, learners see it anyway"),
    "parts_without_marks": _("the parts have no marks; at least one needs a mark above 0"),
    "penalty_without_units": _("there are no units; add some, or leave this field out"),
    "place_count": _("{%(number)s} stands for a part and must be there once, found %(count)s"),
    "place_unknown": _("{%(number)s} names a part that does not exist; there are %(count)s"),
    "points_rising": _("points must rise from level to level; begin with the fewest"),
    "range_empty": _("the range is empty; leave an end closed, or move one"),
    "range_reversed": _("%(low)s is above high (%(high)s); exchange the two"),
    "range_tolerance": _("a range has no tolerance; move low and high instead"),
    "regex": _("not a regular expression: %(reason)s; for a plain text leave regex out"),
    "repeated_criterion": _("the same criterion as %(earlier)s; change or remove one"),
    "repeated_id": _("the id %(id)s belongs to %(earlier)s already; give this one another"),
    "repeated_left": _("the same left-hand text as %(earlier)s; change or remove one"),
    "repeated_skill": _("the same skill as %(earlier)s; remove one"),
    "repeated_tag": _("the same tag as %(earlier)s; remove one"),
    "repeated_text": _("the same text as %(earlier)s; change or remove one"),
    "repeated_unit": _("the same unit as %(earlier)s; change or remove one"),
    "repeated_word": _("the same text and group as %(earlier)s; change or remove one"),
    "repetitions": _("not a regular expression: its counted repetitions multiply to more than %(most)s"),
    "required": _("is required"),
    "required_flag": _("is required: true or false"),
    "required_type": _("is required; the types are %(types)s"),
    "required_value": _("is required (or a range: low, high)"),
    "shadowed": _(
        "an earlier answer with a smaller weight takes all that would earn the whole mark; put it later"
    ),
    "slug": _("use lower-case letters, digits, - and _ (at most 100, a letter or digit first)"),
    "too_long": _("%(length)s characters; at most %(limit)s are allowed"),
    "unit_of_answers": _("one unit must have the factor 1: the unit of the answers"),
    "unknown_field": _("unknown field; the fields here are %(known)s"),
    "unknown_type": _("unknown type %(found)s; the types are %(types)s"),
    "unknown_value": _("expected one of %(options)s; found %(found)s"),
    "value_and_range": _("give either a value or a range (low, high), not both"),
    "weights_sum": _("the positive weights must add up to 1, or nobody can earn the whole mark"),
    "weights_without_weight": _("the policy weights needs a weight on the choices, not correct"),
    "words_reversed": _("%(least)s is more than max_words (%(most)s); exchange the two"),
}
# What a value is that should have been something else.
VALUE_KINDS: dict[str, str | Promise] = {
    "flag": _("true or false"),
    "list": _("a list"),
    "mapping": _("a mapping"),
    "nothing": _("nothing"),
    "number": _("a number"),
    "other": _("something else"),
    "text": _("text"),
}


def response_problem(error: ResponseInvalid) -> str | Promise:
    """What the learner can do about an answer that was not taken."""
    return RESPONSE_PROBLEMS.get(error.code, RESPONSE_PROBLEMS["wrong_shape"])


def item_problem(problem: ItemProblem) -> str:
    """What is wrong at this place of an item, in the language of the reader."""
    return said(problem.code, problem.params, ITEM_PROBLEMS, VALUE_KINDS)


def points_text(points: Decimal, text: str) -> str:
    """A level of a rubric: “2 points: names the cause”."""
    count = int(points) if points == int(points) else 2
    words = {"n": plain_number(points), "text": text}
    return ngettext("%(n)s point: %(text)s", "%(n)s points: %(text)s", count) % words


def plain_number(number: Decimal) -> str:
    """As the reader writes it, without trailing zeros."""
    return str(localize(Decimal(f"{number.normalize():f}")))
