"""One table of every public read: where a person is met, and what a block, a mute, a suspension make of it.

A block hides two people from each other wherever they would meet. A mute hides the muted one from what comes
by itself, and leaves her at her own place: her profile, her clip by its link, her name in lists and in the
search for people. Who is suspended, or about to be forgotten, is met by nobody.
"""

import tomllib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from enum import Flag, auto
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import clip_of, product_of, shop_of
from tests.moderation.test_moderation import decide
from tests.people import ANA, BRUNO, CARLA, DAVI, EVA, join, load, sign_in
from tests.reviews.buying import PRICE_MINOR, received
from tests.search.shelf import keep_up
from tests.social.test_blocks import NOW, block, mute, say
from vitrina.identity import service as identity
from vitrina.identity.model import Capability
from vitrina.kit import clock, events
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.ids import new_id
from vitrina.kit.places import Language
from vitrina.live import service as live
from vitrina.live.model import NewRoom, RoomId
from vitrina.moderation.model import Action, ThingKind
from vitrina.reviews import service as reviews
from vitrina.reviews.model import NewQuestion, NewReview, QuestionId, Stars
from vitrina.social import service as social
from vitrina.videos import service as videos
from vitrina.videos.model import CommentId, Cue, NewCaptions, VideoId
from vitrina.wiring import SUBSCRIBERS

Client = AsyncTestClient[Litestar]
MATRIX = Path(__file__).parents[1] / "authorisation.toml"


class Hides(Flag):
    """What keeps a reader from meeting somebody there."""

    NOTHING = 0
    BLOCK = auto()
    MUTE = auto()
    HIDDEN = auto()
    """The person is suspended, or about to be forgotten."""


ALL = Hides.BLOCK | Hides.MUTE | Hides.HIDDEN
OWN_PLACE = Hides.BLOCK | Hides.HIDDEN

# A template of the authorisation matrix, with what is asked besides, and what hides Eva there.
READS: dict[str, tuple[str, Hides]] = {
    "/feed": ("", ALL),
    "/clips/{eva_clip}": ("", OWN_PLACE),
    "/videos/{carla_clip}/comments": ("", ALL),
    "/videos/{carla_clip}/comments?order=newest": ("", ALL),
    "/comments/{eva_comment}": ("", ALL),
    "/comments/{carla_comment}/replies": ("", ALL),
    "/products/{product}/reviews": ("", ALL),
    "/products/{product}/questions": ("", ALL),
    "/profiles/{eva}": ("", OWN_PLACE),
    "/profiles/{eva}/clips": ("", OWN_PLACE),
    "/profiles/{eva}/followers": ("", OWN_PLACE),
    "/profiles/{eva}/followees": ("", OWN_PLACE),
    "/profiles/{carla}/followers": ("", OWN_PLACE),
    "/profiles/{carla}/followees": ("", OWN_PLACE),
    "/products/{product}/clips": ("", ALL),
    "/search/clips": ("?q=canela", ALL),
    "/search/hashtags/clips": ("?hashtag=canela", ALL),
    "/search/profiles": ("?q=eva", OWN_PLACE),
    "/search/suggestions": ("?q=eva", OWN_PLACE),
    "/live-rooms": ("?when=coming", ALL),
    "/live-rooms/{eva_room}": ("", OWN_PLACE),
    "/live-channel": ("", ALL),
    "/videos/{eva_clip}/captions/es/track.vtt": ("", OWN_PLACE),
    "/tip-offer": ("?video={eva_clip}", OWN_PLACE),
    "/me/notices": ("", ALL),
    "/me/saves": ("", OWN_PLACE),
}
# Reads of guests that show no person, and why.
NOBODY = {
    "/clock": "what time it is",
    "/prohibited-goods": "laws of countries",
    "/payment-methods": "ways to pay",
    "/tax-rates/{country}": "laws of countries",
    "/postal-codes": "places of a postal code",
    "/webhooks/whatsapp": "a challenge, answered to who knows our word",
    "/shops/{shop}": "a shop stands for itself: a block is between people",
    "/shops/{shop}/shipping-rates": "what a shop asks for sending",
    "/products": "products of shops",
    "/products/{product}/drops": "drops of shops",
    "/drops/{drop}": "drops of shops",
    "/products/{product}": "products of shops",
    "/products/{product}/similar": "products of shops",
    "/products/{product}/rating": "stars of everybody, counted",
    "/product-cards": "products of shops",
    "/collections": "products of shops",
    "/collections/{collection}": "products of shops",
    "/categories": "a fixed list",
    "/incoming-carts": "products of shops",
    "/incoming-carts/qr.svg": "an address, drawn",
    "/postbacks/{merchant}": "asked by machines with a secret; the answer tells nothing",
    "/search/products": "products of shops",
    "/search/facets": "products of shops, counted",
    "/search/hashtags": "words of captions, counted",
    "/live-rooms/{room}/disclosures": "labels of products, of a show that its page hides",
    "/live-rooms/{room}/replay.m3u8": "asked by whoever has the page of the show, which hides it",
    "/live-rooms/{room}/replay.mp4": "asked by whoever has the page of the show, which hides it",
}


