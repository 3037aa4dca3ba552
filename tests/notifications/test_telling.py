"""Who is told what about an order, exactly once."""

from typing import Any

from msgspec import Struct

from tests.builders import shop_of
from tests.notifications.facts import NOON, cancelled, delivered, paid, shipped
from tests.people import ANA, BRUNO, CARLA, join
from vitrina.affiliates.model import CommissionEarned, CommissionId, CommissionsAvailable
from vitrina.imports.model import Halt, RunId, ScheduledImportHalted, SourceId
from vitrina.kit import events
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool, many, value
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency, Language
from vitrina.notifications import service as notifications
from vitrina.notifications.facts import ImportFailedFacts
from vitrina.orders.model import CancelledBy
from vitrina.shops.model import ShopId
from vitrina.wiring import SUBSCRIBERS

OURS = [each for each in SUBSCRIBERS if each.name.startswith("notifications.")]


class Told(Struct, frozen=True):
    """Who was told what."""

    whom: str
    kind: str


async def mails(db: Db) -> list[Told]:
    return await many(
        db,
        Told,
        "select recipient as whom, facts->>'type' as kind from notifications.mails order by id limit 100",
    )


async def notices(db: Db) -> list[Told]:
    return await many(
        db,
        Told,
        """
        select person_id::text as whom, facts->>'type' as kind
          from notifications.notices
         order by id
         limit 100
        """,
    )


async def test_a_sale_is_told_to_buyer_and_shop(db: Db) -> None:
    await join(db, ANA)
    shop = await shop_of(db)

    await notifications.tell_orders(db, [paid(shop.id)], NOON)

    assert await mails(db) == [Told("buyer@example.com", "order_paid"), Told(BRUNO.email, "order_sold")]
    assert await notices(db) == [Told(str(ANA.id), "order_paid"), Told(str(BRUNO.id), "order_sold")]


async def test_a_guest_gets_mails_and_no_notices(db: Db) -> None:
    shop = await shop_of(db)

    await notifications.tell_orders(db, [paid(shop.id, buyer_id=None), shipped(shop.id, buyer_id=None)], NOON)

    assert [told.whom for told in await mails(db)] == ["buyer@example.com", BRUNO.email, "buyer@example.com"]
    assert [told.whom for told in await notices(db)] == [str(BRUNO.id)]


async def test_the_way_of_an_order_is_told_to_its_buyer_alone(db: Db) -> None:
    await join(db, ANA)
    shop = await shop_of(db)

    await notifications.tell_orders(db, [shipped(shop.id), delivered(shop.id), cancelled(shop.id)], NOON)

    kinds = ["order_shipped", "order_delivered", "order_cancelled"]
    assert await mails(db) == [Told("buyer@example.com", kind) for kind in kinds]
    assert await notices(db) == [Told(str(ANA.id), kind) for kind in kinds]


async def test_the_shop_learns_that_a_buyer_cancelled(db: Db) -> None:
    await join(db, ANA)
    shop = await shop_of(db)

    await notifications.tell_orders(db, [cancelled(shop.id, cancelled_by=CancelledBy.BUYER)], NOON)

    assert await mails(db) == [
        Told("buyer@example.com", "order_cancelled"),
        Told(BRUNO.email, "order_sale_cancelled"),
    ]


async def test_an_unpaid_order_that_ends_is_told_to_nobody(db: Db) -> None:
    shop = await shop_of(db)

    await notifications.tell_orders(
        db, [cancelled(shop.id, was_paid=False, cancelled_by=CancelledBy.SYSTEM)], NOON
    )

    assert await mails(db) == []
    assert await notices(db) == []


async def test_a_late_payment_is_told_to_the_buyer_only_and_in_words(db: Db) -> None:
    shop = await shop_of(db)

    await notifications.tell_orders(
        db, [cancelled(shop.id, cancelled_by=CancelledBy.SYSTEM, reason="internal")], NOON
    )

    assert await mails(db) == [Told("buyer@example.com", "order_cancelled")]
    assert await value(db, "select facts->>'reason' from notifications.mails") is None


