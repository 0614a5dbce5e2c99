"""Moodle backups, as tar.gz and as zip, in the shapes of Moodle 3 and Moodle 4."""

import gzip
import hashlib
import io
import tarfile

import pytest

from courses.formats import ArchiveRefused, CourseInvalid, read, write_cairn
from courses.formats.packing import packed

from .samples import PIXEL

DIGEST = hashlib.sha1(PIXEL, usedforsecurity=False).hexdigest()
ZIP = packed({"a.txt": b"a"})
ZIP_DIGEST = hashlib.sha1(ZIP, usedforsecurity=False).hexdigest()


def activity(number, kind, title):
    return f"<activity><moduleid>{number}</moduleid><modulename>{kind}</modulename><title>{title}</title><directory>activities/{kind}_{number}</directory></activity>"


def module(number, kind, inside, context="50"):
    return f'<activity id="1" moduleid="{number}" modulename="{kind}" contextid="{context}"><{kind} id="1">{inside}</{kind}></activity>'.encode()


def answer(number, text, fraction, feedback=""):
    return f"<answer id='{number}'><answertext>{text}</answertext><answerformat>1</answerformat><fraction>{fraction}</fraction><feedback>{feedback}</feedback><feedbackformat>1</feedbackformat></answer>"


def question(number, kind, name, text, inside, parent=0):
    return f"<question id='{number}'><parent>{parent}</parent><name>{name}</name><questiontext>{text}</questiontext><questiontextformat>1</questiontextformat><generalfeedback>General</generalfeedback><generalfeedbackformat>1</generalfeedbackformat><defaultmark>2.0</defaultmark><penalty>0.3333333</penalty><qtype>{kind}</qtype>{inside}</question>"


QUESTIONS = (
    question(1, "multichoice", "Capital", "&lt;p&gt;Which? &lt;img src=\"@@PLUGINFILE@@/k.png\" alt=\"K\"&gt;&lt;/p&gt;", f"<plugin_qtype_multichoice_question><answers>{answer(11, 'A', '1.0', 'Yes')}{answer(12, 'B', '0.0')}</answers><multichoice id='1'><single>1</single><shuffleanswers>0</shuffleanswers></multichoice></plugin_qtype_multichoice_question><question_hints><question_hint id='1'><hint>Hint</hint><hintformat>1</hintformat></question_hint></question_hints>"),
    question(2, "numerical", "Number", "How many?", f"<plugin><answers>{answer(21, '4', '1.0')}</answers><numerical_units><numerical_unit id='1'><multiplier>1</multiplier><unit>m</unit></numerical_unit></numerical_units><numerical_records><numerical_record id='1'><answer>21</answer><tolerance>0.5</tolerance></numerical_record></numerical_records></plugin>"),
    question(3, "multianswer", "Cloze", "A {#1}.", "<plugin><multianswer id='1'><question>3</question><sequence>4</sequence></multianswer></plugin>"),
    question(4, "shortanswer", "child", "{1:SHORTANSWER:=cat}", "", parent=3),
    question(5, "match", "Pairs", "Match", "<plugin><matchoptions id='1'><shuffleanswers>1</shuffleanswers></matchoptions><matches><match id='1'><questiontext>L</questiontext><questiontextformat>1</questiontextformat><answertext>R</answertext></match><match id='2'><questiontext>M</questiontext><questiontextformat>1</questiontextformat><answertext>S</answertext></match></matches></plugin>"),
    question(6, "ddwtos", "Drag", "[[1]]", "<plugin><answers>" + answer(61, "sky", "0", 'O:8:"stdClass":2:{s:9:"draggroup";s:1:"1";s:8:"infinite";b:0;}') + answer(62, "sea", "0", "1") + "</answers></plugin>"),
)  # fmt: skip
BANK_3 = f"<question_categories><question_category id='1'><name>Default</name><contextid>9</contextid><questions>{''.join(QUESTIONS)}</questions></question_category></question_categories>"
BANK_4 = "<question_categories><question_category id='1'><name>Default</name><contextid>9</contextid><question_bank_entries>" + "".join(
    f"<question_bank_entry id='{100 + n}'><question_version><question_versions id='{n}'><version>1</version><questions>{text}</questions></question_versions></question_version></question_bank_entry>"
    for n, text in enumerate(QUESTIONS, 1)
) + "</question_bank_entries></question_category></question_categories>"  # fmt: skip
SLOTS_3 = "".join(
    f"<question_instance id='{n}'><questionid>{n}</questionid></question_instance>" for n in (1, 2, 2, 99)
)
SLOTS_4 = "".join(
    f"<question_instance id='{n}'><question_reference id='{n}'><questionbankentryid>{100 + n}</questionbankentryid></question_reference></question_instance>"
    for n in (1, 2, 2)
) + "<question_instance id='9'><question_set_reference/></question_instance>"  # fmt: skip


