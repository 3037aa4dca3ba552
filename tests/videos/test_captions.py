"""Captions of a clip, over HTTP: written, read, served, found."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import clip_of
from tests.people import ANA, CARLA, JOINED, load, sign_in
from tests.search.shelf import asked, keep_up
from vitrina.kit.db import Pool
from vitrina.kit.places import Language
from vitrina.search import service as search
from vitrina.videos import service
from vitrina.videos.model import CUE_LENGTH_MAX, CUES_MAX, VideoId

Client = AsyncTestClient[Litestar]
Who = dict[str, str]
FILE = "WEBVTT\n\n00:00.500 --> 00:02.000\n<b>Cafetera</b> italiana\n\n00:07.000 --> 00:09.500\nAdiós"


@pytest.fixture
async def carla(pool: Pool) -> Who:
    return await sign_in(pool, CARLA)


@pytest.fixture
async def ana(pool: Pool) -> Who:
    return await sign_in(pool, ANA)


@pytest.fixture
async def draft(pool: Pool) -> VideoId:
    async with pool.transaction() as db:
        return await clip_of(db, published_at=None)


def url(video_id: VideoId, language: str = "es") -> str:
    return f"/api/v1/videos/{video_id}/captions/{language}"


def cue(from_ms: int, to_ms: int, text: str) -> dict[str, Any]:
    return {"from_ms": from_ms, "to_ms": to_ms, "text": text}


async def publish(pool: Pool, video_id: VideoId) -> None:
    async with pool.transaction() as db:
        await service.publish(db, video_id=video_id, actor=await load(db, CARLA), now=JOINED)


async def test_a_file_becomes_plain_cues_that_end_with_the_clip(
    client: Client, carla: Who, draft: VideoId
) -> None:
    put = await client.put(url(draft), headers=carla, json={"file": FILE})
    read = await client.get(url(draft), headers=carla)
    clip = await client.get(f"/api/v1/videos/{draft}", headers=carla)
    file = await client.get(clip.json()["captions"][0]["url"], headers=carla)

    assert put.status_code == 200
    assert read.json() == put.json()
    assert put.json()["cues"] == [cue(500, 2_000, "Cafetera italiana"), cue(7_000, 8_000, "Adiós")]
    assert [each["language"] for each in clip.json()["captions"]] == ["es"]
    assert file.headers["content-type"] == "text/vtt; charset=utf-8"
    assert file.headers["x-content-type-options"] == "nosniff"
    assert file.headers["cache-control"].startswith("private")
    assert file.text == (
        "WEBVTT\n\n00:00:00.500 --> 00:00:02.000\nCafetera italiana\n\n00:00:07.000 --> 00:00:08.000\nAdiós\n"
    )


async def test_typed_cues_are_put_in_order_and_stay_text(client: Client, carla: Who, draft: VideoId) -> None:
    typed = [cue(4_000, 5_000, "  <i>dos</i> \u202e& tres\n\n\ncuatro "), cue(0, 1_000, "uno")]

    put = await client.put(url(draft), headers=carla, json={"cues": typed})

    cues = put.json()["cues"]
    assert cues == [cue(0, 1_000, "uno"), cue(4_000, 5_000, "<i>dos</i> & tres\ncuatro")]
    file = await client.get(url(draft) + "/track.vtt", headers=carla)
    assert "&lt;i&gt;dos&lt;/i&gt; &amp; tres\ncuatro" in file.text


async def test_the_same_twice_keeps_its_address_and_a_change_gets_another(
    client: Client, carla: Who, draft: VideoId
) -> None:
    first = await client.put(url(draft), headers=carla, json={"cues": [cue(0, 1_000, "uno")]})
    again = await client.put(url(draft), headers=carla, json={"cues": [cue(0, 1_000, "uno")]})
    other = await client.put(url(draft), headers=carla, json={"cues": [cue(0, 1_000, "dos")]})

    assert first.json() == again.json()
    assert other.json()["version"] > again.json()["version"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"file": "hola"}, 409, "videos.captions_unreadable"),
        ({"file": "WEBVTT\n"}, 409, "videos.captions_too_long"),
        ({"cues": []}, 409, "videos.captions_too_long"),
        ({"cues": [cue(0, 1_000, " \n ")]}, 409, "videos.captions_too_long"),
        (
            {"file": f"WEBVTT\n\n00:01.000 --> 00:02.000\n{'a' * (CUE_LENGTH_MAX + 1)}"},
            409,
            "videos.captions_too_long",
        ),
        ({"cues": [cue(8_000, 9_000, "late")]}, 409, "videos.captions_outside"),
        ({"cues": [cue(500, 500, "never")]}, 409, "videos.captions_outside"),
        ({"cues": [cue(0, 1_000, "a" * (CUE_LENGTH_MAX + 1))]}, 422, "kit.malformed"),
        ({"cues": [cue(0, 1, "a")] * (CUES_MAX + 1)}, 422, "kit.malformed"),
        ({"file": "a" * 200_001}, 422, "kit.malformed"),
        ({"file": FILE, "cues": []}, 422, "kit.malformed"),
        ({}, 422, "kit.malformed"),
    ],
)
async def test_captions_are_bounded(
    client: Client, carla: Who, draft: VideoId, body: dict[str, Any], status: int, code: str
) -> None:
    refused = await client.put(url(draft), headers=carla, json=body)

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert (await client.get(url(draft), headers=carla)).json()["code"] == "videos.captions_not_found"


async def test_a_file_with_too_many_cues_is_refused(client: Client, carla: Who, draft: VideoId) -> None:
    block = "\n\n00:01.000 --> 00:02.000\na"

    refused = await client.put(url(draft), headers=carla, json={"file": "WEBVTT" + block * (CUES_MAX + 1)})

    assert refused.json()["code"] == "videos.captions_too_long"


async def test_only_the_creator_writes_and_only_published_captions_are_public(
    client: Client, pool: Pool, carla: Who, ana: Who, draft: VideoId
) -> None:
    body = {"cues": [cue(0, 1_000, "uno")]}
    file = url(draft) + "/track.vtt"
    assert (await client.put(url(draft), headers=ana, json=body)).status_code == 404
    await client.put(url(draft), headers=carla, json=body)

    assert (await client.get(file)).status_code == 404
    assert (await client.get(file, headers=ana)).status_code == 404
    assert (await client.get(file, headers=carla)).status_code == 200
    assert (await client.get(url(draft), headers=ana)).status_code == 404
    assert (await client.delete(url(draft), headers=ana)).status_code == 404
    await publish(pool, draft)
    assert (await client.get(file)).status_code == 200
    clip = await client.get(f"/api/v1/clips/{draft}")
    assert (await client.get(clip.json()["captions"][0]["url"])).status_code == 200
    assert (await client.get(url(draft, "pt") + "/track.vtt")).json()["code"] == "videos.captions_not_found"
    async with pool.transaction() as db:
        await service.hide(db, draft)
    assert (await client.get(file)).status_code == 404, "what is taken down says nothing"


async def test_captions_are_taken_off(client: Client, carla: Who, draft: VideoId) -> None:
    await client.put(url(draft), headers=carla, json={"cues": [cue(0, 1_000, "uno")]})

    for _ in range(2):
        assert (await client.delete(url(draft), headers=carla)).status_code == 204

    assert (await client.get(f"/api/v1/videos/{draft}", headers=carla)).json()["captions"] == []


async def test_a_clip_is_found_by_what_is_said_in_it(
    client: Client, pool: Pool, carla: Who, draft: VideoId
) -> None:
    async def found(text: str) -> bool:
        await keep_up(pool)
        async with pool.transaction() as db:
            return any(each.id == draft for each in (await search.find_clips(db, asked(text))).items)

    await publish(pool, draft)
    talk = " ".join(f"palabra{i}" for i in range(12))
    cues = [cue(i * 100, i * 100 + 90, f"{talk} bloque{i}") for i in range(70)]
    cues.append(cue(7_500, 8_000, "La cafetera moka"))
    assert not await found("cafeteras")

    await client.put(url(draft), headers=carla, json={"cues": cues})
    await client.put(url(draft, "en"), headers=carla, json={"cues": [cue(0, 1_000, "Kettles")]})
    assert await found("cafeteras")
    assert await found("kettle")
    assert await found("bloque69")
    await client.delete(url(draft), headers=carla)
    assert not await found("cafeteras")
    assert await found("kettle")


async def test_a_caption_language_is_one_that_we_speak(client: Client, carla: Who, draft: VideoId) -> None:
    for language in ("de", "ES", "..", "x" * 300):
        answer = await client.put(url(draft, language), headers=carla, json={"cues": [cue(0, 1, "a")]})
        assert 400 <= answer.status_code < 500, language
    assert {each.value for each in Language} == {"es", "pt", "en"}
