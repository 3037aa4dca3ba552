"""A shop's coupons, and those of the platform: made, listed, paused, never rewritten."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.builders import product_of, shop_of
from tests.checkout.buying import Client, buy, on_sale, wanting
from tests.people import ANA, BRUNO, DAVI, EVA, JOINED, load, sign_in
from tests.promotions.buying import coupon_of, platform_coupon
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import CollectionId, NewCollection
from vitrina.kit.db import Pool, run
from vitrina.kit.ids import new_id
from vitrina.promotions import service as promotions
from vitrina.promotions.model import CouponId, PauseOfMany


def ten(**changes: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "code": "ten", "kind": "percent", "rate_bps": 1_000, **changes}


async def test_a_shop_makes_a_coupon_once(client: Client, pool: Pool):
    shop, _ = await on_sale(pool)
    bruno = await sign_in(pool, BRUNO)
    body = ten(uses_max=5)

    answers = [
        await client.post(f"/api/v1/shops/{shop.id}/coupons", json=body, headers=bruno) for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    made = answers[0].json()
    assert (made["code"], made["state"], made["use_count"]) == ("TEN", "active", 0)
    assert answers[0].json() == answers[1].json()


async def test_a_code_is_one_coupon_of_a_shop_and_may_be_another_elsewhere(client: Client, pool: Pool):
    shop, _ = await on_sale(pool)
    other, _ = await on_sale(pool)
    await coupon_of(pool, shop)
    bruno = await sign_in(pool, BRUNO)

    twice = await client.post(f"/api/v1/shops/{shop.id}/coupons", json=ten(), headers=bruno)
    elsewhere = await client.post(f"/api/v1/shops/{other.id}/coupons", json=ten(), headers=bruno)

    assert (twice.status_code, twice.json()["code"]) == (409, "promotions.code_taken")
    assert elsewhere.status_code == 201


async def test_an_id_of_another_coupon_is_refused(client: Client, pool: Pool):
    shop, _ = await on_sale(pool)
    made = await coupon_of(pool, shop)

    answer = await client.post(
        f"/api/v1/shops/{shop.id}/coupons",
        json=ten(id=str(made.id), code="OTHER"),
        headers=await sign_in(pool, BRUNO),
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "promotions.coupon_id_taken")


async def test_there_are_not_too_many(client: Client, pool: Pool):
    shop, _ = await on_sale(pool)
    async with pool.transaction() as db:
        await run(
            db,
            """
            insert into promotions.coupons (id, funder, shop_id, code, kind, rate_bps, currency,
                                            min_spend_minor, product_ids, collection_ids, starts_at,
                                            created_at)
            select gen_random_uuid(), 'shop', %(shop)s, 'C' || n, 'percent', 100, 'MXN', 0, '{}', '{}',
                   now(), now()
              from generate_series(100, 599) as n
            """,
            shop=shop.id,
        )

    answer = await client.post(
        f"/api/v1/shops/{shop.id}/coupons", json=ten(), headers=await sign_in(pool, BRUNO)
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "promotions.too_many_coupons")


async def test_a_coupon_is_for_things_of_its_own_shop_alone(client: Client, pool: Pool):
    shop, _ = await on_sale(pool)
    async with pool.transaction() as db:
        foreign = await product_of(db, await shop_of(db, EVA))
    bruno = await sign_in(pool, BRUNO)

    answers = [
        await client.post(f"/api/v1/shops/{shop.id}/coupons", json=ten(**scope), headers=bruno)
        for scope in ({"product_ids": [str(foreign.id)]}, {"collection_ids": [str(uuid4())]})
    ]

    assert [answer.status_code for answer in answers] == [422, 422]


async def test_a_collection_is_what_it_holds_when_it_is_paid(client: Client, pool: Pool):
    shop, [variant] = await on_sale(pool, prices_minor=[100_00])
    async with pool.transaction() as db:
        bruno = await load(db, BRUNO)
        [product_id] = await catalogue.products_of(db, [variant])
        collection = CollectionId(new_id())
        new = NewCollection(id=collection, name="Summer", product_ids=[product_id])
        await catalogue.add_collection(db, shop_id=shop.id, actor=bruno, new=new, now=JOINED)
    await coupon_of(pool, shop, collection_ids=[collection])

    await buy(client, wanting(variant, total_minor=140_00, coupon_codes=["TEN"]))


async def test_coupons_are_listed_by_their_state(client: Client, pool: Pool):
    shop, _ = await on_sale(pool)
    made = [await coupon_of(pool, shop, f"C{n}0") for n in range(3)]
    bruno = await sign_in(pool, BRUNO)
    place = f"/api/v1/shops/{shop.id}/coupons"
    await client.patch(f"{place}/{made[1].id}", json={"is_paused": True}, headers=bruno)
    tomorrow = (JOINED + timedelta(days=1)).isoformat()
    await client.patch(f"{place}/{made[2].id}", json={"ends_at": tomorrow}, headers=bruno)

    async def codes(status: str | None) -> list[str]:
        params = {"status": status} if status else {}
        page = (await client.get(place, params=params, headers=bruno)).json()
        return [each["code"] for each in page["items"]]

    assert await codes(None) == ["C20", "C10", "C00"]
    assert await codes("active") == ["C00"]
    assert await codes("paused") == ["C10"]
    assert await codes("ended") == ["C20"]
    first = (await client.get(place, params={"limit": 2}, headers=bruno)).json()
    rest = await client.get(place, params={"limit": 2, "cursor": first["next_cursor"]}, headers=bruno)
    assert [each["code"] for each in rest.json()["items"]] == ["C00"]


async def test_a_limit_never_goes_below_what_was_used(client: Client, pool: Pool):
    shop, [variant] = await on_sale(pool, prices_minor=[100_00])
    coupon = await coupon_of(pool, shop)
    for _ in range(2):
        await buy(client, wanting(variant, total_minor=140_00, coupon_codes=["TEN"]))

    answer = await client.patch(
        f"/api/v1/shops/{shop.id}/coupons/{coupon.id}",
        json={"uses_max": 1},
        headers=await sign_in(pool, BRUNO),
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "promotions.used_more_often")


async def test_uses_are_a_table_with_the_orders_that_people_know(client: Client, pool: Pool):
    shop, [variant] = await on_sale(pool, prices_minor=[100_00])
    coupon = await coupon_of(pool, shop)
    paid = await buy(client, wanting(variant, total_minor=140_00, coupon_codes=["TEN"]))

    answer = await client.get(
        f"/api/v1/shops/{shop.id}/coupons/{coupon.id}/uses.csv", headers=await sign_in(pool, BRUNO)
    )

    assert answer.headers["content-type"].startswith("text/csv")
    head, row = answer.content.decode("utf-8-sig").strip().split("\r\n")
    assert head == "used_at,order,discount_minor,currency,given_back_at"
    assert row.split(",")[1:] == [paid["orders"][0]["code"], "1000", "MXN", ""]


async def test_operators_read_what_the_coupons_of_the_platform_were_used_for(client: Client, pool: Pool):
    _, [first] = await on_sale(pool, prices_minor=[100_00])
    shop, [second] = await on_sale(pool, prices_minor=[100_00])
    house, own = await platform_coupon(pool), await coupon_of(pool, shop)
    davi, bruno = await sign_in(pool, DAVI), await sign_in(pool, BRUNO)
    paid = await buy(client, wanting(first, second, total_minor=280_00, coupon_codes=[house.code]))

    answer = await client.get(f"/api/v1/platform-coupons/{house.id}/uses.csv", headers=davi)
    refused = await client.get(f"/api/v1/platform-coupons/{house.id}/uses.csv", headers=bruno)
    others = await client.get(f"/api/v1/platform-coupons/{own.id}/uses.csv", headers=davi)

    _, row = answer.text.strip().split("\r\n")
    codes = " ".join(each["code"] for each in paid["orders"])
    assert row.split(",")[1:] == [codes, "2000", "MXN", ""]
    assert (refused.status_code, others.status_code) == (403, 404)


async def test_another_shops_coupon_is_not_there(client: Client, pool: Pool):
    shop, _ = await on_sale(pool)
    mine, _ = await on_sale(pool)
    coupon = await coupon_of(pool, shop)
    house = await platform_coupon(pool)
    bruno = await sign_in(pool, BRUNO)

    for each in (coupon, house):
        place = f"/api/v1/shops/{mine.id}/coupons/{each.id}"
        change = await client.patch(place, json={"is_paused": True}, headers=bruno)
        uses = await client.get(f"{place}/uses.csv", headers=bruno)
        assert (change.status_code, uses.status_code) == (404, 404)


async def test_several_coupons_are_stopped_and_go_on_together(client: Client, pool: Pool):
    shop, _ = await on_sale(pool)
    first, second, third = [await coupon_of(pool, shop, code) for code in ("ONE", "TWO", "THREE")]
    bruno = await sign_in(pool, BRUNO)
    place = f"/api/v1/shops/{shop.id}/coupons"
    ids = [str(third.id), str(first.id), str(third.id)]

    stopped = await client.patch(place, json={"coupon_ids": ids, "is_paused": True}, headers=bruno)
    states = {
        each["code"]: each["state"] for each in (await client.get(place, headers=bruno)).json()["items"]
    }
    going = await client.patch(place, json={"coupon_ids": ids[:1], "is_paused": False}, headers=bruno)

    assert [(each["code"], each["state"]) for each in stopped.json()] == [
        ("THREE", "paused"),
        ("ONE", "paused"),
    ]
    assert states == {"ONE": "paused", "TWO": "active", "THREE": "paused"}, second
    assert [(each["code"], each["state"]) for each in going.json()] == [("THREE", "active")]


async def test_with_a_coupon_of_somebody_else_none_is_stopped(client: Client, pool: Pool):
    shop, _ = await on_sale(pool)
    other, _ = await on_sale(pool)
    own, foreign, house = (
        await coupon_of(pool, shop),
        await coupon_of(pool, other),
        await platform_coupon(pool),
    )
    bruno, davi = await sign_in(pool, BRUNO), await sign_in(pool, DAVI)
    place = f"/api/v1/shops/{shop.id}/coupons"

    def both(*ids: Any) -> dict[str, Any]:
        return {"coupon_ids": [str(each) for each in ids], "is_paused": True}

    refused = [
        *[
            await client.patch(place, json=both(own.id, each), headers=bruno)
            for each in (foreign.id, house.id, new_id())
        ],
        await client.patch("/api/v1/platform-coupons", json=both(house.id, own.id), headers=davi),
    ]
    wrong = await client.patch(place, json=both(), headers=bruno)
    many = await client.patch(place, json=both(*[own.id] * 101), headers=bruno)
    strangers = await client.patch(place, json=both(own.id), headers=await sign_in(pool, ANA))
    listed = (await client.get(place, headers=bruno)).json()["items"]
    houses = (await client.get("/api/v1/platform-coupons", headers=davi)).json()["items"]
    stopped = await client.patch("/api/v1/platform-coupons", json=both(house.id), headers=davi)

    assert {each.json()["code"] for each in refused} == {"promotions.coupon_not_found"}
    assert (wrong.status_code, many.status_code, strangers.status_code) == (422, 422, 403)
    assert [each["state"] for each in [*listed, *houses]] == ["active", "active"]
    assert [each["state"] for each in stopped.json()] == ["paused"]


async def test_who_stops_coupons_and_who_resumes_them_at_once_leave_all_in_one_state(pool: Pool):
    shop, _ = await on_sale(pool)
    ids = [(await coupon_of(pool, shop, f"CODE{number}")).id for number in range(8)]

    async def pause(order: list[CouponId], *, is_paused: bool) -> None:
        async with pool.transaction() as db:
            wanted = PauseOfMany(coupon_ids=order, is_paused=is_paused)
            actor = await load(db, BRUNO)
            await promotions.pause(db, shop_id=shop.id, actor=actor, wanted=wanted, now=JOINED)

    await asyncio.gather(*[pause(ids[::way], is_paused=way == 1) for _ in range(5) for way in (1, -1)])

    async with pool.transaction() as db:
        left = [
            await promotions.own_coupon(db, shop_id=shop.id, actor=await load(db, BRUNO), coupon_id=each)
            for each in ids
        ]
    assert len({each.is_paused for each in left}) == 1


async def test_operators_make_and_stop_what_the_platform_pays_for(client: Client, pool: Pool):
    davi, ana = await sign_in(pool, DAVI), await sign_in(pool, ANA)
    shop, [variant] = await on_sale(pool, prices_minor=[100_00])
    body = {
        "id": str(new_id()),
        "code": "HOUSE",
        "kind": "amount",
        "amount": 20_00,
        "currency": "MXN",
        "shop_id": str(shop.id),
    }

    made = await client.post("/api/v1/platform-coupons", json=body, headers=davi)
    refused = await client.post("/api/v1/platform-coupons", json=body, headers=ana)
    await buy(client, wanting(variant, total_minor=130_00, coupon_codes=["HOUSE"]))
    listed = (await client.get("/api/v1/platform-coupons", headers=davi)).json()["items"]
    place = f"/api/v1/platform-coupons/{body['id']}"
    paused = await client.patch(place, json={"is_paused": True}, headers=davi)

    assert (made.status_code, refused.status_code) == (201, 403)
    assert [(each["code"], each["use_count"], each["funder"]) for each in listed] == [
        ("HOUSE", 1, "platform")
    ]
    assert paused.json()["state"] == "paused"


async def test_a_coupon_of_the_platform_fits_its_shop(client: Client, pool: Pool):
    davi = await sign_in(pool, DAVI)
    shop, _ = await on_sale(pool)
    body = {"id": str(new_id()), "code": "HOUSE", "kind": "free_shipping", "currency": "BRL"}

    wrong = [
        await client.post("/api/v1/platform-coupons", json={**body, **scope}, headers=davi)
        for scope in ({"shop_id": str(shop.id)}, {"product_ids": [str(uuid4())]})
    ]
    gone = await client.patch(f"/api/v1/platform-coupons/{uuid4()}", json={}, headers=davi)

    assert [answer.status_code for answer in wrong] == [422, 422]
    assert (gone.status_code, gone.json()["code"]) == (404, "promotions.coupon_not_found")


async def test_a_coupon_that_counts_wrong_is_found(pool: Pool):
    shop, _ = await on_sale(pool)
    coupon = await coupon_of(pool, shop)
    async with pool.transaction() as db:
        await run(db, "update promotions.coupons set use_count = 2 where id = %(id)s", id=coupon.id)

        [breach] = await promotions.check(db)

    assert (breach.subject, breach.detail) == ("TEN", "counts 2, has 0")
