"""Every way social can say no."""

from vitrina.kit.errors import Refusal


class NobodyThere(Refusal):
    """There is no such person or shop."""

    code = "social.nobody_there"
    status = 404


class CannotFollowYourself(Refusal):
    """You cannot follow yourself."""

    code = "social.cannot_follow_yourself"
    status = 409


class TooManyFollows(Refusal):
    """You follow {count_max} already."""

    code = "social.too_many_follows"
    status = 409
