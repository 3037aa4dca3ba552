"""Clips cut out of a longer file, with a poster of one's own choice."""

import asyncio
from io import BytesIO
from pathlib import Path

import av
import msgspec
import pytest
from PIL import Image, ImageStat

from tests.media.sources import film
from vitrina.media import ffmpeg, rules
from vitrina.media.errors import Fault, SourceWrong
from vitrina.media.model import Edit

STEP = 4
RATE = 25
FRAME_MS = 1_000 // RATE


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds whose pictures get brighter by STEP each: the brightness tells which picture it is."""
    grey = f"geq=lum='20+N*{STEP}':cb=128:cr=128,format=yuv420p"
    return film(
        tmp_path_factory.mktemp("counted") / "counted.mp4",
        size="96x160",
        rate=RATE,
        options=("-vf", grey, "-crf", "1", "-g", "250"),
    )


def numbers(clip: ffmpeg.Encoded) -> list[int]:
    """Name the pictures of a clip by their place in the source."""
    with av.open(str(clip.folder / ffmpeg.PLAYLIST)) as played:
        return [round((bytes(frame.planes[0])[50] - 20) / STEP) for frame in played.decode(video=0)]


def number(poster: bytes) -> int:
    brightness = ImageStat.Stat(Image.open(BytesIO(poster)).convert("L")).mean[0]
    # Full range in a picture, 16 to 235 in a video.
    return round((brightness * 219 / 255 + 16 - 20) / STEP)


def packet_sizes(video: Path) -> list[int]:
    with av.open(str(video)) as opened:
        return [packet.size for packet in opened.demux(video=0) if packet.size]


async def make(source: Path, target: Path, edit: Edit) -> ffmpeg.Encoded:
    await asyncio.to_thread(target.mkdir)
    return await ffmpeg.make_clip(source, target, edit=edit, on_progress=lambda _: None)


@pytest.mark.parametrize(
    ("start_ms", "end_ms", "first", "last"),
    [
        (400, 1_200, 10, 29),
        (0, 1_000, 0, 24),
        (1_000, None, 25, 49),
        (1_960 - 120, 9_000, 46, 49),
        (410, 1_190, 11, 29),
    ],
)
async def test_a_part_is_cut_out_exactly_to_the_frame(
    counted: Path, tmp_path: Path, start_ms: int, end_ms: int | None, first: int, last: int
) -> None:
    clip = await make(counted, tmp_path / "clip", Edit(start_ms=start_ms, end_ms=end_ms))

    assert numbers(clip) == list(range(first, last + 1))
    assert clip.duration_ms == pytest.approx((last - first + 1) * FRAME_MS, abs=FRAME_MS)


async def test_the_sound_is_cut_with_the_picture(counted: Path, tmp_path: Path) -> None:
    clip = await make(counted, tmp_path / "clip", Edit(start_ms=500, end_ms=1_500))

    with av.open(str(clip.folder / ffmpeg.PLAYLIST)) as played:
        samples = sum(frame.samples for frame in played.decode(audio=0))
    assert samples / 48_000 == pytest.approx(1.0, abs=0.05)


async def test_the_poster_is_the_moment_that_was_chosen_in_the_cut_clip(
    counted: Path, tmp_path: Path
) -> None:
    clip = await make(counted, tmp_path / "clip", Edit(start_ms=400, end_ms=1_600, cover_ms=600))

    assert number((clip.folder / ffmpeg.POSTER).read_bytes()) == pytest.approx(25, abs=1)


@pytest.mark.parametrize(("at_ms", "wanted"), [(0, 0), (1_000, 25), (1_500, 37), (60_000, 48)])
async def test_an_encoded_clip_gets_a_new_poster(
    counted: Path, tmp_path: Path, at_ms: int, wanted: int
) -> None:
    clip = await make(counted, tmp_path / "clip", Edit())

    assert number(await ffmpeg.poster_at(clip.folder, at_ms)) == pytest.approx(wanted, abs=1)


async def test_of_a_film_too_long_for_a_clip_a_part_may_become_one(tmp_path: Path) -> None:
    source = film(tmp_path / "long.mp4", size="32x32", rate=5, seconds=240, sound=None)

    clip = await make(source, tmp_path / "clip", Edit(start_ms=200_000, end_ms=202_000))

    assert clip.duration_ms == pytest.approx(2_000, abs=200)
    with pytest.raises(SourceWrong) as refused:
        await make(source, tmp_path / "refused", Edit(end_ms=190_000))
    assert refused.value.fault is Fault.TOO_LONG


async def test_a_part_behind_the_end_is_refused(counted: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceWrong) as refused:
        await make(counted, tmp_path / "clip", Edit(start_ms=1_950))

    assert refused.value.fault is Fault.NOTHING_LEFT


async def test_what_is_cut_is_encoded_and_what_only_gets_a_poster_is_copied(tmp_path: Path) -> None:
    fitting = film(tmp_path / "fits.mp4", size="96x160", rate=25, options=("-g", "50"))
    assert rules.fits(await ffmpeg.probe(fitting), width=96, height=160)

    copied = await make(fitting, tmp_path / "copied", Edit(cover_ms=1_000))
    cut = await make(fitting, tmp_path / "cut", Edit(start_ms=40))

    sizes = packet_sizes(fitting)
    assert len(sizes) == 50
    assert packet_sizes(copied.folder / ffmpeg.PLAYLIST) == sizes
    assert packet_sizes(cut.folder / ffmpeg.PLAYLIST)[1:] != sizes[2:]


@pytest.mark.parametrize(
    "wrong",
    [
        b'{"start_ms": -1}',
        b'{"start_ms": 500, "end_ms": 500}',
        b'{"start_ms": 500, "end_ms": 550}',
        b'{"end_ms": 1000, "cover_ms": 1000}',
        b'{"cover_ms": 180001}',
        b'{"speed": 2}',
    ],
)
def test_an_edit_that_means_nothing_is_malformed(wrong: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(wrong, type=Edit)
