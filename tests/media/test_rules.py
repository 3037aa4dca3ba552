"""Which files are videos, and what clip is made of them."""

from pathlib import Path

import msgspec
import pytest

from tests.media.sources import film
from vitrina.media import rules
from vitrina.media.errors import Fault, SourceWrong
from vitrina.media.model import Probed

FITTING = Probed(
    duration_ms=8_000,
    width=540,
    height=960,
    rotation=0,
    fps=30.0,
    rate="30",
    is_even=True,
    bit_rate=1_000_000,
    key_gap_ms=2_000,
    video_codec="h264",
    pixel_format="yuv420p",
    is_square_pixel=True,
    is_hdr=False,
    audio_codec="aac",
    audio_rate=48_000,
    audio_channels=2,
)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"hello, I am a text renamed to clip.mp4",
        b"#EXTM3U\n#EXT-X-VERSION:3\nhttp://127.0.0.1/secret\n",
        b"concat:/etc/passwd|/etc/hosts",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        b"<?xml version='1.0'?><MPD></MPD>",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"RIFF\x00\x00\x00\x00AVI LIST",
        b"\x1a\x45\xdf\xa3\x93\x42\x82\x85other",
        b"\x00\x00\x00\x04ftypisom",
        b"\x7fELF\x02\x01\x01",
    ],
)
def test_what_is_not_a_video_is_told_by_its_first_bytes(head: bytes) -> None:
    with pytest.raises(SourceWrong) as refused:
        rules.container_of(head)

    assert refused.value.fault is Fault.NOT_A_VIDEO


@pytest.mark.parametrize(
    ("name", "demuxer"), [("a.mp4", "mov"), ("a.mov", "mov"), ("a.mkv", "matroska"), ("a.webm", "matroska")]
)
def test_real_containers_are_known(tmp_path: Path, name: str, demuxer: str) -> None:
    codec = ("-c:v", "libvpx", "-deadline", "realtime") if name.endswith("webm") else ("-c:v", "libx264")
    path = film(tmp_path / name, size="64x64", seconds=0.2, sound=None, codec=codec)

    assert rules.container_of(path.read_bytes()[: rules.HEAD_BYTES]) == demuxer


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"width": 4_098}, Fault.TOO_MANY_PIXELS),
        ({"height": 5_000}, Fault.TOO_MANY_PIXELS),
        ({"duration_ms": 180_501}, Fault.TOO_LONG),
        ({"duration_ms": 40}, Fault.BROKEN),
    ],
)
def test_what_a_clip_cannot_be_is_refused(changes: dict[str, int], fault: Fault) -> None:
    rules.check(FITTING)
    with pytest.raises(SourceWrong) as refused:
        rules.check(msgspec.structs.replace(FITTING, **changes))

    assert refused.value.fault is fault


def test_three_minutes_of_a_phone_are_a_clip() -> None:
    rules.check(msgspec.structs.replace(FITTING, duration_ms=180_240))


@pytest.mark.parametrize(
    "changes",
    [
        {"video_codec": "hevc"},
        {"pixel_format": "yuv420p10le"},
        {"is_square_pixel": False},
        {"is_hdr": True},
        {"is_even": False},
        {"rotation": 90},
        {"width": 1080, "height": 1920},
        {"fps": 60.0},
        {"bit_rate": 8_000_000},
        {"key_gap_ms": 5_000},
    ],
)
def test_only_a_picture_like_ours_is_copied(changes: dict[str, object]) -> None:
    assert rules.fits(FITTING, width=540, height=960)
    assert not rules.fits(msgspec.structs.replace(FITTING, **changes), width=540, height=960)


def test_only_a_sound_like_ours_is_copied() -> None:
    assert rules.fits_sound(FITTING)
    assert not rules.fits_sound(msgspec.structs.replace(FITTING, audio_codec="opus"))
    assert not rules.fits_sound(msgspec.structs.replace(FITTING, audio_channels=1))
    assert not rules.fits_sound(msgspec.structs.replace(FITTING, audio_codec=None))
