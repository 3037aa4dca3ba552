"""Molino Nube: coffee, and what goes with it."""

import math

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

ROSA = "#e4007c"


def cold_brew(b: Brush, *, filled: float = 1.0, open_top: bool = False) -> None:
    """A glass bottle of cold brew; filled is how much of it is left, open_top takes the cap off."""
    b.ground(400, 650, 130)
    glass = path(
        "M352 210 L448 210 L452 290 C456 330 524 350 526 430 L536 622 C537 642 526 652 508 652"
        " L292 652 C274 652 263 642 264 622 L274 430 C276 350 344 330 348 290 Z"
    )
    b.fill(glass, across(glass, "#f7c98bcc", "#fff2dccc", "#ffd79bcc", "#c98b45cc"))
    with b.inside(glass):
        top = 650 - 360 * filled
        coffee = box(240, top, 320, 420)
        b.fill(coffee, across(glass, "#5a2410", "#a5511d", (0.45, "#8a3d15"), (0.8, "#54200d"), "#2c0e08"))
        b.fill(disc(400, top, 160, 14), "#c9762f", alpha=0.8)
    b.shade(glass, "#2b0a08", depth=34, alpha=0.45)
    b.gleam(glass, path("M300 420 C302 380 330 366 342 350 L330 640 L292 640 Z"), alpha=0.42, blur=5)
    b.gleam(glass, box(364, 214, 14, 110, 7), alpha=0.6)
    cap = box(352, 196, 96, 22, 10) if open_top else box(340, 142, 120, 76, 18)
    b.fill(cap, across(cap, "#2d1836", "#6a4378", "#3a1f46", "#1b0c22"))
    b.gleam(cap, box(362, 150, 14, 60, 7), alpha=0.4)
    label = path("M277 430 Q400 444 523 430 L530 578 Q400 594 270 578 Z")
    b.fill(label, across(label, "#f3e6d6", "#ffffff", "#fffaf2", "#d8c3ac"))
    b.text("NUBE", 396, 498, size=58, ink=ROSA, font=("figtree", 900))
    b.text("cold brew · 1 L", 396, 534, size=25, ink="#4a2317", font=("figtree", 700))
    b.line(path("M344 556 Q370 546 396 556 Q422 566 448 556"), ROSA, 5)


def coffee_bag(b: Brush) -> None:
    """A side-fold bag of ground coffee with some beans before it."""
    b.ground(400, 650, 165)
    bag = path("M268 250 L532 250 L556 636 Q556 652 540 652 L260 652 Q244 652 244 636 Z")
    b.fill(bag, across(bag, "#1d4b52", "#2f7b80", (0.4, "#286b71"), "#103438"))
    b.fill(path("M268 250 L300 250 L284 652 L244 652 Z"), "#0c2b30", alpha=0.4)
    b.fill(path("M532 250 L506 250 L522 652 L556 652 Z"), "#051d21", alpha=0.45)
    fold = path("M262 176 Q400 168 538 176 L534 262 L266 262 Z")
    b.fill(fold, across(fold, "#17424a", "#398a8e", "#225e65", "#0d2e33"))
    b.line(path("M266 214 L534 214"), "#0a262a", 3, alpha=0.6)
    b.fill(box(252, 196, 296, 26, 8), across(box(252, 0, 296, 1), "#d8b26a", "#fbe5b0", "#b4873c"))
    label = disc(398, 430, 104)
    b.fill(label, ball(label, "#fff8ec", "#f6e2c3"))
    b.line(disc(398, 430, 90), ROSA, 4)
    b.text("NUBE", 398, 426, size=50, ink="#17424a", font=("figtree", 900))
    b.text("altura · 340 g", 398, 462, size=22, ink=ROSA, font=("figtree", 700))
    b.gleam(bag, path("M316 266 L344 266 L332 640 L298 640 Z"), alpha=0.2, blur=8)
    b.text("tueste medio", 398, 600, size=24, ink="#f6e2c3", font=("figtree", 600))
    for x, y, turn in ((250, 640, -28), (560, 634, 24), (604, 660, -12), (218, 668, 40), (520, 672, 60)):
        bean(b, x, y, turn=turn)


