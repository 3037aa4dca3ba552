"""The cast: Ana buys, Bruno sells, Carla creates, Davi operates, Eva has no rights."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from vitrina.identity import service as identity
from vitrina.identity.model import AskToken, Capability, NewPerson, Person, PersonId
from vitrina.kit import clock
from vitrina.kit.db import Db, Pool
from vitrina.kit.places import Country, Language

JOINED = datetime(2026, 1, 15, 12, tzinfo=UTC)
TOKEN_LIFE = timedelta(days=1)


def _person(
    number: int, name: str, *capabilities: Capability, language: Language, country: Country
) -> NewPerson:
    return NewPerson(
        id=PersonId(UUID(f"01900000-0000-7000-8000-{number:012}")),
        email=f"{name.lower()}@people.example",
        handle=f"{name.lower()}.test",
        name=name,
        birth_date=date(1995, 4, number),
        language=language,
        country=country,
        capabilities=frozenset(capabilities),
    )


ANA = _person(1, "Ana", language=Language.ES, country=Country.MX)
BRUNO = _person(2, "Bruno", Capability.SELL, language=Language.ES, country=Country.MX)
CARLA = _person(3, "Carla", Capability.EARN, language=Language.ES, country=Country.MX)
DAVI = _person(4, "Davi", Capability.OPERATE, language=Language.PT, country=Country.BR)
EVA = _person(5, "Eva", language=Language.EN, country=Country.US)
CAST: Sequence[NewPerson] = (ANA, BRUNO, CARLA, DAVI, EVA)


async def join(db: Db, *people: NewPerson) -> None:
    """Write accounts; those that are there already stay as they are."""
    for new in people:
        await identity.create_person(db, new, now=JOINED)


async def load(db: Db, new: NewPerson) -> Person:
    """Find a member of the cast as the service knows them, with an account if there was none."""
    await join(db, new)
    return await identity.person_by_id(db, new.id)


async def sign_in(pool: Pool, person: NewPerson) -> dict[str, str]:
    """Headers of a program that acts as the person, with an account if there was none. No HTTP."""
    async with pool.transaction() as db:
        await join(db, person)
        asked = AskToken(name="tests", expires_in_days=TOKEN_LIFE.days)
        token = await identity.create_token(db, person.id, asked, now=clock.real_now())
    return {"authorization": f"Bearer {token.token}"}
