"""Drawing: paths, inks and a brush over a Skia canvas, in the units of the picture."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, TypeAlias

import skia

from demo_content.fonts import face

Stop: TypeAlias = str | tuple[float, str]
Ink: TypeAlias = str | skia.Shader
Align = Literal["left", "centre", "right"]

_TOKEN = re.compile(r"[MLHVCQZ]|-?\d+(?:\.\d+)?(?:e-?\d+)?")
_ARITY = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "Z": 0}
_ALIGN = {"left": 0.0, "centre": 0.5, "right": 1.0}


def rgba(colour: str, alpha: float = 1.0) -> skia.Color4f:
    """Read #rrggbb or #rrggbbaa; alpha multiplies."""
    digits = colour.lstrip("#")
    channels = [int(digits[i : i + 2], 16) / 255 for i in range(0, len(digits), 2)]
    own = channels[3] if len(channels) == 4 else 1.0
    return skia.Color4f(channels[0], channels[1], channels[2], own * max(0.0, min(1.0, alpha)))


def mix(first: str, second: str, share: float) -> str:
    """Blend two #rrggbb colours; share 0 is the first, 1 the second."""
    pairs = zip(bytes.fromhex(first[1:7]), bytes.fromhex(second[1:7]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def lighter(colour: str, share: float) -> str:
    """Blend towards white."""
    return mix(colour, "#ffffff", share)


def darker(colour: str, share: float) -> str:
    """Blend towards a warm near-black, so shade never looks grey."""
    return mix(colour, "#1a0b1f", share)


def path(text: str) -> skia.Path:
    """Build a path from absolute SVG commands M L H V C Q Z."""
    out = skia.Path()
    tokens = _TOKEN.findall(text)
    x = y = 0.0
    command, at = "M", 0
    while at < len(tokens):
        if tokens[at].isalpha():
            command, at = tokens[at], at + 1
        v = [float(token) for token in tokens[at : at + _ARITY[command]]]
        at += len(v)
        if command == "H":
            v = [v[0], y]
        elif command == "V":
            v = [x, v[0]]
        if v:
            x, y = v[-2:]
        _append(out, command, v)
    return out


def _append(out: skia.Path, command: str, v: list[float]) -> None:
    if command == "M":
        out.moveTo(*v)
    elif command in "LHV":
        out.lineTo(*v)
    elif command == "C":
        out.cubicTo(*v)
    elif command == "Q":
        out.quadTo(*v)
    else:
        out.close()


def box(x: float, y: float, width: float, height: float, radius: float = 0) -> skia.Path:
    """Build a rectangle with round corners, from its upper left."""
    return skia.Path().addRoundRect(skia.Rect.MakeXYWH(x, y, width, height), radius, radius)


def disc(x: float, y: float, radius: float, height: float | None = None) -> skia.Path:
    """Build a circle, or an ellipse when the half height is given."""
    tall = radius if height is None else height
    return skia.Path().addOval(skia.Rect.MakeLTRB(x - radius, y - tall, x + radius, y + tall))


def joined(*paths: skia.Path) -> skia.Path:
    """Unite paths into one outline."""
    out = paths[0]
    for other in paths[1:]:
        out = skia.Op(out, other, skia.kUnion_PathOp)
    return out


def without(outer: skia.Path, *holes: skia.Path) -> skia.Path:
    """Cut holes out of a path."""
    for hole in holes:
        outer = skia.Op(outer, hole, skia.kDifference_PathOp)
    return outer


def _split(stops: tuple[Stop, ...]) -> tuple[list[int], list[float]]:
    last = max(1, len(stops) - 1)
    pairs = [(i / last, s) if isinstance(s, str) else s for i, s in enumerate(stops)]
    return [rgba(colour).toColor() for _, colour in pairs], [at for at, _ in pairs]


def linear(start: tuple[float, float], end: tuple[float, float], *stops: Stop) -> skia.Shader:
    """Make a gradient along a line; stops are colours, or (place, colour)."""
    colours, places = _split(stops)
    return skia.GradientShader.MakeLinear([skia.Point(*start), skia.Point(*end)], colours, places)


def radial(centre: tuple[float, float], radius: float, *stops: Stop) -> skia.Shader:
    """Make a gradient from a centre outwards."""
    colours, places = _split(stops)
    return skia.GradientShader.MakeRadial(skia.Point(*centre), radius, colours, places)


def across(shape: skia.Path, *stops: Stop) -> skia.Shader:
    """Make a gradient from the left edge of a shape to its right edge."""
    r = shape.getBounds()
    return linear((r.left(), 0), (r.right(), 0), *stops)


def down(shape: skia.Path, *stops: Stop) -> skia.Shader:
    """Make a gradient from the top of a shape to its foot."""
    r = shape.getBounds()
    return linear((0, r.top()), (0, r.bottom()), *stops)


def ball(shape: skia.Path, *stops: Stop) -> skia.Shader:
    """Make a gradient lit from the upper left of a shape."""
    r = shape.getBounds()
    centre = (r.left() + r.width() * 0.34, r.top() + r.height() * 0.28)
    return radial(centre, max(r.width(), r.height()) * 0.85, *stops)


class Brush:
    """Draws on one canvas; every method leaves clip and transform as it found them."""

    def __init__(self, canvas: skia.Canvas, *, shadows: bool = True) -> None:
        self.canvas = canvas
        self.shadows = shadows

    def fill(self, shape: skia.Path, ink: Ink, *, alpha: float = 1.0, blur: float = 0.0) -> None:
        """Fill a shape; blur is the softness of its edge in picture units."""
        self.canvas.drawPath(shape, _paint(ink, alpha=alpha, blur=blur))

    def line(
        self, shape: skia.Path, ink: Ink, width: float, *, alpha: float = 1.0, blur: float = 0.0
    ) -> None:
        """Draw the outline of a shape with round ends."""
        paint = _paint(ink, alpha=alpha, blur=blur)
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(width)
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
        self.canvas.drawPath(shape, paint)

    @contextmanager
    def inside(self, shape: skia.Path) -> Iterator[None]:
        """Keep what is drawn inside a shape."""
        self.canvas.save()
        self.canvas.clipPath(shape, skia.ClipOp.kIntersect, True)
        yield
        self.canvas.restore()

    @contextmanager
    def at(
        self,
        x: float,
        y: float,
        *,
        scale: float | tuple[float, float] = 1.0,
        turn: float = 0.0,
        around: tuple[float, float] = (0, 0),
    ) -> Iterator[None]:
        """Put the point `around` at x, y and draw turned (degrees) and scaled about it."""
        wide, tall = scale if isinstance(scale, tuple) else (scale, scale)
        self.canvas.save()
        self.canvas.translate(x, y)
        self.canvas.rotate(turn)
        self.canvas.scale(wide, tall)
        self.canvas.translate(-around[0], -around[1])
        yield
        self.canvas.restore()

    @contextmanager
    def faded(self, alpha: float) -> Iterator[None]:
        """Draw a group as one translucent picture."""
        self.canvas.saveLayerAlpha(None, round(255 * max(0.0, min(1.0, alpha))))
        yield
        self.canvas.restore()

    @contextmanager
    def softened(self, blur: float) -> Iterator[None]:
        """Draw a group out of focus."""
        paint = skia.Paint(ImageFilter=skia.ImageFilters.Blur(blur, blur))
        self.canvas.saveLayer(None, paint)
        yield
        self.canvas.restore()

    def shade(self, shape: skia.Path, colour: str, *, depth: float = 26, alpha: float = 0.35) -> None:
        """Darken a shape along its right and lower edge, as lit from the upper left."""
        with self.inside(shape):
            shifted = skia.Path(shape)
            shifted.offset(-depth * 0.9, -depth * 0.7)
            rim = without(box(-400, -400, 2400, 2800), shifted)
            self.fill(rim, colour, alpha=alpha, blur=depth * 0.7)

    def gleam(self, shape: skia.Path, spot: skia.Path, *, alpha: float = 0.5, blur: float = 3) -> None:
        """Put a white reflection on a shape."""
        with self.inside(shape):
            self.fill(spot, "#ffffff", alpha=alpha, blur=blur)

    def ground(self, x: float, y: float, half: float, *, colour: str = "#2a1030", alpha: float = 0.3) -> None:
        """Lay the shadow of a thing that stands at x, y and is 2 * half wide, unless things float."""
        if not self.shadows:
            return
        self.fill(disc(x + half * 0.1, y + 6, half * 1.14, half * 0.17), colour, alpha=alpha * 0.6, blur=18)
        self.fill(disc(x, y, half * 0.96, half * 0.085), colour, alpha=alpha * 1.3, blur=6)

    def text(
        self,
        words: str,
        x: float,
        y: float,
        *,
        size: float,
        ink: Ink = "#17131c",
        font: tuple[str, int] = ("figtree", 800),
        align: Align = "centre",
        alpha: float = 1.0,
    ) -> None:
        """Write one line with its baseline at y."""
        type_face = skia.Font(face(*font), size)
        type_face.setSubpixel(True)
        left = x - type_face.measureText(words) * _ALIGN[align]
        self.canvas.drawString(words, left, y, type_face, _paint(ink, alpha=alpha, blur=0))

    def written(
        self,
        words: str,
        x: float,
        y: float,
        *,
        size: float,
        ink: str,
        font: tuple[str, int],
        alpha: float = 1.0,
        edge: float = 0.0,
        blur: float = 0.0,
    ) -> None:
        """Write one centred line as an outline that is `edge` thick, or softly as its shadow."""
        type_face = skia.Font(face(*font), size)
        type_face.setSubpixel(True)
        paint = _paint(ink, alpha=alpha, blur=blur)
        if edge > 0:
            paint.setStyle(skia.Paint.kStrokeAndFill_Style)
            paint.setStrokeWidth(edge)
            paint.setStrokeJoin(skia.Paint.kRound_Join)
        self.canvas.drawString(words, x - type_face.measureText(words) / 2, y, type_face, paint)


def measure(words: str, *, size: float, font: tuple[str, int] = ("figtree", 800)) -> float:
    """Say how wide one line of text is."""
    return skia.Font(face(*font), size).measureText(words)


def _paint(ink: Ink, *, alpha: float, blur: float) -> skia.Paint:
    paint = skia.Paint(AntiAlias=True)
    if isinstance(ink, str):
        paint.setColor4f(rgba(ink, alpha))
    else:
        paint.setShader(ink)
        paint.setAlphaf(max(0.0, min(1.0, alpha)))
    if blur > 0:
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
    return paint