def bean(b: Brush, x: float, y: float, *, turn: float = 0, scale: float = 1.0) -> None:
    """One roasted bean."""
    with b.at(x, y, turn=turn, scale=scale):
        body = disc(0, 0, 30, 21)
        b.fill(disc(4, 12, 30, 12), "#2a1030", alpha=0.3, blur=6)
        b.fill(body, ball(body, "#a2622f", "#5b2c12", "#2f1408"))
        b.line(path("M-26 2 C-10 -10 8 12 26 -2"), "#240d05", 4)
        b.gleam(body, disc(-8, -10, 12, 4), alpha=0.45)


def mug(b: Brush, *, glaze: str = "#c8643c") -> None:
    """A hand-thrown clay mug with a dipped glaze and steam."""
    b.ground(380, 650, 165)
    ring = without(disc(566, 480, 92, 104), disc(560, 480, 54, 66))
    b.fill(ring, ball(ring, lighter(glaze, 0.25), glaze, darker(glaze, 0.4)))
    body = path(
        "M220 352 L540 352 C546 470 540 560 512 630 Q502 652 476 652 L284 652 Q258 652 248 630"
        " C220 560 214 470 220 352 Z"
    )
    b.fill(body, across(body, darker(glaze, 0.15), lighter(glaze, 0.28), glaze, darker(glaze, 0.45)))
    with b.inside(body):
        dip = path(
            "M200 330 L560 330 L560 470 C520 500 500 456 460 476 C420 500 400 520 360 486"
            " C320 456 290 500 260 490 C240 484 220 470 200 480 Z"
        )
        b.fill(dip, across(body, "#f4e6d2", "#fffaf0", "#f0dfc8", "#bfa588"))
        for i in range(26):
            b.fill(disc(230 + i * 97 % 300, 500 + i * 53 % 140, 2.5), "#5c2413", alpha=0.45)
    b.shade(body, "#3a1010", depth=30, alpha=0.4)
    b.gleam(
        body, path("M248 380 C246 460 250 540 268 600 L290 600 C274 540 270 450 274 380 Z"), alpha=0.4, blur=6
    )
    rim = disc(380, 352, 160, 34)
    b.fill(rim, across(rim, "#e8d6bf", "#ffffff", "#cbb49a"))
    coffee = disc(380, 356, 142, 26)
    b.fill(coffee, ball(coffee, "#8b4a22", "#4a1f0e", "#2b0f08"))
    b.fill(disc(350, 350, 50, 7), "#d69a5c", alpha=0.55, blur=3)
    for x, lift in ((330, 0), (384, -26), (436, 4)):
        wave = path(f"M{x} {310 + lift} C{x - 34} {270 + lift} {x + 34} {240 + lift} {x} {196 + lift}")
        b.line(wave, "#ffffff", 12, alpha=0.5, blur=6)


