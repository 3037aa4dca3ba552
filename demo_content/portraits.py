"""Faces of the invented people, from a few traits; they can blink and speak in a clip."""

from demo_content.paint import (
    Brush,
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
from demo_content.world.looks import Looks


def avatar(b: Brush, looks: Looks) -> None:
    """Draw a round-cropped friendly picture, 400 x 400."""
    b.fill(box(0, 0, 400, 400), linear((60, 0), (340, 400), *looks.wall))
    b.fill(disc(110, 80, 160, 120), "#ffffff", alpha=0.3, blur=40)
    bust(b, looks)


def bust(b: Brush, looks: Looks, *, mouth: float = 0.25, blink: float = 0.0, look: float = 0.0) -> None:
    """Draw head and shoulders in 400 x 400; mouth and blink run from 0 to 1, look from -1 to 1."""
    _hair_behind(b, looks)
    shirt = path("M40 420 C44 330 110 306 160 296 Q200 330 240 296 C290 306 356 330 360 420 Z")
    b.fill(shirt, down(shirt, lighter(looks.top, 0.2), looks.top, darker(looks.top, 0.3)))
    neck = path("M160 240 L240 240 L244 300 Q200 344 156 300 Z")
    b.fill(neck, darker(looks.skin, 0.2))
    for x in (106, 294):
        b.fill(disc(x, 204, 18, 24), darker(looks.skin, 0.1))
    head = path(
        "M108 170 C108 96 150 66 200 66 C250 66 292 96 292 170 C292 250 252 292 200 292 C148"
        " 292 108 250 108 170 Z"
    )
    b.fill(head, ball(head, lighter(looks.skin, 0.22), looks.skin, darker(looks.skin, 0.16)))
    if looks.beard:
        beard = path(
            "M112 196 C118 270 150 304 200 304 C250 304 282 270 288 196 C276 236 250 232 200"
            " 232 C150 232 124 236 112 196 Z"
        )
        b.fill(beard, mix(looks.hair, looks.skin, 0.2))
    for x in (136, 264):
        b.fill(disc(x, 226, 22, 15), "#ff5a6e", alpha=0.3, blur=7)
    _eyes(b, looks, blink=blink, look=look)
    b.line(
        path(f"M{200 + look * 5} 196 Q{212 + look * 6} 222 {194 + look * 5} 224"), darker(looks.skin, 0.35), 5
    )
    _mouth(b, looks, mouth)
    _hair_before(b, looks)


def _eyes(b: Brush, looks: Looks, *, blink: float, look: float) -> None:
    for x in (160, 240):
        b.line(path(f"M{x - 20} 152 Q{x} {140} {x + 20} 152"), darker(looks.hair, 0.2), 8)
        if blink > 0.6:
            b.line(path(f"M{x - 14} 184 Q{x} 194 {x + 14} 184"), "#22101a", 6)
            continue
        b.fill(disc(x, 183, 17, 14.5 * (1 - blink)), "#ffffff")
        b.fill(disc(x + look * 5, 183, 11.5, 12.5 * (1 - blink)), "#2a141c")
        b.fill(disc(x + look * 5 - 4, 178, 4), "#ffffff")
    if looks.glasses:
        for x in (160, 240):
            b.line(disc(x, 184, 31), "#2a141c", 6)
            b.fill(disc(x, 184, 30), "#ffffff", alpha=0.16)
        b.line(path("M190 180 Q200 172 210 180 M129 180 L108 174 M271 180 L292 174"), "#2a141c", 6)


def _mouth(b: Brush, looks: Looks, mouth: float) -> None:
    tall = 6 + 26 * mouth
    lips = path(f"M168 244 Q200 {250} 232 244 Q228 {250 + tall} 200 {252 + tall} Q172 {250 + tall} 168 244 Z")
    b.fill(lips, "#7a1730")
    with b.inside(lips):
        b.fill(box(160, 238, 80, 13, 4), "#ffffff")
        b.fill(disc(200, 256 + tall, 22, 10), "#ff6f7d")
    b.line(path("M166 243 Q200 252 234 243"), mix(looks.skin, "#8a1f3a", 0.55), 5)


def _hair_behind(b: Brush, looks: Looks) -> None:
    hair = looks.hair
    if looks.style == "long":
        shape = path("M96 180 C80 40 320 40 304 180 C310 260 330 320 318 372 L84 372 C72 320 92 260 96 180 Z")
    elif looks.style == "bob":
        shape = path("M92 170 C84 36 316 36 308 170 L318 272 Q300 292 268 284 L132 284 Q100 292 82 272 Z")
    elif looks.style == "afro":
        shape = disc(200, 140, 150, 128)
    elif looks.style == "curls":
        shape = joined(
            *(
                disc(200 + dx, 190 + dy, 52)
                for dx, dy in (
                    (-104, -60),
                    (-116, 10),
                    (-106, 78),
                    (104, -60),
                    (116, 10),
                    (106, 78),
                    (-60, -116),
                    (60, -116),
                    (0, -128),
                )
            )
        )
    elif looks.style == "bun":
        shape = joined(disc(200, 44, 46), disc(200, 150, 106, 100))
    else:
        return
    b.fill(shape, ball(shape, lighter(hair, 0.25), hair, darker(hair, 0.4)))


def _hair_before(b: Brush, looks: Looks) -> None:
    fringe = {
        "bun": "M100 176 C92 90 140 50 200 50 C260 50 308 90 300 176 C286 130 250 108 200 106"
        " C150 108 114 130 100 176 Z",
        "long": "M98 200 C84 80 150 44 208 48 C276 46 316 90 302 200 C294 140 262 112 218 92"
        " C190 128 130 130 98 200 Z",
        "bob": "M94 196 C88 84 140 44 200 46 C264 46 312 84 306 196 L292 132 Q250 124 232 96"
        " Q180 142 108 136 Z",
        "short": "M104 170 C92 84 150 42 214 46 C274 48 312 92 296 170 C288 132 276 120 262"
        " 112 Q200 130 138 108 C120 122 110 138 104 170 Z",
        "wave": "M104 172 C80 90 130 40 190 52 C230 24 322 56 298 172 C290 140 282 124 266"
        " 118 C230 132 210 96 180 104 C150 128 116 128 104 172 Z",
        "fade": "M112 152 C112 84 150 58 200 58 C250 58 288 84 288 152 Q280 108 244 102 Q200"
        " 96 156 102 Q120 108 112 152 Z",
    }.get(looks.style)
    if fringe is not None:
        shape = path(fringe)
        b.fill(
            shape,
            linear((120, 40), (290, 190), lighter(looks.hair, 0.3), looks.hair, darker(looks.hair, 0.3)),
        )
        return
    curls = joined(
        *(
            disc(x, y, r)
            for x, y, r in ((126, 112, 34), (164, 88, 36), (206, 80, 36), (246, 92, 34), (276, 120, 30))
        )
    )
    b.fill(
        without(curls, path("M120 190 C120 120 160 112 200 112 C240 112 280 120 280 190 Z")),
        linear((120, 60), (290, 150), lighter(looks.hair, 0.2), looks.hair),
    )
