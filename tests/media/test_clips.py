"""Making clips of the files of strangers."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image, ImageStat

from tests.media.sources import draw, film, tone
from vitrina.kit import landlock
from vitrina.media import ffmpeg, sandbox
from vitrina.media.errors import EncoderFailed, Fault, SourceWrong
from vitrina.media.model import Probed

SHARED = Path(__file__).parents[3] / "shared" / "data" / "media"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real videos is not here")

# For who does not look at the picture: small, but encoded, as it has more pictures a second than are copied.
SMALL: Any = {"size": "320x180", "rate": 40}

Make = Callable[[Path], Awaitable[ffmpeg.Encoded]]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Make a clip in a folder of its own."""

    async def made(source: Path) -> ffmpeg.Encoded:
        target = tmp_path / f"clip-{source.name}"
        target.mkdir()
        return await ffmpeg.make_clip(source, target, on_progress=lambda _: None)

    return made


def playlist(clip: ffmpeg.Encoded) -> str:
    return (clip.folder / "540.m3u8").read_text()


async def seen(clip: ffmpeg.Encoded, name: str = "540") -> Probed:
    """Look at what was made: the init segment with its parts is a whole MP4."""
    joined = clip.folder / "joined.mp4"
    parts = [clip.folder / f"{name}-init.mp4", *sorted(clip.folder.glob(f"{name}-*.m4s"))]
    joined.write_bytes(b"".join(part.read_bytes() for part in parts))
    return await ffmpeg.probe(joined)


async def heard(clip: ffmpeg.Encoded) -> str | None:
    """Name the codec of the sound beside the picture."""
    assert (await seen(clip)).audio_codec is None
    if not (clip.folder / "sound.m3u8").exists():
        return None
    with av.open(str(clip.folder / "sound.m3u8")) as sound:
        return sound.streams.audio[0].codec_context.name


async def test_a_phone_video_becomes_one_rung_with_key_frames_every_two_seconds(
    tmp_path: Path, make: Make
) -> None:
    source = film(tmp_path / "phone.mp4", size="1080x1920", rate=60, seconds=4.2)

    clip = await make(source)

    assert (clip.width, clip.height) == (540, 960)
    assert 4_100 <= clip.duration_ms <= 4_300
    lengths = [float(text) for text in re.findall(r"#EXTINF:([\d.]+)", playlist(clip))]
    assert lengths[:2] == [pytest.approx(2.0, abs=0.05)] * 2
    assert "#EXT-X-INDEPENDENT-SEGMENTS" in playlist(clip)
    assert '#EXT-X-MAP:URI="540-init.mp4"' in playlist(clip)
    assert "/" not in playlist(clip).replace("#EXT", "")
    made = await seen(clip)
    assert (made.video_codec, made.pixel_format, await heard(clip)) == ("h264", "yuv420p", "aac")
    assert made.fps == pytest.approx(30, abs=0.5)
    poster = Image.open(clip.folder / ffmpeg.POSTER)
    assert (poster.format, poster.size) == ("WEBP", (540, 960))


async def test_progress_rises(tmp_path: Path) -> None:
    source = film(tmp_path / "long.mp4", size="1280x720", seconds=12)
    target = tmp_path / "clip"
    target.mkdir()
    told: list[int] = []

    await ffmpeg.make_clip(source, target, on_progress=told.append)

    assert told == sorted(set(told))
    assert told[-1] == 99


async def test_a_turned_phone_is_shown_upright(tmp_path: Path, make: Make) -> None:
    flat = film(tmp_path / "flat.mp4", size="1280x720", seconds=1)
    turned = draw(tmp_path / "turned.mp4", "-c", "copy", inputs=["-display_rotation", "90", "-i", str(flat)])

    clip = await make(turned)

    assert (clip.width, clip.height) == (540, 960)
    assert (await seen(clip)).rotation == 0


async def test_a_video_without_sound_has_none(tmp_path: Path, make: Make) -> None:
    clip = await make(film(tmp_path / "mute.mp4", **SMALL, sound=None, seconds=1))

    assert await heard(clip) is None
    assert "AUDIO" not in (clip.folder / ffmpeg.PLAYLIST).read_text()


async def test_silence_stays_silence(tmp_path: Path, make: Make) -> None:
    clip = await make(film(tmp_path / "silent.mp4", **SMALL, sound="anullsrc=r=44100", seconds=2))

    assert await heard(clip) == "aac"
    assert await loudness(clip) < -60


async def loudness(clip: ffmpeg.Encoded) -> float:
    from tests.media.sources import FFMPEG

    command = [
        FFMPEG,
        "-nostdin",
        "-i",
        str(clip.folder / ffmpeg.PLAYLIST),
        "-af",
        "ebur128",
        "-f",
        "null",
        "-",
    ]
    child = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    _, errors = await child.communicate()
    return float(re.findall(r"I:\s+(-?[\d.]+|-inf) LUFS", errors.decode())[-1])


