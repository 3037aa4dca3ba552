"""How imports say no."""

from vitrina.kit.errors import Refusal


class SourceNotFound(Refusal):
    """There is no such source."""

    code = "imports.source_not_found"
    status = 404


class RunNotFound(Refusal):
    """There is no such import."""

    code = "imports.run_not_found"
    status = 404


class IdTaken(Refusal):
    """This id already belongs to something else."""

    code = "imports.id_taken"
    status = 409


class TooManySources(Refusal):
    """A shop can have up to {count_max} sources."""

    code = "imports.too_many_sources"
    status = 409


class SourceBusy(Refusal):
    """Another import of this source is running. Wait for it, or stop it."""

    code = "imports.source_busy"
    status = 409


class NothingToRead(Refusal):
    """This source has no address: upload a file."""

    code = "imports.nothing_to_read"
    status = 409


class AddressRefused(Refusal):
    """We cannot read this address: it must be public and start with http:// or https://."""

    code = "imports.address_refused"
    status = 409


class NotNow(Refusal):
    """This import is at another step."""

    code = "imports.not_now"
    status = 409


class TooMuchWouldVanish(Refusal):
    """{vanishing_count} of {known_count} products are missing in the file and would be archived."""

    code = "imports.too_much_would_vanish"
    status = 409


class NotUndoable(Refusal):
    """Only the last import of a source that changed something can be undone."""

    code = "imports.not_undoable"
    status = 409
