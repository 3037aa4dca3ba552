"""A card that somebody keeps."""

from vitrina.identity.model import PersonId
from vitrina.kit import clock
from vitrina.kit.db import Db
from vitrina.kit.ids import new_id
from vitrina.payments import store
from vitrina.payments.kept import Instrument, KeptCardId, NewKeptCard


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
