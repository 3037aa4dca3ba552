"""Every way prohibitions can say no."""

from vitrina.kit.errors import Refusal


class ProhibitedThere(Refusal):
    """The law of the country of delivery ({country}) bans the sale there of: {titles}."""

    code = "prohibitions.prohibited_there"
    status = 409


class NotHeld(Refusal):
    """This product is not held: there is nothing to ask for."""

    code = "prohibitions.not_held"
    status = 409


class AskedForPermit(Refusal):
    """A permit was already requested for the same words."""

    code = "prohibitions.asked_already"
    status = 409


class PermitRequestNotFound(Refusal):
    """There is no such request."""

    code = "prohibitions.request_not_found"
    status = 404


class RuledMeanwhile(Refusal):
    """Somebody has already decided. Look at it again."""

    code = "prohibitions.ruled_meanwhile"
    status = 409


class CannotRuleOwn(Refusal):
    """Another operator decides about products of your shop."""

    code = "prohibitions.cannot_rule_own"
    status = 409
