"""A card that somebody keeps, and her account with a provider."""

from vitrina.identity.model import PersonId
from vitrina.kit import clock
from vitrina.kit.db import Db
from vitrina.kit.ids import new_id
from vitrina.kit.places import Country
from vitrina.payments import store
from vitrina.payments.kept import Instrument, KeptCardId, NewKeptCard
from vitrina.payments.transfer_model import NewAccount


async def plant_kept_card(db: Db, person_id: PersonId) -> None:
    """Keep a card of the sandbox, as a payment does."""
    instrument = Instrument(
        fingerprint="sbx_success",
        brand="test",
        last4="4242",
        expires_month=12,
        expires_year=2099,
        token=f"sbx_card_{new_id().hex}",
    )
    new = NewKeptCard(id=KeptCardId(new_id()), person_id=person_id, provider="sandbox", instrument=instrument)
    await store.keep_cards(db, [new], now=clock.now())


async def plant_account(db: Db, person_id: PersonId) -> None:
    """Open an account with the sandbox, to be paid on."""
    new = NewAccount(owner=f"creator:{person_id}", person_id=person_id, country=Country.MX)
    await store.open_account(db, "sandbox", new, account_id=new_id(), now=clock.now())
