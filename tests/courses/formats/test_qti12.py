"""QTI 1.2: published samples in several dialects, and our own small ones."""

import pytest

from courses.formats import CourseInvalid, read
from courses.grading import grade, parse_item

from .samples import SHARED, needs_samples


def outcomes(reading, outcome):
    return [
        (entry.element, entry.reason)
        for entry in reading.ledger.with_outcome(outcome)
        if "of the course" not in entry.element
    ]


def sample(name):
    return read(SHARED / "qti-1.2" / f"{name}.xml")


@needs_samples
@pytest.mark.parametrize(
    ("name", "types"),
    [
        ("choice", ["true_false", "single_choice", "multiple_choice", "single_choice"]),
        ("essay", ["essay"]),
        ("matching", ["match"]),
        ("mc_feedback", ["single_choice"]),
        ("multiple_answer", ["multiple_choice"]),
        ("numeric_exact_match", ["numerical", "numerical"]),
        ("numeric_margin_error", ["numerical"]),
        ("numeric_within_range", ["numerical"]),
        ("ordering", ["ordering"]),
        ("true_false", ["true_false"]),
    ],
)
def test_published_samples_become_items_of_the_right_type(name, types):
    reading = sample(name)
    assert (reading.format, [item["type"] for item in reading.course.items]) == ("qti12", types)


@needs_samples
def test_published_samples_keep_scores_tolerances_and_feedback():
    [item] = sample("numeric_margin_error").course.items
    assert item["answers"] == [{"value": "77", "tolerance": "7"}]
    [item] = sample("numeric_within_range").course.items
    assert item["answers"] == [{"low": "1", "high": "22"}]
    [item] = sample("multiple_answer").course.items
    assert [choice["weight"] for choice in item["choices"]] == [0.25, -0.1, 0.25, 0.25, -0.1, -0.1, 0.25]
    [item] = sample("mc_feedback").course.items
    assert item["feedback"] == "General Feedback"
    assert item["choices"][1] == {"text": "B", "feedback": "Answer B Feedback"}
    assert item["feedback_incorrect"] == "General Incorrect Feedback"
    [item] = sample("ordering").course.items
    assert item["entries"] == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    [item] = sample("matching").course.items
    assert item["distractors"] == ["A distractor answer."]


@needs_samples
def test_every_canvas_question_is_read_or_named():
    reading = sample("all_canvas_simple")
    named = [entry for entry in reading.ledger if entry.element.startswith("item ")]
    assert len(named) == 10
    assert outcomes(reading, "adapted")[-1] == (
        "item question-9",
        "its numbers were made by a formula: the first of 10 prepared sets is asked",
    )


@needs_samples
def test_a_damaged_sample_is_refused_with_its_line():
    with pytest.raises(CourseInvalid) as caught:
        sample("fib")
    assert str(caught.value) == "fib.xml:45: is not well-formed XML: mismatched tag"


def quiz(*items, section="<section ident='s' title='One'>"):
    body = "".join(items)
    return f"<questestinterop><assessment title='Quiz' ident='q'>{section}{body}</section></assessment></questestinterop>".encode()


def question(presentation, processing="", extra="", *, kind="", title="Q"):
    field = f"<qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>{kind}</fieldentry></qtimetadatafield>"
    metadata = f"<itemmetadata><qtimetadata>{field}</qtimetadata></itemmetadata>" if kind else ""
    return f"<item ident='i' title='{title}'>{metadata}<presentation><material><mattext>Ask</mattext></material>{presentation}</presentation><resprocessing><outcomes><decvar varname='SCORE'/></outcomes>{processing}</resprocessing>{extra}</item>"


def labels(**options):
    return "".join(
        f"<response_label ident='{name}'><material><mattext>{text}</mattext></material></response_label>"
        for name, text in options.items()
    )


def lid(ident="R", cardinality="Single", material="", **options):
    named = f"<material><mattext>{material}</mattext></material>" if material else ""
    return f"<response_lid ident='{ident}' rcardinality='{cardinality}'>{named}<render_choice>{labels(**options)}</render_choice></response_lid>"


def fib(ident="R", kind=""):
    return f"<response_str ident='{ident}'><render_fib fibtype='{kind}'><response_label ident='a'/></render_fib></response_str>"


def when(condition, score, action="Set", feedback=""):
    shown = f"<displayfeedback linkrefid='{feedback}'/>" if feedback else ""
    return f"<respcondition><conditionvar>{condition}</conditionvar><setvar varname='SCORE' action='{action}'>{score}</setvar>{shown}</respcondition>"


def equal(value, ident="R", case="No"):
    return f"<varequal respident='{ident}' case='{case}'>{value}</varequal>"


