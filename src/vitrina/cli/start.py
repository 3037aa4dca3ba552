"""Start an instance and keep it running: the way that `demo`, `up` and `dev` share."""

import os
import secrets
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from vitrina.cli import instance
from vitrina.cli.console import Step, Stopped, say
from vitrina.cli.part import Part
from vitrina.cli.prepare import DemoPerson, read_news
from vitrina.cli.supervisor import Supervisor, ignore_signals, stop_on_signals
from vitrina.kit import tls
from vitrina.kit.config import NAME_PREFIX, Settings, to_environ, with_secret_key
from vitrina.kit.postgres import Postgres
from vitrina.kit.process import ALIVE_LINE, Launch, die_with_parent, look_at, send_to_group

API_PATH = "/api/v1"
TAIL_LINES = 12


class Prepared(Struct, frozen=True, kw_only=True):
    """What the preparation found."""

    people: Sequence[DemoPerson] = ()
    is_without_operator: bool = False


class Options(Struct, frozen=True, kw_only=True):
    """How to run an instance, beside its settings."""

    ready_file: Path | None = None
    is_reset: bool = False
    is_talkative: bool = False
    before_start: Callable[[Settings], None] = lambda _: None
    more_parts: Sequence[Part] = ()
    after_prepare: Callable[[Settings, Prepared], None] = lambda _, __: None
    every_turn: Callable[[Supervisor], None] = lambda _: None


class ReadyPerson(Struct, frozen=True, kw_only=True):
    """A demo person in the ready file."""

    handle: str
    name: str
    role: str
    login: str
    password: str
    token: str


class Ready(Struct, frozen=True, kw_only=True):
    """The ready file, for scripts that wait for an instance."""

    base_url: str
    api_url: str
    live_url: str
    rtmp_url: str
    people: Sequence[ReadyPerson]


def run(settings: Settings, options: Options, *, welcome: Callable[[Settings, Prepared], None]) -> int:
    """Start everything, say so, and stay until a signal stops it. Returns the exit status.

    welcome: prints what a person must know once everything answers.  Raises Stopped, PostgresUnusable.
    """
    stop_on_signals()
    _follow_uv()
    with ExitStack() as undo:
        try:
            undo.enter_context(instance.sole_use(settings))
            _start(settings, options, welcome, undo)
        except KeyboardInterrupt:
            ignore_signals()
    say("  stopped")
    return 0


def _start(
    settings: Settings, options: Options, welcome: Callable[[Settings, Prepared], None], undo: ExitStack
) -> None:
    if options.ready_file:
        _forget(options.ready_file)
        undo.callback(_forget, options.ready_file)
    if options.is_reset:
        instance.erase(settings)
    instance.require_web_app()
    instance.mark(settings)
    options.before_start(settings)
    settings = instance.with_free_ports(settings)
    settings, server = _start_database(with_secret_key(settings), undo)
    # SIGKILL: when we are killed the database goes too, and a part that waits for it would stay for ever.
    launch = Launch(death_signal=signal.SIGKILL, environ=environ_of_parts(settings), folder=Path.cwd())
    prepared = _prepare(launch)
    options.after_prepare(settings, prepared)
    parts = [*parts_of(settings), *options.more_parts]
    supervisor = Supervisor(
        parts,
        launch=launch,
        logs=settings.data_dir / "logs",
        database=server,
        is_talkative=options.is_talkative,
        certificate=tls.certificate_of(settings),
    )
    step = Step("web, worker and live")
    undo.callback(step.close, is_kept=False)
    step.report("starting")

    def on_ready() -> None:
        step.report("answer")
        step.close()
        if options.ready_file:
            write_ready_file(options.ready_file, settings, prepared.people)
        welcome(settings, prepared)

    supervisor.run(on_ready=on_ready, every_turn=lambda: options.every_turn(supervisor))


