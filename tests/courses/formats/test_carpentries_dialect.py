"""What lessons in the wild do besides: chunks, formulas, archives of data, odd settings."""

import pytest

from courses.formats import ArchiveRefused, CourseInvalid, read, write_cairn

from .test_archive import tarred, zipped
from .test_carpentries import CONFIG, lesson_files

PNG = b"\x89PNG"


def body_of(page, *, name="one.md", **files):
    found = read(lesson_files() | {f"episodes/{name}": page.encode()} | files)
    return found.course.lesson("one").body, [
        (entry.element, entry.place, entry.outcome, entry.reason)
        for entry in found.ledger
        if entry.place.startswith("episodes/one.md:") and entry.outcome != "kept"
    ]


NOT_RUN = "is shown and not run; what it prints is missing"


@pytest.mark.parametrize(
    ("page", "body", "told"),
    [
        (
            '```{r pic, echo = FALSE, fig.alt="Two {lines}", fig.cap="A \\"cap\\""}\nknitr::include_graphics("fig/knot.svg")\n```',
            '\n![Two {lines}](../assets/fig/knot.svg "A \\"cap\\"")\n',
            [("r chunk", "episodes/one.md:1", "adapted", "its code is hidden; the picture that it shows stands there")],
        ),
        (
            "```{python}\n#| echo: false\n#| fig-alt: 'A knot'\ninclude_graphics(here(\"episodes/fig/knot.svg\"))\n```",
            "\n![A knot](../assets/fig/knot.svg)\n",
            [("python chunk", "episodes/one.md:1", "adapted", "its code is hidden; the picture that it shows stands there")],
        ),
        (
            "> ```{r}\n> x <- 1\n> ```",
            "> ```r\n> x <- 1\n> ```",
            [("r chunk", "episodes/one.md:1", "adapted", NOT_RUN)],
        ),
        (
            "```{r}\ninclude_graphics('fig/knot.svg')\n#| echo: false\n```",
            "```r\ninclude_graphics('fig/knot.svg')\n#| echo: false\n```\n\n![](../assets/fig/knot.svg)\n",
            [("r chunk", "episodes/one.md:1", "adapted", NOT_RUN)],
        ),
        (
            "```{r, include=F}\ninclude_graphics('fig/knot.svg')\n```",
            "",
            [("r chunk", "episodes/one.md:1", "dropped", "its code is hidden from readers and is not run")],
        ),
        (
            "```{r, echo=FALSE, fig.cap='Lost'}\ninclude_graphics('fig/gone.png')\n```",
            "\nLost\n",
            [
                ("r chunk", "episodes/one.md:1", "adapted", "its code is hidden; the picture that it shows stands there"),
                ("figure fig/gone.png", "episodes/one.md:1", "dropped", "the file is not in the lesson"),
            ],
        ),
        ("```{r}\nx", "```r\nx\n```", [("r chunk", "episodes/one.md:1", "adapted", NOT_RUN)]),
        ("So `r nrow(x)` rows, `read x`.", "So `r nrow(x)` rows, `read x`.", [("r code `r nrow(x)`", "episodes/one.md:1", "adapted", NOT_RUN)]),
        ("```{.r .numberLines}\nx\n```", "```{.r .numberLines}\nx\n```", []),
    ],
)  # fmt: skip
def test_chunks_are_shown_as_readers_see_them(page, body, told):
    assert body_of(page) == (body.strip("\n"), told)


@pytest.mark.parametrize(
    ("page", "body", "lost"),
    [
        ("$f[x](y)$ and $$g[a](b)$$", "$f[x](y)$ and $$g[a](b)$$", []),
        (
            "[the *zip*][data] [data] [data][] [kept]\n\n[data]: gone.md\n",
            "the *zip* data data [kept]\n",
            ["gone.md"],
        ),
        ("[a][Two Words]\n\n[two  words]: <gone.md>", "a\n", ["gone.md"]),
        (
            "<img src='gone.png'> <a href=\"two.Rmd\">x</a>",
            "<img src='#'> <a href=\"two.md\">x</a>",
            ["gone.png"],
        ),
        ('[a [b](gone.md)](two.Rmd "t")', '[a b](two.md "t")', ["gone.md"]),
        ('![](fig/knot.svg "T")', '![](../assets/fig/knot.svg "T")', []),
        ("- [ ] task [x]: no", "- [ ] task [x]: no", []),
    ],
)
def test_links_that_lead_nowhere_leave_their_words(page, body, lost):
    found, told = body_of(page)
    assert found == body.strip("\n")
    assert [element for element, *_ in told] == [f"link {href}" for href in lost]


