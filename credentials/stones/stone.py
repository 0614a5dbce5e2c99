"""One stone: its outline, its light and shade, its strata."""

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from credentials.stones.geometry import Blob, Dot, Grain, Group, Point, Scene, Shape, brush, flattened
from credentials.stones.palette import Pigment, pigment_of
from credentials.stones.png import png_bytes
from credentials.stones.strata import STROKES
from credentials.stones.svg import svg_text

_POINTS: Final = 28
_CANVAS: Final = 200.0
_SHADOW: Final = "#14191d"
_GHOST: Final = "#8b9298"


@dataclass(frozen=True, slots=True)
class StoneSpec:
    """What a stone is drawn from.

    `level` 1 to 5; `hours` of effort, from 0 up; `label` are the words for people who do not see the picture.
    """

    key: str
    family: str
    level: int
    hours: float
    label: str

    def __post_init__(self) -> None:
        if self.level not in range(1, 6):
            raise ValueError(f"A stone's level is 1 to 5, not {self.level!r}.")
        if not (math.isfinite(self.hours) and self.hours >= 0):
            raise ValueError(f"A stone's hours are a number from 0 up, not {self.hours!r}.")


class Stone:
    """The geometry of a stone, its centre at (0, 0)."""

    def __init__(self, spec: StoneSpec, *, scale: float = 1.0) -> None:
        self.spec = spec
        self.pigment: Pigment = pigment_of(spec.family)
        self.scale = scale
        self.half_width = (57 + 7.2 * spec.level) * scale
        # 1 h → 0.47, 10 h → 0.61, 100 h and more → 0.76 of the width
        fullness = min(1.0, math.log10(1 + spec.hours) / 2)
        self.half_height = self.half_width * (0.42 + 0.34 * fullness)

    @cached_property
    def outline(self) -> tuple[Point, ...]:
        """The stone's edge, clockwise from its right end."""
        grain = Grain(f"outline:{self.spec.key}")
        waves = [(k, grain.between(0.4, 1) * 0.062 / k, grain.between(0, math.tau)) for k in (2, 3, 4, 5)]
        egg, tilt = grain.between(-0.11, 0.11), math.radians(grain.between(-4.5, 4.5))
        points = []
        for i in range(_POINTS):
            angle = math.tau * i / _POINTS
            cos, sin = math.cos(angle), math.sin(angle)
            squareness = 0.80 if sin > 0 else 0.90  # it rests on its flatter side
            x = math.copysign(abs(cos) ** squareness, cos) * (1 + egg * sin * 0.5)
            y = math.copysign(abs(sin) ** squareness, sin) * (1 + egg * cos)
            swell = 1 + sum(size * math.cos(k * angle + turn) for k, size, turn in waves)
            x, y = x * swell * self.half_width, y * swell * self.half_height
            points.append((x * math.cos(tilt) - y * math.sin(tilt), x * math.sin(tilt) + y * math.cos(tilt)))
        return tuple(points)

    @cached_property
    def edge(self) -> list[Point]:
        """The outline as a polygon fine enough to measure with."""
        return flattened(self.outline)

    @property
    def top(self) -> float:
        """The y of its highest point."""
        return min(y for _, y in self.edge)

    @property
    def bottom(self) -> float:
        """The y of its lowest point."""
        return max(y for _, y in self.edge)

    def span(self, x: float) -> tuple[float, float] | None:
        """Give the y of its upper and its lower edge at x, or nothing beside the stone."""
        crossings = []
        for (ax, ay), (bx, by) in zip(self.edge, self.edge[1:] + self.edge[:1], strict=True):
            if (ax <= x) != (bx <= x):
                crossings.append(ay + (by - ay) * (x - ax) / (bx - ax))
        return (min(crossings), max(crossings)) if crossings else None

    def _ring(self, start: float, end: float, depth: float, inset: float) -> list[Point]:
        """Give a crescent along the edge between two angles, `depth` of the radius deep at its middle."""
        count = 14
        outer, inner = [], []
        for i in range(count + 1):
            t = i / count
            place = (start + (end - start) * t) / math.tau * _POINTS
            at, part = int(place) % _POINTS, place % 1
            (ax, ay), (bx, by) = self.outline[at], self.outline[(at + 1) % _POINTS]
            x, y = ax + (bx - ax) * part, ay + (by - ay) * part
            outer.append((x * inset, y * inset))
            shrink = inset - depth * math.sin(math.pi * t)
            inner.append((x * shrink, y * shrink))
        return outer + inner[::-1]

    def _body(self) -> list[Shape]:
        grain = Grain(f"ink:{self.spec.key}")
        inner = []
        for x, y in self.outline:
            away = max(0.0, (x / self.half_width + y / self.half_height) / 1.4)
            line = (1.3 + 1.5 * away + grain.between(-0.2, 0.35)) * (0.55 + 0.45 * self.scale)
            length = math.hypot(x, y)
            inner.append((x * (1 - line / length), y * (1 - line / length)))
        return [Blob(self.outline, self.pigment.deep), Blob(tuple(inner), self.pigment.body)]

    def _light(self) -> list[Shape]:
        pigment, pi = self.pigment, math.pi
        shade = [(0.02, 0.98, 0.20), (-0.02, 0.92, 0.34), (-0.06, 0.86, 0.50)]
        shapes: list[Shape] = [
            Blob(tuple(self._ring((a % 2) * pi, ((a % 2) + b - a) * pi, depth, 0.975)), pigment.deep, 0.15)
            for a, b, depth in shade
        ]
        glow = [(1.08, 1.74, 0.46, 0.16), (1.12, 1.66, 0.30, 0.22), (1.16, 1.52, 0.17, 0.30)]
        shapes += [
            Blob(tuple(self._ring(a * pi, b * pi, depth, 0.93)), pigment.light, strength)
            for a, b, depth, strength in glow
        ]
        return shapes

    def _specks(self) -> list[Shape]:
        grain = Grain(f"specks:{self.spec.key}")
        shapes: list[Shape] = []
        for i in range(26):
            angle, far = grain.between(0, math.tau), math.sqrt(grain.unit()) * 0.86
            size = grain.between(0.45, 1.25) * self.scale
            x, y = math.cos(angle) * far * self.half_width, math.sin(angle) * far * self.half_height
            fill = self.pigment.deep if i % 3 else self.pigment.vein
            shapes.append(Dot(x * 0.95, y * 0.93, size * 1.25, size * 0.85, fill, 0.34))
        return shapes

    @cached_property
    def _columns(self) -> list[tuple[float, float, float]]:
        """The stone cut into narrow columns: x, upper edge, lower edge."""
        count, left, right = 96, min(x for x, _ in self.edge), max(x for x, _ in self.edge)
        pitch = (right - left) / count
        crossings: list[list[float]] = [[] for _ in range(count)]
        for (ax, ay), (bx, by) in zip(self.edge, self.edge[1:] + self.edge[:1], strict=True):
            low, high = sorted((ax, bx))
            for i in range(max(0, math.ceil((low - left) / pitch)), math.ceil((high - left) / pitch)):
                crossings[i].append(ay + (by - ay) * (left + i * pitch - ax) / (bx - ax))
        return [(left + i * pitch, min(ys), max(ys)) for i, ys in enumerate(crossings)]

    def _stratum(self, height: float, bend: float, lean: float) -> list[Point]:
        """Give the middle line of a stratum that crosses the stone's centre line at `height`."""
        room, margin = 0.075 * self.half_height, 3.5 * self.scale
        line = []
        for x, upper, lower in self._columns:
            u = x / self.half_width
            y = height + bend * (0.5 - u * u) + lean * u
            if upper + room < y < lower - room:
                line.append((x, y))
        short = [(x, y) for x, y in line if line[0][0] + margin < x < line[-1][0] - margin]
        return [short[round(i * (len(short) - 1) / 12)] for i in range(13)]

    def _strata(self) -> list[Shape]:
        grain = Grain(f"strata:{self.spec.key}")
        count, tall = self.spec.level, self.half_height
        bend, lean = tall * grain.between(0.14, 0.22), tall * grain.between(-0.1, 0.1)
        step = tall * min(0.42, 1.42 / (count + 0.6))
        width = min(8.4 * self.scale, step * 0.62)
        draw = STROKES[self.pigment.strata]
        shapes: list[Shape] = []
        for i in range(count):
            height = (i - (count - 1) / 2) * step + tall * 0.03 + step * grain.between(-0.07, 0.07)
            line = self._stratum(height, bend, lean + tall * grain.between(-0.025, 0.025))
            shapes += draw(line, width, self.pigment.vein, grain)
        return shapes

    def shadow(self) -> Group:
        """Give the soft shadow of a stone that lies on the ground."""
        shapes = tuple(
            Dot(
                2.5 * self.scale,
                self.bottom - 1.5 * self.scale,
                self.half_width * w,
                5.2 * self.scale * h,
                _SHADOW,
                0.1,
            )
            for w, h in ((0.98, 1.25), (0.88, 1.0), (0.74, 0.75), (0.6, 0.5))
        )
        return Group(shapes)

    def drawn(self) -> Group:
        """Give the stone in all its paint."""
        shapes = self._body() + self._light() + self._specks() + self._strata()
        return Group(tuple(shapes), self.spec.label)

    def ghost(self) -> Group:
        """Give only a dashed outline, for a stone that is not there yet."""
        points = [*self.edge, self.edge[0]]
        dashes = [points[i : i + 5] for i in range(0, len(points) - 4, 7)]
        shapes: list[Shape] = [Blob(self.outline, _GHOST, 0.08)]
        shapes += [brush(dash, 2.1 * (0.4 + 0.6 * self.scale), _GHOST, 0.85) for dash in dashes]
        return Group(tuple(shapes), self.spec.label)


def _scene(spec: StoneSpec) -> Scene:
    stone = Stone(spec)
    dx, dy = _CANVAS / 2, _CANVAS / 2 - (stone.top + stone.bottom) / 2 - 3
    groups = (stone.shadow().moved(dx, dy), Group(stone.drawn().moved(dx, dy).shapes))
    return Scene(_CANVAS, _CANVAS, spec.label, groups)


@lru_cache(
    maxsize=1024
)  # a stone takes 4-7 ms to draw and a catalogue shows dozens; nothing can observe the cache
def stone_svg(spec: StoneSpec, *, size: int = 200) -> str:
    """Draw the stone as a standalone square SVG, `size` pixels wide unless the page says otherwise."""
    return svg_text(_scene(spec), width=size)


def stone_png(spec: StoneSpec, size: int = 400) -> bytes:
    """Draw the same stone as a square PNG with a transparent background."""
    return png_bytes(_scene(spec), width=size)
