"""Who is found, in which order, why, and why not."""

import dataclasses
import datetime
import zoneinfo
from collections import Counter

import numpy as np
import pytest
from django.utils import timezone

from credentials.models import Credential
from employers.models import Place, TalentRow
from employers.queries.criteria import Criteria, Wanted
from employers.queries.hits import mixed
from employers.queries.search import Outcome, search
from employers.services.indexing import reindex, reindex_outdated
from portal.models import Membership, Organisation, User
from skills.models import Skill
from tests.factories.courses import published_course
from tests.factories.credentials import issue_credential, make_issuer, make_skill
from tests.factories.employers import achievement_in, make_candidate
from tests.factories.portal import MembershipFactory

pytestmark = pytest.mark.django_db
UTC = zoneinfo.ZoneInfo("UTC")


def find(organisation: Organisation, at: datetime.datetime | None = None, **criteria: object) -> Outcome:
    return search(Criteria(**criteria), organisation=organisation, at=at or timezone.now())  # type: ignore[arg-type]


def found(organisation: Organisation, **criteria: object) -> list[int]:
    return find(organisation, **criteria).learners


def wanted(skill: Skill, level: int) -> Wanted:
    return Wanted(skill, level)


def test_at_least_the_level(harbour: Organisation) -> None:
    skill, achievement = achievement_in("triage", 3)
    learner = make_candidate(achievement)

    for level in (1, 2, 3):
        assert found(harbour, must=(wanted(skill, level),)) == [learner.pk]
    assert find(harbour, must=(wanted(skill, 4),)).total == 0


def test_all_musts_hold_and_what_is_excluded_does_not(harbour: Organisation) -> None:
    triage, proves_triage = achievement_in("triage", 3)
    charts, proves_charts = achievement_in("charts", 2)
    both = make_candidate(proves_triage, proves_charts)
    one = make_candidate(proves_triage)

    assert found(harbour, must=(wanted(triage, 2), wanted(charts, 2))) == [both.pk]
    assert found(harbour, must=(wanted(triage, 2),), exclude=(wanted(charts, 1),)) == [one.pk]
    assert find(harbour, must=(wanted(triage, 2),), exclude=(wanted(charts, 3),)).total == 2


def test_place_moving_mode_language_and_date(harbour: Organisation) -> None:
    skill, achievement = achievement_in("triage", 2)
    bristol, cork = (Place.objects.get(name=name) for name in ("Bristol", "Cork"))
    soon = datetime.date(2030, 3, 1)
    near = make_candidate(achievement, town="Bristol", work_modes=["on_site"], languages=["en", "fr"])
    mover = make_candidate(
        achievement, town="Cork", relocates=True, work_modes=["remote"], available_from=soon
    )

    assert found(harbour, place=bristol) == [near.pk]
    assert found(harbour, country="IE") == [mover.pk]
    assert found(harbour, place=cork, country="GB") == [mover.pk], "a place says more than a country"
    assert set(found(harbour, place=bristol, or_moving=True)) == {near.pk, mover.pk}
    assert found(harbour, modes=("remote", "hybrid")) == [mover.pk]
    assert set(found(harbour, modes=("remote", "on_site"))) == {near.pk, mover.pk}
    assert found(harbour, language="fr") == [near.pk]
    assert found(harbour, available_by=datetime.date(2030, 2, 28)) == [near.pk]
    assert set(found(harbour, available_by=soon)) == {near.pk, mover.pk}
    assert find(harbour, must=(wanted(skill, 1),), language="fr", country="IE").total == 0


def test_words_find_names_of_credentials_and_skills_but_never_of_people(harbour: Organisation) -> None:
    _skill, achievement = achievement_in("triage", 2, name="Front Door Sorting")
    learner = make_candidate(achievement, name="Quillon Featherstonehaugh")

    assert found(harbour, text="triage") == [learner.pk]
    assert found(harbour, text="sorting door") == [learner.pk]
    assert find(harbour, text="Quillon").total == 0
    assert find(harbour, text="Featherstonehaugh").total == 0


