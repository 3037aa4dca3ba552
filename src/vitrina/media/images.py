"""Pictures: read with bounds, turned upright, stripped of what they tell of a person, in several widths.

Pictures of strangers are read by a process of its own, `python -m vitrina.media.images FILE`, which writes
`names_of` them where it works and prints one JSON object: the size of the largest, or the refusal.
"""

import struct
import sys
from collections.abc import Generator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import msgspec
from msgspec import Struct
from PIL import Image, ImageCms, ImageOps

from vitrina.media.errors import NotAPicture, PictureTooLarge

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
SIZE_MAX_BYTES = 12 * 1024 * 1024
PIXELS_MAX = 40_000_000
SIDE_MAX = 1_600
# Beside a picture lie the narrower ones of these: the web app knows them too (kit/pictures.ts).
WIDTHS = (240, 480, 960)
THUMBNAIL_WIDTH = 480
QUALITY = 82
# AVIF of this quality looks like WebP of 82, at two thirds of its bytes; speed 8 takes as long as WebP.
AVIF_QUALITY = 60
AVIF_SPEED = 8
# A progressive JPEG has about ten. Each one costs a pass over the whole picture, and 60 bytes of the file.
SCANS_MAX = 100
# What Pillow raises on damaged files, beside its own UnidentifiedImageError (an OSError).
DAMAGED = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, struct.error, OverflowError)
SRGB = ImageCms.ImageCmsProfile(
    ImageCms.createProfile("sRGB")  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
)


class Picture(Struct, frozen=True, kw_only=True):
    """A picture ready to be served. width, height: of the largest one.  files: by name."""

    files: dict[str, bytes]
    width: int
    height: int


class Made(Struct, frozen=True, kw_only=True):
    """What the process prints. code: of the refusal, when there is one."""

    width: int = 0
    height: int = 0
    code: str = ""


def require_picture(raw: bytes) -> None:
    """Refuse by its bytes, undecoded, what cannot be a picture. Raises NotAPicture."""
    is_picture = raw.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a"))
    is_boxed = (raw[:4] == b"RIFF" and raw[8:12] == b"WEBP") or (raw[4:8] == b"ftyp" and b"avi" in raw[8:64])
    if not (is_picture or is_boxed):
        raise NotAPicture
    if raw.startswith(b"\xff\xd8") and raw.count(b"\xff\xda") > SCANS_MAX:
        raise NotAPicture


def remade(raw: bytes) -> Picture:
    """Re-encode a picture: at most 1,600 pixels a side, and narrower ones. Never enlarges.

    Slow (up to a second of CPU).  Raises NotAPicture, PictureTooLarge.
    """
    require_picture(raw)
    with _damage_refused(), Image.open(BytesIO(raw), formats=FORMATS) as source:
        # The size stands in the header: a bomb is refused before anything is decoded.
        if source.width * source.height > PIXELS_MAX:
            raise PictureTooLarge(size_max_bytes=SIZE_MAX_BYTES, pixels_max=PIXELS_MAX)
        source.draft("RGB", (SIDE_MAX, SIDE_MAX))
        picture = _plain(source)
        picture.thumbnail((SIDE_MAX, SIDE_MAX), Image.Resampling.LANCZOS)
        width, height = picture.size
        made: dict[str, bytes] = {}
        for each in sorted(widths_of(width), reverse=True):
            picture.thumbnail((each, SIDE_MAX), Image.Resampling.LANCZOS)
            made |= {f"{each}.webp": encoded(picture), f"{each}.avif": _as_avif(picture)}
        return Picture(files=made, width=width, height=height)


def widths_of(width: int) -> list[int]:
    """List the widths in which a picture is kept: its own, and the narrower ones of WIDTHS."""
    return [*(each for each in WIDTHS if each < width), width]


def names_of(width: int) -> list[str]:
    """Name the files of a picture."""
    return [f"{each}.{kind}" for each in widths_of(width) for kind in ("webp", "avif")]


def _as_avif(picture: Image.Image) -> bytes:
    target = BytesIO()
    picture.save(target, "AVIF", quality=AVIF_QUALITY, speed=AVIF_SPEED, max_threads=1)
    return target.getvalue()


def encoded(picture: Image.Image, quality: int = QUALITY) -> bytes:
    """Write a picture as WebP without metadata."""
    target = BytesIO()
    picture.save(target, "WEBP", quality=quality, method=4)
    return target.getvalue()


def _plain(source: Image.Image) -> Image.Image:
    """Turn upright and bring to sRGB; the first frame of an animation."""
    profile = source.info.get("icc_profile")
    upright = ImageOps.exif_transpose(source)
    is_clear = "A" in upright.getbands() or "transparency" in upright.info
    if isinstance(profile, bytes) and upright.mode in {"RGB", "RGBA", "CMYK"}:
        upright = _in_srgb(upright, profile)
    return upright.convert("RGBA" if is_clear else "RGB")


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        converted = ImageCms.profileToProfile(picture, BytesIO(profile), SRGB, outputMode=mode)
    except (
        ImageCms.PyCMSError,
        OSError,
        ValueError,
    ):  # A profile that cannot be read does not spoil a picture.
        return picture
    return converted or picture


@contextmanager
def _damage_refused() -> Generator[None]:
    try:
        yield
    except Image.DecompressionBombError as e:
        raise PictureTooLarge(size_max_bytes=SIZE_MAX_BYTES, pixels_max=PIXELS_MAX) from e
    except DAMAGED as e:
        raise NotAPicture from e


def main() -> None:
    """Remake the picture of the command line."""
    try:
        picture = remade(Path(sys.argv[1]).read_bytes())
    except (NotAPicture, PictureTooLarge) as e:
        made = Made(code=e.code)
    else:
        for name, content in picture.files.items():
            Path(name).write_bytes(content)
        made = Made(width=picture.width, height=picture.height)
    sys.stdout.buffer.write(msgspec.json.encode(made))


if __name__ == "__main__":
    main()
