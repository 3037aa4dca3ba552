"""A small web server that may be as rude as a test wants."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager

from msgspec import Struct


class Answer(Struct, frozen=True, kw_only=True):
    """What a path answers. is_endless: bytes without end; is_silent: nothing after the head."""

    status: int = 200
    headers: Mapping[str, str] = {}
    body: bytes = b""
    is_endless: bool = False
    is_silent: bool = False


class Server:
    """Answers by path, and remembers what was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.port = 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            path = head[0].split(" ")[1]
            pairs = [line.split(": ", 1) for line in head[1:] if ": " in line]
            headers = {name.lower(): text for name, text in pairs}
            self.asked.append((path, headers))
            answer = self.answers.get(path, Answer(status=404))
            etag = answer.headers.get("etag")
            if etag and headers.get("if-none-match") == etag:
                answer = Answer(status=304)
            lines = [f"HTTP/1.1 {answer.status} X", "connection: close"]
            lines += [f"{name}: {text}" for name, text in answer.headers.items()]
            writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + answer.body)
            while answer.is_endless:
                writer.write(b"x" * 65_536)
                await writer.drain()
            if answer.is_silent:
                await reader.read()
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving() -> AsyncGenerator[Server]:
    """A running server on loopback."""
    server = Server()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
