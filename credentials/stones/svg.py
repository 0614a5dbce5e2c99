"""A scene as SVG text."""

import re
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from credentials.stones.geometry import Blob, Group, Point, Scene, Shape, tangents

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _number(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _steps(points: list[Point], origin: Point) -> str:
    """Write points relative to one before them, in the fewest characters."""
    text = ""
    for x, y in points:
        for value in (x - origin[0], y - origin[1]):
            number = _number(value)
            text += number if not text or number.startswith("-") else " " + number
    return text


def _rounded(point: Point) -> Point:
    return (round(point[0], 1), round(point[1], 1))


def _path(points: tuple[Point, ...], *, smooth: bool) -> str:
    """Write a closed path. Steps start from rounded points, so that rounding does not add up."""
    at = _rounded(points[0])
    text = f"M{_number(at[0])} {_number(at[1])}"
    if not smooth:
        for point in points[1:]:
            text += "l" + _steps([point], at)
            at = _rounded((at[0] + round(point[0] - at[0], 1), at[1] + round(point[1] - at[1], 1)))
        return text + "z"
    for _, first, second, end in tangents(points):
        text += "c" + _steps([first, second, end], at)
        at = _rounded((at[0] + round(end[0] - at[0], 1), at[1] + round(end[1] - at[1], 1)))
    return text + "z"


def _shape(shape: Shape) -> str:
    paint = f'fill="{shape.fill}"'
    if shape.opacity < 1:
        paint += f' opacity="{shape.opacity:.2f}"'
    if isinstance(shape, Blob):
        return f'<path d="{_path(shape.points, smooth=shape.smooth)}" {paint}/>'
    where = f'cx="{_number(shape.x)}" cy="{_number(shape.y)}"'
    return f'<ellipse {where} rx="{_number(shape.rx)}" ry="{_number(shape.ry)}" {paint}/>'


def _words(text: str) -> str:
    return _NOT_XML.sub("", text)


def _group(group: Group) -> str:
    title = f"<title>{escape(_words(group.title))}</title>" if group.title else ""
    return f"<g>{title}{''.join(_shape(shape) for shape in group.shapes)}</g>"


def svg_text(scene: Scene, *, width: int) -> str:
    """Write the scene `width` pixels wide; it scales to any size, and stands alone as a file.

    A scene without a title is decoration, and says so to screen readers.
    """
    title = _words(scene.title)
    role = f'role="img" aria-label={quoteattr(title)}' if title else 'aria-hidden="true"'
    name = f"<title>{escape(title)}</title>" if title else ""
    height = round(width * scene.height / scene.width)
    view = f'viewBox="0 0 {_number(scene.width)} {_number(scene.height)}" width="{width}" height="{height}"'
    drawing = "".join(_group(group) for group in scene.groups)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {view} {role}>{name}{drawing}</svg>'
