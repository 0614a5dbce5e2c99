"""A learner's browser for tests of trouble: cookies and forms over real HTTP, without scripts."""

import time
from dataclasses import dataclass

import requests
from django.conf import settings
from django.test import Client

from portal.models import User


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and how long it took in seconds."""

    status: int
    location: str
    text: str
    seconds: float


class Browser:
    """Signed in as `user` by a session in the database, as a browser that was open before the trouble began."""

    def __init__(self, site: str, user: User) -> None:
        client = Client()
        client.force_login(user)
        self.site = site
        self.session = requests.Session()
        self.session.cookies.set(
            settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value
        )

    def get(self, path: str) -> Answer:
        return self._send("GET", path, {})

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form, with the token that an earlier page set as a cookie."""
        return self._send("POST", path, {"csrfmiddlewaretoken": self.session.cookies["csrftoken"], **fields})

    def _send(self, method: str, path: str, fields: dict[str, str]) -> Answer:
        started = time.monotonic()
        answer = self.session.request(
            method, f"{self.site}{path}", data=fields, timeout=30, allow_redirects=False
        )
        seconds = time.monotonic() - started
        return Answer(answer.status_code, answer.headers.get("Location", ""), answer.text, seconds)
