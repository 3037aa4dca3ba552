"""Tuesday Patio: small things for a room and a day."""

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
    radial,
    without,
)

STEEL = ("#6c7684", "#f4f7fb", (0.42, "#aab4c0"), (0.62, "#e4e9ef"), "#525c69")


def planter(b: Brush, *, growth: float = 1.0) -> None:
    """A terracotta pot with a sleepy face; growth is how far its plant has come."""
    b.ground(400, 650, 150)
    for reach, turn, size in ((0, -58, 0.8), (0, 56, 0.84), (0, -30, 1.0), (0, 32, 0.96), (0, 2, 1.12)):
        leaf(b, 400 + reach, 400, turn=turn, size=size * growth)
    pot = path("M258 410 L542 410 L510 628 Q506 652 482 652 L318 652 Q294 652 290 628 Z")
    b.fill(pot, across(pot, "#b8572c", "#f0a273", (0.42, "#d97746"), "#8a3a18"))
    b.shade(pot, "#43140a", depth=30, alpha=0.4)
    rim = box(240, 372, 320, 62, 18)
    b.fill(rim, across(rim, "#c4632f", "#f7b285", (0.42, "#e2834f"), "#93401b"))
    b.fill(path("M262 434 L538 434 L535 450 L265 450 Z"), "#5a1c08", alpha=0.35, blur=4)
    b.gleam(pot, path("M286 456 L312 456 L330 640 L308 636 Z"), alpha=0.35, blur=7)
    for x in (346, 446):
        b.line(path(f"M{x - 20} 522 Q{x} 542 {x + 20} 522"), "#4a1a0a", 8)
        b.fill(disc(x + (-26 if x < 400 else 26), 558, 20, 13), "#ff8f7a", alpha=0.6, blur=4)
    b.line(path("M380 562 Q396 578 412 562"), "#4a1a0a", 8)


def leaf(b: Brush, x: float, y: float, *, turn: float, size: float = 1.0) -> None:
    """One broad leaf that grows upwards from x, y."""
    with b.at(x, y, turn=turn, scale=max(size, 0.001)):
        blade = path(
            "M0 0 C-30 -60 -74 -130 -50 -220 C-36 -258 -10 -280 0 -292 C10 -280 36 -258 50"
            " -220 C74 -130 30 -60 0 0 Z"
        )
        b.fill(blade, linear((-60, -200), (60, -80), "#8fe08a", "#35a35a", "#0f5a38"))
        b.line(path("M0 -6 L0 -270"), "#d8ffc9", 4, alpha=0.6)
        for i in range(5):
            y0 = -70 - i * 38
            b.line(path(f"M0 {y0} L-{38 - i * 4} {y0 - 34}"), "#d8ffc9", 3, alpha=0.4)
            b.line(path(f"M0 {y0} L{38 - i * 4} {y0 - 34}"), "#0f5a38", 3, alpha=0.35)


def lamp(b: Brush, *, lit: float = 1.0) -> None:
    """A mushroom lamp; lit is how bright it shines."""
    b.fill(disc(400, 400, 360, 320), "#ffdf8f", alpha=0.6 * lit, blur=70)
    b.ground(400, 650, 150)
    b.fill(disc(400, 652, 210, 30), "#ffe9a8", alpha=0.6 * lit, blur=24)
    stem = path(
        "M352 380 L448 380 C444 480 470 560 506 622 Q514 652 478 652 L322 652 Q286 652 294"
        " 622 C330 560 356 480 352 380 Z"
    )
    cold = mix("#d9c3b0", "#fff1d0", lit)
    b.fill(stem, across(stem, darker(cold, 0.25), lighter(cold, 0.4), cold, darker(cold, 0.4)))
    b.shade(stem, "#3a1a10", depth=24, alpha=0.3)
    b.fill(disc(400, 398, 190, 34), mix("#7a3a2a", "#fff3b8", lit))
    cap = path("M178 400 C170 250 270 170 400 170 C530 170 630 250 622 400 Q400 452 178 400 Z")
    hue = mix("#b23a2c", "#ff6a3d", lit)
    b.fill(cap, radial((350, 300), 330, mix(hue, "#fff0a0", 0.65 * lit + 0.15), hue, darker(hue, 0.35)))
    b.shade(cap, "#5a0c0c", depth=30, alpha=0.35)
    for x, y, wide, tall in (
        (300, 280, 36, 28),
        (430, 236, 44, 30),
        (536, 318, 30, 30),
        (390, 350, 34, 22),
        (236, 362, 24, 18),
    ):
        b.fill(disc(x, y, wide, tall), mix("#f0d9c4", "#fffbe6", lit))
    b.gleam(
        cap, path("M220 330 C230 262 280 216 340 204 L344 220 C296 236 256 276 246 336 Z"), alpha=0.6, blur=5
    )
    b.line(path("M474 432 L474 476"), "#c9a24a", 5)
    b.fill(disc(474, 484, 9), "#f6d98a")


