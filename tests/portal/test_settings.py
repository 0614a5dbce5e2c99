"""Production refuses to start half configured, and says what is missing."""

import base64
import os
import subprocess
import sys

import pytest

from tests.environment import ROOT

COMPLETE = {
    "SECRET_KEY": "a-secret-key-of-sufficient-length-for-production-use",
    "CAIRN_KEY_ENCRYPTION_KEY": base64.urlsafe_b64encode(bytes(32)).decode(),
    "SITE_URL": "https://cairn.example",
    "EMAIL_URL": "smtp://mail.example:25",
}


def start(settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **settings}
    command = [sys.executable, "-c", "import portal.settings as s; print(s.SITE_URL, s.ALLOWED_HOSTS)"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_complete_settings_start() -> None:
    assert start(COMPLETE).stdout.split() == ["https://cairn.example", "['cairn.example']"]


@pytest.mark.parametrize("missing", sorted(COMPLETE))
def test_a_missing_setting_is_named(missing: str) -> None:
    result = start({name: value for name, value in COMPLETE.items() if name != missing})
    assert result.returncode != 0
    assert f"{missing} is not set" in result.stderr


def test_mail_may_go_to_a_folder_that_is_named() -> None:
    without = {name: value for name, value in COMPLETE.items() if name != "EMAIL_URL"}
    assert start(without | {"CAIRN_MAILBOX": "/var/spool/cairn"}).returncode == 0


def test_an_address_with_a_path_is_refused() -> None:
    assert "must be an origin" in start(COMPLETE | {"SITE_URL": "https://cairn.example/learn"}).stderr
