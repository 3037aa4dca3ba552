"""Keep the parts of an instance running: PostgreSQL, `web`, `worker`, `live`.

A part that dies is started again, after a pause that doubles; the database first, and the others find it
again. SIGTERM, SIGHUP and Ctrl-C stop everything in order; SIGKILL leaves nothing, for no part outlives us.
"""

import contextlib
import http.client
import selectors
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import msgspec
from msgspec import Struct

from vitrina.cli.console import Stopped, say
from vitrina.cli.part import Part, Running
from vitrina.kit import tls
from vitrina.kit.postgres import Postgres, PostgresUnusable
from vitrina.kit.process import Launch, send_to_group

TICK_S = 0.1
PROBE_TIMEOUT_S = 2.0
LOOK_AT_ATTACHED_S = 2.0
DATABASE_PAUSE_S = 5.0
DATABASE = "database"
STARTS_MAX = 3  # Tries before the first success; afterwards a part is tried for ever.
GRACE_S = 8.0
SECOND_SIGNAL_S = 1.0  # uv and the terminal may both pass on one Ctrl-C.
SHOWN_LENGTH_MAX = 200
SERIOUS = {"WARNING", "ERROR", "CRITICAL"}


class LogLine(Struct, frozen=True, kw_only=True):
    """What a person needs of a structured log line."""

    level: str
    message: str = ""


class Supervisor:
    """Starts parts, watches them, and stops them."""

    def __init__(
        self,
        parts: Sequence[Part],
        *,
        launch: Launch,
        logs: Path,
        database: Postgres | None,
        is_talkative: bool = False,
        certificate: Path | None = None,
    ) -> None:
        """Describe what to run; nothing is started.

        database: the embedded server, started and stopped by the caller; None for one of elsewhere.
        certificate: of our own, by which parts answer; None where they speak plain HTTP.
        """
        logs.mkdir(parents=True, exist_ok=True)
        self.parts = [Running(part, launch=launch, logs=logs) for part in parts]
        self.is_ready = False
        self._database = database
        self._database_check_after = 0.0
        self._is_talkative = is_talkative
        self._certificate = certificate
        self._is_in_a_hurry = False
        self._outputs = selectors.DefaultSelector()

    def run(self, *, on_ready: Callable[[], None], every_turn: Callable[[], None] = lambda: None) -> None:
        """Keep everything running until KeyboardInterrupt, then stop it in order.

        on_ready: called once, when every part is alive.  every_turn: called ten times a second.
        Raises Stopped when a part cannot be started at all.
        """
        try:
            while True:
                self._keep_database()
                for running in self.parts:
                    self._keep(running)
                self._read(TICK_S)
                every_turn()
                if not self.is_ready and all(self._is_alive(each) for each in self.parts if each.is_wanted):
                    self.is_ready = True
                    on_ready()
        finally:
            self.stop()

    def restart(self, *names: str) -> None:
        """End the named parts so that they start again at once, with new code."""
        for running in self.parts:
            if running.part.name in names:
                self._end(running)
                running.start_after = 0.0

    def demand(self, name: str, *, unless: Sequence[str] = ()) -> None:
        """Run a part that waits to be asked for; nothing happens while one of `unless` runs."""
        if any(running.part.name in unless and running.process for running in self.parts):
            return
        for running in self.parts:
            if running.part.name == name:
                running.is_wanted = True

    def pid_of(self, name: str) -> int | None:
        """Process id of a part, or of the `database` that we own; None when it does not run."""
        if name == DATABASE:
            return self._database.pid if self._database and self._database.is_running() else None
        return next(
            (each.process.pid for each in self.parts if each.part.name == name and each.process), None
        )

    def stop(self) -> None:
        """Stop the parts in their order. A second signal kills what is slow."""
        self._listen_for_hurry()
        for running in self.parts:
            self._end(running)
            running.close()
        self._outputs.close()

    def _keep_database(self) -> None:
        if not self._database or time.monotonic() < self._database_check_after:
            return
        if not self._database.is_owner:
            self._database_check_after = time.monotonic() + LOOK_AT_ATTACHED_S
        if self._database.is_running():
            return
        _tell(DATABASE, "PostgreSQL has stopped; starting it again")
        try:
            self._database.start()
            _tell(DATABASE, "PostgreSQL runs again")
        except PostgresUnusable as e:
            self._database_check_after = time.monotonic() + DATABASE_PAUSE_S
            _tell(DATABASE, str(e))

    def _keep(self, running: Running) -> None:
        if running.process is None and running.is_wanted and time.monotonic() >= running.start_after:
            running.start()
            self._outputs.register(running.output, selectors.EVENT_READ, running)
        elif running.has_ended():
            self._bury(running)

    def _bury(self, running: Running) -> None:
        """Say that a part died, and why, and plan its next start."""
        assert running.process
        status = running.process.returncode
        self._drain(running)
        tail = list(running.tail)
        pause_s = running.give_up()
        cause = f"signal {-status}" if status < 0 else f"status {status}"
        if running.part.is_on_demand:
            running.is_wanted, running.start_after = False, 0.0
            if status:
                _tell(running.part.name, f"ended with {cause}")
            return
        if not self.is_ready and running.starts_count >= STARTS_MAX:
            raise Stopped(
                f"{running.part.name} cannot be started ({cause}):\n"
                + "\n".join(f"  {line}" for line in tail)
            )
        _tell(running.part.name, f"ended with {cause}; starting it again in {pause_s:g} s")
        for line in tail if status > 0 and self.is_ready else ():
            _tell(running.part.name, line)

    def _end(self, running: Running) -> None:
        if running.process is None:
            return
        running.process.terminate()
        deadline = time.monotonic() + GRACE_S
        while not running.has_ended() and time.monotonic() < deadline and not self._is_in_a_hurry:
            self._read(TICK_S)
        send_to_group(signal.SIGKILL, running.process.pid)
        running.process.wait()
        self._drain(running)
        running.give_up()

    def _read(self, timeout_s: float) -> None:
        for key, _ in self._outputs.select(timeout_s):
            self._pass_on(key.data)

    def _drain(self, running: Running) -> None:
        while self._pass_on(running):
            pass
        self._stop_listening(running)

    def _stop_listening(self, running: Running) -> None:
        if running.output in self._outputs.get_map():
            self._outputs.unregister(running.output)

    def _pass_on(self, running: Running) -> bool:
        """Show what a part printed, as far as people need it. False when there is nothing more."""
        lines = running.read()
        if lines is None:
            self._stop_listening(running)
        for line in lines or ():
            if text := line if self._is_talkative else _serious(line):
                _tell(running.part.name, text)
        return bool(lines)

    def _is_alive(self, running: Running) -> bool:
        if not running.is_alive and running.process and running.part.alive_url:
            running.is_alive = answers(running.part.alive_url, certificate=self._certificate)
        return running.is_alive

    def _listen_for_hurry(self) -> None:
        begun = time.monotonic()

        def hurry(*_: object) -> None:
            self._is_in_a_hurry = time.monotonic() - begun > SECOND_SIGNAL_S

        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, hurry)


