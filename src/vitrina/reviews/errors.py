"""Every way reviews can say no."""

from vitrina.kit.errors import Refusal


class ReviewNotFound(Refusal):
    """This review does not exist."""

    code = "reviews.review_not_found"
    status = 404


class NotReceived(Refusal):
    """Only who bought and received a product may review it."""

    code = "reviews.not_received"
    status = 403


class OwnProduct(Refusal):
    """Nobody reviews what her own shop sells."""

    code = "reviews.own_product"
    status = 403


class AnswerTakenDown(Refusal):
    """This answer was taken down and cannot be changed."""

    code = "reviews.answer_taken_down"
    status = 409


class ReviewTakenDown(Refusal):
    """This review was taken down and cannot be changed."""

    code = "reviews.taken_down"
    status = 409
