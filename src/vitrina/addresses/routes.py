"""HTTP of addresses. Each person sees her own book alone; postal codes are public."""

from typing import Annotated, Any

from litestar import Request, delete, get, put
from litestar.params import QueryParameter

from vitrina.addresses import service
from vitrina.addresses.errors import AddressNotFound, TooManyAddresses
from vitrina.addresses.model import (
    POSTAL_CODE_LENGTH_MAX,
    NewSavedAddress,
    PostalPlace,
    SavedAddress,
    SavedAddressId,
)
from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed, TooManyRequests
from vitrina.kit.http import Limiter, Page, client_address, fails
from vitrina.kit.places import Country

TAGS = ["addresses"]

OfCountry = Annotated[Country, QueryParameter(name="country", description="Whose post office")]
PostalCode = Annotated[
    str, QueryParameter(name="postal_code", max_length=POSTAL_CODE_LENGTH_MAX, description="As it is written")
]

# Typing an address asks once or twice; more is who copies the operator's file.
LOOK_UPS = Limiter(per_minute=60)


@get("/me/addresses", operation_id="listAddresses", tags=TAGS, responses=fails(SignInNeeded))
async def list_addresses(person: Person, pool: Pool) -> Page[SavedAddress]:
    """List the own addresses, the default first; there are never more than 20."""
    async with pool.transaction() as db:
        return Page(items=await service.saved(db, person))


@put(
    "/me/addresses/{address:uuid}",
    operation_id="saveAddress",
    tags=TAGS,
    responses=fails(SignInNeeded, AddressNotFound, TooManyAddresses, Malformed),
)
async def save_address(
    address: SavedAddressId, data: NewSavedAddress, person: Person, pool: Pool, settings: Settings
) -> SavedAddress:
    """Keep an address under an id of one's own making, in place of what was there."""
    async with pool.transaction() as db:
        return await service.save(
            db, saved_id=address, actor=person, new=data, settings=settings, now=clock.now()
        )


@delete(
    "/me/addresses/{address:uuid}", operation_id="removeAddress", tags=TAGS, responses=fails(SignInNeeded)
)
async def remove_address(address: SavedAddressId, person: Person, pool: Pool) -> None:
    """Take an address out of the own book; twice is once."""
    async with pool.transaction() as db:
        await service.remove(db, saved_id=address, actor=person)


@get(
    "/postal-codes",
    operation_id="findPostalCode",
    tags=TAGS,
    responses=fails(Malformed, TooManyRequests),
)
async def find_postal_code(
    request: Request[Any, Any, Any], country: OfCountry, postal_code: PostalCode, settings: Settings
) -> Page[PostalPlace]:
    """List what a postal code stands for; nothing where this instance knows no such code."""
    LOOK_UPS.spend(client_address(request.scope, is_behind_proxy=settings.is_behind_proxy))
    return Page(items=list(await service.find_places(settings, country, postal_code)))


ROUTES = [list_addresses, save_address, remove_address, find_postal_code]
