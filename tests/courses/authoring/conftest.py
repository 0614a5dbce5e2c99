"""The demo skills, which the demo courses name."""

from pathlib import Path

import pytest
import yaml

from portal.models import User
from skills.services.frameworks import import_framework

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def demo_skills(alice: User) -> None:
    import_framework(yaml.safe_load((ROOT / "content" / "skills.yaml").read_text("utf-8")), actor=alice)


@pytest.fixture(autouse=True)
def _own_media(tmp_path: Path, settings: object) -> None:
    """Uploaded files go where the test ends."""
    settings.MEDIA_ROOT = str(tmp_path / "media")  # type: ignore[attr-defined]
