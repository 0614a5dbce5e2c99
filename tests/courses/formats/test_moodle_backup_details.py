"""What real backups have: versions, random questions, headings, subsections, files of equal names."""

import hashlib
import json

import pytest

from courses.formats import read

from .samples import PIXEL
from .test_moodle_backup import activity, answer, files, module, outcomes, question


def digest(data):
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


def stored(number, data, context, component, area, item, name, path="/"):
    return f"<file id='{number}'><contenthash>{digest(data)}</contenthash><contextid>{context}</contextid><component>{component}</component><filearea>{area}</filearea><itemid>{item}</itemid><filepath>{path}</filepath><filename>{name}</filename></file>"


def entry(number, *versions, idnumber="$@NULL@$"):
    told = "".join(
        f"<question_version><question_versions id='{number}{n}'><version>{n}</version><status>ready</status><questions>{text}</questions></question_versions></question_version>"
        for n, text in enumerate(versions, 1)
    )
    return f"<question_bank_entry id='{number}'><idnumber>{idnumber}</idnumber>{told}</question_bank_entry>"


def category(number, name, *entries, parent=0):
    return f"<question_category id='{number}'><name>{name}</name><contextid>9</contextid><parent>{parent}</parent><question_bank_entries>{''.join(entries)}</question_bank_entries></question_category>"


def truth(number, name, text="Text", words=("Verdadero", "Falso"), right=0, extra=""):
    inside = f"<plugin_qtype_truefalse_question><answers>{answer(f'{number}1', words[0], 1 - right)}{answer(f'{number}2', words[1], right)}</answers><truefalse id='{number}'><trueanswer>{number}1</trueanswer><falseanswer>{number}2</falseanswer></truefalse></plugin_qtype_truefalse_question>{extra}"
    return question(number, "truefalse", name, text, inside)


def slot(number, inside, mark=1):
    return f"<question_instance id='{number}'><slot>{number}</slot><maxmark>{mark}</maxmark>{inside}</question_instance>"


def asks(entry_number, version="$@NULL@$"):
    return f"<question_reference id='1'><questionbankentryid>{entry_number}</questionbankentryid><version>{version}</version></question_reference>"


def draws(condition):
    return f"<question_set_reference id='1'><filtercondition>{condition}</filtercondition></question_set_reference>"


def by_category(number, *, below=False, **others):
    options = {"includesubcategories": below}
    filters = {"category": {"jointype": 1, "values": [number], "filteroptions": options}} | others
    return json.dumps({"filter": filters})


def quiz(inside, number=5, title="Check", settings=""):
    return module(
        number, "quiz", f"<name>{title}</name>{settings}<question_instances>{inside}</question_instances>"
    )


def bank(*categories):
    return f"<question_categories>{''.join(categories)}</question_categories>".encode()


def with_bank(categories, slots, settings=""):
    contents = files()
    contents["questions.xml"] = bank(*categories)
    contents["activities/quiz_5/quiz.xml"] = quiz(slots, settings=settings)
    return contents


def sections(reading):
    return [(one.title, one.items, one.draw, one.pool) for one in reading.course.assessment.sections][:-1]


def test_true_and_false_are_known_by_their_ids_in_any_language():
    told = category(1, "C", entry(1, truth(1, "Yes"), idnumber="Y-1"), entry(2, truth(2, "No", right=1)))
    course = read(with_bank([told], slot(1, asks(1)) + slot(2, asks(2)))).course
    assert [(item["answer"], item.get("source_id")) for item in course.items[:2]] == [
        (True, "Y-1"),
        (False, None),
    ]


def test_a_slot_gives_its_question_the_mark_and_the_version():
    told = category(
        1, "C", entry(1, truth(1, "Old"), truth(2, "New")), entry(2, truth(3, "Three"), truth(4, "Four"))
    )
    slots = slot(2, asks(2), mark="3.5") + slot(1, asks(1, version=1), mark=2)
    reading = read(with_bank([told], slots))
    assert sections(reading) == [("Check", ("old", "four"), None, ())]
    assert [item.get("mark") for item in reading.course.items[:2]] == [2, 3.5]
    assert "new" in {item["key"] for item in reading.course.items}


