"""The rooms' sockets: in order, from where one was, with true counts, and nobody holds the others up."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from msgspec.structs import replace
from picows import (
    WSFrame,
    WSHandshakeError,
    WSListener,
    WSMsgType,
    WSTransport,
    ws_connect,  # pyright: ignore[reportUnknownVariableType]
)

from tests.builders import product_of, room_of, shop_of
from tests.people import ANA, BRUNO, CARLA, EVA, JOINED, load
from tests.ports import free_port
from vitrina.identity.errors import TooYoung
from vitrina.identity.model import NewPerson
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, run
from vitrina.kit.ids import new_id
from vitrina.live import hub, service
from vitrina.live.broadcast.ports import Health, NoGrant, NotHeard, Recording, RoomGrant, Rooms
from vitrina.live.hub import RoomHub, Viewer
from vitrina.live.model import ChangeRoom, Kind, Line, MessageId, NewMessage, NewPin, PinId, RoomId, RoomState
from vitrina.live.plane import Plane
from vitrina.live.sockets import Asked, Gate, open_rooms

NOW = JOINED + timedelta(days=3)
DEADLINE_S = 20.0


class Stage:
    """What is on air in these tests, and what was cut off."""

    def __init__(self) -> None:
        self.shown: set[str] = set()
        self.ended: list[str] = []

    def is_on_air(self, room_id: str) -> bool:
        return room_id in self.shown

    def now_ms(self) -> int:
        return 0

    async def end(self, room_id: str) -> None:
        self.shown.discard(room_id)
        self.ended.append(room_id)


class Client(WSListener):
    """Somebody who watches."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[dict[str, Any]] = []
        self.is_closed = False

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.TEXT:
            self.heard.append(msgspec.json.decode(frame.get_payload_as_bytes()))

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.is_closed = True

    def lines(self, kind: Kind | None = None) -> list[dict[str, Any]]:
        return [each for each in self.heard if "seq" in each and kind in (None, each["kind"])]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [each for each in self.heard if each["kind"] == kind]


async def until(condition: Any) -> None:
    """Wait until something is true."""
    async with asyncio.timeout(DEADLINE_S):
        while not condition():  # noqa: ASYNC110 - what others do has no event here.
            await asyncio.sleep(0.01)


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
async def place(settings: Settings) -> Settings:
    return replace(settings, port=free_port(count=3))


@pytest.fixture
async def rooms(place: Settings, stage: Stage) -> AsyncIterator[Rooms]:
    async with open_rooms(place, stage) as opened:
        yield opened


@asynccontextmanager
async def watching(
    place: Settings, room_id: RoomId, *, query: str = "", headers: dict[str, str] | None = None
) -> AsyncGenerator[tuple[Client, WSTransport]]:
    url = f"ws://127.0.0.1:{place.port + 2}/rooms/{room_id}?{query}"
    transport, client = await ws_connect(Client, url, extra_headers=headers)
    assert isinstance(client, Client)
    try:
        yield client, transport
    finally:
        transport.disconnect(graceful=False)


async def say(pool: Pool, room_id: RoomId, text: str, *, second: int = 0, person: NewPerson = BRUNO) -> None:
    async with pool.transaction() as db:
        new = NewMessage(id=MessageId(new_id()), text=text)
        now = NOW + timedelta(seconds=second)
        await service.say(db, room_id=room_id, actor=await load(db, person), new=new, now=now)


async def live_room(pool: Pool) -> RoomId:
    async with pool.transaction() as db:
        return await room_of(db, is_live=True)


async def test_everybody_gets_each_line_in_its_order(pool: Pool, place: Settings, rooms: Rooms) -> None:
    room_id = await live_room(pool)
    async with watching(place, room_id, query="after=1") as (one, _), watching(place, room_id) as (two, _):
        for i in range(8):
            people = (ANA, BRUNO, CARLA, EVA)
            await asyncio.gather(*[say(pool, room_id, f"m{i}", second=20 * i, person=who) for who in people])

        await until(lambda: len(one.lines()) == 32 and len(two.lines()) == 33)

    assert [each["seq"] for each in one.lines()] == list(range(2, 34))
    assert [each["seq"] for each in two.lines()] == list(range(1, 34))


