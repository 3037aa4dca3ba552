"""How channels say no."""

from vitrina.kit.errors import Refusal


class FeedNotFound(Refusal):
    """There is no such feed, or its address was renewed."""

    code = "channels.feed_not_found"
    status = 404


class CartLinkNotFound(Refusal):
    """This link does not exist, or it was ended."""

    code = "channels.cart_link_not_found"
    status = 404


class TooManyCartLinks(Refusal):
    """You can have up to {count_max} links. End some first."""

    code = "channels.too_many_cart_links"
    status = 409
