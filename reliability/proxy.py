"""A wire that can be cut or made slow: a TCP port in front of the socket of a database.

A process of its own. It is told what to be by lines on its standard input: `through`, `slow` or `cut`.
"""

import argparse
import asyncio
import sys
from enum import StrEnum

SLOW_S = 0.15
CHUNK_BYTES = 65_536


class Wire(StrEnum):
    """How the wire is."""

    THROUGH = "through"
    """Whole."""
    SLOW = "slow"
    """Each piece waits before it goes on."""
    CUT = "cut"
    """Nothing passes; what was connected is torn."""


class Proxy:
    """Carries bytes between clients and one socket."""

    def __init__(self, target: str) -> None:
        """target: path of a Unix socket."""
        self.wire = Wire.THROUGH
        self._target = target
        self._writers: set[asyncio.StreamWriter] = set()

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection to its end."""
        if self.wire is Wire.CUT:
            writer.transport.abort()
            return
        try:
            to_reader, to_writer = await asyncio.open_unix_connection(self._target)
        except OSError:
            writer.transport.abort()
            return
        pair = {writer, to_writer}
        self._writers |= pair
        ways = [
            asyncio.create_task(self._carry(reader, to_writer)),
            asyncio.create_task(self._carry(to_reader, writer)),
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for each in pair:
            each.transport.abort()
        await asyncio.gather(*ways, return_exceptions=True)
        self._writers -= pair

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(CHUNK_BYTES):
            if self.wire is Wire.SLOW:
                await asyncio.sleep(SLOW_S)
            writer.write(data)
            await writer.drain()

    def become(self, wire: Wire) -> None:
        """Change the wire; a cut tears what is connected."""
        self.wire = wire
        if wire is Wire.CUT:
            for each in self._writers:
                each.transport.abort()


async def serve(port: int, target: str) -> None:
    """Carry connections until standard input ends."""
    proxy = Proxy(target)
    server = await asyncio.start_server(proxy.accept, "127.0.0.1", port)
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(orders), sys.stdin
    )
    async with server:
        while line := await orders.readline():
            proxy.become(Wire(line.decode().strip()))


def main() -> None:
    """Be a wire."""
    parser = argparse.ArgumentParser(prog="python -m reliability.proxy", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--target", required=True, help="path of a Unix socket")
    asked = parser.parse_args()
    asyncio.run(serve(asked.port, asked.target))


if __name__ == "__main__":
    main()
