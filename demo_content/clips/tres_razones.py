"""3 razones: Nicolás talks to the camera, the serum floats beside him, three reasons come in."""

import math

from demo_content.motion import blend, during, kick, on_beat, overshoot, ramp, scatter, slow_down
from demo_content.paint import Brush, box, disc, down, lighter, linear, path, radial
from demo_content.portraits import bust
from demo_content.products.beauty import slice_of_orange
from demo_content.sound import effects, synth
from demo_content.sound.song import Song
from demo_content.stage import Stage, Type, camera, flood, rays, say, sparkle, thing
from demo_content.world.people import PEOPLE

NICO = next(person.looks for person in PEOPLE if person.key == "nico")
REASONS = (
    (1.7, "Ilumina", "en cuatro semanas"),
    (3.5, "3 gotas", "rinde dos meses"),
    (5.3, "Ámbar", "la luz no la oxida"),
)
SUN = 7.1
BPM = 96


def draw(b: Brush, t: float) -> None:
    """Paint the moment t."""
    with camera(b, t, zoom=1 + 0.04 * ramp(t, 0, 10), seed=6):
        _wall(b, t)
        _bottle(b, t)
        _talker(b, t)
        for number, (at, head, foot) in enumerate(REASONS, start=1):
            _reason(b, t, number=number, at=at, head=head, foot=foot)
    say(
        b,
        t,
        "3 razones para tu *vitamina* *C*",
        look=Type(size=58, font=("bricolage", 800), accent="#ffe14d"),
        at=0.1,
        until=1.45,
        y=176,
        step=0.14,
    )
    say(
        b,
        t,
        "y encima,\n*FPS* *50* siempre",
        look=Type(size=54, font=("bricolage", 800), accent="#ffe14d"),
        at=SUN,
        y=176,
        step=0.18,
    )


def _wall(b: Brush, t: float) -> None:
    flood(b, linear((0, 0), (540, 960), "#ffb36b", "#ff7f6e", "#b34a9e"))
    rays(b, t * 0.5, "#fff1c9", at=(360, 470), alpha=0.1)
    b.fill(disc(360, 470, 210), radial((360, 470), 210, "#fff6d0d0", "#ffd88a80", "#ffd88a00"))
    for i in range(7):
        angle = t * 0.5 + i * math.tau / 7
        x, y = 360 + 190 * math.cos(angle), 480 + 70 * math.sin(angle) + 160 * math.sin(angle * 0.5 + 1) * 0.4
        if math.sin(angle) < 0.1:
            with b.at(x, y, turn=t * 40 + i * 50):
                slice_of_orange(b, 0, 0, radius=24 + 10 * scatter(i))


def _bottle(b: Brush, t: float) -> None:
    into = ramp(t, 0.2, 0.7, overshoot)
    away = ramp(t, SUN, 0.5)
    y = blend(1200, 516, into) + 8 * math.sin(t * 2)
    glow = during(t, REASONS[0][0], REASONS[0][0] + 1.6)
    b.fill(disc(350, 500, 170), "#fff6c0", alpha=0.75 * glow * (0.7 + 0.3 * on_beat(t, BPM)), blur=36)
    with b.at(
        blend(352, 296, away), y, scale=blend(0.62, 0.5, away), turn=5 * math.sin(t * 1.4), around=(400, 420)
    ):
        thing(b, "serum-c")
    if away > 0:
        up = ramp(t, SUN + 0.15, 0.5, overshoot)
        with b.at(412, blend(1200, 520, up) + 6 * math.sin(t * 2 + 2), scale=0.5, turn=7, around=(400, 420)):
            thing(b, "protector-solar")
    _drops(b, t)
    _bounced_light(b, t)
    for i in range(7):
        sparkle(b, t, x=270 + 180 * scatter(i, 1), y=360 + 260 * scatter(i, 2), size=17, phase=i * 1.3)


def _drops(b: Brush, t: float) -> None:
    at = REASONS[1][0]
    for i in range(3):
        fall = ramp(t, at + 0.35 + i * 0.35, 0.55, lambda x: x * x)
        if 0 < fall < 1:
            x, y = 236, 300 + 250 * fall
            shape = path(
                f"M{x} {y - 26} C{x + 20} {y} {x + 18} {y + 22} {x} {y + 22} C{x - 18}"
                f" {y + 22} {x - 20} {y} {x} {y - 26} Z"
            )
            b.fill(shape, down(shape, "#fff0b8", "#ff9a2e", "#e06a00"))
            b.fill(disc(x - 5, y + 4, 4, 7), "#ffffff", alpha=0.8)


