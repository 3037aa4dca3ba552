"""Lirio Lento: skin, hair and small rituals."""

from demo_content.paint import (
    Brush,
    across,
    ball,
    box,
    darker,
    disc,
    down,
    joined,
    lighter,
    linear,
    mix,
    path,
    without,
)

GOLD = ("#b07c3a", "#fff0cc", (0.42, "#e2b56a"), (0.7, "#c9954a"), "#7d5220")
PLUM = "#5b1e56"


def lipstick(b: Brush, *, shade: str = "#d6155f", out: float = 1.0) -> None:
    """An open lipstick and its cap; out is how far it is wound up."""
    b.ground(360, 650, 92)
    b.ground(556, 650, 74)
    rise = 150 * (1 - out)
    stick = path(
        f"M312 {430 + 0} L312 {262 + rise} C312 {212 + rise} 372 {166 + rise} 408 {158 + rise} L408 430 Z"
    )
    b.fill(stick, across(stick, lighter(shade, 0.1), lighter(shade, 0.4), shade, darker(shade, 0.4)))
    cut = path(
        f"M312 {262 + rise} C312 {212 + rise} 372 {166 + rise} 408 {158 + rise} C412"
        f" {210 + rise} 360 {270 + rise} 312 {262 + rise} Z"
    )
    b.fill(cut, linear((312, 200 + rise), (408, 250 + rise), lighter(shade, 0.5), lighter(shade, 0.12)))
    b.gleam(stick, box(326, 272 + rise, 12, 150, 6), alpha=0.55, blur=3)
    for y, wide, tall in ((408, 116, 90), (486, 140, 164)):
        tube = box(360 - wide / 2, y, wide, tall, 10)
        b.fill(
            tube, across(tube, *GOLD) if tall == 90 else across(tube, "#3a1038", "#94448c", PLUM, "#220822")
        )
    b.line(path("M296 520 L424 520"), "#e2b56a", 5)
    b.text("lirio", 360, 600, size=50, ink="#ffe6c2", font=("caveat", 700))
    b.gleam(box(290, 486, 140, 164, 10), box(306, 492, 14, 150, 7), alpha=0.4, blur=3)
    cap = box(494, 420, 124, 230, 14)
    b.fill(cap, across(cap, "#3a1038", "#94448c", PLUM, "#220822"))
    b.gleam(cap, box(510, 432, 14, 206, 7), alpha=0.4, blur=3)
    b.fill(box(494, 614, 124, 36, 8), across(box(494, 0, 124, 1), *GOLD))


def serum(b: Brush) -> None:
    """A dropper bottle of orange serum."""
    b.ground(400, 650, 120)
    bottle = path(
        "M346 320 L454 320 C508 332 524 366 524 410 L524 620 Q524 652 492 652 L308 652 Q276 652 276 620"
        " L276 410 C276 366 292 332 346 320 Z"
    )
    b.fill(bottle, across(bottle, "#c25a0ae0", "#ffcf7ae0", (0.45, "#ff9a2ee0"), "#a03c04f0"))
    with b.inside(bottle):
        b.fill(box(270, 310, 260, 88), "#fff1d6", alpha=0.55)
        b.fill(disc(400, 398, 126, 12), "#ffe0a0", alpha=0.9)
        b.fill(box(391, 300, 18, 260, 9), "#ffffff", alpha=0.35)
        for i in range(9):
            b.fill(disc(300 + i * 71 % 200, 440 + i * 53 % 190, 5 + i % 4), "#fff3d0", alpha=0.6)
    b.shade(bottle, "#5a1c00", depth=30, alpha=0.4)
    b.gleam(bottle, path("M294 400 C296 372 310 352 330 344 L322 640 L294 630 Z"), alpha=0.65, blur=5)
    collar = box(338, 252, 124, 74, 10)
    b.fill(collar, across(collar, *GOLD))
    for i in range(11):
        b.line(path(f"M{346 + i * 11} 262 L{346 + i * 11} 316"), "#7d5220", 2, alpha=0.4)
    bulb = path("M364 254 C356 200 368 142 400 140 C432 142 444 200 436 254 Z")
    b.fill(bulb, across(bulb, "#6d2a66", "#c47fbc", "#8b3f83", "#43123f"))
    b.gleam(bulb, disc(384, 190, 8, 34), alpha=0.5)
    label = box(300, 456, 200, 146, 12)
    b.fill(label, "#fffaf2", alpha=0.95)
    b.text("C", 334, 552, size=76, ink="#f07a10", font=("figtree", 900))
    b.text("vitamina", 428, 520, size=26, ink=PLUM, font=("figtree", 800))
    b.text("sérum 30 ml", 428, 548, size=19, ink=PLUM, font=("figtree", 600))
    b.line(path("M366 572 L488 572"), "#f07a10", 4)


