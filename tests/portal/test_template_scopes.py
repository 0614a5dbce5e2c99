"""What a template names inside one block is gone in the next: Django renders it as nothing, silently."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
PAGES = sorted(page for page in TEMPLATES.rglob("*.html") if "{% block " in page.read_text())
NAMED_URL = re.compile(r"{% url [^%]* as (\w+) %}")


def blocks(source: str) -> dict[str, str]:
    """Each block's name with the text up to the next block's beginning."""
    parts = re.split(r"{% block (\w+) %}", source)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TEMPLATES)))
def test_no_block_links_to_an_address_that_another_block_named(page: Path) -> None:
    found = blocks(page.read_text())
    for name, body in found.items():
        named_here = set(NAMED_URL.findall(body))
        for other, other_body in found.items():
            if other != name:
                used = set(re.findall(r"href=(\w+)\b", other_body)) - set(NAMED_URL.findall(other_body))
                assert not used & named_here, f"block {other} links to {used & named_here} of block {name}"
