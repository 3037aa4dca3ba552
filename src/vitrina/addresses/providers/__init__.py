"""The port to whoever knows what a postal code stands for: nobody, a file of the operator, or a service."""

from collections.abc import Sequence
from typing import Protocol

from vitrina.addresses.model import PostalPlace
from vitrina.kit.places import Country

PLACES_MAX = 300


class PostalCodes(Protocol):
    """Knows the places of postal codes. An unknown code is no places: the person types them herself."""

    @property
    def countries(self) -> frozenset[Country]:
        """Whose postal codes it knows."""
        ...

    async def find(self, country: Country, postal_code: str) -> Sequence[PostalPlace]:
        """List at most PLACES_MAX places of a postal code that is written the way its country does."""
        ...


class NoPostalCodes:
    """Knows no postal code: what an instance has as long as its operator gave no file."""

    countries: frozenset[Country] = frozenset()

    async def find(self, country: Country, postal_code: str) -> Sequence[PostalPlace]:
        """List nothing."""
        del country, postal_code
        return ()