def soap(b: Brush) -> None:
    """Two bars of marigold soap, one in its paper band, with bubbles."""
    b.ground(400, 640, 230)
    for x, y, turn in ((380, 560, 0), (424, 436, -9)):
        with b.at(x, y, turn=turn):
            side = box(-200, -46, 400, 136, 40)
            b.fill(side, down(side, "#f9b64a", "#d77d16", "#9c4f08"))
            top = box(-200, -70, 400, 110, 40)
            b.fill(top, linear((-200, -70), (200, 40), "#fff0bc", "#ffd06a", "#f6ab38"))
            for i in range(16):
                with b.at(-170 + i * 89 % 350, -50 + i * 31 % 76, turn=i * 47):
                    b.fill(disc(0, 0, 13, 5), ("#ff7a1f", "#fff3c4")[i % 2], alpha=0.85)
            b.gleam(top, box(-176, -60, 240, 16, 8), alpha=0.6, blur=5)
    with b.at(424, 436, turn=-9):
        band = path("M-84 -72 L84 -72 L84 92 L-84 92 Z")
        b.fill(band, across(band, "#f9dcea", "#ffffff", "#f3c6dc"))
        b.text("caléndula", 0, 6, size=40, ink=PLUM, font=("caveat", 700))
        b.text("jabón 110 g", 0, 42, size=20, ink="#b0367f", font=("figtree", 700))
        for turn in range(0, 360, 45):
            with b.at(0, -38, turn=turn):
                b.fill(disc(0, -13, 6, 11), "#ff9a1f")
        b.fill(disc(0, -38, 7), "#a34e05")
    for x, y, r in (
        (180, 400, 40),
        (232, 330, 24),
        (620, 340, 32),
        (664, 410, 18),
        (150, 320, 14),
        (590, 270, 16),
    ):
        bubble = disc(x, y, r)
        b.fill(bubble, ball(bubble, "#ffffffd0", "#ffd6ef60", "#b9a2ffa0"))
        b.fill(disc(x - r * 0.35, y - r * 0.4, r * 0.18), "#ffffff")


def candle(b: Brush, *, flame: float = 1.0) -> None:
    """A soy candle in a glass with orange slices; flame scales the fire."""
    b.ground(400, 650, 160)
    b.fill(disc(400, 240, 230 * flame, 210 * flame), "#ffd68a", alpha=0.55, blur=60)
    glass = box(248, 330, 304, 322, 34)
    b.fill(glass, across(glass, "#e9b9cfd0", "#ffffffc0", "#f7d3e2c0", "#c98aa9d8"))
    wax = box(262, 388, 276, 250, 24)
    b.fill(wax, across(wax, "#f3c9a0", "#fff4e0", (0.45, "#ffe6c6"), "#d99f6b"))
    top = disc(400, 390, 138, 24)
    b.fill(top, ball(top, "#fff8e0", "#ffe2ae", "#f0b76a"))
    b.line(path("M400 392 Q404 366 398 346"), "#3a2018", 7)
    with b.at(398, 350, scale=(flame, flame)):
        fire = path("M0 0 C-40 -24 -34 -74 0 -124 C34 -74 40 -24 0 0 Z")
        b.fill(fire, linear((0, -124), (0, 0), "#ffb020", "#ff7a1f", "#ff4f4f"), blur=2)
        b.fill(path("M0 -4 C-22 -18 -18 -46 0 -78 C18 -46 22 -18 0 -4 Z"), "#fff3b8")
    label = box(296, 452, 208, 132, 14)
    b.fill(label, "#fffaf4")
    b.text("cítricos", 400, 520, size=56, ink="#f07a10", font=("caveat", 700))
    b.text("vela de soya", 400, 556, size=24, ink=PLUM, font=("figtree", 700))
    b.gleam(glass, box(266, 344, 20, 290, 10), alpha=0.75, blur=4)
    b.line(disc(400, 336, 148, 22), "#ffffff", 7, alpha=0.75)
    for x, y, r in ((602, 606, 56), (560, 640, 40)):
        slice_of_orange(b, x, y, radius=r)


