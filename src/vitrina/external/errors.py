"""How external says no."""

from vitrina.kit.errors import Refusal


class ExternalNotFound(Refusal):
    """You have no such product from another shop."""

    code = "external.product_not_found"
    status = 404


class LinkNotFound(Refusal):
    """This link no longer leads anywhere."""

    code = "external.link_not_found"
    status = 404


class LinkRefused(Refusal):
    """Paste the public address of a product, starting with https://."""

    code = "external.link_refused"
    status = 409


class OwnLink(Refusal):
    """This product is sold here. Choose it from the list of products."""

    code = "external.own_link"
    status = 409


class ExternalIdTaken(Refusal):
    """This id already belongs to something else."""

    code = "external.id_taken"
    status = 409


class TooManyExternals(Refusal):
    """You can add {day_max} products from other shops a day and keep {count_max}."""

    code = "external.too_many"
    status = 409


class MerchantNotFound(Refusal):
    """There is no such merchant."""

    code = "external.merchant_not_found"
    status = 404


class MerchantTaken(Refusal):
    """This merchant is set up already."""

    code = "external.merchant_taken"
    status = 409


class TooManyMerchants(Refusal):
    """You have {count_max} merchants already."""

    code = "external.too_many_merchants"
    status = 409


class PostbackRefused(Refusal):
    """This postback does not carry the token or signature of its merchant."""

    code = "external.postback_refused"
    status = 403


class PostbackUnreadable(Refusal):
    """This postback lacks its transaction, or its amounts cannot be read: {because}."""

    code = "external.postback_unreadable"
    status = 409


class ConversionNotFound(Refusal):
    """There is no such conversion."""

    code = "external.conversion_not_found"
    status = 404


class ConversionMatched(Refusal):
    """This conversion has its click already, or that click is of another merchant."""

    code = "external.conversion_matched"
    status = 409


class ReceiptDiffers(Refusal):
    """These conversions come to {amount_minor} {currency} in minor units, not to what you wrote."""

    code = "external.receipt_differs"
    status = 409


class ReceiptIdTaken(Refusal):
    """This id already belongs to another receipt."""

    code = "external.receipt_id_taken"
    status = 409
