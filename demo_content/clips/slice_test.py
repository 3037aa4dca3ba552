"""Does it really cut? A knife takes a tomato apart on the beat."""

import math

from demo_content.motion import blend, kick, overshoot, ramp, scatter, slow_down, spring
from demo_content.paint import Brush, ball, box, disc, linear, path, radial
from demo_content.products.home import knife_only
from demo_content.sound import effects, synth
from demo_content.sound.song import Song
from demo_content.stage import Stage, Type, badge, burst, camera, flood, say, sparkle

BPM = 126
CUTS = tuple(1.43 + 0.476 * n for n in range(7))
LAST = CUTS[-1]
X0, X1, FOOT, HALF = 96.0, 316.0, 566.0, 100.0
HOLD = LAST + 0.6


def draw(b: Brush, t: float) -> None:
    """Paint the moment t."""
    hit = sum(kick(t, at + 0.09, 0.14) for at in CUTS)
    with camera(
        b,
        t,
        zoom=1.03 + 0.1 * ramp(t, LAST, 0.5, slow_down) + 0.02 * hit,
        at=(250, 540),
        shake=3 * hit,
        seed=1,
    ):
        _kitchen(b)
        _tomato(b, t)
        _slices(b, t)
        _knife(b, t)
    done = sum(t >= at + 0.09 for at in CUTS)
    say(b, t, "Does it really cut?", look=Type(size=60), at=0.1, until=1.3, y=172, step=0.16)
    if done > 0 and t < HOLD:
        with b.at(243, 226, scale=1 + 0.3 * hit, turn=-4 + 3 * (done % 3)):
            b.written(str(done), 0, 4, size=150, ink="#17131c", font=("bricolage", 800), edge=16)
            b.text(str(done), 0, 4, size=150, ink="#ffe14d", font=("bricolage", 800))
    say(b, t, "paper-thin.", look=Type(size=74, font=("bricolage", 800)), at=HOLD, y=176)
    badge(b, t, "58 HRC · stays sharp", at=HOLD + 0.7, x=243, y=226, paper="#e4007c", size=27)


def _kitchen(b: Brush) -> None:
    flood(b, linear((0, 0), (0, 640), "#123f44", "#1c6a66", "#2a8a7c"))
    for row in range(-1, 9):
        for column in range(-1, 7):
            x, y = column * 100 + row % 2 * 50, row * 72 - 20
            tone = 0.05 + 0.1 * scatter(row * 9 + column, 2)
            b.fill(box(x + 2, y + 2, 96, 68, 8), "#ffffff", alpha=tone)
            b.fill(box(x + 8, y + 8, 84, 10, 5), "#ffffff", alpha=0.07)
    b.fill(disc(120, 120, 300), "#c8fff0", alpha=0.18, blur=80)
    b.fill(box(-300, 590, 1200, 800), linear((0, 590), (0, 960), "#e8dccb", "#c9b497", "#8a7355"))
    b.fill(box(-300, 586, 1200, 6), "#ffffff", alpha=0.5)
    b.fill(box(6, 604, 560, 66, 26), "#3a2a14", alpha=0.35, blur=14)
    b.fill(box(20, 584, 520, 66, 26), "#8a5426")
    board = box(20, 562, 520, 70, 28)
    b.fill(board, linear((20, 562), (20, 632), "#f8dcaa", "#dca765", "#b97f3c"))
    for i in range(6):
        b.line(
            path(f"M44 {574 + i * 10} C200 {570 + i * 10} 360 {580 + i * 9} 520 {573 + i * 10}"),
            "#9a6428",
            1.8,
            alpha=0.35,
        )


def _edge(t: float) -> float:
    done = sum(t >= at + 0.09 for at in CUTS)
    return X1 - (X1 - X0 - 46) * done / len(CUTS)


def _tomato(b: Brush, t: float) -> None:
    drop = ramp(t, 0.15, 0.55, spring)
    y = blend(-300, FOOT - HALF + 6, drop)
    centre = (X0 + X1) / 2
    edge = _edge(t)
    squash = 0.03 * sum(math.sin(30 * (t - at)) * math.exp(-9 * (t - at)) for at in CUTS if t > at)
    with b.at(centre, FOOT + 6, scale=(1 + squash, 1 - squash), around=(centre, FOOT + 6)):
        b.fill(disc(centre - 10, FOOT + 6, 100, 13), "#3a1408", alpha=0.4, blur=8)
        body = path(
            f"M{X0} {y} C{X0 - 4} {y - 84} {centre - 60} {y - 104} {centre} {y - 86}"
            f" C{centre + 60} {y - 104} {X1 + 4} {y - 84} {X1} {y}"
            f" C{X1 - 4} {y + 80} {centre + 60} {y + 100} {centre} {y + 98} C{centre - 60}"
            f" {y + 100} {X0 + 4} {y + 80} {X0} {y} Z"
        )
        with b.inside(box(-50, -600, edge + 50, 1700)):
            b.fill(body, ball(body, "#ff8a6a", "#f0402c", "#b4140e"))
            b.gleam(body, disc(centre - 52, y - 48, 26, 16), alpha=0.8, blur=6)
            for turn in (-70, -35, 0, 35, 70):
                with b.at(centre, y - 84, turn=turn):
                    b.fill(
                        path("M-7 4 Q-14 -26 0 -46 Q14 -26 7 4 Z"),
                        linear((0, -46), (0, 4), "#8fd05a", "#2f7d35"),
                    )
        if edge < X1 - 1:
            tall = 96 * math.sqrt(max(0.05, 1 - ((edge - centre) / (X1 - centre)) ** 2))
            _face(b, edge, y + 2, half=tall, flat=0.24)


