"""A show through the public API alone: announced, on air by RTMP, pinned, sold from, seen again."""

import asyncio
import subprocess
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
import imageio_ffmpeg
import msgspec
from picows import (
    WSFrame,
    WSListener,
    WSMsgType,
    WSTransport,
    ws_connect,  # pyright: ignore[reportUnknownVariableType]
)

from tests.journeys.conftest import Instance
from tests.journeys.test_loop_through_the_api import (
    ADDRESS,
    add_product,
    call,
    newcomer,
    open_shop,
)
from vitrina.kit.ids import new_id

RANGE = 206


class Viewer(WSListener):
    """Somebody who watches until a line came that ends it."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[dict[str, Any]] = []

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.TEXT:
            self.heard.append(msgspec.json.decode(frame.get_payload_as_bytes()))


def lines_of(room: Any, *, kinds: Sequence[str]) -> list[dict[str, Any]]:
    """Watch a room from its first line until each of these kinds came."""

    async def watch() -> list[dict[str, Any]]:
        transport, viewer = await ws_connect(Viewer, f"{room['socket_url']}?after=0")
        assert isinstance(viewer, Viewer)
        async with asyncio.timeout(30):
            while not set(kinds) <= {each["kind"] for each in viewer.heard}:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        transport.disconnect(graceful=False)
        return [each for each in viewer.heard if "seq" in each]

    # In a thread of its own: the browser of other journeys has the loop of this one.
    with ThreadPoolExecutor(1) as other:
        return other.submit(asyncio.run, watch()).result()


@contextmanager
def camera(stream: Any) -> Generator[None]:
    """A publisher's program that sends a moving picture."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error", "-re"]
    command += ["-f", "lavfi", "-i", "testsrc2=size=180x320:rate=25"]
    command += ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100"]
    command += ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "25"]
    command += ["-sc_threshold", "0", "-pix_fmt", "yuv420p", "-b:v", "300k", "-c:a", "aac"]
    command += ["-f", "flv", f"{stream['rtmp_url']}/{stream['key']}"]
    sending = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        sending.kill()
        sending.wait(10)


def on_air(guest: httpx.Client, room_id: str) -> Any:
    room = call(guest, "GET", f"/live-rooms/{room_id}")
    return room if room["is_on_air"] else None


def replay_of(guest: httpx.Client, room_id: str) -> Any:
    room = call(guest, "GET", f"/live-rooms/{room_id}")
    return room if room["replay_url"] else None


def buy(guest: httpx.Client, room_id: str, product_id: str, variant_id: str) -> None:
    tap = {"id": str(new_id()), "room_id": room_id, "product_id": product_id}
    touch = call(guest, "POST", "/touches", json=tap)
    lines = [{"variant_id": variant_id, "quantity": 1, "touch_id": touch["id"]}]
    quote = call(guest, "POST", "/quotes", json={"lines": lines, "country": "MX"})
    checkout = {
        "id": str(new_id()),
        "lines": lines,
        "buyer": {"email": "en.vivo@people.example", "name": "Ana López", "language": "es"},
        "address": ADDRESS,
        "expected_total": quote["total"],
    }
    purchase = call(guest, "POST", "/checkouts", json=checkout)
    how = {"method": "sandbox", "card": "success"}
    assert call(guest, "POST", f"/checkouts/{purchase['id']}/payment", json=how)["status"] == "paid"


