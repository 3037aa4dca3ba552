"""Flora, who left a trace in every place where a person can leave one."""

from datetime import date, datetime, timedelta
from typing import Any

from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec.structs import replace

from tests.addresses.planted import plant_addresses
from tests.ads.planted import plant_ad
from tests.builders import clip_of, new_product, product_of, room_of, shop_of
from tests.checkout.buying import ADDRESS, bought, on_sale, wanting
from tests.checkout.planted import plant_exemptions
from tests.drops.planted import plant_claim
from tests.inventory.planted import plant_location
from tests.media.test_images import picture
from tests.payments.planted import plant_account, plant_kept_card
from tests.payouts.planted import plant_payout
from tests.people import ANA, BRUNO, CARLA, DAVI, load
from tests.promotions.planted import plant_coupon_uses
from tests.returns.planted import plant_return
from tests.search.shelf import keep_up
from tests.tips.planted import plant_tip
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import Category, VariantId
from vitrina.channels import service as channels
from vitrina.channels.model import LinkedLine, NewCartLink, Target
from vitrina.identity import service as identity
from vitrina.identity.model import AskToken, Capability, ChangeMe, NewPerson, Person, PersonId
from vitrina.imports import service as imports
from vitrina.imports.model import NewSource, SourceId
from vitrina.kit import clock, events
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool, run
from vitrina.kit.ids import new_id
from vitrina.kit.places import Country, Language
from vitrina.live import service as live
from vitrina.live.model import ChatFilter, MessageId, NewMessage, NewRoom, RoomId
from vitrina.media import service as media
from vitrina.media.model import OwnerId
from vitrina.messaging import service as messaging
from vitrina.messaging.model import CartDecline, CartLineWanted
from vitrina.messaging.model import MessageId as WordsId
from vitrina.messaging.model import NewMessage as NewWords
from vitrina.moderation import service as moderation
from vitrina.moderation.model import (
    Action,
    AppealId,
    AppealOutcome,
    DecisionId,
    NewAppeal,
    NewDecision,
    NewOutcome,
    NewReport,
    Reason,
    ReportId,
    ThingKind,
)
from vitrina.orders import service as orders
from vitrina.orders.model import Access, Shipment
from vitrina.reviews import service as reviews
from vitrina.reviews.model import NewAnswer, NewQuestion, NewReview, QuestionId, Stars
from vitrina.shops import service as shops
from vitrina.shops.model import ChangeShop, Shop
from vitrina.social import service as social
from vitrina.videos import service as videos
from vitrina.videos.model import CommentFilters, CommentId, ListId, NewComment, NewSaveList
from vitrina.wiring import SUBSCRIBERS
from vitrina.wishes import service as wishes

Client = AsyncTestClient[Litestar]
# In whatever she typed; never in what is declared as kept, such as the name of her shop.
CANARY = "zorzal"
PHONE = "5571718191"
EMAIL = f"{CANARY}@people.example"
FLORA = NewPerson(
    id=PersonId(new_id()),
    email=EMAIL,
    handle=f"{CANARY}.flora",
    name=f"Flora {CANARY}",
    bio=f"I am {CANARY}",
    birth_date=date(1994, 3, 2),
    language=Language.ES,
    country=Country.MX,
    capabilities=frozenset({Capability.EARN}),
)


async def plant_device(db: Db, flora: Person, now: datetime) -> None:
    """A browser of hers that takes pushes, with one that waits."""
    await run(
        db,
        """
        with device as (
            insert into notifications.push_devices
                   (id, person_id, session_digest, endpoint, p256dh, auth, language, agent, made_at)
            values (%(id)s, %(flora)s, sha256('x'), 'https://push.example/' || %(word)s::text,
                    sha256('x') || sha256('y') || 'z'::bytea, substr(sha256('x'), 1, 16), 'es', %(word)s,
                    %(now)s)
            returning id
        ), settings as (
            insert into notifications.push_settings (person_id, silenced, zone)
            values (%(flora)s, '{}', 'UTC')
        )
        insert into notifications.pushes
               (id, device_id, group_key, is_held, written_at, next_attempt_at, expires_at)
        select id, id, 'likes:' || %(word)s::text, false, %(now)s, %(now)s, %(now)s from device
        """,
        id=new_id(),
        flora=flora.id,
        word=CANARY,
        now=now,
    )