def parts_of(settings: Settings) -> list[Part]:
    """List the processes of an instance, in the order in which they stop."""
    host = instance.shown_host(settings.host)
    scheme = "https" if settings.tls_dir else "http"
    home = f"{scheme}://{'127.0.0.1' if host == 'localhost' else host}"
    probe, live_probe = f"{home}:{settings.port}/readyz", f"{home}:{settings.live_port}/readyz"
    parts = [
        Part(name="web", command=[sys.executable, "-m", "vitrina.cli.web"], alive_url=probe),
        Part(name="live", command=[sys.executable, "-m", "vitrina.cli.live"], alive_url=live_probe),
        Part(name="worker", command=[sys.executable, "-m", "vitrina.worker"], alive_line=ALIVE_LINE),
    ]
    if settings.is_demo and settings.retailer_port:
        command = [sys.executable, "-m", "vitrina.demo.retailer"]
        parts.append(Part(name="retailer", command=command, alive_line=ALIVE_LINE))
    return parts


def environ_of_parts(settings: Settings) -> dict[str, str]:
    """Write the environment of the processes: ours, with the settings in force."""
    ours = {name: text for name, text in os.environ.items() if not name.startswith(NAME_PREFIX)}
    ours.pop("DATABASE_URL", None)
    return ours | to_environ(settings) | {"PYTHONUNBUFFERED": "1"}


def write_ready_file(path: Path, settings: Settings, people: Sequence[DemoPerson]) -> None:
    """Write the ready file in one step, so that a reader finds it whole."""
    ready = Ready(
        base_url=settings.base_url,
        api_url=settings.base_url + API_PATH,
        live_url=settings.live_url,
        rtmp_url=settings.rtmp_url,
        people=[
            ReadyPerson(
                handle=person.handle,
                name=person.name,
                role=person.role,
                login=person.email,
                password=person.password,
                token=person.token,
            )
            for person in people
        ],
    )
    half_made = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    half_made.touch(mode=0o600)  # It holds tokens.
    half_made.write_bytes(msgspec.json.format(msgspec.json.encode(ready)) + b"\n")
    half_made.replace(path)


def _start_database(settings: Settings, undo: ExitStack) -> tuple[Settings, Postgres | None]:
    with Step("database") as step:
        if settings.database_url:
            step.report("PostgreSQL of DATABASE_URL")
            return settings, None
        server = Postgres(settings.data_dir)
        step.report(f"PostgreSQL {server.binaries.version} in {server.home}")
        undo.callback(server.stop)
        server.start()
        return replace(settings, database_url=server.url()), server


def _prepare(launch: Launch) -> Prepared:
    """Run the preparation in a process of its own and show its progress. Raises Stopped."""
    process = launch.start([sys.executable, "-m", "vitrina.cli.prepare"], output=subprocess.PIPE)
    assert process.stdout
    progress = _Progress()
    try:
        for line in process.stdout:
            progress.hear(line.decode(errors="replace").rstrip())
        if process.wait() and not progress.failure:
            progress.failure = "The database could not be prepared:\n" + "\n".join(progress.tail)
        if progress.failure:
            raise Stopped(progress.failure)
        progress.end_step()
        return progress.prepared
    finally:
        progress.end_step(is_kept=False)
        send_to_group(signal.SIGKILL, process.pid)
        process.wait()


class _Progress:
    """What the preparation has told so far."""

    def __init__(self) -> None:
        self.prepared = Prepared()
        self.failure = ""
        self.tail: deque[str] = deque(maxlen=TAIL_LINES)
        self._step: Step | None = None

    def hear(self, line: str) -> None:
        """Understand one line, and show it when it is news."""
        news = read_news(line)
        if news is None:
            self.tail.append(f"  {line}")
            return
        if news.step:
            self.end_step()
            self._step = Step(news.step)
        if news.detail and self._step:
            self._step.report(news.detail)
        self.failure = news.failure or self.failure
        self.prepared = Prepared(
            people=news.people or self.prepared.people,
            is_without_operator=news.is_without_operator or self.prepared.is_without_operator,
        )

    def end_step(self, *, is_kept: bool = True) -> None:
        """Leave the line of the step that runs."""
        if self._step:
            self._step.close(is_kept=is_kept)


def _follow_uv() -> None:
    """End in order when `uv run` above us is killed, for nobody would be left to stop us."""
    parent = os.getppid()
    if (seen := look_at(parent)) and seen.name == "uv":
        die_with_parent(signal.SIGTERM, parent_pid=parent)


def _forget(path: Path) -> None:
    path.unlink(missing_ok=True)
