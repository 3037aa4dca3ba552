"""Qual cor é a sua? One shoe changes colour on the beat, then all three meet."""

import math

from demo_content.motion import blend, kick, on_beat, overshoot, ramp, scatter, slow_down, spring
from demo_content.paint import Brush, darker, disc, lighter, measure, path, without
from demo_content.sound import effects, synth
from demo_content.sound.song import Song
from demo_content.stage import MIDDLE, Stage, Type, badge, burst, camera, flood, say, thing

BPM = 120
COLOURS = (
    ("MAR", "#2f6bff", "#bfe3ff", "#fdfdff"),
    ("CORAL", "#ff5a4f", "#ffd9c9", "#fff6f0"),
    ("LIMÃO", "#8fc31f", "#f2f7b8", "#fbffe8"),
)
SWAPS = (0.0, 2.0, 4.0)
ALL = 6.0


def draw(b: Brush, t: float) -> None:
    """Paint the moment t."""
    number = sum(t >= at for at in SWAPS) - 1
    with camera(b, t, zoom=1 + 0.03 * on_beat(t, BPM), seed=4):
        _floor(b, t, number)
        if t < ALL:
            _word(b, t, number)
            _shoe(b, t, number)
        else:
            _together(b, t)
    say(b, t, "Escolhe uma cor", look=Type(size=42, tape="#17131c", edge=None), at=0.2, until=1.8, y=146)
    say(b, t, "Qual é a sua?", look=Type(size=58), at=ALL + 0.2, y=164, step=0.2)
    badge(b, t, "230 g", at=2.6, until=3.8, x=120, y=652, paper="#17131c")
    badge(b, t, "seca em 1 h", at=4.6, until=5.7, x=140, y=652, paper="#17131c")


def _floor(b: Brush, t: float, number: int) -> None:
    past = COLOURS[max(0, number - 1)] if number else COLOURS[2]
    now = COLOURS[number]
    flood(b, past[2])
    _stripes(b, t, past[1])
    if t >= ALL:
        now = ("", "#6a4dff", "#e6e0ff", "")
    opened = ramp(t, ALL if t >= ALL else SWAPS[number], 0.45, slow_down)
    with b.inside(disc(270, 470, 20 + 900 * opened)):
        flood(b, now[2])
        _stripes(b, t, now[1])
        b.fill(disc(270, 470, 230 + 14 * on_beat(t, BPM)), lighter(now[1], 0.35), alpha=0.55)
        b.line(disc(270, 470, 270 + 40 * (1 - on_beat(t, BPM))), now[1], 5, alpha=0.6 * on_beat(t, BPM))


def _stripes(b: Brush, t: float, colour: str) -> None:
    for i in range(-3, 14):
        x = i * 76 + t * 60 % 76
        b.fill(path(f"M{x} -100 L{x + 26} -100 L{x - 330} 1100 L{x - 356} 1100 Z"), colour, alpha=0.13)


def _word(b: Brush, t: float, number: int) -> None:
    name, colour, _, _ = COLOURS[number]
    size = min(150.0, 150 * 410 / measure(name, size=150, font=("bricolage", 800)))
    for row in range(3):
        grown = ramp(t, SWAPS[number] + row * 0.12, 0.3, overshoot)
        y = 300 + row * size * 0.86 + (150 - size) * 1.2
        with b.at(MIDDLE, y, scale=(max(0.01, grown), 1)):
            if row == 0:
                b.text(name, 0, 0, size=size, ink=darker(colour, 0.12), font=("bricolage", 800))
            else:
                b.written(name, 0, 0, size=size, ink=colour, font=("bricolage", 800), alpha=0.35)


def _shoe(b: Brush, t: float, number: int) -> None:
    _, accent, _, upper = COLOURS[number]
    at = SWAPS[number]
    into = ramp(t, at, 0.5, overshoot)
    out = ramp(t, at + 1.78, 0.22)
    hop = on_beat(t, BPM)
    x = blend(760, 262, into) - 620 * out
    y = 520 - 26 * math.sin(math.pi * min(1, (1 - hop ** (1 / 3)) * 1.6)) * (into if t > at + 0.5 else 0)
    turn = blend(40, -14, into) - 20 * out + 4 * math.sin(t * 3)
    b.fill(disc(x, 650, 150, 18), darker(accent, 0.4), alpha=0.28, blur=12)
    for i in range(8):
        if into < 0.98 or out > 0:
            yy = 380 + i * 28
            b.line(
                path(f"M{x + 180} {yy} L{x + 330 + 160 * scatter(i, number)} {yy}"),
                "#ffffff",
                5,
                alpha=0.8 * (1 - into + out),
            )
    burst(b, t, at=at + 0.3, x=x, y=512, colour=accent, reach=210)
    squash = 0.05 * kick(t, at + 0.45, 0.25)
    with b.at(x, y, scale=(0.66 * (1 + squash), 0.66 * (1 - squash)), turn=turn, around=(400, 470)):
        thing(b, "tenis-brisa", upper=upper, accent=accent)


def _together(b: Brush, t: float) -> None:
    for i, (_, accent, _, upper) in enumerate(COLOURS):
        into = ramp(t, ALL + 0.1 + i * 0.25, 0.5, spring)
        y = 286 + i * 156
        x = blend(-320 if i % 2 else 800, (220, 236, 220)[i], into)
        beat = on_beat(t + i * 0.16, BPM)
        b.fill(disc(x, y + 82, 112, 12), "#2a1a6a", alpha=0.25, blur=9)
        with b.at(x, y - 8 * beat, scale=0.43, turn=-8 + 3 * beat, around=(400, 470)):
            thing(b, "tenis-brisa", upper=upper, accent=accent)
    for i, (_, accent, _, _) in enumerate(COLOURS):
        grown = ramp(t, ALL + 1.0 + i * 0.12, 0.3, overshoot)
        b.fill(without(disc(424, 296 + i * 156, 24 * grown), disc(424, 296 + i * 156, 17 * grown)), "#ffffff")
        b.fill(disc(424, 296 + i * 156, 16 * grown), accent)


def score(song: Song) -> None:
    """Electro with a tambourine swing and a hook."""
    song.bpm = BPM
    song.drums("kick", "x..x..x...x.x...", gain=0.9)
    song.drums("clap", "....x.......x...", gain=0.55, room=0.15)
    song.drums("shaker", "xoxoxoxoxoxoxoxo", gain=0.28, swing=0.15)
    song.drums("mid", "......x..x....x.", gain=0.4, pan=-0.3)
    song.drums("high", "..x....x...x...x", gain=0.3, pan=0.3)
    song.line("A1 . A1 A2 . A1 . G1 F1 . F1 F2 . F1 G1 .", synth.bass, gain=0.5, step=0.5)
    song.chords("Am7 FM7", synth.stab, gain=0.13, pattern="x..x..x.", hold=0.4, octave=4)
    song.line("E5 . A5 . G5 E5 . D5 C5 . D5 . E5 - . .", synth.lead, gain=0.15, start=4)
    for at in SWAPS[1:]:
        song.play(effects.whoosh(), at - 0.22, 0.8)
        song.play(effects.thud(deep=90), at + 0.1, 0.4)
    song.play(effects.riser(1.0), 5.0, 0.4)
    for i in range(3):
        song.play(effects.pop(high=800 + 250 * i), ALL + 0.3 + i * 0.25, 0.6)


STAGE = Stage(draw=draw, score=score)
