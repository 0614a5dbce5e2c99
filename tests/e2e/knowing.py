"""Answering like somebody who learned a demo course by heart: the right answers are read from its folder."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Locator, Page

from courses.grading import Item, item_to_data, parse_item, right_answer
from tests.e2e import learning
from tests.environment import ROOT

# What is written where a person marks it: enough words, whatever is asked.
WORDS = "Line chart: members rose from 412 in 2027 to 660 in 2030, nearly all of them in 2029."
COURSES = ROOT / "content" / "courses"


def course_title(slug: str) -> str:
    return str(_read(COURSES / slug / "course.yaml")["title"])


def items_of(slug: str) -> dict[str, Item]:
    """The items of a demo course, by their prompts as a page shows them."""
    entries = [entry for file in sorted((COURSES / slug / "items").glob("*.yaml")) for entry in _read(file)]
    return {shown(item.prompt): item for item in map(parse_item, entries)}


def shown(markdown: str) -> str:
    """The words of a Markdown text, without marks of emphasis and tables: to compare with what a page shows."""
    words = re.sub("[*`_]", "", markdown).replace("|", " ").split()
    return " ".join(word for word in words if word.strip(":-"))


def pass_course(page: Page, slug: str) -> None:
    """Enrol from the catalogue, answer every question right (texts with `WORDS`) and hand in."""
    learning.enrol(page, course_title(slug))
    learning.start_assessment(page, slug)
    items = items_of(slug)
    for question in page.locator("section.item").all():
        answer(question, items[shown(question.locator(".item-prompt").inner_text())])
    learning.hand_in(page)


def answer(question: Locator, item: Item) -> None:
    """Give the right answer with whatever the question offers for it."""
    right: Any = right_answer(item).response
    data: Any = item_to_data(item)
    if item.type in {"single_choice", "multiple_choice"}:
        chosen = right if isinstance(right, list) else [right]
        choose(question, [data["choices"][int(str(choice)[1:]) - 1]["text"] for choice in chosen])
    elif item.type == "true_false":
        choose(question, [str(right)])
    elif item.type == "numerical":
        question.locator("input[type=text]").fill(right["value"])
        if right["unit"]:
            question.get_by_label("Unit").select_option(right["unit"])
    elif item.type == "match":
        match(question, {shown(pair["left"]): shown(pair["right"]) for pair in data["pairs"]})
    elif item.type == "essay":
        question.locator("textarea").fill(WORDS)
    elif item.type == "ordering":
        put_in_order(question, [shown(entry) for entry in data["entries"]])
    else:
        question.locator("input[type=text]").fill(str(right))


def choose(question: Locator, texts: Sequence[str]) -> None:
    """Check these choices; each must be there."""
    labels = {shown(label.inner_text()): label for label in question.locator("label.choice").all()}
    for text in texts:
        labels[shown(text)].locator("input").check()


def put_in_order(question: Locator, entries: Sequence[str]) -> None:
    """With the buttons of each row, or by writing its number where no script made buttons."""
    if not question.locator(".sortable-position").first.is_visible():
        learning.put_in_order(question, list(entries))
        return
    for row in question.locator("li").all():
        place = entries.index(shown(row.locator(".sortable-label").inner_text())) + 1
        row.locator(".sortable-position").fill(str(place))
    question.locator("[name$=kept]").check()


def match(question: Locator, pairs: dict[str, str]) -> None:
    for row in question.locator(".match").all():
        wanted = pairs[shown(row.locator("label").inner_text())]
        options = [shown(text) for text in row.locator("option").all_inner_texts()]
        row.locator("select").select_option(index=options.index(wanted))


def _read(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))
