"""Every way shipping says no."""

from vitrina.kit.errors import Refusal


class NotSentThere(Refusal):
    """{shops} does not send to this address."""

    code = "shipping.not_sent_there"
    status = 409
