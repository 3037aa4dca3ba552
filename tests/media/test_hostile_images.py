"""Pictures that were made to hurt: each is refused or remade, in bounded time and memory, by a child."""

import asyncio
import struct
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from tests.people import CARLA, join
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.media import images, sandbox, service
from vitrina.media.errors import NotAPicture, PictureTooLarge
from vitrina.media.model import FileView, OwnerId
from vitrina.media.service import files


async def add(pool: Pool, settings: Settings, raw: bytes) -> FileView:
    async with pool.transaction() as db:
        await join(db, CARLA)
    now = clock.real_now()
    return await service.add_image(pool, settings, owner_id=OwnerId(CARLA.id), raw=raw, now=now)


def drawn(kind: str, size: tuple[int, int] = (64, 64), **options: object) -> bytes:
    target = BytesIO()
    Image.new("RGB", size, "red").save(target, kind, **options)
    return target.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, *chunks: bytes, pixels: bytes | None = None) -> bytes:
    """A PNG that promises a size; its pixels are black unless given."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = zlib.compress(bytes(64 * (1 + 64 * 3))) if pixels is None else pixels
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def zeros_packed(size_bytes: int) -> bytes:
    """A megabyte of zeros takes a kilobyte."""
    packer = zlib.compressobj(9)
    piece = bytes(1024 * 1024)
    return b"".join(packer.compress(piece) for _ in range(size_bytes // len(piece))) + packer.flush()


def with_exif(raw: bytes, exif: bytes) -> bytes:
    body = b"Exif\0\0" + exif
    return raw[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + raw[2:]


def tiff(entries: bytes, count: int) -> bytes:
    return b"MM\0*\0\0\0\x08" + struct.pack(">H", count) + entries + b"\0\0\0\x08"  # The next one is itself.


def scans(count: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again: 60 bytes for a pass over all pixels."""
    raw = drawn("JPEG", (2_000, 2_000), progressive=True)
    start, end = raw.rindex(b"\xff\xda"), raw.rindex(b"\xff\xd9")
    return raw[:end] + raw[start:end] * count + raw[end:]