def template(path: str) -> str:
    names = {"eva_clip": "video", "carla_clip": "video", "eva_comment": "comment", "carla_comment": "comment"}
    names |= {"eva_room": "room"}
    names |= {"eva": "handle", "carla": "handle"}
    bare = path.partition("?")[0].replace("/search/hashtags/clips", "/search/clips")
    bare = bare.replace("/captions/es/", "/captions/{track}/")
    for name, of in names.items():
        bare = bare.replace(f"{{{name}}}", f"{{{of}}}")
    return bare


def test_every_public_read_is_in_the_table() -> None:
    table = tomllib.loads(MATRIX.read_text("utf-8"))
    guests = {
        route.removeprefix("GET ")
        for section in table.values()
        for route, role in section.items()
        if role == "guest" and route.startswith("GET ")
    }

    assert {template(path) for path in READS} | NOBODY.keys() >= guests


class Place(NamedTuple):
    """What stands in the addresses."""

    eva_clip: VideoId
    carla_clip: VideoId
    eva_comment: CommentId
    carla_comment: CommentId
    product: UUID
    eva_room: RoomId


async def meet(pool: Pool, settings: Settings) -> Place:
    """Let Eva do everything by which Ana meets her."""
    async with pool.transaction() as db:
        await join(db, ANA, BRUNO, CARLA, DAVI, EVA)
        shop = await shop_of(db, BRUNO)
        product = await product_of(db, shop, prices_minor=[PRICE_MINOR])
        carla_clip = await clip_of(db, CARLA, caption="Somebody else's")
        ana_clip = await clip_of(db, ANA, caption="Her own")
        eva_clip = await clip_of(db, EVA, products=[product.id], caption="Pan de canela #canela")
        carla_comment = await say(db, carla_clip, CARLA, "What do you say?")
        eva_comment = await say(db, carla_clip, EVA, "I say this")
        await say(db, carla_clip, EVA, "And this", to=carla_comment)
        await say(db, ana_clip, EVA, "And this to Ana")
        for one, other in ((EVA, CARLA), (CARLA, EVA), (EVA, ANA), (DAVI, EVA), (EVA, DAVI)):
            await social.follow(db, person_id=one.id, followee_id=other.id, now=NOW)
        await videos.save(db, video_id=eva_clip, actor=await load(db, ANA), now=NOW)
        said = NewCaptions(cues=[Cue(from_ms=0, to_ms=900, text="Eva says it aloud")])
        eva = await load(db, EVA)
        await videos.put_captions(db, video_id=eva_clip, language=Language.ES, actor=eva, new=said, now=NOW)
    await received(pool, settings, product.id, EVA)
    async with pool.transaction() as db:
        new = NewReview(stars=Stars.FIVE, text="It is as it looks.")
        await reviews.write(db, product_id=product.id, actor=eva, new=new, now=NOW)
        asked = NewQuestion(id=QuestionId(new_id()), text="Does Eva need another size?")
        await reviews.ask(db, product_id=product.id, actor=eva, new=asked, now=NOW)
        eva_room = RoomId(new_id())
        await identity.give_capability(db, person_id=EVA.id, capability=Capability.EARN)
        show = NewRoom(id=eva_room, title="Her show", scheduled_at=clock.now() + timedelta(days=1))
        await live.announce(db, actor=await load(db, EVA), new=show, now=clock.now())
    await events.drain(pool, SUBSCRIBERS)
    await keep_up(pool)
    return Place(eva_clip, carla_clip, eva_comment, carla_comment, product.id, eva_room)


