"""What viewers get of a film: its addresses, what may be kept, and a word for all that is not there."""

import asyncio
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from tests.live.broadcast.films import VIDEO, picture, steady
from vitrina.live.broadcast.app import LiveApp
from vitrina.live.broadcast.origin import Feed, Origin, Policy
from vitrina.live.broadcast.ports import Nobody, RoomGrant

WEB = "http://localhost:8000"
START_MS = 1_790_000_000_000.0


class Answered(Struct, frozen=True, kw_only=True):
    """An answer of the application."""

    status: int
    headers: dict[str, str]
    body: bytes


class Show:
    """An origin with a film of a few seconds, whose clock the test moves."""

    def __init__(self, folder: Path, *, film_key: str = "") -> None:
        self.now_ms = START_MS
        policy = Policy(wait_s=0.2)
        self.origin = Origin(Nobody(), data_dir=folder, policy=policy, clock_ms=lambda: self.now_ms)
        self.app = LiveApp(self.origin, web_origin=WEB, is_behind_proxy=False)
        grant = RoomGrant(room_id="r1", is_recorded=False, film_key=film_key)
        self.feed: Feed = self.origin.enter(grant, ingest="rtmp")
        self.feed.set_form(VIDEO, None)

    def play(self, seconds: float, *, begin: float = 0.0) -> None:
        """Let some seconds of the film come."""
        for each in steady(begin + seconds):
            if each.dts >= begin * 90_000:
                self.now_ms = START_MS + each.dts / 90
                self.feed.picture(each)

    async def get(self, path: str, *, query: str = "", method: str = "GET") -> Answered:
        sent: list[dict[str, Any]] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> dict[str, Any]:
            return {"type": "http.request"}

        scope: dict[str, Any] = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [],
        }
        await self.app(scope, receive, send)
        headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Answered(status=sent[0]["status"], headers=headers, body=sent[1]["body"])


@pytest.fixture
async def show(tmp_path: Path):
    made = Show(tmp_path)
    made.play(4.5)
    yield made
    await made.origin.stop()


PLAYLIST = "/live/r1/index.m3u8"


async def test_pieces_may_be_kept_and_playlists_are_asked_for_again(show: Show):
    playlist = await show.get(PLAYLIST)
    uris = re.findall(r'URI="([^"]+)"', playlist.body.decode())

    assert playlist.headers["cache-control"] == "no-cache"
    assert playlist.headers["content-type"] == "application/vnd.apple.mpegurl"
    for uri in uris[:-1]:
        piece = await show.get(f"/live/r1/{uri}")
        assert (piece.status, piece.headers["cache-control"]) == (200, "public, max-age=60, immutable")
        assert piece.headers["access-control-allow-origin"] == WEB
        assert piece.body


async def test_the_part_that_comes_next_is_foretold_over_the_end_of_a_segment(show: Show):
    hints: list[str] = []
    for third in range(6):
        show.play(1 / 3, begin=4.5 + third / 3)
        playlist = (await show.get(PLAYLIST)).body.decode()
        hinted = re.search(r'PRELOAD-HINT:TYPE=PART,URI="[0-9a-f]+/([\d.]+)\.m4s"', playlist)
        assert hinted
        hints.append(hinted[1])

    assert hints == ["4.2", "5.0", "5.1", "5.2", "6.0", "6.1"]


async def test_a_part_that_was_promised_is_waited_for(show: Show):
    film = show.origin.film("r1")
    assert film
    coming = asyncio.create_task(show.get(f"/live/r1/{film.tag}/5.0.m4s"))
    reload = asyncio.create_task(show.get(PLAYLIST, query="_HLS_msn=5&_HLS_part=0"))
    await asyncio.sleep(0)

    show.play(1, begin=4.5)

    assert (await coming).status == 200
    assert "/5.0.m4s" in (await reload).body.decode()
    assert (await reload).headers["cache-control"] == "public, max-age=1"


async def test_whoever_waits_in_vain_hears_so(show: Show):
    answer = await show.get(PLAYLIST, query="_HLS_msn=5&_HLS_part=0")

    assert answer.status == 503
    assert answer.headers["retry-after"] == "1"
    film = show.origin.film("r1")
    assert film
    assert film.waiters == []


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        (PLAYLIST, "_HLS_msn=99", 400),
        (PLAYLIST, "_HLS_msn=-1", 400),
        (PLAYLIST, "_HLS_msn=1e9", 400),
        (PLAYLIST, "_HLS_part=1", 400),
        (PLAYLIST, "_HLS_msn=" + "1" * 300, 400),
        (PLAYLIST, "_HLS_msn=0&_HLS_part=0", 200),
        ("/live/nobody/index.m3u8", "", 404),
        ("/live/r1/0/0.m4s", "", 404),
        ("/live/r1/../secret", "", 404),
        ("/", "", 404),
        ("/readyz", "", 200),
        ("/live/now", "", 200),
    ],
)
async def test_every_question_has_an_answer(show: Show, path: str, query: str, status: int):
    assert (await show.get(path, query=query)).status == status


async def test_writing_is_refused_and_a_head_has_no_body(show: Show):
    assert (await show.get(PLAYLIST, method="POST")).status == 405
    head = await show.get(PLAYLIST, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["content-length"]) > 100


async def test_an_ended_film_can_be_watched_to_its_end_for_a_while(show: Show):
    waiting = asyncio.create_task(show.get(PLAYLIST, query="_HLS_msn=5&_HLS_part=0"))
    await asyncio.sleep(0)

    await show.origin.end("r1")

    assert "#EXT-X-ENDLIST" in (await waiting).body.decode()
    assert "PRELOAD-HINT" not in (await show.get(PLAYLIST)).body.decode()
    assert not show.origin.is_on_air("r1")


async def test_a_film_is_dated_by_when_it_came(show: Show):
    playlist = (await show.get(PLAYLIST)).body.decode()

    dates = re.findall(r"PROGRAM-DATE-TIME:(\S+)", playlist)
    assert dates[0].startswith("2026-09-21T14:13:2")
    assert len(dates) == playlist.count("#EXTINF") + 1


async def test_pictures_shown_later_than_decoded_are_dated_by_when_they_are_shown(tmp_path: Path):
    dates: list[str] = []
    for delay in (0, 6_000):
        made = Show(tmp_path)
        for each in steady(3):
            made.now_ms = START_MS + each.dts / 90
            made.feed.picture(picture(each.dts / 90, is_key=each.is_key, cts=delay))
        dates += re.findall(r"PROGRAM-DATE-TIME:(\S+)", (await made.get(PLAYLIST)).body.decode())[:1]
        await made.origin.stop()

    first, delayed = map(datetime.fromisoformat, dates)
    assert (first - delayed).total_seconds() == pytest.approx(0.067, abs=0.002)


async def test_a_film_behind_a_key_is_found_by_who_brings_it(tmp_path: Path):
    show = Show(tmp_path, film_key="kEy_-")
    show.play(4.5)

    without = await show.get(PLAYLIST)
    wrong = await show.get(PLAYLIST, query="key=other")
    right = await show.get(PLAYLIST, query="key=kEy_-&_HLS_msn=1")
    plain = await show.get(PLAYLIST, query="key=%F0%9F%98%80")
    await show.origin.stop()

    assert [each.status for each in (without, wrong, plain, right)] == [403, 403, 403, 200]
    assert f"{int(START_MS):x}" not in right.body.decode()
