"""QTI 1.2 beyond single questions: groups, banks, references, calculated questions, Blackboard's layout."""

import io
import zipfile

import pytest

from courses.formats import ArchiveRefused, read
from courses.formats.model import SectionDocument
from courses.grading import grade, parse_item

from .samples import PIXEL
from .test_qti12 import equal, fib, lid, outcomes, question, quiz, read_one, when

ASKED = question(lid(a="A", b="B"), when(equal("a"), 1))


def titled(title, ident="i"):
    return ASKED.replace("title='Q'", f"title='{title}'").replace("ident='i'", f"ident='{ident}'")


def section(inside, title="", rules=""):
    name = f" title='{title}'" if title else ""
    return f"<section ident='s'{name}>{rules}{inside}</section>"


def draws(number, *, bank="", points=""):
    source = f"<sourcebank_ref>{bank}</sourcebank_ref>" if bank else ""
    each = (
        f"<selection_extension><points_per_item>{points}</points_per_item></selection_extension>"
        if points
        else ""
    )
    return f"<selection_ordering><selection>{source}<selection_number>{number}</selection_number>{each}</selection></selection_ordering>"


def whole(inside, before=""):
    return f"<questestinterop>{before}<assessment ident='q' title='Quiz'>{inside}</assessment></questestinterop>".encode()


def bank(inside, ident="b1", title="Bank"):
    field = f"<qtimetadata><qtimetadatafield><fieldlabel>bank_title</fieldlabel><fieldentry>{title}</fieldentry></qtimetadatafield></qtimetadata>"
    return f"<questestinterop><objectbank ident='{ident}'>{field}{inside}</objectbank></questestinterop>".encode()


def test_sections_draw_and_time_limits_are_the_assessment():
    fields = (
        "<qtimetadata><qtimetadatafield><fieldlabel>qmd_timelimit</fieldlabel><fieldentry>20</fieldentry></qtimetadatafield>"
        "<qtimetadatafield><fieldlabel>cc_maxattempts</fieldlabel><fieldentry>2</fieldentry></qtimetadatafield></qtimetadata>"
    )
    rubric = "<rubric><material><mattext>Be *quick*</mattext></material></rubric>"
    reading = read(
        quiz(ASKED, ASKED, section=f"{fields}{rubric}<section title='One'>{draws(1)}"), name="quiz.xml"
    )
    assessment = reading.course.assessment
    assert assessment.sections == (
        SectionDocument("Quiz", ("be-quick",)),
        SectionDocument("One", draw=1, pool=("q", "q-2")),
    )
    assert (assessment.attempts, assessment.minutes, reading.course.title) == (2, 20, "Quiz")
    assert reading.course.items[0] == {"key": "be-quick", "type": "description", "prompt": "Be \\*quick\\*"}
    assert outcomes(reading, "adapted") == [("item be-quick", "is a text before the questions")]


def test_questions_after_a_group_keep_their_place_after_it():
    inside = (
        titled("A")
        + section(titled("B"), "Group")
        + titled("C")
        + section(titled("D"), "Group")
        + titled("E")
    )
    assert read(whole(section(inside)), name="q.xml").course.assessment.sections == (
        SectionDocument("Quiz", ("a",)), SectionDocument("Group", ("b",)), SectionDocument("Quiz (2)", ("c",)),
        SectionDocument("Group (2)", ("d",)), SectionDocument("Quiz (3)", ("e",)),
    )  # fmt: skip


def test_a_nameless_group_draws_from_itself_only():
    inside = titled("A") + section(titled("B") + titled("C"), rules=draws(1, points="2.5")) + titled("D")
    reading = read(whole(section(inside)), name="q.xml")
    assert reading.course.assessment.sections == (
        SectionDocument("Quiz", ("a",)),
        SectionDocument("Quiz: drawn", draw=1, pool=("b", "c")),
        SectionDocument("Quiz (2)", ("d",)),
    )
    assert [item.get("mark") for item in reading.course.items] == [None, 2.5, 2.5, None]


