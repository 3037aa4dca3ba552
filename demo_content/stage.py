"""What every clip stands on: the frame, the camera, product sprites, words that move, and small props."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import skia

from demo_content.motion import kick, overshoot, ramp, scatter, slow_down, sway
from demo_content.paint import Brush, Ink, ball, box, darker, disc, down, lighter, linear, measure, path
from demo_content.products import DRAWINGS

if TYPE_CHECKING:
    from demo_content.sound.song import Song

WIDTH, HEIGHT = 540, 960
SAFE_LEFT, SAFE_RIGHT, SAFE_TOP, SAFE_BOTTOM = 30, 456, 84, 668
MIDDLE = (SAFE_LEFT + SAFE_RIGHT) / 2
SPRITE = 1000


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One clip: how a moment looks, and how all of it sounds."""

    draw: Callable[[Brush, float], None]
    score: Callable[["Song"], None]


@cache
def _sprite(key: str, traits: tuple[tuple[str, object], ...], shadow: bool) -> skia.Image:
    surface = skia.Surface(SPRITE, SPRITE)
    with surface as canvas:
        canvas.scale(SPRITE / 800, SPRITE / 800)
        DRAWINGS[key](Brush(canvas, shadows=shadow), **dict(traits))
    return surface.makeImageSnapshot().withDefaultMipmaps()


def thing(b: Brush, key: str, *, shadow: bool = False, **traits: object) -> None:
    """Draw a product in its own 800 x 800 units, from a picture made once for these traits."""
    image = _sprite(key, tuple(sorted(traits.items())), shadow)
    sampling = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
    b.canvas.drawImageRect(image, skia.Rect.MakeWH(800, 800), sampling)


@contextmanager
def camera(
    b: Brush,
    t: float,
    *,
    zoom: float = 1.0,
    at: tuple[float, float] = (270, 480),
    shake: float = 0.0,
    seed: float = 0.0,
) -> Iterator[None]:
    """Look at the scene as from a phone in a hand; shake is in pixels."""
    x, y, turn = sway(t, seed=seed)
    x += shake * math.sin(t * 91)
    y += shake * math.cos(t * 83)
    with b.at(at[0] + x, at[1] + y, scale=zoom * 1.025, turn=turn, around=at):
        yield


def flood(b: Brush, ink: Ink) -> None:
    """Paint the whole frame and what the camera may see beyond it."""
    b.fill(box(-300, -400, WIDTH + 600, HEIGHT + 800), ink)


@dataclass(frozen=True, kw_only=True)
class Type:
    """How words look: tape is a box behind each line, edge an outline."""

    size: float
    ink: str = "#ffffff"
    font: tuple[str, int] = ("figtree", 900)
    edge: str | None = "#17131c"
    tape: str | None = None
    leading: float = 1.12
    accent: str = "#ff4fae"


def say(
    b: Brush,
    t: float,
    words: str,
    *,
    look: Type,
    at: float,
    until: float = 99,
    y: float,
    x: float = MIDDLE,
    step: float = 0.13,
    wide: float = 420,
) -> None:
    """Write words that pop in one by one; the first baseline is y, `*word*` is in the accent."""
    if not at <= t < until + 0.2:
        return
    leave = ramp(t, until, 0.18)
    number = 0
    for row, line in enumerate(_lines(words, look, wide)):
        lengths = [_length(word, look) for word in line]
        gap = look.size * 0.26
        total = sum(lengths) + gap * (len(line) - 1)
        left, base = x - total / 2, y + row * look.size * look.leading - 26 * leave
        _tape(
            b,
            look,
            left=left,
            base=base,
            total=total,
            grown=ramp(t, at + number * step, 0.3, slow_down) * (1 - leave),
        )
        for word, length in zip(line, lengths, strict=True):
            _pop(
                b,
                word,
                look,
                x=left + length / 2,
                y=base,
                grown=ramp(t, at + number * step, 0.26, overshoot),
                alpha=1 - leave,
            )
            left += length + gap
            number += 1


def _length(word: str, look: Type) -> float:
    return measure(word.replace("*", ""), size=look.size, font=look.font)


def _lines(words: str, look: Type, wide: float) -> list[list[str]]:
    lines: list[list[str]] = []
    for paragraph in words.split("\n"):
        line: list[str] = []
        for word in paragraph.split():
            if line and sum(_length(w, look) + look.size * 0.26 for w in line) + _length(word, look) > wide:
                lines.append(line)
                line = []
            line.append(word)
        lines.append(line)
    return lines


def _tape(b: Brush, look: Type, *, left: float, base: float, total: float, grown: float) -> None:
    if look.tape is None or grown <= 0:
        return
    pad = look.size * 0.32
    b.fill(
        box(
            left - pad, base - look.size * 0.92, (total + 2 * pad) * grown, look.size * 1.24, look.size * 0.28
        ),
        look.tape,
    )


def _pop(b: Brush, word: str, look: Type, *, x: float, y: float, grown: float, alpha: float) -> None:
    if grown <= 0:
        return
    ink = look.accent if word.startswith("*") else look.ink
    word = word.replace("*", "")
    with b.at(x, y - look.size * 0.3, scale=0.55 + 0.45 * grown, around=(0, -look.size * 0.3)):
        shown = min(1.0, grown * 2) * alpha
        if look.edge is not None:
            b.written(word, 0, 3, size=look.size, ink=look.edge, font=look.font, alpha=0.35 * shown, blur=6)
            b.written(
                word, 0, 0, size=look.size, ink=look.edge, font=look.font, alpha=shown, edge=look.size * 0.15
            )
        b.text(word, 0, 0, size=look.size, ink=ink, font=look.font, alpha=shown)


