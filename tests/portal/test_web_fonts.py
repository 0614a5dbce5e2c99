"""The fonts of the pages: every address leads to a file, and what a phone fetches is small."""

import re
from pathlib import Path

from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from portal.fonts import font_directories
from portal.web_fonts import LATIN, PREFIX, latin_font, latin_names

SHEET = (Path(__file__).resolve().parents[2] / "static" / "css" / "fonts.css").read_text("utf-8")
FACES = re.findall(
    r'url\("\.\./(fonts/[^"]+)"\) format\("([a-z0-9]+)"\);.*?(?:unicode-range: ([^;]+);)?\s*}',
    SHEET,
    re.DOTALL,
)


def named(kind: str) -> list[str]:
    return [
        path.replace("%5B", "[").replace("%5D", "]") for path, format_, _range in FACES if format_ == kind
    ]


def test_the_whole_fonts_that_the_style_sheet_names_are_in_the_packages() -> None:
    folders = dict(font_directories())
    found = [
        (folders["/".join(path.split("/")[:2])] / path.split("/")[2]).is_file()
        and finders.find(path) is not None
        for path in named("truetype")
    ]

    assert found == [True] * 7


def test_every_cut_is_named_and_for_the_letters_that_are_in_it() -> None:
    letters = ", ".join(f"U+{first:04X}-{last:04X}" for first, last in LATIN)

    assert named("woff2") == [f"{PREFIX}{name}" for name in latin_names()]
    assert {range_ for _path, format_, range_ in FACES if format_ == "woff2"} == {letters}


def test_whole_fonts_are_fetched_only_for_letters_that_no_cut_has() -> None:
    cut = {code for first, last in LATIN for code in range(first, last + 1)}
    for path, format_, ranges in FACES:
        if format_ == "truetype":
            assert ranges, path
            ends = [part.removeprefix("U+").split("-") for part in ranges.split(", ")]
            codes = {
                code
                for first, *last in ends
                for code in range(int(first, 16), int((last or [first])[0], 16) + 1)
            }
            assert not codes & cut, path


def test_a_cut_is_a_tenth_of_the_whole_and_has_its_weights() -> None:
    whole = next(folder for name, folder in font_directories() if name == "fonts/source-sans-3")
    path = finders.find(f"{PREFIX}source-sans-3.woff2")

    assert path == str(latin_font("source-sans-3.woff2"))
    cut = TTFont(path)
    assert cut.flavor == "woff2"
    assert {ord(letter) for letter in "aÄčőß€→≥"} <= cut.getBestCmap().keys()
    assert [(axis.axisTag, axis.minValue, axis.maxValue) for axis in cut["fvar"].axes] == [("wght", 200, 900)]
    assert Path(path).stat().st_size * 8 < (whole / "SourceSans3[wght].ttf").stat().st_size


def test_what_is_not_a_cut_is_not_found() -> None:
    assert finders.find(f"{PREFIX}../../portal/settings.py") is None
    assert finders.find(f"{PREFIX}comic.woff2") is None
