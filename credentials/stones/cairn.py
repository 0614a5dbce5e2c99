"""A cairn: stones that rest on each other, the widest at the bottom."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from credentials.stones.geometry import Grain, Group, Scene
from credentials.stones.png import png_bytes
from credentials.stones.stone import Stone, StoneSpec
from credentials.stones.svg import svg_text

_SINK: Final = 2.2  # how far a stone settles into the one beneath it, in units


@dataclass(frozen=True, slots=True)
class Cairn:
    """What a cairn is drawn from: the stones that are there, the ghosts that are missing, and its name."""

    stones: tuple[StoneSpec, ...]
    label: str = ""
    ghosts: tuple[StoneSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class Pile:
    """A cairn set up: it stands on y = 0 around x = 0, reaches up to `height` and `reach` to either side."""

    groups: tuple[Group, ...]
    height: float
    reach: float


def _resting(stone: Stone, dx: float, below: Stone, below_x: float, below_y: float) -> float:
    """Give the y at which a stone let down at `dx` comes to rest on the one below."""
    gaps = []
    for step in range(-20, 21):
        x = dx + stone.half_width * step / 20
        upper, lower = below.span(x - below_x), stone.span(x - dx)
        if upper and lower:
            gaps.append(below_y + upper[0] - lower[1])
    return min(gaps) + _SINK * stone.scale


def pile(cairn: Cairn, *, scale: float = 1.0) -> Pile:
    """Set a cairn up. A stone is never drawn wider than 94 % of what it rests on; ghosts come on top."""
    order = [(spec, False) for spec in _broad_first(cairn.stones)]
    order += [(spec, True) for spec in _broad_first(cairn.ghosts)]
    groups: list[Group] = []
    below: tuple[Stone, float, float] | None = None
    top = reach = 0.0
    for turn, (spec, missing) in enumerate(order):
        stone = Stone(spec, scale=scale)
        if below:
            fitting = min(scale, scale * 0.94 * below[0].half_width / stone.half_width)
            stone = Stone(spec, scale=fitting)
            sway = Grain(f"sway:{spec.key}").between(0.025, 0.085) * (1 if turn % 2 else -1)
            dx = below[1] * 0.35 + sway * stone.half_width
            dy = _resting(stone, dx, *below)
        else:
            dx, dy = 0.0, -stone.bottom
            groups.append(stone.shadow().moved(dx, dy))
        groups.append((stone.ghost() if missing else stone.drawn()).moved(dx, dy))
        below, top = (stone, dx, dy), min(top, dy + stone.top)
        reach = max(reach, abs(dx) + stone.half_width * 1.1)
    return Pile(tuple(groups), -top, reach)


def _broad_first(specs: Sequence[StoneSpec]) -> list[StoneSpec]:
    return sorted(specs, key=lambda spec: (-spec.level, -spec.hours, spec.key))


def _scene(cairn: Cairn) -> Scene:
    stood = pile(cairn)
    side = max(200.0, stood.height + 24, 2 * stood.reach + 8)
    ground = side - 12 - max(0.0, (side - stood.height - 24) / 2)
    return Scene(side, side, cairn.label, tuple(group.moved(side / 2, ground) for group in stood.groups))


def cairn_svg(
    stones: Sequence[StoneSpec], *, ghosts: Sequence[StoneSpec] = (), label: str = "", size: int = 320
) -> str:
    """Draw a cairn as a standalone square SVG; `ghosts` are the stones still missing."""
    return svg_text(_scene(Cairn(tuple(stones), label, tuple(ghosts))), width=size)


def cairn_png(stones: Sequence[StoneSpec], *, label: str = "", size: int = 400) -> bytes:
    """Draw the same cairn as a square PNG: the image of a stacked achievement."""
    return png_bytes(_scene(Cairn(tuple(stones), label)), width=size)
