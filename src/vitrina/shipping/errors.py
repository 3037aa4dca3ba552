"""Every way shipping says no."""

from vitrina.kit.errors import Refusal


class NotSentThere(Refusal):
    """{shops} does not send to this address."""

    code = "shipping.not_sent_there"
    status = 409


class TooHeavy(Refusal):
    """{shops} sends up to {weight_max_g} g in a parcel; this cart weighs more."""

    code = "shipping.too_heavy"
    status = 409
