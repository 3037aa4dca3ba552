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
    """A shop can plan {count_max} drops at most. End one first."""

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
    """Sold out: every unit has its buyer."""

    code = "drops.sold_out"
    status = 409


class DropLimitReached(Refusal):
    """One buyer can have {allowed} of this drop at most."""

    code = "drops.limit_reached"
    status = 409


class AddressLimitReached(Refusal):
    """{allowed} of this drop go to one address at most, and somebody there has them already."""

    code = "drops.address_limit_reached"
    status = 409


class CardLimitReached(Refusal):
    """{allowed} of this drop can be paid with one card at most, and this one paid them already."""

    code = "drops.card_limit_reached"
    status = 409


class PaidByCardAlone(Refusal):
    """A drop is paid by card: a voucher or a transfer would hold its units for days."""

    code = "drops.paid_by_card_alone"
    status = 409


class TicketRefused(Refusal):
    """This ticket is not of this browser, or it is too old. Open the drop again."""

    code = "drops.ticket_refused"
    status = 403


class ClaimWaits(Refusal):
    """You are still in the line. It is your turn when a unit comes back."""

    code = "drops.claim_waits"
    status = 409


class ClaimOver(Refusal):
    """The time to pay this claim is over."""

    code = "drops.claim_over"
    status = 410


class NotWhatWasClaimed(Refusal):
    """This purchase is for what you claimed in the drop, and nothing else."""

    code = "drops.not_what_was_claimed"
    status = 409
