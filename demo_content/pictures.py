"""Renders still pictures: products, avatars, covers, and the mark."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import skia
from PIL import Image

from demo_content.paint import Brush

OVERSAMPLE = 3


def render(draw: Callable[[Brush], None], *, width: int, height: int, unit: float = 1.0) -> Image.Image:
    """Draw a picture of that many pixels; unit is picture units a pixel."""
    surface = skia.Surface(width * OVERSAMPLE, height * OVERSAMPLE)
    with surface as canvas:
        canvas.clear(0)
        canvas.scale(OVERSAMPLE / unit, OVERSAMPLE / unit)
        draw(Brush(canvas))
    pixels = surface.makeImageSnapshot().toarray(colorType=skia.kRGBA_8888_ColorType)
    large = Image.fromarray(np.ascontiguousarray(pixels), "RGBA")
    return large.resize((width, height), Image.Resampling.LANCZOS)


def save_webp(picture: Image.Image, file: Path, *, size_bytes_max: int) -> None:
    """Write a WebP at the best quality that fits the size."""
    rgb = picture.convert("RGB")
    for quality in range(90, 30, -4):
        out = io.BytesIO()
        rgb.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= size_bytes_max:
            break
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(out.getvalue())