async def test_a_quiet_voice_is_made_as_loud_as_the_others(tmp_path: Path, make: Make) -> None:
    voice = "sine=f=300:r=48000,volume=-30dB"
    quiet = film(tmp_path / "quiet.mp4", **SMALL, sound=voice, seconds=6)

    assert await loudness(await make(quiet)) == pytest.approx(-16, abs=2)


async def test_what_fits_the_rung_is_copied_and_only_its_sound_made_louder(
    tmp_path: Path, make: Make
) -> None:
    fitting = film(
        tmp_path / "fits.mp4",
        size="540x960",
        rate=30,
        seconds=4,
        options=("-b:v", "900k", "-g", "60", "-c:a", "aac"),
        sound="sine=f=300:r=48000,volume=-24dB",
    )
    source = await ffmpeg.probe(fitting)

    clip = await make(fitting)

    made = await seen(clip)
    assert (clip.width, clip.height) == (540, 960)
    assert made.bit_rate == pytest.approx(source.bit_rate, rel=0.01)
    assert await loudness(clip) == pytest.approx(-16, abs=2)


async def test_an_hdr_phone_is_brought_to_ordinary_colours(tmp_path: Path, make: Make) -> None:
    source = film(
        tmp_path / "hdr.mov",
        size="180x320",
        seconds=1,
        codec=("-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-tag:v", "hvc1"),
        options=("-vf", "setparams=color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc"),
    )
    assert (await ffmpeg.probe(source)).is_hdr

    made = await seen(await make(source))

    assert made.pixel_format == "yuv420p"
    assert not made.is_hdr


async def test_a_browser_recording_without_a_duration_plays(tmp_path: Path, make: Make) -> None:
    """MediaRecorder writes WebM as a stream: nobody goes back to note how long it became."""
    live = film(
        tmp_path / "recorded.webm",
        size="90x160",
        seconds=2,
        codec=("-c:v", "libvpx", "-deadline", "realtime", "-b:v", "500k"),
        options=("-live", "1", "-c:a", "libopus"),
    )

    assert (await make(live)).duration_ms == pytest.approx(2_000, abs=100)


async def test_a_clip_that_begins_black_has_a_poster_that_shows_something(tmp_path: Path, make: Make) -> None:
    source = film(tmp_path / "fade.mp4", **SMALL, seconds=3, options=("-vf", "fade=in:0:48"))

    poster = Image.open((await make(source)).folder / ffmpeg.POSTER).convert("L")

    assert ImageStat.Stat(poster).extrema[0][1] > 100


async def test_where_and_by_whom_it_was_filmed_is_forgotten(tmp_path: Path, make: Make) -> None:
    source = film(
        tmp_path / "tagged.mp4",
        size="540x960",
        seconds=1,
        options=(
            "-metadata",
            "location=+19.4326-099.1332/",
            "-metadata",
            "artist=Carla",
            "-movflags",
            "use_metadata_tags",
        ),
    )

    clip = await make(source)

    for path in clip.folder.iterdir():
        assert b"+19.4326" not in path.read_bytes()
        assert b"Carla" not in path.read_bytes()


async def refusal(source: Path) -> Fault:
    with pytest.raises(SourceWrong) as refused:
        await ffmpeg.probe(source)
    return refused.value.fault


async def test_sound_alone_is_no_clip(tmp_path: Path) -> None:
    assert await refusal(tone(tmp_path / "song.mp4")) is Fault.NO_PICTURE


async def test_a_song_with_a_cover_is_no_clip(tmp_path: Path) -> None:
    tone(tmp_path / "song.m4a")
    Image.new("RGB", (64, 64), "red").save(tmp_path / "cover.png")
    song = draw(
        tmp_path / "covered.mp4",
        *("-map", "0", "-map", "1", "-c:a", "copy", "-c:v", "png", "-disposition:v:0", "attached_pic"),
        inputs=["-i", str(tmp_path / "song.m4a"), "-i", str(tmp_path / "cover.png")],
    )

    assert await refusal(song) is Fault.NO_PICTURE


