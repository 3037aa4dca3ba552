"""What a card and a product page are put together from."""

from msgspec.structs import replace

from tests.builders import image_of, new_product, product_of, shop_of
from tests.people import BRUNO, JOINED, load
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductStatus
from vitrina.kit.db import Db
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money
from vitrina.storefront import service as storefront
from vitrina.storefront.model import ProductCard, ShopName


async def test_a_card_shows_the_lowest_price_and_whose_it_is(db: Db) -> None:
    shop = await shop_of(db)
    picture = await image_of(db)
    product = await product_of(db, shop, new=replace(new_product(200, 100), images=[picture]))

    cards = await storefront.product_cards(db, [product.id, new_id()])

    assert cards == {
        product.id: ProductCard(
            id=product.id,
            title="Linen shirt",
            image_url=cards[product.id].image_url,
            price=Money(100, shop.currency),
            compare_at=None,
            has_price_range=True,
            is_sold_out=False,
            rating=None,
            shop=ShopName(id=shop.id, handle=shop.handle, name=shop.name),
        )
    }
    assert str(picture) in (cards[product.id].image_url or "")


async def test_what_nobody_can_have_is_sold_out(db: Db) -> None:
    bruno, shop = await load(db, BRUNO), await shop_of(db)
    empty = await product_of(db, shop, quantity=0)
    archived = await product_of(db, shop)
    full = await product_of(db, shop)
    await catalogue.archive(db, product_id=archived.id, actor=bruno, now=JOINED)

    cards = await storefront.product_cards(db, [empty.id, archived.id, full.id])
    views = await storefront.product_views(db, [archived.id, full.id])

    assert [cards[each.id].is_sold_out for each in (empty, archived, full)] == [True, True, False]
    assert [views[each.id].variants[0].available for each in (archived, full)] == [0, 10]


async def test_a_draft_is_shown_to_nobody(db: Db) -> None:
    draft = replace(new_product(100), status=ProductStatus.DRAFT)
    product = await product_of(db, await shop_of(db), new=draft)

    assert await storefront.product_cards(db, [product.id]) == {}
    assert await storefront.product_views(db, [product.id]) == {}


async def test_a_product_page_has_everything_that_can_be_chosen(db: Db) -> None:
    shop = await shop_of(db)
    new = replace(new_product(100, 200), images=[await image_of(db)])
    product = await product_of(db, shop, new=new, quantity=3)

    view = (await storefront.product_views(db, [product.id]))[product.id]

    assert view.shop.shipping == Money(50_00, shop.currency)
    assert view.options == new.options
    assert [(each.values, each.price.amount_minor, each.available) for each in view.variants] == [
        (["size 1"], 100, 3),
        (["size 2"], 200, 3),
    ]
    assert view.images[0].alt == "Linen shirt"
    assert view.price_includes_tax
