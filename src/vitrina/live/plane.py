"""The room plane of the live process: what a broadcast means for its room, and what happens there."""

import asyncio
import logging
import time
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from vitrina.catalogue.model import ProductId
from vitrina.kit import clock
from vitrina.kit.db import DatabaseError, Pool
from vitrina.kit.errors import Overloaded, Refusal
from vitrina.live import rules, service
from vitrina.live.broadcast.ports import (
    Film,
    Health,
    NoGrant,
    NotHeard,
    Recording,
    RoomGrant,
    Stage,
    split_stream_key,
)
from vitrina.live.errors import OnAnotherStage, RoomNotFound, RoomOver
from vitrina.live.hub import FAN_OUT, RING_LINES, RoomHub, Viewer, text_frame
from vitrina.live.model import Kind, Recorded, Room, RoomId, RoomState
from vitrina.live.service.pins import ProductChanged
from vitrina.live.store.log import CHANNEL

LINES_PER_READ = 500
BACKOFF_MAX_S = 10.0
TICK_S = 1.0
FLUSH_TICKS = 10
# A room without viewers and pictures is forgotten after so many ticks.
IDLE_TICKS = 60
FAILURES = (DatabaseError, Overloaded)

log = logging.getLogger(__name__)


class HealthTold(msgspec.Struct, frozen=True, kw_only=True):
    """How a broadcast does, told to its host."""

    kind: str = "health"
    bitrate_bps: int
    frames_per_second: float
    keyframe_interval_ms: int
    dropped_count: int
    late_ms: int


class RefusedTold(msgspec.Struct, frozen=True, kw_only=True):
    """Why pictures were not taken, told to the host."""

    kind: str = "refused"
    code: str


