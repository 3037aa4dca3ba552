"""Every way reviews can say no."""

from vitrina.kit.errors import Refusal


class ReviewNotFound(Refusal):
    """This review does not exist."""

    code = "reviews.review_not_found"
    status = 404


class NotReceived(Refusal):
    """Only people who bought and received a product can review it."""

    code = "reviews.not_received"
    status = 403


class OwnProduct(Refusal):
    """You cannot review what your own shop sells."""

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


class QuestionNotFound(Refusal):
    """This question does not exist."""

    code = "reviews.question_not_found"
    status = 404


class QuestionTakenDown(Refusal):
    """This question was taken down and cannot be changed."""

    code = "reviews.question_taken_down"
    status = 409


class QuestionIdTaken(Refusal):
    """This id was used for another question."""

    code = "reviews.question_id_taken"
    status = 409


class OwnShopQuestion(Refusal):
    """You cannot ask about what your own shop sells."""

    code = "reviews.own_shop_question"
    status = 403


class MayNotAnswer(Refusal):
    """Only the shop, and people who received the product, can answer."""

    code = "reviews.may_not_answer"
    status = 403


class AnswerNotFound(Refusal):
    """This answer does not exist."""

    code = "reviews.answer_not_found"
    status = 404


class OwnAnswer(Refusal):
    """You cannot mark your own answer as helpful."""

    code = "reviews.own_answer"
    status = 403


class TooManyAnswers(Refusal):
    """This question already has {count_max} answers."""

    code = "reviews.too_many_answers"
    status = 409