def test_the_age_of_evidence_counts_at_the_level_asked_for(harbour: Organisation) -> None:
    skill = make_skill("triage")
    issuer = make_issuer()
    _, strong = achievement_in("triage", 4, issuer=issuer)
    _, weak = achievement_in("triage", 1, issuer=issuer)
    now = datetime.datetime(2026, 11, 15, tzinfo=UTC)
    learner = make_candidate(strong, at=now - datetime.timedelta(days=900))
    issue_credential(weak, learner, at=now - datetime.timedelta(days=20))
    reindex(learner, at=now)

    assert find(harbour, at=now, must=(wanted(skill, 1),), within_months=12).learners == [learner.pk]
    outdated = find(harbour, at=now, must=(wanted(skill, 3),), within_months=12)
    assert outdated.total == 0
    assert [(each.level, each.is_outdated) for each in outdated.near[0].missing] == [(4, True)]
    assert find(harbour, at=now, must=(wanted(skill, 3),), within_months=36).total == 1
    assert find(harbour, at=now, within_months=12).total == 1


def test_rank_and_its_reasons(harbour: Organisation) -> None:
    triage = make_skill("triage")
    charts, proves_charts = achievement_in("charts", 2)
    issuer = make_issuer()
    _, level_2 = achievement_in("triage", 2, issuer=issuer, name="Triage Two")
    _, level_4 = achievement_in("triage", 4, issuer=issuer, name="Triage Four")
    now = timezone.now()
    old = make_candidate(level_2, at=now - datetime.timedelta(days=400))
    new = make_candidate(level_2)
    strong = make_candidate(level_4, at=now - datetime.timedelta(days=400))
    nice = make_candidate(level_2, proves_charts, at=now - datetime.timedelta(days=400))

    outcome = find(harbour, must=(wanted(triage, 2),), nice=(wanted(charts, 1),))

    assert outcome.learners == [nice.pk, strong.pk, new.pk, old.pk]
    first, second = outcome.results[:2]
    assert (first.nice_met, first.surplus) == (1, 1), "charts at 2 where 1 was asked for"
    assert (second.nice_met, second.surplus) == (0, 2)
    proof = second.must[0].evidence
    assert proof is not None
    month = (now - datetime.timedelta(days=400)).date().replace(day=1)
    assert dataclasses.astuple(proof)[1:6] == ("Triage", 4, "Triage Four", issuer.name, month)
    assert second.nice[0].evidence is None


def test_counts_of_skills_and_places_are_those_of_all_hits(harbour: Organisation) -> None:
    triage, proves_triage = achievement_in("triage", 3)
    charts, proves_charts = achievement_in("charts", 2)
    make_candidate(proves_triage, proves_charts, town="Bristol")
    make_candidate(proves_triage, town="Bristol")
    make_candidate(proves_charts, town="Cork")

    everyone = find(harbour)
    assert {(facet.value, facet.count) for facet in everyone.skills} == {(triage, 2), (charts, 2)}
    assert [(facet.value.name, facet.count) for facet in everyone.places] == [("Bristol", 2), ("Cork", 1)]
    narrowed = find(harbour, must=(wanted(triage, 1),))
    assert [(facet.value, facet.count) for facet in narrowed.skills] == [(charts, 1)]


def test_a_zero_says_which_criterion_blocks_and_what_it_costs(harbour: Organisation) -> None:
    triage, proves_triage = achievement_in("triage", 3)
    charts, proves_charts = achievement_in("charts", 2)
    for _number in range(3):
        make_candidate(proves_triage, town="Bristol")
    elsewhere = make_candidate(proves_triage, proves_charts, town="Cork")
    published_course(slug="charts-deeper", title="Charts, deeper", achievement=proves_charts)
    bristol = Place.objects.get(name="Bristol")

    outcome = find(harbour, must=(wanted(triage, 2), wanted(charts, 2)), place=bristol)

    assert outcome.total == 0
    assert [(cost.criterion.words, cost.more) for cost in outcome.costs] == [
        ("Charts, level 2 or above", 3),
        ("Bristol, United Kingdom", 1),
        ("Triage, level 2 or above", 0),
    ]
    misses = {miss.criterion.words: miss for miss in outcome.near if miss.criterion}
    near = misses["Charts, level 2 or above"]
    assert [(each.wanted, each.level, each.course and each.course.slug) for each in near.missing] == [
        (wanted(charts, 2), 0, "charts-deeper")
    ]
    assert misses["Bristol, United Kingdom"].missing == ()
    assert elsewhere.pk in outcome.learners, "whoever is shown as a near miss is told of the look"