def slice_of_orange(b: Brush, x: float, y: float, *, radius: float) -> None:
    """One round slice."""
    b.fill(disc(x + 5, y + 8, radius), "#5a2a00", alpha=0.25, blur=8)
    rind = disc(x, y, radius)
    b.fill(rind, ball(rind, "#ffb340", "#ff8a1a", "#d65f00"))
    b.fill(disc(x, y, radius * 0.86), "#fff2d2")
    for turn in range(0, 360, 45):
        with b.at(x, y, turn=turn, scale=radius / 60):
            b.fill(
                path("M0 -4 C-20 -20 -18 -44 0 -47 C18 -44 20 -20 0 -4 Z"),
                linear((0, -47), (0, 0), "#ff9420", "#ffc05a"),
            )


def sunscreen(b: Brush) -> None:
    """A standing tube of sun cream."""
    b.ground(400, 650, 120)
    tube = path("M262 150 L538 150 L508 560 Q504 580 484 580 L316 580 Q296 580 292 560 Z")
    b.fill(tube, across(tube, "#f2a900", "#fff3b0", (0.42, "#ffd338"), "#d68a00"))
    b.fill(box(258, 138, 284, 44, 8), across(box(258, 0, 284, 1), "#e39a00", "#fff0a8", "#f7c21f", "#b87400"))
    for i in range(24):
        b.line(path(f"M{268 + i * 11.6:.1f} 142 L{268 + i * 11.6:.1f} 178"), "#a86a00", 2, alpha=0.35)
    b.shade(tube, "#6b3a00", depth=30, alpha=0.3)
    with b.inside(tube):
        wave = path("M250 440 C310 400 350 470 410 436 C460 408 500 450 560 420 L560 600 L250 600 Z")
        b.fill(wave, across(tube, "#00869c", "#5fe0e6", "#12b3c4", "#006a7e"))
    sun = disc(400, 276, 62)
    for turn in range(0, 360, 30):
        with b.at(400, 276, turn=turn):
            b.line(path("M0 -76 L0 -92"), "#e4007c", 10)
    b.fill(sun, ball(sun, "#ffffff", "#fff6dc", "#ffe3a3"))
    b.text("50", 400, 300, size=68, ink="#e4007c", font=("figtree", 900))
    b.text("FPS", 400, 246, size=20, ink="#e4007c", font=("figtree", 800))
    b.text("toque seco", 400, 404, size=25, ink="#7a4300", font=("figtree", 800))
    b.gleam(tube, path("M290 190 L322 190 L338 560 L314 560 Z"), alpha=0.6, blur=6)
    cap = path("M308 574 L492 574 L484 640 Q482 652 468 652 L332 652 Q318 652 316 640 Z")
    b.fill(cap, across(cap, "#dfe6ee", "#ffffff", "#f0f4f8", "#aab6c4"))


def nail_polish(b: Brush, *, shade: str = "#ff5d7a") -> None:
    """A round bottle of guava nail polish and a drop."""
    b.ground(390, 650, 140)
    bottle = path(
        "M330 400 L450 400 C540 420 560 480 556 560 Q552 652 470 652 L310 652 Q228 652 224"
        " 560 C220 480 240 420 330 400 Z"
    )
    b.fill(bottle, across(bottle, darker(shade, 0.1), lighter(shade, 0.45), shade, darker(shade, 0.4)))
    b.shade(bottle, "#5a0020", depth=34, alpha=0.45)
    b.line(bottle, "#ffffff", 8, alpha=0.4)
    b.gleam(
        bottle,
        path("M256 500 C262 460 286 438 318 428 L322 446 C296 456 280 480 276 560 Z"),
        alpha=0.85,
        blur=4,
    )
    b.fill(box(340, 374, 100, 40, 8), across(box(340, 0, 100, 1), *GOLD))
    cap = path("M346 376 L352 160 Q354 142 372 142 L408 142 Q426 142 428 160 L434 376 Z")
    b.fill(cap, across(cap, "#3a1038", "#94448c", PLUM, "#220822"))
    b.gleam(cap, box(366, 156, 12, 210, 6), alpha=0.45, blur=3)
    b.text("guayaba", 390, 572, size=54, ink="#fff4f6", font=("caveat", 700))
    puddle = joined(disc(596, 636, 62, 18), disc(640, 646, 30, 10))
    b.fill(puddle, ball(puddle, lighter(shade, 0.4), shade, darker(shade, 0.3)))
    b.gleam(puddle, disc(574, 630, 22, 4), alpha=0.7)


