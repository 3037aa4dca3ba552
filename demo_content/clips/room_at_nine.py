"""POV: your room at 9 pm. The big light goes out, the mushroom lamp comes on."""

import math

import numpy as np
import skia

from demo_content.motion import blend, during, kick, overshoot, ramp, scatter, smooth
from demo_content.paint import Brush, box, disc, lighter, linear, mix, path, radial
from demo_content.products.home import leaf
from demo_content.sound import effects, synth
from demo_content.sound.song import Song
from demo_content.stage import Stage, Type, camera, flood, say, thing

OFF, ON = 2.3, 3.7
HAND = Type(size=66, font=("caveat", 700), edge="#1a1030")


def draw(b: Brush, t: float) -> None:
    """Paint the moment t."""
    day = 1 - ramp(t, OFF, 0.08)
    lit = ramp(t, ON, 0.16) * (0.6 if ON + 0.2 < t < ON + 0.28 else 1.0)
    with camera(b, t, zoom=blend(1.0, 1.2, ramp(t, ON + 0.4, 4.6)), at=(250, 520), seed=3):
        _wall(b, day=day, lit=lit)
        _window(b, t, day=day)
        _shelf(b, t, day=day, lit=lit)
        _glow(b, t, lit)
        _bedside(b, t, day=day, lit=lit)
        if lit > 0.5:
            flood(b, radial((270, 560), 520, "#ffc46a46", "#ff8a3c1e", "#ff6a2c00"))
    if day > 0:
        flood(b, radial((270, -40), 700, "#f7fff0a0", "#e9f5d830", "#ffffff00"))
    say(
        b,
        t,
        "POV: your room at 9 pm",
        look=Type(size=54, font=("bricolage", 800)),
        at=0.1,
        until=1.9,
        y=158,
        step=0.12,
    )
    say(b, t, "the big light: on", look=Type(size=40, tape="#5d6b45", edge=None), at=1.0, until=OFF, y=290)
    say(b, t, "nope.", look=HAND, at=OFF + 0.35, until=ON - 0.15, y=190)
    say(
        b,
        t,
        "one lamp",
        look=Type(size=78, font=("caveat", 700), edge="#3a1408", ink="#ffe7a8"),
        at=ON + 0.3,
        until=6.3,
        y=178,
        step=0.25,
    )
    say(
        b,
        t,
        "same room.\nsame wall.",
        look=Type(size=62, font=("caveat", 700), edge="#3a1408", ink="#fff3d6"),
        at=6.5,
        y=156,
        step=0.2,
    )


def _shaded(warm: str, *, day: float, lit: float) -> str:
    dark = mix(warm, "#0b0a20", 0.8)
    glow = mix(mix(dark, warm, 0.72), "#ff9a4a", 0.14)
    flat = mix(mix(warm, "#dfe8cf", 0.45), "#8a9478", 0.12)
    return mix(mix(dark, glow, lit), flat, day)


def _wall(b: Brush, *, day: float, lit: float) -> None:
    flood(b, _shaded("#b86a7a", day=day, lit=lit))
    for i in range(12):
        b.fill(box(-60 + i * 60, -300, 26, 1400), _shaded("#c47a86", day=day, lit=lit), alpha=0.5)
    b.fill(box(-300, 760, 1200, 600), _shaded("#7a4a3a", day=day, lit=lit))
    b.fill(box(-300, 752, 1200, 12), _shaded("#f0dcd0", day=day, lit=lit))


