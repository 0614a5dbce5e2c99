"""The pictures say what the data say, and stand alone."""

import io
import itertools
import re

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from credentials.stones import (
    PIGMENTS,
    Cairn,
    StoneSpec,
    cairn_png,
    cairn_svg,
    landscape_svg,
    pigment_of,
    stone_png,
    stone_svg,
)
from credentials.stones.cairn import pile
from credentials.stones.stone import Stone
from credentials.stones.strata import STROKES

SVG = "{http://www.w3.org/2000/svg}"
FAMILY_OF = {pigment_of(f"family {n}").name: f"family {n}" for n in range(200)}


def spec(
    key: str = "k", *, family: str = "technology", level: int = 3, hours: float = 4, label: str = "A stone"
) -> StoneSpec:
    return StoneSpec(key=key, family=family, level=level, hours=hours, label=label)


specs = st.builds(
    StoneSpec,
    key=st.text(max_size=12),
    family=st.text(max_size=12),
    level=st.integers(1, 5),
    hours=st.floats(0, 5000),
    label=st.text(max_size=30),
)


def test_the_same_data_give_the_same_picture_to_the_byte():
    assert stone_svg(spec()) == stone_svg(spec())
    assert stone_png(spec(), 64) == stone_png(spec(), 64)


def test_another_key_gives_another_stone_of_the_same_kind():
    one, other = Stone(spec("a")), Stone(spec("b"))
    assert one.outline != other.outline
    assert one.pigment == other.pigment


def test_the_level_is_the_width():
    widths = [Stone(spec(level=level)).half_width for level in range(1, 6)]
    assert widths == sorted(set(widths))


def test_the_level_is_the_number_of_strata():
    counts = [len(Stone(spec(level=level, family="technology"))._strata()) for level in range(1, 6)]
    assert counts == [1, 2, 3, 4, 5]


def test_the_hours_are_the_fullness_and_stop_growing_at_a_hundred():
    ratios = [
        Stone(spec(hours=h)).half_height / Stone(spec(hours=h)).half_width for h in (0, 1, 10, 99, 2000)
    ]
    assert ratios == pytest.approx([0.42, 0.471, 0.597, 0.76, 0.76], abs=0.001)


@pytest.mark.parametrize("level", [0, 6, -1])
def test_a_level_outside_one_to_five_is_refused(level):
    with pytest.raises(ValueError, match="level is 1 to 5"):
        spec(level=level)


@pytest.mark.parametrize("hours", [-0.1, float("nan"), float("inf")])
def test_hours_that_are_no_effort_are_refused(hours):
    with pytest.raises(ValueError, match="hours are a number from 0 up"):
        spec(hours=hours)


def test_a_family_keeps_its_pigment_whatever_its_case_and_unknown_words_find_one_too():
    assert pigment_of(" Health ").name == pigment_of("health").name == "verdigris"
    assert pigment_of("beekeeping") in PIGMENTS
    assert set(FAMILY_OF) == {pigment.name for pigment in PIGMENTS}


def test_every_pigment_has_strata_of_its_own():
    assert {pigment.strata for pigment in PIGMENTS} == set(STROKES)


@pytest.mark.parametrize("name", sorted(FAMILY_OF))
def test_every_kind_of_rock_can_be_drawn(name):
    root = ElementTree.fromstring(stone_svg(spec(family=FAMILY_OF[name], level=5)))
    assert len(root.findall(f".//{SVG}path")) > 5


@settings(max_examples=60, deadline=None)
@given(specs)
def test_any_stone_is_wellformed_fits_its_square_and_carries_its_words(any_spec):
    root = ElementTree.fromstring(stone_svg(any_spec))
    stone = Stone(any_spec)
    assert root.get("viewBox") == "0 0 200 200"
    assert max(abs(x) for x, _ in stone.edge) <= 100
    assert stone.bottom - stone.top <= 186
    titles = root.findall(f"{SVG}title")
    assert (root.get("aria-hidden") == "true") == (not titles)


def test_the_picture_stands_alone():
    text = landscape_svg([Cairn((spec(label='<b> & "x"\x00'),), "C")], label="<i> & 'y'\x07")
    assert not re.search(r"<script|href|url\(|\bid=|style=|on\w+=", text)
    assert text.count("http") == 1
    root = ElementTree.fromstring(text)
    assert root.findtext(f"{SVG}title") == root.get("aria-label") == "<i> & 'y'"
    assert [t.text for t in root.iter(f"{SVG}title")] == ["<i> & 'y'", '<b> & "x"']


