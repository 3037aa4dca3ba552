"""Every way tips can say no."""

from vitrina.kit.errors import Refusal


class TipNotFound(Refusal):
    """There is no such tip of yours."""

    code = "tips.not_found"
    status = 404


class TipIdTaken(Refusal):
    """This id belongs to something else."""

    code = "tips.id_taken"
    status = 409


class TipsClosed(Refusal):
    """Nobody can tip here: this person does not take tips, or the show has not started."""

    code = "tips.closed"
    status = 409


class TipToYourself(Refusal):
    """You cannot tip yourself."""

    code = "tips.to_yourself"
    status = 409


class TipNotOffered(Refusal):
    """This amount is not offered here."""

    code = "tips.not_offered"
    status = 409


class TipsGivenToday(Refusal):
    """That is more than anyone can give in tips in one day. You can give more tomorrow."""

    code = "tips.given_today"
    status = 409


class TipsReceivedToday(Refusal):
    """This creator has received as many tips as anybody can on one day."""

    code = "tips.received_today"
    status = 409


class TipOver(Refusal):
    """This tip was not paid in time, and nothing was charged."""

    code = "tips.over"
    status = 410


class TipNotPaid(Refusal):
    """Only a paid tip can be refunded."""

    code = "tips.not_paid"
    status = 409
