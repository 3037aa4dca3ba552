"""The live process begins anew in the middle of a show: its publisher returns, and the show goes on."""

from pathlib import Path

import pytest

from tests.live.broadcast.boxes import fragments
from tests.live.broadcast.conftest import HearingRooms
from tests.live.broadcast.films import VIDEO, steady
from tests.live.broadcast.test_recordings import recorded
from vitrina.live.broadcast.model import Refused
from vitrina.live.broadcast.origin import Feed, Origin, Policy
from vitrina.live.broadcast.ports import Film, NotHeard, Recording, RoomGrant
from vitrina.live.broadcast.replay import at_of, read_index, replay_playlist

START_MS = 1_790_000_000_000.0
AWAY_MS = 20_000.0


class Process:
    """One life of the live process, whose clock the test moves."""

    def __init__(
        self, folder: Path, rooms: HearingRooms, *, now_ms: float, policy: Policy | None = None
    ) -> None:
        self.now_ms = now_ms
        self.origin = Origin(rooms, data_dir=folder, policy=policy or Policy(), clock_ms=lambda: self.now_ms)

    def publish(self, seconds: float) -> Feed:
        """Let a publisher in, and let some seconds of her film come."""
        feed = self.origin.enter(RoomGrant(room_id="r1"), ingest="rtmp")
        feed.set_form(VIDEO, None)
        began_ms = self.now_ms
        for each in steady(seconds):
            self.now_ms = began_ms + each.dts / 90
            feed.picture(each)
        return feed


async def test_a_show_goes_on_when_its_publisher_returns_after_a_restart(tmp_path: Path):
    rooms = HearingRooms()
    first = Process(tmp_path, rooms, now_ms=START_MS)
    await first.origin.start()
    before = first.publish(5)
    await first.origin.stop()
    for sent_away in (lambda: before.picture(next(steady(1))), lambda: first.publish(1)):
        with pytest.raises(Refused, match="begins anew") as refused:
            sent_away()
        assert refused.value.code == "try_again"

    second = Process(tmp_path, rooms, now_ms=START_MS + AWAY_MS)
    await second.origin.start()
    second.publish(4).leave(is_final=True)
    recording: Recording = await rooms.until("off_air", "r1")
    await second.origin.stop()

    assert [kind for kind, _, _ in rooms.heard] == ["on_air", "waiting", "on_air", "off_air"]
    check_one_film(tmp_path, recording, counts=(5, 4))
    assert recording.is_complete


def check_one_film(folder: Path, recording: Recording, *, counts: tuple[int, int]) -> None:
    """What was recorded before and after is one file, one index, and a replay of two stretches."""
    index = read_index(folder / recording.index_path)
    film = (folder / recording.path).read_bytes()
    broken = counts[0]
    assert index.end
    assert len(index.rows) == sum(counts)
    assert [number for number, row in enumerate(index.rows) if row.is_discontinuity] == [broken]
    assert recording.size_bytes == len(film)
    starts = [
        fragments(film[row.offset : row.offset + row.size_bytes])[0].start / 90_000 for row in index.rows
    ]
    assert starts == sorted(starts)
    assert starts[broken] - starts[0] == pytest.approx(AWAY_MS / 1000, abs=0.1)
    assert [each.position_ms for each in recording.stretches] == [0, pytest.approx(broken * 1000, abs=50)]
    gone_on_ms = index.rows[0].started_ms + int(AWAY_MS) + 1_500
    assert at_of(index.rows, gone_on_ms) == pytest.approx(broken + 1.5, abs=0.1)
    assert replay_playlist(index.rows, film_url="f").count("#EXT-X-DISCONTINUITY") == 1


async def test_a_show_goes_on_after_a_crash_behind_what_was_whole(tmp_path: Path):
    await recorded(tmp_path, 5, is_ended=False)
    with (
        (tmp_path / "live/r1/a1.index").open("ab") as index,
        (tmp_path / "live/r1/a1.mp4").open("ab") as film,
    ):
        index.write(b'{"is":"segment","offset":99')
        film.write(b"\0" * 1_000)
    rooms = HearingRooms()

    process = Process(tmp_path, rooms, now_ms=START_MS + AWAY_MS)
    await process.origin.start()
    process.publish(4).leave(is_final=True)
    recording: Recording = await rooms.until("off_air", "r1")
    await process.origin.stop()

    check_one_film(tmp_path, recording, counts=(4, 4))


async def test_a_second_restart_changes_nothing(tmp_path: Path):
    rooms = HearingRooms()
    for number in range(3):
        process = Process(tmp_path, rooms, now_ms=START_MS + number * AWAY_MS)
        await process.origin.start()
        feed = process.publish(3)
        if number == 2:
            feed.leave(is_final=True)
            await rooms.until("off_air", "r1")
        await process.origin.stop()

    recording = rooms.of("off_air", "r1")[0]
    assert len(read_index(tmp_path / recording.index_path).rows) == 9
    assert len(recording.stretches) == 3


async def test_a_show_whose_publisher_stays_away_after_a_restart_ends_with_what_was_kept(tmp_path: Path):
    rooms = HearingRooms()
    first = Process(tmp_path, rooms, now_ms=START_MS)
    await first.origin.start()
    first.publish(5)
    await first.origin.stop()
    assert rooms.of("off_air", "r1") == []

    second = Process(tmp_path, rooms, now_ms=START_MS, policy=Policy(return_within_s=0.0))
    await second.origin.start()
    recording: Recording = await rooms.until("off_air", "r1")
    await second.origin.stop()

    assert recording.duration_ms == pytest.approx(5_000, abs=50)
    assert not recording.is_complete
    assert read_index(tmp_path / recording.index_path).end


async def test_who_leaves_at_once_after_a_restart_is_still_waited_for(tmp_path: Path):
    rooms = HearingRooms()
    for begin_ms in (START_MS, START_MS + AWAY_MS):
        process = Process(tmp_path, rooms, now_ms=begin_ms)
        await process.origin.start()
        process.publish(5 if begin_ms == START_MS else 0.2).leave()
        await process.origin.stop()

    assert [kind for kind, _, _ in rooms.heard] == ["on_air", "waiting", "waiting"]


class DeafRooms(HearingRooms):
    """Rooms that hear nothing of what they are told first."""

    def __init__(self) -> None:
        super().__init__()
        self.missed: list[str] = []

    def _miss(self, kind: str) -> None:
        if kind not in self.missed:
            self.missed.append(kind)
            raise NotHeard

    async def on_air(self, room_id: str, film: Film) -> None:
        self._miss("on_air")
        await super().on_air(room_id, film)

    async def waiting(self, room_id: str) -> None:
        self._miss("waiting")
        await super().waiting(room_id)

    async def off_air(self, room_id: str, recording: Recording | None) -> None:
        self._miss("off_air")
        await super().off_air(room_id, recording)


async def test_rooms_that_could_not_hear_are_told_again_in_the_same_order(tmp_path: Path):
    rooms = DeafRooms()
    process = Process(tmp_path, rooms, now_ms=START_MS, policy=Policy(return_within_s=0.0))
    await process.origin.start()

    process.publish(3).leave()
    recording: Recording = await rooms.until("off_air", "r1")
    await process.origin.stop()

    assert rooms.missed == ["on_air", "waiting", "off_air"]
    assert [kind for kind, _, _ in rooms.heard] == ["on_air", "waiting", "off_air"]
    assert recording.duration_ms == pytest.approx(3_000, abs=50)
