"""A clip is published by itself: once, at its moment, or its creator is told why not."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import clip_of
from tests.followers import nothing_is_hidden
from tests.people import ANA, CARLA, load, sign_in
from vitrina.identity import service as identity
from vitrina.kit import clock, events
from vitrina.kit.db import Pool, value
from vitrina.videos import service
from vitrina.videos.model import VideoId
from vitrina.wiring import SUBSCRIBERS

Client = AsyncTestClient[Litestar]
Who = dict[str, str]
HOUR = timedelta(hours=1)


@pytest.fixture
async def carla(pool: Pool) -> Who:
    return await sign_in(pool, CARLA)


@pytest.fixture
async def draft(pool: Pool) -> VideoId:
    async with pool.transaction() as db:
        return await clip_of(db, published_at=None)


def url(video_id: UUID, rest: str = "/schedule") -> str:
    return f"/api/v1/videos/{video_id}{rest}"


def at(moment: datetime) -> dict[str, str]:
    return {"publish_at": moment.isoformat()}


async def published(pool: Pool) -> int:
    async with pool.transaction() as db:
        return await value(db, "select count(*) from kit.events where name = 'VideoPublished'")


async def catch_up(pool: Pool) -> None:
    await nothing_is_hidden(pool)
    for subscriber in SUBSCRIBERS:
        if subscriber.name == "notifications.tell_schedules":
            await events.catch_up(pool, subscriber)


async def notices(client: Client, who: Who) -> list[Any]:
    answer = await client.get("/api/v1/me/notices", headers=who | {"accept-language": "en"})
    return answer.json()["items"]


async def test_a_scheduled_clip_is_private_until_its_moment_and_then_published_once(
    client: Client, pool: Pool, carla: Who, draft: VideoId
) -> None:
    now = clock.now()
    scheduled = await client.put(url(draft), headers=carla, json=at(now + HOUR))
    early = await service.publish_due(pool, now=now + HOUR - timedelta(seconds=1))
    hidden = await client.get(f"/api/v1/clips/{draft}")

    counts = await asyncio.gather(*(service.publish_due(pool, now=now + HOUR) for _ in range(5)))
    late = await service.publish_due(pool, now=now + 2 * HOUR)

    assert scheduled.json()["is_published"] is False
    assert datetime.fromisoformat(scheduled.json()["scheduled_for"]) == now + HOUR
    assert (early, hidden.status_code) == (0, 404)
    assert (sum(counts), late) == (1, 0)
    clip = (await client.get(url(draft, ""), headers=carla)).json()
    assert (clip["is_published"], clip["scheduled_for"]) == (True, None)
    assert (await client.get(f"/api/v1/clips/{draft}")).status_code == 200
    assert await published(pool) == 1
    await catch_up(pool)
    (notice,) = await notices(client, carla)
    assert (notice["kind"], notice["url"]) == ("clip_published", f"/v/{draft}")


async def test_a_schedule_is_changed_and_cancelled(
    client: Client, pool: Pool, carla: Who, draft: VideoId
) -> None:
    now = clock.now()
    await client.put(url(draft), headers=carla, json=at(now + HOUR))
    changed = await client.put(url(draft), headers=carla, json=at(now + 3 * HOUR))

    assert await service.publish_due(pool, now=now + 2 * HOUR) == 0
    assert datetime.fromisoformat(changed.json()["scheduled_for"]) == now + 3 * HOUR
    for _ in range(2):
        cancelled = await client.delete(url(draft), headers=carla)
        assert (cancelled.status_code, cancelled.json()["scheduled_for"]) == (200, None)
    assert await service.publish_due(pool, now=now + 4 * HOUR) == 0
    assert await published(pool) == 0


async def test_publishing_at_once_ends_the_schedule(
    client: Client, pool: Pool, carla: Who, draft: VideoId
) -> None:
    now = clock.now()
    await client.put(url(draft), headers=carla, json=at(now + HOUR))

    await client.post(url(draft, "/publication"), headers=carla)
    back = await client.delete(url(draft, "/publication"), headers=carla)

    assert back.json()["scheduled_for"] is None
    assert await service.publish_due(pool, now=now + 2 * HOUR) == 0


@pytest.mark.parametrize("late", [-HOUR, timedelta(days=181)])
async def test_a_moment_that_is_over_or_too_far_away_is_refused(
    client: Client, carla: Who, draft: VideoId, late: timedelta
) -> None:
    refused = await client.put(url(draft), headers=carla, json=at(clock.now() + late))

    assert (refused.status_code, refused.json()["code"]) == (409, "videos.schedule_wrong")


@pytest.mark.parametrize("moment", ["2026-12-24T20:00:00", "tomorrow", 12])
async def test_a_moment_names_its_zone(client: Client, carla: Who, draft: VideoId, moment: object) -> None:
    refused = await client.put(url(draft), headers=carla, json={"publish_at": moment})

    assert (refused.status_code, refused.json()["code"]) == (422, "kit.malformed")


async def test_only_a_draft_of_ones_own_that_plays_is_scheduled(
    client: Client, pool: Pool, carla: Who, draft: VideoId
) -> None:
    soon = at(clock.now() + HOUR)
    async with pool.transaction() as db:
        shown = await clip_of(db)
        down = await clip_of(db, published_at=None)
        await service.hide(db, down)

    assert (await client.put(url(shown), headers=carla, json=soon)).json()["code"] == (
        "videos.already_published"
    )
    assert (await client.put(url(down), headers=carla, json=soon)).json()["code"] == "videos.taken_down"
    ana = await sign_in(pool, ANA)
    assert (await client.put(url(draft), headers=ana, json=soon)).status_code == 404
    assert (await client.delete(url(draft), headers=ana)).status_code == 404


async def test_a_clip_that_was_taken_down_stays_a_draft_and_its_creator_is_told(
    client: Client, pool: Pool, carla: Who, draft: VideoId
) -> None:
    now = clock.now()
    await client.put(url(draft), headers=carla, json=at(now + HOUR))
    async with pool.transaction() as db:
        await service.hide(db, draft)

    assert await service.publish_due(pool, now=now + HOUR) == 1
    assert await service.publish_due(pool, now=now + HOUR) == 0

    assert await published(pool) == 0
    assert (await client.get(url(draft, ""), headers=carla)).json()["scheduled_for"] is None
    await catch_up(pool)
    (notice,) = await notices(client, carla)
    assert (notice["kind"], notice["url"]) == ("clip_not_published", f"/studio/videos/{draft}")
    assert "taken down" in notice["body"]


async def test_a_clip_of_somebody_who_was_suspended_stays_a_draft(
    client: Client, pool: Pool, carla: Who, draft: VideoId
) -> None:
    now = clock.now()
    await client.put(url(draft), headers=carla, json=at(now + HOUR))
    async with pool.transaction() as db:
        await identity.suspend(db, (await load(db, CARLA)).id, now=now)

    assert await service.publish_due(pool, now=now + HOUR) == 1

    assert await published(pool) == 0
    other = await client.put(url(draft), headers=carla, json=at(now + 2 * HOUR))
    assert other.status_code in (401, 403)


async def test_one_that_cannot_be_published_does_not_hold_up_the_others(
    client: Client, pool: Pool, carla: Who, draft: VideoId
) -> None:
    now = clock.now()
    async with pool.transaction() as db:
        second = await clip_of(db, published_at=None)
    for each in (draft, second):
        await client.put(url(each), headers=carla, json=at(now + HOUR))
    async with pool.transaction() as db:
        await service.hide(db, draft)

    assert await service.publish_due(pool, now=now + HOUR) == 2

    assert (await client.get(f"/api/v1/clips/{second}")).status_code == 200
    assert (await client.get(f"/api/v1/clips/{draft}")).status_code == 404
