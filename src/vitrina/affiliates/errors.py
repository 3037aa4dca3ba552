"""Every way affiliates can say no."""

from vitrina.kit.errors import Refusal


class CommissionNotFound(Refusal):
    """There is no such commission of yours."""

    code = "affiliates.commission_not_found"
    status = 404


class NotTagged(Refusal):
    """This clip does not show that product."""

    code = "affiliates.not_tagged"
    status = 409


class SharerNotFound(Refusal):
    """Nobody shared this link."""

    code = "affiliates.sharer_not_found"
    status = 404


class TouchTaken(Refusal):
    """This touch id belongs to another tap."""

    code = "affiliates.touch_taken"
    status = 409
