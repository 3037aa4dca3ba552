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
    """You already follow {count_max} accounts."""

    code = "social.too_many_follows"
    status = 409


class CannotBlockYourself(Refusal):
    """You cannot block or mute yourself."""

    code = "social.cannot_block_yourself"
    status = 409


class TooManyBlocks(Refusal):
    """You have already blocked or muted {count_max} people."""

    code = "social.too_many_blocks"
    status = 409
