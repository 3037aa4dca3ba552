"""Every way notifications can say no."""

from vitrina.kit.errors import Refusal


class NoticeNotFound(Refusal):
    """You have no such notice."""

    code = "notifications.notice_not_found"
    status = 404


class PushOff(Refusal):
    """This place sends nothing to browsers that are closed."""

    code = "notifications.push_off"
    status = 409


class PushServiceUnknown(Refusal):
    """This place does not send to the service of this browser."""

    code = "notifications.push_service_unknown"
    status = 403


class PushDeviceTaken(Refusal):
    """This address belongs to another browser. Turn notifications off and on again."""

    code = "notifications.push_device_taken"
    status = 409


class PushDeviceNotFound(Refusal):
    """There is no such device among yours."""

    code = "notifications.push_device_not_found"
    status = 404