def files(bank=BANK_3, slots=SLOTS_3):
    listed = (
        activity(1, "page", "Boil") + activity(2, "book", "Book") + activity(3, "url", "Site") + activity(4, "resource", "Sheet")
        + activity(5, "quiz", "Check") + activity(6, "forum", "Talk") + activity(7, "assign", "Brew") + activity(8, "label", "Note")
    )  # fmt: skip
    section = "<section><sectionid>1</sectionid><title>Water</title><directory>sections/section_1</directory></section>"
    stored = "".join(
        f"<file id='{n}'><contenthash>{digest}</contenthash><contextid>{context}</contextid><component>{component}</component><filearea>{area}</filearea><itemid>{item}</itemid><filepath>/</filepath><filename>{name}</filename></file>"
        for n, (digest, context, component, area, item, name) in enumerate(
            [
                (DIGEST, "50", "mod_page", "content", "0", "k.png"),
                (DIGEST, "9", "question", "questiontext", "1", "k.png"),
                (DIGEST, "54", "mod_resource", "content", "0", "sheet.png"),
                (ZIP_DIGEST, "54", "mod_resource", "content", "0", "all.zip"),
                (DIGEST, "50", "mod_page", "content", "0", "."),
                ("0" * 40, "50", "mod_page", "content", "0", "lost.png"),
            ]
        )
    )
    texts = {
        "moodle_backup.xml": f"<moodle_backup><information><original_course_fullname>Tea</original_course_fullname><contents><activities>{listed}</activities><sections>{section}</sections></contents></information></moodle_backup>",
        "course/course.xml": "<course id='1' contextid='8'><fullname>Tea course</fullname><summary>&lt;p&gt;About &lt;b&gt;tea&lt;/b&gt;.&lt;/p&gt;</summary><summaryformat>1</summaryformat><lang>de</lang></course>",
        "sections/section_1/section.xml": "<section id='1'><number>1</number><name>Water</name><summary>&lt;p&gt;Hot.&lt;/p&gt;</summary><summaryformat>1</summaryformat><sequence>1,2,3,4,5,6,7</sequence></section>",
        "questions.xml": bank,
        "files.xml": f"<files>{stored}</files>",
        "users.xml": "<users><user><email>a@example.org</email></user></users>",
    }
    result = {name: text.encode() for name, text in texts.items()}
    result |= {
        "activities/page_1/page.xml": module(1, "page", "<name>Boil</name><content>&lt;p&gt;See &lt;a href=\"$@BOOKVIEWBYIDCH*2*22@$\"&gt;two&lt;/a&gt; &lt;img src=\"@@PLUGINFILE@@/k.png\" alt=\"K\"&gt;&lt;/p&gt;</content><contentformat>1</contentformat>"),
        "activities/book_2/book.xml": module(2, "book", "<name>Book</name><chapters><chapter id='21'><title>One</title><content>1 &lt;a href='$@PAGEVIEWBYID*1@$'&gt;back&lt;/a&gt;</content><contentformat>1</contentformat></chapter><chapter id='22'><title>Two</title><content>**2**</content><contentformat>4</contentformat></chapter></chapters>"),
        "activities/url_3/url.xml": module(3, "url", "<name>Site</name><intro></intro><externalurl>https://example.org/</externalurl>"),
        "activities/resource_4/resource.xml": module(4, "resource", "<name>Sheet</name><intro>Read</intro><introformat>1</introformat>", "54"),
        "activities/quiz_5/quiz.xml": module(5, "quiz", f"<name>Check</name><timelimit>600</timelimit><attempts_number>2</attempts_number><question_instances>{slots}</question_instances>"),
        "activities/forum_6/forum.xml": module(6, "forum", "<name>Talk</name>"),
        "activities/assign_7/assign.xml": module(7, "assign", "<name>Brew</name><intro>Brew it</intro><introformat>1</introformat><grade>5</grade>"),
        "activities/label_8/label.xml": module(8, "label", "<name>Note</name><intro>Mind</intro><introformat>2</introformat>"),
        f"files/{DIGEST[:2]}/{DIGEST}": PIXEL,
        f"files/{ZIP_DIGEST[:2]}/{ZIP_DIGEST}": ZIP,
    }  # fmt: skip
    return result


def test_the_description_of_a_category_is_named():
    bank = BANK_3.replace(
        "<name>Default</name>", "<name>Default</name><info>&lt;p&gt;For beginners&lt;/p&gt;</info>"
    )
    found = ("description of category Default", "sections have a title only")
    assert found in outcomes(read(files(bank)), "dropped")
    assert found not in outcomes(read(files()), "dropped")


