"""A day at the counter of a demo shop: a price for two days, questions, goods at a market stall."""

from datetime import datetime, timedelta

from msgspec import Struct

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.flash_model import FlashId, NewFlash, NewFlashPrice
from vitrina.catalogue.model import ProductId, VariantId
from vitrina.demo.world import demo_id
from vitrina.identity import service as identity
from vitrina.identity.model import Person, PersonId
from vitrina.inventory.locations import service as locations
from vitrina.inventory.locations.model import LocationId, MoveId, NewLocation, NewMove, Units
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.reviews import service as reviews
from vitrina.reviews.model import NewAnswer, NewQuestion, QuestionId
from vitrina.shops.model import ShopId

SHOP, OWNER = "molino.nube", "bruno"
CHEAPER, FLASH_MINOR, FLASH_LASTS = "tetera-cisne", 549_00, timedelta(hours=48)
MARKET, CARRIED = "Puesto del mercado", {"prensa-francesa": 4, "miel-azahar": 12}
ANSWERED_AFTER = timedelta(hours=2)


class _Asked(Struct, frozen=True):
    """A question about a product of the shop. answer: the shop's; empty while it waits."""

    product: str
    person: str
    age: timedelta
    text: str
    answer: str = ""


ASKED = (
    _Asked(
        "prensa-francesa",
        "ana",
        timedelta(days=6),
        "¿Se consigue la malla de repuesto por separado?",
        "Sí: escríbenos y te la mandamos con tu siguiente pedido.",
    ),
    _Asked(
        "prensa-francesa",
        "sol",
        timedelta(days=3),
        "¿Cuántas tazas salen de una vez?",
        "Tres tazas de 200 ml. El frasco es de 600 ml.",
    ),
    _Asked("tetera-cisne", "ana", timedelta(hours=5), "¿Funciona en parrilla de inducción?"),
)


async def seed_counter(pool: Pool, settings: Settings, now: datetime) -> None:
    """Set the price, ask and answer, and carry goods to the market. What was done is not done again."""
    shop_id = ShopId(demo_id("shop", SHOP))
    async with pool.transaction() as db:
        owner = await identity.person_by_id(db, PersonId(demo_id("person", OWNER)))
        await _cheapen(db, shop_id, owner, now)
        await _carry(db, shop_id, owner, settings)
    for each in ASKED:
        async with pool.transaction() as db:
            await _ask(db, each, owner, now)


async def _cheapen(db: Db, shop_id: ShopId, owner: Person, now: datetime) -> None:
    product_id = ProductId(demo_id("product", CHEAPER))
    variant_ids = await _variant_ids(db, product_id)
    new = NewFlash(
        id=FlashId(demo_id("flash", CHEAPER)),
        product_id=product_id,
        prices=[NewFlashPrice(variant_id=each, price=FLASH_MINOR) for each in variant_ids],
        ends_at=now + FLASH_LASTS,
    )
    await catalogue.plan_flash(db, shop_id=shop_id, actor=owner, new=new, now=now)


async def _carry(db: Db, shop_id: ShopId, owner: Person, settings: Settings) -> None:
    market = LocationId(demo_id("location", MARKET))
    new = NewLocation(name=MARKET, priority=10)
    await locations.save(db, shop_id=shop_id, location_id=market, actor=owner, new=new, settings=settings)
    lines = [
        Units(variant_id=variant_id, quantity=quantity)
        for key, quantity in CARRIED.items()
        for variant_id in await _variant_ids(db, ProductId(demo_id("product", key)))
    ]
    a_move = NewMove(
        id=MoveId(demo_id("move", MARKET)), from_id=LocationId(shop_id), to_id=market, lines=lines
    )
    await locations.move(db, shop_id=shop_id, actor=owner, new=a_move)


async def _ask(db: Db, asked: _Asked, owner: Person, now: datetime) -> None:
    product_id = ProductId(demo_id("product", asked.product))
    question_id = QuestionId(demo_id("question", f"{asked.product}:{asked.person}"))
    person = await identity.person_by_id(db, PersonId(demo_id("person", asked.person)))
    new, at = NewQuestion(id=question_id, text=asked.text), now - asked.age
    await reviews.ask(db, product_id=product_id, actor=person, new=new, now=at)
    if asked.answer:
        answer = NewAnswer(text=asked.answer)
        later = at + ANSWERED_AFTER
        await reviews.answer_question(db, question_id=question_id, actor=owner, new=answer, now=later)


async def _variant_ids(db: Db, product_id: ProductId) -> list[VariantId]:
    product = (await catalogue.products_by_id(db, [product_id]))[product_id]
    return [each.id for each in product.variants]
