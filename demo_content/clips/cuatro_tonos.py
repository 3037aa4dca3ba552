"""4 tonos, una sola pasada: a lipstick paints four swatches on paper."""

import math

from demo_content.motion import blend, during, kick, overshoot, ramp, scatter, smooth
from demo_content.paint import Brush, box, darker, disc, lighter, linear, path
from demo_content.sound import effects, synth
from demo_content.sound.song import Song
from demo_content.stage import Stage, Type, badge, camera, flood, say, sparkle, thing

TONES = (("Fucsia", "#e0146a"), ("Guayaba", "#ff5d6e"), ("Terracota", "#b5482e"), ("Ciruela", "#6d1a4a"))
STARTS = (1.0, 2.3, 3.6, 4.9)
STROKE = 0.85
KISS = 6.3


def draw(b: Brush, t: float) -> None:
    """Paint the moment t."""
    with camera(
        b,
        t,
        zoom=1.04 + 0.04 * ramp(t, 0, 8.4) - 0.05 * ramp(t, KISS, 0.5),
        shake=4 * kick(t, KISS + 0.12, 0.25),
        seed=8,
    ):
        _table(b, t)
        for number in range(4):
            _swatch(b, t, number)
        _lips(b, t)
        _stick(b, t)
    say(
        b,
        t,
        "4 tonos,\nuna sola pasada",
        look=Type(size=47, ink="#6d1a4a", edge=None, font=("bricolage", 800)),
        at=0.1,
        y=142,
    )
    badge(b, t, "agotado", at=6.0, x=360, y=616, paper="#17131c", size=22, turn=-8)


def _table(b: Brush, t: float) -> None:
    flood(b, linear((0, 0), (540, 960), "#fff3ea", "#ffe2df", "#f9c4cf"))
    with b.at(300, 470, turn=-3):
        b.fill(box(-300, -300, 560, 640, 10), "#7a2440", alpha=0.2, blur=16)
        b.fill(box(-306, -306, 560, 640, 10), linear((-300, -300), (260, 340), "#fffdf8", "#fbf0e4"))
        for i in range(120):
            b.fill(disc(-300 + 550 * scatter(i, 1), -300 + 630 * scatter(i, 2), 1.2), "#b98b72", alpha=0.25)
    for i in range(7):
        x, y = (500, 70, 30, 500, 480, 140, 300)[i], (120, 60, 760, 700, 800, 860, 880)[i]
        with b.at(x + 4 * math.sin(t + i), y + 5 * math.cos(t * 0.8 + i), turn=i * 57 + t * 6):
            petal = path("M0 0 C20 -28 52 -20 60 0 C52 20 20 28 0 0 Z")
            b.fill(petal, "#7a2440", alpha=0.16, blur=8)
            b.fill(petal, linear((0, 0), (60, 0), "#ffe0ea", "#ff8fb4"))


def _row(number: int) -> float:
    return 284.0 + number * 110


def _swatch(b: Brush, t: float, number: int) -> None:
    name, colour = TONES[number]
    done = ramp(t, STARTS[number], STROKE, smooth)
    if done <= 0:
        return
    y, x0 = _row(number), 62.0
    x1 = x0 + 24 + 290 * done
    places = [x0 + (x1 - x0) * i / 60 for i in range(61)]
    top = " ".join(
        f"L{x:.1f} {y - 34 + 3 * math.sin(x * 0.06 + number) + 1.5 * math.sin(x * 0.21):.1f}" for x in places
    )
    foot = " ".join(
        f"L{x:.1f} {y + 34 + 3 * math.sin(x * 0.05 + number * 2) + 1.5 * math.sin(x * 0.17):.1f}"
        for x in places[::-1]
    )
    shape = path(f"M{x0} {y + 34} Q{x0 - 20} {y} {x0} {y - 34} {top} Q{x1 + 26} {y} {x1} {y + 34} {foot} Z")
    b.fill(shape, darker(colour, 0.4), alpha=0.25, blur=5)
    b.fill(shape, linear((0, y - 36), (0, y + 36), lighter(colour, 0.22), colour, darker(colour, 0.18)))
    with b.inside(shape):
        for i in range(9):
            yy = y - 28 + i * 7
            b.line(
                path(f"M{x0 - 20} {yy} Q{(x0 + x1) / 2} {yy + 5 * math.sin(i * 2)} {x1 + 30} {yy + 2}"),
                "#ffffff" if i % 2 else darker(colour, 0.5),
                2.2,
                alpha=0.2,
            )
        gleam = x0 + 340 * ((t * 0.35 + number * 0.2) % 1.6)
        b.fill(
            path(f"M{gleam} {y - 50} L{gleam + 36} {y - 50} L{gleam} {y + 50} L{gleam - 36} {y + 50} Z"),
            "#ffffff",
            alpha=0.3,
            blur=8,
        )
    shown = ramp(t, STARTS[number] + STROKE * 0.7, 0.3, overshoot)
    b.text(
        name, x0 + 20, y + 13, size=46, ink="#ffffff", font=("caveat", 700), align="left", alpha=min(1, shown)
    )