async def test_who_comes_back_gets_what_she_missed(pool: Pool, place: Settings, rooms: Rooms) -> None:
    room_id = await live_room(pool)
    for i in range(3):
        await say(pool, room_id, f"m{i}")

    async with watching(place, room_id, query="after=2") as (client, _):
        await until(lambda: len(client.lines()) == 2)

    assert [each["body"]["text"] for each in client.lines(Kind.CHAT)] == ["m1", "m2"]


async def test_the_room_of_a_show_for_adults_opens_with_the_key_that_they_get(
    pool: Pool, place: Settings, rooms: Rooms
) -> None:
    room_id = await live_room(pool)
    async with pool.transaction() as db:
        await run(db, "update live.rooms set age_limit = 18 where id = %(id)s", id=room_id)
    await say(pool, room_id, "among us", person=ANA)
    async with pool.transaction() as db:
        adult = await load(db, ANA)
        minor = await load(db, replace(EVA, birth_date=date(2012, 1, 1)))
        opened, young, guest = [
            await service.show_room(db, place, room_id=room_id, viewer=each, now=NOW)
            for each in (adult, minor, None)
        ]
        with pytest.raises(TooYoung):
            new = NewMessage(id=MessageId(new_id()), text="me too")
            await service.say(db, room_id=room_id, actor=minor, new=new, now=NOW)

    assert [(each.socket_url, each.chat, each.may_talk) for each in (young, guest)] == [(None, [], False)] * 2
    assert opened.socket_url
    async with (
        watching(place, room_id) as (without, _),
        watching(place, room_id, query="key=x") as (wrong, _),
    ):
        await until(lambda: without.is_closed and wrong.is_closed)
    async with watching(place, room_id, query=opened.socket_url.partition("?")[2]) as (right, _):
        await until(lambda: right.lines(Kind.CHAT))
    assert without.heard == wrong.heard == []


async def test_who_waits_in_a_room_that_turns_out_to_be_for_adults_is_sent_to_ask_again(
    pool: Pool, place: Settings, rooms: Rooms
) -> None:
    async with pool.transaction() as db:
        room_id = await room_of(db)
    async with watching(place, room_id) as (early, _):
        await until(lambda: early.of("audience"))
        async with pool.transaction() as db:
            bruno = await load(db, BRUNO)
            await service.change(db, room_id=room_id, actor=bruno, changes=ChangeRoom(age_limit=18), now=NOW)
            await service.begin(db, room_id, now=NOW)

        await until(lambda: early.is_closed)


async def test_a_pin_travels_with_its_moment(pool: Pool, place: Settings, rooms: Rooms) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        product = await product_of(db, shop)
        room_id = await room_of(db, shop=shop, is_live=True)
    async with watching(place, room_id) as (client, _):
        async with pool.transaction() as db:
            new = NewPin(id=PinId(new_id()), product_id=product.id, at_ms=5_000)
            await service.pin(
                db, room_id=room_id, actor=await load(db, BRUNO), new=new, now=NOW, now_ms=5_500
            )

        await until(lambda: client.lines(Kind.PIN))

    (pinned,) = client.lines(Kind.PIN)
    assert (pinned["at"], pinned["body"]["number"], pinned["body"]["product"]["id"]) == (
        5_000,
        1,
        str(product.id),
    )


async def test_viewers_are_counted_by_device_and_the_host_is_none(
    pool: Pool, place: Settings, rooms: Rooms
) -> None:
    room_id = await live_room(pool)
    async with (
        watching(place, room_id, query="session=a") as (client, one),
        watching(place, room_id, query="session=a"),
        watching(place, room_id, query="session=b"),
        watching(place, room_id, query="session=h&as=host"),
    ):
        await until(lambda: client.of("audience") and client.of("audience")[-1]["viewers"] == 2)
        one.send(WSMsgType.TEXT, b"+3")
        await until(lambda: sum(each["hearts"] for each in client.of("audience")) == 3)


