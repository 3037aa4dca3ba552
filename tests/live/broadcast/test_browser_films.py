"""A film sent from a browser: samples over a WebSocket, and what MediaRecorder makes where there are none."""

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager

import aiohttp
import httpx
import pytest

from tests.live.broadcast.conftest import SECRET, Live, StartLive, eventually, until_answers
from tests.live.broadcast.films import Encoded, encoded, matroska
from tests.live.broadcast.validator import SOUND, validate
from vitrina.live.broadcast import webcodecs
from vitrina.live.broadcast.matroska import Matroska
from vitrina.live.broadcast.model import Audio, Picture, Refused, Sound, Video
from vitrina.live.broadcast.origin import Policy

pytestmark = pytest.mark.encoder
SECONDS = 9


@asynccontextmanager
async def socket(live: Live) -> AsyncGenerator[aiohttp.ClientWebSocketResponse]:
    async with aiohttp.ClientSession() as session, session.ws_connect(live.socket_url) as opened:
        yield opened


def hello(room_id: str, *, kind: str = "webcodecs", channels: int = 1, secret: str = SECRET) -> str:
    return json.dumps({"ticket": f"live_{room_id}_{secret}", "kind": kind, "channels": channels})


def records(film: Encoded) -> Iterator[tuple[int, bytes]]:
    """What the publisher in the browser sends, in the order of time."""
    sent = [
        (at_us, webcodecs.write(1 if is_key else 2, timestamp_us=at_us, payload=data))
        for at_us, is_key, data in film.pictures
    ]
    sent += [(at_us, webcodecs.write(3, timestamp_us=at_us, payload=data)) for at_us, data in film.sounds]
    yield 0, webcodecs.write(0, payload=film.config)
    yield from sorted(sent, key=lambda each: each[0])


async def send_film(opened: aiohttp.ClientWebSocketResponse, film: Encoded, *, begin_us: int = 0) -> None:
    """Send a film at the pace at which it plays, 100 ms in a message."""
    begun_s = asyncio.get_running_loop().time()
    batch, batch_us = bytearray(), 0
    for at_us, record in records(film):
        if at_us < begin_us and at_us:
            continue
        if at_us - batch_us > 100_000:
            await asyncio.sleep(begun_s + (at_us - begin_us) / 1e6 - asyncio.get_running_loop().time())
            await opened.send_bytes(bytes(batch))
            batch, batch_us = bytearray(), at_us
        batch += record
    await opened.send_bytes(bytes(batch))


async def said(opened: aiohttp.ClientWebSocketResponse) -> dict[str, str]:
    return json.loads(await asyncio.wait_for(opened.receive_str(), 20))


async def test_samples_of_a_browser_become_conformant_low_latency_hls(live: Live, client: httpx.AsyncClient):
    async with socket(live) as opened:
        await opened.send_str(hello("r1"))
        assert await said(opened) == {"is": "ready"}
        sending = asyncio.create_task(send_film(opened, encoded(SECONDS)))
        film = await live.rooms.until("on_air", "r1")
        await until_answers(client, live.playlist_url("r1", name="sound"))
        report, sound = await asyncio.gather(
            validate(client, live.playlist_url("r1"), seconds=SECONDS - 3),
            validate(client, live.playlist_url("r1", name="sound"), seconds=SECONDS - 3, track=SOUND),
        )
        await sending

    assert sound.errors == []
    assert sound.segment_count >= 4
    assert (film.ingest, film.width, film.codecs.partition(",")[2]) == ("webcodecs", 320, "opus")
    assert report.errors == []
    assert report.segment_count >= 5
    assert report.break_count == 0
    await live.rooms.until("waiting", "r1")


async def test_a_recorder_in_a_browser_becomes_conformant_low_latency_hls(
    live: Live, client: httpx.AsyncClient
):
    recorded = matroska(SECONDS)

    async with socket(live) as opened:
        await opened.send_str(hello("r1", kind="matroska"))
        assert await said(opened) == {"is": "ready"}

        async def send() -> None:
            piece = len(recorded) // (SECONDS * 10)
            for at in range(0, len(recorded), piece):
                await opened.send_bytes(recorded[at : at + piece])
                await asyncio.sleep(0.1)

        sending = asyncio.create_task(send())
        film = await live.rooms.until("on_air", "r1")
        report = await validate(client, live.playlist_url("r1"), seconds=SECONDS - 3)
        await sending

    assert (film.ingest, film.width) == ("recorder", 320)
    assert report.errors == []
    assert report.segment_count >= 4


async def test_a_host_who_ends_the_broadcast_ends_it_at_once(live: Live, client: httpx.AsyncClient):
    async with socket(live) as opened:
        await opened.send_str(hello("r1"))
        await said(opened)
        await send_film(opened, encoded(3))
        await opened.send_bytes(webcodecs.write(5))
        closed = await asyncio.wait_for(opened.receive(), 20)

    recording = await live.rooms.until("off_air", "r1")
    assert closed.type is aiohttp.WSMsgType.CLOSE
    assert recording.duration_ms > 2000
    assert "#EXT-X-ENDLIST" in (await client.get(live.playlist_url("r1"))).text


