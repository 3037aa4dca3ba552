"""¿Sin cafetera? A bottle drops in, pours itself over ice, milk curls through it."""

import math

from demo_content.motion import blend, bounce, during, kick, overshoot, ramp, scatter, smooth
from demo_content.paint import Brush, across, box, disc, linear, path, radial
from demo_content.sound import effects, synth
from demo_content.sound.song import Song
from demo_content.stage import Stage, Type, badge, bokeh, camera, flood, say, sparkle, thing

TITLE = Type(size=60)
LINE = Type(size=44, tape="#e4007c", edge=None)
POUR, FULL, MILK, DONE = 2.9, 5.2, 5.5, 7.1
GLASS = (236, 664)


def draw(b: Brush, t: float) -> None:
    """Paint the moment t."""
    with camera(
        b,
        t,
        zoom=1 + 0.05 * ramp(t, 0, 9) + 0.06 * ramp(t, POUR, 0.8),
        at=(255, 520),
        shake=3 * kick(t, 0.72, 0.25),
    ):
        _room(b, t)
        if t > FULL + 0.3:
            _bottle(b, t)
        _glass(b, t)
        if t <= FULL + 0.3:
            _bottle(b, t)
    say(b, t, "¿Sin cafetera?", look=TITLE, at=0.15, until=2.6, y=190, step=0.2)
    say(b, t, "Café + agua fría", look=LINE, at=1.2, until=2.6, y=262)
    say(b, t, "12 horas\nen frío", look=Type(size=56), at=3.0, until=5.2, y=150, x=170)
    say(
        b,
        t,
        "chorrito de leche…",
        look=Type(size=60, font=("caveat", 700), ink="#fff1d6"),
        at=5.5,
        until=6.9,
        y=186,
    )
    say(b, t, "y *listo*", look=Type(size=92), at=7.15, y=210, step=0.25)
    badge(b, t, "sin azúcar", at=7.9, x=170, y=270, size=27)


def _room(b: Brush, t: float) -> None:
    flood(b, linear((0, 0), (0, 960), "#3b1453", "#21092f", "#12051b"))
    flood(b, radial((330, 330), 460, "#a02c8ab0", "#5b1a6a60", "#00000000"))
    bokeh(b, t, ("#ff8ac6", "#ffb46b", "#b78bff"), count=18, alpha=0.3)
    b.fill(box(-300, 690, 1200, 700), linear((0, 690), (0, 960), "#6a2b1c", "#2a0e12", "#140609"))
    b.fill(disc(260, 712, 330, 40), "#ff9d5c", alpha=0.22, blur=26)
    b.fill(box(-300, 688, 1200, 4), "#ffb98a", alpha=0.35)


def _bottle(b: Brush, t: float) -> None:
    fall = ramp(t, 0.25, 0.8, bounce)
    tilt = ramp(t, POUR - 0.6, 0.6, overshoot) - ramp(t, FULL, 0.6)
    x = blend(270, 396, ramp(t, POUR - 0.7, 0.6)) - 2 * tilt
    y = blend(-260, 494, fall) - 184 * tilt
    squash = kick(t, 0.66, 0.2) * 0.09
    b.fill(disc(x, 706, 62 * fall, 9), "#08020c", alpha=0.6 * (1 - tilt), blur=7)
    size = (0.84 * (1 + squash), 0.84 * (1 - squash))
    with b.at(x, y + 240 * squash, scale=size, turn=-112 * tilt, around=(400, 400)):
        filled = 1 - round(0.2 * ramp(t, POUR, FULL - POUR) * 40) / 40
        thing(b, "cold-brew", filled=filled, open_top=t > 2.2)


def _stream(b: Brush, t: float, level: float) -> None:
    flow = during(t, POUR + 0.12, FULL - 0.05, fade=0.14)
    if flow <= 0:
        return
    top, foot = 366.0, level
    wave = 3 * math.sin(t * 21)
    x0, x1 = 226.0 + 6 * (1 - flow), 232.0 + wave
    wide = 10 * flow
    stream = path(
        f"M{x0} {top} C{x0 - 16} {top + 40} {x1 - wide} {top + 90} {x1 - wide} {foot} L{x1 + wide} {foot}"
        f" C{x1 + wide} {top + 100} {x0 + 14} {top + 60} {x0 + 18} {top - 8} Z"
    )
    b.fill(stream, across(stream, "#5a2410", "#b9602a", "#6a2c12"))
    for i in range(7):
        age = (t * 2.6 + scatter(i, 2)) % 1
        b.fill(
            disc(
                x1 + (scatter(i, 4) - 0.5) * 110 * age, foot - 70 * age * (1 - age) * 2.4, 4 * (1 - age) + 1
            ),
            "#c97a3d",
            alpha=flow,
        )


