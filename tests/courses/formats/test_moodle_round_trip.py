"""Whatever Moodle can hold comes back equal, and the ledger says exactly of what it cannot."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from courses.formats import read, write_gift, write_moodle
from courses.grading import item_to_data, parse_item
from courses.grading.cloze import PLACE

from .samples import small_course

WORDS = st.text("abcXYZ äß", min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)
# Characters that mean something to Markdown, to HTML, to GIFT or to embedded answers.
ODD = st.sampled_from(
    [
        "a ~ b", "x = 1", "50 % off", "{1}", "a } b", "a # b", "a -> b", "a\\\\b", "R&D", 'say "no"', "a:b",
        "\\*x\\*", "1 \\< 2", "**bold**", "a\n\nb", "- one\n- two", "`code {2}`", "[link](https://example.org/)",
        "T", "// a", "\\[\\[1\\]\\]", "café", "\\::title::", "=5", "%50%",
    ]
)  # fmt: skip
TEXT = st.one_of(WORDS, ODD)
PLAIN = st.one_of(
    WORDS, st.sampled_from(["a ~ b", "{x}", "a # b", "x=1", "a\\b", "<b>", "&amp;", "*", "a}b", "%50%x"])
)
SHARES = [1, 0.9, 0.8333333, 0.75, 0.6666667, 0.5, 0.3333333, 0.2, 0.1428571, 0.1, 0.05, 0]
NUMBERS = st.integers(-100_000, 100_000).map(lambda number: number / 100 if number % 100 else number // 100)


def unique(values, least, most):
    return st.lists(values, min_size=least, max_size=most, unique_by=lambda text: text.strip().casefold())


@st.composite
def commons(draw):
    """What every item may have."""
    fields = {
        "feedback": TEXT,
        "mark": st.sampled_from([2, 0.5, 3]),
        "penalty": st.sampled_from([0, 0.1, 0.25, 1]),
        "tags": st.lists(WORDS, min_size=1, max_size=2, unique=True),
        "source_id": WORDS,
    }
    return {name: draw(values) for name, values in fields.items() if draw(st.booleans())}


@st.composite
def said(draw):
    """Hints, and feedback to the state of an answer."""
    names = ["feedback_correct", "feedback_partial", "feedback_incorrect"]
    found = {name: draw(TEXT) for name in names if draw(st.booleans())}
    return found | ({"hints": draw(st.lists(TEXT, min_size=1, max_size=2))} if draw(st.booleans()) else {})


def with_feedback(draw, rows):
    return [row | ({"feedback": draw(TEXT)} if draw(st.booleans()) else {}) for row in rows]


@st.composite
def choices(draw):
    texts = draw(unique(TEXT, 2, 4))
    kind = draw(st.sampled_from(["marked", "shares", "several", "whole"]))
    if kind == "marked":
        right = draw(st.integers(0, len(texts) - 1))
        rows = [{"text": text, "correct": n == right} for n, text in enumerate(texts)]
        found = {"type": "single_choice"}
    elif kind == "shares":
        shares = [1, 0.5, *(draw(st.sampled_from(SHARES)) for _ in texts[2:])]
        rows = [{"text": text, "weight": share} for text, share in zip(texts, shares, strict=True)]
        found = {"type": "single_choice"}
    elif kind == "several":
        rows = [
            {"text": text, "weight": 0.5 if n < 2 else -draw(st.sampled_from(SHARES))}
            for n, text in enumerate(texts)
        ]
        found = {"type": "multiple_choice", "policy": "weights"}
    else:
        rows = [{"text": text, "correct": draw(st.booleans()) or n == 0} for n, text in enumerate(texts)]
        found = {"type": "multiple_choice", "policy": "all_or_nothing"}
    shuffle = {} if draw(st.booleans()) else {"shuffle": False}
    return found | {"choices": with_feedback(draw, rows)} | shuffle | draw(said())


@st.composite
def truths(draw):
    sides = {name: draw(TEXT) for name in ("feedback_true", "feedback_false") if draw(st.booleans())}
    return {"type": "true_false", "answer": draw(st.booleans())} | sides


@st.composite
def words(draw):
    texts = draw(unique(PLAIN.filter(lambda text: text != "*"), 1, 3))
    rows = [
        {"text": text} | ({"weight": draw(st.sampled_from(SHARES))} if n else {})
        for n, text in enumerate(texts)
    ]
    found = {"type": "short_text", "answers": with_feedback(draw, rows)}
    return found | ({"case_sensitive": True} if draw(st.booleans()) else {})


@st.composite
def numbers(draw):
    rows = [{"value": str(draw(NUMBERS))} for _ in range(draw(st.integers(1, 3)))]
    rows = [row | ({"tolerance": str(abs(draw(NUMBERS)))} if draw(st.booleans()) else {}) for row in rows]
    rows += [{"value": "*", "weight": 0}] if draw(st.booleans()) else []
    found = {"type": "numerical", "answers": with_feedback(draw, rows)}
    if draw(st.booleans()):
        found |= {"units": [{"unit": "m", "factor": "1"}, {"unit": "km", "factor": "1000"}]}
        found |= {"unit_penalty": 0.25} if draw(st.booleans()) else {}
    return found


@st.composite
def matches(draw):
    lefts, rights = draw(unique(TEXT, 2, 3)), draw(unique(WORDS, 3, 4))
    found = {"type": "match", "pairs": [{"left": a, "right": b} for a, b in zip(lefts, rights, strict=False)]}
    others = rights[len(lefts) :]
    return found | ({"distractors": others} if others else {}) | draw(said())


@st.composite
def orders(draw):
    methods = ["all_or_nothing", "absolute_position", "next_exclude_last", "longest_ordered_subset"]
    method = draw(st.sampled_from([*methods, "relative_to_correct"]))
    return {"type": "ordering", "entries": draw(unique(TEXT, 2, 4)), "method": method} | draw(said())


@st.composite
def gaps(draw):
    texts = draw(unique(WORDS, 2, 4))
    text = f"The [[1]] and {draw(WORDS)} [[2]]."
    kind = draw(st.sampled_from(["gap_select", "drag_text"]))
    return {"type": kind, "text": text, "choices": [{"text": one} for one in texts]} | draw(said())


@st.composite
def clozes(draw):
    line = TEXT.filter(lambda text: "\n" not in text and "[[" not in text)
    lines = unique(line, 2, 3)
    rows = with_lines(draw, [{"text": text, "correct": n == 1} for n, text in enumerate(draw(lines))], line)
    first = {"type": "single_choice", "choices": rows}
    texts = draw(lines)
    shares = [1, *(-0.5 for _ in texts[1:])]
    second = {
        "type": "multiple_choice",
        "policy": "weights",
        "choices": [{"text": text, "weight": share} for text, share in zip(texts, shares, strict=True)],
        "shuffle": False,
    }
    answers = with_lines(
        draw, [{"text": one} for one in draw(unique(PLAIN.filter(lambda one: one != "*"), 1, 2))], line
    )
    third = {"type": "short_text", "answers": answers, "mark": 3}
    fourth = {"type": "numerical", "answers": with_lines(draw, [{"value": str(draw(NUMBERS))}], line)}
    return {
        "type": "cloze",
        "text": f"{draw(WORDS)} {{1}} {{2}}\n\n{draw(WORDS)} {{3}} and {{4}}.",
        "parts": [first, second, third, fourth],
        "mark": 6,
    }


def with_lines(draw, rows, line):
    return [row | ({"feedback": draw(line)} if draw(st.booleans()) else {}) for row in rows]


ITEMS = st.one_of(
    choices(), truths(), words(), numbers(), matches(), orders(), gaps(), clozes(),
    st.just({"type": "essay", "min_words": 5, "assessor_notes": "Kind *words*."}),
    st.just({"type": "file"}), st.just({"type": "description"}),
)  # fmt: skip


def only(item):
    return replace(small_course(), items=(item,), assessment=None, modules=(), assets=())


@settings(max_examples=200)
@given(body=ITEMS, common=commons(), prompt=TEXT.filter(lambda text: not PLACE.search(text)))
def test_an_item_that_the_ledger_keeps_comes_back_equal_from_moodle(body, common, prompt):
    common = (
        common if body["type"] not in {"description", "cloze"} else common | {"mark": body.get("mark", 0)}
    )
    item = {"key": "k"} | common | body | {"prompt": prompt}
    data, ledger = write_moodle(only(item))
    [entry] = ledger
    if entry.outcome == "dropped":
        assert "[[1\\]\\]" in prompt.replace("\\[\\[", "[["), entry
        assert entry.reason == "a text holds “[[1]]” that is no gap, and Moodle reads it as one"
        return
    again = read(data, name="x.xml").course.items[0]
    if entry.outcome == "kept":
        assert item_to_data(parse_item(again)) == item_to_data(parse_item(item))
    else:
        assert entry.outcome == "adapted", entry
        assert entry.reason in expected(item), entry


def expected(item):
    """What the ledger may say of an item of these."""
    kind = {"true_false": "truefalse", "short_text": "shortanswer", "file": "essay", "match": "matching"}.get(
        item["type"], item["type"]
    )
    return {f"Moodle has no place for {name} of the type {kind}" for name in ("hints", "penalty")}


GIFT = st.one_of(
    choices().filter(lambda item: item.get("policy") != "all_or_nothing"), truths(), words(),
    numbers().filter(lambda item: "units" not in item), matches(), st.just({"type": "essay"}),
    st.just({"type": "description"}),
)  # fmt: skip
LOST = {
    "mark", "penalty", "hints", "feedback", "shuffle", "case_sensitive", "feedback_correct", "feedback_partial",
    "feedback_incorrect",
}  # fmt: skip


@settings(max_examples=200)
@given(body=GIFT, common=commons(), prompt=TEXT)
def test_an_item_that_the_ledger_keeps_comes_back_equal_from_gift(body, common, prompt):
    common.pop("mark", None) if body["type"] == "description" else None
    item = {"key": "k"} | common | body | {"prompt": prompt}
    data, ledger = write_gift(only(item))
    [entry] = ledger
    if entry.outcome == "dropped":
        assert entry.reason in {
            "a text holds “->”, which GIFT reads as the mark between the sides",
            "a choice begins like a share of the mark",
        }
        return
    lost = set(entry.reason.removeprefix("GIFT has no place for: ").split(", ")) if entry.reason else set()
    assert lost <= LOST
    again = read(data, name="x.gift").course.items[0]
    kept = {name: value for name, value in item.items() if name not in lost}
    assert item_to_data(parse_item(again)) == item_to_data(parse_item(kept))