def test_shared_links_that_lead_nowhere_leave_their_words_too():
    found, _ = body_of(
        "[a][docs] [b][lost]", **{"links.md": b"[docs]: https://docs.example\n[Lost]: gone.md\n"}
    )
    assert found == "[a][docs] b\n\n[docs]: https://docs.example"


def test_a_picture_that_is_not_there_leaves_its_words():
    found, told = body_of("![Caption](fig/gone.png){alt='What one sees'} ![Only](fig/gone.png)")
    assert found == "What one sees Only"
    assert [entry[2:] for entry in told] == [("dropped", "the file is not in the lesson")] * 2


def test_grid_tables_old_templates_and_open_boxes_are_named():
    page = "+---+\n| a |\n+---+\n\n{% include links.md %}\n{: .callout}\n::: challenge\nx\n:::: {.hint #h}"
    found, told = body_of(page)
    assert found == "~~~text\n+---+\n| a |\n+---+\n~~~\n\n::: challenge\nx\n::: {.hint #h}\n:::\n:::"
    assert [entry[:2] for entry in told] == [
        ("grid table", "episodes/one.md:1"),
        ("template line {% include links.md %}", "episodes/one.md:5"),
        ("template line {: .callout}", "episodes/one.md:6"),
        ("div hint", "episodes/one.md:10"),
        ("div challenge", "episodes/one.md:10"),
    ]


def test_boxes_too_deep_are_text_and_do_not_end_others():
    found, told = body_of("::: note\n" * 14 + "x\n" + ":::\n" * 14 + "after")
    assert found == "\n".join(["::: note"] * 14 + ["x"] + [":::"] * 14 + ["after"])
    assert told == []


def test_objectives_that_are_no_plain_list_stay_where_they_are():
    found, _ = body_of("::: objectives\nBe *good*.\n:::\n\n::: note\n::: objectives\n- a\n:::\n:::")
    assert found == "::: objectives\nBe *good*.\n:::\n\n::: note\n::: objectives\n- a\n:::\n:::"


@pytest.mark.parametrize("page", ["[" * 500, "a `" * 500, "x [a](gone.md) " * 2000, "<iframe " * 9000])
def test_a_paragraph_like_no_other_is_left_alone(page):
    found, told = body_of(page)
    assert found == page.strip()
    assert told == [
        (f"paragraph of {len(page):,} characters", "episodes/one.md:1", "adapted", "its links are not read")
    ]


# Archives


def test_archives_of_data_are_left_out_and_linked_to_where_they_are_published():
    archive = zipped([("data.csv", b"1")])
    files = lesson_files() | {
        "config.yaml": CONFIG + b"url: https://knots.example/\n",
        "episodes/data/knots data.zip": archive,
        "learners/setup.md": b"Get [the data][zip] and [it](../episodes/data/knots%20data.zip).\n\n[zip]: data/knots%20data.zip\n",
    }
    reading = read(zipped([(f"knots-main/{path}", data) for path, data in files.items()]))
    url = "https://knots.example/data/knots%20data.zip"
    assert reading.course.lesson("setup").body == f"Get [the data][zip] and [it]({url}).\n\n[zip]: {url}"
    entry = next(entry for entry in reading.ledger if entry.place.endswith(".zip"))
    assert (entry.outcome, entry.reason) == (
        "adapted",
        f"is an archive, which is never opened; links to it lead to {url}",
    )
    assert [asset.path for asset in reading.course.assets] == ["assets/fig/knot.svg"]
    assert read(write_cairn(reading.course)).course == reading.course


