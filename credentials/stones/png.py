"""A scene as a PNG, painted with Pillow from the same geometry as the SVG."""

import io
from typing import Final

import numpy as np
from PIL import Image, ImageColor, ImageDraw

from credentials.stones.geometry import Blob, Scene, flattened

_FINER: Final = 4  # supersampling: this many samples each way for one pixel


def _painted(
    scene: Scene, width: int, height: int, ground: int
) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """Paint on an opaque ground (0 black, 255 white), and give the pixels as numbers."""
    image = Image.new("RGB", (width * _FINER, height * _FINER), (ground,) * 3)
    canvas = ImageDraw.Draw(image, "RGBA")  # on an RGB image this mode blends by opacity
    scale = width * _FINER / scene.width
    for group in scene.groups:
        for shape in group.shapes:
            red, green, blue = ImageColor.getrgb(shape.fill)[:3]
            fill = (red, green, blue, round(shape.opacity * 255))
            if isinstance(shape, Blob):
                points = flattened(shape.points) if shape.smooth else shape.points
                canvas.polygon([(x * scale, y * scale) for x, y in points], fill=fill)
            else:
                x, y, rx, ry = (value * scale for value in (shape.x, shape.y, shape.rx, shape.ry))
                canvas.ellipse((x - rx, y - ry, x + rx, y + ry), fill=fill)
    return np.asarray(image.reduce(_FINER), dtype=np.float64)


def png_bytes(scene: Scene, *, width: int) -> bytes:
    """Write the scene `width` pixels wide with a transparent ground.

    Painted once over black and once over white: where both agree the picture is opaque, where they differ by
    the whole range it is empty, and what lies between gives colour and opacity back exactly.
    """
    height = round(width * scene.height / scene.width)
    black, white = (_painted(scene, width, height, ground) for ground in (0, 255))
    alpha = np.clip(255 - (white - black).mean(axis=2), 0, 255)
    colour = np.divide(black * 255, alpha[:, :, None], out=np.zeros_like(black), where=alpha[:, :, None] > 0)
    pixels = np.dstack([np.clip(colour, 0, 255), alpha]).round().astype(np.uint8)
    target = io.BytesIO()
    Image.fromarray(pixels, "RGBA").save(target, format="PNG", optimize=True)
    return target.getvalue()