def test_groups_draw_from_banks_in_other_files():
    groups = (
        section("", "Drawn", draws(1, bank="b1", points="3")) + section("", "Again", draws(1, bank="b1"))
        + section("", "Gone", draws(1, bank="b9"))
    )  # fmt: skip
    files = {
        "a_quiz.xml": whole(section(groups + titled("Own"))),
        "banks/b1.xml.qti": bank(
            titled("One") + titled("Two") + question("", kind="text_only_question", title="Words")
        ),
        "banks/b2.xml.qti": bank(titled("Spare"), ident="b2", title="Leftovers"),
    }
    reading = read(files)
    assert reading.course.assessment.sections == (
        SectionDocument("Drawn", draw=1, pool=("one", "two", "words")),
        SectionDocument("Quiz", ("own",)),
    )
    assert [(item["key"], item.get("mark")) for item in reading.course.items] == [
        ("one", 3), ("two", 3), ("words", None), ("own", None), ("spare", None),
    ]  # fmt: skip
    assert outcomes(reading, "adapted") == [
        ("section Drawn", "its question bank stands in it"),
        (
            "question bank Leftovers",
            "no quiz asks it: its questions are in the course, outside its assessment",
        ),
    ]
    assert outcomes(reading, "dropped") == [
        ("section Again", "draws from the bank of “Drawn”; a question stands in one section only"),
        ("section Gone", "draws from a question bank that is not in the file"),
    ]


def test_a_bank_alone_is_asked():
    reading = read({"b.xml": bank(titled("One")), "c.xml": bank(titled("Two"), ident="")})
    assert reading.course.assessment.sections == (
        SectionDocument("Bank", ("one",)),
        SectionDocument("Bank (2)", ("two",)),
    )
    assert outcomes(reading, "adapted")[0] == (
        "question bank Bank",
        "is a section of the assessment, because no quiz draws from it",
    )


def test_two_banks_of_one_file_one_of_them_drawn_from():
    second = bank(titled("Two"), ident="b2", title="Other").removeprefix(b"<questestinterop>")
    both = bank(titled("One")).removesuffix(b"</questestinterop>") + second
    reading = read(
        {"a.xml": whole(section(section("", "Drawn", draws(1, bank="b1")) + titled("Own"))), "b.xml": both}
    )
    assert [item["key"] for item in reading.course.items] == ["one", "own", "two"]
    assert [title for title, _ in outcomes(reading, "adapted")] == ["section Drawn", "question bank Other"]


def test_references_lead_to_items_and_sections_of_the_file():
    before = f"<objectbank ident='o'>{titled('A', 'ia')}<section ident='sx' title='X'>{titled('B', 'ib')}</section></objectbank>"
    inside = "<itemref linkrefid='ia'/><sectionref linkrefid='sx'/><itemref linkrefid='gone'/><itemref linkrefid='ia'/><sectionref linkrefid='sx'/>"
    reading = read(whole(section(inside), before), name="q.xml")
    assert reading.course.assessment.sections == (
        SectionDocument("Quiz", ("a",)),
        SectionDocument("X", ("b",)),
    )
    assert ("itemref gone", "names what is not in the file") in outcomes(reading, "dropped")


@pytest.mark.parametrize(
    ("duration", "minutes"), [("PT1H30M", 90), ("P1DT1M", 1441), ("PT20S", 1), ("soon", None), ("PT0S", None)]
)
def test_durations_limit_the_time(duration, minutes):
    order = "<selection_ordering><order order_type='Random'/></selection_ordering>"
    assessment = read(
        whole(f"<duration>{duration}</duration>{order}{section(ASKED)}"), name="q.xml"
    ).course.assessment
    assert (assessment.minutes, assessment.shuffle) == (minutes, True)


def test_what_a_section_says_besides_is_named():
    inside = (
        "<objectives/><sectionprecondition/><outcomes_processing/><odd/><presentation_material/>"
        "<rubric view='Scorer'><material><mattext>x</mattext></material></rubric>"
        "<presentation_material><flow_mat><material><mattext><b xmlns=''>Look</b></mattext></material></flow_mat></presentation_material>"
        "<assessmentmetadata><a>1</a></assessmentmetadata>"
    )
    reading = read(whole(section(inside + ASKED)), name="q.xml")
    assert outcomes(reading, "dropped") == [
        ("<objectives>", "the questions of an assessment have no objectives of their own"),
        ("<sectionprecondition>", "what is asked never depends on earlier answers"),
        ("<outcomes_processing>", "the total is the sum of the items"),
        ("<odd>", "has no place in an assessment"),
        ("<rubric>", "is not for learners"),
    ]
    assert reading.course.items[0]["prompt"] == "**Look**"