def as_tar(contents):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in contents.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return gzip.compress(buffer.getvalue())


def outcomes(reading, outcome):
    return [
        (entry.element, entry.reason)
        for entry in reading.ledger.with_outcome(outcome)
        if "of the course" not in entry.element
    ]


@pytest.mark.parametrize("pack", [as_tar, packed], ids=["tar.gz", "zip"])
@pytest.mark.parametrize(
    ("bank", "slots"), [(BANK_3, SLOTS_3), (BANK_4, SLOTS_4)], ids=["Moodle 3", "Moodle 4"]
)
def test_a_backup_becomes_a_course(pack, bank, slots):
    reading = read(pack(files(bank, slots)), name="course.mbz")
    course = reading.course
    assert (reading.format, course.title, course.language, course.description) == (
        "moodle_backup", "Tea course", "de", "About **tea**.",
    )  # fmt: skip
    assert [(module.title, [lesson.title for lesson in module.lessons]) for module in course.modules] == [
        ("Water", ["Water", "Boil", "One", "Two", "Site", "Sheet", "Note"])
    ]
    assert course.lesson("boil").body == "See [two](two.md) ![K](../assets/k.png)"
    assert course.lesson("one").body == "1 [back](boil.md)"
    assert course.lesson("two").body == "**2**"
    assert course.lesson("sheet").body == "Read\n\n- [sheet.png](../assets/sheet.png)"
    assert course.item("capital") == {
        "key": "capital", "type": "single_choice", "prompt": "Which? ![K](../assets/k.png)",
        "choices": [{"text": "A", "correct": True, "feedback": "Yes"}, {"text": "B"}], "shuffle": False, "mark": 2,
        "feedback": "General", "hints": ["Hint"],
    }  # fmt: skip
    assert course.item("number")["answers"] == [{"value": "4", "tolerance": "0.5"}]
    assert course.item("number")["units"] == [{"unit": "m", "factor": "1"}]
    assert course.item("cloze")["parts"] == [{"type": "short_text", "answers": [{"text": "cat"}]}]
    assert course.item("drag")["choices"] == [{"text": "sky"}, {"text": "sea"}]
    assert [(section.title, section.items) for section in course.assessment.sections] == [
        ("Check", ("capital", "number")),
        ("Assignments", ("brew",)),
    ]
    assert (course.assessment.attempts, course.assessment.minutes) == (2, 10)
    assert read(write_cairn(course)).course == course


def test_people_are_never_read_and_losses_are_named():
    reading = read(files())
    assert outcomes(reading, "dropped") == [
        ("file lost.png", f"its content “files/00/{'0' * 40}” is missing"),
        ("file all.zip", "archives have no place in a course"),
        ("question 2 of Check", "is asked already"),
        ("question 99 of Check", "is not in the backup"),
        ("activity Talk", "activities of the kind “forum” are not read"),
        ("file users.xml", "settings, people and grades of Moodle are not read"),
        ("file all.zip", "nothing that was read shows it"),
    ]
    assert "a@example.org" not in repr(reading)


def test_stored_files_may_be_archives_but_nothing_else_may():
    assert read(files()).format == "moodle_backup"
    with pytest.raises(ArchiveRefused) as caught:
        read(files() | {"files/zz/inner": ZIP})
    assert caught.value.code == "nested"


def test_missing_parts_are_named_and_an_empty_backup_is_refused():
    contents = files()
    del contents["activities/page_1/page.xml"], contents["sections/section_1/section.xml"]
    dropped = outcomes(read(contents), "dropped")
    assert ("section Water", "there is no file “sections/section_1/section.xml”") in dropped
    assert ("activity Boil", "its file is missing") in dropped
    with pytest.raises(CourseInvalid, match="holds no page and no question"):
        read({"moodle_backup.xml": b"<moodle_backup/>"})


def test_links_to_pages_that_are_not_read_keep_their_text_and_odd_languages_are_named():
    contents = files()
    contents["activities/book_2/book.xml"] = b"<activity moduleid='2'><other/></activity>"
    contents["activities/page_1/page.xml"] = contents["activities/page_1/page.xml"].replace(
        b"BOOKVIEWBYIDCH*2*22", b"URLVIEWBYID*3"
    )
    contents["activities/url_3/url.xml"] = module(3, "url", "<name>Site</name><externalurl>x</externalurl>")
    contents["course/course.xml"] = contents["course/course.xml"].replace(b">de<", b">{1}<")
    course = read(contents).course
    assert course.lesson("boil").body == "See two ![K](../assets/k.png)"
    assert course.language == "en"
    assert read(write_cairn(course)).course == course