@pytest.mark.parametrize(
    "condition",
    [
        by_category("1"),
        by_category(1, tags={"values": []}),
        json.dumps({"questioncategoryid": 1, "includingsubcategories": False}),
    ],
)
def test_random_questions_are_a_section_that_draws(condition):
    told = [category(1, "Easy", *(entry(n, truth(n, f"Q{n}")) for n in range(1, 5))), category(2, "Hard", entry(9, truth(9, "Q9")), parent=1)]  # fmt: skip
    slots = slot(1, asks(2)) + slot(2, draws(condition), mark=2) + slot(3, draws(condition), mark=2)
    reading = read(with_bank(told, slots))
    assert sections(reading) == [
        ("Check", ("q2",), None, ()),
        ("Check: Easy", (), 2, ("q1", "q3", "q4")),
    ]
    assert reading.course.item("q3")["mark"] == 2
    assert ("2 random questions of Check", "a section of their own draws 2 of the 3 in “Easy”") in outcomes(reading, "adapted")  # fmt: skip


def test_random_questions_may_come_from_subcategories_and_be_chosen_by_tags():
    told = [
        category(1, "Easy", entry(1, truth(1, "Q1"))),
        category(2, "Hard", entry(9, truth(9, "Q9")), parent=1),
    ]
    condition = by_category("1", below=True, qtagids={"values": ["7"]})
    reading = read(with_bank(told, slot(1, draws(condition))))
    assert sections(reading) == [("Check: Easy", (), 1, ("q1", "q9"))]
    reason = "a section of their own draws 1 of the 2 in “Easy”; Moodle chooses among them by tags, too"
    assert ("1 random questions of Check", reason) in outcomes(reading, "adapted")


@pytest.mark.parametrize("condition", ["{broken", "[1]", "{}", json.dumps({"filter": {"category": {"values": []}}}), json.dumps({"filter": 3})])  # fmt: skip
def test_a_random_question_that_says_nothing_is_named(condition):
    told = [category(1, "Easy", entry(1, truth(1, "Q1")))]
    reading = read(with_bank(told, slot(1, draws(condition)) + slot(2, asks(1))))
    assert ("question at random of Check", "is not in the backup") in outcomes(reading, "dropped")


def test_a_category_without_questions_is_named():
    reading = read(with_bank([category(1, "Easy")], slot(1, draws(by_category(1)))))
    assert ("1 random questions of Check", "the category “Easy” has no questions to draw from") in outcomes(
        reading, "dropped"
    )


def test_random_questions_of_moodle_2_and_3():
    random = question(7, "random", "Random (Easy)", "1", "")
    old = f"<question_category id='1'><name>Easy</name><contextid>9</contextid><questions>{truth(1, 'Q1')}{truth(2, 'Q2')}{random}</questions></question_category>"
    slots = "<question_instance id='1'><question>7</question><grade>2</grade></question_instance>"
    reading = read(with_bank([old], slots))
    assert sections(reading) == [("Check: Easy", (), 1, ("q1", "q2"))]
    slots = slot(
        1, "<questioncategoryid>1</questioncategoryid><includingsubcategories>0</includingsubcategories>"
    )
    assert sections(read(with_bank([old], slots))) == [("Check: Easy", (), 1, ("q1", "q2"))]


def test_headings_of_a_quiz_are_sections_and_its_rules_the_assessments():
    told = category(1, "C", *(entry(n, truth(n, f"Q{n}")) for n in range(1, 4)))
    settings = (
        "<intro>Hello</intro><timelimit>90</timelimit><attempts_number>2</attempts_number><delay1>600</delay1><delay2>60</delay2>"
        "<navmethod>sequential</navmethod><timeopen>1700000000</timeopen><grademethod>1</grademethod><password>$@NULL@$</password>"
        "<sections><section id='1'><firstslot>1</firstslot><heading></heading><shufflequestions>0</shufflequestions></section><section id='2'><firstslot>2</firstslot><heading>Cases</heading><shufflequestions>1</shufflequestions></section></sections>"
        "<feedbacks><feedback id='1'><feedbacktext>Great</feedbacktext></feedback></feedbacks>"
    )
    contents = with_bank([told], slot(1, asks(1)) + slot(2, asks(2)) + slot(3, asks(3)), settings)
    contents["activities/quiz_5/grades.xml"] = (
        b"<activity_gradebook><grade_items><grade_item><grademax>10.00</grademax><gradepass>6.00</gradepass></grade_item></grade_items></activity_gradebook>"
    )
    reading = read(contents)
    assert sections(reading) == [
        ("Check", ("check-introduction", "q1"), None, ()),
        ("Check: Cases", ("q2", "q3"), None, ()),
    ]
    assert reading.course.items[0] == {"key": "check-introduction", "type": "description", "prompt": "Hello"}
    found = reading.course.assessment
    assert (found.attempts, found.minutes, found.delay_minutes, found.navigation, found.shuffle, found.pass_mark) == (
        2, 2, 10, "sequential", True, 0.6,
    )  # fmt: skip
    assert [one for one in outcomes(reading, "dropped") if one[0].endswith("of Check")] == [
        ("feedback to the grade of Check", "an assessment has no feedback of its own"),
        ("settings timeopen=1700000000 of Check", "an assessment has none of them"),
    ]


