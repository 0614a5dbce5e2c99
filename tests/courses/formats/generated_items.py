"""Hypothesis strategies: valid items of every type, with the words of several scripts."""

from hypothesis import strategies as st

from courses.formats.markup import escaped_line, escaped_text
from courses.formats.ranges import holds, inside
from courses.grading import ItemInvalid, parse_item

WORDS = st.text(st.sampled_from("abcdefghij éüßñ中кя‘–&<>\"'"), min_size=1, max_size=12).map(
    lambda text: " ".join(text.split()) or "x"
)
INSIDE = WORDS.map(escaped_text)
MARKDOWN = WORDS.map(lambda text: escaped_line(escaped_text(text)))
FEEDBACK = st.one_of(st.none(), MARKDOWN)
MARKS = st.sampled_from([1, 2, 0.5, 3, 7.25])
WEIGHTS = st.sampled_from([1, 0.9, 0.8333333, 0.75, 0.5, 0.3333333, 0.25, 0.05, 0, -0.25, -0.5, -1])
SHARES = WEIGHTS.filter(lambda weight: weight >= 0)
DECIMALS = st.decimals(-10_000, 10_000, places=3, allow_nan=False).map(lambda value: f"{value.normalize():f}")
POSITIVE = st.decimals("0.001", 50, places=3).map(lambda value: f"{value.normalize():f}")


def texts(least, most, words=MARKDOWN):
    return st.lists(words, min_size=least, max_size=most, unique_by=str.casefold)


def given(**fields):
    """A mapping without the fields that are None."""
    return st.fixed_dictionaries(fields).map(
        lambda row: {name: value for name, value in row.items() if value is not None}
    )


@st.composite
def choice_rows(draw, *, several):
    rows = draw(st.lists(given(text=MARKDOWN, feedback=FEEDBACK), min_size=2, max_size=5,
                         unique_by=lambda row: row["text"]))  # fmt: skip
    right = draw(st.integers(0, len(rows) - 1))
    if draw(st.booleans()):
        weights = [1 if place == right else draw(WEIGHTS) for place in range(len(rows))]
        return [row | {"weight": weight} for row, weight in zip(rows, weights, strict=True)], True
    truths = [place == right or (several and draw(st.booleans())) for place in range(len(rows))]
    return [row | {"correct": truth} for row, truth in zip(rows, truths, strict=True)], False


@st.composite
def single_choice(draw):
    rows, _ = draw(choice_rows(several=False))
    return {"type": "single_choice", "choices": rows, "shuffle": draw(st.booleans())}


@st.composite
def multiple_choice(draw):
    rows, weighted = draw(choice_rows(several=True))
    policies = ["weights"] if weighted else ["all_or_nothing", "each_option", "halves", "proportional"]
    policy = draw(st.sampled_from(policies))
    return {"type": "multiple_choice", "choices": rows, "policy": policy, "shuffle": draw(st.booleans())}


true_false = given(
    type=st.just("true_false"), answer=st.booleans(), feedback_true=FEEDBACK, feedback_false=FEEDBACK
)


@st.composite
def short_text(draw, wild=True):
    rows = [
        draw(given(text=st.just(text), weight=st.one_of(st.none(), SHARES), feedback=FEEDBACK))
        for text in draw(texts(1, 4, WORDS))
    ]
    if wild and draw(st.booleans()):
        rows.append(draw(given(text=st.just("*"), weight=SHARES, feedback=FEEDBACK)))
    return {"type": "short_text", "answers": rows, "case_sensitive": draw(st.booleans())}


@st.composite
def accepted(draw):
    weight, feedback = draw(st.one_of(st.none(), SHARES)), draw(FEEDBACK)
    if draw(st.booleans()):
        row = {"value": draw(DECIMALS)}
        if draw(st.booleans()):
            kind = draw(st.sampled_from(["nominal", "relative"]))
            row |= {"tolerance": draw(POSITIVE), "tolerance_type": kind}
    else:
        low, high = sorted([draw(DECIMALS), draw(DECIMALS)], key=float)
        row = draw(given(low=st.just(low), high=st.just(high), low_open=st.sampled_from([None, True])))
    return row | ({} if weight is None else {"weight": weight}) | ({"feedback": feedback} if feedback else {})


@st.composite
def numerical(draw):
    answers: list[dict[str, object]] = []
    for row in draw(st.lists(accepted(), min_size=1, max_size=3)):
        # An answer that others take every number from is never reached.
        if not any(holds(known, float(inside(row, answers))) for known in answers):
            answers.append(row)
    return {"type": "numerical", "answers": answers}


@st.composite
def match(draw):
    left, right = draw(texts(2, 4)), draw(texts(2, 4))
    pairs = [{"left": one, "right": draw(st.sampled_from(right))} for one in left]
    unused = [text for text in right if text not in {pair["right"] for pair in pairs}]
    extra = {"distractors": unused} if unused else {}
    return {"type": "match", "pairs": pairs, "shuffle": draw(st.booleans())} | extra


@st.composite
def ordering(draw):
    return {
        "type": "ordering",
        "entries": draw(texts(2, 5)),
        "method": draw(st.sampled_from(["all_or_nothing", "absolute_position", "relative_to_correct"])),
    }


@st.composite
def gaps(draw, kind):
    words = draw(texts(2, 5))
    numbers = draw(st.lists(st.integers(1, len(words)), min_size=1, max_size=4, unique=kind == "drag_text"))
    text = escaped_line(" ".join(f"{draw(INSIDE)} [[{number}]]" for number in numbers) + ".")
    return {"type": kind, "text": text, "choices": [{"text": word} for word in words]}


@st.composite
def cloze(draw):
    part = st.one_of(short_text(wild=False), numerical(), single_choice())
    parts = [
        _without_feedback(draw(part)) | {"mark": draw(st.sampled_from([1, 2]))}
        for _ in range(draw(st.integers(1, 3)))
    ]
    text = escaped_line(" ".join(f"{draw(INSIDE)} {{{n}}}" for n in range(1, len(parts) + 1)) + ".")
    return {"type": "cloze", "text": text, "parts": parts}


def _without_feedback(part):
    rows = "choices" if "choices" in part else "answers"
    return part | {
        rows: [{name: value for name, value in row.items() if name != "feedback"} for row in part[rows]]
    }


assessed = given(type=st.sampled_from(["essay", "file"]), assessor_notes=FEEDBACK)
described = st.just({"type": "description"})
KINDS = {
    "single_choice": single_choice(), "multiple_choice": multiple_choice(), "true_false": true_false,
    "short_text": short_text(), "numerical": numerical(), "match": match(), "ordering": ordering(),
    "gap_select": gaps("gap_select"), "drag_text": gaps("drag_text"), "cloze": cloze(), "assessed": assessed,
    "description": described,
}  # fmt: skip


def is_valid(item):
    try:
        parse_item(item)
    except ItemInvalid:
        return False
    return True


@st.composite
def items(draw, kind):
    """A valid item of a type (see KINDS), with prompt, mark and feedback of every sort."""
    item = {"key": "k", "prompt": draw(st.one_of(MARKDOWN, st.tuples(MARKDOWN, MARKDOWN).map("\n\n".join)))}
    item |= draw(KINDS[kind])
    if item["type"] != "description":
        item.setdefault("mark", draw(MARKS))
        if item["type"] not in {"essay", "file"}:
            for name in ("feedback", "feedback_correct", "feedback_partial", "feedback_incorrect"):
                if (text := draw(FEEDBACK)) is not None:
                    item[name] = text
    return item
