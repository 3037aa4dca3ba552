"""Ventania 27: what one wears and carries."""

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

CORAL = "#ff5a4f"


def sneaker(b: Brush, *, upper: str = "#fdfdff", accent: str = "#2f6bff", sole: str = "#ffffff") -> None:
    """One running shoe seen from its side."""
    b.ground(400, 642, 280)
    foam = path(
        "M112 560 C112 540 130 530 160 534 L640 540 C690 540 716 566 716 596 C716 630 690 646 650 646"
        " L180 646 C130 646 108 616 112 560 Z"
    )
    b.fill(foam, down(foam, lighter(sole, 0.4), sole, mix(sole, "#5d6a8c", 0.35)))
    b.line(path("M126 604 C240 622 560 622 708 606"), accent, 9)
    for i in range(13):
        b.fill(box(160 + i * 40, 634, 26, 14, 5), darker(accent, 0.35))
    tongue = path("M322 420 C316 300 352 252 412 262 C430 268 434 292 428 316 L470 450 Z")
    b.fill(tongue, across(tongue, accent, lighter(accent, 0.35)))
    body = path(
        "M128 550 C112 480 130 400 150 352 C160 326 200 326 222 346 C262 380 310 372 336 336"
        " C350 316 376 316 392 334 L500 440 C560 470 650 474 690 520 C704 540 700 556 690 560 L136 560 Z"
    )
    b.fill(body, down(body, lighter(upper, 0.2), upper, mix(upper, "#4a5578", 0.3)))
    with b.inside(body):
        toe = path("M560 600 C560 520 610 480 720 470 L740 600 Z")
        b.fill(toe, accent, alpha=0.95)
        heel = path("M100 330 L196 330 C190 420 200 500 214 580 L100 580 Z")
        b.fill(heel, accent)
        swoop = path("M206 560 C280 520 330 470 372 380 L424 400 C400 480 350 540 320 570 Z")
        b.fill(swoop, linear((220, 560), (410, 380), accent, mix(accent, "#ffffff", 0.35)))
        b.fill(
            path("M330 570 C380 530 420 480 440 424 L470 444 C460 500 430 545 400 570 Z"), accent, alpha=0.45
        )
        for i in range(70):
            b.fill(disc(470 + i * 37 % 130, 470 + i * 23 % 80, 2.6), darker(upper, 0.5), alpha=0.25)
    b.shade(body, "#1c2346", depth=26, alpha=0.35)
    b.gleam(
        body,
        path("M404 352 L506 452 C560 478 620 480 660 500 C600 490 540 492 494 472 L392 368 Z"),
        alpha=0.8,
        blur=5,
    )
    b.fill(
        path("M150 356 C166 336 200 340 222 352 C262 388 312 380 338 342 C300 404 200 400 150 356 Z"),
        "#20264a",
        alpha=0.65,
    )
    for i in range(5):
        x, y = 374 + i * 31, 356 + i * 27
        b.line(path(f"M{x - 26} {y + 30} L{x + 14} {y + 2}"), "#ffffff", 13)
        b.line(path(f"M{x - 26} {y + 32} L{x + 14} {y + 4}"), mix(accent, "#1a1f40", 0.3), 3, alpha=0.5)


def sandal(b: Brush) -> None:
    """A pair of strapped sandals on cork soles, seen from above."""
    for x, turn, flip in ((270, -8, 1), (530, 8, -1)):
        with b.at(x, 400, turn=turn, scale=(flip, 1)):
            shape = path(
                "M-20 -250 C60 -262 112 -190 106 -100 C100 -20 76 20 82 90 C90 180 60 252 -8 252"
                " C-78 252 -98 190 -90 110 C-82 40 -112 -30 -112 -110 C-112 -190 -80 -244 -20 -250 Z"
            )
            with b.at(14, 22):
                b.fill(shape, "#0a2f38", alpha=0.35, blur=16)
            with b.at(5, 9):
                b.fill(shape, down(shape, "#b3763a", "#7a4318"))
            b.fill(shape, ball(shape, "#fff3d8", "#f0cf9c", "#d1a367"))
            with b.inside(shape):
                for i in range(150):
                    b.fill(disc(-110 + i * 83 % 220, -250 + i * 59 % 500, 2.6), "#9a642a", alpha=0.35)
            b.line(path("M-20 -232 C50 -240 94 -182 90 -100 C84 -20 62 20 68 90"), "#fffaf0", 4, alpha=0.7)
            for y, colour in ((-120, CORAL), (-10, "#ff8a5c")):
                strap = path(
                    f"M-126 {y - 46} Q0 {y - 100} 122 {y - 44} L118 {y + 44} Q0 {y - 14} -122 {y + 44} Z"
                )
                b.fill(
                    path(f"M-112 {y + 20} Q0 {y - 10} 110 {y + 24} L108 {y + 60} Q0 {y + 4} -108 {y + 60} Z"),
                    "#5c2a08",
                    alpha=0.35,
                    blur=9,
                )
                b.fill(
                    strap,
                    across(strap, darker(colour, 0.15), lighter(colour, 0.35), colour, darker(colour, 0.35)),
                )
                b.line(path(f"M-116 {y - 34} Q0 {y - 86} 112 {y - 32}"), "#ffe1d6", 3, alpha=0.7)
                buckle = without(box(40, y - 62, 60, 66, 12), box(54, y - 48, 32, 38, 6))
                b.fill(buckle, across(buckle, "#fbe8b0", "#b98b32"))


