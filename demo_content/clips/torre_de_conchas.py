"""¿Cuántas conchas aguanta? Sweet buns pile up, wobble, and one is eaten."""

import math

from demo_content.motion import blend, bounce, kick, ramp, scatter, slow_down
from demo_content.paint import Brush, disc, linear, path, without
from demo_content.products.pantry import concha
from demo_content.sound import effects, synth
from demo_content.sound.song import Song
from demo_content.stage import Stage, Type, camera, confetti, flood, say, sparkle, thing

BPM = 112
STARTS = (1.0, 1.8, 2.6, 3.4, 4.2)
CHOCOLATE, BITE = 5.2, 6.9
CRUSTS = ("#ffe9a8", "#ff9fbf", "#8b5531", "#ffb36b", "#c9e8a0")
STEP, FOOT, SIZE = 84.0, 676.0, 0.95

BIG = Type(size=54, ink="#7a1a4a", edge="#ffffff", font=("bricolage", 800))
TAPE = Type(size=44, tape="#6d3519", edge=None)
SHOUT = Type(size=88, ink="#e4007c", edge="#ffffff", font=("bricolage", 800))
HAND = Type(size=46, ink="#7a1a4a", edge="#ffffff", font=("caveat", 700))


def draw(b: Brush, t: float) -> None:
    """Paint the moment t."""
    count = sum(t >= at + 0.35 for at in STARTS)
    back = 0.1 * ramp(t, 3.2, 1.4) + 0.06 * ramp(t, CHOCOLATE - 0.4, 0.8)
    land = sum(kick(t, at + 0.35, 0.2) for at in (*STARTS, CHOCOLATE))
    with camera(b, t, zoom=1.1 - back + 0.015 * land, at=(250, 690), shake=3 * land, seed=11):
        _table(b, t)
        _plate(b)
        _tower(b, t, land)
    _words(b, t)
    if count and t < BITE - 0.4:
        _count(b, count, grown=1 + 0.4 * kick(t, STARTS[count - 1] + 0.35, 0.3))
    confetti(
        b,
        t,
        at=CHOCOLATE + 0.5,
        colours=("#ff9fbf", "#ffe9a8", "#e4007c", "#ffffff"),
        origin=(250, 240),
        count=60,
    )


def _words(b: Brush, t: float) -> None:
    say(b, t, "¿Cuántas conchas aguanta?", look=BIG, at=0.1, until=1.7, y=150, step=0.15)
    say(b, t, "y un chocolate…", look=TAPE, at=CHOCOLATE - 0.3, until=6.6, y=128, x=192)
    say(b, t, "¡ñam!", look=SHOUT, at=BITE, y=176, x=140)
    say(b, t, "la sexta ya no está", look=HAND, at=BITE + 0.6, y=232, x=118, wide=180)


def _count(b: Brush, count: int, *, grown: float) -> None:
    with b.at(404, 190, scale=grown, turn=8):
        b.fill(disc(3, 6, 52), "#7a1a4a", alpha=0.3, blur=9)
        b.fill(disc(0, 0, 52), "#e4007c")
        b.line(disc(0, 0, 44), "#ffffff", 3, alpha=0.6)
        b.text(str(count), 0, 24, size=68, ink="#ffffff", font=("bricolage", 800))


def _table(b: Brush, t: float) -> None:
    flood(b, linear((0, 0), (0, 700), "#fff0f5", "#ffd3e3", "#ffb3d0"))
    for i in range(9):
        x, y = 40 + 70 * i + 10 * math.sin(t * 0.7 + i), 60 + 70 * math.sin(i * 2.1)
        b.fill(disc(x, y + 40, 26 + 20 * scatter(i)), "#ffffff", alpha=0.5)
    for i in range(-8, 16):
        flag = path(f"M{i * 62} 20 L{i * 62 + 56} 20 L{i * 62 + 28} {72 + 4 * math.sin(t * 2 + i)} Z")
        b.fill(flag, ("#e4007c", "#ffb13d", "#12b3c4", "#8fd05a")[i % 4], alpha=0.85)
    b.line(path("M-300 20 L900 20"), "#7a1a4a", 3, alpha=0.6)
    b.fill(path("M-300 690 L900 690 L900 1500 L-300 1500 Z"), "#ffffff")
    for i in range(-8, 16):
        for k in range(11):
            if (i + k) % 2:
                y0, y1 = 690 + k * k * 9 + k * 26, 690 + (k + 1) ** 2 * 9 + (k + 1) * 26
                x0, x1 = 250 + (i * 62) * (1 + (y0 - 690) / 420), 250 + (i * 62) * (1 + (y1 - 690) / 420)
                w0, w1 = 62 * (1 + (y0 - 690) / 420), 62 * (1 + (y1 - 690) / 420)
                b.fill(
                    path(f"M{x0} {y0} L{x0 + w0} {y0} L{x1 + w1} {y1} L{x1} {y1} Z"), "#ff6fa8", alpha=0.55
                )