def cushion(b: Brush) -> None:
    """A square cushion with a woven sunrise."""
    b.ground(400, 640, 230)
    form = path(
        "M180 196 Q400 232 620 196 Q642 196 640 220 Q604 410 640 610 Q640 640 616 636 Q400 600 184 636"
        " Q160 640 160 610 Q196 410 160 220 Q158 196 180 196 Z"
    )
    b.fill(form, linear((160, 190), (640, 640), "#fff6e0", "#f8e2b8", "#dcb982"))
    with b.inside(form):
        for i, colour in enumerate(("#e4007c", "#ff6a4d", "#ffa63d", "#ffd56a", "#fff6e0")):
            b.fill(disc(400, 560, 250 - i * 46), colour)
        b.fill(box(150, 556, 500, 110), "#1f7a6a")
        for i in range(4):
            b.line(
                path(f"M150 {572 + i * 20} Q400 {560 + i * 20} 650 {572 + i * 20}"), "#8fdcc4", 4, alpha=0.7
            )
        for i in range(100):
            b.line(path(f"M{156 + i * 5} 190 L{152 + i * 5} 650"), "#4a2a10", 1, alpha=0.09)
        b.fill(disc(240, 280, 150, 110), "#ffffff", alpha=0.35, blur=50)
    b.shade(form, "#4a1a20", depth=40, alpha=0.35)
    for x, y, turn in ((168, 204, -45), (632, 204, 45), (632, 626, 135), (168, 626, 225)):
        with b.at(x, y, turn=turn):
            tassel = path("M-12 4 L12 4 L20 -52 Q0 -62 -20 -52 Z")
            b.fill(tassel, across(tassel, "#ff7fbd", "#b0005f"))
            b.fill(disc(0, 0, 14), "#e4007c")


def blanket(b: Brush) -> None:
    """A folded striped throw with a fringe."""
    b.ground(400, 640, 260)
    colours = ("#1f7a6a", "#fff1d6", "#ff7a4d", "#e4007c", "#ffc85a", "#fff1d6")
    for layer in range(4):
        y = 560 - layer * 78
        fold = path(
            f"M170 {y} Q150 {y + 40} 170 {y + 84} L618 {y + 84} Q646 {y + 76} 646 {y + 42}"
            f" Q646 {y + 8} 618 {y} Z"
        )
        b.fill(
            path(f"M170 {y + 78} L630 {y + 78} L630 {y + 100} L170 {y + 100} Z"), "#2a1030", alpha=0.3, blur=8
        )
        b.fill(fold, "#fff1d6")
        with b.inside(fold):
            for i in range(13):
                x = 150 + i * 40 + layer * 7
                b.fill(
                    path(f"M{x} {y - 10} L{x + 30} {y - 10} L{x + 26} {y + 100} L{x - 4} {y + 100} Z"),
                    colours[(i + layer) % 6],
                )
            for i in range(22):
                b.line(path(f"M150 {y + i * 4} L660 {y + i * 4}"), "#3a1a10", 1, alpha=0.12)
            sheen = down(fold, "#ffffff90", (0.35, "#ffffff00"), (0.7, "#2a103000"), "#2a103080")
            b.fill(fold, sheen)
            b.fill(box(600, y, 60, 90), linear((596, 0), (650, 0), "#2a103000", "#2a103080"))
        for i in range(7):
            b.line(path(f"M166 {y + 12 + i * 11} Q140 {y + 14 + i * 11} 122 {y + 20 + i * 11}"), "#fff8e8", 5)


