"""Mails by SMTP (aiosmtplib)."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

import aiosmtplib
from aiosmtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from vitrina.kit.config import Settings
from vitrina.kit.errors import ProviderError
from vitrina.notifications.model import Letter, MailId

TIMEOUT_S = 20
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
# A mail server answers 5xx to what it will never take. Source: RFC 5321, section 4.2.1.
NEVER = 500


class SmtpCarrier:
    """One connection to the mail server of the settings, such as smtp+starttls://user:password@host:587."""

    def __init__(self, settings: Settings) -> None:
        """Raises ProviderError when the setting names no mail server."""
        try:
            url = urlsplit(settings.smtp_url)
            port = url.port or PORTS[url.scheme]
        except (ValueError, KeyError) as e:
            raise ProviderError("VITRINA_SMTP_URL is not like smtp://host:25", permanent=False) from e
        self._sender = settings.mail_from
        self._domain = urlsplit(settings.base_url).hostname or "localhost"
        self._client = aiosmtplib.SMTP(
            hostname=url.hostname or "localhost",
            port=port,
            username=unquote(url.username) if url.username else None,
            password=unquote(url.password) if url.password else None,
            use_tls=url.scheme == "smtps",
            # None: TLS when the server offers it. True: TLS or nothing.
            start_tls={"smtp": None, "smtps": False}.get(url.scheme, True),
            timeout=TIMEOUT_S,
        )

    async def __aenter__(self) -> Self:
        """Connect and sign in. Raises ProviderError, never a permanent one: a server may come back."""
        try:
            await self._client.connect()
        except (SMTPException, OSError) as e:
            raise ProviderError(f"no mail server: {e}", permanent=False) from e
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Say goodbye, if the server still listens."""
        try:
            await self._client.quit()
        except (SMTPException, OSError):
            self._client.close()

    async def send(self, mail_id: MailId, recipient: str, letter: Letter) -> None:
        """Hand one mail over. Raises ProviderError."""
        try:
            message = compose(letter, sender=self._sender, recipient=recipient)
            message["Message-ID"] = f"<{mail_id}@{self._domain}>"
        except ValueError as e:  # An address or a subject that no header can hold.
            raise ProviderError(f"cannot be written: {e}", permanent=True) from e
        try:
            await self._client.send_message(message)
        except SMTPRecipientsRefused as e:
            codes = [refused.code for refused in e.recipients]
            raise ProviderError(str(e), permanent=all(code >= NEVER for code in codes)) from e
        except SMTPResponseException as e:
            raise ProviderError(f"{e.code} {e.message}", permanent=e.code >= NEVER) from e
        except (SMTPException, OSError) as e:
            raise ProviderError(str(e) or type(e).__name__, permanent=False) from e


def compose(letter: Letter, *, sender: str, recipient: str) -> EmailMessage:
    """Put a letter into an envelope: text first, HTML for who can show it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = letter.subject
    message["Date"] = formatdate(usegmt=True)
    # No automatic answers, please. Source: RFC 3834, section 5.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message
