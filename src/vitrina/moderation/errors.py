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


class DecisionNotFound(Refusal):
    """There is no such decision about something of yours."""

    code = "moderation.decision_not_found"
    status = 404


class NothingToAppeal(Refusal):
    """Only what was taken down or warned about can be appealed."""

    code = "moderation.nothing_to_appeal"
    status = 409


class AppealedAlready(Refusal):
    """You have already appealed this decision."""

    code = "moderation.appealed_already"
    status = 409


class AppealNotFound(Refusal):
    """There is no such appeal."""

    code = "moderation.appeal_not_found"
    status = 404


class AppealDecidedAlready(Refusal):
    """Somebody has already decided this appeal."""

    code = "moderation.appeal_decided_already"
    status = 409


class OtherOperatorNeeded(Refusal):
    """You made this decision, or it is about you: another operator decides about the appeal."""

    code = "moderation.other_operator_needed"
    status = 409
