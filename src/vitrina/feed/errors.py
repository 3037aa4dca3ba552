"""How the feed says no."""

from vitrina.kit.errors import Refusal


class ProfileNotFound(Refusal):
    """Nobody has this username."""

    code = "feed.profile_not_found"
    status = 404
