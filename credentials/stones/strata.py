"""Ten ways to draw a stratum, one for each pigment: they keep families apart where there is no colour."""

import math
from collections.abc import Callable, Sequence
from typing import Final

from credentials.stones.geometry import Blob, Dot, Grain, Point, Shape, brush

type Stroke = Callable[[Sequence[Point], float, str, Grain], list[Shape]]


def _along(line: Sequence[Point], t: float) -> Point:
    """Give the point at the fraction t of a line with evenly spaced points."""
    place = t * (len(line) - 1)
    i = min(int(place), len(line) - 2)
    (ax, ay), (bx, by), part = line[i], line[i + 1], place - i
    return (ax + (bx - ax) * part, ay + (by - ay) * part)


def _piece(line: Sequence[Point], start: float, end: float, *, points: int = 4) -> list[Point]:
    return [_along(line, start + (end - start) * i / (points - 1)) for i in range(points)]


def _beats(line: Sequence[Point], gap: float) -> int:
    """Give how many marks fit on the line when they stand `gap` units apart."""
    return max(3, round((line[-1][0] - line[0][0]) / gap))


def _shifted(line: Sequence[Point], dy: float) -> list[Point]:
    return [(x, y + dy) for x, y in line]


def _solid(line: Sequence[Point], width: float, fill: str, grain: Grain) -> list[Shape]:
    return [brush(line, width * grain.between(0.72, 0.9), fill, 0.86)]


def _twin(line: Sequence[Point], width: float, fill: str, grain: Grain) -> list[Shape]:
    gap = width * grain.between(0.25, 0.29)
    return [
        brush(_shifted(line, -gap), width * 0.28, fill, 0.9),
        brush(_shifted(_piece(line, 0.03, 0.97, points=len(line)), gap), width * 0.3, fill, 0.9),
    ]


def _dotted(line: Sequence[Point], width: float, fill: str, grain: Grain) -> list[Shape]:
    count = _beats(line, width * 1.15)
    dots: list[Shape] = []
    for i in range(count):
        x, y = _along(line, (i + 0.5) / count)
        radius = width * grain.between(0.26, 0.42)
        dots.append(Dot(x, y + width * grain.between(-0.12, 0.12), radius * 1.12, radius, fill, 0.9))
    return dots


def _dashed(line: Sequence[Point], width: float, fill: str, grain: Grain) -> list[Shape]:
    count = _beats(line, width * 3.1)
    starts = [(i + grain.between(0.02, 0.08)) / count for i in range(count)]
    ends = [(i + grain.between(0.72, 0.84)) / count for i in range(count)]
    return [brush(_piece(line, a, b), width * 0.52, fill, 0.86) for a, b in zip(starts, ends, strict=True)]


def _waving(line: Sequence[Point], width: float, length: float, points: int) -> list[Point]:
    count = _beats(line, length)
    steps = count * points
    wave = []
    for i in range(steps + 1):
        x, y = _along(line, i / steps)
        wave.append((x, y + width * 0.34 * math.sin(2 * math.pi * i / points)))
    return wave


def _ripple(line: Sequence[Point], width: float, fill: str, grain: Grain) -> list[Shape]:
    return [brush(_waving(line, width, width * grain.between(2.2, 2.5), 6), width * 0.36, fill, 0.9)]


def _zigzag(line: Sequence[Point], width: float, fill: str, grain: Grain) -> list[Shape]:
    wave = _waving(line, width * 1.2, width * grain.between(1.7, 1.9), 4)
    corners = [point for i, point in enumerate(wave) if i % 2]
    inner = [(x, y + width * 0.34) for x, y in corners]
    return [Blob(tuple(corners + inner[::-1]), fill, 0.88, smooth=False)]


def _hatched(line: Sequence[Point], width: float, fill: str, grain: Grain) -> list[Shape]:
    count = _beats(line, width * 0.78)
    marks: list[Shape] = []
    for i in range(count):
        x, y = _along(line, (i + 0.5) / count)
        lean, rise = width * grain.between(0.2, 0.32), width * grain.between(0.42, 0.54)
        marks.append(brush([(x - lean, y + rise), (x, y), (x + lean, y - rise)], width * 0.27, fill, 0.9))
    return marks


def _crossed(line: Sequence[Point], width: float, fill: str, grain: Grain) -> list[Shape]:
    count = _beats(line, width * 1.75)
    marks: list[Shape] = []
    for i in range(count):
        x, y = _along(line, (i + 0.5) / count)
        arm = width * grain.between(0.4, 0.5)
        for turn in (-1, 1):
            stroke = [(x - arm, y - arm * turn * 0.9), (x, y), (x + arm, y + arm * turn * 0.9)]
            marks.append(brush(stroke, width * 0.25, fill, 0.92))
    return marks


def _beaded(line: Sequence[Point], width: float, fill: str, grain: Grain) -> list[Shape]:
    thread: list[Shape] = [brush(line, width * 0.2, fill, 0.86)]
    count = _beats(line, width * 2.1)
    for i in range(count):
        x, y = _along(line, (i + 0.5) / count)
        radius = width * grain.between(0.34, 0.44)
        thread.append(Dot(x, y, radius * 1.15, radius, fill, 0.95))
    return thread


def _lenses(line: Sequence[Point], width: float, fill: str, grain: Grain) -> list[Shape]:
    count = _beats(line, width * 2.5)
    marks: list[Shape] = []
    for i in range(count):
        middle = (i + 0.5) / count
        reach = grain.between(0.36, 0.42) / count
        ring = [_along(line, t) for t in (middle - reach, middle - reach / 2, middle, middle + reach / 2)]
        end = _along(line, middle + reach)
        over = [(x, y - width * swell) for (x, y), swell in zip(ring, (0, 0.3, 0.44, 0.3), strict=True)]
        under = [(x, y + width * swell) for (x, y), swell in zip(ring[:0:-1], (0.3, 0.44, 0.3), strict=True)]
        marks.append(Blob((*over, end, *under), fill, 0.88))
    return marks


STROKES: Final[dict[str, Stroke]] = {
    "solid": _solid,
    "twin": _twin,
    "dotted": _dotted,
    "dashed": _dashed,
    "ripple": _ripple,
    "zigzag": _zigzag,
    "hatched": _hatched,
    "crossed": _crossed,
    "beaded": _beaded,
    "lenses": _lenses,
}
