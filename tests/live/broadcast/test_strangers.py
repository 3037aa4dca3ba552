"""What strangers send does no harm: nonsense ends in a closed door, and everything has a bound."""

import asyncio
import json
import random
from contextlib import suppress
from struct import pack

import aiohttp
import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.live.broadcast.conftest import SECRET, Live, StartLive, eventually
from tests.live.broadcast.films import VIDEO, encoded, matroska, picture, steady
from vitrina.live.broadcast import webcodecs
from vitrina.live.broadcast.broadcast import Broadcast, Facts
from vitrina.live.broadcast.doors import Door
from vitrina.live.broadcast.film import Film, TooFar, TooMany
from vitrina.live.broadcast.h264 import is_well_formed, read_config
from vitrina.live.broadcast.limits import (
    BITRATE_MAX_BPS,
    FAILURES_PER_MINUTE_MAX,
    SAMPLE_BYTES_MAX,
    WAITERS_PER_ROOM_MAX,
)
from vitrina.live.broadcast.matroska import Matroska
from vitrina.live.broadcast.model import Picture, Refused
from vitrina.live.broadcast.origin import Policy
from vitrina.live.broadcast.rtmp import amf, chunks, server
from vitrina.live.broadcast.rtmp.chunks import Chunks, Message
from vitrina.live.broadcast.rtmp.session import Over, Session

NOW_MS = 1_790_000_000_000.0


def broadcast(*, bitrate_max_bps: int = BITRATE_MAX_BPS) -> Broadcast:
    facts = Facts(room_id="r1", tag="1", began_ms=NOW_MS, bitrate_max_bps=bitrate_max_bps)
    made = Broadcast(facts, recorder=None, on_air=lambda _video, _audio: None)
    made.set_form(VIDEO, None)
    return made


def play(made: Broadcast, pictures: list[Picture], *, pace: float = 1.0) -> None:
    for each in pictures:
        made.picture(each, now_ms=NOW_MS + each.dts / 90 * pace)


def big(ms: float, size: int, *, is_key: bool = False) -> Picture:
    unit = (b"\x65" if is_key else b"\x41") + bytes(size - 5)
    return Picture(round(ms * 90), 0, is_key, pack(">I", len(unit)) + unit)


def test_a_film_above_the_bitrate_is_refused():
    size = BITRATE_MAX_BPS // 8 // 30

    play(broadcast(), [big(i * 1000 / 30, size, is_key=i % 30 == 0) for i in range(600)])
    with pytest.raises(Refused) as refused:
        play(broadcast(), [big(i * 1000 / 30, size * 2, is_key=i % 30 == 0) for i in range(600)])

    assert refused.value.code == "bitrate_too_high"


def test_a_film_that_comes_faster_than_it_plays_is_refused():
    with pytest.raises(Refused) as refused:
        play(broadcast(), list(steady(20)), pace=0.1)

    assert refused.value.code == "too_fast"


def test_key_frames_too_far_apart_are_refused_before_anybody_watches():
    made = broadcast()

    with pytest.raises(Refused) as refused:
        play(made, list(steady(9, key_every=250)))

    assert refused.value.code == "keyframes_too_far"
    assert not made.film.can_be_fetched


def test_one_long_group_of_pictures_is_a_break_and_no_end():
    made = broadcast()
    late = [picture(3000 + each.dts / 90, is_key=each.is_key) for each in steady(4, key_every=100)]
    after = [picture(7000 + each.dts / 90, is_key=each.is_key) for each in steady(3)]

    play(made, [*steady(3), *late, *after])

    assert [segment.is_discontinuity for segment in made.film.segments].count(True) == 1
    assert all(segment.duration <= 2.5 * 90_000 for segment in made.film.segments)


@pytest.mark.parametrize(
    "data",
    [b"", b"\0", pack(">I", 50) + b"\x65", pack(">I", 1) + b"\x41", bytes(SAMPLE_BYTES_MAX + 1)],
    ids=["nothing", "a byte", "too short", "no key frame", "too large"],
)
def test_a_picture_that_is_none_is_refused(data: bytes):
    with pytest.raises(Refused):
        broadcast().picture(Picture(0, 0, True, data), now_ms=NOW_MS)


@given(st.binary(max_size=200))
def test_any_configuration_is_read_or_refused(data: bytes):
    for config in (data, b"\1\x64\0\x1f\xff\xe1" + len(data).to_bytes(2, "big") + b"\x67" + data):
        try:
            read_config(config)
        except Refused:
            continue


@given(st.binary(max_size=200))
def test_any_bytes_are_a_picture_or_not(data: bytes):
    assert is_well_formed(data, is_key=False) in {True, False}


@given(st.binary(max_size=400))
def test_any_bytes_are_amf_or_malformed(data: bytes):
    try:
        amf.read(data)
    except amf.Malformed:
        return