ORIENTED = struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0)
REFUSED = {
    "page": b"<!doctype html><script>alert(1)</script>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "svg with a mark": b"GIF89a<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "video": b"\0\0\0\x18ftypisom\0\0\0\1isomavc1" + bytes(100),
    "tiff": b"II*\0" + bytes(100),
    "icon": b"\0\0\1\0\1\0" + bytes(100),
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) run",
    "jpeg 2000": b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(100),
    "many scans": scans(10_000),
    "png without pixels": png(64, 64, pixels=b""),
    "png that ends": png(64, 64)[:60],
    "gif of no size": b"GIF89a\0\0\0\0\0\0\0;",
    "avif of lies": b"\0\0\0\x14ftypavif\0\0\0\0avif\xff\xff\xff\xffmeta",
}
TOO_LARGE = {
    "png of 100,000 a side": png(100_000, 100_000),
    "png of 41 megapixels": png(6_405, 6_405),
    "webp of 16 million a side": b"RIFF\xff\xff\xff\xffWEBPVP8X\x0a\0\0\0\2\0\0\0\xff\xff\xff\xff\xff\xff",
    "gif of 65,535 a side": b"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\2\2L\1\0;",
}
REMADE = {
    "page behind a picture": drawn("JPEG") + b"<html><script>alert(1)</script>",
    "page in a comment": drawn("JPEG", comment=b"<script>alert(1)</script>"),
    "page in a text": png(64, 64, chunk(b"tEXt", b"Title\0<script>alert(1)</script>")),
    "exif that names itself": with_exif(drawn("JPEG"), tiff(ORIENTED, 1)),
    "exif of 65,535 entries": with_exif(drawn("JPEG"), tiff(ORIENTED, 65_535)),
    "exif of 4 GB": with_exif(drawn("JPEG"), tiff(struct.pack(">HHII", 0x010F, 2, 2**32 - 1, 8), 1)),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_only_looks_like_a_picture_is_refused(name: str, pool: Pool, settings: Settings) -> None:
    with pytest.raises(NotAPicture):
        await add(pool, settings, REFUSED[name])


@pytest.mark.parametrize("name", TOO_LARGE)
async def test_a_picture_that_promises_too_many_pixels_is_refused(
    name: str, pool: Pool, settings: Settings
) -> None:
    with pytest.raises(PictureTooLarge):
        await add(pool, settings, TOO_LARGE[name])


@pytest.mark.parametrize("name", REMADE)
async def test_what_hides_in_a_picture_is_not_kept(name: str, pool: Pool, settings: Settings) -> None:
    kept = await add(pool, settings, REMADE[name])

    for url in (kept.url, kept.thumbnail_url):
        raw = await asyncio.to_thread((settings.data_dir / "media" / url.removeprefix("/media/")).read_bytes)
        assert b"script" not in raw
        assert b"Exif" not in raw


@pytest.mark.parametrize(
    "chunks",
    [
        lambda: [chunk(b"zTXt", b"Title\0\0" + zeros_packed(256 * 1024**2))],
        lambda: [chunk(b"iCCP", b"icc\0\0" + zeros_packed(256 * 1024**2))],
        lambda: [chunk(b"zTXt", b"Title\0\0" + zeros_packed(1024**2))] * 500,
    ],
    ids=["text of 256 MB", "profile of 256 MB", "many texts"],
)
async def test_what_unpacks_to_much_more_is_refused_or_left_out(
    chunks: Callable[[], list[bytes]], pool: Pool, settings: Settings
) -> None:
    raw = png(64, 64, *chunks())
    assert len(raw) < images.SIZE_MAX_BYTES

    try:
        kept = await add(pool, settings, raw)
    except NotAPicture:
        return
    assert (kept.width, kept.height) == (64, 64)


async def test_pixels_beyond_the_size_are_not_unpacked(pool: Pool, settings: Settings) -> None:
    """A gigabyte of rows for a picture of 64."""
    kept = await add(pool, settings, png(64, 64, pixels=zeros_packed(1024**3)))

    assert (kept.width, kept.height) == (64, 64)


@pytest.mark.parametrize("kind", ["WEBP", "GIF"])
async def test_ten_thousand_frames_are_one_picture(kind: str, pool: Pool, settings: Settings) -> None:
    frames = [Image.new("L", (16, 16), shade % 256) for shade in range(10_000)]
    target = BytesIO()
    frames[0].save(target, kind, save_all=True, append_images=frames[1:], duration=10)

    kept = await add(pool, settings, target.getvalue())

    assert (kept.width, kept.height) == (16, 16)


async def test_a_picture_that_takes_too_long_is_none(
    pool: Pool, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the process that answers requests goes on: the child was killed, and left nothing."""
    monkeypatch.setattr(files, "PICTURE_CPU_S", 1)

    with pytest.raises(NotAPicture):
        await add(pool, settings, drawn_slowly())

    assert not list((settings.data_dir / "work").iterdir())


def drawn_slowly() -> bytes:
    """As many scans as are allowed, over as many pixels as are allowed: more than a second of work."""
    raw = drawn("JPEG", (6_300, 6_300), progressive=True)
    start, end = raw.rindex(b"\xff\xda"), raw.rindex(b"\xff\xd9")
    return raw[:end] + raw[start:end] * (images.SCANS_MAX // 2) + raw[end:]


async def test_a_picture_that_needs_too_much_memory_is_none(
    pool: Pool, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "MEMORY_BYTES", 120 * 1024**2)

    with pytest.raises(NotAPicture):
        await add(pool, settings, drawn("PNG", (6_000, 6_000)))


def test_the_pictures_of_the_tests_are_what_they_say() -> None:
    """Without the lie each of them is a picture: what is refused is the lie."""
    assert images.remade(png(64, 64)).width == 64
    assert images.remade(with_exif(drawn("JPEG"), tiff(ORIENTED, 1))).width == 64
    assert images.remade(scans(1)).width == 1_600
