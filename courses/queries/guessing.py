"""How far somebody gets who only guesses."""

from django.db.models import prefetch_related_objects

from courses import grading
from courses.models import Assessment, ItemVersion
from courses.statistics import GuessItem, GuessSection, guess_pass
from courses.statistics.guess_pass import GuessPass


def guess_pass_of(assessment: Assessment) -> GuessPass | None:
    """The probability to pass by guessing; None while there is nothing to guess or a draw cannot be made.

    With the tries that everybody is allowed.
    """
    prefetch_related_objects([assessment], "sections__section_items__item_version")
    sections = []
    for section in assessment.sections.all():
        items = [_guess_item(entry.item_version) for entry in section.section_items.all()]
        if section.draw is not None and section.draw > len(items):
            return None
        sections.append(GuessSection(items, draw=section.draw, pass_mark=section.pass_mark))
    if not any(section.items for section in sections):
        return None
    return guess_pass(sections, pass_mark=assessment.pass_mark, tries=assessment.attempts_allowed)


def _guess_item(version: ItemVersion) -> GuessItem:
    item = grading.parse_item(version.body)
    return GuessItem(item.mark, grading.guess_distribution(item))