def bokeh(b: Brush, t: float, colours: tuple[str, ...], *, count: int = 16, alpha: float = 0.25) -> None:
    """Let soft lights drift up."""
    for i in range(count):
        radius = 8 + 34 * scatter(i, 1)
        y = (scatter(i, 2) * 1100 - t * (14 + 40 * scatter(i, 3))) % 1100 - 70
        x = scatter(i, 4) * WIDTH + 14 * math.sin(t * 0.8 + i)
        b.fill(
            disc(x, y, radius),
            colours[i % len(colours)],
            alpha=alpha * (0.5 + 0.5 * scatter(i, 5)),
            blur=radius * 0.28,
        )


def rays(
    b: Brush, t: float, colour: str, *, at: tuple[float, float], count: int = 14, alpha: float = 0.2
) -> None:
    """Turn a fan of light."""
    for i in range(count):
        with b.at(*at, turn=t * 14 + i * 360 / count):
            b.fill(path("M0 0 L-70 -1100 L70 -1100 Z"), colour, alpha=alpha)


def confetti(
    b: Brush,
    t: float,
    *,
    at: float,
    colours: tuple[str, ...],
    origin: tuple[float, float] = (250, 420),
    count: int = 80,
) -> None:
    """Throw paper into the air at a moment."""
    age = t - at
    if not 0 < age < 3.6:
        return
    for i in range(count):
        angle, force = scatter(i, 7) * math.tau, 260 + 520 * scatter(i, 8)
        x = origin[0] + math.cos(angle) * force * (1 - math.exp(-1.8 * age)) / 1.8
        y = origin[1] + (math.sin(angle) * force - 320) * (1 - math.exp(-1.8 * age)) / 1.8 + 150 * age * age
        with b.at(x, y, turn=age * 400 * (scatter(i, 9) - 0.5) + i * 40, scale=(math.cos(age * 7 + i), 1)):
            b.fill(box(-6, -9, 12, 18, 3), colours[i % len(colours)], alpha=1 - ramp(age, 2.6, 1.0))


def burst(
    b: Brush, t: float, *, at: float, x: float, y: float, colour: str = "#ffffff", reach: float = 120
) -> None:
    """Flash short lines around a point."""
    grown = ramp(t, at, 0.45, slow_down)
    if not 0 < grown < 1:
        return
    for i in range(12):
        with b.at(x, y, turn=i * 30):
            b.line(
                path(f"M0 {-reach * (0.5 + 0.5 * grown):.1f} L0 {-reach * (0.6 + 0.6 * grown):.1f}"),
                colour,
                6 * (1 - grown) + 1,
            )


def sparkle(
    b: Brush, t: float, *, x: float, y: float, size: float = 16, phase: float = 0.0, colour: str = "#ffffff"
) -> None:
    """Twinkle a four-pointed star."""
    glow = max(0.0, math.sin(t * 3.2 + phase)) ** 2
    with b.at(x, y, scale=max(0.01, size / 20 * glow), turn=20 * math.sin(t + phase)):
        b.fill(path("M0 -20 Q3 -3 20 0 Q3 3 0 20 Q-3 3 -20 0 Q-3 -3 0 -20 Z"), colour)


def hand(b: Brush, *, skin: str, sleeve: str) -> None:
    """Draw a hand that comes from below with its finger tips at 0, 0, about 150 wide."""
    tone = (lighter(skin, 0.2), skin, darker(skin, 0.22))
    arm = box(-50, 150, 100, 420, 40)
    b.fill(arm, linear((-50, 0), (50, 0), *tone))
    cuff = box(-66, 250, 132, 420, 24)
    b.fill(cuff, linear((-66, 0), (66, 0), lighter(sleeve, 0.25), sleeve, darker(sleeve, 0.3)))
    for x, y, turn in ((-44, 34, -9), (-15, 8, -3), (16, 10, 3), (45, 38, 10)):
        with b.at(x, y, turn=turn):
            finger = box(-15, -10, 30, 120, 15)
            b.fill(finger, linear((-15, 0), (15, 0), *tone))
            b.fill(box(-9, -6, 18, 22, 9), "#ffe3e6", alpha=0.75)
    palm = box(-62, 82, 124, 124, 48)
    b.fill(palm, ball(palm, *tone))
    with b.at(-70, 122, turn=-36):
        thumb = box(-16, -46, 34, 104, 17)
        b.fill(thumb, linear((-16, 0), (18, 0), *tone))


def badge(
    b: Brush,
    t: float,
    words: str,
    *,
    at: float,
    x: float,
    y: float,
    ink: str = "#ffffff",
    paper: str = "#e4007c",
    size: float = 30,
    turn: float = -5,
    until: float = 99,
) -> None:
    """Stick a round-cornered label at a moment."""
    grown = ramp(t, at, 0.32, overshoot) * (1 - ramp(t, until, 0.15))
    if grown <= 0:
        return
    wide = measure(words, size=size, font=("figtree", 800)) + size * 1.2
    with b.at(x, y, scale=grown * (1 + 0.12 * kick(t, at + 0.3)), turn=turn):
        b.fill(box(-wide / 2, -size * 0.86 + 5, wide, size * 1.72, size * 0.86), "#17131c", alpha=0.3, blur=8)
        plate = box(-wide / 2, -size * 0.86, wide, size * 1.72, size * 0.86)
        b.fill(plate, down(plate, lighter(paper, 0.12), paper))
        b.text(words, 0, size * 0.36, size=size, ink=ink, font=("figtree", 800))
