"""Every way verification can say no."""

from vitrina.kit.errors import Refusal


class DocumentNotAccepted(Refusal):
    """This is neither a plain PDF nor a picture."""

    code = "verification.document_not_accepted"
    status = 409


class DocumentTooLarge(Refusal):
    """A document can have at most {size_max_bytes} bytes."""

    code = "verification.document_too_large"
    status = 413


class TooManyDocuments(Refusal):
    """At most {count_max} documents are sent at once."""

    code = "verification.too_many_documents"
    status = 409


class DocumentNotFound(Refusal):
    """There is no such document that you may see."""

    code = "verification.document_not_found"
    status = 404


class DocumentsMissing(Refusal):
    """Proof of identity and tax registration are needed."""

    code = "verification.documents_missing"
    status = 409


class VerificationRunning(Refusal):
    """This shop is verified, or its documents are under review."""

    code = "verification.running"
    status = 409


class ApplicationNotFound(Refusal):
    """There is no such application."""

    code = "verification.application_not_found"
    status = 404


class VerificationDecidedAlready(Refusal):
    """Somebody else has decided this already."""

    code = "verification.decided_already"
    status = 409


class OwnShopUndecidable(Refusal):
    """Another operator must decide about your shop."""

    code = "verification.own_shop"
    status = 409