def test_what_an_item_says_besides_is_named():
    extra = "<itemprecondition/><itemcontrol/><duration>PT1M</duration><itemrubric><material><mattext>Notes</mattext></material></itemrubric>"
    item, reading = read_one(fib(), "", extra, kind="essay_question")
    assert (item["type"], item["assessor_notes"]) == ("essay", "Notes")
    assert [element for element, _ in outcomes(reading, "dropped")] == [
        "<itemprecondition>", "<itemcontrol>", "<duration>",
    ]  # fmt: skip
    _, reading = read_one(lid(a="A", b="B"), when(equal("a"), 1), extra)
    assert ("<itemrubric>", "only an essay or an upload has notes for its assessor") in outcomes(
        reading, "dropped"
    )


# Answers


def test_accepted_answers_side_by_side_are_alternatives():
    item, _ = read_one(fib(), when(equal("Santa") + equal("Father Christmas"), 100))
    assert item["answers"] == [{"text": "Santa"}, {"text": "Father Christmas"}]
    item, _ = read_one(lid(a="A", b="B", c="C"), when(equal("a") + equal("b"), 100))
    assert [float(grade(parse_item(item), name).fraction) for name in ("c1", "c2", "c3")] == [1, 1, 0]


def test_feedback_to_right_and_wrong_answers_as_a_whole():
    extra = "".join(
        f"<itemfeedback ident='{name}'><material><mattext>{name}!</mattext></material></itemfeedback>"
        for name in ("correct_fb", "general_incorrect_fb", "general_fb", "yes", "no", "b_only", "lost")
    )
    processing = (
        when(equal("a"), 100, feedback="yes")
        + f"<respcondition continue='Yes'><conditionvar>{equal('b')}</conditionvar><displayfeedback linkrefid='b_only'/></respcondition>"
        + f"<respcondition><conditionvar><not>{equal('a')}</not></conditionvar><displayfeedback linkrefid='no'/></respcondition>"
    )
    item, reading = read_one(lid(a="A", b="B", c="C"), processing, extra)
    assert item == {
        "key": "q", "type": "single_choice", "prompt": "Ask",
        "choices": [{"text": "A", "correct": True, "feedback": "yes!"}, {"text": "B", "feedback": "b_only!"}, {"text": "C"}],
        "feedback": "general_fb!", "feedback_correct": "correct_fb!",
        "feedback_incorrect": "general_incorrect_fb!\n\nno!",
    }  # fmt: skip
    assert outcomes(reading, "dropped") == [("feedback lost", "no answer of this item type brings it up")]


def calculated(sets, *, tolerance="0", kind="calculated_question"):
    extra = f"<itemproc_extension><calculated><answer_tolerance>{tolerance}</answer_tolerance><var_sets>{sets}</var_sets></calculated></itemproc_extension>"
    source = question(fib(), "", extra, kind=kind).replace(">Ask<", ">What is 5 + [x] + [y]?<")
    return read(quiz(source), name="q.xml")


SET = "<var_set ident='1'><var name='x'>{0}</var><var name='y'>2</var><answer>{1}</answer></var_set>"


@pytest.mark.parametrize(
    ("tolerance", "row"),
    [
        ("0", {"value": "12"}), ("0.5", {"value": "12", "tolerance": "0.5"}), ("-1", {"value": "12"}), ("", {"value": "12"}),
        ("5%", {"value": "12", "tolerance": "0.05", "tolerance_type": "relative"}),
    ],
)  # fmt: skip
def test_a_calculated_question_is_asked_with_its_first_set(tolerance, row):
    reading = calculated(
        SET.format("?", "none") + SET.format(5, "12.0") + SET.format(6, 13), tolerance=tolerance
    )
    [item] = reading.course.items
    assert (item["prompt"], item["answers"]) == ("What is 5 + 5 + 2?", [row])
    assert outcomes(reading, "adapted") == [
        ("item q", "its numbers were made by a formula: the first of 3 prepared sets is asked")
    ]


def test_a_calculated_question_without_numbers_is_dropped():
    assert outcomes(calculated(""), "dropped") == [
        ("item Q", "its numbers are made by a formula each time it is asked, and none are prepared")
    ]


# Blackboard


def formatted(text):
    return f"<material><mat_extension><mat_formattedtext type='HTML'>{text}</mat_formattedtext></mat_extension></material>"


def flow(kind, inside):
    return f"<flow class='{kind}'>{inside}</flow>"