def _window(b: Brush, t: float, *, day: float) -> None:
    frame, pane = box(40, 210, 190, 230, 12), box(52, 222, 166, 206, 6)
    b.fill(frame, _shaded("#f0dcd0", day=day, lit=0.4))
    b.fill(pane, linear((0, 222), (0, 430), "#141a4a", "#3a2f7a", "#8a4a8f"))
    with b.inside(pane):
        b.fill(disc(170, 272, 22), "#fff3c9")
        b.fill(disc(160, 266, 20), "#1f2458")
        for i in range(26):
            b.fill(
                disc(52 + 166 * scatter(i, 1), 222 + 120 * scatter(i, 2), 1.3),
                "#ffffff",
                alpha=0.4 + 0.6 * abs(math.sin(t * 1.5 + i)),
            )
        for i in range(7):
            x, top = 50 + i * 25, 372 + 34 * scatter(i, 3)
            b.fill(box(x, top, 23, 80), "#14103a")
            for k in range(6):
                if scatter(i * 7 + k, 4) > 0.45:
                    b.fill(box(x + 4 + k % 2 * 10, top + 7 + k // 2 * 15, 5, 7), "#ffd77a")
    b.fill(box(132, 222, 6, 206), _shaded("#f0dcd0", day=day, lit=0.4))
    b.fill(box(52, 320, 166, 6), _shaded("#f0dcd0", day=day, lit=0.4))


def _dimmed(
    b: Brush, key: str, x: float, y: float, *, scale: float, day: float, lit: float, turn: float = 0.0
) -> None:
    with b.at(x, y, scale=scale, turn=turn, around=(400, 650)):
        thing(b, key)
        shade = max(0.0, 0.8 - 0.8 * lit) * (1 - day)
        if shade > 0:
            _darken(b, key, shade)


def _darken(b: Brush, key: str, shade: float) -> None:
    paint = skia.Paint(
        ColorFilter=skia.ColorFilters.Blend(skia.Color4f(0.05, 0.04, 0.13, shade), skia.BlendMode.kSrcIn)
    )
    b.canvas.saveLayer(None, paint)
    thing(b, key)
    b.canvas.restore()


def _shelf(b: Brush, t: float, *, day: float, lit: float) -> None:
    b.fill(box(268, 392, 210, 14, 4), _shaded("#8a5426", day=day, lit=lit))
    b.fill(box(268, 406, 210, 10), "#000000", alpha=0.25, blur=6)
    for i, (wide, tall, colour) in enumerate(
        ((17, 82, "#2b8a6c"), (22, 96, "#ff7a4d"), (14, 74, "#ffd05a"), (19, 90, "#4a6bd6"))
    ):
        x = 278 + sum((17, 22, 14, 19)[:i]) + i * 2
        b.fill(box(x, 392 - tall, wide, tall, 3), _shaded(colour, day=day, lit=lit))
        b.fill(box(x + 3, 392 - tall + 10, wide - 6, 5), _shaded("#fff3d6", day=day, lit=lit))
    for x, turn, size in ((430, 150, 0.3), (430, 190, 0.36), (430, 172, 0.44)):
        with b.at(x, 368, scale=1, turn=turn + 3 * math.sin(t * 1.2 + size * 9)):
            leaf(b, 0, 0, turn=0, size=size)
    pot = path("M406 344 L454 344 L446 392 L414 392 Z")
    b.fill(pot, _shaded("#fff3e6", day=day, lit=lit))
    if day < 1:
        b.fill(box(390, 380, 80, 160), "#0b0a20", alpha=0.35 * (1 - lit), blur=20)


def _bedside(b: Brush, t: float, *, day: float, lit: float) -> None:
    bed = path("M-200 660 Q-40 600 120 640 L150 1200 L-200 1200 Z")
    b.fill(bed, _shaded("#5a8fb8", day=day, lit=lit))
    for i in range(4):
        b.line(
            path(f"M-100 {690 + i * 40} Q20 {660 + i * 42} 130 {680 + i * 44}"),
            _shaded("#8fc0e0", day=day, lit=lit),
            10,
            alpha=0.5,
        )
    table = box(140, 650, 330, 28, 10)
    b.fill(table, _shaded("#a86a3a", day=day, lit=lit))
    b.fill(box(140, 650, 330, 8, 4), _shaded("#e0a565", day=day, lit=lit))
    for x in (168, 426):
        b.fill(box(x, 678, 20, 240), _shaded("#7a4a24", day=day, lit=lit))
    drawer = box(196, 684, 222, 74, 8)
    b.fill(drawer, _shaded("#94592c", day=day, lit=lit))
    b.fill(disc(307, 722, 9), _shaded("#ffd98a", day=day, lit=lit))
    tug = 6 * kick(t, ON - 0.1, 0.3)
    lamp_lit = round(lit * (1 - 0.35 * day) * 10) / 10
    drop = ramp(t, 0.3, 0.6, overshoot)
    with (
        b.at(270, blend(300, 652, drop) + tug * 0.4, scale=0.5, around=(400, 652)),
        b.faded(min(1, drop * 2)),
    ):
        thing(b, "mushroom-lamp", lit=lamp_lit)
        if day < 1 and lit < 1:
            _darken(b, "mushroom-lamp", 0.78 * (1 - lit) * (1 - day))
    _dimmed(b, "face-planter", 404, 652, scale=0.26, day=day, lit=lit)
    mug = box(168, 616, 40, 36, 8)
    b.fill(mug, _shaded("#fff3e6", day=day, lit=lit))
    b.line(path(f"M188 606 Q{182 + 4 * math.sin(t * 2)} 592 190 578"), "#ffffff", 4, alpha=0.35 * lit, blur=2)


def _glow(b: Brush, t: float, lit: float) -> None:
    if lit <= 0:
        return
    breath = 0.94 + 0.06 * math.sin(t * 2.2)
    flood(b, radial((270, 560), 520 * breath, "#ffc46ab8", "#ff8a3c58", "#ff6a2c00"))
    for i in range(26):
        x = 270 + 420 * (scatter(i, 6) - 0.5) + 16 * math.sin(t * 0.6 + i)
        y = 640 - (scatter(i, 7) * 480 + t * 16) % 480
        b.fill(
            disc(x, y, 1.6 + 1.8 * scatter(i, 8)), "#fff0b8", alpha=lit * (0.3 + 0.6 * abs(math.sin(t + i)))
        )
    b.fill(box(-300, -300, 1200, 1700), "#ffdca0", alpha=0.35 * kick(t, ON, 0.4))
    b.fill(disc(270, 560, 200), lighter("#ffb85a", 0.3), alpha=0.16 * during(t, ON, 9) * smooth(lit), blur=60)


def score(song: Song) -> None:
    """A buzzing bulb, a click, then a warm slow tune."""
    song.bpm = 72
    t = synth.seconds(OFF)
    song.play(synth.faded(np.sin(2 * np.pi * 120 * t) + 0.4 * np.sin(2 * np.pi * 240 * t)), 0, 0.12)
    song.line("C4 . D4 . . C4", synth.pluck, gain=0.16, step=0.5, until=2.6)
    song.play(effects.thud(), 0.62, 0.4)
    song.play(effects.click(), OFF - 0.02, 1.4)
    song.play(effects.thunder_switch(), OFF, 0.6)
    song.play(effects.room(1.6, low=2500, high=5200), OFF, 0.03)
    song.play(effects.click(), ON - 0.04, 1.2)
    song.play(effects.click(), ON - 0.12, 0.6)
    start = ON / (60 / 72)
    song.drums("kick", "x.........x.....", gain=0.5, start=start + 1.2)
    song.drums("rim", "....x.......x...", gain=0.22, start=start + 1.2, room=0.4)
    song.drums("hat", "x.o.x.o.x.o.x.o.", gain=0.1, start=start + 1.2, swing=0.3)
    song.chords("FM9 Am9 Dm9 BbM7", synth.keys, gain=0.14, bar=2, pattern="x.x.", hold=1.8, start=start)
    song.chords("FM9 Am9 Dm9 BbM7", synth.pad, gain=0.06, bar=2, start=start)
    song.line("F2 C3 A1 E2 D2 A2 Bb1 F2", synth.bass, gain=0.4, step=1, start=start)
    song.line(
        "A5 . C6 . G5 . E5 . F5 . A5 . D5 . . .", synth.bell, gain=0.07, step=0.5, start=start + 0.5, room=0.6
    )


STAGE = Stage(draw=draw, score=score)
