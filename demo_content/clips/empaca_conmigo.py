"""Empaca conmigo: seen from above, hands fill a box, fold the paper, tape it, stick the label."""

import math

from demo_content.motion import blend, bounce, kick, overshoot, ramp, scatter, slow_down, smooth
from demo_content.paint import Brush, box, disc, lighter, linear, path, without
from demo_content.sound import effects, synth
from demo_content.sound.song import Song
from demo_content.stage import Stage, Type, camera, flood, hand, say, sparkle, thing

ITEMS = (
    ("vela-citricos", 1.4, 182, 400, -8, 0.33),
    ("jabon-calendula", 2.8, 338, 424, 10, 0.36),
    ("bombas-bano", 4.1, 232, 548, -4, 0.33),
)
CARD, FOLD, SHUT, TAPE, LABEL = 5.2, 6.3, 6.9, 7.5, 8.4
LEFT, TOP, WIDE, TALL = 78, 300, 350, 340


def draw(b: Brush, t: float) -> None:
    """Paint the moment t."""
    thump = sum(kick(t, at + 0.4, 0.2) for _, at, *_ in ITEMS) + kick(t, LABEL + 0.2, 0.2)
    with camera(b, t, zoom=1.02 + 0.05 * ramp(t, 0, 6) + 0.012 * thump, seed=2):
        _table(b, t)
        _box(b, t)
        _hands(b, t)
    say(
        b,
        t,
        "Empaca conmigo",
        look=Type(size=50, font=("bricolage", 800)),
        at=0.1,
        until=1.4,
        y=170,
        step=0.22,
    )
    for words, (_, at, *_) in zip(("una vela", "un jabón", "la sorpresa"), ITEMS, strict=True):
        say(b, t, words, look=Type(size=46, tape="#6d2a66", edge=None), at=at + 0.2, until=at + 1.2, y=196)
    say(b, t, "cinta… *ASMR*", look=Type(size=52), at=TAPE, until=8.3, y=190)
    say(b, t, "¡Va en camino!", look=Type(size=54, font=("bricolage", 800)), at=8.7, y=196)


def _table(b: Brush, t: float) -> None:
    flood(b, linear((0, 0), (540, 960), "#dff0e4", "#b9dcc8", "#94c4ad"))
    for i in range(-2, 12):
        b.fill(box(i * 60, -300, 26, 1700), "#ffffff", alpha=0.1)
        b.fill(box(-200, i * 100, 1000, 40), "#ffffff", alpha=0.1)
    roll = disc(470, 800, 62)
    b.fill(disc(478, 812, 62), "#1f4a38", alpha=0.3, blur=12)
    b.fill(without(roll, disc(470, 800, 34)), "#d9a45c")
    b.line(disc(470, 800, 50), "#a8742f", 3, alpha=0.5)
    for i in range(6):
        with b.at(40 + 90 * i + 20 * scatter(i), 30 + 36 * scatter(i, 2), turn=i * 63 + 4 * math.sin(t + i)):
            b.fill(
                path("M0 0 C14 -26 40 -26 54 0 C40 26 14 26 0 0 Z"),
                linear((0, 0), (54, 0), "#6fbf8a", "#2f7d55"),
            )
            b.line(path("M2 0 L50 0"), "#d8ffe4", 2, alpha=0.6)


def _box(b: Brush, t: float) -> None:
    shut = ramp(t, SHUT, 0.5, smooth)
    b.fill(box(LEFT - 8, TOP + 14, WIDE + 30, TALL + 14, 12), "#1f3a2c", alpha=0.4, blur=18)
    outer = box(LEFT - 12, TOP - 12, WIDE + 24, TALL + 24, 8)
    b.fill(outer, linear((LEFT, TOP), (LEFT + WIDE, TOP + TALL), "#d9a873", "#b07c44"))
    inner = box(LEFT, TOP, WIDE, TALL, 4)
    b.fill(inner, linear((LEFT, TOP), (LEFT, TOP + TALL), "#7a4f26", "#a0703c"))
    with b.inside(inner):
        for i in range(26):
            x, y = LEFT + WIDE * scatter(i, 3), TOP + TALL * scatter(i, 4)
            with b.at(x, y, turn=360 * scatter(i, 5)):
                sheet = path("M-70 -50 L20 -66 L76 -10 L50 56 L-46 60 L-80 10 Z")
                b.fill(sheet, lighter(("#ffd3e6", "#ffe6f1", "#ffc0db")[i % 3], 0.1))
                b.line(path("M-70 -50 L50 56 M20 -66 L-46 60"), "#f08cb8", 1.6, alpha=0.4)
        for item in ITEMS:
            _item(b, t, item)
        _tissue(b, t)
        _card(b, t)
    _flaps(b, shut)
    _tape(b, t)
    _label(b, t)