def moka_pot(b: Brush) -> None:
    """An eight-sided moka pot."""
    b.ground(390, 650, 150)
    base = path("M290 470 L490 470 L532 640 Q532 652 520 652 L260 652 Q248 652 248 640 Z")
    top = path("M268 240 L512 240 L486 442 L294 442 Z")
    spout = path("M282 262 L214 232 L268 330 Z")
    metal = ("#6c7684", "#f4f7fb", (0.42, "#aab4c0"), (0.6, "#dfe5ec"), (0.8, "#7d8794"), "#464f5b")
    b.fill(spout, across(spout, "#aeb8c4", "#e8edf2"))
    for shape in (base, top):
        b.fill(shape, across(shape, *metal))
    for shape, x0, x1 in ((base, 250, 530), (top, 270, 510)):
        with b.inside(shape):
            for i in (0.26, 0.62, 0.82):
                x = x0 + (x1 - x0) * i
                lean = (0.5 - i) * (44 if shape is base else -40)
                b.line(path(f"M{x + lean} 200 L{x} 660"), "#39414c", 3, alpha=0.35)
    b.shade(base, "#241a2c", depth=24, alpha=0.4)
    b.shade(top, "#241a2c", depth=22, alpha=0.35)
    waist = box(284, 438, 212, 38, 14)
    b.fill(waist, across(waist, "#56606c", "#eef2f6", "#8b95a1", "#39414c"))
    lid = path("M262 240 Q390 158 518 240 Z")
    b.fill(lid, across(lid, "#7c8693", "#ffffff", "#aab4c0", "#545d69"))
    knob = joined(box(376, 168, 28, 40, 6), disc(390, 160, 28, 24))
    b.fill(knob, ball(knob, "#ff6bb5", ROSA, "#8a004b"))
    handle = path(
        "M506 262 L600 262 Q622 262 620 286 L600 436 Q596 452 580 448 Q566 444 568 430 L580 312 L502 312 Z"
    )
    b.fill(handle, across(handle, "#4a3452", "#2a1731", "#160a1b"))
    b.gleam(handle, path("M520 270 L596 270 L598 280 L520 280 Z"), alpha=0.4)
    b.gleam(top, path("M306 250 L330 250 L336 436 L318 436 Z"), alpha=0.65, blur=4)
    valve = disc(300, 580, 13)
    b.fill(valve, ball(valve, "#ffe7a8", "#b98b32"))


def honey(b: Brush) -> None:
    """A jar of honey with a dipper."""
    b.ground(400, 650, 158)
    jar = path(
        "M280 300 L520 300 C560 320 570 350 570 390 L562 600 Q558 652 510 652 L290 652 Q242 652 238 600"
        " L230 390 C230 350 240 320 280 300 Z"
    )
    b.fill(jar, across(jar, "#c76a04", "#ffc445", (0.45, "#f7a01c"), "#9a4a02"))
    with b.inside(jar):
        b.fill(box(220, 296, 360, 54), "#fff3cf", alpha=0.55)
        b.fill(disc(400, 350, 172, 16), "#ffdf82")
        b.fill(disc(470, 560, 100, 90), "#ffd766", alpha=0.5, blur=30)
    b.shade(jar, "#5c2000", depth=34, alpha=0.5)
    b.gleam(
        jar, path("M262 360 C256 440 258 540 272 610 L292 610 C282 540 280 440 288 360 Z"), alpha=0.7, blur=4
    )
    lid = box(264, 226, 272, 86, 20)
    b.fill(lid, across(lid, "#b08332", "#ffeab0", (0.4, "#e1b557"), "#7d5618"))
    for i in range(15):
        b.line(path(f"M{278 + i * 18} 250 L{278 + i * 18} 300"), "#7d5618", 2.5, alpha=0.35)
    label = path("M400 402 L478 447 L478 537 L400 582 L322 537 L322 447 Z")
    b.fill(label, "#fff8e6")
    b.line(label, "#e19a14", 5)
    b.text("MIEL", 400, 494, size=46, ink="#7d3d02", font=("figtree", 900))
    b.text("de azahar", 400, 526, size=24, ink="#c76a04", font=("figtree", 700))
    with b.at(598, 470, turn=24):
        stick = box(-9, -250, 18, 230, 9)
        b.fill(stick, across(stick, "#e8b673", "#b77c3c"))
        for i in range(6):
            ring = disc(0, 10 + i * 24, 40 - abs(i - 2.5) * 6, 14)
            b.fill(ring, ball(ring, "#ffe3a0", "#e59a21", "#a45c08"))
    b.fill(disc(540, 640, 62, 15), ball(disc(540, 640, 62, 15), "#ffdd7a", "#f09a10"))


