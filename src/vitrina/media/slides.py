"""Make a slideshow of pictures, as a process of its own: `python -m vitrina.media.slides FOLDER`.

FOLDER holds 1.webp, 2.webp ... in their order; slideshow.mp4 is written beside them. No word and no price is
drawn: both may change after the clip is made, and each reader has a language of her own.
"""
# Pillow and PyAV tell the type checker about some of their arguments only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false

import sys
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
from av.video.frame import VideoFrame
from msgspec import Struct
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from vitrina.media.rules import SCENE_MS, SLIDES_MAX, SLIDESHOW, scenes_of

WIDTH, HEIGHT = 720, 1280
FPS = 24
# Pictures are laid out larger than they are shown, so that moving closer loses no detail.
SCALE = 1.25
CANVAS = (round(WIDTH * SCALE), round(HEIGHT * SCALE))
FADE_MS = 400
CARD_SHARE = 0.86
CARD_RADIUS = 36
# A picture about as tall as the screen fills it; others lie on a blurred copy of themselves.
FULL_SHARE_MIN = 0.72
ZOOM = 0.13
# How much of a picture is seen when it is shown from near.
NEAR_SHARE = 0.62
KEY_FRAME_S = 2

Box = tuple[float, float, float, float]


class Scene(Struct, frozen=True, kw_only=True):
    """A picture and how the camera moves over it: from one box of the canvas to another."""

    canvas: Image.Image
    start: Box
    end: Box


def main(folder: Path) -> int:
    """Write the slideshow of a folder."""
    pictures = [_opened(path) for path in sorted(folder.glob("*.webp"))[:SLIDES_MAX]]
    scenes = [
        _scene(pictures[number], detail=detail, is_inward=i % 2 == 0)
        for i, (number, detail) in enumerate(scenes_of(len(pictures)))
    ]
    with av.open(str(folder / SLIDESHOW), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.gop_size = FPS * KEY_FRAME_S
        stream.options = {"preset": "superfast", "crf": "21", "profile": "high", "threads": "2"}
        for number, picture in enumerate(_frames(scenes)):
            frame = VideoFrame.from_image(picture)
            frame.pts = number
            frame.time_base = Fraction(1, FPS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return 0


def _opened(path: Path) -> Image.Image:
    picture = Image.open(path, formats=["WEBP"])
    picture.load()
    if "A" not in picture.getbands():
        return picture.convert("RGB")
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def _scene(picture: Image.Image, *, detail: tuple[float, float] | None, is_inward: bool) -> Scene:
    """Lay a picture out. detail: the point, as shares of its sides, that is seen from near."""
    if detail:
        canvas = _covering(picture, at=detail, share=NEAR_SHARE)
    elif picture.width / picture.height <= WIDTH / HEIGHT / FULL_SHARE_MIN:
        canvas = _covering(picture, at=(0.5, 0.5), share=1.0)
    else:
        canvas = _on_itself(picture)
    whole: Box = (0, 0, *CANVAS)
    near = _inset(ZOOM)
    return Scene(canvas=canvas, start=whole if is_inward else near, end=near if is_inward else whole)


def _inset(share: float) -> Box:
    width, height = CANVAS
    return (width * share / 2, height * share / 2, width * (1 - share / 2), height * (1 - share / 2))


def _covering(picture: Image.Image, *, at: tuple[float, float], share: float) -> Image.Image:
    """Fill the canvas with the part of a picture around a point."""
    ratio = CANVAS[0] / CANVAS[1]
    height = min(picture.height, picture.width / ratio) * share
    width = height * ratio
    left = min(max(at[0] * picture.width - width / 2, 0), picture.width - width)
    top = min(max(at[1] * picture.height - height / 2, 0), picture.height - height)
    return picture.resize(CANVAS, Image.Resampling.BICUBIC, box=(left, top, left + width, top + height))


def _on_itself(picture: Image.Image) -> Image.Image:
    """Lay a picture as a card with round corners on a blurred, deeper copy of itself."""
    small = _covering(picture, at=(0.5, 0.5), share=1.0).resize((CANVAS[0] // 8, CANVAS[1] // 8))
    ground = small.filter(ImageFilter.GaussianBlur(7)).resize(CANVAS, Image.Resampling.BICUBIC)
    ground = ImageEnhance.Color(ImageEnhance.Brightness(ground).enhance(0.86)).enhance(1.15)
    side = CANVAS[0] * CARD_SHARE
    scale = min(side / picture.width, CANVAS[1] * 0.72 / picture.height)
    size = (round(picture.width * scale), round(picture.height * scale))
    left, top = (CANVAS[0] - size[0]) // 2, round((CANVAS[1] - size[1]) * 0.42)
    shape = Image.new("L", size, 0)
    ImageDraw.Draw(shape).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), CARD_RADIUS, fill=255)
    shadow = Image.new("L", CANVAS, 0)
    shadow.paste(shape.point([value // 3 for value in range(256)]), (left, top + 26))
    shadow = (
        shadow.resize((CANVAS[0] // 4, CANVAS[1] // 4)).filter(ImageFilter.GaussianBlur(9)).resize(CANVAS)
    )
    ground.paste(Image.new("RGB", CANVAS, "black"), mask=shadow)
    ground.paste(picture.resize(size, Image.Resampling.LANCZOS), (left, top), shape)
    return ground


def _frames(scenes: Sequence[Scene]) -> Iterator[Image.Image]:
    """Draw every picture of the film; a scene fades into the next while both move on."""
    length, fade = SCENE_MS * FPS // 1_000, FADE_MS * FPS // 1_000
    for i, scene in enumerate(scenes):
        for number in range(length):
            picture = _view(scene, number / (length + fade))
            if i and number < fade:
                before = _view(scenes[i - 1], (length + number) / (length + fade))
                picture = Image.blend(before, picture, (number + 1) / (fade + 1))
            yield picture


def _view(scene: Scene, share: float) -> Image.Image:
    eased = share * share * (3 - 2 * share)
    box = tuple(a + (b - a) * eased for a, b in zip(scene.start, scene.end, strict=True))
    return scene.canvas.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR, box=box)  # pyright: ignore[reportArgumentType]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
