"""Single questions as Moodle, old and new, and other tools write them."""

from base64 import b64encode

import pytest

from courses.formats import read

from .samples import PIXEL


def reading_of(kind, inside, name="Q", text="Text"):
    source = f"<quiz><question type='{kind}'><name><text>{name}</text></name><questiontext format='html'><text>{text}</text></questiontext>{inside}</question></quiz>"
    return read(source.encode(), name="x.xml")


def item_of(kind, inside, **given):
    [item] = reading_of(kind, inside, **given).course.items
    return {name: value for name, value in item.items() if name not in {"key", "type"}}


def said(reading, outcome="dropped"):
    return [
        (one.element, one.reason)
        for one in reading.ledger.with_outcome(outcome)
        if "of the course" not in one.element
    ]


def answers(*pairs, tag="text"):
    return "".join(f"<answer fraction='{share}'><{tag}>{text}</{tag}></answer>" for share, text in pairs)


@pytest.mark.parametrize(
    ("given", "weights"),
    [
        ([33, 33, 33, -33], [0.3333333, 0.3333333, 0.3333333, -0.3333333]),
        ([33.333, 66.667, 0, -50], [0.3333333, 0.6666667, 0, -0.5]),
        ([50, 50, -100, 0], [0.5, 0.5, -1, 0]),
    ],
)
def test_shares_that_stand_for_fractions_add_up(given, weights):
    item = item_of("multichoice", "<single>false</single>" + answers(*zip(given, "ABCD", strict=True)))
    assert [row["weight"] for row in item["choices"]] == weights


def test_shares_that_stand_for_nothing_are_not_guessed():
    reading = reading_of("multichoice", "<single>false</single>" + answers((48, "A"), (47, "B")))
    assert said(reading) == [
        ("item q", "does not make a gradable item: choices: the positive weights must add up to 1, or nobody can earn the whole mark")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "answer"),
    [(("true", "false"), True), (("false", "true"), False), (("Wahr", "Falsch"), True)],
)
def test_true_and_false_are_known_by_word_or_by_place(words, answer):
    inside = answers((100, words[0]), (0, words[1]))
    assert item_of("truefalse", inside) == {"prompt": "Text", "answer": answer}


def test_empty_rows_of_forms_are_no_answers():
    inside = (
        answers((100, "A"), (0, "B"), (0, ""))
        + "<answer fraction='0'><text/><feedback><text>F</text></feedback></answer>"
    )
    reading = reading_of("multichoice", inside)
    assert [row["text"] for row in reading.course.items[0]["choices"]] == ["A", "B"]
    assert said(reading) == [("an answer without text of Q", "it cannot be chosen")]


def test_short_answers_that_can_never_match_are_left_out_and_named():
    reading = reading_of("shortanswer", answers((100, "a"), (50, "a"), (0, "*"), (0, "b"), (0, "")))
    assert reading.course.items[0]["answers"] == [{"text": "a"}, {"text": "*", "weight": 0}]
    assert said(reading) == [
        ("answer a of Q", "can never match: an earlier answer accepts it"),
        ("answer b of Q", "can never match: an earlier answer accepts it"),
        ("an answer without text of Q", "it can never match"),
    ]


def test_old_numbers_stand_beside_their_elements():
    inside = "<answer>3,5<fraction>1</fraction><tolerance>-0.5</tolerance></answer><answer fraction='0'><text></text></answer>"
    assert item_of("numerical", inside)["answers"] == [
        {"value": "3.5", "tolerance": "0.5"},
        {"value": "*", "weight": 0},
    ]


def test_a_penalty_that_is_a_part_of_the_answer_is_told():
    inside = (
        answers((100, "1"))
        + "<units><unit><unit_name>m</unit_name></unit></units><unitgradingtype>1</unitgradingtype><unitpenalty>0.5</unitpenalty>"
    )
    reading = reading_of("numerical", inside)
    assert reading.course.items[0]["unit_penalty"] == 0.5
    assert said(reading, "adapted") == [
        ("item q", "the penalty for a wrong unit is a part of the mark, not of the answer's share")
    ]


