"""¿Cuánto crees que cuesta? A game show for one moka pot, with Carla as the whole audience."""

import math

from demo_content.motion import blend, bounce, kick, on_beat, overshoot, ramp, scatter, slow_down
from demo_content.paint import Brush, box, darker, disc, down, lighter, linear, path, radial
from demo_content.portraits import bust
from demo_content.sound import effects, synth
from demo_content.sound.song import Song
from demo_content.stage import Stage, Type, camera, confetti, flood, rays, say, sparkle, thing
from demo_content.world.people import PEOPLE

CARLA = next(person.looks for person in PEOPLE if person.key == "carla")
BPM = 100
ROLL, REVEAL = 3.7, 5.2
GUESSES = (("¿$900?", 1.65, 150, 176, "#6a4dff"), ("¿$650?", 2.45, 330, 262, "#12a3b4"))


def draw(b: Brush, t: float) -> None:
    """Paint the moment t."""
    with camera(
        b,
        t,
        zoom=1 + 0.02 * on_beat(t, BPM) + 0.07 * ramp(t, REVEAL, 0.3, overshoot),
        at=(260, 470),
        shake=5 * kick(t, REVEAL, 0.35),
        seed=7,
    ):
        _set(b, t)
        _pot(b, t)
        _carla(b, t)
        for guess in GUESSES:
            _guess(b, t, guess)
    if t >= ROLL:
        _price(b, t)
    say(
        b,
        t,
        "¿Cuánto crees que cuesta?",
        look=Type(size=60, font=("bricolage", 800)),
        at=0.15,
        until=1.5,
        y=150,
        step=0.13,
    )
    confetti(
        b,
        t,
        at=REVEAL,
        colours=("#ffffff", "#ffe14d", "#e4007c", "#12b3c4", "#8fd05a"),
        origin=(250, 260),
        count=110,
    )


def _set(b: Brush, t: float) -> None:
    flood(b, radial((270, 430), 620, "#ffd84d", "#ff9a2e", "#e8451f", "#8f1430"))
    rays(b, t, "#fff3b0", at=(270, 450), count=16, alpha=0.28)
    for side in (-1, 1):
        for i in range(3):
            x = 270 + side * (300 - i * 34)
            fold = path(
                f"M{x} -80 Q{x - side * (40 + 6 * math.sin(t * 1.3 + i))} 420 {x + side * 14}"
                f" 1100 L{x + side * 90} 1100 L{x + side * 90} -80 Z"
            )
            b.fill(fold, linear((x - 40, 0), (x + 60, 0), "#a30046", "#e4007c", "#7a0036"))
    for i in range(15):
        lit = (i + int(t * BPM / 60 * 2)) % 3 == 0
        x, y = -10 + i * 40, 66 + 16 * math.sin(i * 0.45)
        b.fill(disc(x, y, 15 if lit else 9), "#fff3b0", alpha=0.5 if lit else 0.2, blur=8)
        b.fill(disc(x, y, 8), "#fffbe0" if lit else "#ffb84d")
    podium = path("M130 660 L410 660 L440 1000 L100 1000 Z")
    b.fill(podium, linear((100, 0), (440, 0), "#5a1a8a", "#a35ae0", "#4a1270"))
    b.fill(disc(270, 660, 141, 24), linear((130, 0), (410, 0), "#c98bff", "#f0dcff", "#a35ae0"))
    b.line(disc(270, 660, 141, 24), "#ffe14d", 4)
    for i in range(9):
        b.fill(disc(120 + i * 38, 730, 6), "#ffe14d" if (i + int(t * 5)) % 2 else "#fff8d0")


def _pot(b: Brush, t: float) -> None:
    drop = ramp(t, 0.3, 0.8, bounce)
    heat = ramp(t, REVEAL - 1.2, 1.0)
    rattle = 2.5 * heat * math.sin(t * 60) * (t < REVEAL)
    jump = 34 * math.sin(math.pi * ramp(t, REVEAL, 0.4))
    b.fill(disc(270, 662, 90 * drop, 11), "#3a0a5a", alpha=0.5, blur=7)
    with b.at(
        282 + rattle,
        blend(-300, 664, drop) - jump,
        scale=0.64,
        turn=rattle + 3 * math.sin(t * 1.6),
        around=(400, 650),
    ):
        thing(b, "cafetera-moka")
    for i in range(9):
        age = (t * 0.6 + scatter(i, 1)) % 1
        puff = max(heat, 0.15) * math.sin(math.pi * age)
        b.fill(
            disc(172 - 60 * age + 14 * math.sin(t * 2 + i), 388 - 170 * age, 10 + 30 * age),
            "#ffffff",
            alpha=0.4 * puff,
            blur=11,
        )
    for i in range(5):
        sparkle(b, t, x=190 + 50 * i, y=360 + 200 * scatter(i, 2), size=20, phase=i * 1.9)


def _carla(b: Brush, t: float) -> None:
    into = ramp(t, 0.9, 0.5, overshoot)
    shock = ramp(t, REVEAL, 0.15)
    talk = abs(math.sin(t * 9) * math.sin(t * 2.3)) if t < 3.6 else 0.15
    hop = 18 * on_beat(t, BPM) * shock
    with (
        b.at(
            blend(-240, 92, into),
            690 - hop,
            scale=0.58 + 0.04 * shock,
            turn=-4 + 3 * math.sin(t * 2),
            around=(200, 400),
        ),
        b.inside(box(-80, -80, 560, 484)),
    ):
        bust(b, CARLA, mouth=blend(talk, 1.0, shock), blink=1.0 if t % 2.2 < 0.1 else 0.0, look=0.8)
    b.fill(box(-300, 682, 500, 24, 10), "#7a0036")
    b.fill(box(-300, 700, 520, 600), linear((0, 700), (0, 960), "#4a0a3a", "#240418"))


