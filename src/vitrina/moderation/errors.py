"""Every way moderation can say no."""

from vitrina.kit.errors import Refusal


class ThingNotFound(Refusal):
    """There is no such thing to report."""

    code = "moderation.thing_not_found"
    status = 404


class ReportIdTaken(Refusal):
    """This id already belongs to another report."""

    code = "moderation.report_id_taken"
    status = 409


class CannotReportYourself(Refusal):
    """You cannot report what is yours."""

    code = "moderation.cannot_report_yourself"
    status = 409


class DecisionIdTaken(Refusal):
    """This id already belongs to another decision."""

    code = "moderation.decision_id_taken"
    status = 409


class CannotDecideOwn(Refusal):
    """Somebody else must decide about what is yours."""

    code = "moderation.cannot_decide_own"
    status = 409
