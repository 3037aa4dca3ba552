"""O que tem na minha bolsa: things leap out of a beach bag and line up on the sand."""

import math

from demo_content.motion import blend, kick, on_beat, overshoot, ramp, scatter, slow_down, speed_up
from demo_content.paint import Brush, disc, linear, path, radial
from demo_content.sound import effects, synth
from demo_content.sound.song import Song
from demo_content.stage import Stage, Type, camera, flood, say, sparkle, thing

BPM = 108
BAG = (250.0, 640.0)
BACK = 7.2
# Product, leaves the bag at, lands at x, y, scale, turn, its words and where they stand.
THINGS = (
    ("chapeu-duna", 1.8, 140.0, 330.0, 0.3, -9.0, "chapéu", (132.0, 428.0)),
    ("oculos-poente", 3.0, 364.0, 300.0, 0.27, 8.0, "óculos", (372.0, 398.0)),
    ("sandalia-areia", 4.2, 100.0, 560.0, 0.27, -12.0, "sandália", (104.0, 664.0)),
    ("protector-solar", 5.3, 412.0, 540.0, 0.29, 11.0, "protetor!", (376.0, 660.0)),
)


def draw(b: Brush, t: float) -> None:
    """Paint the moment t."""
    with camera(b, t, zoom=1.0 + 0.04 * ramp(t, 0, 9), at=(250, 520), seed=9):
        _beach(b, t)
        for item in THINGS:
            _item(b, t, item, front=False)
        _bag(b, t)
        for item in THINGS:
            _item(b, t, item, front=True)
    say(
        b,
        t,
        "O que tem na minha bolsa?",
        look=Type(size=56, font=("bricolage", 800)),
        at=0.1,
        until=1.7,
        y=164,
        step=0.13,
    )
    say(b, t, "kit praia", look=Type(size=64, font=("caveat", 700)), at=6.2, until=BACK, y=190, step=0.2)
    say(b, t, "e cabe *tudo*", look=Type(size=66, font=("bricolage", 800)), at=BACK + 0.85, y=200, step=0.18)


def _beach(b: Brush, t: float) -> None:
    flood(b, linear((0, 0), (0, 470), "#38b6ff", "#8fe0ff", "#d9f6ff"))
    b.fill(disc(440, 130, 120), radial((440, 130), 120, "#fff6c0", "#ffe68a90", "#ffe68a00"))
    b.fill(disc(440, 130, 54), "#fff3a8")
    for i in range(4):
        x = (i * 190 + t * (9 + 4 * i)) % 800 - 130
        for dx, r in ((0, 30), (34, 40), (74, 28)):
            b.fill(disc(x + dx, 108 + 46 * (i % 3) - r * 0.2, r, r * 0.62), "#ffffff", alpha=0.75)
    sea = path("M-300 330 L900 330 L900 520 L-300 520 Z")
    b.fill(sea, linear((0, 330), (0, 480), "#1c86d6", "#2fc1d6", "#8ff0e0"))
    for i in range(16):
        x, y = 620 * scatter(i, 1) - 40 + 16 * math.sin(t + i), 340 + 84 * scatter(i, 2)
        b.line(
            path(f"M{x} {y} Q{x + 22} {y - 6} {x + 44} {y}"),
            "#ffffff",
            3,
            alpha=0.25 + 0.35 * abs(math.sin(t * 1.4 + i)),
        )
    tide = 12 * math.sin(t * 1.2)
    points = " ".join(
        f"L{x} {452 + tide + 10 * math.sin(x * 0.03 + t * 1.3):.1f}" for x in range(-300, 901, 30)
    )
    b.fill(path(f"M-300 440 {points} L900 1400 L-300 1400 Z"), "#ffffff", alpha=0.85)
    points = " ".join(
        f"L{x} {466 + tide * 0.7 + 10 * math.sin(x * 0.03 + t * 1.3 + 0.4):.1f}" for x in range(-300, 901, 30)
    )
    b.fill(
        path(f"M-300 470 {points} L900 1400 L-300 1400 Z"),
        linear((0, 450), (0, 960), "#f6dca0", "#f0c97c", "#d9a452"),
    )
    for i in range(150):
        b.fill(disc(-60 + 660 * scatter(i, 3), 490 + 480 * scatter(i, 4), 1.6), "#a8742f", alpha=0.4)
    for x, y, turn in ((60, 800, 20), (470, 760, -30), (300, 870, 70)):
        with b.at(x, y, turn=turn):
            for k in range(5):
                with b.at(0, 0, turn=k * 72):
                    b.fill(path("M-9 0 Q0 -40 9 0 Z"), "#ff7a5c")
            b.fill(disc(0, 0, 11), "#ff9a7a")


