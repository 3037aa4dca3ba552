"""Pictures: read with bounds, turned upright, stripped of what they tell about a person, written as WebP.

Pictures of strangers are read by a process of its own, `python -m vitrina.media.images FILE`, which writes
LARGE and SMALL where it works and prints one JSON object: their size, or the refusal.
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
LARGE = "large.webp"
SMALL = "small.webp"
SIZE_MAX_BYTES = 12 * 1024 * 1024
PIXELS_MAX = 40_000_000
SIDE_MAX = 1_600
THUMBNAIL_SIDE_MAX = 480
QUALITY = 82
# A progressive JPEG has about ten. Each one costs a pass over the whole picture, and 60 bytes of the file.
SCANS_MAX = 100
# What Pillow raises on damaged files, beside its own UnidentifiedImageError (an OSError).
DAMAGED = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, struct.error, OverflowError)
SRGB = ImageCms.ImageCmsProfile(
    ImageCms.createProfile("sRGB")  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
)


class Picture(Struct, frozen=True, kw_only=True):
    """A picture ready to be served. width, height: of the large one."""

    large: bytes
    small: bytes
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
    """Re-encode a picture: at most 1,600 pixels a side and a thumbnail of 480. Never enlarges.

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
        large = encoded(picture)
        width, height = picture.size
        picture.thumbnail((THUMBNAIL_SIDE_MAX, THUMBNAIL_SIDE_MAX), Image.Resampling.LANCZOS)
        return Picture(large=large, small=encoded(picture), width=width, height=height)


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
        Path(LARGE).write_bytes(picture.large)
        Path(SMALL).write_bytes(picture.small)
        made = Made(width=picture.width, height=picture.height)
    sys.stdout.buffer.write(msgspec.json.encode(made))


if __name__ == "__main__":
    main()
