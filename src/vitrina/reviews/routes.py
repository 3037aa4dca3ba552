"""HTTP of reviews, and of questions about products."""

from typing import Annotated

from litestar import Response, delete, get, post, put
from litestar.params import QueryParameter

from vitrina.catalogue.errors import ProductNotFound
from vitrina.catalogue.model import ProductId
from vitrina.identity.errors import SignInNeeded, Suspended
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed, TooManyRequests
from vitrina.kit.http import PAGE_SIZE, TABLE, Cursor, Limit, Page, fails, table
from vitrina.media.errors import ImageNotFound
from vitrina.reviews import service
from vitrina.reviews.errors import (
    AnswerNotFound,
    AnswerTakenDown,
    MayNotAnswer,
    NotReceived,
    OwnAnswer,
    OwnProduct,
    OwnShopQuestion,
    QuestionIdTaken,
    QuestionNotFound,
    QuestionTakenDown,
    ReviewNotFound,
    ReviewTakenDown,
    TooManyAnswers,
)
from vitrina.reviews.model import (
    AnswerId,
    NewAnswer,
    NewQuestion,
    NewReview,
    OwnReview,
    QuestionId,
    QuestionView,
    RatingSummary,
    ReviewId,
    ReviewView,
    ShopQuestion,
    ShopReview,
    Stars,
)
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId

TAGS = ["reviews"]
PRODUCTS_MAX = 100

HowMany = Annotated[Stars | None, QueryParameter(name="stars", description="Only of so many stars")]
Ids = Annotated[
    list[ProductId] | None,
    QueryParameter(name="product", max_items=PRODUCTS_MAX, description="Which products"),
]
Unanswered = Annotated[
    bool, QueryParameter(name="unanswered", description="Only those that the shop has not answered")
]