async def test_a_file_that_lost_its_end_is_refused(tmp_path: Path) -> None:
    whole = film(tmp_path / "whole.mp4", seconds=4).read_bytes()
    at_end = tmp_path / "cut.mp4"  # ffmpeg writes the index last.
    at_end.write_bytes(whole[: len(whole) // 2])
    index_first = film(tmp_path / "first.mp4", seconds=4, options=("-movflags", "+faststart")).read_bytes()
    later = tmp_path / "cut-later.mp4"
    later.write_bytes(index_first[: len(index_first) // 2])

    assert await refusal(at_end) is Fault.BROKEN
    assert await refusal(later) is Fault.BROKEN


async def test_noise_with_the_mark_of_a_video_is_refused(tmp_path: Path) -> None:
    noise = tmp_path / "noise.mp4"
    noise.write_bytes(b"\0\0\0\x18ftypisom\0\0\0\1isomavc1" + os.urandom(200_000))

    assert await refusal(noise) is Fault.BROKEN


async def test_a_film_of_four_minutes_is_too_long(tmp_path: Path) -> None:
    assert (
        await refusal(film(tmp_path / "l.mp4", size="32x32", rate=5, seconds=240, sound=None))
        is Fault.TOO_LONG
    )


async def test_too_many_pixels_are_refused(tmp_path: Path) -> None:
    assert await refusal(film(tmp_path / "w.mp4", size="4100x32", seconds=0.2)) is Fault.TOO_MANY_PIXELS


async def test_a_playlist_is_never_opened(tmp_path: Path) -> None:
    """Neither by its text nor behind the mark of a video: nothing but the file itself is read."""
    secret = film(tmp_path / "secret.mp4", seconds=1)
    text = f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1,\n{secret}\n#EXT-X-ENDLIST\n"
    plain, marked = tmp_path / "list.mp4", tmp_path / "marked.mp4"
    plain.write_text(text)
    marked.write_bytes(b"\0\0\0\x14ftypisom\0\0\0\1isom" + text.encode())

    assert await refusal(plain) is Fault.NOT_A_VIDEO
    assert await refusal(marked) is Fault.BROKEN


async def test_what_takes_too_long_is_killed_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "WALL_S", 0.3)
    source = film(tmp_path / "heavy.mp4", size="1280x720", seconds=8)
    target = tmp_path / "clip"
    target.mkdir()

    with pytest.raises(EncoderFailed, match="not done"):
        await ffmpeg.make_clip(source, target, on_progress=lambda _: None)

    assert not working_on(target)


async def test_what_works_too_long_is_killed(tmp_path: Path) -> None:
    """By the time it had the processor: on a busy machine, who waits for a turn has done nothing wrong."""
    told = [sys.executable, "-c", "import resource; print(resource.getrlimit(resource.RLIMIT_CPU))"]
    spinning = [sys.executable, "-c", "while True: pass"]

    limits = await sandbox.run(told, reads=[], cpu_s=sandbox.QUICK_CPU_S)
    killed = await sandbox.run(spinning, reads=[], cpu_s=1)

    assert limits.output.decode().strip() == f"({sandbox.QUICK_CPU_S}, {sandbox.QUICK_CPU_S})"
    assert killed.code == -signal.SIGKILL
    assert 10 * sandbox.QUICK_CPU_S <= sandbox.WALL_S


@pytest.mark.skipif(not landlock.version(), reason="this kernel has no Landlock")
async def test_a_child_cannot_read_the_upload_beside_its_own(tmp_path: Path) -> None:
    """Uploads of all people lie in one folder, and the probing child is given one of them."""
    own, other = tmp_path / "own.part", tmp_path / "other.part"
    own.write_text("mine")
    other.write_text("CANARY")
    reading = [sys.executable, "-I", "-c", "import sys; print(open(sys.argv[1]).read())"]

    allowed = await sandbox.run([*reading, str(own)], reads=[own], cpu_s=sandbox.QUICK_CPU_S)
    refused = await sandbox.run([*reading, str(other)], reads=[own], cpu_s=sandbox.QUICK_CPU_S)

    assert allowed.output == b"mine\n"
    assert (refused.code, refused.output) == (1, b"")
    assert "PermissionError" in refused.errors


async def test_a_cancelled_job_leaves_no_child(tmp_path: Path) -> None:
    source = film(tmp_path / "heavy.mp4", size="1280x720", seconds=15)
    target = tmp_path / "clip"
    target.mkdir()
    begun = asyncio.Event()
    job = asyncio.create_task(ffmpeg.make_clip(source, target, on_progress=lambda _: begun.set()))
    await asyncio.wait_for(begun.wait(), 30)

    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job

    assert not working_on(target)


def working_on(folder: Path) -> list[str]:
    """Name the living processes whose folder this is."""
    found: list[str] = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder:
                found.append((process / "comm").read_text())
        except OSError:
            continue
    return found


async def test_a_file_that_would_grow_too_large_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "FILE_BYTES_MAX", 64 * 1024)
    source = film(tmp_path / "big.mp4", size="1280x720", seconds=4)
    target = tmp_path / "clip"
    target.mkdir()

    with pytest.raises(EncoderFailed):
        await ffmpeg.make_clip(source, target, on_progress=lambda _: None)

    assert max(path.stat().st_size for path in target.iterdir()) <= 64 * 1024


async def test_a_child_without_memory_fails_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = film(tmp_path / "a.mp4", size="1280x720", seconds=1)
    monkeypatch.setattr(sandbox, "MEMORY_BYTES", 60 * 1024**2)

    with pytest.raises((EncoderFailed, SourceWrong)):
        target = tmp_path / "clip"
        target.mkdir()
        await ffmpeg.make_clip(source, target, on_progress=lambda _: None)


@needs_shared
@pytest.mark.parametrize("name", ["friday.mp4", "flower.mp4", "flower.webm", "bigbuckbunny.mp4", "bikes.mp4"])
async def test_real_videos_become_clips(name: str, make: Make) -> None:
    clip = await make(SHARED / name)

    assert clip.duration_ms > 3_000
    assert min(clip.width, clip.height) <= 540
    assert Image.open(clip.folder / ffmpeg.POSTER).size == (clip.width, clip.height)
