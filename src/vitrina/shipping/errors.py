"""Every way shipping says no."""

from vitrina.kit.errors import Refusal


class NotSentThere(Refusal):
    """{shops} does not ship to this address."""

    code = "shipping.not_sent_there"
    status = 409


class TooHeavy(Refusal):
    """{shops} ships up to {weight_max_g} g per parcel; this cart weighs more."""

    code = "shipping.too_heavy"
    status = 409
