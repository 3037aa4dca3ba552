"""What a person leaves in an address book."""

from vitrina.addresses import service as addresses
from vitrina.addresses.model import Address, NewSavedAddress, SavedAddressId
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Db
from vitrina.kit.ids import new_id
from vitrina.kit.places import Country


async def plant_addresses(db: Db, person: Person, word: str, *, phone: str) -> None:
    """Keep an address that says the word wherever a person types."""
    address = Address(
        country=Country.MX,
        name=word,
        line1=f"Calle {word} 1",
        line2=word,
        neighbourhood=word,
        city=word,
        state="Ciudad de México",
        postal_code="06700",
        phone=phone,
        references=word,
    )
    await addresses.save(
        db,
        saved_id=SavedAddressId(new_id()),
        actor=person,
        new=NewSavedAddress(address=address, label=word),
        settings=Settings(),
        now=clock.now(),
    )
