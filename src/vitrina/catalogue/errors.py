"""How the catalogue says no."""

from vitrina.kit.errors import Refusal


class ProductNotFound(Refusal):
    """This product does not exist."""

    code = "catalogue.product_not_found"
    status = 404


class VariantNotFound(Refusal):
    """This shop has no such variant."""

    code = "catalogue.variant_not_found"
    status = 404


class VariantNotSold(Refusal):
    """This product is not for sale at the moment."""

    code = "catalogue.variant_not_sold"
    status = 409


class IdTaken(Refusal):
    """This id already belongs to something else."""

    code = "catalogue.id_taken"
    status = 409


class NeverCharged(Refusal):
    """The previous price must be one that was really charged: 7 of the last 90 days, as much or more."""

    code = "catalogue.never_charged"
    status = 409


class FlashNotFound(Refusal):
    """There is no such flash price."""

    code = "catalogue.flash_not_found"
    status = 404


class FlashOverlaps(Refusal):
    """One of these variants already has a flash price in that time."""

    code = "catalogue.flash_overlaps"
    status = 409


class TooManyFlashPrices(Refusal):
    """A product can have up to {count_max} flash prices to come."""

    code = "catalogue.too_many_flash_prices"
    status = 409


class CollectionNotFound(Refusal):
    """This collection does not exist."""

    code = "catalogue.collection_not_found"
    status = 404


class TooManyCollections(Refusal):
    """A shop can have up to {count_max} collections."""

    code = "catalogue.too_many_collections"
    status = 409