def with_activities(*told, sequence):
    contents = files()
    listed = "".join(activity(number, kind, title) for number, kind, title, _ in told)
    contents["moodle_backup.xml"] = contents["moodle_backup.xml"].replace(
        b"</activities>", f"{listed}</activities>".encode()
    )
    for number, kind, _, inside in told:
        contents[f"activities/{kind}_{number}/{kind}.xml"] = module(
            number, kind, inside, context=str(100 + number)
        )
    path = "sections/section_1/section.xml"
    contents[path] = contents[path].replace(b"1,2,3,4,5,6,7", sequence.encode())
    return contents


def test_quizzes_of_one_name_stay_apart():
    contents = with_activities((21, "quiz", "Check", "<name>Check</name>"), sequence="5,21")
    contents["questions.xml"] = bank(category(1, "C", entry(1, truth(1, "Q1")), entry(2, truth(2, "Q2"))))
    contents["activities/quiz_5/quiz.xml"] = quiz(slot(1, asks(1)))
    contents["activities/quiz_21/quiz.xml"] = quiz(slot(1, asks(2)), number=21)
    assert sections(read(contents)) == [("Check", ("q1",), None, ()), ("Check (2)", ("q2",), None, ())]


def test_files_of_equal_names_are_those_of_their_own_text():
    second = PIXEL + b"2"
    image = "&lt;img src='@@PLUGINFILE@@/i.png' alt='I'&gt;"
    hint = f"<question_hints><question_hint id='77'><hint>{image}</hint><hintformat>1</hintformat><clearwrong>1</clearwrong><shownumcorrect>1</shownumcorrect></question_hint></question_hints><tags><tag id='1'><rawname>Zoo</rawname></tag></tags>"
    told = category(
        1, "C", entry(1, truth(1, "One", text=image, extra=hint)), entry(2, truth(2, "Two", text=image))
    )
    contents = with_bank([told], slot(1, asks(1)) + slot(2, asks(2)))
    contents["files.xml"] = (
        "<files>" + stored(1, PIXEL, 9, "question", "questiontext", 1, "i.png") + stored(2, second, 9, "question", "questiontext", 2, "i.png")
        + stored(3, second, 9, "question", "hint", 77, "i.png") + "</files>"
    ).encode()  # fmt: skip
    contents[f"files/{digest(second)[:2]}/{digest(second)}"] = second
    course = read(contents).course
    assert [item["prompt"] for item in course.items[:2]] == [
        "![I](../assets/i.png)",
        "![I](../assets/i-2.png)",
    ]
    assert course.items[0]["hints"] == ["![I](../assets/i-2.png)"]
    assert course.items[0]["tags"] == ["Zoo"]
    assert course.asset("assets/i-2.png").data == second


def test_folders_lessons_and_banks():
    page = "<page id='{0}'><prevpageid>{1}</prevpageid><nextpageid>{2}</nextpageid><qtype>{3}</qtype><title>{4}</title><contents>{4}!</contents><contentsformat>0</contentsformat></page>"
    pages = page.format(2, 1, 3, 3, "Ask") + page.format(1, 0, 2, 20, "First") + page.format(3, 2, 0, 20, "Last") + page.format(4, 9, 0, 21, "End") + page.format(5, 9, 0, 20, "Alone")  # fmt: skip
    contents = with_activities(
        (21, "folder", "Papers", "<name>Papers</name><intro>All</intro><introformat>1</introformat>"),
        (22, "lesson", "Walk", f"<name>Walk</name><pages>{pages}</pages>"),
        (23, "qbank", "Bank", "<name>Bank</name>"),
        (24, "label", "", "<intro>See &lt;a href='$@LESSONVIEWBYID*22@$'&gt;the walk&lt;/a&gt;</intro><introformat>1</introformat>"),
        sequence="21,22,23,24",
    )  # fmt: skip
    contents["files.xml"] = ("<files>" + stored(1, PIXEL, 121, "mod_folder", "content", 0, "p.png", "/a/") + stored(2, PIXEL, 121, "mod_folder", "intro", 0, "q.png") + "</files>").encode()  # fmt: skip
    reading = read(contents)
    course = reading.course
    assert course.lesson("papers").body == "All\n\n- [a/p.png](../assets/a/p.png)"
    titles = [lesson.title for lesson in course.lessons]
    assert titles[titles.index("Papers") :][:5] == ["Papers", "First", "Last", "Alone", "Note"]
    assert course.lesson("page").body == "See [the walk](first.md)"
    assert ("item ask", "does not make a gradable item: choices: expected 2 to 50 entries, found 0") in outcomes(reading, "dropped")  # fmt: skip
    assert ("question bank Bank", "its questions stand with all others") in outcomes(reading, "adapted")


