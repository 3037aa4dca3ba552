"""A cart keeps what was chosen and shows what changed since."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.builders import new_product, product_of, shop_of
from tests.people import BRUNO, JOINED, load
from vitrina.carts import service as carts
from vitrina.carts.errors import CartFull
from vitrina.carts.model import LINES_MAX, CartId, CartLineAdded, SetLine
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.errors import VariantNotSold
from vitrina.catalogue.model import NewVariant, Product, ProductChanges, ProductStatus, VariantId
from vitrina.inventory import service as inventory
from vitrina.inventory.model import Count
from vitrina.kit.db import Db, Pool, many, value
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money

LATER = JOINED + timedelta(hours=1)


def new_cart() -> CartId:
    return CartId(new_id())


async def added(db: Db, cart: CartId) -> list[tuple[str, str | None]]:
    """What the log says was added to a cart: variants with touches, in order."""
    rows = await many(
        db,
        dict[str, str | None],
        """
        select body ->> 'variant_id' as variant, body ->> 'touch_id' as touch
          from kit.events
         where name = %(name)s
           and body ->> 'cart_id' = %(cart)s
         order by id
        """,
        name=CartLineAdded.__name__,
        cart=str(cart),
    )
    return [(str(row["variant"]), row["touch"]) for row in rows]


async def change(db: Db, product: Product, changes: ProductChanges) -> None:
    bruno = await load(db, BRUNO)
    await catalogue.edit(db, product_id=product.id, actor=bruno, changes=changes, now=LATER)


async def test_an_unknown_cart_is_empty(db: Db) -> None:
    cart = new_cart()

    assert await carts.remove_line(db, cart, VariantId(new_id())) == await carts.show(db, cart)
    assert (await carts.show(db, cart)).line_count == 0


async def test_a_line_shows_what_was_chosen(db: Db) -> None:
    product = await product_of(db, await shop_of(db), prices_minor=(100, 200), quantity=3)
    cart, large = new_cart(), product.variants[1]

    shown = await carts.set_line(db, cart, large.id, wanted=SetLine(quantity=2), now=JOINED)

    [line] = shown.lines
    assert (line.variant_id, line.quantity, line.variant_values) == (large.id, 2, ["size 2"])
    assert line.price == line.price_when_added == Money(200, product.currency)
    assert (line.available, line.is_available, line.touch_id) == (3, True, None)
    assert line.product.id == product.id


async def test_what_changed_since_is_visible(db: Db) -> None:
    product = await product_of(db, await shop_of(db), quantity=5)
    [variant] = product.variants
    cart = new_cart()
    await carts.set_line(db, cart, variant.id, wanted=SetLine(quantity=4), now=JOINED)
    new_price = NewVariant(id=variant.id, values=[], price_minor=150_00)
    await change(db, product, ProductChanges(variants=[new_price]))
    counts = [Count(variant_id=variant.id, quantity=1)]
    await inventory.count(db, shop_id=product.shop_id, actor=await load(db, BRUNO), counts=counts)

    [line] = (await carts.show(db, cart)).lines

    assert (line.price_when_added.amount_minor, line.price.amount_minor) == (189_00, 150_00)
    assert (line.quantity, line.available, line.is_available) == (4, 1, False)


async def test_a_changed_quantity_keeps_price_and_touch_of_the_first_time(db: Db) -> None:
    product = await product_of(db, await shop_of(db))
    [variant] = product.variants
    cart, first, second = new_cart(), new_id(), new_id()
    await carts.set_line(db, cart, variant.id, wanted=SetLine(quantity=1, touch_id=first), now=JOINED)
    await change(
        db,
        product,
        ProductChanges(variants=[NewVariant(id=variant.id, values=[], price_minor=1)]),
    )

    for touch_id in (second, None):
        wanted = SetLine(quantity=7, touch_id=touch_id)
        shown = await carts.set_line(db, cart, variant.id, wanted=wanted, now=LATER)

    [line] = shown.lines
    assert (line.quantity, line.touch_id, line.price_when_added.amount_minor) == (7, first, 189_00)
    assert await added(db, cart) == [(str(variant.id), str(first))]


async def test_a_touch_may_come_to_a_line_that_had_none(db: Db) -> None:
    [variant] = (await product_of(db, await shop_of(db))).variants
    cart, touch = new_cart(), new_id()

    for touch_id in (None, touch, touch):
        wanted = SetLine(quantity=1, touch_id=touch_id)
        await carts.set_line(db, cart, variant.id, wanted=wanted, now=JOINED)

    assert await added(db, cart) == [(str(variant.id), None), (str(variant.id), str(touch))]


async def test_what_is_not_for_sale_is_not_put_into_a_cart(db: Db) -> None:
    shop = await shop_of(db)
    draft = await product_of(db, shop, new=replace(new_product(100), status=ProductStatus.DRAFT))

    for variant_id in (draft.variants[0].id, VariantId(new_id())):
        with pytest.raises(VariantNotSold):
            await carts.set_line(db, new_cart(), variant_id, wanted=SetLine(quantity=1), now=JOINED)


async def test_what_goes_off_sale_stays_visible_and_cannot_be_bought(db: Db) -> None:
    shop = await shop_of(db)
    archived, draft = await product_of(db, shop), await product_of(db, shop)
    cart = new_cart()
    for product in (archived, draft):
        await carts.set_line(db, cart, product.variants[0].id, wanted=SetLine(quantity=1), now=JOINED)
    await change(db, archived, ProductChanges(status=ProductStatus.ARCHIVED))
    await change(db, draft, ProductChanges(status=ProductStatus.DRAFT))

    [line] = (await carts.show(db, cart)).lines

    assert line.product.id == archived.id
    assert (line.available, line.is_available, line.product.is_sold_out) == (0, False, True)


async def test_a_cart_has_an_end(db: Db) -> None:
    shop = await shop_of(db)
    product = await product_of(db, shop, new=new_product(*range(100, 100 + LINES_MAX)))
    [one_more] = (await product_of(db, shop)).variants
    cart = new_cart()
    for variant in product.variants:
        await carts.set_line(db, cart, variant.id, wanted=SetLine(quantity=1), now=JOINED)

    with pytest.raises(CartFull):
        await carts.set_line(db, cart, one_more.id, wanted=SetLine(quantity=1), now=JOINED)
    shown = await carts.set_line(db, cart, product.variants[0].id, wanted=SetLine(quantity=9), now=JOINED)

    assert shown.line_count == LINES_MAX


async def test_the_line_added_last_comes_first(db: Db) -> None:
    product = await product_of(db, await shop_of(db), prices_minor=(1, 2, 3))
    cart = new_cart()
    for hours, variant in enumerate(product.variants):
        now = JOINED + timedelta(hours=hours)
        await carts.set_line(db, cart, variant.id, wanted=SetLine(quantity=1), now=now)

    shown = await carts.remove_line(db, cart, product.variants[1].id)

    assert [line.variant_id for line in shown.lines] == [product.variants[2].id, product.variants[0].id]


async def test_what_was_bought_leaves_the_cart_and_nothing_else(db: Db) -> None:
    product = await product_of(db, await shop_of(db), prices_minor=(1, 2, 3))
    small, middle, large = (variant.id for variant in product.variants)
    mine, yours = new_cart(), new_cart()
    for cart in (mine, yours):
        for variant_id in (small, middle):
            await carts.set_line(db, cart, variant_id, wanted=SetLine(quantity=1), now=JOINED)

    for _ in range(2):
        await carts.remove_bought(db, [(mine, [small, large]), (yours, [middle]), (new_cart(), [small])])
    await carts.remove_bought(db, [])

    assert [line.variant_id for line in await carts.lines(db, mine)] == [middle]
    assert [line.variant_id for line in await carts.lines(db, yours)] == [small]


async def test_a_cart_that_nobody_touches_is_forgotten(pool: Pool) -> None:
    old, used = new_cart(), new_cart()
    async with pool.transaction() as db:
        product = await product_of(db, await shop_of(db))
        [variant] = product.variants
        for cart in (old, used):
            await carts.set_line(db, cart, variant.id, wanted=SetLine(quantity=1), now=JOINED)
        await carts.set_line(
            db, used, variant.id, wanted=SetLine(quantity=2), now=JOINED + timedelta(seconds=2)
        )

    now = JOINED + carts.KEPT + timedelta(seconds=1)
    counts = [await carts.forget_untouched(pool, now=now) for _ in range(2)]

    async with pool.transaction() as db:
        assert counts == [1, 0]
        assert (await carts.show(db, old)).line_count == 0
        assert (await carts.show(db, used)).line_count == 1
        assert await value(db, "select count(*) from carts.lines") == 1
