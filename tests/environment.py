"""The surroundings of a test run, set before Django reads its settings.

Without `DATABASE_URL` and `REDIS_URL` a real PostgreSQL and a real Valkey are started under `.local/test`, once for all
workers of pytest-xdist, and stopped by whoever leaves last. Each worker has its own database (pytest-django names it)
and its own numbered database in Valkey.
"""

import os
import re
import shutil
import tempfile
from pathlib import Path

from portal.development.services import ensure_services, release_services

ROOT = Path(__file__).resolve().parents[1]
SERVICES_HOME = ROOT / ".local" / "test"
# The sample inputs beside the checkout, where somebody has them.
SAMPLES = Path(os.environ.get("CAIRN_SAMPLE_DATA", ROOT.parent / "shared" / "data"))
_FILES_VARIABLE = "CAIRN_TEST_FILES"


def prepare() -> None:
    """Set every setting that a test depends on, whatever the terminal had exported."""
    os.environ.update(ensure_services(SERVICES_HOME, durable=False).as_environment())
    os.environ["REDIS_URL"] = own_valkey_database(
        os.environ["REDIS_URL"], os.environ.get("PYTEST_XDIST_WORKER")
    )
    files = tempfile.mkdtemp(prefix="cairn-test-")
    os.environ.update(
        {
            _FILES_VARIABLE: files,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "CAIRN_DEBUG": "true",
            "PORT": "8000",
            "SITE_URL": "http://127.0.0.1:8000",
            "CAIRN_MAILBOX": str(Path(files) / "mail"),
            "MEDIA_ROOT": str(Path(files) / "media"),
            "EMAIL_URL": "",
            "CAIRN_FETCH_DOCUMENTS": "false",
            "LOG_LEVEL": "WARNING",
        }
    )


def clean_up() -> None:
    """Remove the run's files and give up the services."""
    shutil.rmtree(os.environ[_FILES_VARIABLE], ignore_errors=True)
    release_services(SERVICES_HOME)


def own_valkey_database(url: str, worker: str | None) -> str:
    """The address of a worker's own numbered database: the given one, plus one for each worker (`gw0` is the first)."""
    if worker is None:
        return url
    address, number = re.fullmatch(r"(.*?)(?:/(\d+))?", url).groups()  # type: ignore[union-attr]
    return f"{address}/{int(number or 0) + 1 + int(worker.removeprefix('gw'))}"