def _item(b: Brush, t: float, item: tuple[str, float, float, float, float, float]) -> None:
    key, at, x, y, turn, scale = item
    grown = ramp(t, at, 0.45, bounce)
    if grown <= 0:
        return
    b.fill(disc(x + 8, y + 12, 90 * scale / 0.36, 80 * scale / 0.36), "#5a1a3a", alpha=0.35 * grown, blur=14)
    with b.at(
        x, y, scale=blend(scale * 2.1, scale * 1.12, grown), turn=turn + 30 * (1 - grown), around=(400, 480)
    ):
        thing(b, key)


def _tissue(b: Brush, t: float) -> None:
    for side, at in ((-1, FOLD), (1, FOLD + 0.25)):
        over = ramp(t, at, 0.45, slow_down)
        if over <= 0:
            continue
        edge = LEFT + WIDE / 2 - side * (WIDE / 2 - (WIDE / 2 + 24) * over)
        away = LEFT - 40 if side > 0 else LEFT + WIDE + 40
        sheet = path(
            f"M{away} {TOP - 20} L{edge} {TOP - 20} Q{edge + side * 18} {TOP + 90} {edge} {TOP + 170}"
            f" Q{edge - side * 16} {TOP + 270} {edge + side * 6} {TOP + TALL + 20} L{away}"
            f" {TOP + TALL + 20} Z"
        )
        b.fill(sheet, "#7a1a4a", alpha=0.25, blur=9)
        b.fill(sheet, linear((LEFT, 0), (LEFT + WIDE, 0), "#ffe6f1", "#ffc3dd", "#ffdfee"))
        for i in range(6):
            b.line(
                path(
                    f"M{away} {TOP + 30 + i * 58} Q{(away + edge) / 2} {TOP + 10 + i * 64}"
                    f" {edge} {TOP + 40 + i * 52}"
                ),
                "#f08cb8",
                2,
                alpha=0.35,
            )


def _card(b: Brush, t: float) -> None:
    into = ramp(t, CARD, 0.5, overshoot)
    under = ramp(t, FOLD + 0.1, 0.3)
    if into <= 0 or under >= 1:
        return
    with b.at(blend(600, 262, into), blend(700, 470, into), turn=blend(40, -7, into)), b.faded(1 - under):
        b.fill(box(-118, -70, 240, 150, 10), "#5a1a3a", alpha=0.35, blur=9)
        b.fill(box(-120, -76, 240, 150, 10), "#fffaf2")
        b.text("¡Gracias,", 0, -18, size=54, ink="#e4007c", font=("caveat", 700))
        b.text("Valeria!", 0, 36, size=54, ink="#e4007c", font=("caveat", 700))


def _flaps(b: Brush, shut: float) -> None:
    kraft = ("#e3b683", "#c99259", "#b57f45")
    for side in (-1, 1):
        span = blend(-96, WIDE / 2 + 12, shut)
        hinge = LEFT - 12 if side < 0 else LEFT + WIDE + 12
        end = hinge + span * -side
        lean = 16 * (1 - abs(2 * shut - 1)) + (14 if shut < 0.5 else 0)
        flap = path(
            f"M{hinge} {TOP - 12} L{end} {TOP - 12 - lean} L{end} {TOP + TALL + 12 + lean}"
            f" L{hinge} {TOP + TALL + 12} Z"
        )
        b.fill(flap, "#3a2208", alpha=0.3, blur=9)
        b.fill(flap, linear((hinge, 0), (end, 0), kraft[2], kraft[0] if shut > 0.5 else kraft[1]))
        b.line(path(f"M{hinge} {TOP - 10} L{hinge} {TOP + TALL + 10}"), "#7a4f26", 2, alpha=0.5)
        for i in range(22):
            yy = TOP + i * 16
            b.line(path(f"M{hinge} {yy} L{end} {yy}"), "#7a4f26", 0.8, alpha=0.18)


