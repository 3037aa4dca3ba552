"""Shows: announced, changed, begun once, ended once, hidden, listed, reminded of."""

import asyncio
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from tests.builders import product_of, room_of, shop_of
from tests.live.waiting import somebody_waits
from tests.people import ANA, BRUNO, CARLA, EVA, JOINED, join, load
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductChanges, ProductStatus
from vitrina.identity.errors import SignInNeeded, TooYoung
from vitrina.identity.model import Person
from vitrina.kit import events
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool, value
from vitrina.kit.ids import new_id
from vitrina.kit.places import Language
from vitrina.live import service
from vitrina.live.broadcast.ports import Stretch
from vitrina.live.errors import (
    AgeLimitFixed,
    MayNotHost,
    NoReplay,
    NotForSale,
    NotYourRoom,
    OnAnotherStage,
    RoomIdTaken,
    RoomNotFound,
    RoomOver,
    TooManyRooms,
)
from vitrina.live.model import ChangeRoom, NewPin, NewRoom, PinId, Recorded, RoomId, RoomState
from vitrina.live.service import When, Whose
from vitrina.live.service.rooms import AHEAD_MAX
from vitrina.notifications import service as notifications
from vitrina.social import service as social
from vitrina.wiring import SUBSCRIBERS

NOW = JOINED + timedelta(days=3)
HOUR = timedelta(hours=1)
RECORDED = Recorded(
    path="live/a.mp4", index_path="live/a.jsonl", start_ms=1_780_000_000_000, length_ms=60_000
)


async def test_who_neither_sells_nor_earns_may_not_host(db: Db) -> None:
    with pytest.raises(MayNotHost):
        await room_of(db, EVA)


async def test_the_same_id_is_the_same_show_and_nobody_elses(db: Db) -> None:
    room_id = await room_of(db, BRUNO)
    again = NewRoom(id=room_id, title="Another title")

    known = await service.announce(db, actor=await load(db, BRUNO), new=again, now=NOW)

    assert known.title == "Coffee live"
    with pytest.raises(RoomIdTaken):
        await service.announce(db, actor=await load(db, CARLA), new=again, now=NOW)


async def test_a_draft_is_not_lined_up(db: Db) -> None:
    shop = await shop_of(db)
    product = await product_of(db, shop)
    bruno = await load(db, BRUNO)
    draft = ProductChanges(status=ProductStatus.DRAFT)
    await catalogue.edit(db, product_id=product.id, actor=bruno, changes=draft, now=NOW)

    with pytest.raises(NotForSale):
        await room_of(db, products=[product.id])


async def test_a_host_has_so_many_shows_ahead_at_most(db: Db) -> None:
    for _ in range(AHEAD_MAX):
        await room_of(db)

    with pytest.raises(TooManyRooms):
        await room_of(db)


async def test_numbers_of_items_stay_when_the_line_up_changes(db: Db, settings: Settings) -> None:
    shop = await shop_of(db)
    one, two, three = [await product_of(db, shop) for _ in range(3)]
    room_id = await room_of(db, shop=shop, products=[one.id, two.id])
    bruno = await load(db, BRUNO)

    changes = ChangeRoom(product_ids=[three.id, two.id])
    await service.change(db, room_id=room_id, actor=bruno, changes=changes, now=NOW)

    view = await service.show_room(db, settings, room_id=room_id, viewer=None, now=NOW)
    assert [(each.number, each.product.id) for each in view.items] == [(3, three.id), (2, two.id)]
    assert [each.available for each in view.items] == [10, 10]


async def test_only_its_host_changes_a_show(db: Db) -> None:
    room_id = await room_of(db)

    with pytest.raises(NotYourRoom):
        await service.cancel(db, room_id=room_id, actor=await load(db, CARLA), now=NOW)


async def test_a_rotated_key_opens_and_the_one_before_does_not(db: Db) -> None:
    room_id = await room_of(db)
    bruno = await load(db, BRUNO)
    before = await service.rotate_key(db, room_id=room_id, actor=bruno)
    assert await service.room_of_key(db, before) == room_id

    key = await service.rotate_key(db, room_id=room_id, actor=bruno)

    assert await service.room_of_key(db, before) is None
    assert await service.room_of_key(db, key) == room_id
    assert key.startswith(f"live_{room_id}_")


async def test_a_key_opens_nothing_once_its_show_is_over(db: Db) -> None:
    room_id = await room_of(db)
    bruno = await load(db, BRUNO)
    key = await service.rotate_key(db, room_id=room_id, actor=bruno)
    await service.begin(db, room_id, now=NOW)
    await service.close(db, room_id, now=NOW + HOUR)

    with pytest.raises(RoomOver):
        await service.room_of_key(db, key)
    with pytest.raises(RoomOver):
        await service.rotate_key(db, room_id=room_id, actor=bruno)


