"""What stands behind the things: one family of colours a shop."""

from demo_content.paint import Brush, box, darker, disc, lighter, linear, path, radial

PALETTES = {
    "molino.nube": (
        ("#fff3e0", "#ffc48a"),
        ("#ffe7d6", "#ff9f76"),
        ("#fdeecb", "#efb964"),
        ("#ffe3e0", "#f79a8c"),
    ),
    "ventania.27": (
        ("#e2f2ff", "#8dbdff"),
        ("#dcfbf5", "#74d2cb"),
        ("#fff5cf", "#ffd05a"),
        ("#e8e9ff", "#a2a6fb"),
    ),
    "lirio.lento": (
        ("#fee8f3", "#f59bc6"),
        ("#f2e8ff", "#c2a0f2"),
        ("#ffece4", "#ffaf96"),
        ("#eaf6ee", "#9fd3b4"),
    ),
    "tuesday.patio": (
        ("#e6fbe3", "#8fd6a1"),
        ("#e2f5f0", "#76c2ae"),
        ("#f7f4da", "#d3cf7a"),
        ("#e3f0f7", "#88b4cc"),
    ),
}


def backdrop(b: Brush, *, shop: str, number: int) -> None:
    """Paint the wall and floor of a shop's picture; number varies colour and shape."""
    pale, deep = PALETTES[shop][number % 4]
    b.fill(box(0, 0, 800, 800), radial((260, 180), 900, pale, lighter(deep, 0.25), deep))
    halo = (disc(400, 400, 292), box(150, 120, 500, 640, 250), disc(400, 430, 330, 250))[number % 3]
    with b.inside(box(0, 0, 800, 612)):
        b.fill(halo, linear((0, 110), (0, 640), "#ffffffa0", "#ffffff18"))
    floor = path("M0 612 Q400 588 800 612 L800 800 L0 800 Z")
    b.fill(floor, linear((0, 596), (0, 800), lighter(deep, 0.3), deep))
    b.fill(path("M0 612 Q400 588 800 612 L800 618 Q400 594 0 618 Z"), darker(deep, 0.2), alpha=0.22, blur=5)
    b.fill(disc(170, 90, 260, 150), "#ffffff", alpha=0.28, blur=60)