def _plate(b: Brush) -> None:
    b.fill(disc(256, 716, 190, 34), "#7a1a4a", alpha=0.3, blur=14)
    b.fill(disc(250, 702, 176, 32), linear((0, 672), (0, 734), "#ffffff", "#c9e6f2"))
    b.line(disc(250, 700, 150, 25), "#12b3c4", 4)
    b.fill(disc(250, 700, 120, 18), "#d9eef6")


def _lean(t: float, height: float) -> float:
    wobble = sum(
        math.exp(-2.2 * (t - at - 0.35)) * math.sin(11 * (t - at - 0.35))
        for at in (*STARTS, CHOCOLATE)
        if t > at + 0.35
    )
    return (0.012 * height + 0.00006 * height * height) * (2.4 * wobble + 0.5 * math.sin(t * 2.1))


def _tower(b: Brush, t: float, land: float) -> None:
    for number, at in enumerate(STARTS):
        fall = ramp(t, at, 0.42, bounce)
        if fall <= 0:
            continue
        height = number * STEP
        rest = FOOT - height
        squash = 0.1 * kick(t, at + 0.22, 0.25) + 0.03 * land
        x = 250 + _lean(t, height) + (scatter(number, 3) - 0.5) * 16
        y = blend(-420, rest, fall) - 66 * SIZE * (1 - squash)
        bitten = number == 4 and t >= BITE
        with b.at(
            x,
            y,
            scale=(SIZE * (1 + squash) * 1.1, SIZE * (1 - squash)),
            turn=_lean(t, height) * 0.16 + (scatter(number) - 0.5) * 5,
        ):
            if bitten:
                mouth = without(
                    path("M-200 -200 L200 -200 L200 200 L-200 200 Z"),
                    *(disc(96 - k % 2 * 10, -44 + k * 30, 30) for k in range(4)),
                )
                with b.inside(mouth):
                    concha(b, 0, 0, crust=CRUSTS[number])
            else:
                concha(b, 0, 0, crust=CRUSTS[number])
        if bitten:
            _crumbs(b, t, x + 96, rest - 60)
    _chocolate(b, t)
    for i in range(5):
        sparkle(b, t, x=130 + 60 * i, y=260 + 300 * scatter(i, 5), size=18, phase=i * 1.4)


def _crumbs(b: Brush, t: float, x: float, y: float) -> None:
    age = t - BITE
    for i in range(16):
        dx, dy = (scatter(i, 6) - 0.3) * 260 * age, -160 * scatter(i, 7) * age + 420 * age * age
        b.fill(
            disc(x + dx, y + dy, 3 + 4 * scatter(i, 8)),
            ("#c9e8a0", "#d98d3f")[i % 2],
            alpha=max(0.0, 1 - age),
        )


def _chocolate(b: Brush, t: float) -> None:
    fall = ramp(t, CHOCOLATE, 0.42, bounce)
    if fall <= 0:
        return
    height = 5 * STEP
    off = ramp(t, BITE - 0.3, 0.5, slow_down)
    x = 250 + _lean(t, height)
    with b.at(
        x + 26 * off,
        blend(-300, FOOT - height + 16, fall),
        scale=0.3,
        turn=_lean(t, height) * 0.2 + 9 * off,
        around=(400, 640),
    ):
        thing(b, "chocolate-mesa")


def score(song: Song) -> None:
    """Plucked and round; each bun has its note."""
    song.bpm = BPM
    song.drums("kick", "x.......x.......", gain=0.45)
    song.drums("rim", "....x..x....x...", gain=0.3, room=0.2)
    song.drums("shaker", "x.xox.xox.xox.xo", gain=0.2)
    song.line(
        "C3 . G3 . E3 . G3 . F3 . C4 . A3 . C4 . D3 . A3 . F3 . A3 . G3 . D4 . B3 . G3 .",
        synth.pluck,
        gain=0.3,
        step=0.5,
        room=0.2,
    )
    song.line(
        "E5 . G5 . C6 . . B5 A5 . C6 . F5 . . . F5 . A5 . D6 . . C6 B5 . G5 . D5 . . .",
        synth.marimba,
        gain=0.2,
        step=0.5,
        room=0.35,
    )
    song.line("C2 . . . F2 . . . D2 . . . G2 . . .", synth.bass, gain=0.35, step=1)
    for number, at in enumerate(STARTS):
        song.play(effects.whoosh(0.3), at, 0.25)
        song.play(effects.boing(), at + 0.2, 0.45)
        song.play(effects.thud(deep=90 + 12 * number), at + 0.2, 0.5)
        song.play(synth.bell(523.25 * 2 ** ((0, 4, 7, 12, 16)[number] / 12), 0.7), at + 0.25, 0.2, room=0.4)
    song.play(effects.thud(deep=60), CHOCOLATE + 0.2, 0.7)
    song.play(effects.chime(), CHOCOLATE + 0.4, 0.28, room=0.5)
    song.play(effects.chop(), BITE, 0.8)
    song.play(effects.pop(high=500), BITE + 0.1, 0.6)


STAGE = Stage(draw=draw, score=score)
