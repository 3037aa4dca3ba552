"""The mark of Vitrina: a shop window whose pane is a play button."""

from pathlib import Path

from demo_content.paint import Brush, box, joined, linear, path
from demo_content.pictures import render

ROSA, DEEP, PAPER = "#E4007C", "#A8005C", "#FFFFFF"
AWNING = (
    "M22 30 Q22 24 28 24 L72 24 Q78 24 78 30 L82 44 C82 52 71 52 71 44 C71 52 60.5 52 60.5 44"
    " C60.5 52 50 52 50 44"
    " C50 52 39.5 52 39.5 44 C39.5 52 29 52 29 44 C29 52 18 52 18 44 Z"
)
PANE = "M24 54 L24 72 Q24 79 31 79 L69 79 Q76 79 76 72 L76 54"
PLAY = "M44 54.5 Q44 51.5 46.6 53 L60.5 61 Q63 62.6 60.5 64.2 L46.6 72.2 Q44 73.7 44 70.7 Z"

FAVICON = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">\
<defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="#FF2C98"/>\
<stop offset=".5" stop-color="{ROSA}"/>\
<stop offset="1" stop-color="{DEEP}"/></linearGradient></defs>\
<rect width="100" height="100" rx="22" fill="url(#g)"/>\
<path d="{PANE}" fill="none" stroke="{PAPER}" stroke-width="6"\
 stroke-linecap="round" stroke-linejoin="round"/>\
<path d="{AWNING}" fill="{PAPER}"/><path d="{PLAY}" fill="{PAPER}"/></svg>
"""


def mark(b: Brush, *, radius: float, inset: float = 1.0) -> None:
    """Draw the mark in 100 x 100; radius rounds its tile, inset shrinks what is on it."""
    b.fill(box(0, 0, 100, 100, radius), linear((0, 0), (100, 100), "#ff2c98", ROSA, DEEP))
    with b.at(50, 51, scale=inset, around=(50, 51)):
        b.line(path(PANE), PAPER, 6)
        b.fill(joined(path(AWNING)), PAPER)
        b.fill(path(PLAY), PAPER)


def write_icons(folder: Path) -> None:
    """Write icon-192, icon-512, icon-maskable-512 and favicon.svg."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, size, radius, inset in (
        ("icon-192", 192, 22, 1.0),
        ("icon-512", 512, 22, 1.0),
        ("icon-maskable-512", 512, 0, 0.8),
    ):
        picture = render(
            lambda b, r=radius, i=inset: mark(b, radius=r, inset=i), width=size, height=size, unit=100 / size
        )
        picture.save(folder / f"{name}.png", optimize=True)
    (folder / "favicon.svg").write_text(FAVICON)
