"""How far somebody gets who only guesses."""

from courses import grading
from courses.models import Assessment
from courses.statistics import GuessItem, GuessSection, guess_pass
from courses.statistics.guess_pass import GuessPass


def guess_pass_of(assessment: Assessment) -> GuessPass | None:
    """The probability to pass by guessing; None while there is nothing to guess or a draw cannot be made."""
    sections = []
    for section in assessment.sections.prefetch_related("section_items__item_version"):
        items = []
        for entry in section.section_items.all():
            item = grading.parse_item(entry.item_version.body)
            items.append(GuessItem(item.mark, grading.guess_distribution(item)))
        if section.draw is not None and section.draw > len(items):
            return None
        sections.append(GuessSection(items, draw=section.draw, pass_mark=section.pass_mark))
    if not any(section.items for section in sections):
        return None
    return guess_pass(sections, pass_mark=assessment.pass_mark, tries=assessment.attempts_allowed)