async def test_a_page_of_another_site_is_not_let_in(pool: Pool, place: Settings, rooms: Rooms) -> None:
    room_id = await live_room(pool)
    with pytest.raises(WSHandshakeError):
        async with watching(place, room_id, headers={"origin": "https://evil.example"}):
            pass
    async with watching(place, room_id, headers={"origin": place.base_url}) as (client, _):
        await until(client.lines)


async def test_a_room_that_is_not_there_closes(pool: Pool, place: Settings, rooms: Rooms) -> None:
    async with watching(place, RoomId(new_id())) as (client, _):
        await until(lambda: client.is_closed)


@pytest.mark.parametrize("message", [b"x" * 65, b"x" * 3_000])
async def test_who_sends_what_is_too_long_is_cut_off(
    pool: Pool, place: Settings, rooms: Rooms, message: bytes
) -> None:
    async with watching(place, await live_room(pool)) as (client, transport):
        transport.send(WSMsgType.TEXT, message)
        await until(lambda: client.is_closed)


async def test_pictures_begin_pause_and_end_the_show(
    pool: Pool, place: Settings, rooms: Rooms, stage: Stage
) -> None:
    async with pool.transaction() as db:
        room_id = await room_of(db)
        key = await service.rotate_key(db, room_id=room_id, actor=await load(db, BRUNO))
    grant = await rooms.authorize(key)
    assert isinstance(grant, RoomGrant)
    assert grant.room_id == str(room_id)
    assert await rooms.authorize("live_nobody_knows") is None
    recording = Recording(
        path="live/a.mp4",
        index_path="live/a.jsonl",
        started_ms=1_780_000_000_000,
        duration_ms=60_000,
        size_bytes=1,
        is_complete=True,
    )
    async with watching(place, room_id) as (client, _):
        await rooms.on_air(grant.room_id, film())
        await rooms.waiting(grant.room_id)
        await rooms.on_air(grant.room_id, film())
        await rooms.off_air(grant.room_id, recording)

        await until(lambda: len(client.lines(Kind.STATE)) == 4)

    states = [(each["body"]["state"], each["body"]["is_on_air"]) for each in client.lines(Kind.STATE)]
    live, ended = RoomState.LIVE.value, RoomState.ENDED.value
    assert states == [(live, True), (live, False), (live, True), (ended, False)]
    assert client.lines(Kind.STATE)[-1]["body"]["has_replay"]


async def test_rooms_without_their_database_say_that_they_must_be_told_again(
    settings: Settings, stage: Stage
) -> None:
    async with Pool(settings.database_url, size_max=2) as gone:
        plane = Plane(gone, stage, secret_key="secret")
    room_id = str(new_id())

    for telling in (plane.on_air(room_id, film()), plane.waiting(room_id), plane.off_air(room_id, None)):
        with pytest.raises(NotHeard):
            await telling
    grant = await plane.authorize(f"live_{room_id}_any")

    assert isinstance(grant, NoGrant)
    assert grant.code == "try_again"


async def test_a_show_that_its_host_ends_is_cut_off(
    pool: Pool, place: Settings, rooms: Rooms, stage: Stage
) -> None:
    async with pool.transaction() as db:
        room_id = await room_of(db, CARLA)
    stage.shown.add(str(room_id))
    await rooms.on_air(str(room_id), film())

    async with pool.transaction() as db:
        await service.end(db, room_id=room_id, actor=await load(db, CARLA), now=NOW)

    await until(lambda: stage.ended == [str(room_id)])


async def test_a_hidden_show_sends_its_viewers_away(pool: Pool, place: Settings, rooms: Rooms) -> None:
    async with pool.transaction() as db:
        room_id = await room_of(db, CARLA, is_live=True)
    async with watching(place, room_id) as (client, _):
        await until(client.lines)
        async with pool.transaction() as db:
            await service.hide_all_of(db, CARLA.id, now=NOW)

        await until(lambda: client.is_closed)


