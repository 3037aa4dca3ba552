"""Bota o som: headphones in the dark, a drop, bars that follow the beat."""

import math

from demo_content.motion import blend, kick, on_beat, overshoot, ramp, scatter
from demo_content.paint import Brush, box, disc, linear, mix, path, radial
from demo_content.sound import effects, synth
from demo_content.sound.song import Song
from demo_content.stage import MIDDLE, Stage, Type, badge, camera, flood, say, thing

BPM = 124
BEAT = 60 / BPM
DROP = 8 * BEAT
WORDS = (("BOTA", 2), ("O", 3), ("SOM", 4))
CENTRE = (262.0, 440.0)


def draw(b: Brush, t: float) -> None:
    """Paint the moment t."""
    live = 1.0 if t >= DROP else 0.0
    beat = on_beat(t, BPM)
    with camera(
        b,
        t,
        zoom=1 + 0.05 * beat * (0.4 + live) + 0.1 * ramp(t, DROP - BEAT * 2, BEAT * 2) * (1 - live),
        at=CENTRE,
        shake=7 * kick(t, DROP, 0.5) + 2 * live * beat,
        seed=5,
    ):
        _night(b, t, live)
        _rings(b, t, live)
        _bars(b, t, live)
        _phones(b, t, live, beat)
    _shout(b, t, live)
    say(b, t, "fone no ouvido?", look=Type(size=50), at=0.1, until=2 * BEAT - 0.1, y=170)
    say(
        b,
        t,
        "3… 2… 1…",
        look=Type(size=76, font=("bricolage", 800)),
        at=5 * BEAT,
        until=DROP - 0.1,
        y=190,
        step=BEAT * 0.9,
    )
    badge(b, t, "30 h de bateria", at=DROP + BEAT * 4, x=150, y=622, paper="#17131c", size=27)
    badge(b, t, "10 min = 3 h", at=DROP + BEAT * 6, x=330, y=656, paper="#e4007c", size=27, turn=4)


def _night(b: Brush, t: float, live: float) -> None:
    hue = 0.5 + 0.5 * math.sin(t * 1.4)
    inner = mix(mix("#2a1a6a", "#e4007c", live * 0.75), mix("#3a1a8a", "#12b3c4", live * 0.8), hue)
    flood(b, radial(CENTRE, 640, inner, mix(inner, "#0a0618", 0.6), "#07040f"))
    for i in range(13):
        y = 700 + (i + t * 2.2 % 1) ** 2 * 3.4
        b.line(path(f"M-300 {y} L840 {y}"), "#ff4fd0", 2, alpha=0.35)
    for i in range(-9, 10):
        b.line(path(f"M{270 + i * 24} 700 L{270 + i * 130} 1300"), "#ff4fd0", 2, alpha=0.35)
    b.fill(box(-300, 640, 1200, 90), linear((0, 640), (0, 730), "#00000000", "#ff4fd060", "#00000000"))
    for i in range(40):
        b.fill(
            disc(560 * scatter(i, 1) - 10, 640 * scatter(i, 2), 1 + 1.4 * scatter(i, 3)),
            "#ffffff",
            alpha=0.2 + 0.6 * abs(math.sin(t * 2 + i)),
        )


def _rings(b: Brush, t: float, live: float) -> None:
    for back in range(5):
        born = (math.floor(t / BEAT) - back) * BEAT
        age = t - born
        if born >= 0 and 0 < age < 1.8:
            b.line(
                disc(*CENTRE, 130 + 230 * age),
                ("#7ce0ff", "#ff4fd0", "#ffe14d")[int(born / BEAT) % 3],
                7 * (1 - age / 1.8) + 1,
                alpha=(1 - age / 1.8) * (0.35 + 0.55 * live),
            )


def _bars(b: Brush, t: float, live: float) -> None:
    count = 48
    for i in range(count):
        share = i / count
        voice = abs(math.sin(t * 6.1 + i * 0.7) * math.sin(t * 3.7 + i * 1.9))
        low = on_beat(t, BPM) * math.exp(-((min(share, 1 - share) * 9) ** 2)) * 1.2
        tall = 12 + (30 + 90 * live) * voice + 90 * low * (0.4 + live)
        colour = mix("#12e0ff", "#ff2c98", abs(2 * share - 1)) if live else mix("#6a5ae0", "#9a8aff", share)
        with b.at(*CENTRE, turn=share * 360):
            b.fill(box(-5, -168 - tall, 10, tall, 5), colour, alpha=0.9)


