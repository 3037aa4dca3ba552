"""Persons, handles, sessions, tokens, one-time codes."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal, NewType
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from vitrina.kit.events import Event
from vitrina.kit.places import Country, Language
from vitrina.media.model import FileId

# From which age something is to be had: 0 for everybody, 18 for adults.
AgeLimit = Literal[0, 18]

PersonId = NewType("PersonId", UUID)
TokenId = NewType("TokenId", UUID)
CodeId = NewType("CodeId", UUID)

NAME_LENGTH_MAX = 60
BIO_LENGTH_MAX = 300

Email = Annotated[str, Meta(max_length=254, description="Case does not matter", examples=["ana@example.com"])]
Password = Annotated[str, Meta(min_length=10, max_length=200)]
Name = Annotated[str, Meta(min_length=1, max_length=NAME_LENGTH_MAX)]
Bio = Annotated[str, Meta(max_length=BIO_LENGTH_MAX)]
Handle = Annotated[
    str, Meta(max_length=31, description="3 to 30 of a-z, 0-9, dot and underscore", examples=["ana.lopez"])
]


class Capability(StrEnum):
    """What a person may do beyond watching and buying."""

    EARN = "earn"
    """Earn commissions with clips."""
    SELL = "sell"
    """Run a shop."""
    OPERATE = "operate"
    """Look after this instance."""


class HandleKind(StrEnum):
    """Whose handle it is."""

    PERSON = "person"
    """A person's."""
    SHOP = "shop"
    """A shop's."""


class HandleOwner(Struct, frozen=True, kw_only=True):
    """Who answers to a handle."""

    kind: HandleKind
    id: UUID


class Person(Struct, frozen=True, kw_only=True):
    """Somebody with an account."""

    id: PersonId
    handle: str
    name: str
    bio: str
    email: str
    avatar_file_id: FileId | None
    birth_date: date | None
    language: Language
    country: Country | None
    capabilities: frozenset[Capability]

    def can(self, capability: Capability) -> bool:
        """Whether the person has a capability."""
        return capability in self.capabilities


class NewPerson(Struct, frozen=True, kw_only=True):
    """An account to be made.

    handle: None takes a free one near the e-mail's local part.  name: None takes the handle.
    """

    id: PersonId
    email: str
    language: Language
    handle: str | None = None
    name: str | None = None
    bio: str = ""
    birth_date: date | None = None
    country: Country | None = None
    avatar_file_id: FileId | None = None
    capabilities: frozenset[Capability] = frozenset()
    password_hash: str | None = None
    is_demo: bool = False


class Account(Struct, frozen=True, kw_only=True):
    """What only the person sees of the own account, beyond Person."""

    password_hash: str | None
    created_at: datetime


class Me(Struct, frozen=True, kw_only=True):
    """The signed-in person."""

    id: PersonId
    handle: str
    name: str
    bio: str
    email: str
    avatar_url: str | None
    birth_date: date | None
    language: Language
    country: Country | None
    capabilities: list[Capability]
    has_password: bool
    created_at: datetime


class ChangeMe(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person may change; absent fields stay. null takes the avatar or the country away."""

    handle: Handle | UnsetType = UNSET
    name: Name | UnsetType = UNSET
    bio: Bio | UnsetType = UNSET
    birth_date: date | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    country: Country | UnsetType | None = UNSET
    avatar_file_id: FileId | UnsetType | None = UNSET


class CorrectBirthDate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The birth date of a person, as an operator has seen it proven."""

    birth_date: date


class AskCode(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request for a one-time code by mail."""

    email: Email
    language: Language


class CodeAsked(Struct, frozen=True, kw_only=True):
    """A mail with a code is on its way."""

    expires_in_s: int


class SignIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A way in: the code of the mail, or the password. Exactly one of them."""

    email: Email
    code: Annotated[str, Meta(max_length=20, description="Six digits")] | None = None
    password: Annotated[str, Meta(max_length=200)] | None = None


class Opened(Struct, frozen=True, kw_only=True):
    """A session just opened; secret is what the cookie carries."""

    secret: str
    person: Person
    is_new: bool
    has_stayed: bool


class SignedIn(Struct, frozen=True, kw_only=True):
    """The answer to a sign-in; the session itself is in the cookie.

    has_stayed: the account was about to be deleted, and is not any more.
    """

    me: Me
    is_new: bool
    has_stayed: bool = False


class Proof(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who asks for something grave shows again who she is: a code of a mail, or the password."""

    code: Annotated[str, Meta(max_length=20, description="Six digits")] | None = None
    password: Annotated[str, Meta(max_length=200)] | None = None


class Departure(Struct, frozen=True, kw_only=True):
    """A person is about to be forgotten. due_at: from then on there is no way back."""

    person_id: PersonId
    asked_at: datetime
    due_at: datetime


class SetPassword(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new password."""

    password: Password


class AskToken(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request for a token that a program carries."""

    name: Name
    expires_in_days: Annotated[int, Meta(ge=1, le=365)]


class NewToken(Struct, frozen=True, kw_only=True):
    """A token, shown this once."""

    id: TokenId
    token: str


class Token(Struct, frozen=True, kw_only=True):
    """A token as it is listed; the secret is not kept."""

    id: TokenId
    name: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


class SignInCode(Struct, frozen=True, kw_only=True):
    """A one-time code that was asked for. The digits follow from its id and the secret key."""

    id: CodeId
    email: str
    language: Language
    expires_at: datetime


class CredentialKind(StrEnum):
    """How a request shows who sends it."""

    SESSION = "session"
    """The cookie of a browser."""
    TOKEN = "token"  # noqa: S105
    """The Authorization header of a program."""


class Credential(Struct, frozen=True, kw_only=True):
    """The secret that a request carries, digested."""

    kind: CredentialKind
    digest: bytes


class Tries(Struct, frozen=True, kw_only=True):
    """How often a way in was tried within the window, by e-mail and by network address."""

    by_email: int
    by_address: int
    oldest: datetime | None


class TriesAllowed(Struct, frozen=True, kw_only=True):
    """A limit on tries."""

    by_email: int
    by_address: int
    window: timedelta


class SignInCodeAsked(Event, frozen=True, kw_only=True):
    """Somebody asked for a one-time code; its mail is to be written. Neither address nor digits are here."""

    code_id: CodeId


class DepartureCancelled(Event, frozen=True, kw_only=True):
    """A person who was about to be forgotten signed in: she stays."""

    person_id: PersonId


class PersonErased(Event, frozen=True, kw_only=True):
    """A person is forgotten: no row of hers is left, but opaque ids in books and orders."""

    person_id: PersonId
    at: datetime


class FoundMinor(Event, frozen=True, kw_only=True):
    """An operator corrected a birth date, and the person is younger than 18. What she may not, ends."""

    person_id: PersonId
    operator_id: PersonId


class SignedOut(Event, frozen=True, kw_only=True):
    """A person ended sessions: one, or every one but perhaps the one she is in."""

    person_id: PersonId


class EmailProven(Event, frozen=True, kw_only=True):
    """A person has just shown to own an e-mail address, by signing in."""

    person_id: PersonId
    email: str
