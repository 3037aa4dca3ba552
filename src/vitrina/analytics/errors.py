"""Every way in which analytics says no."""

from vitrina.kit.errors import Refusal


class FiguresNotFound(Refusal):
    """There are no figures of this for you."""

    code, status = "analytics.not_found", 404