def test_the_open_universitys_choices_cost_a_right_one():
    reading = reading_of("oumultiresponse", answers((100, "A"), (100, "B"), (0, "C")))
    assert [row["weight"] for row in reading.course.items[0]["choices"]] == [0.5, 0.5, -0.5]
    assert said(reading, "adapted") == [
        ("item q", "a wrong choice costs a right one, also when no more are chosen than are right")
    ]


def test_pairs_keep_formulas_and_each_option_once():
    pair = "<subquestion format='html'><text>{}</text><answer><text>{}</text></answer></subquestion>"
    inside = "".join(pair.format(*one) for one in (("A", "1 &lt; 2"), ("B", "H&lt;sub&gt;2&lt;/sub&gt;O"), ("", "x"), ("", "x"), ("", "1 &lt; 2"), ("", "")))  # fmt: skip
    item = item_of("matching", inside)
    assert item["pairs"] == [{"left": "A", "right": "1 \\< 2"}, {"left": "B", "right": "H<sub>2</sub>O"}]
    assert item["distractors"] == ["x"]


@pytest.mark.parametrize(
    ("given", "method"),
    [("ABS", "absolute_position"), ("", "next_exclude_last"), ("Relative", "next_exclude_last"), ("-1", "all_or_nothing")],
)  # fmt: skip
def test_orders_are_graded_as_moodle_grades_them(given, method):
    inside = f"<gradingtype>{given}</gradingtype>" + answers((1, "a"), (2, "b"))
    assert item_of("ordering", inside)["method"] == method


def test_feedback_to_an_entry_is_named():
    inside = (
        "<answer><text>a</text><feedback><text>F</text></feedback></answer><answer><text>b</text></answer>"
    )
    assert said(reading_of("ordering", inside)) == [
        ("feedback to an entry of Q", "entries of an order have no feedback of their own")
    ]


def test_what_stands_before_the_first_gap_is_the_prompt():
    inside = "<selectoption><text>a</text></selectoption><selectoption><text>b &lt;i&gt;c&lt;/i&gt;</text></selectoption><shuffleanswers>0</shuffleanswers>"
    text = "<![CDATA[<p>Fill in.</p><p>An [[1]].</p>]]>"
    reading = reading_of("gapselect", inside, text=text)
    [item] = reading.course.items
    assert (item["prompt"], item["text"]) == ("Fill in.", "An [[1]].")
    assert item["choices"] == [{"text": "a"}, {"text": "b c"}]
    assert said(reading) == [("the order of the words of Q", "words for gaps are always mixed")]
    assert said(reading, "adapted") == [("item q", "words for gaps are plain text")]


def test_a_block_is_never_cut_in_two():
    text = "<![CDATA[<pre>x\n\ny [[1]]</pre>]]>"
    item = item_of("gapselect", "<selectoption><text>a</text></selectoption><selectoption><text>b</text></selectoption>", text=text)  # fmt: skip
    assert (item["prompt"], item["text"]) == ("Q", "```\nx\n\ny [[1]]\n```")


def test_a_number_in_braces_is_no_place_for_an_answer():
    item = item_of("cloze", "", text="{1} is {:SA:=one} and \\(\\frac{1}{2}\\)")
    assert item["text"] == "&#123;1} is {1} and \\(\\frac{ 1 }{ 2 }\\)"
    assert item["parts"] == [{"type": "short_text", "answers": [{"text": "one"}]}]


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("{2:SA:=caf&amp;#233;#Oui &amp;amp; non~*#No}", {"type": "short_text", "answers": [{"text": "café", "feedback": "Oui & non"}, {"text": "*", "weight": 0, "feedback": "No"}], "mark": 2}),
        ("{:NM:=3,5:0,1~%50,5%*}", {"type": "numerical", "answers": [{"value": "3.5", "tolerance": "0.1"}, {"value": "*", "weight": 0.505}]}),
        ("{:MC:=a &amp;lt; b~c\\~d~}", {"type": "single_choice", "choices": [{"text": "a \\< b", "correct": True}, {"text": "c~d"}], "shuffle": False}),
        ("{:MRS:=a~=b~c}", {"type": "multiple_choice", "policy": "weights", "choices": [{"text": "a", "weight": 0.5}, {"text": "b", "weight": 0.5}, {"text": "c", "weight": -0.5}]}),
        ("{:MR:%100%a~%100%b~%0%c~%-20%d}", {"type": "multiple_choice", "policy": "weights", "choices": [{"text": "a", "weight": 0.5}, {"text": "b", "weight": 0.5}, {"text": "c", "weight": 0}, {"text": "d", "weight": -0.2}], "shuffle": False}),
    ],
)  # fmt: skip
def test_embedded_answers(code, part):
    assert item_of("cloze", "", text=f"A {code}")["parts"] == [part]


