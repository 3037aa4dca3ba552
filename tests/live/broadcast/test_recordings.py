"""What is kept of a show: the same bytes, whole after a crash, within bounds, and playable from any part."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.live.broadcast.boxes import fragments
from tests.live.broadcast.films import VIDEO, steady
from vitrina.live.broadcast.broadcast import Broadcast, Facts
from vitrina.live.broadcast.ports import Recording, Stretch
from vitrina.live.broadcast.recording import Bounds, Disk, Recorder, unfinished
from vitrina.live.broadcast.replay import IndexRow, Trim, at_of, read_index, replay_playlist, stretches_of

NOW_MS = 1_790_000_000_000
AMPLE = Bounds(size_max_bytes=10**9, duration_max_s=3600)


async def recorded(
    folder: Path, seconds: float, *, bounds: Bounds = AMPLE, is_ended: bool = True
) -> Recording | None:
    """Broadcast for some seconds and record; without an end it is as if the process were killed."""
    disk = Disk(folder)
    recorder = Recorder(disk, room_id="r1", tag="a1", bounds=bounds)
    facts = Facts(room_id="r1", tag="a1", began_ms=NOW_MS, bitrate_max_bps=8_000_000)
    made = Broadcast(facts, recorder=recorder, on_air=lambda _video, _audio: None)
    made.set_form(VIDEO, None)
    for each in steady(seconds):
        made.picture(each, now_ms=NOW_MS + each.dts / 90)
    recording = None
    if is_ended:
        made.end()
        recording = await made.close()
    await asyncio.to_thread(disk.close)
    return recording


async def test_a_recording_holds_every_segment_and_an_index_of_them(tmp_path: Path):
    recording = await recorded(tmp_path, 10)

    assert recording
    film = (tmp_path / recording.path).read_bytes()
    index = read_index(tmp_path / recording.index_path)
    assert index.end
    assert index.end.is_complete
    assert len(index.rows) == 10
    assert sum(each.sample_count for each in fragments(film)) == 300
    for row in index.rows:
        found = fragments(film[row.offset : row.offset + row.size_bytes])
        assert found[0].is_key
        assert sum(each.duration for each in found) / 90_000 == pytest.approx(row.duration_us / 1e6, abs=1e-4)
    assert recording.size_bytes == len(film)
    assert recording.duration_ms == pytest.approx(10_000, abs=50)
    assert recording.started_ms == pytest.approx(NOW_MS, abs=50)


@pytest.mark.parametrize(
    "bounds",
    [Bounds(size_max_bytes=4_000, duration_max_s=3600), Bounds(size_max_bytes=10**9, duration_max_s=3.5)],
)
async def test_a_recording_ends_at_its_bounds_and_says_so(tmp_path: Path, bounds: Bounds):
    recording = await recorded(tmp_path, 10, bounds=bounds)

    assert recording
    assert not recording.is_complete
    assert 0 < recording.size_bytes <= bounds.size_max_bytes
    assert recording.duration_ms <= bounds.duration_max_s * 1000


async def test_nothing_is_kept_of_a_show_without_a_picture(tmp_path: Path):
    assert await recorded(tmp_path, 0) is None
    assert not (tmp_path / "live").exists()


async def test_a_recording_that_a_crash_cut_off_is_found_and_whole(tmp_path: Path):
    await recorded(tmp_path, 5, is_ended=False)
    index_path = tmp_path / "live/r1/a1.index"
    with index_path.open("ab") as file:
        file.write(b'{"is":"segment","offset":99')

    (found,) = list(unfinished(tmp_path))
    recording = found.to_end(tmp_path)

    assert found.room_id == "r1"
    assert recording.path == "live/r1/a1.mp4"
    assert not recording.is_complete
    assert recording.duration_ms == pytest.approx(4_000, abs=50)
    assert read_index(index_path).end
    assert list(unfinished(tmp_path)) == []


async def test_rows_of_bytes_that_never_reached_the_disk_are_left_out(tmp_path: Path):
    recording = await recorded(tmp_path, 5)
    assert recording

    index = read_index(tmp_path / recording.index_path, size_bytes=recording.size_bytes - 1)

    assert len(index.rows) == 4


def rows(*, breaks: Sequence[int] = ()) -> list[IndexRow]:
    """Ten segments of a second; at a break, ten seconds without a film and another form."""
    made: list[IndexRow] = []
    gap_ms = 0
    for number in range(10):
        gap_ms += 10_000 * (number in breaks)
        made.append(
            IndexRow(
                offset=1000 + number * 100,
                size_bytes=100,
                started_ms=NOW_MS + number * 1000 + gap_ms,
                duration_us=1_000_000,
                init_offset=5 if gap_ms else 0,
                init_size_bytes=50,
                is_discontinuity=number in breaks,
            )
        )
    return made


def test_a_replay_names_every_segment_by_its_bytes():
    text = replay_playlist(rows(breaks=[4]), film_url="film.mp4")

    lines = text.splitlines()
    assert lines[0] == "#EXTM3U"
    assert lines[-1] == "#EXT-X-ENDLIST"
    assert "#EXT-X-PLAYLIST-TYPE:VOD" in lines
    assert lines.count("film.mp4") == 10
    assert "#EXT-X-BYTERANGE:100@1300" in lines
    at = lines.index("#EXT-X-DISCONTINUITY")
    assert lines[at + 1] == '#EXT-X-MAP:URI="film.mp4",BYTERANGE="50@5"'
    assert lines[at + 2].startswith("#EXT-X-PROGRAM-DATE-TIME:")


def test_a_trimmed_replay_begins_and_ends_where_it_was_cut():
    trim = Trim(from_ms=NOW_MS + 2_500, until_ms=NOW_MS + 6_000)

    text = replay_playlist(rows(), film_url="film.mp4", trim=trim)

    assert text.count("#EXTINF") == 4
    assert "100@1200" in text
    assert "100@1600" not in text
    assert "#EXT-X-DISCONTINUITY" not in text


@pytest.mark.parametrize(
    ("moment_ms", "second"),
    [(0, 0.0), (2_500, 2.5), (5_000, 4.0), (15_500, 5.5), (19_000, 9.0), (30_000, None)],
)
def test_a_moment_of_the_show_is_found_in_its_replay(moment_ms: int, second: float | None):
    assert at_of(rows(breaks=[4]), NOW_MS + moment_ms) == second


def test_a_recording_tells_which_stretches_of_the_show_it_holds():
    assert stretches_of(rows()) == [Stretch(started_ms=NOW_MS, position_ms=0)]
    assert stretches_of(rows(breaks=[4, 7])) == [
        Stretch(started_ms=NOW_MS, position_ms=0),
        Stretch(started_ms=NOW_MS + 14_000, position_ms=4_000),
        Stretch(started_ms=NOW_MS + 27_000, position_ms=7_000),
    ]


async def test_a_host_who_came_back_left_a_gap_that_her_recording_tells(tmp_path: Path):
    disk = Disk(tmp_path)
    recorder = Recorder(disk, room_id="r1", tag="a1", bounds=AMPLE)
    facts = Facts(room_id="r1", tag="a1", began_ms=NOW_MS, bitrate_max_bps=8_000_000)
    made = Broadcast(facts, recorder=recorder, on_air=lambda _video, _audio: None)
    for away_ms in (0, 20_000):
        made.set_form(VIDEO, None)
        for each in steady(5):
            made.picture(each, now_ms=NOW_MS + away_ms + each.dts / 90)
        made.leave()
    made.end()
    recording = await made.close()
    await asyncio.to_thread(disk.close)

    assert recording
    first, second = recording.stretches
    assert (first.position_ms, second.position_ms) == (0, pytest.approx(5_000, abs=50))
    assert second.started_ms - first.started_ms == pytest.approx(20_000, abs=50)
    assert list(recording.stretches) == stretches_of(read_index(tmp_path / recording.index_path).rows)


def test_an_empty_replay_is_still_a_playlist():
    assert "#EXT-X-ENDLIST" in replay_playlist([], film_url="film.mp4")