def test_introductions_hidden_chapters_and_odd_links():
    options = 'a:1:{s:10:"printintro";s:1:"1";}'
    chapters = "<chapters><chapter id='9'><title>One</title><content>&lt;img src='@@PLUGINFILE@@/i.png' alt='I'&gt; &lt;a href='$@FILEPHP@$$@SLASH@$old.png'&gt;old&lt;/a&gt;</content><contentformat>1</contentformat></chapter><chapter id='10'><title>Two</title><hidden>1</hidden></chapter></chapters>"
    contents = with_activities(
        (21, "page", "Shown", f"<name>Shown</name><intro>Before</intro><introformat>1</introformat><content>Body</content><contentformat>1</contentformat><displayoptions>{options}</displayoptions>"),
        (22, "page", "Hid", "<name>Hid</name><intro>Before</intro><introformat>1</introformat><content>Body</content><contentformat>1</contentformat>"),
        (23, "book", "Tome", f"<name>Tome</name><intro>About it</intro><introformat>1</introformat>{chapters}"),
        sequence="21,22,23",
    )  # fmt: skip
    contents["files.xml"] = ("<files>" + stored(1, PIXEL, 123, "mod_book", "chapter", 9, "i.png") + stored(2, PIXEL, 8, "course", "legacy", 0, "old.png") + "</files>").encode()  # fmt: skip
    reading = read(contents)
    course = reading.course
    assert (course.lesson("shown").body, course.lesson("hid").body) == ("Before\n\nBody", "Body")
    assert (course.lesson("tome").body, course.lesson("one-2").body) == (
        "About it",
        "![I](../assets/i.png) [old](../assets/old.png)",
    )
    dropped = outcomes(reading, "dropped")
    assert ("introduction of Hid", "Moodle does not show it on the page") in dropped
    assert ("chapter Two", "is hidden in Moodle") in dropped


def test_a_subsection_is_a_module_and_what_was_hidden_is_named():
    contents = with_activities(
        (21, "subsection", "Deeper", "<name>Deeper</name>"), (22, "page", "Deep", "<name>Deep</name><content>D</content>"),
        (23, "subsection", "Gone", "<name>Gone</name>"), sequence="1,21,8,23",
    )  # fmt: skip
    listed = "<section><sectionid>2</sectionid><title>Deeper</title><directory>sections/section_2</directory><parentcmid>21</parentcmid></section><section><sectionid>3</sectionid><title>0</title><directory>sections/section_3</directory></section></sections>"
    contents["moodle_backup.xml"] = contents["moodle_backup.xml"].replace(b"</sections>", listed.encode())
    contents["sections/section_2/section.xml"] = (
        b"<section id='2'><number>5</number><name>Deeper</name><sequence>22</sequence><visible>0</visible></section>"
    )
    contents["sections/section_3/section.xml"] = (
        b"<section id='3'><number>4</number><name>$@NULL@$</name><sequence></sequence></section>"
    )
    contents["activities/page_22/module.xml"] = (
        b'<module id="22"><visible>0</visible><availability>{"op":"&amp;","c":[{"type":"date"}]}</availability></module>'
    )
    contents["activities/page_22/inforef.xml"] = contents["activities/page_22/roles.xml"] = b"<x/>"
    reading = read({f"wrapped/{name}": data for name, data in contents.items()})
    modules = [(one.title, [lesson.title for lesson in one.lessons]) for one in reading.course.modules]
    assert modules[:2] == [
        ("Water", ["Water", "Boil", "Note"]),
        ("Deeper", ["Deep"]),
    ]
    adapted, dropped = outcomes(reading, "adapted"), outcomes(reading, "dropped")
    assert ("subsection Deeper", "is a module of its own") in adapted
    assert ("section Deeper", "was hidden from learners in Moodle; here it is not") in adapted
    assert ("activity Deep", "was hidden from learners in Moodle; here it is not") in adapted
    assert ("restriction of activity Deep", "everything in a course is open at once") in dropped
    assert ("subsection Gone", "its section is not in the backup") in dropped
    assert ("section Section 4", "holds nothing to read or to answer") in dropped
    assert ("files inforef.xml, roles.xml", "settings, people and grades of Moodle are not read") in dropped


