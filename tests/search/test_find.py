"""Products are found: by any word, in any form, while they are on sale, and only then."""

import random
from datetime import timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace

from tests.builders import new_product, product_of, shop_of
from tests.people import BRUNO, EVA, JOINED, load
from tests.search.shelf import add, asked, find, keep_up, stock, titles, with_options
from vitrina.carts.model import CartId, CartLineAdded
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import Category, ProductChanges, ProductStatus, VariantId
from vitrina.inventory import service as inventory
from vitrina.inventory.model import Count
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.money import Money
from vitrina.kit.places import Currency, Language
from vitrina.search import service
from vitrina.search.model import Filters, Match, Sort
from vitrina.shops import service as shops
from vitrina.shops.model import ChangeShop

SHELF = [
    "Vela de cítricos",
    "Taza de barro negro",
    "Lápices de colores",
    "Fone de ouvido Batida",
    "Anéis de prata",
    "Batom Seda vermelho",
    "Running shoes",
    "Soporte para celular",
    "Playera de algodón",
    "Limón deshidratado",
    "Aromatizador para auto",
    "Mochila Trilha azul",
]


async def test_every_form_of_a_word_finds_its_product(pool: Pool) -> None:
    await stock(pool, *SHELF)
    table = [
        ("velas cítricas", Language.ES, "Vela de cítricos"),
        ("VELA CITRICO", Language.ES, "Vela de cítricos"),
        ("tazas", Language.ES, "Taza de barro negro"),
        ("lapiz", Language.ES, "Lápices de colores"),
        ("fones de ouvido", Language.PT, "Fone de ouvido Batida"),
        ("anel de prata", Language.PT, "Anéis de prata"),
        ("batons", Language.PT, "Batom Seda vermelho"),
        ("shoe", Language.EN, "Running shoes"),
        ("shoe", Language.ES, "Running shoes"),
        ("limones", Language.ES, "Limón deshidratado"),
        ("móvil", Language.ES, "Soporte para celular"),
        ("remera algodon", Language.ES, "Playera de algodón"),
        ("aromatizador coche", Language.ES, "Aromatizador para auto"),
        ("mochilas azuis", Language.PT, "Mochila Trilha azul"),
    ]
    for text, language, title in table:
        found = await find(pool, text, language=language)
        assert title in titles(found), text
        assert found.wording
        assert found.wording.match is Match.EXACT, text


async def test_a_typing_error_is_corrected_and_said(pool: Pool) -> None:
    await stock(pool, *SHELF)
    for typed, used in [
        ("velsa de citricos", "vela de citricos"),
         ("tazq de barro", "taza de barro"),
        ("mochilla", "mochila"), ("algodno", "algodón"),
        ("plyera", "playera"), ("batim", "batom"), ("limn", "limón"), ("qprata", "prata"),
        ("velsa de citrics", "vela de cítricos"), ("tzaa baro", "taza barro"),
    ]:  # fmt: skip
        found = await find(pool, typed, language=Language.ES)
        assert found.wording, typed
        assert found.items, typed
        assert found.wording.match is Match.CORRECTED, typed
        assert found.wording.asked == typed
        assert found.wording.used == used


async def test_who_means_it_literally_is_not_corrected(pool: Pool) -> None:
    await stock(pool, *SHELF)

    found = await find(pool, "mochilla", is_literal=True)

    assert found.items == []


async def test_when_nothing_has_all_words_most_are_enough(pool: Pool) -> None:
    await stock(pool, *SHELF)

    found = await find(pool, "taza barro transparente")

    assert titles(found) == ["Taza de barro negro"]
    assert found.wording
    assert found.wording.match is Match.RELAXED


async def test_any_word_of_any_title_finds_its_product(pool: Pool) -> None:
    chance = random.Random(7)
    letters = "abcdefghijklmnñopqrstuvwxyzáéíóúãõç"
    made = [
        " ".join("".join(chance.choices(letters, k=chance.randint(3, 12))) for _ in range(4))
        for _ in range(12)
    ]
    await stock(pool, *made)

    for title in made:
        for each in title.split():
            assert title in titles(await find(pool, each, language=chance.choice(list(Language)))), each


async def test_accents_that_fit_go_first(pool: Pool) -> None:
    await stock(pool, "Papa de la huerta", "Papá te quiero")

    assert titles(await find(pool, "papá"))[0] == "Papá te quiero"
    assert titles(await find(pool, "papa"))[0] == "Papa de la huerta"


async def test_a_new_title_is_found_and_the_old_one_is_not(pool: Pool) -> None:
    made = await stock(pool, "Lámpara hongo")
    async with pool.transaction() as db:
        owner = await load(db, BRUNO)
        changes = ProductChanges(title="Velador luna")
        await catalogue.edit(db, product_id=made["Lámpara hongo"], actor=owner, changes=changes, now=JOINED)
    await keep_up(pool)

    assert titles(await find(pool, "velador")) == ["Velador luna"]
    assert titles(await find(pool, "hongo")) == []