async def test_the_host_alone_hears_how_her_pictures_do(pool: Pool, place: Settings, rooms: Rooms) -> None:
    room_id = await live_room(pool)
    health = Health(
        bitrate_bps=2_000_000,
        frames_per_second=29.9,
        keyframe_interval_ms=1_000,
        dropped_count=0,
        viewers_waiting=1,
        late_ms=12,
    )
    async with (
        watching(place, room_id, query="as=host") as (host, _),
        watching(place, room_id) as (viewer, _),
    ):
        await until(lambda: host.lines() and viewer.lines())
        await rooms.health(str(room_id), health)
        await rooms.refused(str(room_id), "keyframes_too_far")
        await say(pool, room_id, "hola")
        await until(lambda: host.of("refused") and viewer.lines(Kind.CHAT))

    assert host.of("health")[0]["bitrate_bps"] == 2_000_000
    assert not viewer.of("health")


async def test_a_host_who_is_live_elsewhere_is_told_so_at_her_desk(
    pool: Pool, place: Settings, rooms: Rooms
) -> None:
    async with pool.transaction() as db:
        await room_of(db, is_live=True)
        other = await room_of(db)
        key = await service.rotate_key(db, room_id=other, actor=await load(db, BRUNO))
    async with watching(place, other, query="as=host") as (host, _):
        await until(lambda: host.of("audience"))

        answer = await rooms.authorize(key)

        await until(lambda: host.of("refused"))
    assert answer == NoGrant(code="on_another_stage", sentence="You are live in another show. End it first.")
    assert host.of("refused")[0]["code"] == "on_another_stage"


async def test_a_show_that_ended_while_nobody_watched_is_cut_off(pool: Pool, stage: Stage) -> None:
    room_id = await live_room(pool)
    plane = Plane(pool, stage, secret_key="k" * 32)
    async with pool.transaction() as db:
        await service.end(db, room_id=room_id, actor=await load(db, BRUNO), now=NOW)
    stage.shown.add(str(room_id))
    pumping = asyncio.create_task(plane.pump())
    viewer = Viewer(Wire(), session="one", is_host=False, now_s=time.monotonic())

    await plane.join(room_id, viewer, after=0)
    await until(lambda: stage.ended == [str(room_id)])

    pumping.cancel()


class Wire:
    """What would go to a viewer."""

    def __init__(self) -> None:
        self.written = b""

    def write(self, data: bytes) -> None:
        self.written += data

    def get_write_buffer_size(self) -> int:
        return 0

    def abort(self) -> None:
        """Nothing to close."""


async def test_somebody_who_leaves_while_a_room_opens_parts_nobody_from_it(pool: Pool, stage: Stage) -> None:
    room_id = await live_room(pool)
    plane = Plane(pool, stage, secret_key="k" * 32)
    wires = [Wire(), Wire(), Wire()]
    first, leaver, last = [
        Viewer(wire, session=str(i), is_host=False, now_s=time.monotonic()) for i, wire in enumerate(wires)
    ]
    opening = asyncio.create_task(plane.join(room_id, first, after=0))
    await asyncio.sleep(0)
    waiting = asyncio.create_task(plane.join(room_id, leaver, after=0))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.sleep(0)
    assert await asyncio.gather(opening, plane.join(room_id, last, after=0)) == [True, True]

    await plane.tick()

    assert all(b'"viewers":2' in wire.written for wire in (wires[0], wires[2]))


def film() -> Any:
    """A film that begins; the rooms do not look at it."""
    return None


class Pipe:
    """A transport whose other side takes nothing."""

    def __init__(self, waiting: int = 0) -> None:
        self.waiting = waiting
        self.written = b""
        self.is_aborted = False

    def write(self, data: bytes) -> None:
        self.written += data

    def get_write_buffer_size(self) -> int:
        return self.waiting

    def abort(self) -> None:
        self.is_aborted = True