def test_a_show_from_its_announcement_to_its_replay(instance: Instance) -> None:
    seller, viewer, guest = newcomer(instance, "vera"), newcomer(instance, "luis"), instance.api()
    shop = open_shop(seller)
    product_id, variant_id = add_product(seller, shop, quantity=2)
    room_id = str(new_id())
    new = {"id": room_id, "title": "Tazas en vivo", "shop_id": shop["id"], "product_ids": [product_id]}
    made = call(seller, "POST", "/live-rooms", json=new)
    assert made["card"]["state"] == "scheduled"
    stream = call(seller, "POST", f"/live-rooms/{room_id}/stream-key")

    with camera(stream):
        room = instance.wait_for(lambda: on_air(guest, room_id), timeout_s=60)
        playlist = httpx.get(room["playlist_url"])
        assert playlist.status_code == 200
        assert "#EXT-X-PROGRAM-DATE-TIME" in playlist.text
        labels = call(guest, "GET", f"/live-rooms/{room_id}/disclosures")
        assert labels["disclosures"] == ["own_brand"]

        pin = {"id": str(new_id()), "product_id": product_id}
        pinned = call(seller, "POST", f"/live-rooms/{room_id}/pins", json=pin)
        said = {"id": str(new_id()), "text": "¿llega a Guadalajara?"}
        call(viewer, "POST", f"/live-rooms/{room_id}/messages", json=said)
        buy(guest, room_id, product_id, variant_id)
        lines = lines_of(room, kinds=["pin", "chat", "sold", "product"])
        item = {
            "id": str(new_id()),
            "title": "Plato único",
            "price": 25000,
            "pieces": 1,
            "pin_id": str(new_id()),
        }
        quick = call(seller, "POST", f"/live-rooms/{room_id}/quick-items", json=item)
        assert call(guest, "GET", f"/products/{item['id']}")["variants"][0]["available"] == 1

        call(seller, "POST", f"/live-rooms/{room_id}/ending")
        over = instance.wait_for(lambda: replay_of(guest, room_id), timeout_s=60)

    assert [each["seq"] for each in lines] == list(range(1, len(lines) + 1))
    by_kind = {each["kind"]: each for each in lines}
    assert by_kind["pin"]["at"] == pinned["from_ms"]
    assert "Ana" not in str(by_kind["sold"])
    assert by_kind["product"]["body"]["available"] == 1
    check_replay(instance, over, numbers=[pinned["number"], quick["number"]])
    desk = call(seller, "GET", f"/live-rooms/{room_id}/desk")
    assert [(each["quantity"], each["is_replay"]) for each in desk["sales"]] == [(1, False)]
    assert 0 < desk["sales"][0]["you_keep"]["amount"] < desk["sales"][0]["paid"]["amount"]


def check_replay(instance: Instance, room: Any, *, numbers: list[int]) -> None:
    """The replay plays by byte ranges, has a chapter per pin, and is in the programme and on the channel."""
    guest = instance.api()
    playlist = httpx.get(instance.base_url + room["replay_url"])
    assert playlist.headers["content-type"].startswith("application/vnd.apple.mpegurl")
    assert "#EXT-X-BYTERANGE" in playlist.text
    film_url = instance.base_url + room["replay_url"].replace("m3u8", "mp4")
    part = httpx.get(film_url, headers={"range": "bytes=4-7"})
    assert (part.status_code, part.content) == (RANGE, b"ftyp")
    assert [each["number"] for each in room["chapters"]] == numbers
    handle = room["card"]["host"]["handle"]
    listed = call(guest, "GET", "/live-rooms", params={"when": "replays", "handle": handle})
    assert [each["id"] for each in listed["items"]] == [room["card"]["id"]]
    channel = call(guest, "GET", "/live-channel", params={"handle": handle})
    assert channel["now"]["is_live"] is False
    assert channel["now"]["position_ms"] < room["card"]["duration_ms"]


def test_a_wrong_key_is_nobody(instance: Instance) -> None:
    seller, guest = newcomer(instance, "mala"), instance.api()
    open_shop(seller)
    room_id = str(new_id())
    call(seller, "POST", "/live-rooms", json={"id": room_id, "title": "Nadie"})
    stream = call(seller, "POST", f"/live-rooms/{room_id}/stream-key")

    with camera({**stream, "key": stream["key"][:-1] + "x"}):
        assert stream["rtmp_url"].startswith("rtmp:")
        assert call(guest, "GET", f"/live-rooms/{room_id}")["card"]["state"] == "scheduled"