async def test_two_beginnings_of_a_show_are_one(pool: Pool) -> None:
    async with pool.transaction() as db:
        room_id = await room_of(db)

    async def begin() -> bool:
        async with pool.transaction() as db:
            return await service.begin(db, room_id, now=NOW)

    assert sorted(await asyncio.gather(begin(), begin(), begin())) == [False, False, True]


async def test_a_host_is_on_one_stage_at_a_time(db: Db) -> None:
    await room_of(db, is_live=True)
    other = await room_of(db)
    key = await service.rotate_key(db, room_id=other, actor=await load(db, BRUNO))

    with pytest.raises(OnAnotherStage):
        await service.room_of_key(db, key)
    with pytest.raises(OnAnotherStage):
        await service.begin(db, other, now=NOW)


async def test_a_show_that_is_over_does_not_begin_again(db: Db) -> None:
    room_id = await room_of(db, is_live=True)
    await service.close(db, room_id, now=NOW)

    with pytest.raises(RoomOver):
        await service.begin(db, room_id, now=NOW + HOUR)


async def test_who_does_not_come_back_ends_the_show(pool: Pool) -> None:
    async with pool.transaction() as db:
        room_id = await room_of(db, is_live=True)
        await service.pause(db, room_id, now=JOINED)

    assert await service.close_left_alone(pool, now=JOINED + timedelta(minutes=2)) == 0
    assert await service.close_left_alone(pool, now=JOINED + timedelta(minutes=4)) == 1

    async with pool.transaction() as db:
        assert (await service.get_room(db, room_id)).state is RoomState.ENDED


async def test_a_host_who_comes_back_at_the_last_moment_is_not_cut_off(pool: Pool) -> None:
    async with pool.transaction() as db:
        room_id = await room_of(db, is_live=True)
        await service.pause(db, room_id, now=JOINED)

    async with pool.transaction() as db:
        await service.begin(db, room_id, now=JOINED + timedelta(minutes=4))
        closing = asyncio.create_task(service.close_left_alone(pool, now=JOINED + timedelta(minutes=4)))
        await somebody_waits(pool)

    assert await closing == 0
    async with pool.transaction() as db:
        assert (await service.get_room(db, room_id)).state is RoomState.LIVE


async def test_a_recording_becomes_a_replay_and_without_one_there_is_none(db: Db, settings: Settings) -> None:
    kept, lost = await room_of(db, BRUNO, is_live=True), await room_of(db, CARLA, is_live=True)

    await service.close(db, kept, now=NOW, recorded=RECORDED)
    await service.close(db, lost, now=NOW)

    found = await service.find_replay(db, settings, room_id=kept, viewer=None, now=JOINED)
    assert found.film == settings.data_dir / "live/a.mp4"
    replays = await service.list_rooms(db, when=When.REPLAYS, whose=Whose(), key=None, limit=9, now=NOW)
    assert [(each.id, each.duration_ms) for each in replays] == [(kept, 60_000)]
    with pytest.raises(NoReplay):
        await service.find_replay(db, settings, room_id=lost, viewer=None, now=JOINED)


async def test_the_channel_shows_who_is_live_else_the_same_replay_to_everybody(db: Db) -> None:
    over = await room_of(db, BRUNO, is_live=True)
    await service.close(db, over, now=NOW, recorded=RECORDED)
    coming = await room_of(db, BRUNO, scheduled_at=JOINED + timedelta(days=9))

    first = await service.channel(db, whose=Whose(), now=NOW, real_now=NOW)
    later = await service.channel(db, whose=Whose(), now=NOW, real_now=NOW + timedelta(seconds=7))

    assert first.now
    assert later.now
    assert (first.now.room.id, first.now.is_live) == (over, False)
    assert (later.now.position_ms - first.now.position_ms) % 60_000 == 7_000
    assert [each.id for each in first.next] == [coming]
    live = await room_of(db, CARLA, is_live=True)
    now = (await service.channel(db, whose=Whose(), now=NOW, real_now=NOW)).now
    assert now
    assert (now.room.id, now.is_live) == (live, True)


async def test_who_is_apart_from_the_host_does_not_find_her_show(db: Db) -> None:
    room_id = await room_of(db, CARLA, is_live=True)
    await join(db, ANA)
    await social.block(db, person_id=CARLA.id, other_id=ANA.id, now=NOW)

    with pytest.raises(RoomNotFound):
        await service.get_seen(db, room_id, ANA.id)
    assert not await service.list_rooms(
        db, when=When.LIVE, whose=Whose(reader_id=ANA.id), key=None, limit=9, now=NOW
    )
    assert await service.list_rooms(db, when=When.LIVE, whose=Whose(), key=None, limit=9, now=NOW)