def board_game(b: Brush) -> None:
    """A board game box with pawns and a die."""
    b.ground(400, 650, 240)
    lid = path("M190 210 L610 210 L640 530 L160 530 Z")
    b.fill(lid, linear((190, 210), (610, 530), "#ff9a5c", "#e4007c", "#6d1f9c"))
    side = path("M160 530 L640 530 L640 640 Q640 652 626 652 L174 652 Q160 652 160 640 Z")
    b.fill(side, across(side, "#3d1470", "#7a2fb8", "#4a1a86", "#2a0c52"))
    with b.inside(lid):
        for i in range(16):
            with b.at(400, 470, turn=i * 22.5):
                b.fill(path("M-16 0 L-46 -460 L46 -460 L16 0 Z"), "#ffffff", alpha=0.1)
        for i, x in enumerate((236, 318, 482, 564)):
            house = path(f"M{x - 44} 520 L{x - 44} 420 L{x} 376 L{x + 44} 420 L{x + 44} 520 Z")
            b.fill(house, ("#ffd56a", "#6fe0c8", "#8fb8ff", "#ff9fbf")[i])
            b.fill(box(x - 14, 462, 28, 60, 12), "#4a1a5a")
        b.fill(disc(400, 470, 54), "#fff6e0")
        b.fill(disc(400, 470, 34), "#12b3c4")
    b.shade(lid, "#2a0840", depth=20, alpha=0.3)
    b.text("PLAZA", 400, 330, size=96, ink="#fff6e0", font=("bricolage", 800))
    b.text("2–5 players · 30 min", 400, 606, size=30, ink="#ffd9f0", font=("figtree", 700))
    for x, colour in ((112, "#12b3c4"), (170, "#ffc33d")):
        pawn = joined(
            path(f"M{x - 30} 668 Q{x - 8} 640 {x - 10} 606 L{x + 10} 606 Q{x + 8} 640 {x + 30} 668 Z"),
            disc(x, 592, 22),
        )
        b.fill(disc(x, 670, 36, 9), "#1a0628", alpha=0.4, blur=5)
        b.fill(pawn, across(pawn, lighter(colour, 0.4), colour, darker(colour, 0.4)))
    with b.at(668, 640, turn=-12):
        b.fill(disc(4, 36, 44, 10), "#1a0628", alpha=0.4, blur=5)
        die = box(-38, -44, 76, 76, 16)
        b.fill(die, linear((-38, -44), (38, 32), "#ffffff", "#e6dcef"))
        for x, y in ((-18, -24), (18, -24), (0, -6), (-18, 12), (18, 12)):
            b.fill(disc(x, y, 7), "#e4007c")


def knife(b: Brush) -> None:
    """A chef's knife on a board with herbs."""
    board = box(110, 420, 580, 220, 44)
    b.fill(disc(400, 652, 300, 26), "#1a2a20", alpha=0.35, blur=18)
    b.fill(box(110, 446, 580, 216, 44), "#8a5426")
    b.fill(board, linear((110, 420), (690, 640), "#f6d6a0", "#e0ad6c", "#c98b4a"))
    with b.inside(board):
        for i in range(11):
            b.line(
                path(f"M100 {430 + i * 20} C300 {420 + i * 22} 480 {446 + i * 18} 700 {428 + i * 20}"),
                "#a3692e",
                2.4,
                alpha=0.35,
            )
    b.fill(disc(640, 530, 20), "#8a5426")
    with b.at(400, 400, turn=-24, around=(400, 400)):
        with b.at(12, 26):
            b.fill(
                path("M90 420 C200 360 420 356 520 356 L520 440 C380 470 220 470 90 420 Z"),
                "#2a1408",
                alpha=0.35,
                blur=12,
            )
        knife_only(b)
    for i in range(5):
        with b.at(250 + i * 66, 590 + (i * 31) % 36, turn=i * 73):
            b.fill(
                path("M0 0 C14 -22 40 -22 52 0 C40 22 14 22 0 0 Z"),
                linear((0, -16), (40, 16), "#8fe08a", "#1f7a45"),
            )
            b.line(path("M4 0 L46 0"), "#d8ffc9", 2.5, alpha=0.7)


def knife_only(b: Brush) -> None:
    """The knife alone, its point to the left."""
    blade = path("M78 420 C180 346 360 340 524 344 L524 446 C380 470 210 470 78 420 Z")
    b.fill(blade, linear((0, 340), (0, 466), "#aab4c0", "#f4f7fb", "#c9d1da", "#8b95a1"))
    edge = path("M78 420 C210 452 380 452 524 430 L524 446 C380 470 210 470 78 420 Z")
    b.fill(edge, "#ffffff", alpha=0.8)
    b.gleam(blade, path("M300 350 L350 346 L320 440 L262 440 Z"), alpha=0.75, blur=5)
    b.fill(box(516, 334, 34, 118, 8), across(box(516, 0, 34, 1), *STEEL))
    grip = path("M546 342 L720 336 Q752 340 750 384 Q750 416 724 414 L546 404 Z")
    b.fill(grip, down(grip, "#8a4a2a", "#5a2a18", "#2a1008"))
    b.gleam(grip, box(556, 348, 176, 10, 5), alpha=0.4, blur=3)
    for x in (582, 646, 708):
        b.fill(disc(x, 376, 9), ball(disc(x, 376, 9), "#ffffff", "#aab4c0", "#525c69"))


