"""A film sent by RTMP, from the publisher's program to the viewer's player."""

import asyncio
import signal

import httpx
import pytest

from tests.live.broadcast.conftest import FFMPEG, X264, Live, Publish, eventually, until_answers
from tests.live.broadcast.validator import SOUND, validate
from vitrina.live.broadcast.ports import Film, NoGrant, Recording
from vitrina.live.broadcast.replay import read_index, replay_playlist

pytestmark = pytest.mark.encoder


@pytest.mark.parametrize("rate", [30, 25])
async def test_a_film_sent_by_rtmp_is_conformant_low_latency_hls(
    live: Live, publish: Publish, client: httpx.AsyncClient, rate: int
):
    await publish(live.rtmp_url("r1"), rate=rate)
    film = await live.rooms.until("on_air", "r1")
    assert isinstance(film, Film)
    assert (film.width, film.height, film.ingest, film.is_return) == (320, 180, "rtmp", False)
    assert film.codecs.startswith("avc1.")
    assert film.codecs.endswith(",mp4a.40.2")

    report = await validate(client, live.playlist_url("r1"), seconds=9)

    assert report.errors == []
    assert report.segment_count >= 6
    assert report.break_count == 0
    assert len(report.part_durations) <= 3 * report.segment_count


async def test_the_sound_alone_is_conformant_and_a_small_part_of_the_whole(
    live: Live, publish: Publish, client: httpx.AsyncClient
):
    steady = (
        "-g",
        "30",
        "-b:v",
        "1500k",
        "-maxrate",
        "1500k",
        "-bufsize",
        "500k",
        "-x264-params",
        "nal-hrd=cbr",
    )
    await publish(live.rtmp_url("r1"), "-b:a", "64k", codec=(*X264, *steady))
    await until_answers(client, live.playlist_url("r1", name="sound"))

    whole, sound = await asyncio.gather(
        validate(client, live.playlist_url("r1"), seconds=8),
        validate(client, live.playlist_url("r1", name="sound"), seconds=8, track=SOUND),
    )

    assert sound.errors == whole.errors == []
    assert sound.segment_count >= 5
    assert sound.break_count == 0
    assert sound.bits_per_s < whole.bits_per_s / 10


async def test_the_sound_alone_goes_on_over_a_return(live: Live, publish: Publish, client: httpx.AsyncClient):
    first = await publish(live.rtmp_url("r1"))
    await until_answers(client, live.playlist_url("r1", name="sound"))
    watching = asyncio.create_task(
        validate(client, live.playlist_url("r1", name="sound"), seconds=14, track=SOUND)
    )
    await asyncio.sleep(3)
    first.process.kill()
    await live.rooms.until("waiting", "r1")
    await publish(live.rtmp_url("r1"))
    report = await watching

    assert report.errors == []
    assert report.break_count == 1


async def test_a_player_of_its_own_hears_the_sound_alone(
    live: Live, publish: Publish, client: httpx.AsyncClient
):
    await publish(live.rtmp_url("r1"), seconds=8)
    await until_answers(client, live.playlist_url("r1", name="sound"))

    player = await asyncio.create_subprocess_exec(
        *(FFMPEG, "-hide_banner", "-loglevel", "warning", "-i", live.playlist_url("r1", name="sound")),
        *("-t", "3", "-f", "null", "-"),
        stderr=asyncio.subprocess.PIPE,
    )
    _, complaints = await asyncio.wait_for(player.communicate(), 40)

    assert player.returncode == 0, complaints.decode()
    assert b"rror" not in complaints


async def test_a_player_of_its_own_reads_the_film(live: Live, publish: Publish, client: httpx.AsyncClient):
    await publish(live.rtmp_url("r1"), seconds=8)
    await until_answers(client, live.playlist_url("r1"))

    player = await asyncio.create_subprocess_exec(
        *(FFMPEG, "-hide_banner", "-loglevel", "warning", "-i", live.playlist_url("r1")),
        *("-t", "3", "-f", "null", "-"),
        stderr=asyncio.subprocess.PIPE,
    )
    _, complaints = await asyncio.wait_for(player.communicate(), 40)

    assert player.returncode == 0, complaints.decode()
    assert b"rror" not in complaints