def _bounced_light(b: Brush, t: float) -> None:
    shown = during(t, REASONS[2][0] + 0.2, SUN - 0.3)
    for i in range(4):
        flow = (t * 1.6 + i * 0.25) % 1
        x, y = blend(540, 440, min(1, flow * 2)), blend(300 + i * 40, 430 + i * 26, min(1, flow * 2))
        x, y = (
            (x, y)
            if flow < 0.5
            else (blend(440, 560, flow * 2 - 1), blend(430 + i * 26, 560 + i * 40, flow * 2 - 1))
        )
        b.line(path(f"M{x} {y} L{x + 34} {y + (-22 if flow < 0.5 else 22)}"), "#fff6a8", 7, alpha=shown)


def _talker(b: Brush, t: float) -> None:
    into = ramp(t, 0.35, 0.6, overshoot)
    talk = abs(math.sin(t * 8.3) * math.sin(t * 3.1 + 1)) * (0.35 if t > 9.2 else 1)
    blink = 1.0 if t % 2.7 < 0.12 else 0.0
    with b.at(
        blend(-300, 138, into),
        690 + 5 * math.sin(t * 3),
        scale=0.82,
        turn=2.5 * math.sin(t * 1.7),
        around=(200, 420),
    ):
        b.fill(disc(206, 400, 180, 26), "#5a1a4a", alpha=0.3, blur=18)
        with b.inside(box(-60, -60, 520, 481)):
            bust(b, NICO, mouth=0.1 + 0.8 * talk, blink=blink, look=0.6 * math.sin(t * 0.9))
    b.fill(box(-300, 682, 1200, 700), linear((0, 682), (0, 960), "#8a3a86", "#43174f"))
    b.fill(box(-300, 682, 1200, 5), "#ffd0ea", alpha=0.5)


def _reason(b: Brush, t: float, *, number: int, at: float, head: str, foot: str) -> None:
    shown = ramp(t, at, 0.4, overshoot) * (1 - ramp(t, SUN - 0.2, 0.25))
    if shown <= 0:
        return
    later = sum(t >= other for other, *_ in REASONS) - number
    x, y = blend(-420, 36, shown), 104 + (number - 1) * 72.0
    with b.at(x, y), b.faded(1.0 if later == 0 else 0.72):
        b.fill(box(4, 6, 372, 66, 33), "#5a1a4a", alpha=0.3, blur=9)
        plate = box(0, 0, 372, 66, 33)
        b.fill(plate, "#fffaf2" if later == 0 else lighter("#ffcfae", 0.5))
        b.fill(disc(33, 33, 27 + 4 * kick(t, at + 0.2)), "#e4007c")
        b.text(str(number), 33, 46, size=38, ink="#ffffff", font=("figtree", 900))
        b.text(head, 74, 32, size=28, ink="#17131c", font=("figtree", 900), align="left")
        b.text(foot, 74, 55, size=20, ink="#5a4a62", font=("figtree", 600), align="left")
        tick = ramp(t, at + 0.5, 0.25, slow_down)
        if tick > 0:
            b.line(
                path(f"M330 36 L{330 + 9 * tick} {36 + 9 * tick} L{339 + 16 * tick} {45 - 24 * tick}"),
                "#17a05a",
                6,
            )


def score(song: Song) -> None:
    """Bright, bouncing, with a bell for every reason."""
    song.bpm = BPM
    song.drums("kick", "x...x...x...x...", gain=0.6)
    song.drums("clap", "....x.......x...", gain=0.4, room=0.2)
    song.drums("hat", "..x...x...x...x.", gain=0.22)
    song.drums("shaker", "oooooooooooooooo", gain=0.2)
    song.chords("GM7 Em7 CM7 D", synth.pluck, gain=0.15, pattern="x.xx.xx.", hold=0.9, octave=4)
    song.chords("GM7 Em7 CM7 D", synth.pad, gain=0.07, octave=3)
    song.line(
        "G2 . . G2 . D3 . . E2 . . E2 . B2 . . C2 . . C2 . G2 . . D2 . . D2 . A2 . .", synth.bass, gain=0.4
    )
    song.line("D6 . B5 . . A5 . G5 . . . . E5 . G5 .", synth.marimba, gain=0.14, start=1, room=0.4)
    for number, (at, *_) in enumerate(REASONS):
        song.play(effects.whoosh(0.3), at - 0.1, 0.45)
        song.play(synth.bell(784 * (1, 1.122, 1.26)[number], 0.9), at + 0.2, 0.3, room=0.4)
        song.play(effects.pop(high=1100), at + 0.5, 0.4)
    for i in range(3):
        song.play(effects.pop(high=1300 - 150 * i), REASONS[1][0] + 0.85 + i * 0.35, 0.35, room=0.3)
    song.play(effects.whoosh(), SUN, 0.5)
    song.play(effects.chime(), SUN + 0.5, 0.3, room=0.5)


STAGE = Stage(draw=draw, score=score)