def hair_mask(b: Brush) -> None:
    """A tub of avocado hair mask beside half an avocado."""
    b.ground(360, 650, 190)
    tub = path("M176 430 L544 430 L530 618 Q526 652 494 652 L226 652 Q194 652 190 618 Z")
    b.fill(tub, across(tub, "#5f8f3e", "#d4efb4", (0.42, "#a3cf78"), "#41682a"))
    b.shade(tub, "#12280a", depth=30, alpha=0.35)
    b.gleam(tub, path("M202 440 L230 440 L238 640 L214 630 Z"), alpha=0.6, blur=5)
    lid = box(164, 344, 392, 100, 24)
    b.fill(lid, across(lid, "#e9dcc9", "#ffffff", "#f8efe2", "#b9a78e"))
    b.line(path("M170 420 L550 420"), "#b9a78e", 4, alpha=0.7)
    b.text("AGUACATE", 346, 538, size=48, ink="#26470f", font=("figtree", 900))
    b.text("mascarilla · 300 g", 346, 576, size=25, ink="#35601a", font=("figtree", 700))
    with b.at(590, 548, turn=16):
        b.fill(disc(10, 96, 84, 20), "#1a2a10", alpha=0.35, blur=12)
        skin = path(
            "M0 -132 C44 -132 60 -60 80 -10 C104 56 66 104 0 104 C-66 104 -104 56 -80 -10"
            " C-60 -60 -44 -132 0 -132 Z"
        )
        b.fill(skin, ball(skin, "#5f8a35", "#2f5217", "#16300a"))
        with b.at(0, -6, scale=0.88):
            b.fill(skin, ball(skin, "#fbffd0", "#e5ef9a", "#a7cc55"))
        pit = disc(0, 36, 42)
        b.fill(pit, ball(pit, "#d9935a", "#8a4a20", "#4a220b"))
        b.gleam(pit, disc(-14, 18, 12, 8), alpha=0.7)


def gua_sha(b: Brush) -> None:
    """A rose quartz roller and gua sha stone."""
    b.ground(350, 650, 190)
    quartz = ("#ffeef4", "#ffc0d4", "#f08cb0", "#c9628c")
    stone = path(
        "M150 430 C190 380 250 400 270 452 C290 400 352 384 388 430 C440 500 420 600 330 640"
        " C270 664 200 650 164 600"
        " C176 560 186 540 160 510 C136 486 132 456 150 430 Z"
    )
    b.fill(stone, ball(stone, *quartz))
    b.shade(stone, "#7a2048", depth=24, alpha=0.35)
    with b.inside(stone):
        b.line(path("M140 600 Q230 520 380 620"), "#ffffff", 7, alpha=0.4, blur=5)
        b.line(path("M170 470 Q230 560 300 640"), "#ffffff", 5, alpha=0.4, blur=4)
    b.gleam(
        stone,
        path("M166 446 C184 418 222 416 246 446 L238 456 C218 434 190 438 178 462 Z"),
        alpha=0.85,
        blur=3,
    )
    with b.at(470, 410, turn=28):
        rod = box(-13, -60, 26, 240, 12)
        b.fill(rod, across(rod, *GOLD))
        grip = box(-24, -20, 48, 150, 22)
        b.fill(grip, across(grip, *quartz))
        b.gleam(grip, box(-14, -8, 9, 120, 4), alpha=0.7)
        for y, half, wide in ((-96, 92, 62), (212, 58, 44)):
            hoop = without(
                box(-half - 20, y - 6, 2 * half + 40, 60 if y < 0 else 44, 20),
                box(-half - 10, y - 40 if y > 0 else y + 6, 2 * half + 20, 76 if y > 0 else 38, 14),
            )
            b.fill(hoop, across(hoop, *GOLD))
            roll = box(-half, y - wide / 2, 2 * half, wide, wide / 2)
            b.fill(roll, down(roll, *quartz))
            b.gleam(roll, box(-half + 14, y - wide * 0.34, 2 * half - 40, wide * 0.17, 5), alpha=0.8)


