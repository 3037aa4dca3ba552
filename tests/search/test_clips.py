"""Clips, people, shops and hashtags are found, and what somebody types is completed."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.builders import clip_of, new_product, product_of, shop_of
from tests.people import ANA, BRUNO, CARLA, EVA, JOINED, join, load
from tests.search.shelf import asked, keep_up, stock
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import Category, ProductChanges
from vitrina.feed import service as feed
from vitrina.feed.model import Reader
from vitrina.identity import service as identity
from vitrina.identity.model import ChangeMe, NewPerson, Person
from vitrina.kit import events
from vitrina.kit.db import Pool
from vitrina.search import service
from vitrina.search.model import Match
from vitrina.search.service import ClipReader, index
from vitrina.shops import service as shops
from vitrina.shops.model import ChangeShop
from vitrina.social import service as social
from vitrina.videos import service as videos
from vitrina.videos.model import VideoChanges
from vitrina.wiring import SUBSCRIBERS


async def captions(pool: Pool, text: str = "", *, hashtag: str = "") -> list[str]:
    async with pool.transaction() as db:
        if hashtag:
            found = await service.clips_with(db, hashtag=hashtag, cursor=None, limit=10)
        else:
            found = await service.find_clips(db, asked(text))
    return [each.caption for each in found.items]


async def test_a_clip_is_found_by_what_it_says_shows_and_who_made_it(pool: Pool) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        cup = await product_of(
            db, shop, new=replace(new_product(title="Taza azul"), category=Category.KITCHEN)
        )
        await clip_of(db, caption="Mi desayuno de domingo #café", products=[cup.id])
    await keep_up(pool)

    for text in ("desayunos", "taza azul", "Carla", "cafes", "desayunp"):
        assert await captions(pool, text) == ["Mi desayuno de domingo #café"], text


async def test_clips_are_found_by_what_their_product_is_called_now(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "BATCH_SIZE", 2)
    async with pool.transaction() as db:
        cup = await product_of(db, await shop_of(db), new=new_product(189_00, title="Mochila"))
        clips = [await clip_of(db, caption=f"Domingo {n}", products=[cup.id]) for n in range(5)]
    await keep_up(pool)
    assert len(await captions(pool, "mochila")) == len(clips)

    async with pool.transaction() as db:
        bruno = await load(db, BRUNO)
        changes = ProductChanges(title="Vela")
        await catalogue.edit(db, product_id=cup.id, actor=bruno, changes=changes, now=JOINED)
    await keep_up(pool)

    assert len(await captions(pool, "vela")) == len(clips)
    assert await captions(pool, "mochila") == []
    assert await keep_up(pool) == 0


async def test_a_clip_that_is_changed_hidden_or_deleted_is_found_no_more(pool: Pool) -> None:
    async with pool.transaction() as db:
        changed = await clip_of(db, caption="Primera #uno")
        hidden = await clip_of(db, caption="Segunda #uno")
        deleted = await clip_of(db, caption="Tercera #uno")
        await clip_of(db, caption="Borrador #uno", published_at=None)
    await keep_up(pool)
    assert len(await captions(pool, hashtag="#Uno")) == 3

    async with pool.transaction() as db:
        carla = await load(db, CARLA)
        await videos.edit(db, video_id=changed, actor=carla, changes=VideoChanges(caption="Cuarta #dos"))
        await videos.unpublish(db, video_id=hidden, actor=carla, now=JOINED)
        await videos.delete(db, video_id=deleted, actor=carla, now=JOINED)
    assert await captions(pool, "segunda") == await captions(pool, "tercera") == []
    await keep_up(pool)
    await events.drain(pool, [each for each in SUBSCRIBERS if each.name.startswith("search.")])

    assert await captions(pool, hashtag="uno") == []
    assert await captions(pool, hashtag="dos") == ["Cuarta #dos"]
    async with pool.transaction() as db:
        assert [(each.shown, each.clip_count) for each in await service.find_hashtags(db, "d")] == [
            ("dos", 1)
        ]
        assert await service.find_hashtags(db, "uno") == []


async def test_clips_with_a_hashtag_come_once_page_by_page(pool: Pool) -> None:
    async with pool.transaction() as db:
        for i in range(5):
            await clip_of(db, caption=f"Clip {i} #verano", published_at=JOINED + timedelta(minutes=i))
    await keep_up(pool)

    seen: list[str] = []
    cursor = None
    while True:
        async with pool.transaction() as db:
            found = await service.clips_with(db, hashtag="VERANO", cursor=cursor, limit=2)
        seen += [each.caption for each in found.items]
        cursor = found.next_cursor
        if cursor is None:
            break
    assert seen == [f"Clip {i} #verano" for i in reversed(range(5))]


async def names(pool: Pool, text: str) -> list[str]:
    async with pool.transaction() as db:
        found, _ = await service.find_profiles(db, text=text, cursor=None, limit=10)
    return [each.handle for each in found]


async def test_people_and_shops_are_found_by_the_beginning_of_a_name_or_handle(pool: Pool) -> None:
    async with pool.transaction() as db:
        await join(db, ANA, EVA)
        await shop_of(db, BRUNO, handle="barro.negro")
    await keep_up(pool)

    assert await names(pool, "an") == [ANA.handle]
    assert await names(pool, "@ana.test") == [ANA.handle]
    assert await names(pool, "barro") == ["barro.negro"]
    assert await names(pool, "nobody") == []


async def test_who_changes_the_name_is_found_by_the_new_one(pool: Pool) -> None:
    async with pool.transaction() as db:
        ana = await load(db, ANA)
        shop = await shop_of(db, BRUNO, handle="barro.negro")
    await keep_up(pool)
    async with pool.transaction() as db:
        await identity.change_me(db, ana, ChangeMe(name="Zoé Ibarra"), now=JOINED)
        await shops.change_shop(db, await load(db, BRUNO), shop.id, ChangeShop(handle="arcilla.viva"))
    await keep_up(pool)

    assert await names(pool, "zoe") == [ANA.handle]
    assert await names(pool, "arcilla") == ["arcilla.viva"]


async def test_what_somebody_types_is_completed(pool: Pool) -> None:
    await stock(pool, "Vela de limón", "Vela de lino", "Taza de barro")
    async with pool.transaction() as db:
        await clip_of(db, caption="Mira #velas")
    await keep_up(pool)

    async with pool.transaction() as db:
        begun = await service.suggest(db, "vel")
        second = await service.suggest(db, "vela li")
        nothing = await service.suggest(db, " ")

    assert begun.queries[0] == "vela"
    assert {each.title for each in begun.products} == {"Vela de limón", "Vela de lino"}
    assert [each.shown for each in begun.hashtags] == ["velas"]
    assert sorted(second.queries) == ["vela limón", "vela lino"]
    assert nothing.queries == []


async def test_clips_say_what_was_corrected(pool: Pool) -> None:
    async with pool.transaction() as db:
        await clip_of(db, caption="Receta con aguacate")
    await keep_up(pool)

    async with pool.transaction() as db:
        found = await service.find_clips(db, asked("rezeta"))

    assert found.wording
    assert found.wording.match is Match.CORRECTED
    assert found.wording.used == "receta"


async def test_who_keeps_apart_does_not_find_each_other(pool: Pool) -> None:
    async with pool.transaction() as db:
        await join(db, ANA, EVA)
        product = await product_of(db, await shop_of(db))
        await clip_of(db, CARLA, caption="Receta #pastel", products=[product.id])
        await social.block(db, person_id=ANA.id, other_id=CARLA.id, now=JOINED)
    await keep_up(pool)

    for reader in (ANA, EVA):
        asks = replace(asked("receta"), reader_id=reader.id)
        viewer = Reader(viewer=await loaded(pool, reader), default_plan_bps=0)
        async with pool.transaction() as db:
            by_words = (await service.find_clips(db, asks)).items
            by_tag = await service.clips_with(
                db, hashtag="pastel", cursor=None, limit=10, reader=ClipReader(id=reader.id)
            )
            people, _ = await service.find_profiles(
                db, text="carla", cursor=None, limit=10, reader_id=reader.id
            )
            begun = (await service.suggest(db, "carla", reader_id=reader.id)).profiles
            shown = await feed.clips_showing(
                db, product_id=product.id, reader=viewer, cursor=None, limit=10, now=JOINED
            )
        found = [len(each) for each in (by_words, by_tag.items, people, begun, shown.items)]
        assert found == [0 if reader is ANA else 1] * 5


async def loaded(pool: Pool, new: NewPerson) -> Person:
    async with pool.transaction() as db:
        return await load(db, new)