def tshirt(b: Brush, *, cloth: str = "#ffffff", ink: str = "#1769e0") -> None:
    """A boxy T-shirt on a hanger with a printed wave."""
    b.line(path("M400 176 C400 140 440 140 436 116 C430 92 396 96 394 120"), "#8b95a1", 9)
    b.line(path("M236 238 L400 178 L564 238"), "#c98b52", 16)
    shirt = path(
        "M300 212 Q400 262 500 212 L640 268 L704 420 L604 458 L584 410 L592 650 Q400 672 208 650"
        " L216 410 L196 458 L96 420 L160 268 Z"
    )
    b.fill(path("M230 660 Q400 690 580 656 L600 676 Q400 706 210 680 Z"), "#1a2350", alpha=0.22, blur=14)
    b.fill(shirt, down(shirt, lighter(cloth, 0.3), cloth, mix(cloth, "#7f8fc0", 0.25)))
    b.shade(shirt, "#2a3a70", depth=24, alpha=0.28)
    with b.inside(shirt):
        for a, c in (((216, 300), (222, 460)), ((584, 300), (578, 460))):
            b.line(
                path(f"M{a[0]} {a[1]} Q{(a[0] + 400) / 2} 380 {c[0]} {c[1]}"),
                "#3b4a86",
                8,
                alpha=0.18,
                blur=6,
            )
        b.line(path("M300 640 Q330 560 300 470"), "#3b4a86", 10, alpha=0.12, blur=8)
    collar = path("M300 212 Q400 262 500 212 L520 222 Q400 290 280 222 Z")
    b.fill(collar, mix(cloth, "#7f8fc0", 0.2))
    sun = disc(400, 420, 84)
    b.fill(sun, down(sun, "#ffd05a", CORAL))
    with b.inside(disc(400, 420, 92)):
        for i, y in enumerate((424, 454, 484)):
            wave = path(
                f"M290 {y} C330 {y - 30} 360 {y + 26} 400 {y} C440 {y - 26} 470 {y + 30} 510"
                f" {y} L510 560 L290 560 Z"
            )
            b.fill(wave, mix(ink, "#7ce0ff", 0.45 - i * 0.22))
    b.text("ventania", 400, 562, size=44, ink=ink, font=("caveat", 700))


def tote(b: Brush, *, cloth: str = "#fff3d6") -> None:
    """A canvas bag with a printed sun."""
    b.ground(400, 650, 200)
    for dx, colour in ((16, "#cbb282"), (0, "#e9d3a3")):
        b.line(path(f"M{300 + dx} 330 C{300 + dx} 110 {500 + dx} 110 {500 + dx} 330"), colour, 26)
    b.line(path("M294 320 C296 104 492 104 496 316"), "#fff8e4", 4, alpha=0.7)
    bag = path("M206 300 Q400 318 594 300 L618 630 Q618 652 596 652 L204 652 Q182 652 182 630 Z")
    b.fill(
        bag, across(bag, mix(cloth, "#a9803e", 0.25), lighter(cloth, 0.4), cloth, mix(cloth, "#8b6328", 0.4))
    )
    with b.inside(bag):
        for i in range(60):
            b.line(path(f"M{180 + i * 8} 290 L{176 + i * 8} 660"), "#a9803e", 1.2, alpha=0.16)
        b.line(path("M260 660 Q300 560 250 460"), "#8b6328", 14, alpha=0.16, blur=9)
        b.line(path("M560 640 Q520 540 570 420"), "#8b6328", 14, alpha=0.16, blur=9)
    b.shade(bag, "#5c3a10", depth=28, alpha=0.3)
    b.line(path("M208 330 Q400 346 592 330"), "#b98b42", 3, alpha=0.6)
    for turn in range(0, 360, 30):
        with b.at(400, 486, turn=turn):
            ray = path("M-11 -92 Q0 -138 11 -92 Z")
            b.fill(ray, CORAL)
    sun = disc(400, 486, 78)
    b.fill(sun, ball(sun, "#ffe07a", "#ffb52e", CORAL))
    b.line(path("M366 476 Q376 464 386 476"), "#7a2413", 7)
    b.line(path("M414 476 Q424 464 434 476"), "#7a2413", 7)
    b.line(path("M372 506 Q400 532 428 506"), "#7a2413", 7)
    b.text("bom dia, sol", 400, 630, size=44, ink="#7a2413", font=("caveat", 700))