def test_where_no_single_criterion_blocks_the_nearest_hold_most_musts(harbour: Organisation) -> None:
    triage, proves_triage = achievement_in("triage", 3)
    charts = make_skill("charts")
    words = make_skill("words")
    near = make_candidate(proves_triage)

    outcome = find(harbour, must=(wanted(triage, 2), wanted(charts, 2), wanted(words, 1)))

    assert {cost.more for cost in outcome.costs} == {0}
    assert outcome.learners == [near.pk]
    assert [each.wanted.skill for each in outcome.near[0].missing] == [charts, words]


def test_an_expired_credential_does_not_count_even_before_the_schedule_runs(harbour: Organisation) -> None:
    skill, achievement = achievement_in("triage", 2, validity_months=12)
    now = timezone.now()
    learner = make_candidate(achievement, at=now)
    later = now + datetime.timedelta(days=400)

    assert find(harbour, must=(wanted(skill, 1),)).total == 1
    assert find(harbour, at=later, must=(wanted(skill, 1),)).total == 0
    assert reindex_outdated(at=later) == 1
    assert find(harbour, at=later).learners == [learner.pk], "found again, by what is still valid"
    assert find(harbour, at=later, must=(wanted(skill, 1),)).total == 0
    assert reindex_outdated(at=later) == 0


def test_a_credential_counts_up_to_the_moment_in_which_it_ends(harbour: Organisation) -> None:
    skill, achievement = achievement_in("triage", 2, validity_months=12)
    make_candidate(achievement, at=timezone.now())
    last, step = Credential.objects.get().valid_until, datetime.timedelta(microseconds=1)
    assert last is not None

    assert find(harbour, at=last, must=(wanted(skill, 1),)).total == 1
    assert reindex_outdated(at=last) == 0
    assert find(harbour, at=last + step, must=(wanted(skill, 1),)).total == 0
    assert reindex_outdated(at=last + step) == 1


def test_a_member_of_the_organisation_is_not_shown_to_it(
    harbour: Organisation, lumen: Organisation, recruiter: User
) -> None:
    _skill, achievement = achievement_in("triage", 2)
    colleague = make_candidate(achievement)
    MembershipFactory.create(user=colleague, organisation=harbour, role=Membership.Role.AUTHOR)

    assert find(harbour).total == 0
    assert find(lumen).total == 1


def test_the_number_of_queries_does_not_depend_on_the_people(
    harbour: Organisation, django_assert_num_queries: object
) -> None:
    triage, proves_triage = achievement_in("triage", 3)
    charts, proves_charts = achievement_in("charts", 2)
    asked = Criteria(must=(wanted(triage, 1),), nice=(wanted(charts, 1),), country="GB")
    for people in (1, 3, 30):
        while TalentRow.objects.count() < people:
            make_candidate(proves_triage, proves_charts, town="Bristol")
        # Rows, discoveries, evidence, two for facets, two for the organisation's domains; below FEW one per demand.
        with django_assert_num_queries(9 if people < 5 else 7):  # type: ignore[operator]
            assert search(asked, organisation=harbour, at=timezone.now()).total == people


def test_pages_do_not_overlap_and_hold_everyone(harbour: Organisation) -> None:
    skill, achievement = achievement_in("triage", 2)
    people = {make_candidate(achievement).pk for _number in range(23)}
    asked = Criteria(must=(wanted(skill, 1),))
    first, second = (
        search(asked, organisation=harbour, at=timezone.now(), page=page).learners for page in (1, 2)
    )

    assert (len(first), len(second)) == (20, 3)
    assert {*first, *second} == people


def test_neighbours_come_in_another_order_for_every_organisation() -> None:
    """Three of a row have six orders, and each of them is as likely."""
    orders = Counter(tuple(np.argsort(mixed(np.array([974, 975, 976]), key))) for key in range(6000))
    assert len(orders) == 6
    assert all(850 < count < 1150 for count in orders.values())


def test_two_organisations_see_equals_in_different_orders_under_different_names(
    harbour: Organisation, lumen: Organisation
) -> None:
    _skill, achievement = achievement_in("triage", 2)
    for _number in range(12):
        make_candidate(achievement)
    here, there = find(harbour), find(lumen)

    assert set(here.learners) == set(there.learners)
    assert here.learners != there.learners
    tokens = [{result.candidate.token for result in outcome.results} for outcome in (here, there)]
    assert tokens[0].isdisjoint(tokens[1])
    assert [result.candidate.token for result in find(harbour).results] == [
        result.candidate.token for result in here.results
    ]