def _phones(b: Brush, t: float, live: float, beat: float) -> None:
    into = ramp(t, 0.15, 0.7, overshoot)
    spin = 360 * ramp(t, DROP - 0.05, 0.6, overshoot)
    size = blend(0.1, 0.46, into) * (1 + (0.05 + 0.06 * live) * beat)
    nod = (7 if live else 4) * math.sin(t * math.pi / BEAT)
    b.fill(disc(*CENTRE, 176), "#0a0618", alpha=0.75, blur=20)
    glitch = 16 * kick(t, DROP, 0.35) + 7 * live * max(0.0, beat - 0.6)
    for dx, alpha in ((-glitch, 0.5), (glitch, 0.5), (0, 1)):
        if dx == 0 or glitch > 1:
            with (
                b.at(CENTRE[0] + dx, CENTRE[1] - 6 * beat, scale=size, turn=nod + spin, around=(400, 450)),
                b.faded(alpha),
            ):
                thing(
                    b, "fone-batida", shell="#8a6bff" if int(t / BEAT / 4) % 2 == 0 or not live else "#ff5a6e"
                )


def _shout(b: Brush, t: float, live: float) -> None:
    for words, number in WORDS:
        for base in (0.0, DROP):
            at = base + (number - (0 if base == 0 else 2)) * BEAT
            if not at <= t < at + BEAT * (1 if number < 4 else 1.4):
                continue
            grown = ramp(t, at, 0.16, overshoot)
            size = {"BOTA": 150, "O": 190, "SOM": 180}[words]
            for dx, colour in ((-7, "#12e0ff"), (7, "#ff2c98"), (0, "#ffffff")):
                with b.at(MIDDLE + dx * (1 + live), 224, scale=blend(1.7, 1, grown), turn=-4):
                    b.text(
                        words,
                        0,
                        30,
                        size=size,
                        ink=colour,
                        font=("bricolage", 800),
                        alpha=0.95 if dx == 0 else 0.8,
                    )


def score(song: Song) -> None:
    """House: eight beats of waiting, then everything."""
    song.bpm = BPM
    song.drums("kick", "x...x...x...x...", gain=1.0, start=8)
    song.drums("kick", "x.......x.......", gain=0.5, until=6)
    song.drums("clap", "....x.......x...", gain=0.5, start=8, room=0.2)
    song.drums("open", "..x...x...x...x.", gain=0.28, start=8)
    song.drums("hat", "xoxxxoxxxoxxxoxx", gain=0.15, start=4)
    song.drums("clap", "x.x.xxxxxxxxxxxx", gain=0.3, start=6, until=7.75)
    song.chords("Fm9 DbM7 AbM7 Eb6", synth.pad, gain=0.09, bar=2, until=8)
    song.chords(
        "Fm9 DbM7 AbM7 Eb6", synth.stab, gain=0.17, bar=2, pattern="x..x..x.", hold=0.5, octave=4, start=8
    )
    song.line(
        ". F1 . F2 . F1 . F2 . C#1 . C#2 . C#1 . C#2 . G#1 . G#2 . G#1 . G#2 . D#2 . D#2 . D#2 . G2",
        synth.bass,
        gain=0.7,
        step=0.25,
        start=8,
        hold=0.9,
    )
    song.line(
        "C6 . G#5 . F5 . C6 D#6 . C6 . A#5 G#5 . F5 .", synth.lead, gain=0.14, step=0.5, start=8, room=0.4
    )
    for number in range(3):
        song.play(effects.pop(high=500 + 200 * number), (2 + number) * BEAT, 0.6)
        song.play(synth.bell(880, 0.4), (5 + number * 0.9) * BEAT, 0.2)
    song.play(effects.riser(DROP * 0.5), DROP * 0.5, 0.55)
    song.play(effects.thunder_switch(), DROP, 0.7)
    song.play(effects.whoosh(), DROP - 0.1, 0.7)


STAGE = Stage(draw=draw, score=score)
