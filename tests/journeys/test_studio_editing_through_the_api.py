"""A clip is edited through the public API alone: cut, captioned, stickers, scheduled; then it is seen."""

import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import imageio_ffmpeg
import pytest
from tusclient.client import TusClient

from tests.journeys.conftest import Instance
from tests.journeys.test_loop_through_the_api import add_product, call, newcomer, open_shop
from vitrina.kit.ids import new_id

SUBRIP = """1
00:00:00,200 --> 00:00:01,200
<i>Desempacando</i> la <b>cafeterita</b>

2
00:00:01,200 --> 00:00:09,000
Y listo
"""


def film(folder: Path) -> Path:
    """Four seconds of a test picture, upright."""
    made = folder / "film.mp4"
    source = "testsrc2=size=360x640:rate=25:duration=4"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    return made


def send(instance: Instance, creator: httpx.Client, source: Path) -> str:
    """Upload a file. Answers the upload's id."""
    headers = {"authorization": creator.headers["authorization"]}
    tus: Any = TusClient(f"{instance.api_url}/uploads", headers=headers)
    uploader: Any = tus.uploader(str(source), metadata={"filename": source.name, "filetype": "video/mp4"})
    uploader.upload()
    return str(uploader.url).rsplit("/", 1)[-1]


def ready_clip(instance: Instance, creator: httpx.Client, source: Path, **new: Any) -> Any:
    """Make a draft of a file, and wait until it plays."""
    video_id = str(new_id())
    upload_id = send(instance, creator, source)
    call(creator, "POST", "/videos", json={"id": video_id, "upload_id": upload_id, "language": "es"} | new)

    def ready() -> Any:
        video = call(creator, "GET", f"/videos/{video_id}")
        assert video["status"] != "failed", video["failure"]
        return video if video["status"] == "ready" else None

    return instance.wait_for(ready, timeout_s=90)


def demo_now(instance: Instance, *, advance: timedelta = timedelta(seconds=1)) -> datetime:
    """Move the clock of the demo, and say what time it is there."""
    answer = call(instance.api(), "POST", "/demo/clock", json={"advance_s": round(advance.total_seconds())})
    return datetime.fromisoformat(answer["now"])


def test_a_clip_is_edited_and_published_by_itself(instance: Instance, tmp_path: Path) -> None:
    seller, creator = newcomer(instance, "tere"), newcomer(instance, "edna")
    shop = open_shop(seller)
    product_id, variant_id = add_product(seller, shop, quantity=3)
    edit = {"start_ms": 500, "end_ms": 3_500, "cover_ms": 1_000}
    video = ready_clip(instance, creator, film(tmp_path), caption="Mi taza", edit=edit)
    path = f"/videos/{video['id']}"
    assert video["edit"] == edit
    assert video["duration_ms"] == pytest.approx(3_000, abs=80)

    tags = [{"product_id": product_id, "from_ms": 0, "to_ms": video["duration_ms"]}]
    sticker = {"x": 0.4, "y": 0.4, "from_ms": 0, "to_ms": 2_000}
    price = sticker | {"kind": "price", "product_id": product_id, "style": "rosa"}
    text = sticker | {"kind": "text", "text": "¡Solo hoy!"}
    call(creator, "PATCH", path, json={"tags": tags, "stickers": [text, price]})
    captions = call(creator, "PUT", f"{path}/captions/es", json={"file": SUBRIP})
    assert [cue["text"] for cue in captions["cues"]] == ["Desempacando la cafeterita", "Y listo"]

    poster = call(creator, "GET", path)["poster_url"]
    call(creator, "PUT", f"{path}/edit", json=edit | {"cover_ms": 2_000})

    def covered() -> bool:
        seen = call(creator, "GET", path)
        return seen["remake"] is None and seen["poster_url"] != poster

    instance.wait_for(covered, timeout_s=60)
    publish_at = demo_now(instance) + timedelta(minutes=30)
    scheduled = call(creator, "PUT", f"{path}/schedule", json={"publish_at": publish_at.isoformat()})
    assert datetime.fromisoformat(scheduled["scheduled_for"]) == publish_at

    guest = httpx.Client(base_url=instance.api_url, timeout=30)
    assert guest.get(f"/clips/{video['id']}").status_code == 404
    assert guest.get(f"{path}/captions/es/track.vtt").status_code == 404
    demo_now(instance, advance=timedelta(minutes=31))
    clip = instance.wait_for(lambda: seen(guest, video["id"]), timeout_s=60)

    assert [each["kind"] for each in clip["stickers"]] == ["text", "price"]
    variant: dict[str, Any] = {
        "id": variant_id,
        "sku": "T-1",
        "values": [],
        "price": 44_400,
        "compare_at": None,
    }
    call(seller, "PATCH", f"/products/{product_id}", json={"variants": [variant]})
    dearer = instance.wait_for(lambda: priced(guest, video["id"], 44_400))
    assert dearer["stickers"][1]["product_id"] == dearer["products"][0]["product"]["id"]
    track = guest.get(instance.base_url + clip["captions"][0]["url"])
    assert track.headers["content-type"].startswith("text/vtt")
    assert "Desempacando la cafeterita" in track.text
    assert "<" not in track.text
    instance.wait_for(lambda: found(guest, "cafeteritas", video["id"]))
    notice = instance.wait_for(lambda: next(iter(call(creator, "GET", "/me/notices")["items"]), None))
    assert (notice["kind"], notice["url"]) == ("clip_published", f"/v/{video['id']}")
    take_away(creator, instance, video["id"])


def take_away(creator: httpx.Client, instance: Instance, video_id: str) -> None:
    """Delete a clip, so that the feed of other journeys is as they know it."""
    call(creator, "DELETE", f"/videos/{video_id}")
    guest = instance.api()
    instance.wait_for(lambda: all(each["id"] != video_id for each in call(guest, "GET", "/feed")["items"]))


def seen(guest: httpx.Client, video_id: str) -> Any:
    answer = guest.get(f"/clips/{video_id}")
    return answer.json() if answer.status_code == 200 else None


def priced(guest: httpx.Client, video_id: str, amount: int) -> Any:
    clip = seen(guest, video_id)
    return clip if clip["products"][0]["product"]["price"]["amount"] == amount else None


def found(guest: httpx.Client, text: str, video_id: str) -> bool:
    items = call(guest, "GET", "/search/clips", params={"q": text})["items"]
    return any(each["id"] == video_id for each in items)
