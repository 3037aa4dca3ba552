"""One instance on one machine: its settings, its folder, its database."""

import fcntl
import os
import shutil
import socket
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

import vitrina
from vitrina.cli.console import Stopped
from vitrina.kit import postgres
from vitrina.kit.config import Settings, load_settings, with_secret_key

PROJECT = Path(__file__).parents[3]
WEB_APP = Path(vitrina.__file__).parent / "_web"
# Says that a folder is ours to erase, and what lives in it.
MARK = "vitrina-data"
DEMO, REAL = "a demo", "a real instance"
RUN_LOCK = "run.lock"
PORT_WAIT_S = 3.0
DEMO_DEFAULTS = {
    "VITRINA_IS_DEMO": "true",
    "VITRINA_PLATFORM_FEE_BPS": "800",
    "VITRINA_DEFAULT_PLAN_BPS": "300",
    "VITRINA_SPONSORSHIP_FEE_BPS": "1000",
    "VITRINA_TIP_FEE_BPS": "500",
    # Small sums, so that a visitor comes to a payout that two operators must agree to.
    "VITRINA_PAYOUT_MINIMUMS": "MXN=1000,BRL=1000",
    "VITRINA_PAYOUT_FOUR_EYES_ABOVE": "MXN=5000,BRL=5000",
}


def project() -> Path | None:
    """Find the clone that this code runs from; None when it runs from an installed wheel."""
    return PROJECT if (PROJECT / "pyproject.toml").exists() else None


def add_folder(parser: ArgumentParser) -> None:
    """Add the option that names the data folder."""
    parser.add_argument("--data", metavar="DIR", help="folder for database, files and logs")


def add_address(parser: ArgumentParser) -> None:
    """Add the options that name the address."""
    parser.add_argument("--port", type=int, help="port to listen on (default 8000)")
    parser.add_argument("--host", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--rtmp-port", type=int, help="port for publishing by RTMP (default 1935; 0: none)")


def settings_from(arguments: Namespace, environ: Mapping[str, str], *, is_demo: bool = False) -> Settings:
    """Put together defaults, environment and command line; later ones win. Raises SettingWrong."""
    values = (DEMO_DEFAULTS if is_demo else {}) | dict(environ)
    for name in ("port", "host", "data", "rtmp_port"):
        given = getattr(arguments, name, None)
        if given is not None:
            setting = "VITRINA_" + {"data": "DATA_DIR"}.get(name, name.upper())
            values.pop(f"{setting}_FILE", None)
            values[setting] = str(given)
    settings = load_settings(values)
    if not {"VITRINA_DATA_DIR", "VITRINA_DATA_DIR_FILE"} & values.keys():
        settings = replace(settings, data_dir=(project() or Path.cwd()) / ("var/demo" if is_demo else "var"))
    if not {"VITRINA_BASE_URL", "VITRINA_BASE_URL_FILE"} & values.keys():
        settings = replace(settings, base_url=f"http://{shown_host(settings.host)}:{settings.port}")
    return replace(settings, data_dir=settings.data_dir.absolute())


def settings_of_existing(arguments: Namespace, environ: Mapping[str, str]) -> Settings:
    """Put together the settings of the instance that is there: the named one, or the clone's, or its demo.

    Raises Stopped when there is none.
    """
    settings = settings_from(arguments, environ)
    for is_demo in (False, True):
        candidate = settings_from(arguments, environ, is_demo=is_demo)
        path = candidate.data_dir / MARK
        if path.exists() and path.read_text().strip() == _kind(candidate):
            return candidate
    if settings.database_url:
        return settings
    raise Stopped(
        f"There is no instance in {settings.data_dir} yet: start one with ./vitrina demo or ./vitrina up."
    )


def shown_host(host: str) -> str:
    """Name the host that a person on this machine types for a listening address."""
    if host in {"127.0.0.1", "0.0.0.0", "::", "::1", "localhost"}:  # noqa: S104 - compared, not bound.
        return "localhost"
    return f"[{host}]" if ":" in host else host


@contextmanager
def sole_use(settings: Settings) -> Generator[None]:
    """Hold the data folder for one running instance. Raises Stopped when another one has it."""
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / RUN_LOCK).open("a+")
    except OSError as e:
        raise Stopped(f"The data folder {folder} cannot be used: {e.strerror}.") from e
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Stopped(f"Vitrina already runs on {folder} ({file.read().strip()}).") from None
        file.truncate(0)
        file.write(f"process {os.getpid()}, {local_address(settings)}")
        file.flush()
        yield