async def plant(pool: Pool, settings: Settings) -> Shop:
    """Let Flora do everything that a person can do here. Returns her shop."""
    await _enter(pool, settings)
    await _buy(pool, settings)
    shop = await _sell(pool, settings)
    await _talk(pool)
    await events.drain(pool, SUBSCRIBERS)
    await keep_up(pool)
    return shop


async def _enter(pool: Pool, settings: Settings) -> None:
    now = clock.real_now()
    async with pool.transaction() as db:
        flora = await load(db, FLORA)
        await identity.create_token(db, flora.id, AskToken(name=CANARY, expires_in_days=9), now=now)
    image = await media.add_image(pool, settings, owner_id=OwnerId(flora.id), raw=picture(), now=now)
    async with pool.transaction() as db:
        await identity.change_me(db, flora, ChangeMe(avatar_file_id=image.file_id), now=now)
        await run(
            db,
            """
            insert into media.uploads (id, owner_id, length_bytes, metadata, expires_at, created_at)
            values (%(id)s, %(flora)s, 9, %(word)s, %(now)s, %(now)s)
            """,
            id=new_id(),
            flora=flora.id,
            word=CANARY,
            now=now,
        )
        await run(
            db,
            """
            insert into media.upload_days (owner_id, day, opened_count)
            values (%(flora)s, current_date, 1)
            """,
            flora=flora.id,
        )
        await plant_addresses(db, flora, CANARY, phone=PHONE)
        await run(
            db,
            """
            insert into notifications.silenced (person_id, kinds) values (%(flora)s, '{likes}')
            """,
            flora=flora.id,
        )
        await plant_device(db, flora, now)
        await run(
            db,
            """
            insert into external.products
                   (id, person_id, code, url, canonical_url, host, title, merchant_name, refreshed_at,
                    created_at)
            values (%(id)s, %(flora)s, 'x-planted', 'https://t.example/' || %(word)s,
                    'https://t.example/' || %(word)s, 't.example', %(word)s, %(word)s, %(now)s, %(now)s)
            """,
            id=new_id(),
            flora=flora.id,
            word=CANARY,
            now=now,
        )
        await run(
            db,
            """
            insert into external.merchants
                   (id, person_id, host, name, sub_id_template, creator_share_bps, parameters, statuses,
                    is_signature_required, created_at)
            values (%(id)s, %(flora)s, 't.example', %(word)s, 'a={click_id}&b=' || %(word)s, 10000,
                    jsonb_build_object('token', %(word)s::text),
                    jsonb_build_object(%(word)s::text, 'confirmed'), false, %(now)s)
            """,
            id=new_id(),
            flora=flora.id,
            word=CANARY,
            now=now,
        )


async def _buy(pool: Pool, settings: Settings) -> None:
    """One order that is over, and one that she cancelled in her own words."""
    now = clock.now()
    _, [variant_id] = await on_sale(pool, prices_minor=[100_00])
    async with pool.transaction() as db:
        flora, bruno = await load(db, FLORA), await load(db, BRUNO)
    changes: dict[str, Any] = {
        "buyer": {"email": EMAIL, "name": f"Flora {CANARY}", "language": "es", "phone": PHONE},
        "address": {
            **ADDRESS,
            "name": CANARY,
            "line1": f"Calle {CANARY} 1",
            "references": CANARY,
            "phone": PHONE,
        },
    }
    body = wanting(variant_id, total_minor=150_00, note=f"Ring twice, {CANARY}", **changes)
    kept = (await bought(pool, settings, body, now=now, buyer=flora)).orders[0].id
    # As a guest, with the same address of e-mail.
    guest = (await bought(pool, settings, {**body, "id": str(new_id())}, now=now)).orders[0].id
    async with pool.transaction() as db:
        shipment = Shipment(
            carrier="DHL", tracking_number=f"1{CANARY}", tracking_url=f"https://dhl.example/{CANARY}"
        )
        await orders.ship(db, order_id=kept, actor=bruno, shipment=shipment, now=now)
        await orders.deliver(db, order_id=kept, access=Access(actor=bruno), now=now)
        [product_id] = await catalogue.products_of(db, [variant_id])
        liked = NewReview(stars=Stars.FIVE, text=f"Better than any {CANARY}")
        await reviews.write(db, product_id=product_id, actor=flora, new=liked, now=now)
        asked = NewQuestion(id=QuestionId(new_id()), text=f"Is it a {CANARY}?")
        await reviews.ask(db, product_id=product_id, actor=flora, new=asked, now=now)
        said = NewAnswer(text=f"It is a {CANARY}.")
        await reviews.answer_question(db, question_id=asked.id, actor=flora, new=said, now=now)
        told = NewAnswer(text="Ask the potter.")
        by_shop = await reviews.answer_question(db, question_id=asked.id, actor=bruno, new=told, now=now)
        await reviews.vote(db, answer_id=by_shop.answers[0].id, actor=flora, now=now)
        await _ask_a_shop(db, flora, bruno, variant_id)
        await orders.cancel(
            db, order_id=guest, access=Access(actor=None, has_key=True), reason=f"Says {CANARY}", now=now
        )
    await events.drain(pool, SUBSCRIBERS)
    await orders.mature_due(pool, now=now + timedelta(days=60))
    await plant_return(pool, order_id=kept, buyer=flora, shop_owner=bruno, now=now)