def test_amf_comes_back_as_it_was_written():
    values = ["connect", 1.0, {"app": "live", "is": True, "nothing": None}, None]

    assert amf.read(amf.write(*values)) == values


def test_amf_that_nests_without_end_is_malformed():
    with pytest.raises(amf.Malformed):
        amf.read(b"\3\0\1a" * 10_000)


@given(st.binary(max_size=2000), st.integers(1, 500))
def test_any_bytes_are_chunks_or_malformed(data: bytes, piece: int):
    reader = Chunks()
    try:
        for at in range(0, len(data), piece):
            list(reader.feed(data[at : at + piece]))
    except chunks.Malformed:
        return


@given(
    st.lists(st.tuples(st.integers(2, 17), st.binary(max_size=700)), max_size=12),
    st.integers(1, 300),
    st.integers(1, 50),
)
def test_messages_come_back_whatever_the_cuts(sent: list[tuple[int, bytes]], chunk_bytes: int, piece: int):
    size = pack(">I", chunk_bytes)
    stream = chunks.written(chunks.SET_CHUNK_SIZE, size, chunk_stream=2, chunk_bytes=128)
    for number, data in sent:
        stream += chunks.written(chunks.DATA, data, chunk_stream=number, chunk_bytes=chunk_bytes)
    reader = Chunks()

    read = [m for at in range(0, len(stream), piece) for m in reader.feed(stream[at : at + piece])]

    assert [m.data for m in read] == [data for _, data in sent]


def test_timestamps_beyond_24_bits_are_read_in_every_chunk():
    head = b"\x04\xff\xff\xff" + (200).to_bytes(3, "big") + bytes([chunks.VIDEO]) + bytes(4)
    when = pack(">I", 0x01000000)
    body = bytes(range(200))
    with_time = head + when + body[:128] + b"\xc4" + when + body[128:]
    without_time = head + when + body[:128] + b"\xc4" + body[128:]

    for stream in (with_time, without_time):
        (message,) = list(Chunks().feed(stream))
        assert message == Message(chunks.VIDEO, 0x01000000, body)


def test_a_stranger_cannot_announce_a_large_message():
    head = b"\x04\0\0\0" + (1_000_000).to_bytes(3, "big") + bytes([chunks.VIDEO]) + bytes(4)

    with pytest.raises(chunks.Malformed):
        list(Chunks().feed(head))


@given(st.lists(st.tuples(st.sampled_from([8, 9, 17, 18, 20]), st.binary(max_size=300)), max_size=20))
async def test_any_messages_end_in_a_refusal_at_worst(sent: list[tuple[int, bytes]]):
    async def enter(_key: str):
        raise Refused("wrong_key", "This stream key is not known.")

    session = Session(send=lambda _: None, enter=enter)
    try:
        for kind, data in sent:
            await session.receive(chunks.written(kind, data, chunk_stream=4, chunk_bytes=128))
    except (Refused, Over, chunks.Malformed):
        return


@given(st.binary(max_size=2000))
def test_any_bytes_are_records_or_refused(data: bytes):
    for reader in (webcodecs.read, Matroska().read):
        try:
            list(reader(data))
        except Refused:
            continue


@settings(deadline=None)  # The first example encodes the film.
@given(st.integers(0, 2**32))
def test_a_damaged_recording_is_read_or_refused(seed: int):
    dice = random.Random(seed)
    damaged = bytearray(matroska(1))
    for _ in range(20):
        damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    made, reader = broadcast(), Matroska()
    try:
        for at in range(0, len(damaged), 5000):
            for each in reader.read(bytes(damaged[at : at + 5000])):
                if isinstance(each, Picture):
                    made.picture(each, now_ms=NOW_MS + each.dts / 90)
    except Refused:
        return