def _guess(b: Brush, t: float, guess: tuple[str, float, float, float, str]) -> None:
    words, at, x, y, colour = guess
    grown = ramp(t, at, 0.3, overshoot) * (1 - ramp(t, ROLL - 0.2, 0.2))
    if grown <= 0:
        return
    with b.at(x, y + 6 * math.sin(t * 3 + x), scale=grown, turn=-8 if x < 270 else 7):
        tag = path("M-86 -40 L64 -40 L98 0 L64 40 L-86 40 Z")
        b.fill(tag, darker(colour, 0.5), alpha=0.4, blur=8)
        b.fill(tag, down(tag, lighter(colour, 0.25), colour))
        b.fill(disc(72, 0, 7), "#fff8e0")
        b.text(words, -14, 15, size=44, ink="#ffffff", font=("figtree", 900))
        cross = ramp(t, at + 0.55, 0.18)
        if cross > 0:
            b.line(path(f"M-88 -42 L{-88 + 176 * cross} {-42 + 84 * cross}"), "#e4002c", 11)
            b.line(path(f"M88 -42 L{88 - 176 * cross} {-42 + 84 * cross}"), "#e4002c", 11)


def _price(b: Brush, t: float) -> None:
    grown = ramp(t, ROLL, 0.35, overshoot)
    flash = kick(t, REVEAL, 0.5)
    with b.at(243, 198, scale=grown * (1 + 0.12 * kick(t, REVEAL, 0.3)), turn=-2):
        b.fill(box(-178, -92, 356, 190, 34), "#3a0a2a", alpha=0.45, blur=14)
        frame = box(-182, -100, 364, 192, 34)
        b.fill(frame, down(frame, "#ffe14d", "#ff9a2e"))
        b.fill(box(-168, -86, 336, 164, 24), "#2a0a33")
        b.text("$", -128, 36, size=100, ink="#ffe14d", font=("bricolage", 800))
        for i, digit in enumerate("429"):
            _reel(b, t, x=-46 + i * 86, digit=int(digit), stop=REVEAL - 0.5 + i * 0.25)
        b.fill(frame, "#ffffff", alpha=0.8 * flash)
    off = ramp(t, REVEAL + 0.45, 0.3, overshoot)
    if off > 0:
        with b.at(236, 318, scale=off, turn=-3):
            b.fill(box(-138, -32, 276, 62, 31), "#fffaf2")
            b.text("antes $499 · −14 %", 0, 10, size=28, ink="#17131c", font=("figtree", 800))
            b.line(path(f"M-56 1 L{-56 + 54 * ramp(t, REVEAL + 0.9, 0.3, slow_down)} 1"), "#e4007c", 4)


def _reel(b: Brush, t: float, *, x: float, digit: int, stop: float) -> None:
    turned = 20 + digit - 22 * (1 - ramp(t, ROLL + 0.1, stop - ROLL - 0.1, slow_down))
    cell = box(x - 38, -70, 76, 132, 12)
    b.fill(cell, down(cell, "#b9a6c9", "#ffffff", "#b9a6c9"))
    with b.inside(cell):
        for step in (-1, 0, 1, 2):
            number = math.floor(turned) + step
            b.text(
                str(number % 10),
                x,
                36 + (turned - number) * 130,
                size=108,
                ink="#e4007c",
                font=("bricolage", 800),
            )


def score(song: Song) -> None:
    """A cumbia, a rolling counter, a fanfare."""
    song.bpm = BPM
    song.drums("kick", "x...x...x...x...", gain=0.6)
    song.drums("shaker", "x.xxx.xxx.xxx.xx", gain=0.3)
    song.drums("low", "...x..x....x..x.", gain=0.5, pan=-0.2)
    song.drums("high", "..x...x...x...x.", gain=0.35, pan=0.25)
    song.drums("rim", "x..x..x...x.x...", gain=0.3, room=0.2)
    song.line("A2 . E3 A3 D2 . A2 D3 E2 . B2 E3 A2 . E3 C3", synth.bass, gain=0.5, step=0.5, hold=0.8)
    song.chords("Am Dm E7 Am", synth.pluck, gain=0.14, bar=2, pattern=".x.x", hold=0.4, octave=4)
    song.line(
        "A4 . C5 E5 D5 - . . E5 D5 C5 B4 A4 - . .", synth.brass, gain=0.24, step=0.5, start=0.5, until=5.6
    )
    song.play(effects.thud(), 0.7, 0.6)
    for _, at, *_ in GUESSES:
        song.play(effects.pop(), at, 0.6)
        song.play(synth.saw(98, 0.22) * 0.5, at + 0.55, 0.35)
    song.play(effects.ticks(1.9, count=26), ROLL, 0.7)
    song.play(effects.riser(1.4), ROLL + 0.1, 0.4)
    for voice in ("A4", "C#5", "E5", "A5"):
        song.line(
            f"{voice} - {voice} - - -",
            synth.brass,
            gain=0.16,
            step=0.33,
            start=REVEAL / 0.6,
            until=REVEAL / 0.6 + 1.9,
            room=0.4,
        )
    song.play(effects.thud(deep=55), REVEAL, 0.8)
    song.play(effects.chime(), REVEAL + 0.1, 0.35, room=0.5)
    song.line(
        "A4 . C5 E5 A5 - G5 E5 F5 E5 D5 . E5 - . .", synth.brass, gain=0.22, step=0.5, start=REVEAL / 0.6 + 2
    )


STAGE = Stage(draw=draw, score=score)