async def _ask_a_shop(db: Db, flora: Person, bruno: Person, variant_id: VariantId) -> None:
    """She writes to a shop and sends a cart, which the shop declines in words about her."""
    now = clock.now()
    variant = (await catalogue.variants_for_sale(db, [variant_id]))[variant_id]
    opened = await messaging.start(db, shop_id=variant.shop_id, actor=flora, now=now)
    wanted = [CartLineWanted(variant_id=variant_id, quantity=1)]
    new = NewWords(id=WordsId(new_id()), text=f"Asks {CANARY}", cart=wanted)
    sent = await messaging.send(db, conversation_id=opened.id, actor=flora, new=new, now=now)
    assert sent.cart_id
    no = CartDecline(version=1, reason=f"Not for {CANARY}")
    await messaging.decline(db, cart_id=sent.cart_id, actor=bruno, wanted=no, now=now)


async def _sell(pool: Pool, settings: Settings) -> Shop:
    now = clock.now()
    async with pool.transaction() as db:
        shop = await shop_of(db, FLORA, handle="keptia")
        flora = await load(db, FLORA)
        change = ChangeShop(name="Keptia", description=f"Run by {CANARY}")
        await shops.change_shop(db, flora, shop.id, change)
        new = replace(new_product(189_00, title="Keptia shirt"), description=f"Sewn by {CANARY}")
        product = await product_of(db, shop, new=new)
        await run(
            db,
            """
            with made as (
                insert into catalogue.collections (id, shop_id, name, created_at)
                values (%(id)s, %(shop)s, %(word)s, now())
                returning id
            )
            insert into catalogue.collected (collection_id, product_id, position)
            select id, %(product)s, 0 from made
            """,
            id=new_id(),
            shop=shop.id,
            word=CANARY,
            product=product.id,
        )
        await wishes.wish(db, product_id=product.id, actor=flora, now=now)
        await plant_location(db, shop.id, flora, CANARY)
        await run(
            db,
            """
            with sent as (
                insert into verification.applications
                       (id, shop_id, person_id, shop_name, status, sent_at, decided_at, words)
                values (%(id)s, %(shop)s, %(flora)s, 'Keptia', 'refused', %(now)s, %(now)s, %(word)s)
                returning id
            ), decided as (
                insert into verification.decisions (application_id, operator_id, outcome, decided_at)
                select id, %(flora)s, 'refused', %(now)s from sent
            ), marked as (
                insert into shops.verified (shop_id, name, verified_at) values (%(shop)s, 'Keptia', %(now)s)
            )
            insert into verification.documents
                   (id, shop_id, person_id, application_id, kind, media_type, content, added_at)
            select id, %(shop)s, %(flora)s, id, 'identity', 'application/pdf', %(content)s, %(now)s from sent
            """,
            id=new_id(),
            shop=shop.id,
            flora=FLORA.id,
            word=CANARY,
            content=CANARY.encode(),
            now=now,
        )
        await run(
            db,
            """
            insert into reviews.reviews (
                   id, product_id, shop_id, author_id, stars, text, answer, answered_at, written_at,
                   changed_at)
            values (%(id)s, %(product)s, %(shop)s, %(ana)s, 4, 'Good', %(word)s, now(), now(), now())
            """,
            id=new_id(),
            product=product.id,
            shop=shop.id,
            ana=ANA.id,
            word=f"Thanks, says {CANARY}",
        )
        source = NewSource(
            id=SourceId(new_id()),
            name=CANARY,
            url=f"https://feeds.example/{CANARY}.csv",
            category=Category.HOME,
        )
        await imports.add_source(db, settings, shop_id=shop.id, actor=flora, new=source, now=now)
        await _plant_run(db, source.id, shop, flora)
        await channels.make_link(
            db,
            settings,
            new=NewCartLink(lines=[LinkedLine(variant_id=product.variants[0].id)]),
            actor=flora,
            now=now,
        )
        await channels.open_feed(db, settings, shop_id=shop.id, target=Target.META, actor=flora, now=now)
        # A feed holds nothing of hers but the shop: its secret is made to, so that it can be looked for.
        await run(
            db,
            "update channels.feeds set token_digest = rpad(%(word)s, 32, '.')::bytea",
            word=CANARY,
        )
        await plant_ad(db, shop, flora, word=CANARY)
        await plant_tip(db, flora)
        await plant_kept_card(db, flora.id)
        await plant_account(db, flora.id)
        await plant_coupon_uses(db, flora)
        await plant_exemptions(db, flora)
        await plant_payout(db, shop, flora, word=CANARY)
        await plant_claim(db, flora)
        await _take_a_partner(db, shop, flora)
    return shop