async def test_everybody_who_asked_is_told_once_that_a_show_began(pool: Pool) -> None:
    async with pool.transaction() as db:
        room_id = await room_of(db, CARLA, scheduled_at=JOINED + timedelta(days=9))
        ana, eva = await load(db, ANA), await load(db, EVA)
        for person in (ana, eva, eva):
            await service.remind(db, room_id=room_id, actor=person, now=NOW)
        await service.begin(db, room_id, now=NOW)
        with pytest.raises(RoomOver):
            await service.remind(db, room_id=room_id, actor=ana, now=NOW)

    for _ in range(2):
        await service.call_reminded(pool, room_id=room_id, now=NOW)
    await events.drain(pool, SUBSCRIBERS)

    async with pool.transaction() as db:
        for person in (ana, eva):
            told = await notifications.list_notices(db, person.id, language=Language.EN, cursor=None, limit=9)
            assert [each.url for each in told.items] == [f"/live/{room_id}"]


async def test_there_is_no_show_that_nobody_made(db: Db) -> None:
    with pytest.raises(RoomNotFound):
        await service.get_room(db, RoomId(new_id()))


async def test_the_recording_of_a_deleted_show_goes_too(settings: Settings) -> None:
    film = settings.data_dir / "live" / "a.mp4"
    film.parent.mkdir()
    film.write_bytes(b"film")

    for _ in range(2):
        await service.delete_recording(settings, "live/a.mp4")

    assert not film.exists()


async def test_a_pin_after_a_break_is_a_chapter_where_the_replay_shows_it(db: Db, settings: Settings) -> None:
    shop = await shop_of(db)
    product = await product_of(db, shop)
    room_id = await room_of(db, shop=shop, products=[product.id], is_live=True)
    start_ms = RECORDED.start_ms
    new = NewPin(id=PinId(new_id()), product_id=product.id)
    bruno = await load(db, BRUNO)
    await service.pin(db, room_id=room_id, actor=bruno, new=new, now=NOW, now_ms=start_ms + 75_000)

    back = Stretch(started_ms=start_ms + 70_000, position_ms=40_000)
    stretches = [Stretch(started_ms=start_ms, position_ms=0), back]
    await service.close(db, room_id, now=NOW, recorded=replace(RECORDED, stretches=stretches))

    view = await service.show_room(db, settings, room_id=room_id, viewer=None, now=NOW)
    assert [(each.from_ms, each.to_ms) for each in view.chapters] == [(45_000, 60_000)]


async def to_be_deleted(db: Db) -> list[str]:
    """The files of recordings that nobody keeps."""
    return await value(
        db,
        """
        select coalesce(array_agg(args ->> 'path' order by id), '{}')
          from procrastinate_jobs
         where task_name = 'live.delete_recording'
        """,
    )


async def test_a_recording_that_no_show_keeps_is_deleted(db: Db) -> None:
    room_id = await room_of(db, is_live=True)
    longer = replace(RECORDED, path="live/b.mp4", index_path="live/b.jsonl", length_ms=90_000)
    for recorded in (RECORDED, RECORDED, longer):
        await service.close(db, room_id, now=NOW, recorded=recorded)
    assert await to_be_deleted(db) == ["live/a.mp4", "live/a.jsonl"]

    await service.close(db, RoomId(new_id()), now=NOW, recorded=longer)

    assert (await to_be_deleted(db))[2:] == ["live/b.mp4", "live/b.jsonl"]


async def test_a_show_with_an_age_limit_is_played_by_known_adults_alone(db: Db, settings: Settings) -> None:
    bruno, ana = await load(db, BRUNO), await load(db, ANA)
    minor = await load(db, replace(EVA, birth_date=date(2012, 1, 1)))
    new = NewRoom(id=RoomId(new_id()), title="Mezcal", age_limit=18)
    room = await service.announce(db, actor=bruno, new=new, now=NOW)

    async def shown(viewer: Person | None) -> tuple[str | None, bool]:
        view = await service.show_room(db, settings, room_id=room.id, viewer=viewer, now=NOW)
        return view.refusal, view.playlist_url is not None

    assert await shown(None) == ("identity.sign_in_needed", False)
    assert await shown(minor) == ("identity.too_young", False)
    assert await shown(ana) == (None, True)
    await service.begin(db, room.id, now=NOW)
    with pytest.raises(AgeLimitFixed):
        changes = ChangeRoom(age_limit=0)
        await service.change(db, room_id=room.id, actor=bruno, changes=changes, now=NOW)
    await service.close(db, room.id, now=NOW, recorded=RECORDED)
    for viewer, refusal in ((None, SignInNeeded), (minor, TooYoung)):
        with pytest.raises(refusal):
            await service.find_replay(db, settings, room_id=room.id, viewer=viewer, now=NOW)
    assert await service.find_replay(db, settings, room_id=room.id, viewer=ana, now=NOW)
    everything = await service.channel(db, whose=Whose(), now=NOW, real_now=NOW)
    assert everything.now is None
