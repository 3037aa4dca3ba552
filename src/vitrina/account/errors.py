"""Every way account can say no."""

from vitrina.kit.errors import Refusal


class ExportUnderWay(Refusal):
    """Your data is already being put together."""

    code = "account.export_under_way"
    status = 409


class ExportNotReady(Refusal):
    """There is nothing to download. Ask for your data first."""

    code = "account.export_not_ready"
    status = 404


class LinkOver(Refusal):
    """This link has expired. Open your settings to get another one."""

    code = "account.link_over"
    status = 410


class DeletionBlocked(Refusal):
    """Something needs finishing before your account can be deleted."""

    code = "account.deletion_blocked"
    status = 409