async def test_a_shop_that_is_gone_stops_nothing(db: Db) -> None:
    shop = await shop_of(db)

    await notifications.tell_orders(db, [paid(ShopId(new_id())), paid(shop.id)], NOON)

    assert len(await mails(db)) == 2


async def test_days_are_those_of_the_shops_country(db: Db) -> None:
    shop = await shop_of(db)

    await notifications.tell_orders(db, [shipped(shop.id)], NOON)

    assert await value(db, "select facts->>'deliver_by' from notifications.mails") == "2026-12-08"


async def test_creators_are_told_what_they_earn(db: Db) -> None:
    await notifications.tell_earnings(
        db,
        [
            CommissionEarned(
                commission_id=CommissionId(new_id()),
                creator_id=CARLA.id,
                amount_minor=28_36,
                currency=Currency.MXN,
                product_title="Café",
                at=NOON,
            ),
            CommissionsAvailable(creator_id=CARLA.id, commission_ids=[CommissionId(new_id())], at=NOON),
        ],
        NOON,
    )

    assert await notices(db) == [
        Told(str(CARLA.id), "commission_earned"),
        Told(str(CARLA.id), "commissions_available"),
    ]


async def test_each_fact_of_the_log_is_told_once_and_a_job_sends_it(pool: Pool) -> None:
    async with pool.transaction() as db:
        await join(db, ANA)
        shop = await shop_of(db)
        await events.emit(db, paid(shop.id), shipped(shop.id))

    for _ in range(2):
        await events.drain(pool, OURS)

    async with pool.transaction() as db:
        assert len(await mails(db)) == 3
        assert len(await notices(db)) == 3
        jobs = "select count(*) from procrastinate_jobs where task_name = 'notifications.send_mails'"
        assert await value(db, jobs) == 1


async def test_many_sales_at_once_are_told_in_their_order(db: Db) -> None:
    await join(db, ANA)
    shop = await shop_of(db)
    facts = [paid(shop.id, order_code=f"VT-{number:03}") for number in range(500)]

    await notifications.tell_orders(db, facts, NOON)

    codes = await value(
        db,
        """
        select array_agg(facts->>'order_code' order by id)
          from notifications.notices
         where person_id = %(bruno)s
        """,
        bruno=BRUNO.id,
    )
    assert codes == [fact.order_code for fact in facts]
    assert await value(db, "select count(*) from notifications.mails") == 1_000


async def test_an_import_on_schedule_that_does_not_go_on_is_told_to_its_shop(db: Db) -> None:
    shop = await shop_of(db)

    def halted(because: Halt, **changes: Any) -> ScheduledImportHalted:
        return ScheduledImportHalted(
            run_id=RunId(new_id()),
            source_id=SourceId(new_id()),
            shop_id=shop.id,
            source_name="Proveedor",
            because=because,
            **changes,
        )

    facts = [
        halted(Halt.VANISHING, vanishing_count=12),
        halted(Halt.COLUMNS),
        halted(Halt.FAILED, failure="unreachable"),
    ]
    await notifications.tell_imports(db, facts, NOON)
    page = await notifications.list_notices(db, BRUNO.id, language=Language.ES, cursor=None, limit=10)

    kinds = ["import_stopped", "import_columns", "import_failed"]
    assert await mails(db) == [Told(BRUNO.email, kind) for kind in kinds]
    assert await notices(db) == [Told(str(BRUNO.id), kind) for kind in kinds]
    failed, _, stopped = page.items
    assert failed.body == "No se puede llegar al otro servidor."
    assert "12" in stopped.body
    assert stopped.url == f"/sell/{shop.id}/products/import/{facts[0].run_id}"


async def test_a_mail_about_an_import_leads_to_it(settings: Settings) -> None:
    facts = ImportFailedFacts(
        run_id=RunId(new_id()), shop_id=ShopId(new_id()), source_name="<b>Feed</b>", failure="too_slow"
    )

    letters = {each: notifications.write_letter(settings, facts, each) for each in Language}

    for letter in letters.values():
        assert f"/sell/{facts.shop_id}/products/import/{facts.run_id}" in letter.text
        assert "<b>" not in letter.html
    assert "demasiado lento" in letters[Language.ES].text