def salsa(b: Brush) -> None:
    """A swing-top jar of salsa macha with dried chilies."""
    b.ground(400, 650, 150)
    jar = path(
        "M286 316 L514 316 C548 330 552 352 552 386 L552 608 Q552 652 508 652 L292 652 Q248 652 248 608"
        " L248 386 C248 352 252 330 286 316 Z"
    )
    b.fill(jar, across(jar, "#6d0f06", "#d8391b", (0.45, "#b3230f"), "#4a0703"))
    with b.inside(jar):
        b.fill(box(240, 310, 320, 60), "#f3a23a", alpha=0.85)
        b.fill(disc(400, 372, 160, 14), "#ffc365", alpha=0.8)
        for i in range(60):
            x, y = 254 + i * 173 % 296, 388 + i * 97 % 260
            b.fill(disc(x, y, 4 + i % 4, 3 + i % 3), ("#ffcf6e", "#3b0602", "#ff7a3d")[i % 3], alpha=0.75)
    b.shade(jar, "#2c0200", depth=32, alpha=0.5)
    b.gleam(jar, path("M270 360 L296 360 L294 630 L272 620 Z"), alpha=0.55, blur=5)
    lid = box(272, 236, 256, 86, 22)
    b.fill(lid, across(lid, "#1f1524", "#5c4266", "#35213c", "#120a16"))
    b.gleam(lid, box(292, 250, 18, 58, 9), alpha=0.4)
    cloth = path(
        "M248 236 Q400 170 552 236 L566 300 L520 286 L492 312 L456 288 L420 316 L382 290 L344"
        " 314 L310 288 L278 310 L236 296 Z"
    )
    b.fill(cloth, across(cloth, "#c40068", "#ff5bae", ROSA, "#8a004b"))
    for i in range(9):
        b.fill(disc(280 + i * 31, 246 + (i % 3) * 14, 6), "#ffe2f1", alpha=0.85)
    label = box(286, 424, 228, 148, 18)
    b.fill(label, across(label, "#f0dcc0", "#fff9ec", "#e2c9a6"))
    b.text("MACHA", 400, 500, size=58, ink="#8f150a", font=("figtree", 900))
    b.text("salsa de la casa", 400, 540, size=24, ink="#5a2413", font=("figtree", 600))
    chili(b, 596, 604, turn=-30)
    chili(b, 214, 628, turn=200)


def chili(b: Brush, x: float, y: float, *, turn: float = 0) -> None:
    """One dried chili."""
    with b.at(x, y, turn=turn):
        pod = path("M-60 -14 C-20 -34 50 -24 96 22 C40 14 -10 30 -56 14 Q-70 0 -60 -14 Z")
        b.fill(path("M-56 10 C-10 30 40 24 96 30 L90 40 L-50 34 Z"), "#2a1030", alpha=0.3, blur=8)
        b.fill(pod, linear((0, -24), (0, 26), "#f0482b", "#a31408", "#5a0602"))
        b.gleam(pod, path("M-44 -12 C-10 -24 30 -14 56 0 C20 -8 -10 -10 -44 -4 Z"), alpha=0.5)
        b.line(path("M-62 0 Q-84 -6 -92 -22"), "#57762a", 10)


def chocolate(b: Brush) -> None:
    """Two rounds of table chocolate, one broken, and a cinnamon stick."""
    b.ground(400, 640, 210)
    paper = path("M220 300 L580 300 L610 640 L190 640 Z")
    b.fill(paper, across(paper, "#d9296f", "#ff7bb0", ROSA, "#94003f"))
    with b.inside(paper):
        for i in range(-2, 12):
            b.line(path(f"M{180 + i * 44} 660 L{300 + i * 44} 290"), "#ffd3e6", 7, alpha=0.35)
    b.shade(paper, "#4a0024", depth=26, alpha=0.35)
    plate = box(262, 470, 276, 120, 20)
    b.fill(plate, "#fff4e2")
    b.text("CHOCOLATE", 400, 528, size=42, ink="#5a2413", font=("figtree", 900))
    b.text("de mesa · canela", 400, 564, size=26, ink=ROSA, font=("figtree", 700))
    for y in (330, 290):
        slab = joined(disc(400, y, 168, 62), box(232, y, 336, 34), disc(400, y + 34, 168, 62))
        b.fill(slab, across(slab, "#5b2a14", "#9a5730", "#6d3519", "#34140a"))
        face = disc(400, y, 168, 62)
        b.fill(face, ball(face, "#a9663b", "#7a4020", "#5a2a14"))
        for turn in range(0, 180, 45):
            dx, dy = 162 * math.cos(math.radians(turn)), 59 * math.sin(math.radians(turn))
            b.line(
                path(f"M{400 - dx:.1f} {y - dy:.1f} L{400 + dx:.1f} {y + dy:.1f}"), "#42200f", 5, alpha=0.7
            )
        b.gleam(face, disc(340, y - 26, 70, 12), alpha=0.25, blur=8)
    with b.at(590, 610, turn=-24):
        for dy in (-16, 16):
            stick = box(-96, dy - 17, 192, 34, 16)
            b.fill(stick, down(stick, "#d28a4c", "#9b5424", "#5e2c10"))
            b.fill(disc(94, dy, 9, 15), "#4b210c")
            b.line(path(f"M-86 {dy - 4} L80 {dy - 4}"), "#f0b985", 2.5, alpha=0.5)