async def test_a_draft_is_never_found_and_a_hidden_product_vanishes_at_once(pool: Pool) -> None:
    made = await stock(pool, "Lámpara hongo", "Lámpara luna")
    async with pool.transaction() as db:
        shop = await shop_of(db)
        draft = replace(new_product(5_00, title="Lámpara secreta"), status=ProductStatus.DRAFT)
        await product_of(db, shop, new=draft)
    await keep_up(pool)
    assert sorted(titles(await find(pool, "lampara"))) == ["Lámpara hongo", "Lámpara luna"]

    async with pool.transaction() as db:
        await catalogue.archive(db, product_id=made["Lámpara luna"], actor=await load(db, BRUNO), now=JOINED)

    assert titles(await find(pool, "lampara")) == ["Lámpara hongo"]
    await keep_up(pool)
    assert titles(await find(pool, "luna")) == []


async def test_every_product_comes_once_page_by_page_in_every_order(pool: Pool) -> None:
    await stock(pool, *[f"Taza número {i}" for i in range(11)])
    for sort in Sort:
        if sort is Sort.DISCOUNT:
            continue
        seen: list[str] = []
        cursor = None
        while True:
            found = await find(
                pool, "taza", sort=sort, cursor=cursor, limit=4, filters=Filters(currency=Currency.MXN)
            )
            seen += titles(found)
            cursor = found.next_cursor
            if cursor is None:
                break
        assert len(seen) == len(set(seen)) == 11, sort


async def test_corrected_pages_go_on_with_the_same_words(pool: Pool) -> None:
    await stock(pool, *[f"Mochila número {i}" for i in range(5)])

    first = await find(pool, "mochilq", limit=3)
    second = await find(pool, "mochilq", limit=3, cursor=first.next_cursor)

    assert len({*titles(first), *titles(second)}) == 5
    assert second.wording == first.wording


@pytest.mark.parametrize(
    "text",
    [
        "' | ! & ( ) <-> :*", "de la", "🙂🙂", "a" * 120, "\x00", "taza\x00",
        "'; drop table search.products; --",
        "%", "_", "\\", "ｔａｚａ", "taza" * 25, " ", "½ ∑", "ñ", "日本語", "'a':A",
        "-taza", "taza or", "\u202etaza",
    ],
)  # fmt: skip
async def test_whatever_is_typed_is_answered(pool: Pool, text: str) -> None:
    await stock(pool, "Taza de barro")

    await find(pool, text)
    async with pool.transaction() as db:
        await service.suggest(db, text)
        await service.find_profiles(db, text=text, cursor=None, limit=5)
        await service.find_hashtags(db, text)


async def test_filters_hold(pool: Pool) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        shirt = with_options(
            new_product(100_00, title="Camisa lino"),
            {"Talla": ["S", "M"], "Color": ["Negro", "Blanco"]},
            [100_00, 120_00],
        )
        made = await product_of(db, shop, new=replace(shirt, category=Category.CLOTHING))
        await add(db, shop, "Camisa barata", price_minor=50_00, category=Category.CLOTHING)
        await add(db, shop, "Taza agotada", category=Category.KITCHEN, quantity=0)
        other = await shop_of(db, EVA)
        await add(db, other, "Shirt", price_minor=30_00, category=Category.CLOTHING)
        owner = await load(db, BRUNO)
        await inventory.count(
            db, shop_id=shop.id, actor=owner, counts=[Count(variant_id=made.variants[1].id, quantity=0)]
        )
    await keep_up(pool)

    async def those(**wanted: object) -> list[str]:
        return sorted(titles(await find(pool, None, filters=Filters(**wanted), sort=Sort.NEWEST)))  # type: ignore[arg-type]

    assert await those(category=Category.CLOTHING) == ["Camisa barata", "Camisa lino", "Shirt"]
    assert await those(currency=Currency.MXN, price_min_minor=60_00, price_max_minor=110_00) == [
        "Camisa lino"
    ]
    assert await those(shop_id=other.id) == ["Shirt"]
    assert await those(in_stock=True) == ["Camisa barata", "Camisa lino", "Shirt"]
    assert await those(sizes=["m"]) == ["Camisa lino"]
    assert await those(sizes=["m"], in_stock=True) == []
    assert await those(sizes=["s", "xl"], in_stock=True) == ["Camisa lino"]
    assert await those(colours=["Preto"]) == ["Camisa lino"]
    assert await those(colours=["black"], sizes=["xxl"]) == []
    assert await those(free_shipping=True) == []

    async with pool.transaction() as db:
        change = ChangeShop(shipping=Money(0, Currency.USD))
        await shops.change_shop(db, await load(db, EVA), other.id, change)
    await keep_up(pool)
    assert await those(free_shipping=True) == ["Shirt"]


