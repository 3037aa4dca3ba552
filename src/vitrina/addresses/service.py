"""Verbs of addresses: checked as their country writes them, kept by their person, looked up by code."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from vitrina.addresses import phones, rules, store
from vitrina.addresses.errors import AddressNotFound, TooManyAddresses
from vitrina.addresses.model import (
    SAVED_MAX,
    Address,
    AddressNeeds,
    NewSavedAddress,
    PostalPlace,
    SavedAddress,
    SavedAddressId,
    SavedRow,
)
from vitrina.addresses.providers import NoPostalCodes, PostalCodes
from vitrina.addresses.providers.files import PostalFiles
from vitrina.addresses.rules import MISSING, checked_phone, known
from vitrina.identity.model import Person
from vitrina.kit.config import Settings
from vitrina.kit.db import Db
from vitrina.kit.errors import Malformed
from vitrina.kit.places import Country
from vitrina.kit.text import clean_line

__all__ = [
    "MISSING",
    "checked",
    "checked_phone",
    "find_places",
    "known",
    "national",
    "needs",
    "remove",
    "save",
    "saved",
]

national = phones.national


def checked(address: Address, settings: Settings) -> Address:
    """Clean an address and write it the way its country does, as this instance needs it.

    Raises Malformed with every wrong field.
    """
    return rules.checked(address, phone_needed=rules.countries_of(settings.phone_needed_in))


def needs(settings: Settings) -> AddressNeeds:
    """Tell what this instance asks of addresses, for forms."""
    return AddressNeeds(
        phone=sorted(rules.countries_of(settings.phone_needed_in)),
        postal_codes=sorted(_postal_codes(settings.postal_codes_dir).countries),
    )


async def find_places(settings: Settings, country: Country, postal_code: str) -> Sequence[PostalPlace]:
    """List what a postal code stands for; nothing where nobody knows. Raises Malformed."""
    _, code = rules.known(country, None, postal_code)
    if code is None:
        raise Malformed({"postal_code": f"does not look like {rules.FORMS[country].example}"})
    return await _postal_codes(settings.postal_codes_dir).find(country, code)


@cache
def _postal_codes(folder: str) -> PostalCodes:
    return PostalFiles(Path(folder)) if folder else NoPostalCodes()


async def saved(db: Db, actor: Person) -> list[SavedAddress]:
    """List the actor's addresses: her default, and then what she changed last. One statement."""
    return [_view(row) for row in await store.saved(db, actor.id, limit=SAVED_MAX)]


async def save(
    db: Db,
    *,
    saved_id: SavedAddressId,
    actor: Person,
    new: NewSavedAddress,
    settings: Settings,
    now: datetime,
) -> SavedAddress:
    """Keep an address under an id, in place of what was there. The first is the default.

    A new one that is kept already, word for word, is that one. Raises Malformed, TooManyAddresses,
    AddressNotFound (the id is somebody else's).
    """
    address = checked(new.address, settings)
    label = clean_line(new.label)
    await store.line_up(db, actor.id)
    book = {row.id: row for row in await store.saved(db, actor.id, limit=SAVED_MAX)}
    before = book.get(saved_id) or _find_same(book.values(), address)
    if before is None and len(book) >= SAVED_MAX:
        raise TooManyAddresses(count_max=SAVED_MAX)
    is_first = not book or (before is not None and before.is_default)
    row = SavedRow(
        id=before.id if before else saved_id,
        label=label or (before.label if before and before.id != saved_id else ""),
        is_default=new.is_default or is_first,
        address=address,
        changed_at=now,
    )
    if row.is_default:
        await store.clear_default(db, actor.id)
    if not await store.save(db, actor.id, row):
        raise AddressNotFound
    return _view(row)


async def remove(db: Db, *, saved_id: SavedAddressId, actor: Person) -> None:
    """Take an address out of the book; twice is once. Another one becomes the default when it was."""
    await store.line_up(db, actor.id)
    await store.remove(db, actor.id, saved_id)
    await store.set_newest_default(db, actor.id)


def _find_same(rows: Iterable[SavedRow], address: Address) -> SavedRow | None:
    return next((row for row in rows if row.address == address), None)


def _view(row: SavedRow) -> SavedAddress:
    phone = row.address.phone
    return SavedAddress(
        id=row.id,
        label=row.label,
        is_default=row.is_default,
        address=row.address,
        phone_national=national(phone, row.address.country) if phone else None,
        changed_at=row.changed_at,
    )
