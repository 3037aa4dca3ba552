"""Every way identity can say no."""

from vitrina.kit.errors import Refusal


class SignInNeeded(Refusal):
    """Sign in first."""

    code = "identity.sign_in_needed"
    status = 401


class CodeWrong(Refusal):
    """That code is wrong or no longer valid. Ask for a new one."""

    code = "identity.code_wrong"
    status = 403


class PasswordWrong(Refusal):
    """Email and password do not match."""

    code = "identity.password_wrong"
    status = 403


class NotAllowed(Refusal):
    """You may not do this: it needs the capability {capability}."""

    code = "identity.not_allowed"
    status = 403


class BrowserNeeded(Refusal):
    """A program's token cannot do this. Sign in with a code or a password."""

    code = "identity.browser_needed"
    status = 403


class HandleTaken(Refusal):
    """The username {handle} belongs to somebody else."""

    code = "identity.handle_taken"
    status = 409


class EmailTaken(Refusal):
    """There is already an account with this email."""

    code = "identity.email_taken"
    status = 409


class BirthDateMissing(Refusal):
    """Add your date of birth first: this is for people 18 and over."""

    code = "identity.birth_date_missing"
    status = 409


class TooYoung(Refusal):
    """This is for people 18 and over."""

    code = "identity.too_young"
    status = 409


class EarningByInvitation(Refusal):
    """Here the operator invites the people who can earn. Write to them."""

    code = "identity.earning_by_invitation"
    status = 403


class BirthDateFixed(Refusal):
    """Whether you are 18 cannot be changed. If the date is wrong, write to whoever runs this site."""

    code = "identity.birth_date_fixed"
    status = 409


class PersonNotFound(Refusal):
    """There is no such person."""

    code = "identity.person_not_found"
    status = 404


class TooManyTokens(Refusal):
    """You already have {count_max} tokens. Delete one first."""

    code = "identity.too_many_tokens"
    status = 409


class TokenNotFound(Refusal):
    """There is no such token of yours."""

    code = "identity.token_not_found"
    status = 404


class Suspended(Refusal):
    """Your account is suspended: you cannot publish or comment. Your decisions say why."""

    code = "identity.suspended"
    status = 403