async def test_whoever_says_nothing_is_hung_up_on(live: Live, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(server, "HANDSHAKE_S", 0.1)
    monkeypatch.setattr(server, "PUBLISH_WITHIN_S", 0.1)
    for said in (b"", b"\3", b"\3" + bytes(3072), b"\3" + bytes(3072) + b"\2"):
        reader, writer = await asyncio.open_connection("127.0.0.1", live.rtmp_port)
        writer.write(said)

        async with asyncio.timeout(20):
            while await reader.read(4096):
                pass
        writer.close()


@pytest.mark.parametrize("seed", range(3))
async def test_nonsense_on_the_rtmp_port_leaves_the_others_alone(live: Live, seed: int):
    dice = random.Random(seed)
    for length in (1, 1537, 5000, 300_000):
        reader, writer = await asyncio.open_connection("127.0.0.1", live.rtmp_port)
        writer.write((b"\3" if dice.random() < 0.8 else b"") + dice.randbytes(length))
        writer.write_eof()
        with suppress(ConnectionError):
            await asyncio.wait_for(reader.read(), 20)
        writer.close()

    assert live.rooms.heard == []
    async with httpx.AsyncClient() as client:
        assert (await client.get(live.url + "/readyz")).status_code == 200


async def test_nonsense_on_the_socket_leaves_the_others_alone(live: Live):
    async with aiohttp.ClientSession() as session:
        for first in ("", "{}", "null", json.dumps({"ticket": "x" * 500, "kind": "webcodecs"}), b"\0\1\2"):
            async with session.ws_connect(live.socket_url) as opened:
                await (opened.send_str(first) if isinstance(first, str) else opened.send_bytes(first))
                assert json.loads(await opened.receive_str())["is"] == "refused"
        hello = {"ticket": f"live_r1_{SECRET}", "kind": "webcodecs", "channels": 1}
        for message in (b"\0" * 17, random.Random(1).randbytes(4000), b"\1" + bytes(16) + b"\xff" * 20):
            async with session.ws_connect(live.socket_url) as opened:
                await opened.send_str(json.dumps(hello))
                assert json.loads(await opened.receive_str()) == {"is": "ready"}
                await opened.send_bytes(message)
                assert json.loads(await opened.receive_str())["is"] == "refused"
        async with session.get(live.url + "/readyz") as answer:
            assert answer.status == 200


def test_an_address_that_fails_too_often_is_left_outside_for_a_while():
    now_s = 0.0
    door = Door(per_address_max=2, clock_s=lambda: now_s)
    for _ in range(FAILURES_PER_MINUTE_MAX):
        door.failed("a")

    assert not door.enter("a")
    assert door.enter("b")
    assert door.enter("b")
    assert not door.enter("b")
    now_s = 61.0
    assert door.enter("a")


async def test_only_so_many_viewers_wait_in_a_room():
    made = broadcast()
    play(made, list(steady(3)))
    film: Film = made.film
    assert film.current
    number = film.current.number
    waiting = [
        asyncio.create_task(film.wait_for(number, 3, timeout_s=30)) for _ in range(WAITERS_PER_ROOM_MAX)
    ]
    await eventually(lambda: len(film.waiters) == WAITERS_PER_ROOM_MAX)

    with pytest.raises(TooMany):
        await film.wait_for(number, 3, timeout_s=1)
    with pytest.raises(TooFar):
        await film.wait_for(number + 5, 0, timeout_s=1)
    waiting.pop().cancel()
    await eventually(lambda: len(film.waiters) == WAITERS_PER_ROOM_MAX - 1)
    made.end()
    assert all(await asyncio.gather(*waiting))
    assert film.waiters == []


async def test_memory_of_a_film_is_bounded():
    made = broadcast()

    play(made, list(steady(120, key_every=15)))

    film = made.film
    assert sum(segment.duration for segment in film.segments) < 8 * 90_000
    assert len(film.inits) == 1


async def test_a_slow_reader_holds_up_nobody(live: Live):
    film = encoded(9)
    async with aiohttp.ClientSession() as session, session.ws_connect(live.socket_url) as opened:
        hello = {"ticket": f"live_r1_{SECRET}", "kind": "webcodecs", "channels": 1}
        await opened.send_str(json.dumps(hello))
        await opened.receive_str()
        await opened.send_bytes(webcodecs.write(0, payload=film.config))
        for at_us, is_key, data in film.pictures[:90]:
            await opened.send_bytes(webcodecs.write(1 if is_key else 2, timestamp_us=at_us, payload=data))
        await live.rooms.until("on_air", "r1")
        playlist = live.playlist_url("r1")
        slow = [await asyncio.open_connection("127.0.0.1", _port_of(live)) for _ in range(30)]
        for _, writer in slow:
            writer.write(b"GET /live/r1/index.m3u8?_HLS_msn=0 HTTP/1.1\r\nhost: x\r\n\r\n" * 50)

        async with session.get(playlist, timeout=aiohttp.ClientTimeout(5)) as answer:
            assert answer.status == 200
        for _, writer in slow:
            writer.close()


def _port_of(live: Live) -> int:
    return int(live.url.rpartition(":")[2])


async def test_a_process_takes_only_so_many_rooms(start_live: StartLive):
    live = await start_live(Policy(rooms_max=1))
    async with aiohttp.ClientSession() as session:
        answers: list[str] = []
        async with (
            session.ws_connect(live.socket_url) as first,
            session.ws_connect(live.socket_url) as second,
        ):
            for opened, room in ((first, "r1"), (second, "r2")):
                hello = {"ticket": f"live_{room}_{SECRET}", "kind": "webcodecs", "channels": 0}
                await opened.send_str(json.dumps(hello))
                answers.append(json.loads(await opened.receive_str()).get("code", "ready"))

    assert answers == ["ready", "too_many_rooms"]