def line(seq: int) -> Line:
    return Line(seq=seq, kind=Kind.CHAT, body=msgspec.Raw(b"{}"))


def test_a_slow_viewer_is_cut_off_and_the_others_get_everything() -> None:
    room = RoomHub(RoomId(new_id()), [], last_seq=0)
    slow, quick = Pipe(waiting=hub.BUFFER_BYTES_MAX + 1), Pipe()
    for pipe in (slow, quick):
        room.join(Viewer(pipe, session=new_id().hex, is_host=False, now_s=0), after=0)

    assert room.write_to(list(room.viewers), room.take_in([line(1)])) == 1

    assert slow.is_aborted
    assert quick.written.endswith(b'"body":{}}')
    assert room.count() == 1


def test_who_missed_more_than_is_kept_looks_anew() -> None:
    room = RoomHub(RoomId(new_id()), [line(seq) for seq in range(11, 21)], last_seq=20)

    assert room.missed(20) == b""
    assert room.missed(10).count(b'"seq"') == 10
    assert room.missed(9) == hub.RELOAD


def test_lines_that_are_known_are_not_sent_again() -> None:
    room = RoomHub(RoomId(new_id()), [line(1)], last_seq=1)

    assert room.take_in([line(1), line(2)]).count(b'"seq"') == 1
    assert room.take_in([line(1), line(2)]) == b""


def test_who_comes_back_does_not_get_what_was_taken_away() -> None:
    ids = [str(new_id()) for _ in range(2)]
    said = [
        Line(seq=n, kind=Kind.CHAT, body=msgspec.Raw(b'{"id": "%s", "text": "hola"}' % each.encode()))
        for n, each in enumerate(ids, 1)
    ]
    room = RoomHub(RoomId(new_id()), said, last_seq=2)

    room.take_in([Line(seq=3, kind=Kind.UNCHAT, body=msgspec.Raw(b'{"id": "%s"}' % ids[0].encode()))])

    missed = room.missed(0)
    assert (missed.count(b'"seq"'), missed.count(b"hola")) == (3, 1)
    assert missed.count(ids[0].encode()) == 1


def test_who_is_not_heard_of_is_not_there() -> None:
    room = RoomHub(RoomId(new_id()), [], last_seq=0)
    gone, there = (
        Viewer(Pipe(), session="a", is_host=False, now_s=0),
        Viewer(Pipe(), session="b", is_host=False, now_s=0),
    )
    for each in (gone, there):
        room.join(each, after=0)
    assert there.hear("h", 20)

    room.drop_silent(hub.SEEN_WITHIN_S + 1)

    assert room.viewers == {there}


def test_hearts_and_messages_of_one_viewer_have_a_bound() -> None:
    viewer = Viewer(Pipe(), session="a", is_host=False, now_s=0)

    heard = [viewer.hear("+9", 1) for _ in range(hub.MESSAGES_PER_TICK + 1)]

    assert heard == [True] * hub.MESSAGES_PER_TICK + [False]
    assert viewer.hearts == hub.HEARTS_PER_TICK


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
def test_a_frame_says_how_long_it_is(size: int) -> None:
    frame = hub.text_frame(b"x" * size)

    head = 2 if size < 126 else 4 if size < 65_536 else 10
    assert len(frame) == head + size
    assert frame[0] == 0x81


@pytest.mark.parametrize("target", ["/", "/rooms/", "/rooms/x", "/rooms/../x", "/other/" + str(UUID(int=1))])
def test_what_is_no_room_is_refused(target: str) -> None:
    with pytest.raises(ValueError):
        Asked(target)


def test_an_address_holds_so_many_sockets_at_most(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vitrina.live.sockets.CONNECTIONS_PER_ADDRESS_MAX", 2)
    gate = Gate(settings)

    assert [gate.enter("1.2.3.4") for _ in range(3)] == [True, True, False]
    gate.leave("1.2.3.4")
    assert gate.enter("1.2.3.4")
    assert gate.address_of("9.9.9.9, 1.2.3.4", "5.6.7.8") == "5.6.7.8"