async def test_a_ticket_that_nobody_knows_is_refused(live: Live):
    async with socket(live) as opened:
        await opened.send_str(hello("r1", secret="wrong"))

        assert await said(opened) == {"is": "refused", "code": "wrong_key"}
        assert (await opened.receive()).data == 4403


async def test_a_show_ended_elsewhere_ends_the_publisher(live: Live):
    async with socket(live) as opened:
        await opened.send_str(hello("r1"))
        await said(opened)
        sending = asyncio.create_task(send_film(opened, encoded(SECONDS)))
        await live.rooms.until("on_air", "r1")
        await live.origin.end("r1")

        assert await said(opened) == {"is": "refused", "code": "ended"}
        sending.cancel()
    assert not live.origin.is_on_air("r1")


async def test_a_silent_publisher_gives_way_to_another(start_live: StartLive):
    live = await start_live(Policy(takeover_after_s=0.5))
    async with socket(live) as silent, socket(live) as other:
        await silent.send_str(hello("r1"))
        await said(silent)
        await other.send_str(hello("r1"))
        assert await said(other) == {"is": "refused", "code": "occupied"}

        answer = {"is": "refused"}
        while answer != {"is": "ready"}:
            async with socket(live) as third:
                await third.send_str(hello("r1"))
                answer = await said(third)


def test_matroska_is_read_at_any_cut_of_its_bytes():
    film = encoded(2)
    recorded = matroska(2)
    for piece in (1, 7, 1000, len(recorded)):
        reader = Matroska()
        read = [
            each for at in range(0, len(recorded), piece) for each in reader.read(recorded[at : at + piece])
        ]
        pictures = [each for each in read if isinstance(each, Picture)]

        assert [each.is_key for each in pictures] == [is_key for _, is_key, _ in film.pictures]
        assert len([each for each in read if isinstance(each, Sound)]) == len(film.sounds)
        assert len([each for each in read if isinstance(each, Audio)]) == 1
        assert next(each for each in read if isinstance(each, Video)).config == film.config


@pytest.mark.parametrize("size", [255, 256, 257, 300, 511, 512, 65_792])
def test_a_size_that_looks_like_a_start_code_is_a_size(size: int):
    unit = b"\x41" + b"\x9a" * (size - 1)
    entry = b"\xd7\x81\1\x86\x8fV_MPEG4/ISO/AVC"
    block = b"\x81\0\0\0" + size.to_bytes(4, "big") + unit
    file = b"\xae" + bytes([0x80 | len(entry)]) + entry + _element(b"\xa3", block)

    (picture,) = list(Matroska().read(file))

    assert isinstance(picture, Picture)
    assert picture.data == size.to_bytes(4, "big") + unit


def test_pictures_between_start_codes_are_taken_as_well():
    film = encoded(2)
    sps_size = int.from_bytes(film.config[6:8], "big")
    sps = film.config[8 : 8 + sps_size]
    pps = film.config[8 + sps_size + 3 :]
    unit = b"\x65" + bytes(range(1, 60))
    block = b"\0\0\0\1" + sps + b"\0\0\0\1" + pps + b"\0\0\1" + unit
    entry = b"\xd7\x81\1\x86\x8fV_MPEG4/ISO/AVC"
    file = b"\xae" + bytes([0x80 | len(entry)]) + entry + _element(b"\xa3", b"\x81\0\0\0" + block)

    video, picture = list(Matroska().read(file))

    assert isinstance(video, Video)
    assert (video.width, video.height) == (320, 180)
    assert isinstance(picture, Picture)
    assert picture.is_key
    assert picture.data == len(unit).to_bytes(4, "big") + unit


def _element(name: bytes, body: bytes) -> bytes:
    return name + (len(body) | 0x10000000).to_bytes(4, "big") + body


def test_a_recorder_with_another_codec_is_refused_by_name():
    recorded = matroska(1).replace(b"V_MPEG4/ISO/AVC", b"V_MPEGH/ISO/HEV")

    with pytest.raises(Refused, match="V_MPEGH/ISO/HEV"):
        list(Matroska().read(recorded))


async def test_a_room_reports_how_its_broadcast_does(live: Live):
    async with socket(live) as opened:
        await opened.send_str(hello("r1"))
        await said(opened)
        await opened.send_bytes(webcodecs.write(4, payload=(7).to_bytes(4, "big")))
        await send_film(opened, encoded(SECONDS))
        await eventually(lambda: live.rooms.of("health", "r1"))

    health = live.rooms.of("health", "r1")[0]
    assert health.dropped_count == 7
    assert health.keyframe_interval_ms == pytest.approx(1000, abs=40)
