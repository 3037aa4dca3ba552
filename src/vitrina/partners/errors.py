"""Every way partners say no."""

from vitrina.kit.errors import Refusal


class PartnerKeyWrong(Refusal):
    """This is not a partner's key, or it was revoked."""

    code = "partners.key_wrong"
    status = 401


class ScopeMissing(Refusal):
    """This key may not do that: it has no scope {scope}."""

    code = "partners.scope_missing"
    status = 403


class PartnerKeyNotFound(Refusal):
    """There is no such key."""

    code = "partners.key_not_found"
    status = 404


class TooManyPartnerKeys(Refusal):
    """A shop can have up to {count_max} keys. Revoke some first."""

    code = "partners.too_many_keys"
    status = 409


class EndpointRefused(Refusal):
    """Orders can only be sent to a public https address."""

    code = "partners.endpoint_refused"
    status = 409


class EndpointNotFound(Refusal):
    """There is no address that orders are sent to."""

    code = "partners.endpoint_not_found"
    status = 404


class DeliveryNotFound(Refusal):
    """There is no such delivery."""

    code = "partners.delivery_not_found"
    status = 404


class PartnerOrderNotFound(Refusal):
    """There is no such order of this shop."""

    code = "partners.order_not_found"
    status = 404


class TooLateToAcknowledge(Refusal):
    """Only an order that is paid and not cancelled can be taken."""

    code = "partners.too_late_to_acknowledge"
    status = 409


class EventIdTaken(Refusal):
    """This id belongs to another event."""

    code = "partners.event_id_taken"
    status = 409


class TooManyEvents(Refusal):
    """A shop can plan up to {count_max} events at once."""

    code = "partners.too_many_events"
    status = 409


class CreatorUnknown(Refusal):
    """Nobody who earns here has the username {handle}."""

    code = "partners.creator_unknown"
    status = 409


class InvitationNotFound(Refusal):
    """There is no such invitation, or it is not yours."""

    code = "partners.invitation_not_found"
    status = 404


class InvitationOver(Refusal):
    """This invitation was answered or withdrawn, or its time has passed."""

    code = "partners.invitation_over"
    status = 409


class EarningNeeded(Refusal):
    """Turn on earning before you accept."""

    code = "partners.earning_needed"
    status = 409
