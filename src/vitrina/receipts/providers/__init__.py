"""The port to whoever issues a receipt: a plain one here, a tax document by an authority elsewhere."""

from typing import Protocol

from vitrina.kit.places import Country, Language
from vitrina.receipts.model import Document, Receipt


class Invoicer(Protocol):
    """Issues receipts of a country as files.

    The same order is the same document: an authority is asked by the order's id. Raises ProviderError:
    permanent when it refused, else the outcome is unknown and it may be asked again.
    """

    @property
    def countries(self) -> frozenset[Country]:
        """For shops of which countries."""
        ...

    async def issue(self, receipt: Receipt, language: Language) -> Document:
        """Write a receipt as a file, in the reader's language."""
        ...