def sun_hat(b: Brush) -> None:
    """A wide straw hat with a ribbon."""
    b.ground(400, 640, 290)
    brim = path(
        "M78 560 C110 480 260 470 400 470 C540 470 690 480 722 560 C744 630 560 650 400 650"
        " C240 650 56 630 78 560 Z"
    )
    b.fill(brim, ball(brim, "#fff0c2", "#edc878", "#b07f33"))
    with b.inside(brim):
        for i in range(16):
            b.line(disc(400, 530, 160 + i * 13, 36 + i * 7), "#a9762a", 2.4, alpha=0.4)
    b.fill(disc(410, 552, 205, 42), "#6b3f0c", alpha=0.35, blur=12)
    crown = path(
        "M216 544 C214 400 250 270 320 262 C352 258 366 282 400 282 C434 282 448 258 480 262"
        " C550 270 586 400 584 544 Q400 600 216 544 Z"
    )
    b.fill(crown, across(crown, "#c9953f", "#fff0c2", (0.42, "#efcb7e"), "#97661f"))
    with b.inside(crown):
        for i in range(15):
            b.line(
                path(f"M200 {280 + i * 22} Q400 {330 + i * 22} 600 {280 + i * 22}"),
                "#a9762a",
                2.4,
                alpha=0.38,
            )
    b.shade(crown, "#5c3a08", depth=34, alpha=0.35)
    ribbon = path("M212 470 Q400 530 588 470 L584 546 Q400 602 216 546 Z")
    b.fill(ribbon, across(ribbon, "#d93a30", "#ff8a7e", CORAL, "#a31c18"))
    bow = joined(path("M520 536 L604 500 L612 566 Z"), path("M520 536 L452 512 L456 574 Z"))
    b.fill(bow, across(bow, "#ff8a7e", CORAL, "#b52820"))
    b.fill(disc(524, 538, 17), "#ff9d92")


def sunglasses(b: Brush) -> None:
    """Round sunglasses with a sunset in the lenses."""
    b.ground(400, 640, 260)
    for x, edge in ((196, 96), (604, 704)):
        b.line(path(f"M{x} 470 L{edge} 410 L{edge + (30 if edge < 400 else -30)} 330"), "#7a3a12", 20)
        b.line(path(f"M{x} 466 L{edge} 406"), "#e8a15c", 5, alpha=0.8)
    for x in (262, 538):
        rim = disc(x, 500, 140)
        b.fill(rim, ball(rim, "#e8a15c", "#a85a1f", "#5a2a0a"))
        lens = disc(x, 500, 114)
        b.fill(lens, down(lens, "#3a1c6e", "#a4358b", (0.7, "#ff6f5e"), "#ffc35a"))
        with b.inside(lens):
            b.fill(disc(x + 14, 560, 44), "#fff0b0", alpha=0.9)
            b.fill(
                path(f"M{x - 120} 574 Q{x} 556 {x + 120} 574 L{x + 120} 640 L{x - 120} 640 Z"),
                "#5a1f66",
                alpha=0.85,
            )
            b.fill(path(f"M{x - 100} 470 L{x - 30} 380 L{x + 6} 380 L{x - 92} 520 Z"), "#ffffff", alpha=0.28)
            b.fill(path(f"M{x - 60} 540 L{x + 44} 390 L{x + 58} 398 L{x - 48} 552 Z"), "#ffffff", alpha=0.18)
        b.line(lens, "#43200a", 4, alpha=0.6)
    b.line(path("M392 470 Q400 440 408 470"), "#7a3a12", 4)
    b.line(path("M378 478 Q400 436 422 478"), "#a85a1f", 20)
    b.line(path("M382 470 Q400 436 418 470"), "#f3bd84", 5, alpha=0.8)