def hair_brush(b: Brush) -> None:
    """A bamboo paddle brush."""
    with b.at(400, 400, turn=22, around=(400, 400)):
        b.fill(
            path("M300 200 C300 120 540 120 540 220 L500 450 L460 720 L420 720 L390 450 Z"),
            "#3a1030",
            alpha=0.25,
            blur=22,
        )
        wood = ("#b9843f", "#f6d59a", (0.45, "#dfb06a"), "#8a5a22")
        head = path(
            "M270 250 C262 120 538 120 530 250 C530 370 500 430 446 460 L440 690 Q438 728 400"
            " 728 Q362 728 360 690"
            " L354 460 C300 430 270 370 270 250 Z"
        )
        b.fill(head, across(head, *wood))
        with b.inside(head):
            for i in range(12):
                b.line(
                    path(f"M{270 + i * 24} 120 Q{290 + i * 20} 400 {364 + i * 7} 740"),
                    "#8a5a22",
                    2,
                    alpha=0.3,
                )
        b.shade(head, "#4a2806", depth=22, alpha=0.35)
        pad = path("M298 256 C292 150 508 150 502 256 C502 350 470 410 400 414 C330 410 298 350 298 256 Z")
        b.fill(pad, ball(pad, "#ff9cc6", "#e4669c", "#a32d63"))
        for row in range(8):
            for column in range(7 - row % 2):
                x, y = 328 + column * 24 + row % 2 * 12, 200 + row * 26
                if pad.contains(x - 16, y) and pad.contains(x + 16, y + 10):
                    b.line(path(f"M{x} {y} L{x - 3} {y - 15}"), "#f6d59a", 5)
                    b.fill(disc(x - 3, y - 18, 5.5), "#fff4dc")
        hole = disc(400, 692, 12)
        b.fill(hole, "#6b3f12")


def bath_bombs(b: Brush) -> None:
    """Three bath bombs with petals."""
    b.ground(400, 640, 240)
    for x, y, r, colour in (
        (270, 540, 112, "#8fd8c6"),
        (532, 540, 112, "#b79bf0"),
        (400, 470, 128, "#ff8fba"),
    ):
        b.fill(disc(x + 8, y + r * 0.86, r * 0.9, r * 0.2), "#3a1040", alpha=0.3, blur=12)
        bomb = disc(x, y, r)
        b.fill(bomb, ball(bomb, lighter(colour, 0.55), colour, mix(colour, "#4a1f66", 0.45)))
        with b.inside(bomb):
            b.line(
                path(f"M{x - r} {y} Q{x} {y + r * 0.3} {x + r} {y}"),
                mix(colour, "#4a1f66", 0.35),
                6,
                alpha=0.7,
            )
            b.line(path(f"M{x - r} {y + 6} Q{x} {y + r * 0.3 + 7} {x + r} {y + 6}"), "#ffffff", 4, alpha=0.5)
            for i in range(44):
                b.fill(
                    disc(x - r + i * 67 % int(2 * r), y - r + i * 41 % int(2 * r), 3), "#ffffff", alpha=0.55
                )
        b.gleam(bomb, disc(x - r * 0.35, y - r * 0.45, r * 0.26, r * 0.16), alpha=0.6, blur=10)
    for i in range(9):
        with b.at(170 + i * 137 % 470, 622 + i * 29 % 44, turn=i * 61):
            petal = path("M0 0 C16 -20 36 -14 40 0 C36 14 16 20 0 0 Z")
            b.fill(petal, linear((0, 0), (40, 0), "#ffd1e2", ("#ff6f9f", "#ffb3cd", "#d7488a")[i % 3]))


DRAWINGS = {
    "labial-seda": lipstick,
    "serum-c": serum,
    "jabon-calendula": soap,
    "vela-citricos": candle,
    "protector-solar": sunscreen,
    "esmalte-guayaba": nail_polish,
    "mascarilla-aguacate": hair_mask,
    "rodillo-cuarzo": gua_sha,
    "cepillo-bambu": hair_brush,
    "bombas-bano": bath_bombs,
}
