"""Every way in which live rooms say no."""

from vitrina.kit.errors import Refusal


class RoomNotFound(Refusal):
    """There is no such show."""

    code = "live.room_not_found"
    status = 404


class NotYourRoom(Refusal):
    """Only the host of this show can do that."""

    code = "live.not_your_room"
    status = 403


class MayNotHost(Refusal):
    """To host a show, first open a shop or turn on earning."""

    code = "live.may_not_host"
    status = 403


class RoomIdTaken(Refusal):
    """This id already belongs to another show."""

    code = "live.room_id_taken"
    status = 409


class TooManyRooms(Refusal):
    """You already have {count_max} upcoming shows. Cancel one first."""

    code = "live.too_many_rooms"
    status = 409


class RoomOver(Refusal):
    """This show is over."""

    code = "live.room_over"
    status = 409


class OnAnotherStage(Refusal):
    """You are live in another show. End it first."""

    code = "live.on_another_stage"
    status = 409


class NotLive(Refusal):
    """This show is not live at the moment."""

    code = "live.not_live"
    status = 409


class LineUpFull(Refusal):
    """A show can have up to {count_max} items."""

    code = "live.line_up_full"
    status = 409


class NotForSale(Refusal):
    """This product is not for sale at the moment."""

    code = "live.not_for_sale"
    status = 409


class PinsFull(Refusal):
    """Up to {count_max} products can be pinned at once. Remove one first."""

    code = "live.pins_full"
    status = 409


class PinIdTaken(Refusal):
    """This id already belongs to another pin."""

    code = "live.pin_id_taken"
    status = 409


class PinNotFound(Refusal):
    """There is no such pin in this show."""

    code = "live.pin_not_found"
    status = 404


class NoShop(Refusal):
    """This show belongs to no shop, so nothing new can be sold in it."""

    code = "live.no_shop"
    status = 409


class Silenced(Refusal):
    """The host does not let you write in this show at the moment."""

    code = "live.silenced"
    status = 403


class NotSaid(Refusal):
    """This was not sent: the host does not show such messages."""

    code = "live.not_said"
    status = 409


class MessageIdTaken(Refusal):
    """This id already belongs to another message."""

    code = "live.message_id_taken"
    status = 409


class MessageNotFound(Refusal):
    """There is no such message in this show."""

    code = "live.message_not_found"
    status = 404


class NoReplay(Refusal):
    """This show has no replay."""

    code = "live.no_replay"
    status = 404


class AgeLimitFixed(Refusal):
    """The age limit of a show that is live cannot change. End it and start another one."""

    code = "live.age_limit_fixed"
    status = 409