def backpack(b: Brush) -> None:
    """A roll-top trail backpack."""
    b.ground(400, 650, 190)
    coat, dark = "#2f7d6d", "#123f37"
    b.line(path("M340 200 C340 130 460 130 460 200"), dark, 20)
    for side in (-1, 1):
        pocket = box(400 + side * 190 - 42, 450, 84, 170, 30)
        b.fill(pocket, across(pocket, darker(coat, 0.1), darker(coat, 0.5)))
    body = path(
        "M236 300 C236 220 290 190 400 190 C510 190 564 220 564 300 L582 610 Q582 652 540 652"
        " L260 652 Q218 652 218 610 Z"
    )
    b.fill(body, across(body, darker(coat, 0.25), lighter(coat, 0.3), coat, darker(coat, 0.5)))
    b.shade(body, "#041c18", depth=36, alpha=0.45)
    flap = path("M224 316 C226 220 290 184 400 184 C510 184 574 220 576 316 L566 388 Q400 426 234 388 Z")
    b.fill(flap, across(flap, "#e08a2c", "#ffc470", (0.45, "#f6a13b"), "#a85a10"))
    b.shade(flap, "#5a2a00", depth=20, alpha=0.3)
    b.gleam(
        flap, path("M260 300 C266 240 310 212 370 206 L372 222 C320 230 290 256 284 312 Z"), alpha=0.5, blur=5
    )
    for x in (300, 500):
        strap = box(x - 15, 340, 30, 150, 8)
        b.fill(strap, across(strap, "#5c3417", "#8a5426", "#3d200b"))
        buckle = without(box(x - 24, 430, 48, 44, 8), box(x - 12, 442, 24, 20, 4))
        b.fill(buckle, across(buckle, "#f8e3a5", "#b98b32"))
    front = path("M270 492 L530 492 L540 612 Q540 632 520 632 L280 632 Q260 632 260 612 Z")
    b.fill(front, across(front, darker(coat, 0.15), lighter(coat, 0.22), darker(coat, 0.4)))
    b.line(path("M276 520 L524 520"), "#ffc470", 6)
    b.line(path("M440 522 L440 548"), "#ffc470", 8)
    patch = disc(400, 580, 32)
    b.fill(patch, "#fff3d6")
    b.fill(path("M372 594 L396 556 L410 578 L418 568 L430 594 Z"), coat)
    b.line(patch, "#f6a13b", 4)


def earrings(b: Brush) -> None:
    """A pair of golden shell earrings on a card."""
    b.ground(400, 650, 190)
    card = path(
        "M232 150 L568 150 Q590 150 590 172 L590 628 Q590 650 568 650 L232 650 Q210 650 210"
        " 628 L210 172 Q210 150 232 150 Z"
    )
    b.fill(card, linear((210, 150), (590, 650), "#ffffff", "#fff3ea", "#f3d6cb"))
    b.shade(card, "#8a4a3a", depth=16, alpha=0.2)
    b.fill(without(disc(400, 190, 22), disc(400, 190, 21)), "#d9b8aa")
    b.fill(disc(400, 190, 20), "#dcc0b4")
    b.text("concha", 400, 606, size=56, ink=CORAL, font=("caveat", 700))
    for x in (306, 494):
        b.fill(disc(x + 10, 470, 66, 62), "#7a3a2a", alpha=0.25, blur=14)
        b.line(path(f"M{x} 300 C{x + 34} 300 {x + 34} 360 {x} 366"), "#c98f2a", 7)
        stud = disc(x, 290, 15)
        b.fill(stud, ball(stud, "#ffffff", "#f6e4ea", "#c9a7b4"))
        shell = path(
            f"M{x} 372 C{x + 60} 384 {x + 86} 440 {x + 72} 494 Q{x + 58} 516 {x + 40} 500"
            f" Q{x + 22} 528 {x} 510"
            f" Q{x - 22} 528 {x - 40} 500 Q{x - 58} 516 {x - 72} 494 C{x - 86} 440 {x - 60} 384 {x} 372 Z"
        )
        b.fill(shell, ball(shell, "#fff6c9", "#f4c64e", "#a86a10"))
        with b.inside(shell):
            for reach in (-56, -28, 0, 28, 56):
                b.line(path(f"M{x} 376 Q{x + reach * 0.8} 440 {x + reach} 516"), "#9a5f0c", 4, alpha=0.6)
                b.line(
                    path(f"M{x + 5} 376 Q{x + reach * 0.8 + 6} 440 {x + reach + 7} 516"),
                    "#fffbe0",
                    3,
                    alpha=0.6,
                )
        b.gleam(shell, disc(x - 26, 420, 22, 30), alpha=0.55, blur=8)


