"""Pictures: bounded, upright, without what they tell about a person."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from vitrina.media import images
from vitrina.media.errors import NotAPicture, PictureTooLarge


def picture(
    size: tuple[int, int] = (1200, 900), *, mode: str = "RGB", kind: str = "JPEG", **options: object
) -> bytes:
    target = BytesIO()
    drawn: Any = Image.radial_gradient("L")  # Pillow's types of resize need numpy, which is not installed.
    drawn.resize(size).convert(mode).save(target, kind, **options)
    return target.getvalue()


def largest(raw: bytes) -> Image.Image:
    made = images.remade(raw)
    return opened(made.files[f"{made.width}.webp"])


def opened(raw: bytes) -> Image.Image:
    return Image.open(BytesIO(raw), formats=["WEBP"])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_it_makes_several_widths_as_webp_and_as_avif(kind: str) -> None:
    made = images.remade(picture((3200, 2400), kind=kind))

    assert (made.width, made.height) == (1600, 1200)
    assert sorted(made.files) == sorted(images.names_of(1600))
    for name, raw in made.files.items():
        width, _, format_name = name.partition(".")
        drawn = Image.open(BytesIO(raw), formats=[format_name.upper()])
        assert drawn.size == (int(width), int(width) * 3 // 4)


def test_a_tall_picture_is_narrow() -> None:
    made = images.remade(picture((300, 4800)))

    assert (made.width, made.height) == (100, 1600)
    assert list(made.files) == ["100.webp", "100.avif"]


def test_it_never_enlarges() -> None:
    made = images.remade(picture((200, 100)))

    assert opened(made.files["200.webp"]).size == (200, 100)
    assert list(made.files) == ["200.webp", "200.avif"]


def test_it_turns_the_picture_upright_and_forgets_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # Turn 90 degrees to the right.
    exif[0x010F] = "Phone maker"
    exif.get_ifd(0x8825)[1] = "N"  # A position on earth.
    source = picture((800, 400), exif=exif, comment=b"private")

    made = images.remade(source)

    assert (made.width, made.height) == (400, 800)
    for raw in made.files.values():
        drawn = Image.open(BytesIO(raw), formats=["WEBP", "AVIF"])
        assert not drawn.getexif()
        assert not {"exif", "icc_profile", "xmp"} & drawn.info.keys()
        assert b"Phone maker" not in raw
        assert b"private" not in raw


def test_transparency_stays() -> None:
    source = Image.new("RGBA", (64, 64), (200, 30, 90, 0))
    target = BytesIO()
    source.save(target, "PNG")

    made = largest(target.getvalue())

    assert made.mode == "RGBA"
    assert made.getpixel((5, 5))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("mode", ["L", "CMYK", "1"])
def test_other_colour_modes_become_rgb(mode: str) -> None:
    kind = "PNG" if mode == "1" else "JPEG"

    assert largest(picture((64, 64), mode=mode, kind=kind)).mode == "RGB"


def test_a_wide_gamut_becomes_srgb_and_a_broken_profile_is_ignored() -> None:
    profile = images.SRGB.tobytes()

    for each in (profile, b"not a profile"):
        made = largest(picture((64, 64), icc_profile=each))
        assert made.mode == "RGB"


def test_an_animation_shows_its_first_frame() -> None:
    target = BytesIO()
    frames = [Image.new("RGB", (64, 64), colour) for colour in ((250, 0, 0), (0, 250, 0))]
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])

    made = largest(target.getvalue()).convert("RGB")

    assert made.getpixel((30, 30))[0] > 200  # type: ignore[index]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        b"%!PS-Adobe-3.0 EPSF-3.0",
        b"BM" + b"\0" * 60,
        b"\xff\xd8\xff\xe0" + b"\0" * 100,
        picture()[:2_000],
        picture(kind="PNG")[:500],
        picture(kind="WEBP")[:100],
    ],
)
def test_what_is_not_a_picture_is_refused(raw: bytes) -> None:
    with pytest.raises(NotAPicture):
        images.remade(raw)


def png_header(width: int, height: int) -> bytes:
    """A PNG of a few bytes that promises any size."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(8_001, 5_000), (20_000, 20_000), (2**31 - 1, 2**31 - 1)])
def test_a_decompression_bomb_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    with pytest.raises(PictureTooLarge) as refused:
        images.remade(png_header(*size))

    assert refused.value.fields["pixels_max"] == 40_000_000


@settings(max_examples=150, deadline=None)
@given(data=st.data(), kind=st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]))
def test_damage_anywhere_is_a_picture_or_a_refusal(data: st.DataObject, kind: str) -> None:
    raw = bytearray(picture((48, 32), kind=kind))
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))

    try:
        made = images.remade(bytes(raw))
    except (NotAPicture, PictureTooLarge):
        return
    assert opened(made.files[f"{made.width}.webp"]).size == (made.width, made.height)