def french_press(b: Brush) -> None:
    """A glass press with its plunger up."""
    b.ground(390, 650, 140)
    handle = without(box(470, 330, 140, 270, 60), box(470, 372, 92, 186, 40))
    b.fill(handle, across(handle, "#4a3452", "#271530", "#140818"))
    glass = path("M270 280 L510 280 L510 630 Q510 652 488 652 L292 652 Q270 652 270 630 Z")
    b.fill(glass, across(glass, "#ffffffb0", "#ffffff55", "#e7f0f590"))
    with b.inside(glass):
        b.fill(box(260, 400, 260, 260), across(glass, "#3a1609", "#8b4a22", (0.5, "#6a3113"), "#240b05"))
        b.fill(disc(390, 400, 120, 16), "#c88f55")
        b.fill(box(268, 344, 244, 26, 8), across(glass, "#8b95a1", "#ffffff", "#646d79"))
        b.fill(box(382, 200, 16, 150), "#c4ccd5")
    b.shade(glass, "#2b0a08", depth=24, alpha=0.3)
    b.gleam(glass, box(292, 300, 24, 330, 12), alpha=0.55, blur=4)
    metal = ("#7c8693", "#ffffff", (0.5, "#aab4c0"), "#4d5662")
    for y, tall in ((268, 26), (470, 16), (624, 28)):
        band = box(262, y, 256, tall, 8)
        b.fill(band, across(band, *metal))
    for x in (286, 380, 478):
        b.fill(box(x, 284, 14, 350, 4), across(box(x, 0, 14, 1), "#8b95a1", "#eef2f6", "#6b7480"))
    b.fill(path("M270 282 L222 266 L270 330 Z"), "#ffffff", alpha=0.6)
    lid = path("M256 270 Q390 206 524 270 Z")
    b.fill(lid, across(lid, *metal))
    b.fill(box(381, 150, 18, 90), across(box(381, 0, 18, 1), "#8b95a1", "#ffffff", "#6b7480"))
    knob = disc(390, 146, 34, 30)
    b.fill(knob, ball(knob, "#ff6bb5", ROSA, "#8a004b"))


def conchas(b: Brush) -> None:
    """An open box of six shell-crusted sweet buns."""
    b.ground(400, 650, 250)
    back = path("M170 440 L630 440 L660 300 Q400 268 140 300 Z")
    b.fill(back, down(back, "#ffe9f3", "#f7b7d4"))
    b.line(path("M176 322 Q400 292 624 322"), ROSA, 5, alpha=0.6)
    colours = ("#fff0c4", "#ff9fbf", "#8b5531")
    for row, y in ((0, 416), (1, 476)):
        for i in range(3):
            concha(b, 258 + i * 142, y, crust=colours[(i + row) % 3])
    front = path("M140 490 L660 490 L636 640 Q634 652 620 652 L180 652 Q166 652 164 640 Z")
    b.fill(front, across(front, "#d6006f", "#ff5fae", (0.5, ROSA), "#98004f"))
    b.shade(front, "#4a0024", depth=26, alpha=0.35)
    b.text("conchas", 400, 592, size=74, ink="#fff4e2", font=("caveat", 700))
    b.text("caja de 6", 400, 628, size=24, ink="#ffd3e6", font=("figtree", 700))
    b.gleam(front, path("M166 500 L200 500 L214 640 L186 640 Z"), alpha=0.25, blur=8)


