"""Every way drops can say no."""

from vitrina.kit.errors import Refusal


class DropNotFound(Refusal):
    """There is no such drop."""

    code = "drops.not_found"
    status = 404


class ClaimNotFound(Refusal):
    """There is no such claim of yours."""

    code = "drops.claim_not_found"
    status = 404


class DropIdTaken(Refusal):
    """This id belongs to another drop."""

    code = "drops.id_taken"
    status = 409


class ClaimIdTaken(Refusal):
    """This id belongs to another claim."""

    code = "drops.claim_id_taken"
    status = 409


class TooManyDrops(Refusal):
    """A shop can plan at most {count_max} drops. End one first."""

    code = "drops.too_many"
    status = 409


class DropNotOpen(Refusal):
    """The drop has not opened yet."""

    code = "drops.not_open"
    status = 409


class DropOver(Refusal):
    """The drop is over."""

    code = "drops.over"
    status = 410


class DropSoldOut(Refusal):
    """Sold out: every unit has a buyer."""

    code = "drops.sold_out"
    status = 409


class DropLimitReached(Refusal):
    """One buyer can have at most {allowed} of this drop."""

    code = "drops.limit_reached"
    status = 409


class AddressLimitReached(Refusal):
    """At most {allowed} of this drop go to one address, and somebody there already has them."""

    code = "drops.address_limit_reached"
    status = 409


class CardLimitReached(Refusal):
    """At most {allowed} of this drop can be paid with one card, and this one has already paid them."""

    code = "drops.card_limit_reached"
    status = 409


class PaidByCardAlone(Refusal):
    """A drop is paid by card: a voucher or a transfer would hold its units for days."""

    code = "drops.paid_by_card_alone"
    status = 409


class TicketRefused(Refusal):
    """This ticket is not from this browser, or it has expired. Open the drop again."""

    code = "drops.ticket_refused"
    status = 403


class ClaimWaits(Refusal):
    """You are still in line. It is your turn when a unit comes back."""

    code = "drops.claim_waits"
    status = 409


class ClaimOver(Refusal):
    """The time to pay this claim has run out."""

    code = "drops.claim_over"
    status = 410


class NotWhatWasClaimed(Refusal):
    """This purchase is for what you claimed in the drop, and nothing else."""

    code = "drops.not_what_was_claimed"
    status = 409