async def test_a_wrong_key_is_refused_with_a_clear_word(live: Live, publish: Publish):
    program = await publish(live.rtmp_url("r1", secret="wrong"))

    complaints = await program.end()

    assert program.process.returncode != 0
    assert "stream key is not known" in complaints
    assert live.rooms.heard == []


async def test_a_right_key_that_opens_nothing_now_is_told_why(live: Live, publish: Publish):
    live.rooms.grants["r1"] = NoGrant(code="on_another_stage", sentence="You are live in another show.")
    program = await publish(live.rtmp_url("r1"))

    complaints = await program.end()

    assert program.process.returncode != 0
    assert "You are live in another show" in complaints
    assert live.rooms.heard == []


async def test_other_codecs_than_h264_are_refused_by_name(live: Live, publish: Publish):
    program = await publish(live.rtmp_url("r1"), codec=("-c:v", "libx265", "-preset", "ultrafast"))

    complaints = await program.end()

    assert program.process.returncode != 0
    assert "Only H.264 video and AAC sound are taken; this is hvc1" in complaints
    assert await live.rooms.until("refused", "r1") == "codec"
    assert live.rooms.of("on_air", "r1") == []


async def test_a_second_publisher_is_refused_while_the_first_one_sends(live: Live, publish: Publish):
    first = await publish(live.rtmp_url("r1"))
    await live.rooms.until("on_air", "r1")

    second = await publish(live.rtmp_url("r1"))
    complaints = await second.end()

    assert "Somebody is publishing into this room already" in complaints
    assert first.process.returncode is None
    assert live.origin.is_on_air("r1")


async def test_a_publisher_who_was_cut_off_returns_into_the_same_film(
    live: Live, publish: Publish, client: httpx.AsyncClient
):
    first = await publish(live.rtmp_url("r1"))
    await live.rooms.until("on_air", "r1")
    watching = asyncio.create_task(validate(client, live.playlist_url("r1"), seconds=14))
    await eventually(lambda: len(live.origin.film("r1").segments) >= 3)  # pyright: ignore[reportOptionalMemberAccess]

    first.process.send_signal(signal.SIGKILL)
    await live.rooms.until("waiting", "r1")
    await publish(live.rtmp_url("r1"), "-vf", "scale=640:360")
    returned = await live.rooms.until("on_air", "r1", count=2)
    report = await watching

    assert returned.is_return
    assert returned.width == 640
    assert report.errors == []
    assert report.break_count == 1
    assert live.rooms.of("off_air", "r1") == []


async def test_a_recording_can_be_watched_again_with_a_break_in_it(live: Live, publish: Publish):
    first = await publish(live.rtmp_url("r1"), seconds=4)
    await first.end()
    await live.rooms.until("waiting", "r1")
    second = await publish(live.rtmp_url("r1"), "-vf", "scale=640:360", seconds=4)
    await second.end()
    await live.rooms.until("waiting", "r1", count=2)

    await live.origin.end("r1")
    recording = await live.rooms.until("off_air", "r1")

    assert isinstance(recording, Recording)
    assert recording.is_complete
    assert 6_500 < recording.duration_ms < 8_500
    film = live.data_dir / recording.path
    assert film.stat().st_size == recording.size_bytes
    index = read_index(live.data_dir / recording.index_path, size_bytes=recording.size_bytes)
    assert [row.is_discontinuity for row in index.rows].count(True) == 1
    playlist = film.with_suffix(".m3u8")
    playlist.write_text(replay_playlist(index.rows, film_url=film.name))
    assert await _watched_s(playlist) == pytest.approx(recording.duration_ms / 1000, abs=0.5)


async def _watched_s(playlist: object) -> float:
    """Let ffmpeg read a playlist to its end; returns how much it saw."""
    player = await asyncio.create_subprocess_exec(
        *(FFMPEG, "-hide_banner", "-loglevel", "error", "-progress", "pipe:1", "-i", str(playlist)),
        *("-map", "0:v", "-c", "copy", "-f", "null", "-"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, complaints = await asyncio.wait_for(player.communicate(), 40)
    assert player.returncode == 0, complaints.decode()
    times = [line.partition("=")[2] for line in out.decode().splitlines() if line.startswith("out_time_us")]
    return int(times[-1]) / 1_000_000