def blackboard(kind, answers, processing, *, points="2"):
    """As Blackboard exports its pools."""
    return f"""<questestinterop><assessment title="Pool"><section><item><itemmetadata><bbmd_questiontype>{kind}</bbmd_questiontype>
<qmd_absolutescore_max>{points}.000</qmd_absolutescore_max><qmd_weighting>0</qmd_weighting></itemmetadata>
<presentation>{flow("Block", flow("QUESTION_BLOCK", formatted("&lt;b&gt;Ask&lt;/b&gt;")) + answers)}</presentation>
<resprocessing><outcomes><decvar varname="SCORE" defaultval="0"/></outcomes>{processing}
<respcondition title="incorrect"><conditionvar><other/></conditionvar><setvar variablename="SCORE" action="Set">0</setvar><displayfeedback linkrefid="incorrect"/></respcondition>
</resprocessing></item></section></assessment></questestinterop>""".encode()


def right(conditions):
    return f"<respcondition><conditionvar>{conditions}</conditionvar><displayfeedback linkrefid='correct'/></respcondition>"


def test_blackboards_choices_have_their_texts_and_full_score():
    label = "<response_label ident='{0}'><flow_mat>" + formatted("{1}") + "</flow_mat></response_label>"
    answers = flow(
        "RESPONSE_BLOCK",
        f"<response_lid ident='response'><render_choice shuffle='No'><flow_label>{label.format('x', 'One')}{label.format('y', 'Two')}</flow_label></render_choice></response_lid>",
    )
    full = f"<respcondition title='correct'><conditionvar>{equal('y', 'response')}</conditionvar><setvar variablename='SCORE' action='Set'>SCORE.max</setvar></respcondition>"
    assert read(blackboard("Multiple Choice", answers, full), name="res1.dat").course.items == (
        {
            "key": "ask", "type": "single_choice", "prompt": "**Ask**", "choices": [{"text": "One"}, {"text": "Two", "correct": True}],
            "shuffle": False, "mark": 2,
        },
    )  # fmt: skip


def test_blackboards_words_and_numbers_need_no_score():
    entry = flow(
        "RESPONSE_BLOCK", "<response_str ident='response'><render_fib fibtype='{0}'/></response_str>"
    )
    [item] = read(
        blackboard("Fill in the Blank", entry.format("String"), right(equal("Madrid", "response"))),
        name="r.dat",
    ).course.items
    assert item["answers"] == [{"text": "Madrid"}]
    near = "<vargte respident='response'>7.5</vargte><varlte respident='response'>8.5</varlte>" + equal(
        "8", "response"
    )
    [item] = read(blackboard("Numeric", entry.format("Decimal"), right(near)), name="r.dat").course.items
    assert item["answers"] == [{"value": "8", "tolerance": "0.5"}]


def matching(rights, *pairs):
    labels = "<response_label ident='{0}1'/><response_label ident='{0}2'/>"
    lefts = "".join(
        flow("Block", f"<response_lid ident='{name}'><render_choice>{labels.format(name)}</render_choice></response_lid>" + flow("T", formatted(text)))
        for name, text in (("p", "France"), ("q", "Italy"))
    )  # fmt: skip
    block = flow("RIGHT_MATCH_BLOCK", "".join(flow("Block", formatted(text)) for text in rights))
    return blackboard(
        "Matching",
        flow("RESPONSE_BLOCK", lefts) + block,
        "".join(right(equal(value, name)) for name, value in pairs),
    )


def test_blackboards_matching_pairs_by_position():
    [item] = read(matching(["Paris", "Rome"], ("p", "p1"), ("q", "q2")), name="r.dat").course.items
    assert item["pairs"] == [{"left": "France", "right": "Paris"}, {"left": "Italy", "right": "Rome"}]
    [item] = read(matching(["Paris", "Rome"], ("p", "p1"), ("q", "q1")), name="r.dat").course.items
    assert (item["pairs"][1], item["distractors"]) == ({"left": "Italy", "right": "Paris"}, ["Rome"])
    for broken in (matching(["Paris"], ("p", "p1"), ("q", "q2")), matching(["Paris", "Rome"], ("p", "p1"))):
        reading = read(broken, name="r.dat")
        assert outcomes(reading, "dropped")[0][1].startswith("nothing matches “")


@pytest.mark.parametrize(
    ("condition", "row", "right", "wrong"),
    [
        ("<vargt respident='R'>5</vargt>", {"low": "5", "low_open": True}, "5.5", "5"),
        ("<varlt respident='R'>-5</varlt>", {"high": "-5", "high_open": True}, "-7", "0"),
        ("<vargte respident='R'>-3</vargte>", {"low": "-3"}, "-3", "-4"),
    ],
)
def test_ranges_with_one_end_are_read(condition, row, right, wrong):
    item, _ = read_one(fib(kind="Decimal"), when(condition, 1))
    assert item["answers"] == [row]
    assert [float(grade(parse_item(item), text).fraction) for text in (right, wrong)] == [1, 0]


