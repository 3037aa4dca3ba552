"""A mail server for tests: takes mails over real SMTP, and refuses what it is told to."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


class MailServer:
    """What arrived, and how to answer. refuse: recipient -> reply to RCPT TO, such as "550 nobody here"."""

    def __init__(self) -> None:
        self.port = 0
        self.mails: list[EmailMessage] = []
        self.refuse: dict[str, str] = {}
        self.greeting = "220 test"
        self.after_data = "250 taken"
        self.connection_count = 0
        self.signed_in_as: list[str] = []

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak with one client until it leaves."""
        self.connection_count += 1

        async def reply(text: str) -> None:
            writer.write(text.encode() + b"\r\n")
            await writer.drain()

        await reply(self.greeting)
        while line := (await reader.readline()).decode().strip():
            verb = line[:4].upper()
            if verb == "EHLO":
                await reply("250-test\r\n250 AUTH PLAIN")
            elif verb == "AUTH":
                self.signed_in_as.append(line)
                await reply("235 welcome" if not self.refuse.get("AUTH") else self.refuse["AUTH"])
            elif verb == "RCPT":
                address = line.partition("<")[2].partition(">")[0]
                await reply(self.refuse.get(address, "250 ok"))
            elif verb == "DATA":
                await reply("354 go on")
                body = await reader.readuntil(b"\r\n.\r\n")
                if self.after_data.startswith("250"):
                    message = message_from_bytes(body.removesuffix(b".\r\n"), policy=default)
                    self.mails.append(message)
                await reply(self.after_data)
            elif verb == "QUIT":
                await reply("221 bye")
                break
            else:
                await reply("250 ok")
        writer.close()


@asynccontextmanager
async def mail_server() -> AsyncGenerator[MailServer]:
    """Run a mail server on a free port."""
    server = MailServer()
    listening = await asyncio.start_server(server.talk, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield server