def water_bottle(b: Brush, *, coat: str = "#17a398") -> None:
    """A powder-coated steel bottle with a loop cap."""
    b.ground(400, 650, 108)
    loop = without(box(352, 96, 96, 96, 40), box(374, 118, 52, 60, 22))
    b.fill(loop, across(loop, "#3a4652", "#77869a", "#232c36"))
    cap = box(340, 164, 120, 74, 16)
    b.fill(cap, across(cap, "#2c3742", "#6d7d90", "#3d4a57", "#1a222b"))
    b.fill(box(346, 234, 108, 24, 6), across(box(346, 0, 108, 1), *STEEL))
    body = path(
        "M346 256 L454 256 C496 272 512 304 512 346 L512 616 Q512 652 480 652 L320 652 Q288"
        " 652 288 616 L288 346 C288 304 304 272 346 256 Z"
    )
    b.fill(body, across(body, darker(coat, 0.2), lighter(coat, 0.5), (0.42, coat), darker(coat, 0.5)))
    b.shade(body, "#04221f", depth=32, alpha=0.4)
    b.gleam(body, path("M306 340 C308 310 322 288 344 276 L338 640 L308 634 Z"), alpha=0.45, blur=7)
    b.fill(box(288, 622, 224, 18), across(box(288, 0, 224, 1), *STEEL))
    b.line(
        path("M356 470 C356 430 396 400 404 372 C412 400 452 430 452 470 C452 530 356 530 356 470 Z"),
        "#ffffff",
        8,
    )
    b.line(path("M380 484 Q404 508 428 484"), "#ffffff", 7)
    b.text("750 ml", 402, 580, size=26, ink="#eafffb", font=("figtree", 700))


def umbrella(b: Brush) -> None:
    """An open striped umbrella."""
    b.ground(436, 656, 90)
    b.line(path("M400 160 L400 600 C400 664 490 664 490 604"), "#7a4a24", 20)
    b.line(path("M396 200 L396 600"), "#e0b27a", 5, alpha=0.8)
    b.line(path("M400 596 C400 664 490 664 490 604"), "#e4007c", 24)
    edges = (100, 200, 310, 400, 490, 600, 700)
    for i in range(6):
        x0, x1 = edges[i], edges[i + 1]
        panel = path(
            f"M400 150 C{400 + (x0 - 400) * 0.72} 170 {x0 + (400 - x0) * 0.04} 290 {x0} 420"
            f" Q{(x0 + x1) / 2} 372 {x1} 420 C{x1 + (400 - x1) * 0.04} 290"
            f" {400 + (x1 - 400) * 0.72} 170 400 150 Z"
        )
        colour = ("#ffce3a", "#fff6e0")[i % 2]
        share = abs(i - 1.5) / 6
        b.fill(
            panel,
            linear(
                (x0, 170),
                (x1, 430),
                lighter(colour, 0.4 if i < 3 else 0.1),
                mix(colour, "#c4701a", share * 0.9),
            ),
        )
        b.line(panel, "#c4831f", 3, alpha=0.45)
    b.gleam(
        disc(400, 400, 310, 250),
        path("M160 340 C190 250 260 196 340 180 L344 196 C280 220 220 270 196 350 Z"),
        alpha=0.7,
        blur=8,
    )
    b.line(path("M400 150 L400 116"), "#7a4a24", 14)
    for x, y in ((130, 200), (180, 120), (640, 140), (690, 230), (560, 90), (270, 84)):
        drop = path(
            f"M{x} {y - 26} C{x + 22} {y + 4} {x + 16} {y + 24} {x} {y + 24} C{x - 16}"
            f" {y + 24} {x - 22} {y + 4} {x} {y - 26} Z"
        )
        b.fill(drop, ball(drop, "#ffffff", "#8fd0ff", "#2f7fd0"))


