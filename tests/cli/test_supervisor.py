"""The supervisor: what dies is started again, what stops leaves nothing, what cannot start is told."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import psycopg
import pytest
from msgspec.structs import replace

from vitrina.cli.console import Stopped
from vitrina.cli.part import Part
from vitrina.cli.supervisor import Supervisor, stop_on_signals
from vitrina.kit.binaries import ENVIRONMENT
from vitrina.kit.postgres import Postgres
from vitrina.kit.process import Launch, is_in_use, wait_until

WAIT_S = 20
FOREVER = "import time; print('alive', flush=True); time.sleep(600)"
LAUNCH = Launch(death_signal=signal.SIGTERM, environ=dict(os.environ))
Scene = Callable[[Supervisor], Generator[bool]]


@pytest.fixture(autouse=True)
def signals() -> Generator[None]:
    """Put this process's signal handlers back after the test."""
    kept = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    stop_on_signals()
    yield
    for each, handler in kept.items():
        signal.signal(each, handler)


def python(name: str, code: str, *, alive_line: str = "alive") -> Part:
    return Part(name=name, command=[sys.executable, "-c", textwrap.dedent(code)], alive_line=alive_line)


def play(supervisor: Supervisor, scene: Generator[bool]) -> int:
    """Run until the scene ends; a turn a yield. Returns how often it was ready."""
    ready_count, deadline = 0, time.monotonic() + WAIT_S

    def on_ready() -> None:
        nonlocal ready_count
        ready_count += 1

    def every_turn() -> None:
        assert time.monotonic() < deadline, "the scene does not go on"
        if next(scene, None) is None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        supervisor.run(on_ready=on_ready, every_turn=every_turn)
    return ready_count


def supervisor_of(
    parts: Sequence[Part], logs: Path, *, database: Postgres | None = None, is_talkative: bool = False
) -> Supervisor:
    return Supervisor(parts, launch=LAUNCH, logs=logs, database=database, is_talkative=is_talkative)


def test_a_killed_part_is_started_again_and_the_line_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    supervisor = supervisor_of([python("web", FOREVER)], tmp_path)
    (web,) = supervisor.parts

    def scene() -> Generator[bool]:
        while not web.is_alive:
            yield True
        assert web.process
        os.kill(web.process.pid, signal.SIGKILL)
        while web.starts_count < 2 or not web.is_alive:
            yield True

    assert play(supervisor, scene()) == 1
    assert "web      | ended with signal 9; starting it again in 0.5 s" in capsys.readouterr().out


def test_a_part_on_demand_runs_once_when_it_is_asked_for_and_not_beside_another(tmp_path: Path):
    asked = [
        replace(python(name, "import time; time.sleep(0.5)"), is_on_demand=True)
        for name in ("rush", "minute")
    ]
    supervisor = supervisor_of([python("web", FOREVER), *asked], tmp_path)
    _, rush, minute = supervisor.parts

    def scene() -> Generator[bool]:
        while not supervisor.is_ready:
            yield True
        assert rush.starts_count == 0
        supervisor.demand("rush", unless=["rush", "minute"])
        while not supervisor.pid_of("rush"):
            yield True
        supervisor.demand("minute", unless=["rush", "minute"])
        while supervisor.pid_of("rush"):
            yield True
        for _ in range(5):
            yield True
        assert (rush.starts_count, minute.starts_count) == (1, 0)

    assert play(supervisor, scene()) == 1


def test_the_process_of_a_part_can_be_asked_for_by_name(tmp_path: Path):
    supervisor = supervisor_of([python("web", FOREVER)], tmp_path)

    def scene() -> Generator[bool]:
        while not supervisor.is_ready:
            yield True
        pid = supervisor.pid_of("web")
        assert pid
        assert is_in_use(pid)
        assert supervisor.pid_of("database") is None

    play(supervisor, scene())


def test_what_a_killed_part_had_started_ends_with_it(tmp_path: Path):
    code = """
        import subprocess, sys, time
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        print("child", child.pid, flush=True)
        print("alive", flush=True)
        time.sleep(600)
        """
    supervisor = supervisor_of([python("worker", code)], tmp_path)
    (worker,) = supervisor.parts
    grandchildren: list[int] = []

    def scene() -> Generator[bool]:
        while not worker.is_alive:
            yield True
        assert worker.process
        grandchildren.append(int(worker.tail[0].split()[1]))
        os.kill(worker.process.pid, signal.SIGKILL)
        while worker.starts_count < 2 or not worker.is_alive:
            yield True
        grandchildren.append(int(worker.tail[0].split()[1]))

    play(supervisor, scene())

    assert wait_until(lambda: not any(map(is_in_use, grandchildren)), timeout_s=WAIT_S)