@pytest.mark.parametrize(
    ("setting", "target"),
    [
        (b"source: https://github.com/knots/knots\nbranch: dev\n", "https://github.com/knots/knots/raw/dev/episodes/files/k.tgz"),
        (b"source: https://github.com/knots/knots\n", "https://github.com/knots/knots/raw/main/episodes/files/k.tgz"),
        (b"source: https://elsewhere.example\n", None),
    ],
)  # fmt: skip
def test_without_a_site_archives_are_linked_to_in_the_repository_or_not_at_all(setting, target):
    config = CONFIG.replace(b"source: 'https://example.org/knots'\n", setting)
    page = b"[k](files/k.tgz)"
    files = lesson_files() | {
        "config.yaml": config,
        "episodes/one.md": page,
        "episodes/files/k.tgz": tarred([]),
    }
    reading = read(files)
    assert reading.course.lesson("one").body == (f"[k]({target})" if target else "k")
    entry = next(entry for entry in reading.ledger if entry.place.endswith(".tgz"))
    assert entry.outcome == ("adapted" if target else "dropped")


def test_archives_elsewhere_in_the_repository_refuse_it():
    with pytest.raises(ArchiveRefused) as caught:
        read(lesson_files() | {"tools/x.zip": zipped([("a", b"")])})
    assert (caught.value.code, caught.value.path) == ("nested", "tools/x.zip")


# Settings


def changed(old, new, **files):
    assert old in CONFIG
    return read(lesson_files() | {"config.yaml": CONFIG.replace(old, new)} | files)


def test_pages_may_be_named_with_their_folder_and_without_a_list():
    found = changed(
        b"episodes:\n- one.md\n- two.Rmd\n", b"episodes: episodes/two.Rmd\nlearners: learners/setup.md\n"
    )
    assert [lesson.slug for lesson in found.course.lessons] == ["setup", "two"]


def test_without_an_order_every_page_counts_by_name():
    found = changed(
        b"episodes:\n- one.md\n- two.Rmd\n", b"episodes:\n", **{"learners/faq.md": b"---\n---\nWhy?\n"}
    )
    assert [
        (module.title, [lesson.slug for lesson in module.lessons]) for module in found.course.modules
    ] == [
        ("Before you start", ["setup"]),
        ("Knots", ["one", "two"]),
        ("Look things up", ["faq"]),
    ]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"config.yaml": b"- carpentry: swc\ncarpentry: x"}, "config.yaml:2: is not valid YAML: did not find expected '-' indicator"),
        ({"config.yaml": b'"x\ncarpentry: y"'}, "config.yaml:1: must hold one “name: value” a line"),
        ({"config.yaml": b"carpentry: 'swc'\nepisodes: three.md\n"}, "config.yaml:2: there is no file “episodes/three.md”"),
        ({"episodes/one.md": b"---\n- a\n---\n"}, "episodes/one.md:2: the front matter must hold one “name: value” a line"),
    ],
)  # fmt: skip
def test_settings_that_are_wrong_are_refused_with_their_line(files, message):
    with pytest.raises(CourseInvalid) as caught:
        read(lesson_files() | files)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("setting", "language", "told"),
    [(b"lang: de\n", "de", []), (b"lang: pt_BR\n", "pt-BR", []), (b"lang: English\n", "en", ["“English” is no language tag; “en” is assumed"])],
)  # fmt: skip
def test_the_language_is_a_tag(setting, language, told):
    found = read(lesson_files() | {"config.yaml": CONFIG + setting})
    assert found.course.language == language
    assert [entry.reason for entry in found.ledger if entry.element == "language of the course"] == told


@pytest.mark.parametrize(
    ("head", "minutes", "told"),
    [
        (b"teaching: 10.6\nexercises: 5", 16, []),
        (b"teaching: -3", 0, ["are -3; 0 to 1000 are possible"]),
        (b"teaching: 5000", 1000, ["are 5000; 0 to 1000 are possible"]),
        (b"teaching: true", 1, ["none are given; 1 are estimated from its length"]),
    ],
)
def test_minutes_are_those_of_teaching_and_exercises(head, minutes, told):
    found = read(lesson_files() | {"episodes/one.md": b"---\n" + head + b"\n---\nText.\n"})
    assert found.course.lesson("one").minutes == minutes
    assert [entry.reason for entry in found.ledger if entry.element == "minutes of episodes/one.md"] == told