def headphones(b: Brush, *, shell: str = "#6a4dff") -> None:
    """Wireless over-ear headphones."""
    b.ground(400, 650, 220)
    band = without(path("M170 500 C150 150 650 150 630 500 L578 500 C590 230 210 230 222 500 Z"))
    b.fill(band, across(band, darker(shell, 0.2), lighter(shell, 0.35), shell, darker(shell, 0.5)))
    pad = path("M262 300 C310 212 490 212 538 300 C480 262 320 262 262 300 Z")
    b.fill(pad, down(pad, "#3a2a66", "#170f30"))
    b.line(path("M196 420 C200 320 250 240 330 216"), "#ffffff", 9, alpha=0.55, blur=3)
    for x, side in ((206, -1), (594, 1)):
        b.fill(box(x - 14, 420, 28, 80, 10), across(box(x - 14, 0, 28, 1), "#aab4c0", "#ffffff", "#6b7480"))
        cushion = box(x - 22 - side * 40, 452, 92, 196, 44)
        b.fill(cushion, across(cushion, "#2c2050", "#4a3a80", "#150c2c"))
        cup = box(x - 54 + side * 20, 446, 108, 208, 54)
        b.fill(cup, across(cup, lighter(shell, 0.15), lighter(shell, 0.4), shell, darker(shell, 0.45)))
        b.shade(cup, "#120838", depth=26, alpha=0.45)
        ring = disc(x + side * 20, 550, 36, 60)
        b.line(ring, "#ffffff", 4, alpha=0.35)
        b.fill(disc(x + side * 20, 550, 11, 18), CORAL)
        b.gleam(cup, box(x - 36 + side * 20, 470, 16, 130, 8), alpha=0.55, blur=4)


def phone_case(b: Brush) -> None:
    """A phone in a wave-patterned case, seen from its back."""
    b.ground(410, 656, 150)
    with b.at(400, 400, turn=9, around=(400, 400)):
        edge = box(250, 120, 312, 548, 62)
        b.fill(edge, across(edge, "#0e2f6e", "#3f7bff", "#0a2252"))
        case = box(242, 116, 308, 544, 60)
        b.fill(case, down(case, "#7fe4ff", "#2f8bff", "#153fb8"))
        with b.inside(case):
            for i in range(7):
                y = 330 + i * 52
                wave = path(
                    f"M220 {y} C280 {y - 56} 330 {y + 40} 396 {y} C450 {y - 36} 500 {y + 44}"
                    f" 570 {y - 10} L570 700 L220 700 Z"
                )
                b.fill(wave, ("#ffffff", "#3fa9ff", "#ff7a66", "#1d5be0", "#ffd05a", "#2f8bff", "#123a9e")[i])
            b.fill(disc(470, 250, 50), radial((455, 235), 60, "#fff3b8", "#ffc13d"))
        b.shade(case, "#041440", depth=22, alpha=0.35)
        camera = box(268, 144, 116, 122, 34)
        b.fill(camera, linear((268, 144), (384, 266), "#3b4a70", "#0d1430"))
        for x, y in ((302, 178), (348, 178), (302, 228)):
            lens = disc(x, y, 20)
            b.fill(lens, ball(lens, "#6f86c9", "#1a2350", "#05081a"))
            b.fill(disc(x - 6, y - 7, 5), "#ffffff", alpha=0.9)
        b.fill(disc(350, 230, 9), "#fff6d0")
        b.gleam(case, path("M258 300 L276 300 L276 640 L258 600 Z"), alpha=0.5, blur=5)
        b.line(box(245, 119, 302, 538, 58), "#ffffff", 3, alpha=0.5)


DRAWINGS = {
    "tenis-brisa": sneaker,
    "sandalia-areia": sandal,
    "camiseta-mare": tshirt,
    "bolsa-sol": tote,
    "chapeu-duna": sun_hat,
    "oculos-poente": sunglasses,
    "mochila-trilha": backpack,
    "brincos-concha": earrings,
    "fone-batida": headphones,
    "capinha-onda": phone_case,
}
