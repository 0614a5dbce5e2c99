"""Which items an attempt gets, in which order."""

from dataclasses import dataclass
from random import Random

from courses.models import Assessment, ItemVersion, Section

SEEDS = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Drawn:
    """An item of an attempt-to-be; `seed` shuffles its options the same way whenever it is shown."""

    section: Section
    item_version: ItemVersion
    seed: int


def draw(assessment: Assessment, *, rng: Random) -> list[Drawn]:
    """The items of one attempt: sections in their order, each with all its items or a draw of its pool.

    A draw larger than its pool takes the whole pool. Items are shuffled within their section, never across.
    """
    drawn: list[Drawn] = []
    for section in assessment.sections.prefetch_related("section_items__item_version").order_by("position"):
        versions = [entry.item_version for entry in section.section_items.all()]
        if section.draw is not None:
            chosen = set(rng.sample(range(len(versions)), min(section.draw, len(versions))))
            versions = [version for index, version in enumerate(versions) if index in chosen]
        if assessment.shuffle:
            rng.shuffle(versions)
        drawn += [Drawn(section, version, rng.randrange(SEEDS)) for version in versions]
    return drawn
