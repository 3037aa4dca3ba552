"""The origin: the broadcasts that are on air in this process, and what the rooms hear about them."""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct

from vitrina.live.broadcast.broadcast import Broadcast, Facts
from vitrina.live.broadcast.film import Film
from vitrina.live.broadcast.limits import (
    BITRATE_MAX_BPS,
    ENDED_KEPT_S,
    HEALTH_EVERY_S,
    RETURN_WITHIN_S,
    ROOMS_MAX,
    TAKEOVER_AFTER_S,
    WAIT_S,
)
from vitrina.live.broadcast.model import Audio, Picture, Refused, Sound, Video
from vitrina.live.broadcast.ports import Film as FilmFacts
from vitrina.live.broadcast.ports import NotHeard, Recording, RoomGrant, Rooms
from vitrina.live.broadcast.recording import Bounds, Disk, Recorder, Unfinished, unfinished

PORT_CALL_S = 10.0
# A room that cannot hear is told again for so long.
RETELL_S = 15 * 60.0
RETELL_PAUSE_S, RETELL_PAUSE_S_MAX = 0.5, 10.0
RECORDING_BYTES_MAX = 8 * 1024**3
RECORDING_S_MAX = 4 * 3600.0

log = logging.getLogger(__name__)


class Policy(Struct, frozen=True, kw_only=True):
    """What an instance allows its publishers."""

    rooms_max: int = ROOMS_MAX
    bitrate_max_bps: int = BITRATE_MAX_BPS
    recording: Bounds = Bounds(size_max_bytes=RECORDING_BYTES_MAX, duration_max_s=RECORDING_S_MAX)
    return_within_s: float = RETURN_WITHIN_S
    ended_kept_s: float = ENDED_KEPT_S
    takeover_after_s: float = TAKEOVER_AFTER_S
    wait_s: float = WAIT_S


DEFAULT_POLICY = Policy()


class Feed:
    """A publisher's way into a room, from when she was let in until she leaves.

    Every call may raise Refused: also when the broadcast was ended meanwhile, or another publisher took over.
    """

    def __init__(self, place: "Place", origin: "Origin") -> None:
        """Stand in the room."""
        self.heard_ms = origin.clock_ms()
        self._place = place
        self._origin = origin
        self._is_open = True
        self._is_interrupted = False

    def set_form(self, video: Video, audio: Audio | None) -> None:
        """Say how what follows is encoded."""
        self._require_open()
        self._place.broadcast.set_form(video, audio)

    def picture(self, picture: Picture) -> None:
        """Take a picture."""
        self._require_open()
        self.heard_ms = self._origin.clock_ms()
        self._place.broadcast.picture(picture, now_ms=self.heard_ms)

    def sound(self, sound: Sound) -> None:
        """Take a packet of sound."""
        self._require_open()
        self.heard_ms = self._origin.clock_ms()
        self._place.broadcast.sound(sound, now_ms=self.heard_ms)

    def taken(self, dts: int, *, epoch_ms: float) -> None:
        """Hear when a picture was taken, as the publisher knows our clock."""
        self._place.broadcast.taken(dts, epoch_ms=epoch_ms)

    def dropped(self, count: int) -> None:
        """Note how many pictures the publisher has left out since she began."""
        self._place.broadcast.tally.dropped_count = count

    def leave(self, refusal: Refused | None = None, *, is_final: bool = False) -> None:
        """Go. is_final: she said that the broadcast is over.  May be called again."""
        if self._is_open:
            self._is_open = False
            self._origin.left(self._place, self, refusal=refusal, is_final=is_final)

    def interrupt(self) -> None:
        """Send the publisher away for a moment: whoever serves next takes her film again."""
        self._is_open, self._is_interrupted = False, True

    def _require_open(self) -> None:
        if self._is_interrupted:
            raise _begins_anew()
        if not self._is_open:
            raise Refused("ended", "The broadcast was ended.")


def _begins_anew() -> Refused:
    return Refused("try_again", "The server begins anew; send again in a moment.")


class Place:
    """A room with a broadcast in it."""

    def __init__(self, room_id: str) -> None:
        """Begin empty; the origin fills it."""
        self.room_id = room_id
        self.broadcast: Broadcast
        self.feed: Feed | None = None
        self.ingest = ""
        self.was_on_air = False
        self.recording: Recording | None = None
        self.timer: asyncio.TimerHandle | None = None
        self.calls: asyncio.Queue[Callable[[], Awaitable[None]] | None] = asyncio.Queue()