async def _take_a_partner(db: Db, shop: Shop, flora: Person) -> None:
    """A key for a retailer's system, and where its orders are told."""
    await run(
        db,
        """
        with made as (
            insert into partners.keys (id, shop_id, name, digest, hint, scopes, made_by, made_at)
            values (%(id)s, %(shop)s, %(word)s, rpad(%(word)s, 32, '.')::bytea, 'x', '{stock}', %(flora)s,
                    now())
        )
        insert into partners.endpoints (shop_id, url, salt, made_at)
        values (%(shop)s, 'https://t.example/' || %(word)s, %(id)s, now())
        """,
        id=new_id(),
        shop=shop.id,
        word=CANARY,
        flora=flora.id,
    )


async def _plant_run(db: Db, source_id: SourceId, shop: Shop, flora: Person) -> None:
    run_id, picture_id, product_id = new_id(), new_id(), new_id()
    for statement in (
        """
        insert into imports.runs (id, source_id, shop_id, person_id, status, is_automatic, created_at)
        values (%(run)s, %(source)s, %(shop)s, %(flora)s, 'done', false, now())
        """,
        """
        insert into imports.items (run_id, external_id, line, body, is_complete, verdict)
        values (%(run)s, %(word)s, 1, %(word)s, true, 'new')
        """,
        """
        insert into imports.problems (run_id, position, line, external_id, field, code, sample, is_error)
        values (%(run)s, 1, 1, %(word)s, 'title', 'empty', %(word)s, false)
        """,
        """
        insert into imports.products (shop_id, external_id, product_id, source_id)
        values (%(shop)s, %(word)s, %(product)s, %(source)s)
        """,
        """
        insert into imports.changes (run_id, external_id, product_id, before, was_gone)
        values (%(run)s, %(word)s, %(product)s, %(word)s, false)
        """,
        """
        insert into imports.pictures (id, shop_id, owner_id, url, url_digest, host)
        values (%(picture)s, %(shop)s, %(flora)s, %(word)s, '\\x00', %(word)s)
        """,
        """
        insert into imports.product_pictures (product_id, position, picture_id)
        values (%(product)s, 1, %(picture)s)
        """,
    ):
        await db.execute(
            statement,
            {
                "run": run_id,
                "source": source_id,
                "shop": shop.id,
                "flora": flora.id,
                "word": CANARY,
                "product": product_id,
                "picture": picture_id,
            },
        )


