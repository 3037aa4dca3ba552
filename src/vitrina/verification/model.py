"""Applications and documents."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.identity.model import PersonId
from vitrina.kit.events import Event
from vitrina.shops.model import ShopId

ApplicationId = NewType("ApplicationId", UUID)
DocumentId = NewType("DocumentId", UUID)

WORDS_MAX = 500
Words = Annotated[str, Meta(max_length=WORDS_MAX, description="To the owner; needed unless verified")]


class DocumentKind(StrEnum):
    """What a document proves."""

    IDENTITY = "identity"
    """Who the owner is: INE, RG or CNH, cédula, DNI, passport."""
    TAX_REGISTRATION = "tax_registration"
    """That the business is registered: RFC, CNPJ or MEI, RUT, CUIT, RUC."""
    PROOF_OF_ADDRESS = "proof_of_address"
    """Where the shop is: a bill of the last three months."""


class ApplicationStatus(StrEnum):
    """How an application stands."""

    PENDING = "pending"
    """An operator has not looked yet."""
    VERIFIED = "verified"
    """The shop has its badge."""
    REFUSED = "refused"
    """The documents did not do; others may be sent."""
    WITHDRAWN = "withdrawn"
    """The badge was taken away; documents may be sent again."""
    LAPSED = "lapsed"
    """The shop took another name than the one that was looked at, or its owner left."""


class VerificationStatus(StrEnum):
    """How a shop stands."""

    NONE = "none"
    """Nothing was sent."""
    PENDING = "pending"
    """An operator has not looked yet."""
    VERIFIED = "verified"
    """It has its badge."""
    REFUSED = "refused"
    """The documents did not do; others may be sent."""
    WITHDRAWN = "withdrawn"
    """The badge was taken away; documents may be sent again."""
    LAPSED = "lapsed"
    """It took another name than the one that was looked at; documents may be sent again."""


class VerificationOutcome(StrEnum):
    """What an operator decides."""

    VERIFIED = "verified"
    """The badge is given."""
    REFUSED = "refused"
    """It is not."""
    WITHDRAWN = "withdrawn"
    """It is taken away."""


class Application(Struct, frozen=True, kw_only=True):
    """An application as it is kept. shop_name: how the shop was called when it was sent."""

    id: ApplicationId
    shop_id: ShopId
    person_id: PersonId
    shop_name: str
    status: ApplicationStatus
    sent_at: datetime
    decided_at: datetime | None
    words: str


class Document(Struct, frozen=True, kw_only=True):
    """A document without its bytes."""

    id: DocumentId
    shop_id: ShopId
    person_id: PersonId
    application_id: ApplicationId | None
    kind: DocumentKind
    media_type: str
    size_bytes: int
    added_at: datetime


class Content(Struct, frozen=True, kw_only=True):
    """A document as it is served."""

    person_id: PersonId
    is_sent: bool
    media_type: str
    content: bytes


class ShopDocument(Struct, frozen=True, kw_only=True):
    """A document as its owner and operators see it. url: for them alone."""

    id: DocumentId
    kind: DocumentKind
    media_type: str
    size_bytes: int
    added_at: datetime
    url: str


class ShopVerification(Struct, frozen=True, kw_only=True):
    """How a shop stands. documents: of what waits, else what is not sent yet; words: why it was refused."""

    status: VerificationStatus
    documents: list[ShopDocument]
    missing: list[DocumentKind]
    sent_at: datetime | None
    decided_at: datetime | None
    words: str


class VerificationCase(Struct, frozen=True, kw_only=True):
    """An application as operators see it. is_own: of the operator who asks; documents go in time.

    shop_name: how the shop was called when it was sent; the badge is for this name.
    """

    id: ApplicationId
    shop_id: ShopId
    shop_handle: str
    shop_name: str
    status: ApplicationStatus
    sent_at: datetime
    decided_at: datetime | None
    words: str
    documents: list[ShopDocument]
    is_own: bool


class NewVerificationOutcome(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A decision. words: to the owner; needed where it is a no."""

    outcome: VerificationOutcome
    words: Words = ""


class VerificationDecided(Event, frozen=True, kw_only=True):
    """An operator decided about the documents, or the badge, of a shop."""

    application_id: ApplicationId
    shop_id: ShopId
    outcome: VerificationOutcome
    at: datetime