class Origin:
    """All rooms of this process. Implements `Stage`."""

    def __init__(
        self,
        rooms: Rooms,
        *,
        data_dir: Path,
        policy: Policy = DEFAULT_POLICY,
        clock_ms: Callable[[], float] = lambda: time.time() * 1000,
    ) -> None:
        """rooms: who may publish, and who hears of it."""
        self.rooms = rooms
        self.policy = policy
        self.clock_ms = clock_ms
        self.disk = Disk(data_dir)
        self._places: dict[str, Place] = {}
        self._ended: dict[str, Film] = {}
        self._interrupted: dict[str, tuple[Unfinished, asyncio.TimerHandle]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._health: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Wait for the publishers of what a restart or a crash interrupted, and begin to report."""
        loop = asyncio.get_running_loop()
        for each in await asyncio.to_thread(lambda: list(unfinished(self.disk.data_dir))):
            timer = loop.call_later(self.policy.return_within_s, self._give_up, each.room_id)
            self._interrupted[each.room_id] = each, timer
        self._health = asyncio.create_task(self._report())

    async def stop(self) -> None:
        """Leave every broadcast to the next process, which goes on with it when its publisher returns."""
        self._stopping.set()
        if self._health:
            self._health.cancel()
            with suppress(asyncio.CancelledError):
                await self._health
        for _, timer in self._interrupted.values():
            timer.cancel()
        for place in list(self._places.values()):
            self._interrupt(place)
        await asyncio.gather(*self._tasks)
        await asyncio.to_thread(self.disk.close)

    def film(self, room_id: str) -> Film | None:
        """Find the film of a room, once it can be fetched."""
        place = self._places.get(room_id)
        if place and place.broadcast.film.can_be_fetched:
            return place.broadcast.film
        return self._ended.get(room_id)

    def is_on_air(self, room_id: str) -> bool:
        """Say whether a film can be watched in the room."""
        place = self._places.get(room_id)
        return bool(place and place.broadcast.film.can_be_fetched)

    def now_ms(self) -> int:
        """Tell the clock by which the film is dated."""
        return int(self.clock_ms())

    async def end(self, room_id: str) -> None:
        """End the broadcast now."""
        if place := self._places.get(room_id):
            self._finish(place)

    def waiter_count(self) -> int:
        """Count the viewers who wait in all rooms."""
        return sum(place.broadcast.waiter_count() for place in self._places.values())

    def enter(self, grant: RoomGrant, *, ingest: str) -> Feed:
        """Let an authorised publisher into her room. Raises Refused while another one is in it."""
        if self._stopping.is_set():
            raise _begins_anew()
        place = self._places.get(grant.room_id)
        if place is None:
            if len(self._places) >= self.policy.rooms_max:
                raise Refused("too_many_rooms", "Too many shows are on air here; try again later.")
            place = self._open(grant)
        if place.feed:
            if self.clock_ms() - place.feed.heard_ms < self.policy.takeover_after_s * 1000:
                raise Refused("occupied", "Somebody is publishing into this room already.")
            self._take_over(place)
        if place.timer:
            place.timer.cancel()
            place.timer = None
        place.feed = Feed(place, self)
        place.ingest = ingest
        return place.feed

    def left(self, place: Place, feed: Feed, *, refusal: Refused | None, is_final: bool) -> None:
        """A publisher has gone: her room waits for her return, unless she ended the broadcast."""
        if place.feed is not feed:
            return
        place.feed = None
        place.broadcast.leave()
        if refusal:
            self._tell(place, lambda: self.rooms.refused(place.room_id, refusal.code))
        if is_final or not (place.broadcast.film.can_be_fetched or place.was_on_air):
            self._finish(place)
            return
        self._tell(place, lambda: self.rooms.waiting(place.room_id))
        loop = asyncio.get_running_loop()
        place.timer = loop.call_later(self.policy.return_within_s, self._finish, place)

    def _open(self, grant: RoomGrant) -> Place:
        began_ms = self.clock_ms()
        # Behind a key nobody may guess the addresses of the pieces either.
        tag = secrets.token_hex(8) if grant.film_key else f"{int(began_ms):x}"
        allowed = self.policy.bitrate_max_bps
        before = self._take_interrupted(grant.room_id) if grant.is_recorded else None
        facts = Facts(
            room_id=grant.room_id,
            tag=tag,
            began_ms=began_ms,
            bitrate_max_bps=min(allowed, grant.bitrate_max_bps or allowed),
            film_key=grant.film_key,
            started_ms=before.rows[0].started_ms if before else 0.0,
        )
        recorder, bounds = None, self.policy.recording
        if before:
            recorder = Recorder.going_on(self.disk, before, bounds=bounds)
        elif grant.is_recorded:
            recorder = Recorder(self.disk, room_id=grant.room_id, tag=tag, bounds=bounds)
        place = Place(grant.room_id)
        place.was_on_air = before is not None
        place.broadcast = Broadcast(
            facts, recorder=recorder, on_air=lambda video, audio: self._on_air(place, video, audio)
        )
        self._places[grant.room_id] = place
        self._do(self._announce(place))
        return place

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _take_interrupted(self, room_id: str) -> Unfinished | None:
        """Tell what a restart left of a room's recording, once."""
        before, timer = self._interrupted.pop(room_id, (None, None))
        if timer:
            timer.cancel()
        return before

    def _give_up(self, room_id: str) -> None:
        """Nobody came back after a restart: the show is over where it was cut off."""
        if before := self._take_interrupted(room_id):
            self._do(self._end_interrupted(before))

    async def _end_interrupted(self, before: Unfinished) -> None:
        recording = await asyncio.to_thread(before.to_end, self.disk.data_dir)
        await self._call(self.rooms.off_air, before.room_id, recording)

    def _take_over(self, place: Place) -> None:
        """Send away a publisher who has gone silent."""
        feed, place.feed = place.feed, None
        assert feed
        place.broadcast.leave()
        feed.leave()

    def _on_air(self, place: Place, video: Video, audio: Audio | None) -> None:
        self._ended.pop(place.room_id, None)
        film = FilmFacts(
            started_ms=round(place.broadcast.started_ms),
            width=video.width,
            height=video.height,
            codecs=",".join(each.codec for each in (video, audio) if each),
            ingest=place.ingest,
            is_return=place.was_on_air,
        )
        place.was_on_air = True
        self._tell(place, lambda: self.rooms.on_air(place.room_id, film))

    def _finish(self, place: Place) -> None:
        """End a broadcast: for its publisher, for its viewers, and for its room."""
        if self._places.get(place.room_id) is not place:
            return
        del self._places[place.room_id]
        feed, place.feed = place.feed, None
        if place.timer:
            place.timer.cancel()
        if feed:
            feed.leave()
        film = place.broadcast.film
        place.broadcast.end()
        if film.can_be_fetched:
            self._ended[place.room_id] = film
            asyncio.get_running_loop().call_later(self.policy.ended_kept_s, self._forget, place.room_id, film)

        async def close() -> None:
            place.recording = await place.broadcast.close()

        async def off_air() -> None:
            if place.was_on_air or place.recording:
                await self.rooms.off_air(place.room_id, place.recording)

        self._tell(place, close)
        self._tell(place, off_air)
        place.calls.put_nowait(None)

    def _interrupt(self, place: Place) -> None:
        """Let a broadcast go without ending it; one that nobody saw yet ends."""
        if not (place.was_on_air or place.broadcast.film.can_be_fetched):
            self._finish(place)
            return
        del self._places[place.room_id]
        feed, place.feed = place.feed, None
        if place.timer:
            place.timer.cancel()
        place.broadcast.leave()
        self._tell(place, place.broadcast.let_go)
        if feed:
            feed.interrupt()
            self._tell(place, lambda: self.rooms.waiting(place.room_id))
        place.calls.put_nowait(None)

    def _forget(self, room_id: str, film: Film) -> None:
        if self._ended.get(room_id) is film:
            del self._ended[room_id]

    def _tell(self, place: Place, call: Callable[[], Awaitable[None]]) -> None:
        place.calls.put_nowait(call)

    async def _announce(self, place: Place) -> None:
        """Tell a room what happens in it, one after the other, without ever holding up the film."""
        while call := await place.calls.get():
            await self._call(call)

    async def _call(self, call: Callable[..., Awaitable[None]], *arguments: object) -> None:
        """Tell a room something, again and again while it cannot hear; who stops tells it once."""
        loop = asyncio.get_running_loop()
        until, pause_s = loop.time() + RETELL_S, RETELL_PAUSE_S
        while True:
            try:
                async with asyncio.timeout(PORT_CALL_S):
                    return await call(*arguments)
            except (NotHeard, TimeoutError):
                log.warning("a room did not hear what happens in it", exc_info=True)
                if self._stopping.is_set() or loop.time() > until:
                    return None
            except Exception:
                log.exception("a room could not hear what happens in it")
                return None
            with suppress(TimeoutError):
                async with asyncio.timeout(pause_s):
                    await self._stopping.wait()
            pause_s = min(pause_s * 2, RETELL_PAUSE_S_MAX)

    async def _report(self) -> None:
        while True:
            await asyncio.sleep(HEALTH_EVERY_S)
            for place in list(self._places.values()):
                if place.feed and place.was_on_air:
                    report = place.broadcast.health(now_ms=self.clock_ms())
                    self._tell(place, lambda room=place.room_id, now=report: self.rooms.health(room, now))