def _squash(t: float) -> float:
    jumps = sum(kick(t, at - 0.12, 0.4) for _, at, *_ in THINGS)
    return 0.09 * jumps + 0.1 * sum(kick(t, BACK + 0.42 + i * 0.12, 0.2) for i in range(4))


def _bag(b: Brush, t: float) -> None:
    into = ramp(t, 0.15, 0.6, overshoot)
    squash = _squash(t)
    hop = 26 * on_beat(t, BPM, every=2) * ramp(t, BACK + 1.0, 0.1)
    b.fill(disc(BAG[0] + 6, BAG[1] + 4, 108 - hop, 15), "#7a4a12", alpha=0.4, blur=9)
    wide = blend(0.55, 0.62, ramp(t, BACK + 0.9, 0.2))
    with b.at(
        BAG[0],
        blend(-300, BAG[1], into) - hop,
        scale=(wide * (1 + squash), wide * (1 - squash)),
        turn=2.5 * math.sin(t * 2.4),
        around=(400, 650),
    ):
        thing(b, "bolsa-sol")


def _item(
    b: Brush,
    t: float,
    item: tuple[str, float, float, float, float, float, str, tuple[float, float]],
    *,
    front: bool,
) -> None:
    key, at, x, y, scale, turn, words, spot = item
    number = [entry[0] for entry in THINGS].index(key)
    fly, home = ramp(t, at, 0.75, slow_down), ramp(t, BACK + number * 0.12, 0.45, speed_up)
    if fly <= 0 or home >= 1 or (fly > 0.3 and home < 0.35) != front:
        return
    share = fly * (1 - home)
    px = blend(BAG[0], x, share)
    py = (
        blend(BAG[1] - 190, y, share)
        - 130 * math.sin(math.pi * fly) * (1 - home)
        + 6 * math.sin(t * 2 + number)
    )
    size = blend(0.12, scale, overshoot(share)) if share < 1 else scale
    with b.at(
        px, py, scale=size, turn=turn + 300 * (1 - share) + 3 * math.sin(t * 1.8 + number), around=(400, 470)
    ):
        thing(b, key)
    shown = ramp(t, at + 0.55, 0.25) * (1 - ramp(t, BACK - 0.1, 0.1))
    if shown > 0:
        with b.at(spot[0], spot[1], turn=-4 + number * 3, scale=0.6 + 0.4 * overshoot(shown)):
            b.written(words, 0, 0, size=46, ink="#7a3a12", font=("caveat", 700), edge=9, alpha=shown)
            b.text(words, 0, 0, size=46, ink="#fff8e0", font=("caveat", 700), alpha=shown)
        sparkle(b, t, x=px + 60, y=py - 50, size=18, phase=number)


def score(song: Song) -> None:
    """Bossa with the sea behind it."""
    song.bpm = BPM
    song.play(effects.room(song.length), 0, 0.05)
    song.drums("rim", "x..x..x...x..x..", gain=0.34, room=0.25)
    song.drums("kick", "x..xx..xx..xx..x", gain=0.32)
    song.drums("shaker", "xoxoxoxoxoxoxoxo", gain=0.25)
    song.chords("FM9 Gm9 C9 FM7", synth.pluck, gain=0.16, pattern="x..x..x.x..x.x..", hold=0.7, octave=3)
    song.line("F2 . C3 F2 G2 . D3 G2 C2 . G2 C3 F2 . C3 E2", synth.bass, gain=0.4, step=1)
    song.line(
        "A5 . G5 E5 . C5 . D5 . F5 . E5 - . . . Bb5 . A5 G5 . D5 . E5 . G5 . F5 - . . .",
        synth.marimba,
        gain=0.17,
        step=0.5,
        start=1,
        room=0.4,
    )
    song.play(effects.boing(), 0.4, 0.5)
    for number, (_, at, *_) in enumerate(THINGS):
        song.play(effects.whoosh(0.4), at - 0.05, 0.55)
        song.play(effects.pop(high=700 + 160 * number), at + 0.6, 0.7)
        song.play(effects.pop(high=1200 - 160 * number), BACK + 0.42 + number * 0.12, 0.6)
    song.play(effects.chime(), BACK + 0.95, 0.25, room=0.5)


STAGE = Stage(draw=draw, score=score)