@pytest.mark.parametrize(
    ("old", "new", "licence"),
    [
        (b"'CC-BY 4.0'", b"'CC-BY-SA 4.0'", "CC-BY-SA-4.0"),
        (b"'CC-BY 4.0'", b"CC0", "CC0-1.0"),
        (b"'CC-BY 4.0'", b"MIT", "MIT"),
        (b"license: 'CC-BY 4.0'\n", b"", "CC-BY-4.0"),
    ],
)
def test_the_licence_is_an_spdx_identifier_or_the_lessons_own_words(old, new, licence):
    assert changed(old, new).course.licence == licence


CITATION = b"""\
authors:
- family-names: Lovelace
  given-names: Ada
- name: The Knots
- family-names: ''
- just words
"""


@pytest.mark.parametrize(
    ("files", "authors"),
    [
        ({}, ("The Carpentries Incubator",)),
        ({"CITATION.cff": CITATION}, ("Ada Lovelace", "The Knots")),
        ({"CITATION.cff": b"authors: &x 1"}, ("The Carpentries Incubator",)),
        ({"CITATION.cff": b"- a", "AUTHORS": b"Ada\n\nBen\n"}, ("Ada", "Ben")),
        ({"CITATION.cff": b"authors: Ada", "AUTHORS": b"Written by:\nAda\n"}, ("The Carpentries Incubator",)),
        ({"AUTHORS": b"\n\n"}, ("The Carpentries Incubator",)),
    ],
)
def test_authors_come_from_the_files_of_credit(files, authors):
    assert read(lesson_files() | files).course.authors == authors


def test_how_to_cite_stands_at_the_end_of_the_description_unless_it_is_a_book():
    found = read(lesson_files() | {"CITATION": b"Please cite us.\n"})
    assert found.course.description.endswith("CC-BY-4.0.\n\nPlease cite us.")
    long = read(lesson_files() | {"CITATION": b"x" * 2001})
    assert long.course.description.endswith("CC-BY-4.0.")
    assert ("CITATION", "dropped") in [(entry.place, entry.outcome) for entry in long.ledger]


@pytest.mark.parametrize(
    ("index", "summary"),
    [
        (b"# Heading\n\n- a list\n\nKnots *hold* [things](x). Always.", "Knots hold things."),
        (b"Very " + b"long words " * 40, "Very " + "long words " * 17 + "long…"),
        (b"# Only a heading", "Knots"),
    ],
)
def test_the_summary_is_the_first_sentence(index, summary):
    found = read(lesson_files() | {"index.md": index})
    assert found.course.summary == summary
    assert len(summary) <= 200


def test_a_lesson_without_an_index_is_described_by_its_title():
    files = lesson_files()
    del files["index.md"]
    found = read(files)
    assert found.course.summary == "Knots"
    assert (
        found.course.description
        == "Adapted from [Knots](https://example.org/knots) by The Carpentries Incubator, CC-BY-4.0."
    )


def test_hidden_files_and_long_titles_change_nothing():
    files = lesson_files() | {
        ".git/config": b"x",
        "episodes/one.md": b"---\ntitle: |\n  A long\n  title\n---\n" + b"x " * 10,
    }
    found = read(files)
    assert found.course.lesson("one").title == "A long title"
    assert (".git/config", "dropped") in [(entry.place, entry.outcome) for entry in found.ledger]


def test_footnotes_stay_and_are_no_definitions_of_links():
    page = "Once[^1], twice[^long name] and [site][1].\n\n[^1]: Note *one*.\n[^long name]: See [two](https://e.org/b).\n\n[1]: https://e.org"
    body, told = body_of(page)
    assert body == page
    assert told == []


def test_classes_behind_code_are_not_shown():
    assert body_of("Type `ls`{.language-bash} or `a`{#b} in `c` {d}.") == ("Type `ls` or `a` in `c` {d}.", [])
