"""Points, blobs and brush strokes: filled shapes that SVG and Pillow both can paint.

y grows downwards, as on a page. Everything is a filled area, lines included, so that a line can swell and
taper like one drawn by hand.
"""

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

type Point = tuple[float, float]


class Grain:
    """A stream of numbers that follows from a seed alone, the same on every machine and Python version."""

    def __init__(self, seed: str) -> None:
        self._seed = seed.encode()
        self._turn = 0

    def unit(self) -> float:
        """Give the next number in [0, 1)."""
        self._turn += 1
        digest = hashlib.sha256(self._seed + self._turn.to_bytes(4, "big")).digest()
        return int.from_bytes(digest[:6], "big") / 2**48

    def between(self, low: float, high: float) -> float:
        """Give the next number in [low, high)."""
        return low + (high - low) * self.unit()


@dataclass(frozen=True, slots=True)
class Blob:
    """A closed area through its points, with curved (`smooth`) or straight sides."""

    points: tuple[Point, ...]
    fill: str
    opacity: float = 1.0
    smooth: bool = True

    def moved(self, dx: float, dy: float) -> "Blob":
        """Give the same blob elsewhere."""
        return replace(self, points=tuple((x + dx, y + dy) for x, y in self.points))


@dataclass(frozen=True, slots=True)
class Dot:
    """An ellipse with horizontal axes."""

    x: float
    y: float
    rx: float
    ry: float
    fill: str
    opacity: float = 1.0

    def moved(self, dx: float, dy: float) -> "Dot":
        """Give the same dot elsewhere."""
        return replace(self, x=self.x + dx, y=self.y + dy)


type Shape = Blob | Dot


@dataclass(frozen=True, slots=True)
class Group:
    """Shapes that belong together, painted in order, with the words that say what they show."""

    shapes: tuple[Shape, ...]
    title: str = ""

    def moved(self, dx: float, dy: float) -> "Group":
        """Give the same group elsewhere."""
        return replace(self, shapes=tuple(shape.moved(dx, dy) for shape in self.shapes))


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole picture, `width` × `height` units from the top left corner."""

    width: float
    height: float
    title: str
    groups: tuple[Group, ...]


def tangents(points: Sequence[Point]) -> list[tuple[Point, Point, Point, Point]]:
    """Give the cubic Bézier segments (start, control, control, end) of the closed Catmull-Rom curve."""
    count = len(points)
    segments = []
    for i in range(count):
        (ax, ay), (bx, by) = points[i - 1], points[i]
        (cx, cy), (dx, dy) = points[(i + 1) % count], points[(i + 2) % count]
        first = (bx + (cx - ax) / 6, by + (cy - ay) / 6)
        second = (cx - (dx - bx) / 6, cy - (dy - by) / 6)
        segments.append(((bx, by), first, second, (cx, cy)))
    return segments


def flattened(points: Sequence[Point], *, steps: int = 6) -> list[Point]:
    """Give the closed smooth curve as a polygon, `steps` sides for each point."""
    polygon = []
    for (ax, ay), (bx, by), (cx, cy), (dx, dy) in tangents(points):
        for step in range(steps):
            t = step / steps
            u = 1 - t
            a, b, c, d = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
            polygon.append((a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy))
    return polygon


def taper(t: float) -> float:
    """Give the pressure of a brush at t in [0, 1] of its stroke: soft at both ends."""
    return math.sqrt(math.sin(math.pi * (0.06 + 0.88 * t)))


def brush(
    line: Sequence[Point],
    width: float,
    fill: str,
    opacity: float = 1.0,
    *,
    pressure: Callable[[float], float] = taper,
) -> Blob:
    """Paint an open line of at least two points with a brush `width` units broad at full pressure."""
    left, right = [], []
    last = len(line) - 1
    for i, (x, y) in enumerate(line):
        (ax, ay), (bx, by) = line[max(0, i - 1)], line[min(last, i + 1)]
        length = math.hypot(bx - ax, by - ay) or 1.0
        half = width / 2 * pressure(i / last)
        nx, ny = -(by - ay) / length * half, (bx - ax) / length * half
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return Blob(tuple(left + right[::-1]), fill, opacity)