class Plane:
    """Answers the broadcast as its `Rooms`, follows the logs of rooms, and writes them to viewers."""

    def __init__(self, pool: Pool, stage: Stage, *, secret_key: str) -> None:
        """Start with no room. secret_key: of the instance; it makes the keys of films with an age limit."""
        self._secret_key = secret_key
        self._pool = pool
        self._stage = stage
        self._rooms: dict[RoomId, RoomHub] = {}
        self._idle: dict[RoomId, int] = {}
        self._on_air: set[RoomId] = set()
        self._dirty: set[RoomId] = set()
        self._fresh: set[RoomId] = set()
        self._woken = asyncio.Event()
        self._opening: dict[RoomId, asyncio.Lock] = {}
        self._hearts: dict[RoomId, int] = {}
        self._products: dict[ProductId, ProductChanged] = {}
        self._ticks = 0

    # What the broadcast asks and tells.

    async def authorize(self, credential: str) -> RoomGrant | NoGrant | None:
        """Let whoever has the key of a room send pictures into it; her desk hears why she may not now."""
        try:
            async with self._pool.transaction() as db:
                room_id = await service.room_of_key(db, credential)
                room = await service.get_room(db, room_id) if room_id else None
        except (RoomOver, OnAnotherStage) as e:
            refusal = NoGrant(code=_word(e), sentence=str(e))
            if parted := split_stream_key(credential):
                await self.refused(parted[0], refusal.code)
            return refusal
        except FAILURES:
            log.exception("key not checked")
            return NoGrant(code="try_again", sentence="The key cannot be checked now; try again in a moment.")
        if room is None:
            return None
        return RoomGrant(room_id=str(room.id), film_key=self._key_of(room))

    def _key_of(self, room: Room) -> str:
        return rules.room_key(self._secret_key, room.id) if room.age_limit else ""

    async def on_air(self, room_id: str, film: Film) -> None:
        """Let the show be live: its first part can be fetched."""
        del film
        found = RoomId(UUID(room_id))
        try:
            async with self._pool.transaction() as db:
                await service.begin(db, found, now=clock.now())
            self._on_air.add(found)
        except (RoomOver, OnAnotherStage) as e:
            await self.refused(room_id, _word(e))
            await self._stage.end(room_id)
        except FAILURES as e:
            raise NotHeard from e

    async def waiting(self, room_id: str) -> None:
        """Tell viewers that the pictures stopped; the host is waited for."""
        try:
            async with self._pool.transaction() as db:
                await service.pause(db, RoomId(UUID(room_id)), now=clock.now())
        except FAILURES as e:
            raise NotHeard from e

    async def off_air(self, room_id: str, recording: Recording | None) -> None:
        """End the show, and keep its recording."""
        found = RoomId(UUID(room_id))
        self._on_air.discard(found)
        recorded = (
            Recorded(
                path=recording.path,
                index_path=recording.index_path,
                start_ms=recording.started_ms,
                length_ms=recording.duration_ms,
                stretches=recording.stretches,
            )
            if recording and recording.duration_ms > 0
            else None
        )
        try:
            async with self._pool.transaction() as db:
                await service.close(db, found, now=clock.now(), recorded=recorded)
        except FAILURES as e:
            raise NotHeard from e

    async def health(self, room_id: str, health: Health) -> None:
        """Tell the host how her broadcast does."""
        hub = self._rooms.get(RoomId(UUID(room_id)))
        if hub is None:
            return
        told = HealthTold(
            bitrate_bps=health.bitrate_bps,
            frames_per_second=health.frames_per_second,
            keyframe_interval_ms=health.keyframe_interval_ms,
            dropped_count=health.dropped_count,
            late_ms=health.late_ms,
        )
        hosts = [each for each in hub.viewers if each.is_host]
        hub.write_to(hosts, text_frame(msgspec.json.encode(told)))

    async def refused(self, room_id: str, code: str) -> None:
        """Tell the host why her pictures were not taken."""
        hub = self._rooms.get(RoomId(UUID(room_id)))
        if hub:
            told = RefusedTold(code=code)
            hub.write_to(
                [each for each in hub.viewers if each.is_host], text_frame(msgspec.json.encode(told))
            )

    # What viewers do.

    async def join(self, room_id: RoomId, viewer: Viewer, *, after: int, key: str = "") -> bool:
        """Let a viewer into a room; False when there is none that she may see, or opens with her key."""
        hub = await self._open(room_id)
        if hub is None or not rules.is_opened_by(hub.key, key):
            return False
        hub.join(viewer, after=after)
        return True

    def leave(self, room_id: RoomId, viewer: Viewer) -> None:
        """Let a viewer go."""
        if hub := self._rooms.get(room_id):
            hub.viewers.discard(viewer)

    async def _open(self, room_id: RoomId) -> RoomHub | None:
        """Find a room in memory, or read it; many who come at once cost one look."""
        if hub := self._rooms.get(room_id):
            return hub
        lock = self._opening.setdefault(room_id, asyncio.Lock())
        try:
            async with lock:
                if hub := self._rooms.get(room_id):
                    return hub
                async with self._pool.transaction() as db:
                    room = await service.get_seen(db, room_id, None)
                    lines = await service.last_lines(db, room_id, limit=RING_LINES)
                last_seq = lines[-1].seq if lines else 0
                # Who left while waiting took the lock along: somebody else may have read the room, too.
                hub = self._rooms.setdefault(room_id, RoomHub(room_id, lines, last_seq=last_seq))
                hub.key = self._key_of(room)
                self._fresh.add(room_id)
                self._mark(room_id)
                return hub
        except (RoomNotFound, *FAILURES):
            return None
        finally:
            self._opening.pop(room_id, None)

    # What happens in rooms.

    def _mark(self, room_id: RoomId) -> None:
        self._dirty.add(room_id)
        self._woken.set()

    async def listen(self, database_url: str) -> None:
        """Hear that something was written into logs, as long as this runs; after a cut, look at all."""
        wait_s = 0.1
        while True:
            try:
                async with await AsyncConnection.connect(database_url, autocommit=True) as heard:
                    await heard.execute(f"listen {CHANNEL}".encode())
                    for room_id in {*self._rooms, *self._on_air}:
                        self._mark(room_id)
                    wait_s = 0.1
                    async for each in heard.notifies():
                        self._hear(each.payload)
            except DatabaseError:
                log.warning("not listening", exc_info=True)
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, BACKOFF_MAX_S)

    def _hear(self, payload: str) -> None:
        room_id = RoomId(UUID(payload.partition(" ")[0]))
        if room_id in self._rooms or room_id in self._on_air:
            self._mark(room_id)

    async def pump(self) -> None:
        """Write what is new in logs to viewers, as long as this process runs."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            dirty, self._dirty = self._dirty, set()
            for room_id in dirty:
                try:
                    await self._follow(room_id)
                except FAILURES:
                    log.exception("log not read", extra={"room_id": str(room_id)})
                    self._dirty.add(room_id)
            if self._dirty and not self._woken.is_set():
                await asyncio.sleep(TICK_S)
                self._woken.set()

    async def _follow(self, room_id: RoomId) -> None:
        hub = await self._open(room_id)
        # What a room is read with may tell already that it is over, as when nobody watched its end.
        if hub is None or room_id in self._fresh:
            self._fresh.discard(room_id)
            await self._look_at(room_id)
        if hub is None:
            return
        while True:
            async with self._pool.transaction() as db:
                lines = await service.lines_after(db, room_id, after=hub.last_seq, limit=LINES_PER_READ)
            if frames := hub.take_in(lines):
                await self._write(hub, frames)
            if any(each.kind is Kind.STATE for each in lines):
                await self._look_at(room_id)
            if len(lines) < LINES_PER_READ:
                return

    async def _write(self, hub: RoomHub, frames: bytes) -> None:
        # Who comes in meanwhile is not among these, and gets the lines as what she missed.
        viewers = list(hub.viewers)
        for i in range(0, len(viewers), FAN_OUT):
            hub.write_to(viewers[i : i + FAN_OUT], frames)
            await asyncio.sleep(0)

    async def _look_at(self, room_id: RoomId) -> None:
        """Send away whoever feeds or watches a room that is over or taken down."""
        async with self._pool.transaction() as db:
            room = await service.find_room(db, room_id)
        is_gone = room is None or room.is_hidden
        if (is_gone or (room and room.state is not RoomState.LIVE)) and self._stage.is_on_air(str(room_id)):
            await self._stage.end(str(room_id))
        hub = self._rooms.pop(room_id, None) if is_gone else self._rooms.get(room_id)
        if hub is None:
            return
        # Who came in before the show had its limit asks the API again, and gets the key with the answer.
        key = self._key_of(room) if room else ""
        if is_gone or (key and key != hub.key):
            for each in hub.viewers:
                each.transport.abort()
        hub.key = key

    async def tick(self) -> None:
        """Each second: count viewers, pass hearts on, and tell what changed of pinned products."""
        self._ticks += 1
        now_s = time.monotonic()
        for room_id, hub in list(self._rooms.items()):
            hub.drop_silent(now_s)
            hearts, frame = hub.tick()
            self._hearts[room_id] = self._hearts.get(room_id, 0) + hearts
            if frame:
                await self._write(hub, frame)
            self._forget_idle(room_id, hub)
        if self._on_air:
            await self._tell_changes()
        if self._ticks % FLUSH_TICKS == 0:
            await self._flush()

    def _forget_idle(self, room_id: RoomId, hub: RoomHub) -> None:
        is_idle = not hub.viewers and room_id not in self._on_air and not self._hearts.get(room_id)
        self._idle[room_id] = self._idle.get(room_id, 0) + 1 if is_idle else 0
        if self._idle[room_id] > IDLE_TICKS:
            del self._rooms[room_id], self._idle[room_id]
            self._hearts.pop(room_id, None)

    async def _tell_changes(self) -> None:
        async with self._pool.transaction() as db:
            self._products = await service.tell_changes(
                db, self._products, now=clock.now(), now_ms=rules.unix_ms(clock.real_now())
            )

    async def _flush(self) -> None:
        news = [
            (room_id, self._hearts.pop(room_id, 0), hub.peak)
            for room_id, hub in sorted(self._rooms.items())
            if self._hearts.get(room_id) or hub.viewers
        ]
        async with self._pool.transaction() as db:
            await service.add_audience(
                db,
                [room_id for room_id, _, _ in news],
                hearts=[hearts for _, hearts, _ in news],
                peaks=[peak for _, _, peak in news],
            )


def _word(refusal: Refusal) -> str:
    """Name a refusal as publishers hear it: "on_another_stage"."""
    return refusal.code.partition(".")[2]
