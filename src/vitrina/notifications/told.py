"""What follows from facts: mails and notices."""

from msgspec import Struct

from vitrina.identity.model import Person
from vitrina.notifications.facts import (
    MailFacts,
    PlainFacts,
)
from vitrina.notifications.kinds import kind_of
from vitrina.notifications.model import NewMail, NewNotice


class Told(Struct, frozen=True, kw_only=True):
    """What follows from some facts."""

    mails: list[NewMail]
    notices: list[NewNotice]


def tell(told: Told, person: Person, facts: PlainFacts) -> None:
    """Tell a person something in the inbox, and by mail what is mailed."""
    told.notices.append(NewNotice(person_id=person.id, facts=facts))
    if kind_of(facts).parts:
        assert isinstance(facts, MailFacts), "what has parts can be a mail"
        told.mails.append(NewMail(recipient=person.email, language=person.language, facts=facts))