def test_a_picture_without_words_is_decoration():
    assert 'aria-hidden="true"' in landscape_svg([])


def test_svg_and_png_show_the_same_picture():
    image = Image.open(io.BytesIO(stone_png(spec(level=5, hours=30, family="health"), 200)))
    stone = Stone(spec(level=5, hours=30, family="health"))
    assert (image.size, image.mode) == ((200, 200), "RGBA")
    assert image.getpixel((2, 2)) == (0, 0, 0, 0)
    dy = 100 - (stone.top + stone.bottom) / 2 - 3
    middle = stone.span(0.0)
    column = [image.getpixel((100, y))[3] for y in range(200)]
    solid = [y for y, alpha in enumerate(column) if alpha > 250]
    assert abs(solid[0] - (middle[0] + dy)) < 2
    assert abs(solid[-1] - (middle[1] + dy)) < 5  # the shadow continues a little below
    body = tuple(int(stone.pigment.body[i : i + 2], 16) for i in (1, 3, 5))
    colours = image.getcolors(1 << 20)
    assert ((*body, 255)) in {colour for _, colour in sorted(colours, reverse=True)[:60]}


def test_beside_a_stone_there_is_no_edge():
    assert Stone(spec()).span(500) is None


def test_a_cairn_is_broadest_at_the_bottom_and_its_stones_touch():
    stones = (
        spec("top", level=1, hours=1),
        spec("base", level=5, hours=50),
        spec("mid", level=3),
        spec("twin", level=3),
    )
    stood = pile(Cairn(stones))
    drawn = [group for group in stood.groups if group.title]
    boxes = [
        (min(x for x, _ in g.shapes[0].points), max(x for x, _ in g.shapes[0].points),
         min(y for _, y in g.shapes[0].points), max(y for _, y in g.shapes[0].points))
        for g in drawn
    ]  # fmt: skip
    widths = [box[1] - box[0] for box in boxes]
    assert widths == sorted(widths, reverse=True)
    for lower, upper in itertools.pairwise(boxes):
        assert lower[2] < upper[3] < lower[2] + 14  # rests on it, sinks in no further than its slope
        assert lower[0] < (upper[0] + upper[1]) / 2 < lower[1]
    assert abs(boxes[0][3]) < 1.5
    assert stood.height == pytest.approx(-boxes[-1][2], abs=1.5)


def test_missing_stones_are_dashed_outlines_on_top():
    text = cairn_svg([spec("a", label="held")], ghosts=[spec("b", label="missing", level=5)], label="Cairn")
    root = ElementTree.fromstring(text)
    assert [t.text for t in root.iter(f"{SVG}title")] == ["Cairn", "held", "missing"]
    ghost = root.findall(f"{SVG}g")[-1]
    assert {path.get("fill") for path in ghost.findall(f"{SVG}path")} == {"#8b9298"}


def test_a_cairn_of_ghosts_alone_and_an_empty_one_can_be_drawn():
    assert "missing" in cairn_svg([], ghosts=[spec(label="missing")])
    assert ElementTree.fromstring(cairn_svg([])).findall(f".//{SVG}path") == []


def test_a_cairn_has_a_png_as_well():
    image = Image.open(io.BytesIO(cairn_png([spec("a"), spec("b", level=1)], label="x", size=120)))
    assert image.size == (120, 120)


def test_a_landscape_names_every_stone_and_grows_terraces():
    few = landscape_svg([Cairn((spec(str(n), label=f"s{n}"),), f"c{n}") for n in range(3)], label="x")
    many = landscape_svg([Cairn((spec(str(n), label=f"s{n}"),), f"c{n}") for n in range(14)], label="x")
    titles = [t.text for t in ElementTree.fromstring(many).iter(f"{SVG}title")]
    assert sorted(titles) == sorted(["x", *(f"s{n}" for n in range(14))])
    height = [float(ElementTree.fromstring(text).get("viewBox").split()[3]) for text in (few, many)]
    assert height[1] > height[0] * 1.5