async def _show(db: Db, flora: Person, davi: Person) -> None:
    """A show of her own, and what she says and wants in one of somebody else's."""
    now = clock.now()
    room_id = RoomId(new_id())
    new = NewRoom(id=room_id, title=f"Coffee with {CANARY}")
    await live.announce(db, actor=flora, new=new, now=now)
    await live.silence(db, room_id=room_id, actor=flora, person_id=davi.id, minutes=5, now=now)
    await live.set_chat_filter(db, flora.id, ChatFilter(words=[CANARY]))
    await live.remind(db, room_id=await room_of(db, CARLA), actor=flora, now=now)
    message = NewMessage(id=MessageId(new_id()), text=f"I am {CANARY}")
    await live.say(db, room_id=await room_of(db, CARLA, is_live=True), actor=flora, new=message, now=now)


async def _talk(pool: Pool) -> None:
    now = clock.now()
    async with pool.transaction() as db:
        flora, ana, davi = await load(db, FLORA), await load(db, ANA), await load(db, DAVI)
        clip = await clip_of(db, CARLA, caption="Somebody else's")
        own = await clip_of(db, FLORA, caption=f"A {CANARY} sings #{CANARY}azul")
        for statement in (
            """
            insert into videos.captions (video_id, language, cues, changed_at)
            values (%(own)s, 'es', jsonb_build_array(jsonb_build_object(
                        'from_ms', 0, 'to_ms', 900, 'text', %(word)s::text)), now())
            """,
            """
            insert into videos.stickers (video_id, position, kind, text, style, x, y, from_ms, to_ms)
            values (%(own)s, 0, 'text', %(word)s, 'plain', 0.5, 0.5, 0, 900)
            """,
        ):
            await run(db, statement, own=own, word=CANARY)
        said = NewComment(id=CommentId(new_id()), text=f"This is {CANARY}, signed")
        answer = NewComment(id=CommentId(new_id()), text="Hello there", parent_id=said.id)
        await videos.comment(db, video_id=clip, actor=flora, new=said, now=now)
        await videos.comment(db, video_id=clip, actor=ana, new=answer, now=now)
        await videos.like_comment(db, comment_id=answer.id, actor=flora, now=now)
        await videos.like(db, video_id=clip, person_id=flora.id, now=now)
        await videos.like(db, video_id=own, person_id=ana.id, now=now)
        saves = NewSaveList(id=ListId(new_id()), name=f"For {CANARY}")
        await videos.add_list(db, actor=flora, new=saves, now=now)
        await videos.save(db, video_id=clip, actor=flora, now=now)
        await videos.lose_interest(db, video_id=clip, actor=flora, now=now)
        await videos.put_into_list(db, list_id=saves.id, video_id=clip, actor=flora, now=now)
        await videos.set_comment_filters(db, flora.id, CommentFilters(words=[CANARY]))
        await _show(db, flora, davi)
        await social.follow(db, person_id=flora.id, followee_id=CARLA.id, now=now)
        await social.follow(db, person_id=ana.id, followee_id=flora.id, now=now)
        await social.mute(db, person_id=flora.id, other_id=davi.id, now=now)
        await social.block(db, person_id=flora.id, other_id=BRUNO.id, now=now)
        report = NewReport(
            id=ReportId(new_id()), kind=ThingKind.CLIP, thing_id=clip, reason=Reason.SPAM, note=CANARY
        )
        await moderation.report(db, actor=flora, new=report, now=now)
        decision = NewDecision(
            id=DecisionId(new_id()),
            kind=ThingKind.CLIP,
            thing_id=own,
            action=Action.WARN,
            reason=Reason.SPAM,
            words=f"Dear {CANARY}",
        )
        await moderation.decide(db, operator=davi, new=decision, now=now)
        against = NewAppeal(id=AppealId(new_id()), words=f"I am {CANARY}")
        await moderation.appeal(db, actor=flora, decision_id=decision.id, new=against, now=now)
        outcome = NewOutcome(outcome=AppealOutcome.UPHELD, words=f"Sorry, {CANARY}")
        await moderation.decide_appeal(db, operator=davi, appeal_id=against.id, new=outcome, now=now)