def test_the_mark_of_a_cloze_is_the_sum_of_its_parts():
    assert item_of("cloze", "<defaultgrade>1</defaultgrade>", text="{2:SA:=a} {3:SA:=b}")["mark"] == 5


@pytest.mark.parametrize(
    ("inside", "item"),
    [
        ("<responseformat>noinline</responseformat><attachments>1</attachments><minwordlimit>9</minwordlimit>", {}),
        ("<attachments>2</attachments><maxwordlimit>9</maxwordlimit>", {"max_words": 9}),
        ("<responsetemplate format='markdown'><text>**x**</text></responsetemplate>", {"response_template": "**x**"}),
    ],
)  # fmt: skip
def test_essays_with_files_and_limits(inside, item):
    assert item_of("essay", inside + "<penalty>0.5</penalty>") == {"prompt": "Text"} | item


def test_what_nobody_asks_for_is_named():
    inside = (
        answers((100, "A"), (0, "B"))
        + "<hidden>1</hidden><answernumbering>123</answernumbering><plugin>word</plugin><long>a text of more than twenty characters</long><empty/>"
        + "<hint format='html'><text>H</text><clearwrong/><shownumcorrect>0</shownumcorrect></hint><hint><hintcontent><text>Old</text></hintcontent></hint>"
        + f"<tags><tag><text>t</text></tag><tag><text>{'x' * 201}</text></tag></tags><idnumber>{'i' * 256}</idnumber>"
    )
    reading = reading_of("multichoice", inside)
    assert (reading.course.items[0]["hints"], reading.course.items[0]["tags"]) == (["H", "Old"], ["t"])
    assert said(reading) == [
        ("<clearwrong> in a hint of Q", "a hint is a text; it does not change the answer"),
        (f"tag {'x' * 40} of Q", "items have 50 tags of 200 characters at most"),
        (f"id {'i' * 40} of Q", "is longer than 255 characters"),
        ("<long> of Q", "nothing in an item corresponds to it"),
        ("settings hidden=1, answernumbering=123, plugin=word of Q", "items have no such settings"),
    ]


PNG = "iVBORw0KGgoAAAANSUhEUg=="


def test_pictures_of_old_exports_stand_at_the_end():
    inside = f"<image>a/b.png</image><image_base64>\n{PNG}\n</image_base64>"
    assert item_of("description", inside) == {"prompt": "Text\n\n![](../assets/a/b.png)"}
    assert item_of("description", "<image>b.png</image><image_base64>%</image_base64>") == {"prompt": "Text"}


@pytest.mark.parametrize(
    ("kind", "text", "prompt"),
    [
        ("plain_text", "a *b*\nc\n\nd &lt;e&gt;", "a \\*b\\*\\\nc\n\nd \\<e>"),
        ("moodle_auto_format", "one\ntwo", "one\\\ntwo"),
        ("moodle_auto_format", "&lt;b&gt;one&lt;/b&gt;", "**one**"),
        ("markdown", "![x](@@PLUGINFILE@@/p%20q.png) ![y](@@PLUGINFILE@@/no.png)", "![x](../assets/p-q.png) ![y](#)"),
        ("html", "&lt;img src=\"@@PLUGINFILE@@/p%20q.png\" alt=\"x\"&gt;", "![x](../assets/p-q.png)"),
    ],
)  # fmt: skip
def test_each_format_of_text(kind, text, prompt):
    source = f"<quiz><question type='description'><name><text>D</text></name><questiontext format='{kind}'><text>{text}</text><file name='p q.png' encoding='base64'>{PNG}</file></questiontext></question></quiz>"
    assert read(source.encode(), name="x.xml").course.items[0]["prompt"] == prompt