def test_odd_numbers_and_texts_around_gaps():
    item, _ = read_one(
        fib(kind="Decimal"),
        when(equal("3"), 1) + when(equal("x"), 1) + when(equal("3"), 1) + when(equal("4"), 0),
    )
    assert item["answers"] == [{"value": "3"}]
    skew = "<vargte respident='R'>1</vargte><varlte respident='R'>9</varlte>"
    item, _ = read_one(fib(kind="Decimal"), when(f"<or>{equal('2')}<and>{skew}</and></or>", 1))
    assert item["answers"] == [{"low": "1", "high": "9"}]
    blanks = lid("response_x", material="x", a="A*", b="B")
    source = question(
        blanks, when(equal("a", "response_x"), 1), kind="fill_in_multiple_blanks_question"
    ).replace(">Ask<", ">{1} is [x]<")
    [item] = read(quiz(source), name="q.xml").course.items
    assert (item["text"], item["parts"]) == (
        "\\{1\\} is {1}",
        [{"type": "short_text", "answers": [{"text": "A\\*"}]}],
    )
    hopeless = question(blanks, when(equal("a", "response_x"), 0), kind="fill_in_multiple_blanks_question")
    assert outcomes(read(quiz(hopeless), name="q.xml"), "dropped") == [("item Q", "no answer earns anything")]


def test_gaps_that_count_one_by_one_need_no_word():
    gaps = fib("A") + "<material><mattext>and</mattext><odd/></material>" + fib("B")
    item, reading = read_one(gaps, when(equal("one", "A"), 50, "Add") + when(equal("two", "B"), 50, "Add"))
    assert [part["answers"] for part in item["parts"]] == [[{"text": "one"}], [{"text": "two"}]]
    assert outcomes(reading, "adapted") == []


def test_conditions_on_nothing_and_on_parts_of_words():
    nothing = "<respcondition><conditionvar><unanswered respident='R'/></conditionvar><setvar action='Subtract'>1</setvar></respcondition>"
    item, _ = read_one(fib(), nothing + when("<varsubstring respident='R'>art</varsubstring>", 2))
    assert item["answers"] == [{"text": "*art*"}]
    item, _ = read_one(
        lid(a="A", b="B"),
        when("<varequal respident='R'>a</varequal><vargte respident='R'>1</vargte>", 1) + when(equal("b"), 1),
    )
    assert [choice.get("correct", False) for choice in item["choices"]] == [False, True]


def test_an_endless_item_is_dropped():
    source = question(lid(a="A", b="B"), when("<or>" + equal("a") * 2001 + "</or>", 1))
    assert outcomes(read(quiz(source), name="q.xml"), "dropped") == [
        ("item Q", "it has more than 2,000 elements")
    ]


# Files


def test_pictures_sounds_and_files_of_a_question_come_along():
    material = "<material><matimage uri='k.png' label='K'/><mataudio uri='a.mp3'/><matapplication uri='gone.pdf'/><matvideo/></material>"
    source = quiz(question(material + lid(a="A", b="B"), when(equal("a"), 1)))
    reading = read({"q/quiz.xml": source, "k.png": PIXEL, "a.mp3": b"ID3", "q/x.txt": b""})
    assert reading.course.items[0]["prompt"] == "Ask\n\n![K](../assets/k.png)\n\n[a.mp3](../assets/a.mp3)"
    assert outcomes(reading, "dropped")[:2] == [
        ("<matapplication> gone.pdf", "is not in the file"),
        ("<matvideo>", "is not in the file"),
    ]


def test_a_declared_archive_beside_questions_is_left_out():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("x", "y")
    manifest = b'<manifest><resources><resource type="webcontent" href="d.zip"><file href="d.zip"/></resource></resources></manifest>'
    files = {"imsmanifest.xml": manifest, "q.xml": quiz(ASKED), "d.zip": buffer.getvalue()}
    assert outcomes(read(files), "dropped") == [
        ("file d.zip", "is an archive inside the archive: it is never opened and does not come along")
    ]
    with pytest.raises(ArchiveRefused):
        read(files | {"e.zip": buffer.getvalue()})