def test_calculated_questions_and_pairs_of_a_backup():
    sets = "<dataset_definitions><dataset_definition id='1'><name>a</name><dataset_items><dataset_item id='1'><number>1</number><value>2</value></dataset_item></dataset_items></dataset_definition></dataset_definitions>"
    inside = f"<plugin><answers>{answer(11, '{a}*3', '1.0', 'Yes')}</answers><calculated_records><calculated_record id='1'><answer>11</answer><tolerance>0.1</tolerance><tolerancetype>1</tolerancetype></calculated_record></calculated_records>{sets}</plugin>"
    drag = "<plugin><answers>" + answer(21, "sky", 0, 'O:8:"stdClass":2:{s:9:"draggroup";s:1:"1";s:8:"infinite";b:1;}') + answer(22, "sea", 0, "1") + "</answers><ddwtos id='1'><shuffleanswers>1</shuffleanswers></ddwtos></plugin>"  # fmt: skip
    told = category(1, "C", entry(1, question(1, "calculated", "Sum", "Three {a}?", inside)), entry(2, question(2, "ddwtos", "Drag", "[[1]] and [[1]]", drag)))  # fmt: skip
    course = read(with_bank([told], slot(1, asks(1)) + slot(2, asks(2)))).course
    assert course.item("sum")["answers"] == [
        {"value": "6", "tolerance": "0.1", "tolerance_type": "relative", "feedback": "Yes"}
    ]
    assert (course.item("sum")["prompt"], course.item("drag")["type"]) == ("Three 2?", "gap_select")


def test_a_backup_of_pages_alone_has_no_assessment():
    page = module(1, "page", "<name>P</name><content>x</content>")
    told = b"<moodle_backup><information><original_course_fullname>T</original_course_fullname><contents><activities>" + activity(1, "page", "P").encode() + b"</activities></contents></information></moodle_backup>"  # fmt: skip
    course = read({"moodle_backup.xml": told, "activities/page_1/page.xml": page}).course
    assert (course.title, course.assessment) == ("T", None)


def test_the_newest_version_counts_in_whatever_order_they_stand():
    told = category(1, "C", entry(1, truth(1, "Old"), truth(2, "New")).replace("<version>1<", "<version>3<"))
    course = read(with_bank([told], slot(1, asks(1)))).course
    assert course.items[0]["key"] == "old"
    assert {item["key"] for item in course.items} == {"old", "brew"}


def test_essays_embedded_answers_and_plain_links_of_a_backup():
    essay = "<plugin><essay id='1'><responseformat>editor</responseformat><graderinfo>&lt;p&gt;Look&lt;/p&gt;</graderinfo><graderinfoformat>1</graderinfoformat></essay></plugin>"
    parts = "<plugin><multianswer id='1'><sequence>4, 99</sequence></multianswer></plugin>"
    told = category(
        1, "C", entry(1, question(1, "essay", "Why", "Why? &lt;a href='https://example.org/'&gt;x&lt;/a&gt;", essay)),
        entry(2, question(3, "multianswer", "Cloze", "A {#1} {#7}.", parts)), entry(3, question(4, "shortanswer", "c", "{1:SA:=a}", "", parent=3)),
    )  # fmt: skip
    contents = with_bank([told], slot(1, asks(1)) + slot(2, asks(2)))
    contents["activities/page_1/page.xml"] = module(
        1,
        "page",
        "<name>Boil</name><content>&lt;a href='https://example.org/'&gt;x&lt;/a&gt;</content><contentformat>1</contentformat>",
    )
    course = read(contents).course
    assert course.item("why")["assessor_notes"] == "Look"
    assert course.item("cloze")["text"] == "A {1} {#7}."
    assert course.lesson("boil").body == "[x](https://example.org/)"


def test_a_grade_to_pass_that_makes_no_sense_is_not_taken():
    contents = with_bank([category(1, "C", entry(1, truth(1, "Q")))], slot(1, asks(1)))
    contents["activities/quiz_5/grades.xml"] = (
        b"<x><grade_item><grademax>5</grademax><gradepass>9</gradepass></grade_item></x>"
    )
    assert read(contents).course.assessment.pass_mark == 0.7
