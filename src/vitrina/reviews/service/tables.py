"""What buyers say and ask about what a shop sells, as tables."""

from collections.abc import Sequence

from msgspec import Struct

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductId, ProductSummary
from vitrina.identity import service as identity
from vitrina.identity.model import Person, PersonId
from vitrina.kit.days import local_time
from vitrina.kit.db import Db
from vitrina.kit.tables import Cell, as_csv, as_moment
from vitrina.reviews import store
from vitrina.reviews.model import Question, Review
from vitrina.reviews.store import questions
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId

ROWS_MAX = 5_000
ABOUT = ("product_id", "product", "by")
ANSWER = ("answered_at", "answer", "time_zone")
REVIEW_COLUMNS = ("written_at", *ABOUT, "stars", "words", "photos", *ANSWER)
QUESTION_COLUMNS = ("asked_at", *ABOUT, "question", *ANSWER)


async def reviews_table(db: Db, *, shop_id: ShopId, actor: Person, is_unanswered: bool) -> str:
    """Write what buyers think of what the actor's shop sells as CSV, the newest first, at most ROWS_MAX.

    Moments by the clocks where the shop is, which the last column names; who is gone is left out.
    Raises NotYourShop, ShopNotFound.
    """
    country = (await shops.require_member(db, shop_id=shop_id, person=actor)).country
    found = await store.list_of_shop(db, shop_id, is_unanswered=is_unanswered, before=None, limit=ROWS_MAX)
    names = await _names(db, found)
    rows = [
        [
            as_moment(each.written_at, country),
            *names.about(each),
            each.stars.value,
            each.text,
            len(each.photo_file_ids),
            as_moment(each.answered_at, country),
            each.answer,
            local_time(each.written_at, country).tzname(),
        ]
        for each in found
        if each.author_id in names.people
    ]
    return as_csv([REVIEW_COLUMNS, *rows])


async def questions_table(db: Db, *, shop_id: ShopId, actor: Person, is_unanswered: bool) -> str:
    """Write what was asked about what the actor's shop sells as CSV, with what the shop answered.

    Otherwise as `reviews_table`. Raises NotYourShop, ShopNotFound.
    """
    country = (await shops.require_member(db, shop_id=shop_id, person=actor)).country
    found = await questions.list_of_shop(
        db, shop_id, is_unanswered=is_unanswered, before=None, limit=ROWS_MAX
    )
    names = await _names(db, found)
    # The shop's comes first.
    firsts = await questions.answers_shown(
        db, [each.id for each in found], reader_id=actor.id, shop_id=shop_id, each_max=1
    )
    answers = {each.question_id: each for each in firsts if each.is_shop}
    rows = [
        [
            as_moment(each.asked_at, country),
            *names.about(each),
            each.text,
            as_moment(answer.answered_at, country) if answer else None,
            answer.text if answer else None,
            local_time(each.asked_at, country).tzname(),
        ]
        for each in found
        if each.author_id in names.people
        for answer in [answers.get(each.id)]
    ]
    return as_csv([QUESTION_COLUMNS, *rows])


class _Names(Struct, frozen=True):
    """Of what something was said, and who said it."""

    products: dict[ProductId, ProductSummary]
    people: dict[PersonId, Person]

    def about(self, said: Review | Question) -> tuple[Cell, ...]:
        product = self.products.get(said.product_id)
        return str(said.product_id), product.title if product else None, self.people[said.author_id].handle


async def _names(db: Db, found: Sequence[Review | Question]) -> _Names:
    return _Names(
        products=await catalogue.summaries(db, list({each.product_id for each in found})),
        people=await identity.persons(db, list({each.author_id for each in found})),
    )