def test_what_is_said_of_a_category_is_named():
    source = b"<quiz><question type='category'><category><text>A</text></category><info><text>About</text></info><idnumber>7</idnumber></question><question type='description'><name><text>D</text></name></question><other/></quiz>"
    assert said(read(source, name="x.xml")) == [
        ("description of category A", "sections have a title only"),
        ("id of category A", "sections have a title only"),
        ("<other>", "is not a question"),
    ]


def test_a_cloze_without_text_and_files_that_nothing_shows_are_named():
    source = b"<quiz><question type='cloze'><name><text>C</text></name></question><question type='description'><name><text>D</text></name></question></quiz>"
    reading = read({"q.xml": source, "other.bin": b"x"})
    assert said(reading) == [
        ("item C", "it has no text"),
        ("file other.bin", "nothing that was read refers to it"),
    ]


@pytest.mark.parametrize("code", ["{1:NM:=zero}", "{1:REGEXP:=a}"])
def test_embedded_answers_that_cannot_be_read_are_named(code):
    reasons = {
        "{1:NM:=zero}": "“zero” is not a number",
        "{1:REGEXP:=a}": "“REGEXP” is not a kind of embedded answer",
    }
    source = f"<quiz><question type='cloze'><name><text>C</text></name><questiontext><text>{code}</text></questiontext></question><question type='description'><name><text>D</text></name></question></quiz>"
    assert said(read(source.encode(), name="x.xml")) == [("item C", reasons[code])]


def drag(number, text):
    return f"<drag><no>{number}</no><text>{text}</text><draggroup>1</draggroup></drag>"


def drop(choice, text):
    return (
        f"<drop><text>{text}</text><no>1</no><choice>{choice}</choice><xleft>5</xleft><ytop>7</ytop></drop>"
    )


def test_words_for_a_picture_are_matched_where_its_places_have_names():
    picture = f"<file name='map.png' encoding='base64'>{b64encode(PIXEL).decode()}</file>"
    words = drag(1, "Nile") + drag(2, "&lt;b&gt;Rhine&lt;/b&gt;") + drag(3, "Don") + drag(4, "")
    inside = f"{picture}{words}{drop(2, 'Cologne')}{drop(1, 'Cairo')}<shuffleanswers>0</shuffleanswers>"
    reading = reading_of("ddimageortext", inside)
    [item] = reading.course.items
    assert {name: value for name, value in item.items() if name != "key"} == {
        "type": "match", "prompt": "Text\n\n![](../assets/map.png)", "distractors": ["Don"], "shuffle": False,
        "pairs": [{"left": "Cologne", "right": "Rhine"}, {"left": "Cairo", "right": "Nile"}],
    }  # fmt: skip
    assert ("item q", "words for gaps are plain text; words are matched with the names of their places in the picture") in said(reading, "adapted")  # fmt: skip
    assert said(reading) == []
    item = item_of("ddimageortext", "<file name='x.png' encoding='base64'>?</file>" + drag(1, "a") + drag(2, "b") + drop(1, "A") + drop(2, "B"))  # fmt: skip
    assert item == {
        "prompt": "Text",
        "pairs": [{"left": "A", "right": "a"}, {"left": "B", "right": "b"}],
    }


@pytest.mark.parametrize("inside", ["", drag(1, "a") + drop(1, ""), drag(1, "") + drop(1, "A"), drop(9, "A")])
def test_words_for_places_without_names_are_dropped_with_the_reason(inside):
    answered = "<question type='truefalse'><name><text>T</text></name><questiontext><text>T</text></questiontext><answer fraction='100'><text>true</text></answer></question>"
    reading = reading_of("ddimageortext", f"{inside}</question>{answered}<question type='description'>")
    reason = "its places in the picture, or what is put there, have no names"
    assert ("item Q", reason) in said(reading)
    assert [item["key"] for item in reading.course.items] == ["t"]


def test_pairs_that_are_dragged_are_pairs():
    pair = "<subquestion format='html'><text>{0}</text><answer format='html'><text>&lt;p&gt;{1}&lt;/p&gt;</text></answer></subquestion>"
    assert item_of("ddmatch", pair.format("A", "1") + pair.format("B", "2")) == {
        "prompt": "Text",
        "pairs": [{"left": "A", "right": "1"}, {"left": "B", "right": "2"}],
    }
