"""Items with responses and what they must give; read by the tests beside."""

from pathlib import Path

import yaml


def load(name: str) -> list[dict]:
    return yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))
