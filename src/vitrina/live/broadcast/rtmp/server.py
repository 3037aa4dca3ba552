"""The RTMP port: connections, the handshake, deadlines. What is said on them is the session's."""

import asyncio
import logging
import os
from struct import pack

from vitrina.live.broadcast.doors import Door
from vitrina.live.broadcast.limits import HANDSHAKE_S, PUBLISH_WITHIN_S, SILENCE_S
from vitrina.live.broadcast.model import Refused
from vitrina.live.broadcast.origin import Feed, Origin
from vitrina.live.broadcast.ports import NoGrant
from vitrina.live.broadcast.rtmp.chunks import Malformed
from vitrina.live.broadcast.rtmp.session import Over, Session

VERSION = 3
HANDSHAKE_BYTES = 1536
READ_BYTES = 256 * 1024
FAREWELL_S = 1.0
DEADLINE_STEP_S = 1.0

log = logging.getLogger(__name__)


class RtmpServer:
    """Listens for publishers."""

    def __init__(self, origin: Origin, *, door: Door | None = None) -> None:
        """origin: where films go."""
        self._origin = origin
        self._door = door or Door()
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self, host: str, port: int) -> int:
        """Listen. Returns the port, which the system chooses for 0. Raises OSError."""
        self._server = await asyncio.start_server(self._accept, host, port, limit=READ_BYTES)
        return self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Hang up on everybody."""
        if self._server:
            self._server.close()
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)
        peer = writer.get_extra_info("peername")
        address = peer[0] if peer else ""
        if not self._door.enter(address):
            writer.close()
            return
        try:
            await _Connection(self._origin, reader, writer, door=self._door, address=address).run()
        finally:
            self._door.leave(address)


class _Connection:
    def __init__(
        self,
        origin: Origin,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        door: Door,
        address: str,
    ) -> None:
        self._origin = origin
        self._reader = reader
        self._writer = writer
        self._door = door
        self._address = address

    async def run(self) -> None:
        """Serve one publisher to the end; whatever she sends ends in a closed connection at worst."""
        session = None
        try:
            async with asyncio.timeout(HANDSHAKE_S):
                await self._shake_hands()
            session = Session(send=self._writer.write, enter=self._enter)
            await self._serve(session)
        except Refused as e:
            await self._send_away(session, e)
        except Malformed as e:
            log.info("a publisher was sent away: %s", e)
        except (Over, TimeoutError, ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            # Whoever stops may start again: the room waits, and its host ends the show there.
            if session and session.feed:
                session.feed.leave()
            self._writer.close()

    async def _shake_hands(self) -> None:
        if (await self._reader.readexactly(1))[0] != VERSION:
            raise Malformed("this is no RTMP")
        theirs = await self._reader.readexactly(HANDSHAKE_BYTES)
        ours = pack(">II", 0, 0) + os.urandom(HANDSHAKE_BYTES - 8)
        self._writer.write(bytes([VERSION]) + ours + theirs)
        await self._writer.drain()
        await self._reader.readexactly(HANDSHAKE_BYTES)

    async def _serve(self, session: Session) -> None:
        """Hand on what comes. A publisher who is silent too long, or never reads, is left."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(PUBLISH_WITHIN_S) as deadline:
            while data := await self._reader.read(READ_BYTES):
                await session.receive(data)
                if self._writer.transport.get_write_buffer_size():
                    await self._writer.drain()
                # Hundreds of pieces come in a second: the deadline moves once for many of them.
                until = loop.time() + SILENCE_S
                if session.feed and until - (deadline.when() or 0.0) > DEADLINE_STEP_S:
                    deadline.reschedule(until)

    async def _enter(self, key: str) -> Feed:
        grant = await self._origin.rooms.authorize(key)
        if grant is None:
            self._door.failed(self._address)
            raise Refused("wrong_key", "This stream key is not known.")
        if isinstance(grant, NoGrant):
            raise Refused(grant.code, grant.sentence)
        return self._origin.enter(grant, ingest="rtmp")

    async def _send_away(self, session: Session | None, refusal: Refused) -> None:
        """Say why, and give the publisher's program a moment to read it."""
        log.info("a publisher was sent away: %s", refusal)
        if session is None:
            return
        if session.feed:
            session.feed.leave(refusal)
        session.refuse(refusal)
        try:
            async with asyncio.timeout(FAREWELL_S):
                await self._writer.drain()
                self._writer.write_eof()
                while await self._reader.read(READ_BYTES):
                    pass
        except (TimeoutError, OSError):
            pass