async def test_what_sells_out_leaves_the_filter(pool: Pool) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        made = await product_of(db, shop, new=new_product(10_00, title="Taza"), quantity=3)
    await keep_up(pool)
    assert titles(await find(pool, None, filters=Filters(in_stock=True))) == ["Taza"]

    async with pool.transaction() as db:
        owner = await load(db, BRUNO)
        await inventory.count(
            db, shop_id=shop.id, actor=owner, counts=[Count(variant_id=made.variants[0].id, quantity=0)]
        )
    await keep_up(pool)

    assert titles(await find(pool, None, filters=Filters(in_stock=True))) == []


async def test_prices_are_compared_in_one_currency_alone(pool: Pool) -> None:
    with pytest.raises(Malformed):
        await find(pool, None, sort=Sort.PRICE_UP)
    with pytest.raises(Malformed):
        await find(pool, None, filters=Filters(price_max_minor=5))


async def test_a_discount_counts_from_what_it_really_cost(pool: Pool) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        owner = await load(db, BRUNO)
        honest = new_product(100_00, title="Honesta")
        dressed = new_product(100_00, title="Maquillada")
        for each in (honest, dressed):
            await product_of(db, shop, new=each)
        for each, price in ((honest, 60_00), (dressed, 90_00)):
            variant = replace(each.variants[0], price_minor=price, compare_at_minor=100_00)
            changes = ProductChanges(variants=[variant])
            later = JOINED + timedelta(days=8)  # It was asked for long enough to be a price before.
            await catalogue.edit(db, product_id=each.id, actor=owner, changes=changes, now=later)
    await keep_up(pool)

    found = await find(pool, None, sort=Sort.DISCOUNT)

    assert titles(found) == ["Honesta", "Maquillada"]
    async with pool.transaction() as db:
        rows = await (await db.execute("select discount_bps from search.products order by 1")).fetchall()
    assert [row[0] for row in rows] == [1_000, 4_000]


async def test_facets_tell_by_what_can_be_filtered(pool: Pool) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        shirt = with_options(
            new_product(100_00, title="Camisa"),
            {"Tamanho": ["P", "GG", "180 g"], "Cor": ["Preto", "Cru", "Cru"]},
            [100_00, 120_00, 130_00],
        )
        await product_of(db, shop, new=shirt)
    await keep_up(pool)

    async with pool.transaction() as db:
        facets = await service.count_facets(db, asked("camisas"), Filters())

    assert {(each.value, each.label) for each in facets.sizes} == {
        ("p", "P"),
        ("gg", "GG"),
        ("180 g", "180 g"),
    }
    assert {each.value for each in facets.colours} == {"black", "beige"}
    assert [(each.value, each.count) for each in facets.categories] == [("clothing", 1)]
    assert [each.label for each in facets.shops] == [shop.name]


async def test_what_people_buy_goes_first(pool: Pool) -> None:
    made = await stock(pool, "Taza uno", "Taza dos", "Taza tres")
    async with pool.transaction() as db:
        added = CartLineAdded(
            cart_id=CartId(uuid4()),
            variant_id=VariantId(uuid4()),
            product_id=made["Taza dos"],
            touch_id=None,
            at=clock.now(),
        )
        await service.add_heat(db, [added] * 5, clock.now())
    await service.tell_heat(pool)

    assert titles(await find(pool, "taza"))[0] == "Taza dos"
    assert titles(await find(pool, None, sort=Sort.POPULAR))[0] == "Taza dos"


async def test_similar_products_are_of_the_same_shelf_and_in_stock(pool: Pool) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        own = await add(db, shop, "Vela de soja", category=Category.HOME)
        await add(db, shop, "Vela de cera", category=Category.HOME)
        await add(db, shop, "Vela agotada", category=Category.HOME, quantity=0)
        await add(db, shop, "Manta", category=Category.HOME)
        await add(db, shop, "Vela de pastel", category=Category.PANTRY)
    await keep_up(pool)

    async with pool.transaction() as db:
        found = await service.similar_products(db, own)

    assert [each.title for each in found] == ["Vela de cera", "Manta"]


async def test_a_known_minor_finds_nothing_for_adults(pool: Pool) -> None:
    for title, age_limit in (("Mezcal joven", 18), ("Mezcal de mentira", 0)):
        async with pool.transaction() as db:
            new = replace(new_product(189_00, title=title), age_limit=18 if age_limit else 0)
            await product_of(db, await shop_of(db), new=new)
    await keep_up(pool)

    everybody = titles(await find(pool, "mezcal"))
    minor = titles(await find(pool, "mezcal", filters=Filters(is_minor=True)))
    newest = titles(await find(pool, None, filters=Filters(is_minor=True), sort=Sort.NEWEST))

    assert sorted(everybody) == ["Mezcal de mentira", "Mezcal joven"]
    assert minor == newest == ["Mezcal de mentira"]
