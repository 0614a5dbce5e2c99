"""A landscape: all cairns of a portfolio on one shore."""

import math
from collections.abc import Sequence
from typing import Final

from credentials.stones.cairn import Cairn, Pile, pile
from credentials.stones.geometry import Blob, Grain, Group, Point, Scene, brush
from credentials.stones.svg import svg_text

_HAZE: Final = "#7d8a92"
_ABREAST: Final = 6  # cairns side by side; the next ones stand on a terrace behind
_GAP: Final = 46.0
_NARROWEST: Final = 720.0


def _ridge(seed: str, width: float, crest: float, swing: float, foot: float, *, haze: float) -> Blob:
    """Give a hill from edge to edge, its crest swinging around the height `crest`."""
    grain = Grain(seed)
    waves = [(k, grain.between(0, math.tau), swing / k) for k in (1, 2, 3)]
    line: list[Point] = []
    for i in range(33):
        height = sum(size * math.sin(k * 4.2 * i / 32 + turn) for k, turn, size in waves)
        line.append((width * i / 32, crest - height))
    return Blob((*line, (width, foot), (0.0, foot)), _HAZE, haze, smooth=False)


def _grass(seed: str, x: float, y: float) -> Group:
    grain = Grain(f"grass:{seed}")
    blades = []
    for _ in range(4):
        foot, lean, tall = x + grain.between(-7, 7), grain.between(-7, 7), grain.between(9, 18)
        blade = [(foot, y + 1), (foot + lean * 0.3, y - tall * 0.6), (foot + lean, y - tall)]
        blades.append(brush(blade, 1.9, _HAZE, 0.7, pressure=lambda t: 1 - 0.8 * t))
    return Group(tuple(blades))


def _width(row: Sequence[Pile]) -> float:
    return sum(2 * stood.reach + _GAP for stood in row) + _GAP


def landscape_svg(cairns: Sequence[Cairn], *, label: str = "", width: int = 960) -> str:
    """Draw cairns side by side on a shore before far hills; beyond six, the others stand on terraces behind.

    An empty sequence gives the shore alone, which is what an empty portfolio shows.
    """
    piles = [pile(cairn) for cairn in cairns]
    rows = [piles[i : i + _ABREAST] for i in range(0, len(piles), _ABREAST)] or [[]]
    across = max(_NARROWEST, *(_width(row) for row in rows))
    grounds: list[float] = [0.0] * len(rows)
    level = 24.0
    for i in reversed(range(len(rows))):
        level += max([stood.height for stood in rows[i]], default=130.0) + 34
        grounds[i] = level
    foot = grounds[0] + 40
    seed = "|".join(cairn.label for cairn in cairns)
    horizon = grounds[-1]
    hills = (
        _ridge(f"far:{seed}", across, horizon - 84, 24, foot, haze=0.13),
        _ridge(f"mid:{seed}", across, horizon - 46, 14, foot, haze=0.13),
    )
    groups = [Group(hills)]
    for i in reversed(range(len(rows))):
        haze = 0.13 if i == len(rows) - 1 else 0.06
        groups.append(Group((_ridge(f"shore:{i}:{seed}", across, grounds[i] - 9, 3.5, foot, haze=haze),)))
        x = (across - _width(rows[i])) / 2 + _GAP
        for offset, stood in enumerate(rows[i]):
            x += stood.reach
            groups += [group.moved(x, grounds[i]) for group in stood.groups]
            groups.append(_grass(f"{i}:{offset}:{seed}", x + stood.reach * 0.92, grounds[i]))
            x += stood.reach + _GAP
    return svg_text(Scene(across, foot, label, tuple(groups)), width=width)