def _glass(b: Brush, t: float) -> None:
    x, _ = GLASS
    arrive = ramp(t, 1.9, 0.7, overshoot)
    if arrive <= 0:
        return
    with b.at(blend(-260, 0, arrive), 0):
        b.fill(disc(x, 706, 104, 12), "#08020c", alpha=0.6, blur=9)
        fill = ramp(t, POUR + 0.35, FULL - POUR - 0.2, smooth)
        level = blend(676, 512, fill)
        _stream(b, t, level + 6)
        cup = path(
            f"M{x - 92} 448 L{x + 92} 448 L{x + 72} 694 Q{x + 70} 706 {x + 58} 706 L{x - 58}"
            f" 706 Q{x - 70} 706 {x - 72} 694 Z"
        )
        b.fill(cup, across(cup, "#ffffff50", "#ffffff14", "#ffffff0c", "#ffffff40"))
        with b.inside(cup):
            _drink(b, t, level, fill)
            _ice(b, t, level, fill)
        b.gleam(cup, path(f"M{x - 78} 460 L{x - 58} 460 L{x - 50} 690 L{x - 60} 690 Z"), alpha=0.6, blur=2.5)
        b.line(disc(x, 448, 92, 11), "#ffffff", 3.5, alpha=0.75)
        for i in range(9):
            sparkle(b, t, x=x - 80 + i * 20, y=530 + scatter(i) * 150, size=9, phase=i * 1.7)


def _drink(b: Brush, t: float, level: float, fill: float) -> None:
    x, _ = GLASS
    if fill <= 0:
        return
    b.fill(
        box(x - 120, level, 240, 300),
        linear((x - 90, 0), (x + 90, 0), "#4a1a0b", "#9a4a1c", "#6b2c10", "#2a0d06"),
    )
    milk = ramp(t, MILK, 1.4)
    for i in range(16):
        share = max(0.0, min(1.0, milk * 1.9 - scatter(i, 6)))
        if share > 0:
            cx = x + 64 * (scatter(i, 7) - 0.5) * 2 * (0.4 + 0.6 * share) + 10 * math.sin(t * 1.6 + i)
            cy = level + 18 + 150 * share * scatter(i, 8) + 6 * math.cos(t * 1.3 + i * 2)
            b.fill(disc(cx, cy, 18 + 26 * share, 9 + 15 * share), "#ffe9c9", alpha=0.5 * share, blur=9)
    b.fill(disc(x, level, 92, 9), "#d38b4e" if milk < 0.4 else "#f0cfa0")
    if 0 < milk < 0.75:
        b.line(
            path(f"M{x + 30} 300 Q{x + 34 + 3 * math.sin(t * 15)} 400 {x + 26} {level}"),
            "#fff6e6",
            9 * (0.75 - milk) + 2,
        )


def _ice(b: Brush, t: float, level: float, fill: float) -> None:
    x, _ = GLASS
    for i in range(4):
        drop = ramp(t, 2.15 + i * 0.12, 0.45, bounce)
        rest = 660 - (i // 2) * 62
        y = blend(330, min(rest, level + 24 + (i // 2) * 58) if fill > 0.05 else rest, drop)
        turn = (scatter(i, 3) - 0.5) * 50 + 5 * math.sin(t * 1.7 + i)
        with b.at(x + (-34, 33, -26, 36)[i], y + 3 * math.sin(t * 2.1 + i * 1.4), turn=turn):
            cube = box(-31, -31, 62, 62, 14)
            b.fill(cube, linear((-31, -31), (31, 31), "#ffffffc8", "#e2d5ff70", "#ffffff90"))
            b.line(box(-22, -22, 44, 44, 9), "#ffffff", 2, alpha=0.5)


def score(song: Song) -> None:
    """Slow dusty beat, ice, pouring."""
    song.bpm = 84
    song.drums("kick", "x.....x...x.....", gain=0.75)
    song.drums("snare", "....x.......x..o", gain=0.42, room=0.2)
    song.drums("hat", "x.o.x.o.x.o.x.oo", gain=0.16, swing=0.3)
    song.chords("Dm9 G7 CM9 Am9", synth.keys, gain=0.13, pattern="x..x....", hold=2.4)
    song.line(
        "D2 . . D2 . A2 . . G2 . . G2 . . D3 . C2 . . C2 . G2 . . A2 . . A2 . E3 . .", synth.bass, gain=0.42
    )
    song.line(". . E5 . D5 . A4 . . . B4 . D5 . - .", synth.bell, gain=0.05, start=8)
    song.play(effects.whoosh(), 0.3, 0.5)
    song.play(effects.thud(), 0.66, 0.8)
    for i in range(4):
        song.play(effects.clink(), 2.4 + i * 0.12, 0.3, pan=-0.3 + i * 0.2, room=0.3)
    song.play(effects.pop(), 2.22, 0.5)
    song.play(effects.pour(2.1), POUR + 0.2, 0.9)
    song.play(effects.whoosh(), FULL, 0.35)
    song.play(effects.pour(0.9), MILK + 0.1, 0.3)
    song.play(effects.chime(), DONE + 0.05, 0.3, room=0.5)
    song.play(effects.pop(), 7.92, 0.5)


STAGE = Stage(draw=draw, score=score)
