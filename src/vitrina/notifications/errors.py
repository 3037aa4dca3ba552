"""Every way notifications can say no."""

from vitrina.kit.errors import Refusal


class NoticeNotFound(Refusal):
    """There is no such notice in your inbox."""

    code = "notifications.notice_not_found"
    status = 404
