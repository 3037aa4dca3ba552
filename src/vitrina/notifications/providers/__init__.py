"""What carries mails out of the house."""

from collections.abc import Awaitable
from types import TracebackType
from typing import Protocol, Self

from vitrina.notifications.model import Letter, MailId


class Carrier(Protocol):
    """An open line to somebody who delivers mails.

    `send` raises ProviderError: permanent when this mail can never be delivered, otherwise later may help.
    """

    async def __aenter__(self) -> Self:
        """Open the line. Raises ProviderError."""
        ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the line."""
        ...

    def send(self, mail_id: MailId, recipient: str, letter: Letter) -> Awaitable[None]:
        """Hand one mail over. mail_id: the same mail handed over twice carries the same Message-ID."""
        ...