def notebook(b: Brush) -> None:
    """A cloth notebook with an elastic, a pen and a ribbon."""
    b.fill(path("M250 660 L590 650 L620 690 L270 700 Z"), "#12302a", alpha=0.35, blur=20)
    with b.at(400, 400, turn=-7, around=(400, 400)):
        b.line(path("M330 640 L322 716"), "#e4007c", 16)
        pages = box(238, 136, 344, 528, 18)
        b.fill(pages, across(pages, "#e9dcc6", "#fffaf0", "#d9c7a8"))
        for i in range(5):
            b.line(path(f"M{572 + i * 3} 150 L{572 + i * 3} 652"), "#b9a37e", 1.2, alpha=0.6)
        cover = box(224, 128, 346, 526, 22)
        b.fill(cover, linear((224, 128), (570, 654), "#2b8a6c", "#17654e", "#0c4233"))
        with b.inside(cover):
            for i in range(110):
                b.line(path(f"M224 {128 + i * 5} L570 {128 + i * 5}"), "#ffffff", 1, alpha=0.06)
            b.fill(box(224, 128, 44, 526), "#06281f", alpha=0.45)
            b.line(path("M268 128 L268 654"), "#ffffff", 2, alpha=0.25)
        b.shade(cover, "#03160f", depth=22, alpha=0.4)
        b.fill(box(318, 226, 190, 112, 10), "#fff6e0")
        b.text("ideas", 413, 290, size=62, ink="#e4007c", font=("caveat", 700))
        b.line(path("M344 314 L482 314"), "#2b8a6c", 4)
        elastic = box(520, 120, 20, 544, 4)
        b.fill(elastic, across(elastic, "#ffb13d", "#ffd88a", "#c97f14"))
        b.gleam(cover, path("M282 140 L310 140 L310 640 L282 640 Z"), alpha=0.14, blur=6)
    with b.at(636, 430, turn=14):
        b.fill(box(-8, -210, 36, 440, 16), "#12302a", alpha=0.3, blur=10)
        pen = box(-16, -220, 32, 380, 14)
        b.fill(pen, across(pen, "#ffd88a", "#fff6df", "#ffb13d", "#b36c0c"))
        b.fill(path("M-15 158 L15 158 L4 216 L-4 216 Z"), across(box(-15, 0, 30, 1), *STEEL))
        b.fill(box(12, -206, 10, 140, 5), across(box(12, 0, 10, 1), *STEEL))


def wall_clock(b: Brush) -> None:
    """A round clock with a wooden rim, at ten past ten."""
    b.fill(disc(420, 440, 262), "#12302a", alpha=0.35, blur=30)
    rim = disc(400, 400, 262)
    b.fill(rim, linear((180, 160), (620, 640), "#f6d59a", "#d09a55", "#8a5422"))
    for i in range(9):
        b.line(disc(400, 400, 236 + i * 3), "#7a4516", 1.4, alpha=0.25)
    dial = disc(400, 400, 222)
    b.fill(dial, ball(dial, "#ffffff", "#fff7e8", "#ecdcc2"))
    b.line(dial, "#5a3210", 7, alpha=0.35)
    for i in range(60):
        turn = math.radians(i * 6)
        reach = 176 if i % 5 == 0 else 192
        x0, y0, x1, y1 = (f"{400 + r * f(turn):.1f}" for r in (reach, 204) for f in (math.sin, math.cos))
        b.line(
            path(f"M{x0} {y0} L{x1} {y1}"), "#e4007c" if i % 15 == 0 else "#17654e", 9 if i % 5 == 0 else 3
        )
    with b.at(5, 8):
        b.line(path("M400 400 L306 346 M400 400 L510 338"), "#2a1030", 12, alpha=0.25, blur=5)
    b.line(path("M400 400 L306 346"), "#17302a", 17)
    b.line(path("M400 400 L532 324"), "#17302a", 11)
    b.line(path("M374 454 L456 270"), "#e4007c", 5)
    pin = disc(400, 400, 17)
    b.fill(pin, ball(pin, "#ff9bce", "#e4007c", "#8a004b"))
    b.gleam(
        dial, path("M230 330 C250 260 310 210 390 196 L394 212 C330 228 270 280 252 344 Z"), alpha=0.9, blur=5
    )


DRAWINGS = {
    "face-planter": planter,
    "mushroom-lamp": lamp,
    "sunrise-cushion": cushion,
    "woven-throw": blanket,
    "plaza-game": board_game,
    "chef-knife": knife,
    "steel-bottle": water_bottle,
    "storm-umbrella": umbrella,
    "dot-notebook": notebook,
    "slow-clock": wall_clock,
}
