"""From the file of a phone to every rung of a clip, through the public API and the files that it names."""

import re
from pathlib import Path
from urllib.parse import urljoin

import httpx

from tests.journeys.conftest import Instance
from tests.journeys.test_loop_through_the_api import add_product, call, newcomer, open_shop, publish_clip
from tests.media.sources import film

# The clips of the demo get their rungs first, by an encoder that gives way to everything else.
ALL_RUNGS_S = 240.0


def listed(text: str) -> list[str]:
    """Name what a playlist lists."""
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_a_clip_plays_with_its_first_rung_and_grows_while_it_is_watched(
    instance: Instance, tmp_path: Path
) -> None:
    creator = newcomer(instance, "rita")
    product_id, _ = add_product(creator, open_shop(creator), quantity=1)
    source = film(tmp_path / "phone.mp4", size="720x1280", rate=60, seconds=3)
    published = publish_clip(instance, creator, source, product_id)
    first_url = urljoin(instance.base_url, published["hls_url"])
    first = httpx.get(first_url).raise_for_status()
    assert len(listed(first.text)) == 1

    def grown() -> str | None:
        now = call(creator, "GET", f"/videos/{published['id']}")["hls_url"]
        return urljoin(instance.base_url, now) if now != published["hls_url"] else None

    url = instance.wait_for(grown, timeout_s=ALL_RUNGS_S)

    assert httpx.get(first_url).text == first.text, "who watches it goes on with what she has"
    master = httpx.get(url).raise_for_status().text
    assert sorted(re.findall(r"RESOLUTION=(\S+?),", master)) == ["240x426", "360x640", "540x960", "720x1280"]
    for rung in listed(master):
        rung_url = urljoin(url, rung)
        playlist = httpx.get(rung_url).raise_for_status()
        assert "immutable" in playlist.headers["cache-control"]
        segment_url = urljoin(rung_url, listed(playlist.text)[0])
        part = httpx.get(segment_url, headers={"range": "bytes=0-99"})
        assert (part.status_code, len(part.content)) == (206, 100)