@get(
    "/products/{product:uuid}/reviews",
    operation_id="listReviews",
    tags=TAGS,
    responses=fails(ProductNotFound, Malformed),
)
async def list_reviews(
    product: ProductId,
    pool: Pool,
    viewer: Person | None,
    stars: HowMany = None,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[ReviewView]:
    """List what buyers think of a product, the newest first."""
    async with pool.transaction() as db:
        return await service.list_reviews(
            db, product_id=product, stars=stars, reader=viewer, cursor=cursor, limit=limit
        )


@get(
    "/products/{product:uuid}/rating",
    operation_id="getRating",
    tags=TAGS,
    responses=fails(ProductNotFound),
)
async def get_rating(product: ProductId, pool: Pool) -> RatingSummary:
    """Tell what the reviews of a product come to; the same for every reader."""
    async with pool.transaction() as db:
        return await service.summarise(db, product)


@get("/me/reviews", operation_id="listOwnReviews", tags=TAGS, responses=fails(SignInNeeded, Malformed))
async def list_own_reviews(person: Person, pool: Pool, products: Ids = None) -> Page[OwnReview]:
    """Tell of some products whether one may review them, and what one wrote about them."""
    async with pool.transaction() as db:
        return Page(items=await service.own_reviews(db, product_ids=products or [], actor=person))


@put(
    "/products/{product:uuid}/review",
    operation_id="writeReview",
    tags=TAGS,
    responses=fails(
        SignInNeeded,
        ProductNotFound,
        NotReceived,
        OwnProduct,
        ImageNotFound,
        ReviewTakenDown,
        Suspended,
        Malformed,
        TooManyRequests,
    ),
)
async def write_review(product: ProductId, data: NewReview, person: Person, pool: Pool) -> ReviewView:
    """Review a product that one bought and received, in place of what one wrote before."""
    async with pool.transaction() as db:
        return await service.write(db, product_id=product, actor=person, new=data, now=clock.now())


@delete(
    "/products/{product:uuid}/review",
    operation_id="deleteReview",
    tags=TAGS,
    responses=fails(SignInNeeded, ReviewTakenDown),
)
async def delete_review(product: ProductId, person: Person, pool: Pool) -> None:
    """Delete what one wrote about a product; twice is once."""
    async with pool.transaction() as db:
        await service.delete(db, product_id=product, actor=person)


@get(
    "/shops/{shop:uuid}/reviews",
    operation_id="listShopReviews",
    tags=TAGS,
    responses=fails(SignInNeeded, ShopNotFound, NotYourShop, Malformed),
)
async def list_shop_reviews(
    shop: ShopId,
    person: Person,
    pool: Pool,
    is_unanswered: Unanswered = False,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[ShopReview]:
    """List what buyers think of what one's shop sells, the newest first."""
    async with pool.transaction() as db:
        return await service.list_of_shop(
            db, shop_id=shop, actor=person, is_unanswered=is_unanswered, cursor=cursor, limit=limit
        )


@get(
    "/shops/{shop:uuid}/reviews/table",
    operation_id="exportShopReviews",
    tags=TAGS,
    media_type="text/csv",
    responses={200: TABLE, **fails(SignInNeeded, ShopNotFound, NotYourShop, Malformed)},
)
async def export_shop_reviews(
    shop: ShopId, person: Person, pool: Pool, is_unanswered: Unanswered = False
) -> Response[bytes]:
    """Fetch what buyers think of what one's shop sells as CSV, the newest first, at most 5,000."""
    async with pool.transaction() as db:
        text = await service.reviews_table(db, shop_id=shop, actor=person, is_unanswered=is_unanswered)
    return table(text, "reviews.csv")


@put(
    "/reviews/{review:uuid}/answer",
    operation_id="answerReview",
    tags=TAGS,
    responses=fails(SignInNeeded, ReviewNotFound, NotYourShop, AnswerTakenDown, Suspended, Malformed),
)
async def answer_review(review: ReviewId, data: NewAnswer, person: Person, pool: Pool) -> ReviewView:
    """Answer a review of what one's shop sells, in place of the answer before."""
    async with pool.transaction() as db:
        return await service.answer(db, review_id=review, actor=person, new=data, now=clock.now())


@delete(
    "/reviews/{review:uuid}/answer",
    operation_id="unanswerReview",
    status_code=200,
    tags=TAGS,
    responses=fails(SignInNeeded, ReviewNotFound, NotYourShop, AnswerTakenDown),
)
async def unanswer_review(review: ReviewId, person: Person, pool: Pool) -> ReviewView:
    """Take the shop's answer back; twice is once."""
    async with pool.transaction() as db:
        return await service.unanswer(db, review_id=review, actor=person, now=clock.now())


@get(
    "/products/{product:uuid}/questions",
    operation_id="listQuestions",
    tags=TAGS,
    responses=fails(ProductNotFound, Malformed),
)
async def list_questions(
    product: ProductId,
    pool: Pool,
    viewer: Person | None,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[QuestionView]:
    """List what people asked about a product, and what was answered: answered questions first."""
    async with pool.transaction() as db:
        return await service.list_questions(db, product_id=product, reader=viewer, cursor=cursor, limit=limit)


@post(
    "/products/{product:uuid}/questions",
    operation_id="askQuestion",
    tags=TAGS,
    responses=fails(
        SignInNeeded,
        ProductNotFound,
        OwnShopQuestion,
        QuestionIdTaken,
        Suspended,
        Malformed,
        TooManyRequests,
    ),
)
async def ask_question(product: ProductId, data: NewQuestion, person: Person, pool: Pool) -> QuestionView:
    """Ask something about a product. The same id again is the same question."""
    async with pool.transaction() as db:
        return await service.ask(db, product_id=product, actor=person, new=data, now=clock.now())


@delete(
    "/questions/{question:uuid}",
    operation_id="deleteQuestion",
    tags=TAGS,
    responses=fails(SignInNeeded, QuestionTakenDown),
)
async def delete_question(question: QuestionId, person: Person, pool: Pool) -> None:
    """Delete what one asked, with what was answered; twice is once."""
    async with pool.transaction() as db:
        await service.delete_question(db, question_id=question, actor=person)


@put(
    "/questions/{question:uuid}/answer",
    operation_id="answerQuestion",
    tags=TAGS,
    responses=fails(
        SignInNeeded,
        QuestionNotFound,
        MayNotAnswer,
        AnswerTakenDown,
        TooManyAnswers,
        Suspended,
        Malformed,
        TooManyRequests,
    ),
)
async def answer_question(question: QuestionId, data: NewAnswer, person: Person, pool: Pool) -> QuestionView:
    """Answer a question, for one's shop or as who received the product, in place of one's answer before."""
    async with pool.transaction() as db:
        return await service.answer_question(
            db, question_id=question, actor=person, new=data, now=clock.now()
        )


@delete(
    "/questions/{question:uuid}/answer",
    operation_id="unanswerQuestion",
    status_code=200,
    tags=TAGS,
    responses=fails(SignInNeeded, QuestionNotFound, AnswerTakenDown),
)
async def unanswer_question(question: QuestionId, person: Person, pool: Pool) -> QuestionView:
    """Take one's answer back; twice is once."""
    async with pool.transaction() as db:
        return await service.delete_answer(db, question_id=question, actor=person)


@put(
    "/answers/{answer:uuid}/vote",
    operation_id="voteForAnswer",
    tags=TAGS,
    responses=fails(SignInNeeded, AnswerNotFound, OwnAnswer, Suspended, TooManyRequests),
)
async def vote_for_answer(answer: AnswerId, person: Person, pool: Pool) -> QuestionView:
    """Say that an answer to a question helped; twice is once."""
    async with pool.transaction() as db:
        return await service.vote(db, answer_id=answer, actor=person, now=clock.now())


@delete(
    "/answers/{answer:uuid}/vote",
    operation_id="takeBackVote",
    status_code=200,
    tags=TAGS,
    responses=fails(SignInNeeded, AnswerNotFound),
)
async def take_back_vote(answer: AnswerId, person: Person, pool: Pool) -> QuestionView:
    """Take back that an answer helped; twice is once."""
    async with pool.transaction() as db:
        return await service.unvote(db, answer_id=answer, actor=person)


@get(
    "/shops/{shop:uuid}/questions",
    operation_id="listShopQuestions",
    tags=TAGS,
    responses=fails(SignInNeeded, ShopNotFound, NotYourShop, Malformed),
)
async def list_shop_questions(
    shop: ShopId,
    person: Person,
    pool: Pool,
    is_unanswered: Unanswered = False,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[ShopQuestion]:
    """List what people ask about what one's shop sells, the newest first."""
    async with pool.transaction() as db:
        return await service.list_shop_questions(
            db, shop_id=shop, actor=person, is_unanswered=is_unanswered, cursor=cursor, limit=limit
        )


@get(
    "/shops/{shop:uuid}/questions/table",
    operation_id="exportShopQuestions",
    tags=TAGS,
    media_type="text/csv",
    responses={200: TABLE, **fails(SignInNeeded, ShopNotFound, NotYourShop, Malformed)},
)
async def export_shop_questions(
    shop: ShopId, person: Person, pool: Pool, is_unanswered: Unanswered = False
) -> Response[bytes]:
    """Fetch what people ask about what one's shop sells as CSV, the newest first, at most 5,000."""
    async with pool.transaction() as db:
        text = await service.questions_table(db, shop_id=shop, actor=person, is_unanswered=is_unanswered)
    return table(text, "questions.csv")


ROUTES = [
    list_reviews,
    get_rating,
    list_own_reviews,
    write_review,
    delete_review,
    list_shop_reviews,
    export_shop_reviews,
    answer_review,
    unanswer_review,
    list_questions,
    ask_question,
    delete_question,
    answer_question,
    unanswer_question,
    vote_for_answer,
    take_back_vote,
    list_shop_questions,
    export_shop_questions,
]
