"""Teste de queda: a phone falls three times, from higher each time, past the floors of a house."""

import math

from demo_content.motion import blend, kick, overshoot, ramp, scatter, slow_down
from demo_content.paint import Brush, box, disc, linear, path, radial
from demo_content.portraits import bust
from demo_content.sound import effects, synth
from demo_content.sound.song import Song
from demo_content.stage import Stage, Type, badge, burst, camera, flood, rays, say, sparkle, thing
from demo_content.world.people import PEOPLE

CAIO = next(person.looks for person in PEOPLE if person.key == "caio")
BPM = 140
# Let go at, hits at, height in the scene, what the ruler says.
FALLS = ((0.9, 1.45, 360.0, "1 m"), (2.6, 3.4, 900.0, "2 m"), (4.5, 5.5, 1500.0, "a escada inteira"))
HERO = 6.6
GROUND = 650.0


def draw(b: Brush, t: float) -> None:
    """Paint the moment t."""
    number = sum(t >= hit + 0.75 for _, hit, *_ in FALLS)
    hit = sum(kick(t, at, 0.35) for _, at, *_ in FALLS)
    if t < HERO:
        with camera(b, t, zoom=1 + 0.03 * hit, at=(260, GROUND), shake=9 * hit, seed=12):
            _street(b, t, _height(t, number))
            _phone(b, t, number)
            _dust(b, t)
        _face(b, t, hit)
    else:
        _hero(b, t)
    for count, (let_go, at, _, words) in enumerate(FALLS, start=1):
        say(
            b,
            t,
            f"queda {count}:\n{words}",
            look=Type(size=48, font=("bricolage", 800)),
            at=let_go - 0.7,
            until=at + 0.05,
            y=146,
            step=0.12,
        )
        badge(b, t, "intacto", at=at + 0.35, until=at + 1.0, x=330, y=250, paper="#17a05a", size=36, turn=-7)
    say(
        b,
        t,
        "3 de 3.\nsem um *arranhão*",
        look=Type(size=54, font=("bricolage", 800), accent="#ffe14d"),
        at=HERO + 0.1,
        y=150,
        step=0.16,
    )


def _height(t: float, number: int) -> float:
    if number >= len(FALLS):
        return 0.0
    let_go, hit, height, _ = FALLS[number]
    up = ramp(t, let_go - 0.75, 0.55, slow_down) if number else ramp(t, 0.0, 0.5, overshoot)
    fall = ramp(t, let_go, hit - let_go, lambda x: x * x)
    if t < hit:
        return height * up * (1 - fall)
    age = t - hit
    return 70 * abs(math.sin(age * 7.5)) * math.exp(-4.5 * age)


def _lift(height: float) -> float:
    return max(0.0, height - 190)


def _street(b: Brush, t: float, height: float) -> None:
    lift = _lift(height)
    flood(b, linear((0, 0), (0, 960), "#ffc35a", "#ff8f7a", "#d65a9c"))
    b.fill(disc(400, 220 + lift * 0.1, 90), "#fff3c0", alpha=0.9)
    for i in range(5):
        x = (i * 170 + t * 8) % 760 - 100
        y = 190 + 90 * (i % 3) + lift * 0.25 - 260 * (i > 2)
        for dx, r in ((0, 24), (30, 34), (66, 22)):
            b.fill(disc(x + dx, y - r * 0.2, r, r * 0.6), "#ffffff", alpha=0.6)
    wall = box(-40, GROUND - 1900 + lift, 250, 1900)
    b.fill(wall, linear((-40, 0), (210, 0), "#3fb8a8", "#2a8f8a"))
    for floor in range(8):
        y = GROUND - 210 - floor * 230 + lift
        if -240 < y < 900:
            b.fill(box(-40, y + 196, 260, 14), "#fff3d6")
            b.fill(box(60, y + 20, 96, 130, 46), "#fff3d6")
            pane = box(70, y + 30, 76, 112, 38)
            b.fill(pane, linear((70, y), (146, y + 140), "#4a3a8a", "#8a5ab0"))
            b.line(path(f"M108 {y + 30} L108 {y + 142}"), "#fff3d6", 5)
            for k in range(3):
                b.fill(disc(74 + k * 34, y + 152, 17, 13), ("#ff5a8a", "#ffd05a", "#ff7a4d")[(k + floor) % 3])
            b.fill(box(56, y + 154, 104, 16, 6), "#b0563a")
    _ruler(b, lift)
    b.fill(box(-300, GROUND + lift, 1200, 900), linear((0, GROUND), (0, 960), "#8a5a8f", "#4a2a5f"))
    b.fill(box(-300, GROUND + lift, 1200, 10), "#ffd9c0")
    for i in range(-4, 10):
        for k in range(4):
            x = i * 90 + k % 2 * 45
            b.fill(box(x, GROUND + 20 + k * 60 + lift, 84, 52, 8), "#ffffff", alpha=0.07)


def _ruler(b: Brush, lift: float) -> None:
    b.fill(box(470, GROUND - 1800 + lift, 22, 1800), "#fff8e0", alpha=0.9)
    for i in range(60):
        y = GROUND - i * 30 + lift
        if -40 < y < 960:
            b.line(path(f"M470 {y} L{486 if i % 5 == 0 else 479} {y}"), "#7a2a4a", 3)


