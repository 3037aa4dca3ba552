"""Reviews, ratings, answers."""

from datetime import datetime
from enum import IntEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.catalogue.model import ProductId
from vitrina.identity.model import PersonId
from vitrina.kit.events import Event
from vitrina.media.model import FileId, FileView
from vitrina.shops.model import ShopId

ReviewId = NewType("ReviewId", UUID)
QuestionId = NewType("QuestionId", UUID)
AnswerId = NewType("AnswerId", UUID)

REVIEW_LENGTH_MAX = 2_000
ANSWER_LENGTH_MAX = 1_000
QUESTION_LENGTH_MAX = 500
ANSWERS_SHOWN_MAX = 20
PHOTOS_MAX = 5


class Stars(IntEnum):
    """How good a product is."""

    ONE = 1
    """Bad."""
    TWO = 2
    """Not good."""
    THREE = 3
    """All right."""
    FOUR = 4
    """Good."""
    FIVE = 5
    """Very good."""


class NewReview(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody thinks of a product. text: may be empty. photos: pictures that she sent before."""

    stars: Stars
    text: Annotated[str, Meta(max_length=REVIEW_LENGTH_MAX)] = ""
    photos: Annotated[list[FileId], Meta(max_length=PHOTOS_MAX)] = []


class NewAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a shop says to a review, or somebody to a question."""

    text: Annotated[str, Meta(min_length=1, max_length=ANSWER_LENGTH_MAX)]


class Review(Struct, frozen=True, kw_only=True):
    """A review as it is kept."""

    id: ReviewId
    product_id: ProductId
    shop_id: ShopId
    author_id: PersonId
    stars: Stars
    text: str
    answer: str | None
    answered_at: datetime | None
    answer_hidden_at: datetime | None
    hidden_for: UUID | None
    written_at: datetime
    changed_at: datetime
    photo_file_ids: list[FileId] = []


class Reviewer(Struct, frozen=True, kw_only=True):
    """Who reviews. is_self: the reader."""

    id: PersonId
    handle: str
    name: str
    avatar_url: str | None
    is_self: bool


class AnswerView(Struct, frozen=True, kw_only=True):
    """What the shop says to a review. is_hidden: it was taken down, and only who runs the shop sees it."""

    text: str
    answered_at: datetime
    is_hidden: bool


class ReviewView(Struct, frozen=True, kw_only=True):
    """A review as a reader sees it. is_hidden: it was taken down, and only its author sees it."""

    id: ReviewId
    product_id: ProductId
    author: Reviewer
    stars: Stars
    text: str
    photos: list[FileView]
    answer: AnswerView | None
    is_edited: bool
    is_hidden: bool
    written_at: datetime


class RatingSummary(Struct, frozen=True, kw_only=True):
    """What the reviews of a product come to.

    average_tenths: the average times ten, half up; null without a review.  distribution: how many gave one
    star, two, and so on.
    """

    average_tenths: int | None
    count: int
    distribution: list[int]


class OwnReview(Struct, frozen=True, kw_only=True):
    """Whether the reader may review a product, and what she wrote already.

    may_answer: questions about it, as its shop or because she received it.
    """

    product_id: ProductId
    may_review: bool
    may_answer: bool
    review: ReviewView | None


class ReviewedProduct(Struct, frozen=True, kw_only=True):
    """A product as a list of reviews names it."""

    id: ProductId
    title: str
    image_url: str | None


class ShopReview(Struct, frozen=True, kw_only=True):
    """A review of a shop's product, for who runs the shop. product: null when it is gone."""

    review: ReviewView
    product: ReviewedProduct | None


class NewQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question about a product. id: the client's; the same id twice is one question."""

    id: QuestionId
    text: Annotated[str, Meta(min_length=1, max_length=QUESTION_LENGTH_MAX)]


class Question(Struct, frozen=True, kw_only=True):
    """A question as it is kept. is_answered: by an answer that is shown."""

    id: QuestionId
    product_id: ProductId
    shop_id: ShopId
    author_id: PersonId
    text: str
    hidden_for: UUID | None
    asked_at: datetime
    is_answered: bool = False


class Answer(Struct, frozen=True, kw_only=True):
    """What somebody says to a question, as it is kept. is_shop: said for the shop.

    helpful_count: how many it helped.  is_helpful: the reader is one of them.
    """

    id: AnswerId
    question_id: QuestionId
    product_id: ProductId
    shop_id: ShopId
    author_id: PersonId
    is_shop: bool
    text: str
    hidden_for: UUID | None
    answered_at: datetime
    changed_at: datetime
    helpful_count: int = 0
    is_helpful: bool = False


class QuestionAnswer(Struct, frozen=True, kw_only=True):
    """An answer as a reader sees it. author: null for the shop's.  is_own: the reader may change it.

    is_hidden: it was taken down, and only who wrote it sees it.  helpful_count: how many it helped.
    is_helpful: the reader is one of them.
    """

    id: AnswerId
    is_shop: bool
    author: Reviewer | None
    text: str
    is_own: bool
    is_edited: bool
    is_hidden: bool
    helpful_count: int
    is_helpful: bool
    answered_at: datetime


class QuestionView(Struct, frozen=True, kw_only=True):
    """A question as a reader sees it. answers: the shop's, then what helped most, at most 20.

    is_hidden: it was taken down, and only its author sees it.
    """

    id: QuestionId
    product_id: ProductId
    author: Reviewer
    text: str
    answers: list[QuestionAnswer]
    is_hidden: bool
    asked_at: datetime


class ShopQuestion(Struct, frozen=True, kw_only=True):
    """A question about a shop's product, for who runs the shop. product: null when it is gone."""

    question: QuestionView
    product: ReviewedProduct | None


class QuestionAsked(Event, frozen=True, kw_only=True):
    """Somebody asked something about a product."""

    question_id: QuestionId
    product_id: ProductId
    shop_id: ShopId
    author_id: PersonId
    at: datetime


class QuestionAnswered(Event, frozen=True, kw_only=True):
    """A shop, or somebody who received the product, answered a question for the first time."""

    question_id: QuestionId
    answer_id: AnswerId
    product_id: ProductId
    shop_id: ShopId
    asker_id: PersonId
    author_id: PersonId
    is_shop: bool
    at: datetime


class ReviewWritten(Event, frozen=True, kw_only=True):
    """A buyer reviewed a product for the first time."""

    review_id: ReviewId
    product_id: ProductId
    shop_id: ShopId
    author_id: PersonId
    stars: int
    at: datetime


class ReviewAnswered(Event, frozen=True, kw_only=True):
    """A shop answered a review for the first time."""

    review_id: ReviewId
    product_id: ProductId
    shop_id: ShopId
    author_id: PersonId
    at: datetime
