"""The sound of a show without its pictures: parts that players accept, dated like the pictures."""

import re
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.live.broadcast.boxes import fragments
from tests.live.broadcast.films import VIDEO, steady
from tests.live.broadcast.films import sound as packet_at
from tests.live.broadcast.test_viewing import START_MS, Show
from vitrina.live.broadcast.film import Film
from vitrina.live.broadcast.film import Run as Stretch
from vitrina.live.broadcast.limits import PART_SHORTEST, PART_TARGET_S, TARGET_DURATION_S, TICKS_PER_S
from vitrina.live.broadcast.model import Audio, Sound
from vitrina.live.broadcast.soundtrack import Soundtrack

AAC = Audio(kind="aac", config=b"\x11\x90", rate=48_000, channels=2, codec="mp4a.40.2")
PACKET_MS = 1024 / 48


def with_sound(folder: Path, *, seconds: float = 5.5, film_key: str = "") -> Show:
    """A show with pictures and sound, in the order they come."""
    show = Show(folder, film_key=film_key)
    show.feed.set_form(VIDEO, AAC)
    count = 0
    for each in steady(seconds):
        show.now_ms = START_MS + each.dts / 90
        show.feed.picture(each)
        while count * PACKET_MS <= each.dts / 90:
            show.feed.sound(packet_at(count * PACKET_MS))
            count += 1
    return show


def track(rate: int) -> tuple[Soundtrack, Film]:
    """A soundtrack beside pictures that have arrived already."""
    pictures = Stretch(0, delay_ms=0)
    pictures.anchor.observe(0, now_ms=START_MS)
    film = Film("a", name="sound")
    made = Soundtrack(film)
    audio = Audio(kind="aac", config=b"\x11\x90", rate=rate, channels=2, codec="mp4a.40.2")
    made.begin_run(audio, pictures=pictures)
    return made, film


@given(
    rate=st.sampled_from([7350, 8000, 11025, 16000, 22050, 44100, 48000, 96000]),
    durations=st.lists(st.sampled_from([120, 960, 1024, 2880, 5760]), min_size=1, max_size=400),
)
def test_packets_of_any_length_become_parts_that_players_accept(rate: int, durations: list[int]):
    durations = [min(each, rate // 4) for each in durations]
    made, film = track(rate)
    at = 0
    for duration in durations:
        made.sound(Sound(at, duration, b"x"))
        at += duration
    made.break_run()

    segments = list(film.segments)
    parts = [part for segment in segments for part in segment.parts]
    assert all(part.duration <= PART_TARGET_S * TICKS_PER_S for part in parts)
    assert all(abs(before.start + before.duration - after.start) <= 1 for before, after in pairwise(parts))
    for segment in segments:
        shortest = PART_SHORTEST * PART_TARGET_S * TICKS_PER_S
        assert all(part.duration >= shortest for part in segment.parts[:-1])
        assert segment.duration < TARGET_DURATION_S * TICKS_PER_S
    last = [fragments(part.data, track=2)[0] for part in segments[-1].parts][-1]
    assert last.start + last.duration == at


def test_a_pause_in_the_sound_is_a_discontinuity():
    made, film = track(48_000)
    for index in range(100):
        made.sound(Sound(index * 1024 + (48_000 if index >= 50 else 0), 1024, b"x"))
    made.break_run()

    breaks = [each.is_discontinuity for each in film.segments]
    assert breaks.count(True) == 1
    after = next(each for each in film.segments if each.is_discontinuity)
    assert after.run.at_ms(after.start) == pytest.approx(START_MS + (50 * 1024 + 48_000) / 48, abs=1)


async def test_both_films_are_dated_by_one_clock(tmp_path: Path):
    show = with_sound(tmp_path)

    for name, track_number, scale in (("index", 1, 90_000), ("sound", 2, 48_000)):
        playlist = (await show.get(f"/live/r1/{name}.m3u8")).body.decode()
        dated = re.findall(r"PROGRAM-DATE-TIME:(\S+)\n(?:#EXT-X-PART:.*\n)*#EXTINF:.*\n(\S+)", playlist)
        for date, uri in dated:
            piece = (await show.get(f"/live/r1/{uri}")).body
            media_s = fragments(piece, track=track_number)[0].start / scale
            zero_s = datetime.fromisoformat(date).timestamp() - media_s
            assert zero_s == pytest.approx(START_MS / 1000, abs=0.035), (name, uri)
    await show.origin.stop()


async def test_a_list_names_both_films_and_each_tells_of_the_other(tmp_path: Path):
    show = with_sound(tmp_path)

    listed = (await show.get("/live/r1/main.m3u8")).body.decode().splitlines()
    pictures = (await show.get("/live/r1/index.m3u8")).body.decode()
    sound = (await show.get("/live/r1/sound.m3u8")).body.decode()
    await show.origin.stop()

    assert [each for each in listed if not each.startswith("#")] == ["index.m3u8", "sound.m3u8"]
    assert [re.sub(r"BANDWIDTH=\d+", "", each) for each in listed if "STREAM-INF" in each] == [
        '#EXT-X-STREAM-INF:,CODECS="avc1.42c01e,mp4a.40.2",RESOLUTION=320x180',
        '#EXT-X-STREAM-INF:,CODECS="mp4a.40.2"',
    ]
    assert re.search(r'RENDITION-REPORT:URI="sound.m3u8",LAST-MSN=[45],LAST-PART=\d\n', pictures)
    assert re.search(r'RENDITION-REPORT:URI="index.m3u8",LAST-MSN=[45],LAST-PART=\d\n', sound)


async def test_a_show_without_sound_has_none_alone(tmp_path: Path):
    show = Show(tmp_path)
    show.play(4.5)

    listed = (await show.get("/live/r1/main.m3u8")).body.decode()
    sound = await show.get("/live/r1/sound.m3u8")
    pictures = (await show.get("/live/r1/index.m3u8")).body.decode()
    await show.origin.stop()

    assert sound.status == 404
    assert "sound" not in listed + pictures


async def test_the_sound_behind_a_key_is_heard_by_who_brings_it(tmp_path: Path):
    show = with_sound(tmp_path, film_key="kEy_-")

    for name in ("sound", "main"):
        assert (await show.get(f"/live/r1/{name}.m3u8")).status == 403
    sound = await show.get("/live/r1/sound.m3u8", query="key=kEy_-")
    listed = (await show.get("/live/r1/main.m3u8", query="key=kEy_-")).body.decode()
    pieces = [
        (await show.get(f"/live/r1/{uri}")).status
        for uri in re.findall(r"\n([0-9a-f]+/\S+)", sound.body.decode())
    ]
    await show.origin.end("r1")
    ended = await show.get("/live/r1/sound.m3u8", query="key=kEy_-")
    await show.origin.stop()

    assert sound.status == 200
    assert "sound.m3u8?key=kEy_-" in listed
    assert set(pieces) == {200}
    assert "#EXT-X-ENDLIST" in ended.body.decode()