def _face(b: Brush, x: float, y: float, *, half: float, flat: float, alpha: float = 1.0) -> None:
    """The cut side of a tomato, seen at a slant."""
    with b.at(x, y, scale=(flat * half / 100, half / 100)), b.faded(alpha):
        b.fill(disc(0, 0, 100), "#c81e14")
        b.fill(disc(0, 0, 91), radial((-20, -20), 120, "#ff9a82", "#ff6a52", "#ef4a38"))
        for i in range(5):
            with b.at(0, 0, turn=i * 72 + 20):
                b.fill(path("M0 -22 C-34 -34 -40 -72 0 -78 C40 -72 34 -34 0 -22 Z"), "#c8281c", alpha=0.75)
                for k in range(6):
                    b.fill(disc(-16 + k * 6.4, -44 - 14 * scatter(k, i), 4.6, 6), "#ffe29a")
        b.fill(disc(0, 0, 17), "#ffc2b0")
        b.gleam(disc(0, 0, 91), disc(-40, -46, 26, 12), alpha=0.6, blur=6)


def _slices(b: Brush, t: float) -> None:
    for number, at in enumerate(CUTS):
        fall = ramp(t, at + 0.09, 0.4, overshoot)
        if fall <= 0:
            continue
        start = X1 - (X1 - X0 - 46) * number / len(CUTS)
        x = blend(start, 470 - number * 27, fall)
        fan = ramp(t, HOLD, 0.6, overshoot)
        half = blend(70, 86, min(1, number / 3))
        b.fill(disc(x + 4, FOOT + 8, 60 * fall, 9), "#3a1408", alpha=0.3, blur=6)
        _face(
            b,
            x - 40 * fan * (3 - number) / 6,
            FOOT
            - half * 0.62
            + 10
            - 40 * math.sin(math.pi * min(1, fall)) * (1 - fan)
            - fan * 20 * math.sin(number * 0.9 + t * 2),
            half=half * 0.85,
            flat=blend(0.25, 0.62, fall),
        )
        for k in range(6):
            age = t - at - 0.09
            if 0 < age < 0.6:
                b.fill(
                    disc(
                        start + 20 + (k - 2) * 120 * age,
                        FOOT - 60 - 240 * age * scatter(k, number) + 520 * age * age,
                        5 * (1 - age),
                    ),
                    "#ff6a52",
                    alpha=1 - age / 0.6,
                )


def _knife(b: Brush, t: float) -> None:
    into, out = ramp(t, 0.75, 0.5, overshoot), ramp(t, HOLD - 0.1, 0.5)
    number = min(len(CUTS) - 1, sum(t >= at + 0.24 for at in CUTS))
    at = CUTS[number]
    down = ramp(t, at - 0.1, 0.19, lambda x: x**3) - ramp(t, at + 0.16, 0.2)
    spot = X1 - (X1 - X0 - 46) * (number + 1) / len(CUTS)
    x = blend(blend(760, spot, into) + 12, 96, out)
    y = blend(blend(330, 560, down) - 40 * (1 - into), 388 + 5 * math.sin(t * 2.4), out)
    turn = blend(blend(14, 1, down), -7, out)
    with b.at(x, y, scale=blend(0.78, 0.54, out), turn=turn, around=(150, 452)):
        knife_only(b)
        for i in range(2):
            sparkle(b, t, x=200 + i * 190, y=380, size=34, phase=i * 2)
    burst(b, t, at=at + 0.09, x=spot, y=FOOT - 80, colour="#fff6d0", reach=110)


def score(song: Song) -> None:
    """Dry funk; every cut lands on a stroke."""
    song.bpm = BPM
    song.drums("kick", "x..x....x.x.....", gain=0.8)
    song.drums("snare", "....x..o.o..x..o", gain=0.45, room=0.1)
    song.drums("hat", "xxoxxxoxxxoxxxox", gain=0.17)
    song.line("E2 . E3 . D3 E2 . G2 A2 . A2 . B2 D3 . E2", synth.bass, gain=0.55, step=0.5, hold=0.7)
    song.chords("Em9 A7", synth.stab, gain=0.11, pattern="..x...x.", hold=0.3, octave=4)
    song.line(". . B5 . . A5 G5 . . . E5 . G5 . . .", synth.lead, gain=0.1, start=HOLD / (60 / BPM))
    song.play(effects.boing(), 0.38, 0.5)
    song.play(effects.whoosh(), 0.72, 0.5)
    for number, at in enumerate(CUTS):
        song.play(effects.chop(), at + 0.05, 1.15, room=0.1)
        song.play(effects.pop(high=600 + 110 * number), at + 0.14, 0.3)
    song.play(synth.bell(2637, 1.4), HOLD - 0.1, 0.28, room=0.6)
    song.play(effects.whoosh(), HOLD - 0.12, 0.5)
    song.play(effects.pop(), HOLD + 0.75, 0.5)


STAGE = Stage(draw=draw, score=score)