def _tape(b: Brush, t: float) -> None:
    done = ramp(t, TAPE, 0.7, smooth)
    if done <= 0:
        return
    strip = box(LEFT + WIDE / 2 - 27, TOP - 30, 54, (TALL + 60) * done, 3)
    b.fill(strip, "#3a0a2a", alpha=0.25, blur=5)
    b.fill(
        strip, linear((LEFT + WIDE / 2 - 27, 0), (LEFT + WIDE / 2 + 27, 0), "#ff5fae", "#e4007c", "#c4006a")
    )
    with b.inside(strip):
        for i in range(12):
            b.text(
                "lirio",
                LEFT + WIDE / 2 + 5,
                TOP - 6 + i * 36,
                size=24,
                ink="#ffffff",
                font=("caveat", 700),
                alpha=0.85,
            )
        b.fill(box(LEFT + WIDE / 2 - 18, TOP - 40, 8, TALL + 80), "#ffffff", alpha=0.3)


def _label(b: Brush, t: float) -> None:
    grown = ramp(t, LABEL, 0.28, slow_down)
    if grown <= 0:
        return
    with b.at(330, 560, scale=blend(2.0, 1, grown), turn=-6), b.faded(min(1, grown * 2)):
        b.fill(box(-88, -52, 182, 118, 10), "#3a2208", alpha=0.35, blur=8)
        b.fill(box(-92, -60, 184, 118, 10), "#fffdf6")
        b.text("Para: Valeria R.", -78, -28, size=22, ink="#17131c", font=("figtree", 800), align="left")
        b.text("Bogotá", -78, -4, size=20, ink="#5a5262", font=("figtree", 600), align="left")
        for i in range(24):
            b.fill(box(-78 + i * 6.4, 12, 1.5 + 3 * scatter(i, 6), 34), "#17131c")
    heart = ramp(t, LABEL + 0.5, 0.3, overshoot)
    with b.at(160, 400, scale=max(0.01, heart), turn=-12):
        b.line(disc(0, 0, 56), "#e4007c", 5, alpha=0.9)
        b.text("frágil,", 0, -4, size=30, ink="#e4007c", font=("caveat", 700))
        b.text("con cariño", 0, 22, size=25, ink="#e4007c", font=("caveat", 700))
    for i in range(6):
        if t > LABEL + 0.5:
            sparkle(b, t, x=110 + 60 * i, y=330 + 250 * scatter(i, 8), size=15, phase=i)


def _hands(b: Brush, t: float) -> None:
    skin, sleeve = "#f3cba8", "#6d2a66"
    for number, (_, at, x, y, _, _) in enumerate(ITEMS):
        near = ramp(t, at - 0.35, 0.45, slow_down) - ramp(t, at + 0.5, 0.4)
        if near > 0.01:
            side = -1 if number % 2 == 0 else 1
            with b.at(x + side * 66, blend(1120, y + 16, near), turn=-side * 16, scale=0.92):
                hand(b, skin=skin, sleeve=sleeve)
    slide = ramp(t, TAPE - 0.25, 0.25) - ramp(t, TAPE + 0.75, 0.4)
    if slide > 0.01:
        y = TOP - 10 + (TALL + 40) * ramp(t, TAPE, 0.7, smooth)
        with b.at(LEFT + WIDE / 2 + 6, blend(1150, y, slide), scale=0.92):
            hand(b, skin=skin, sleeve=sleeve)


def score(song: Song) -> None:
    """Rain-soft beat with close noises in front."""
    song.bpm = 78
    song.drums("kick", "x.........x.....", gain=0.55)
    song.drums("rim", "....x.......x...", gain=0.28, room=0.3)
    song.drums("shaker", "x.o.x.o.x.o.x.oo", gain=0.16, swing=0.3)
    song.chords("CM9 Am9 FM9 G6", synth.keys, gain=0.11, pattern="x...x.x.", hold=2)
    song.line("C2 . G2 . A1 . E2 . F1 . C2 . G1 . D2 .", synth.bass, gain=0.34, step=2)
    song.line("G4 . E5 D5 . C5 . . E4 . C5 B4 . G4 . .", synth.pluck, gain=0.16, start=2, room=0.4)
    for _, at, *_ in ITEMS:
        song.play(effects.whoosh(0.35), at - 0.15, 0.4)
        song.play(effects.thud(), at + 0.2, 0.65)
        song.play(effects.rustle(0.4), at + 0.25, 0.5)
    song.play(effects.whoosh(0.3), CARD, 0.4)
    song.play(effects.rustle(0.7), FOLD, 0.8)
    song.play(effects.thud(), SHUT + 0.4, 0.5)
    song.play(effects.tape(0.7), TAPE, 0.55)
    song.play(effects.pop(), LABEL + 0.15, 0.5)
    song.play(effects.thud(deep=110), LABEL + 0.2, 0.6)
    song.play(effects.pop(high=1200), LABEL + 0.55, 0.4)
    song.play(effects.chime(), 8.75, 0.22, room=0.5)


STAGE = Stage(draw=draw, score=score)