def _phone(b: Brush, t: float, number: int) -> None:
    height = _height(t, number)
    lift = _lift(height)
    let_go, hit, _, _ = FALLS[min(number, len(FALLS) - 1)]
    fall = ramp(t, let_go, hit - let_go)
    x = 320.0
    spin = (fall * (180 + 180 * number) if t < hit else 0.0) + 14 * math.sin(t * 6) * (1 - fall)
    if t >= hit:
        spin = 90 + 26 * math.sin((t - hit) * 16) * math.exp(-4 * (t - hit))
    elif fall > 0:
        spin = blend(8, 90 + 360 * (number + 1), fall * fall)
    speed = fall * (t < hit)
    for i in range(6):
        if speed > 0.3:
            xx = x - 70 + i * 28
            b.line(
                path(
                    f"M{xx} {GROUND - height + lift - 210} L{xx}"
                    f" {GROUND - height + lift - 210 - 190 * speed * scatter(i, number)}"
                ),
                "#ffffff",
                6,
                alpha=0.7 * speed,
            )
    b.fill(
        disc(x, GROUND + 12 + lift, blend(120, 40, min(1, height / 400)), 12), "#2a0a3a", alpha=0.45, blur=8
    )
    with b.at(
        x,
        GROUND - height + lift - blend(78, 130, min(1, height / 200)),
        scale=0.42,
        turn=spin,
        around=(400, 390),
    ):
        thing(b, "capinha-onda")


def _dust(b: Brush, t: float) -> None:
    for _, hit, *_ in FALLS:
        age = t - hit
        if 0 < age < 0.8:
            for i in range(14):
                side = 1 if i % 2 else -1
                reach = (60 + 190 * scatter(i, 1)) * (1 - math.exp(-5 * age))
                b.fill(
                    disc(320 + side * reach, GROUND + 4 - 60 * scatter(i, 2) * age, 16 + 26 * age),
                    "#fff0d9",
                    alpha=0.6 * (1 - age / 0.8),
                    blur=7,
                )
        burst(b, t, at=hit, x=320, y=GROUND - 50, colour="#fff6c0", reach=170)


def _face(b: Brush, t: float, hit: float) -> None:
    """Caio watches from a round window, as in a duet."""
    into = ramp(t, 0.2, 0.4, overshoot)
    falling = max((ramp(t, let_go, 0.2) * (t < at) for let_go, at, *_ in FALLS), default=0.0)
    with b.at(100, 590, scale=0.42 * into * (1 + 0.1 * hit), around=(200, 200)):
        b.fill(disc(206, 214, 196), "#2a0a3a", alpha=0.4, blur=20)
        b.fill(disc(200, 200, 196), "#ffffff")
        with b.inside(disc(200, 200, 184)):
            b.fill(disc(200, 200, 190), linear((0, 0), (400, 400), "#e0dcff", "#8f86ff"))
            with b.at(0, 14 + 10 * falling):
                bust(
                    b,
                    CAIO,
                    mouth=0.2 + 0.8 * max(falling, hit),
                    blink=1.0 if hit > 0.5 or t % 2.4 < 0.1 else 0.0,
                    look=0.9,
                )


def _hero(b: Brush, t: float) -> None:
    with camera(b, t, zoom=1.0 + 0.03 * ramp(t, HERO, 1.8), seed=12):
        flood(b, radial((262, 480), 640, "#8fe8ff", "#3f8bff", "#1a2a9c"))
        rays(b, t * 1.6, "#ffffff", at=(262, 470), alpha=0.14)
        into = ramp(t, HERO, 0.6, overshoot)
        turn = 720 * (1 - ramp(t, HERO, 0.7, slow_down)) + 5 * math.sin(t * 2.4)
        b.fill(disc(262, 676, 120, 16), "#0a1450", alpha=0.4 * into, blur=10)
        with b.at(
            254, 492 + 8 * math.sin(t * 2.2), scale=0.6 * max(0.05, into), turn=turn, around=(400, 390)
        ):
            thing(b, "capinha-onda")
        for i in range(10):
            angle = i * math.tau / 10 + t * 0.4
            sparkle(
                b, t, x=262 + 200 * math.cos(angle), y=470 + 230 * math.sin(angle), size=24, phase=i * 1.1
            )
        b.fill(box(-300, -300, 1200, 1700), "#ffffff", alpha=kick(t, HERO, 0.3))


def score(song: Song) -> None:
    """Half-time drums that hold their breath while it falls."""
    song.bpm = BPM
    song.drums("boom", "x.....x...x.....", gain=0.8)
    song.drums("clap", "........x.......", gain=0.6, room=0.25)
    song.drums("hat", "x.x.x.xxx.x.xxxx", gain=0.18)
    song.drums("rim", "...x......x..x..", gain=0.22, room=0.3)
    song.line("F1 - - . F1 . G#1 - C#1 - - . D#1 . C1 -", synth.bass, gain=0.5, step=1)
    song.line("C5 . G#4 . F4 . C5 . A#4 . G4 . D#4 . G4 .", synth.pluck, gain=0.22, step=1, room=0.5)
    song.chords("Fm DbM7", synth.pad, gain=0.06, bar=8)
    for number, (let_go, hit, *_) in enumerate(FALLS):
        length = hit - let_go
        song.play(
            synth.faded(synth.sweep(1500 + 200 * number, 320, length, curve=1.4)) * 0.5,
            let_go,
            0.22,
            room=0.2,
        )
        song.play(effects.thud(deep=58 - 6 * number), hit, 1.2)
        song.play(effects.click(), hit + 0.22, 0.6)
        song.play(effects.chime(), hit + 0.4, 0.22, room=0.4)
        song.play(effects.whoosh(0.45), let_go - 0.72, 0.35)
    song.play(effects.riser(0.9), HERO - 0.9, 0.4)
    song.play(effects.thunder_switch(), HERO, 0.5)
    song.play(effects.chime(), HERO + 0.25, 0.35, room=0.6)


STAGE = Stage(draw=draw, score=score)