def _stick(b: Brush, t: float) -> None:
    number = max(0, sum(t >= at - 0.35 for at in STARTS) - 1)
    done = ramp(t, STARTS[number], STROKE, smooth)
    lift = 1 - during(t, STARTS[number], STARTS[number] + STROKE, fade=0.2)
    x = 70 + 300 * done + 6
    y = _row(number) - 46 * lift
    if number:
        back = ramp(t, STARTS[number] - 0.35, 0.35, smooth)
        x = blend(376, 76, back) if t < STARTS[number] else x
        y = blend(_row(number - 1) - 46, y, back)
    enter, leave = ramp(t, 0.3, 0.7, overshoot), ramp(t, KISS - 0.5, 0.5)
    x, y = blend(700, x, enter) + 500 * leave, y + 100 * (1 - enter) + 120 * leave
    with b.at(x + 26, y + 30, turn=-52):
        b.fill(box(-30, 30, 66, 280, 20), "#7a2440", alpha=0.2 * (1 - 0.4 * lift), blur=14)
    turn = -52 + 5 * math.sin(t * 9) * (1 - lift)
    with b.at(x, y, scale=0.62, turn=turn, around=(372, 206)), b.inside(box(250, 120, 210, 560)):
        thing(b, "labial-seda", shade=TONES[number][1])


def _lips(b: Brush, t: float) -> None:
    grown = ramp(t, KISS, 0.22, overshoot)
    if grown <= 0:
        return
    with b.at(352, 340, scale=blend(2.2, 1.0, grown), turn=-14):
        for shape in (
            "M-96 2 C-66 -34 -34 -54 -14 -42 Q0 -32 14 -42 C34 -54 66 -34 96 2 C50 -8 22 -4 0"
            " 2 C-22 -4 -50 -8 -96 2 Z",
            "M-92 10 C-50 4 -22 6 0 12 C22 6 50 4 92 10 C62 54 30 66 0 66 C-30 66 -62 54 -92 10 Z",
        ):
            lip = path(shape)
            b.fill(lip, "#e0146a", alpha=0.88 * min(1, grown))
            with b.inside(lip):
                for i in range(26):
                    x = -96 + i * 7.6
                    b.line(
                        path(f"M{x} -50 Q{x * 0.9} 10 {x * 0.8} 70"),
                        "#fff3ea",
                        1.6 + 2 * scatter(i),
                        alpha=0.5,
                    )
    for i in range(6):
        sparkle(
            b,
            t,
            x=352 + 130 * math.cos(i * 1.05),
            y=342 + 95 * math.sin(i * 1.05),
            size=18,
            phase=i,
            colour="#ff4f9a",
        )


def score(song: Song) -> None:
    """Light pop with finger snaps."""
    song.bpm = 92.3
    song.drums("kick", "x.......x.x.....", gain=0.7)
    song.drums("rim", "....x.......x...", gain=0.4, room=0.3)
    song.drums("hat", "x.xxx.xxx.xxx.xo", gain=0.13)
    song.chords("FM7 Em7 Dm7 CM7", synth.keys, gain=0.12, pattern="x.x..x..", hold=1.2, octave=4)
    song.line(
        "F2 . F2 C3 . . E2 . E2 B2 . . D2 . D2 A2 . . C2 . G2 . C3 .", synth.bass, gain=0.42, step=2 / 3
    )
    song.line("A5 G5 . E5 . C5 D5 .", synth.marimba, gain=0.16, start=4, room=0.4)
    for at in STARTS:
        song.play(
            synth.faded(
                synth.filtered(synth.noise(STROKE, 40), low=900, high=4200), attack=0.2, release=0.25
            ),
            at,
            0.13,
        )
        song.play(effects.pop(high=760), at + STROKE * 0.75, 0.45)
    song.play(effects.whoosh(), 0.3, 0.5)
    song.play(effects.whoosh(), KISS - 0.35, 0.4)
    song.play(effects.pop(high=1500), KISS + 0.08, 1.0)
    song.play(effects.chime(), KISS + 0.2, 0.22, room=0.5)


STAGE = Stage(draw=draw, score=score)
