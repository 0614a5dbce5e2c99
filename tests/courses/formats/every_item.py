"""A course with an item of every type and policy, for round trips."""

from dataclasses import replace

from courses.formats.model import AssessmentDocument, SectionDocument

from .samples import small_course

ITEMS = (
    {
        "key": "one",
        "type": "single_choice",
        "prompt": "Pick *one*.",
        "choices": [
            {"text": "A", "correct": True, "feedback": "Yes."},
            {"text": "B"},
            {"text": "C `x`", "feedback": "No!"},
        ],
        "feedback": "General.",
    },
    {
        "key": "part",
        "type": "single_choice",
        "prompt": "Partly",
        "choices": [{"text": "A", "weight": 1}, {"text": "B", "weight": 0.5}, {"text": "C", "weight": 0}],
        "shuffle": False,
        "mark": 3,
    },
    {
        "key": "several",
        "type": "multiple_choice",
        "prompt": "Several\n\n- a\n- b",
        "policy": "weights",
        "choices": [
            {"text": "A", "weight": 0.5},
            {"text": "B", "weight": 0.5, "feedback": "fb"},
            {"text": "C", "weight": -1},
        ],
        "mark": 2,
    },
    {
        "key": "each",
        "type": "multiple_choice",
        "prompt": "Each",
        "policy": "each_option",
        "choices": [
            {"text": "A", "correct": True},
            {"text": "B", "correct": False},
            {"text": "C", "correct": True},
        ],
    },
    {
        "key": "halves",
        "type": "multiple_choice",
        "prompt": "Halves",
        "policy": "halves",
        "choices": [
            {"text": "A", "correct": True},
            {"text": "B", "correct": False},
            {"text": "C", "correct": True},
        ],
        "mark": 4,
    },
    {
        "key": "whole",
        "type": "multiple_choice",
        "prompt": "Whole",
        "policy": "all_or_nothing",
        "choices": [{"text": "A", "correct": True}, {"text": "B", "correct": False}],
    },
    {
        "key": "truth",
        "type": "true_false",
        "prompt": "Hot?",
        "answer": False,
        "feedback_true": "No.",
        "feedback_false": "Yes.",
        "mark": 2,
    },
    {
        "key": "word",
        "type": "short_text",
        "prompt": "Capital?",
        "answers": [{"text": "Bern"}, {"text": "Berne", "weight": 0.5}],
    },
    {
        "key": "cased",
        "type": "short_text",
        "prompt": "Exactly",
        "answers": [{"text": "pH"}],
        "case_sensitive": True,
    },
    {
        "key": "num",
        "type": "numerical",
        "prompt": "g?",
        "answers": [
            {"value": "9.81", "tolerance": "0.05"},
            {"low": "9", "high": "10", "high_open": True, "weight": 0.5},
        ],
        "mark": 2,
    },
    {
        "key": "rel",
        "type": "numerical",
        "prompt": "rel",
        "answers": [{"value": "200", "tolerance": "0.1", "tolerance_type": "relative"}],
    },
    {
        "key": "pairs",
        "type": "match",
        "prompt": "Match",
        "pairs": [{"left": "Spain", "right": "Madrid"}, {"left": "Peru", "right": "Lima"}],
        "distractors": ["Oslo"],
        "feedback": "Done.",
    },
    {
        "key": "order",
        "type": "ordering",
        "prompt": "Order",
        "method": "relative_to_correct",
        "entries": ["a", "b", "c"],
    },
    {
        "key": "drag",
        "type": "drag_text",
        "prompt": "Drag",
        "text": "The [[1]] is [[2]].",
        "choices": [{"text": "sky"}, {"text": "blue"}, {"text": "red"}],
    },
    {
        "key": "select",
        "type": "gap_select",
        "prompt": "Select",
        "text": "A [[1]] and a [[1]].",
        "choices": [{"text": "x"}, {"text": "y"}],
    },
    {
        "key": "cloze",
        "type": "cloze",
        "prompt": "Fill in",
        "text": "The {1} has {2} legs and a {3}.",
        "parts": [
            {"type": "short_text", "answers": [{"text": "cat"}]},
            {"type": "numerical", "answers": [{"value": "4"}], "mark": 2},
            {"type": "single_choice", "choices": [{"text": "tail", "correct": True}, {"text": "wing"}]},
        ],
        "mark": 4,
    },
    {"key": "essay", "type": "essay", "prompt": "Why?", "mark": 5, "assessor_notes": "Be kind."},
    {"key": "upload", "type": "file", "prompt": "Send it."},
    {"key": "told", "type": "description", "prompt": "Read ![k](../assets/kettle.png)."},
)
COURSE = replace(
    small_course(),
    items=ITEMS,
    assessment=AssessmentDocument(
        "Check",
        attempts=3,
        minutes=5,
        navigation="sequential",
        shuffle=True,
        sections=(
            SectionDocument("One", tuple(i["key"] for i in ITEMS[:10])),
            SectionDocument("Two", draw=3, pool=tuple(i["key"] for i in ITEMS[10:])),
        ),
    ),
)