def stop_on_signals() -> None:
    """Let SIGTERM and SIGHUP end this process as Ctrl-C does: by KeyboardInterrupt in the main thread."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.default_int_handler)


def ignore_signals() -> None:
    """Let nothing cut short what is stopping already."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)


def answers(url: str, *, certificate: Path | None = None) -> bool:
    """Say whether an address answers 200. certificate: of our own, to be believed over HTTPS."""
    parts = urlsplit(url)
    try:
        connection = _connection(parts, certificate)
    except OSError:  # A certificate that cannot be read, or is none.
        return False
    try:
        connection.request("GET", parts.path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _connection(url: SplitResult, certificate: Path | None) -> http.client.HTTPConnection:
    host, timeout = url.hostname or "", PROBE_TIMEOUT_S
    if url.scheme != "https":
        return http.client.HTTPConnection(host, url.port or 80, timeout=timeout)
    context = tls.trusting(certificate)
    return http.client.HTTPSConnection(host, url.port or 443, timeout=timeout, context=context)


def _serious(line: str) -> str:
    """Shorten a structured log line to what a person must see; empty for anything else."""
    try:
        entry = msgspec.json.decode(line, type=LogLine)
    except msgspec.DecodeError:
        return ""
    message = " ".join(entry.message.split())
    return f"{entry.level} {message[:SHOWN_LENGTH_MAX]}" if entry.level in SERIOUS else ""


def _tell(name: str, text: str) -> None:
    with contextlib.suppress(OSError):  # The terminal may be gone; the log files have it.
        say(f"  {name:<8} | {text}")