def local_address(settings: Settings) -> str:
    """Tell where an instance answers on its own machine."""
    scheme = "https" if settings.tls_dir else "http"
    return f"{scheme}://{shown_host(settings.host)}:{settings.port}"


def last_address(settings: Settings) -> str:
    """Tell where the instance of a data folder answers, or did when it last ran."""
    path = settings.data_dir / RUN_LOCK
    noted = path.read_text().rpartition(", ")[2] if path.exists() else ""
    return noted or local_address(settings)


def mark(settings: Settings) -> None:
    """Note in the folder what lives in it. Raises Stopped when a demo meets a real instance."""
    path = settings.data_dir / MARK
    kind = _kind(settings)
    if not path.exists():
        path.write_text(kind + "\n")
    if (found := path.read_text().strip()) != kind:
        raise Stopped(f"{settings.data_dir} holds the data of {found}; choose another folder with --data.")


def _kind(settings: Settings) -> str:
    return DEMO if settings.is_demo else REAL


def erase(settings: Settings) -> None:
    """Empty the data folder of a demo. Raises Stopped for another folder, PostgresUnusable for one in use."""
    folder, path = settings.data_dir, settings.data_dir / MARK
    if settings.database_url:
        raise Stopped("--reset erases the embedded database only; empty the one of DATABASE_URL yourself.")
    contents = [entry for entry in folder.iterdir() if entry.name != RUN_LOCK]
    if not contents:
        return
    if not path.exists() or path.read_text().strip() != DEMO:
        raise Stopped(f"{folder} is not the folder of a demo, so --reset leaves it alone.")
    postgres.erase(folder)
    for entry in contents:
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink(missing_ok=True)


@contextmanager
def database(settings: Settings) -> Generator[Settings]:
    """Lend the settings with a database that answers: the given one, or the embedded one, started."""
    settings = with_secret_key(settings)
    if settings.database_url:
        yield settings
        return
    server = postgres.Postgres(settings.data_dir)
    server.start()
    try:
        yield replace(settings, database_url=server.url())
    finally:
        server.stop()


def require_web_app() -> None:
    """Raise Stopped when the web app was not built, unless it was left out on purpose."""
    if not (WEB_APP / "200.html").exists() and os.environ.get("VITRINA_SKIP_WEB") != "1":
        raise Stopped(
            "The web app is not built: run `uv sync --reinstall-package vitrina`, npm's registry in reach."
        )


def require_free_port(host: str, port: int, *, option: str = "--port", wait_s: float = PORT_WAIT_S) -> None:
    """Raise Stopped when something listens on the port. Waits a moment for a killed predecessor to let go."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    deadline = time.monotonic() + wait_s
    while True:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except PermissionError:
                raise Stopped(f"Port {port} needs root; choose one above 1023 with {option}.") from None
            except OSError as e:
                if time.monotonic() > deadline or not _is_taken(e):
                    raise Stopped(_port_sentence(host, port, e, option=option)) from None
                time.sleep(0.2)
            else:
                return


def with_free_ports(settings: Settings) -> Settings:
    """Make sure of the instance's ports. In a demo, RTMP moves where its port is taken. Raises Stopped."""
    for port in (settings.port, settings.live_port, settings.socket_port):
        require_free_port(settings.host, port)
    if not settings.rtmp_port:
        return settings
    try:
        require_free_port(settings.host, settings.rtmp_port, option="--rtmp-port", wait_s=0.0)
    except Stopped:
        if not settings.is_demo:
            raise
        return replace(settings, rtmp_port=_any_port(settings.host))
    return settings


def with_retailer(settings: Settings) -> Settings:
    """Give the stand-in retailer of a demo a port, unless somebody chose one."""
    return settings if settings.retailer_port else replace(settings, retailer_port=_any_port("127.0.0.1"))


def _any_port(host: str) -> int:
    with socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        return probe.getsockname()[1]


def _is_taken(error: OSError) -> bool:
    return "in use" in str(error.strerror)


def _port_sentence(host: str, port: int, error: OSError, *, option: str) -> str:
    if _is_taken(error):
        return f"Port {port} is in use by another program; choose another one with {option}."
    return f"Cannot listen on {host}: {error.strerror}."