def concha(b: Brush, x: float, y: float, *, crust: str = "#ff9fbf", scale: float = 1.0) -> None:
    """One sweet bun with its shell pattern; its foot is at y + 62."""
    with b.at(x, y, scale=scale):
        bun = path(
            "M-88 52 C-100 -20 -60 -76 0 -76 C60 -76 100 -20 88 52 Q84 66 66 66 L-66 66 Q-84 66 -88 52 Z"
        )
        b.fill(bun, ball(bun, "#f6c37a", "#d98d3f", "#99551b"))
        top = path("M-84 20 C-90 -36 -54 -80 0 -80 C54 -80 90 -36 84 20 Q40 44 0 30 Q-40 44 -84 20 Z")
        b.fill(top, ball(top, lighter(crust, 0.5), crust, mix(crust, "#7a2b3b", 0.35)))
        with b.inside(top):
            groove = mix(crust, "#a3561f", 0.55)
            for reach in (-130, -78, -26, 26, 78, 130):
                b.line(path(f"M0 -96 Q{reach * 0.7} -30 {reach} 60"), groove, 6)
            b.gleam(top, disc(-30, -50, 30, 12), alpha=0.55, blur=6)


def kettle(b: Brush) -> None:
    """A gooseneck kettle."""
    b.ground(410, 650, 150)
    coat = "#1f3f4a"
    b.line(path("M330 560 C220 560 250 400 190 330 Q172 306 140 304"), darker(coat, 0.1), 34)
    b.line(path("M330 556 C232 552 258 400 196 326 Q178 304 146 300"), lighter(coat, 0.35), 10, alpha=0.8)
    grip = path(
        "M500 300 C560 200 660 230 660 320 L650 470 Q646 494 626 490 Q608 486 610 466 L616"
        " 340 C616 284 570 280 540 330 Z"
    )
    b.fill(grip, across(grip, "#c98b52", "#f0bd85", "#8a5426"))
    body = path(
        "M310 330 L510 330 C560 420 572 540 572 628 Q572 652 548 652 L272 652 Q248 652 248"
        " 628 C248 540 260 420 310 330 Z"
    )
    b.fill(body, across(body, darker(coat, 0.2), lighter(coat, 0.4), (0.45, coat), darker(coat, 0.55)))
    b.shade(body, "#05151a", depth=34, alpha=0.5)
    b.gleam(
        body, path("M318 360 C284 440 276 540 276 620 L304 620 C304 540 316 440 346 360 Z"), alpha=0.4, blur=7
    )
    rim = box(296, 306, 228, 34, 14)
    b.fill(rim, across(rim, "#c98b52", "#fbdcb2", "#a86a33"))
    lid = path("M310 308 Q410 232 510 308 Z")
    b.fill(lid, across(lid, darker(coat, 0.1), lighter(coat, 0.45), coat, darker(coat, 0.5)))
    knob = disc(410, 250, 26)
    b.fill(knob, ball(knob, "#fbdcb2", "#c98b52", "#7a4417"))
    dial = disc(410, 520, 46)
    b.fill(dial, ball(dial, "#fffaf0", "#ead9c0"))
    b.line(disc(410, 520, 46), "#c98b52", 6)
    b.line(path("M410 520 L434 496"), ROSA, 7)


DRAWINGS = {
    "cold-brew": cold_brew,
    "cafe-altura": coffee_bag,
    "taza-barro": mug,
    "cafetera-moka": moka_pot,
    "miel-azahar": honey,
    "salsa-macha": salsa,
    "chocolate-mesa": chocolate,
    "prensa-francesa": french_press,
    "conchas-caja": conchas,
    "tetera-cisne": kettle,
}
