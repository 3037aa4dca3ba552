"""The ways to say no."""

from typing import ClassVar


class Refusal(Exception):
    """The request was understood and refused."""

    code: ClassVar[str] = "kit.refused"
    status: ClassVar[int] = 409

    def __init__(self, **fields: object) -> None:
        """Keep the fields that the sentence names. A missing one is a KeyError: a bug, loudly."""
        self.fields = fields
        super().__init__((type(self).__doc__ or "").format(**fields))


class ProviderError(Exception):
    """An outside service failed.

    permanent: trying again cannot help.
    """

    def __init__(self, message: str, *, permanent: bool) -> None:
        """Keep the provider's message and whether a retry may help."""
        self.permanent = permanent
        super().__init__(message)


class Malformed(Refusal):
    """Some fields are not right."""

    code = "kit.malformed"
    status = 422

    def __init__(self, fields: dict[str, str]) -> None:
        """Name each wrong field by its JSON path with the reason."""
        super().__init__()
        self.reasons = fields
        self.fields = {"fields": fields}


class NotFound(Refusal):
    """There is nothing here."""

    code = "kit.not_found"
    status = 404


class MethodNotAllowed(Refusal):
    """This address does not take that method."""

    code = "kit.method_not_allowed"
    status = 405


class BodyTooLarge(Refusal):
    """This is more than the address takes at once."""

    code = "kit.body_too_large"
    status = 413


class CrossSite(Refusal):
    """This request came from another site and was not carried out."""

    code = "kit.cross_site"
    status = 403


class TooManyRequests(Refusal):
    """Too many requests. Try again in {retry_after_s} seconds."""

    code = "kit.too_many_requests"
    status = 429


class Overloaded(Refusal):
    """Too many people at once. Try again in {retry_after_s} s."""

    code = "kit.overloaded"
    status = 503


class Away(Refusal):
    """We cannot reach our data for a moment. Try again in {retry_after_s} s."""

    code = "kit.away"
    status = 503


class IdempotencyKeyReused(Refusal):
    """This Idempotency-Key was used for another request."""

    code = "kit.idempotency_key_reused"
    status = 409


class StillRunning(Refusal):
    """The first request with this Idempotency-Key is still running. Try again in {retry_after_s} seconds."""

    code = "kit.still_running"
    status = 409
