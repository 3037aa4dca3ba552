"""What a person leaves at the locations of her shop."""

from vitrina.addresses.model import Address
from vitrina.identity.model import Person
from vitrina.inventory.locations import service as places
from vitrina.inventory.locations.model import LocationId, NewLocation
from vitrina.kit.config import Settings
from vitrina.kit.db import Db
from vitrina.kit.ids import new_id
from vitrina.kit.places import Country
from vitrina.shops.model import ShopId


async def plant_location(db: Db, shop_id: ShopId, owner: Person, word: str) -> None:
    """Open a location that says the word wherever a person types."""
    address = Address(
        country=Country.MX,
        name=word,
        line1=f"Calle {word} 1",
        neighbourhood=word,
        city=word,
        state="Ciudad de México",
        postal_code="06700",
    )
    new = NewLocation(name=f"Garage {word}", address=address)
    await places.save(
        db, shop_id=shop_id, location_id=LocationId(new_id()), actor=owner, new=new, settings=Settings()
    )