def test_it_is_ready_once_and_only_when_every_part_is_alive(tmp_path: Path):
    slow = python("worker", "import time; time.sleep(0.5); print('alive', flush=True); time.sleep(600)")
    supervisor = supervisor_of([python("web", FOREVER), slow], tmp_path)
    web, worker = supervisor.parts
    seen: list[bool] = []

    def scene() -> Generator[bool]:
        while not worker.is_alive:
            seen.append(supervisor.is_ready)
            yield True
        while not supervisor.is_ready:
            yield True

    assert play(supervisor, scene()) == 1
    assert seen
    assert not any(seen)
    assert web.process is None


def test_a_part_that_cannot_start_is_told_with_its_last_words(tmp_path: Path):
    supervisor = supervisor_of([python("web", "raise SystemExit('no such setting')")], tmp_path)

    with pytest.raises(Stopped, match=r"(?s)web cannot be started \(status 1\).*no such setting"):
        supervisor.run(on_ready=lambda: None)


def test_parts_that_ignore_the_signal_are_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("vitrina.cli.supervisor.GRACE_S", 0.3)
    stubborn = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {FOREVER}"
    supervisor = supervisor_of([python("web", stubborn)], tmp_path)
    (web,) = supervisor.parts
    pids: list[int] = []

    def scene() -> Generator[bool]:
        while not web.is_alive:
            yield True
        assert web.process
        pids.append(web.process.pid)

    play(supervisor, scene())

    assert not is_in_use(pids[0])


def test_the_console_shows_what_is_serious_and_the_files_hold_everything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    code = """
        import time
        print('{"level": "INFO", "message": "served a page"}')
        print('{"level": "ERROR", "message": "the mail server refused"}')
        print("a plain line")
        print("alive", flush=True)
        time.sleep(600)
        """
    supervisor = supervisor_of([python("worker", code)], tmp_path)
    (worker,) = supervisor.parts

    def scene() -> Generator[bool]:
        while not worker.is_alive:
            yield True

    play(supervisor, scene())

    shown, written = capsys.readouterr().out, (tmp_path / "worker.log").read_text()
    assert "worker   | ERROR the mail server refused" in shown
    assert "served a page" not in shown
    assert "plain line" not in shown
    assert "served a page" in written
    assert "a plain line" in written


@pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux's")
def test_a_killed_supervisor_leaves_nothing(tmp_path: Path):
    script = f"""
        import os, pathlib, signal, sys
        from vitrina.cli.part import Part
        from vitrina.cli.supervisor import Supervisor
        from vitrina.kit.process import Launch
        part = Part(name="web", command=[sys.executable, "-c", {FOREVER!r}], alive_line="alive")
        launch = Launch(death_signal=signal.SIGTERM, environ=dict(os.environ))
        logs = pathlib.Path({str(tmp_path)!r})
        supervisor = Supervisor([part, part], launch=launch, logs=logs, database=None)
        pids = lambda: print(*(each.process.pid for each in supervisor.parts), flush=True)
        supervisor.run(on_ready=pids)
        """
    supervisor = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True
    )
    assert supervisor.stdout
    pids = [int(word) for word in supervisor.stdout.readline().split()]
    supervisor.kill()
    supervisor.communicate()

    assert len(pids) == 2
    assert wait_until(lambda: not any(map(is_in_use, pids)), timeout_s=WAIT_S)


@pytest.mark.db
def test_a_killed_database_is_started_again_under_the_same_address(
    open_folder: Path, capsys: pytest.CaptureFixture[str]
):
    server = Postgres(open_folder)
    server.start()
    try:
        supervisor = supervisor_of([python("web", FOREVER)], open_folder / "logs", database=server)
        url, first_pid = server.url(), server.pid

        def scene() -> Generator[bool]:
            while not supervisor.is_ready:
                yield True
            assert first_pid
            os.kill(first_pid, signal.SIGKILL)
            while server.pid == first_pid or not server.answers():
                yield True

        play(supervisor, scene())

        with psycopg.connect(url) as db:
            assert db.execute("select 1").fetchone() == (1,)
        assert "PostgreSQL has stopped; starting it again" in capsys.readouterr().out
    finally:
        server.stop()


def test_parts_get_no_more_of_the_environment_than_they_need():
    assert set(ENVIRONMENT) == {"PATH", "LC_ALL", "HOME", "TZ"}, "the server must not inherit secrets"