def address(path: str, place: Place) -> str:
    more = READS[path][0].format(**place._asdict()) if READS[path][1] else ""
    if path == "/search/hashtags/clips":
        return "/api/v1/search/clips?q=" + quote("#canela")
    filled = path.format(**place._asdict(), eva=EVA.handle, carla=CARLA.handle)
    return f"/api/v1{filled}{more}"


async def met(client: Client, path: str, place: Place, headers: dict[str, str]) -> bool:
    """Whether Eva, or something of hers, is in the answer."""
    answer = await client.get(address(path, place), headers=headers)
    assert answer.status_code in {200, 404}, f"{path}: {answer.text}"
    words = (str(EVA.id), EVA.handle or "", str(place.eva_clip), str(place.eva_comment), "Eva")
    own = f"/profiles/{EVA.handle}/"
    if answer.status_code == 404:
        return False
    # Her own lists name others: that they are there at all is meeting her.
    return path.format(**place._asdict(), eva=EVA.handle, carla=CARLA.handle).startswith(own) or any(
        word in answer.text for word in words
    )


async def ana_blocks(db: Db) -> None:
    await block(db, ANA, EVA)


async def eva_blocks(db: Db) -> None:
    await block(db, EVA, ANA)


async def ana_mutes(db: Db) -> None:
    await mute(db, ANA, EVA)


async def suspend(db: Db) -> None:
    await decide(db, ThingKind.PERSON, EVA.id, Action.TAKE_DOWN)


async def depart(db: Db) -> None:
    await identity.depart(db, EVA.id, now=NOW)
    await videos.hide_all_of(db, EVA.id)
    await reviews.hide_all_of(db, EVA.id)
    await live.hide_all_of(db, EVA.id, now=NOW)


Act = Callable[[Db], Awaitable[Any]]


@pytest.mark.parametrize(
    ("act", "hides"),
    [
        (ana_blocks, Hides.BLOCK),
        (eva_blocks, Hides.BLOCK),
        (ana_mutes, Hides.MUTE),
        (suspend, Hides.HIDDEN),
        (depart, Hides.HIDDEN),
    ],
)
async def test_it_is_respected_everywhere(
    client: Client, pool: Pool, settings: Settings, act: Act, hides: Hides
) -> None:
    place = await meet(pool, settings)
    ana, davi = await sign_in(pool, ANA), await sign_in(pool, DAVI)
    before = {path: await met(client, path, place, ana) for path in READS}
    assert all(before.values()), [path for path, is_met in before.items() if not is_met]

    async with pool.transaction() as db:
        await act(db)
    await events.drain(pool, SUBSCRIBERS)

    wrong = [
        path
        for path, (_, hidden_by) in READS.items()
        if await met(client, path, place, ana) == bool(hidden_by & hides)
    ]
    assert not wrong, wrong
    if hides in Hides.BLOCK | Hides.MUTE:
        # What two people have with each other is nobody else's matter.
        others = [path for path in READS if not path.startswith("/me/")]
        assert all([await met(client, path, place, davi) for path in others])


async def test_a_mention_of_who_keeps_away_names_nobody(pool: Pool, settings: Settings) -> None:
    place = await meet(pool, settings)
    async with pool.transaction() as db:
        await eva_blocks(db)
        said = await say(db, place.carla_clip, ANA, f"Look, @{EVA.handle} and @{CARLA.handle}")
        found = (await videos.comments_by_id(db, [said]))[said]

    assert [each.person_id for each in found.mentions] == [CARLA.id]


async def test_who_runs_a_closed_shop_still_sees_its_place(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        await join(db, ANA, BRUNO, DAVI)
        shop = await shop_of(db, BRUNO, handle="keptia")
        await decide(db, ThingKind.SHOP, shop.id, Action.TAKE_DOWN)
    paths = ["/api/v1/profiles/keptia", "/api/v1/profiles/keptia/followers"]

    for who, status in ((BRUNO, 200), (ANA, 404)):
        headers = await sign_in(pool, who)
        assert [(await client.get(path, headers=headers)).status_code for path in paths] == [status] * 2
