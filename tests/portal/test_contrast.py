"""The colours that meet on a page, measured as WCAG 2.2 does (§ 1.4.3 and § 1.4.11), on paper and on slate."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
TEXT, CONTROL = 4.5, 3.0

WASHES = ("accent", "success", "info", "warning", "danger")
ON_EVERY_GROUND = [
    (ink, ground, TEXT)
    for ink in ("ink", "ink-soft", "accent", "accent-strong", "success", "info", "warning", "danger")
    for ground in ("page", "raised", "sunken")
]
PAIRS = [
    *ON_EVERY_GROUND,
    *[("ink", f"{name}-wash", TEXT) for name in WASHES],
    *[(name, f"{name}-wash", TEXT) for name in WASHES if name != "accent"],
    ("accent-strong", "accent-wash", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("on-danger", "danger", TEXT),
    *[
        (line, ground, CONTROL)
        for line in ("control-line", "focus")
        for ground in ("page", "raised", "sunken")
    ],
]


def declarations(file: str) -> dict[str, str]:
    """What `:root` declares first; media queries further down may change it."""
    return dict(reversed(re.findall(r"--([\w-]+):\s*([^;]+);", (CSS / file).read_text())))


def paint(token: str, scheme: str) -> str:
    match = re.fullmatch(
        r"light-dark\(var\(--([\w-]+)\), var\(--([\w-]+)\)\)", declarations("tokens.css")[token]
    )
    assert match, f"--{token} is not a pair of paints"
    return declarations("primitives.css")[match[1] if scheme == "light" else match[2]]


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_the_greatest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_what_stands_on_a_ground_can_be_read(ink: str, ground: str, least: float, scheme: str) -> None:
    assert contrast(paint(ink, scheme), paint(ground, scheme)) >= least


def test_components_use_purposes_and_never_paints() -> None:
    paints = set(declarations("primitives.css"))
    used = {
        (file.name, name)
        for file in [
            *CSS.glob("components/*.css"),
            CSS / "base.css",
            CSS / "layout.css",
            CSS / "utilities.css",
        ]
        for name in re.findall(r"var\(--([\w-]+)", file.read_text())
        if name in paints
    }
    assert used == set()


def test_every_style_sheet_is_imported_into_a_layer() -> None:
    # certificate.css is the PDF's: it is read by the renderer and never served.
    imported = set(re.findall(r'@import url\("([^"]+)"\) layer\(\w+\)', (CSS / "site.css").read_text()))
    assert imported == {str(file.relative_to(CSS)) for file in CSS.rglob("*.css")} - {
        "site.css",
        "certificate.css",
    }