def read_one(*arguments, **keywords):
    reading = read(quiz(question(*arguments, **keywords)), name="quiz.xml")
    assert len(reading.course.items) == 1, list(reading.ledger)
    return reading.course.items[0], reading


def test_all_or_nothing_is_seen_in_the_processing():
    right = f"<and>{equal('a')}{equal('b')}<not>{equal('c')}</not></and>"
    item, _ = read_one(lid(cardinality="Multiple", a="A", b="B", c="C"), when(right, 100))
    assert item["policy"] == "all_or_nothing"
    assert grade(parse_item(item), ["c1", "c2"]).fraction == 1
    assert grade(parse_item(item), ["c1", "c2", "c3"]).fraction == 0


def test_hints_solutions_and_marks_survive():
    extra = (
        "<itemfeedback ident='x'><hint><hintmaterial><material><mattext>Think.</mattext></material></hintmaterial></hint></itemfeedback>"
        "<itemfeedback ident='y'><solution><solutionmaterial><material><mattext>Because *so*.</mattext></material></solutionmaterial></solution></itemfeedback>"
    )
    item, _ = read_one(lid(a="A", b="B"), when(equal("a"), 3), extra)
    assert item["hints"] == ["Think."]
    assert item["feedback"] == "Because \\*so\\*."


def test_words_keep_their_case_rule_parts_and_feedback():
    extra = "<itemfeedback ident='f'><material><mattext>Nearly.</mattext></material></itemfeedback>"
    processing = when(equal("Bern", case="Yes"), 100) + when(equal("Berne", case="Yes"), 50, feedback="f")
    item, _ = read_one(fib(), processing, extra)
    assert item["case_sensitive"] is True
    assert item["answers"] == [
        {"text": "Bern"},
        {"text": "Berne", "weight": 0.5, "feedback": "Nearly."},
    ]


def test_gaps_between_pieces_of_text_become_a_cloze():
    presentation = fib("A") + "<material><mattext>and</mattext></material>" + fib("B")
    item, reading = read_one(presentation, when(equal("one", "A") + equal("two", "B"), 3))
    assert item["text"] == "Ask {1} and {2}"
    assert [part["answers"] for part in item["parts"]] == [[{"text": "one"}], [{"text": "two"}]]
    assert outcomes(reading, "adapted") == [
        ("item q", "each gap counts on its own, not only all of them together")
    ]


def test_lists_named_in_the_text_stand_at_their_places():
    presentation = lid("response_x", material="x", a="A", b="B").replace("Ask", "")
    item, _ = read_one(presentation, when(equal("a", "response_x"), 100), kind="multiple_dropdowns_question")
    assert item["text"] == "Ask {1}"


def test_an_ordered_response_needs_every_entry():
    ordered = lid(cardinality="Ordered", a="A", b="B")
    reading = read(quiz(question(ordered, when(equal("a"), 1))), name="quiz.xml")
    assert ("item Q", "no correct order of all entries is given") in outcomes(reading, "dropped")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((lid(a="A", b="B"),), "none of its choices earns anything"),
        ((lid(cardinality="Multiple", a="A", b="B"), when(equal("a"), 0)), "no set of its choices earns anything"),
        (("<response_xy ident='R'/>",), "it asks for places in a picture or for groups"),
        ((lid(a="A", b="B"), when("<durequal>3</durequal>", 1)), "its processing uses <durequal>"),
        ((lid(a="A", b="B"), when(equal("a"), 1, "Multiply")), "its processing uses the action “multiply”"),
        ((fib(), when(equal("x"), 0)), "no answer earns anything"),
        ((fib(kind="Decimal"), when(equal("x"), 1)), "no number earns anything"),
        ((lid("r1", material="L", a="A", b="B") + lid("r2", material="M", a="A", b="B"), when(equal("a", "r1"), 1)), "nothing matches “M”"),
    ],
)  # fmt: skip
def test_what_cannot_be_held_is_dropped_with_the_reason(arguments, reason):
    reading = read(quiz(question(*arguments)), name="quiz.xml")
    assert outcomes(reading, "dropped") == [("item Q", reason)]


def test_files_beside_the_questions_follow_or_are_named():
    item = question(lid(a="A", b="B"), when(equal("a"), 1)).replace(
        "<mattext>Ask</mattext>", "<mattext texttype='text/html'>&lt;img src='p/x.png' alt='X'&gt;</mattext>"
    )
    reading = read({"quiz.xml": quiz(item), "p/x.png": b"x", "notes.txt": b"y"})
    assert reading.course.items[0]["prompt"] == "![X](../assets/p/x.png)"
    assert [asset.path for asset in reading.course.assets] == ["assets/p/x.png"]
    assert outcomes(reading, "dropped") == [("file notes.txt", "nothing that was read refers to it")]
