import re

import pytest

from courses.content import render_markdown
from courses.formats import CourseInvalid, read, write_cairn
from courses.formats.names import local_reference

from .samples import SHARED, needs_samples

CONFIG = b"""\
carpentry: 'incubator'
title: 'Knots'
license: 'CC-BY 4.0'
source: 'https://example.org/knots'
episodes:
- one.md
- two.Rmd
"""
ONE = b"""\
---
title: One
teaching: 10
exercises: 5
---

:::::::::::::::::::::::::::: objectives

- Tie a knot,
  then another.
- Untie it.

::::::::::::::::::::::::::::

See [two](two.Rmd#later), [setup](../learners/setup.md), [old](setup.html), [lost](gone.md) and `[code](gone.md)`.

![A "caption"](fig/knot.svg){alt='A knot that\\'s [tight]' width="40%"}

:::::: challenge

## Try

::: solution

Pull.

:::
::::::

::: instructor
Secret.
:::

```output
::: solution
[not a link](gone.md)
```

<iframe src="https://video.example/1" width="5"></iframe>
"""
TWO = b"""\
---
title: Two
teaching: 3
---
```{r setup, include=FALSE}
hidden <- 1
```

```{r, fig.alt="x"}
plot(1)
```

[reference link][docs] [unknown](https://example.org)
"""


def lesson_files():
    return {
        "config.yaml": CONFIG,
        "index.md": b"---\nsite: x\n---\n\nKnots hold *things*. Always.\n\n[Start](episodes/one.md)\n",
        "links.md": b"[docs]: https://docs.example\n[unused]: https://unused.example\n",
        "episodes/one.md": ONE,
        "episodes/two.Rmd": TWO,
        "episodes/fig/knot.svg": b"<svg/>",
        "learners/setup.md": b"---\ntitle: Setup\n---\nBuy a rope.\n",
        "instructors/notes.md": b"Be kind.\n",
    }


def test_the_lesson_becomes_a_course():
    course = read(lesson_files()).course
    assert (course.slug, course.title, course.licence, course.summary) == (
        "knots", "Knots", "CC-BY-4.0", "Knots hold things.",
    )  # fmt: skip
    assert [(module.title, [lesson.slug for lesson in module.lessons]) for module in course.modules] == [
        ("Before you start", ["setup"]),
        ("Knots", ["one", "two"]),
    ]
    assert [lesson.minutes for lesson in course.lessons] == [1, 15, 3]
    assert course.minutes == 19
    assert course.lesson("one").objectives == ("Tie a knot, then another.", "Untie it.")
    assert course.description.endswith(
        "Adapted from [Knots](https://example.org/knots) by The Carpentries Incubator, CC-BY-4.0."
    )


def test_pages_are_rewritten_outside_of_code_only():
    one = read(lesson_files()).course.lesson("one").body
    assert "See [two](two.md#later), [setup](setup.md), [old](setup.md), lost and `[code](gone.md)`." in one
    assert '![A knot that\'s \\[tight\\]](../assets/fig/knot.svg "A \\"caption\\"")' in one
    assert "::: challenge\n\n## Try\n\n::: solution\n\nPull.\n\n:::\n:::" in one
    assert "```output\n::: solution\n[not a link](gone.md)\n```" in one
    assert "<https://video.example/1>" in one
    assert "objectives" not in one
    assert "Secret" not in one


def test_r_chunks_are_shown_or_dropped():
    two = read(lesson_files()).course.lesson("two").body
    assert two == (
        "```r\nplot(1)\n```\n\n[reference link][docs] [unknown](https://example.org)\n\n\n[docs]: https://docs.example"
    )


def test_the_ledger_names_each_change_with_its_line():
    entries = {
        (entry.element, entry.place): entry.outcome
        for entry in read(lesson_files()).ledger
        if entry.outcome != "kept" and not entry.element.startswith(("setting", "level"))
    }
    assert entries == {
        ("figure fig/knot.svg", "episodes/one.md:17"): "adapted",
        ("link gone.md", "episodes/one.md:15"): "adapted",
        ("div instructor", "episodes/one.md:30"): "dropped",
        ("embedded frame", "episodes/one.md:39"): "adapted",
        ("r chunk", "episodes/two.Rmd:5"): "dropped",
        ("r chunk", "episodes/two.Rmd:9"): "adapted",
        ("minutes of learners/setup.md", "learners/setup.md"): "adapted",
        ("page index.md", "index.md"): "adapted",
        ("page links.md", "links.md"): "adapted",
        ("page instructors/notes.md", "instructors/notes.md"): "dropped",
        ("front matter site", "index.md:2"): "dropped",
    }


def test_a_missing_episode_is_refused_with_its_line():
    files = lesson_files()
    del files["episodes/two.Rmd"]
    with pytest.raises(CourseInvalid, match=r"^config.yaml:7: there is no file “episodes/two.Rmd”$"):
        read(files)


@needs_samples
@pytest.mark.parametrize(
    ("name", "lessons", "challenges", "solutions", "assets"),
    [("git-novice", 17, 39, 26, 31), ("sql-ecology-lesson", 8, 19, 19, 6)],
)
def test_real_lessons_read_whole(name, lessons, challenges, solutions, assets):
    reading = read(SHARED / "carpentries" / name)
    course = reading.course
    bodies = "\n".join(lesson.body for lesson in course.lessons)
    assert len(course.lessons) == lessons
    assert len(re.findall(r"^::: challenge$", bodies, re.MULTILINE)) == challenges
    assert len(re.findall(r"^::: solution$", bodies, re.MULTILINE)) == solutions
    assert len(course.assets) == assets
    assert all(lesson.objectives for lesson in course.lessons if re.match(r"\d", lesson.slug))
    assert all(reading.ledger.counts().values())


@needs_samples
@pytest.mark.parametrize("name", ["git-novice", "sql-ecology-lesson"])
def test_in_real_lessons_every_link_and_anchor_works(name):
    course = read(SHARED / "carpentries" / name).course

    def resolve(href):
        target = local_reference(href)
        if target is None:
            return None
        known = course.lesson if target.kind == "lesson" else course.asset
        return f"/{target.target}" if known(target.target) else None

    pages = {lesson.slug: render_markdown(lesson.body, resolve=resolve) for lesson in course.lessons}
    assert {slug: page.broken for slug, page in pages.items() if page.broken} == {}
    assert all('class="missing"' not in page.html for page in pages.values())
    for slug, page in pages.items():
        for target, anchor in re.findall(r'href="(?:/([\w-]+))?#([^"]+)"', page.html):
            assert f'id="{anchor}"' in pages[target or slug].html, (slug, target, anchor)


@needs_samples
@pytest.mark.parametrize("name", ["git-novice", "sql-ecology-lesson"])
def test_real_lessons_survive_as_cairn_folders(name):
    course = read(SHARED / "carpentries" / name).course
    files = write_cairn(course)
    again = read(files).course
    assert write_cairn(again) == files
    assert again.lessons == course.lessons
