"""Valkey is killed while learners submit: they do not notice, and every pass has its credential afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse

from courses.models import Attempt
from credentials.models import Credential
from portal.development.services import ServiceAddresses
from tests.live import OwnServices, Processes, WebProcess
from tests.trouble import world
from tests.trouble.browsing import Browser

pytestmark = [
    pytest.mark.trouble,
    pytest.mark.xdist_group("services"),
    pytest.mark.django_db(transaction=True),
]

# A page waits for a server that is away at most once, for a second or two; the rest is for a busy machine.
PATIENCE_SECONDS = 5.0


@pytest.fixture
def own_valkey(processes: Processes, tmp_path: Path) -> Iterator[OwnServices]:
    """A Valkey of this test's own, which `processes` use; the database is the test's."""
    given = ServiceAddresses(database_url=processes.environment["DATABASE_URL"], redis_url="")
    own = OwnServices(tmp_path / "services", given=given)
    processes.environment["REDIS_URL"] = own.addresses.redis_url
    yield own
    processes.end()
    own.services.stop()


def hand_in(web: WebProcess, attempt: Attempt) -> None:
    """As the learner does it: look at what is answered, press the button, see the result."""
    names = {"slug": attempt.enrolment.course.slug, "uuid": attempt.uuid}
    path = reverse("courses:hand_in", kwargs=names)
    browser = Browser(web.url, world.learner_of(attempt))
    answers = [browser.get(path), browser.post(path), browser.get(reverse("courses:result", kwargs=names))]
    assert [answer.status for answer in answers] == [200, 303, 200]
    assert max(answer.seconds for answer in answers) < PATIENCE_SECONDS


def test_learners_submit_without_valkey_and_have_their_credentials_when_it_is_back(
    processes: Processes, own_valkey: OwnServices, tmp_path: Path
) -> None:
    course = world.course_with_credential()
    attempts = [world.about_to_pass(course) for _learner in range(3)]
    learners = [world.learner_of(attempt) for attempt in attempts]
    web, worker, beat = processes.web(), processes.worker(), processes.beat()
    processes.wait_until_ready()

    own_valkey.kill_valkey()
    for attempt in attempts:
        hand_in(web, attempt)
    visitor = Browser(web.url, learners[0])
    pages = [reverse("home"), reverse("courses:catalogue"), reverse("courses:learning"), "/health/ready"]
    answers = {page: visitor.get(page) for page in pages}
    assert {page: answer.status for page, answer in answers.items()} == dict.fromkeys(pages, 200)
    assert max(answer.seconds for answer in answers.values()) < PATIENCE_SECONDS
    assert '"status": "degraded"' in answers["/health/ready"].text
    assert Credential.objects.count() == 0, "nobody can work on anything yet"

    own_valkey.restart()
    world.wait_until_done(learners, tmp_path / "mail")
    assert [worker.process.poll(), beat.process.poll()] == [None, None], "they came back by themselves"
