"""The command line: one file a verb, and what they share to start an instance and keep it running.

Promises one clear sentence and a non-zero exit status where a command cannot do its work, and nothing left
running behind it. Imports the house only where a verb needs it, so that every command starts at once.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from types import ModuleType
from typing import Protocol, cast

import vitrina
from vitrina.cli.console import Stopped, complain
from vitrina.kit.config import SettingWrong
from vitrina.kit.postgres import PostgresUnusable

VERBS = {
    "demo": "the whole product with a demo world, on this machine",
    "up": "a real instance on this machine",
    "dev": "the demo with reload, for those who change the code",
    "migrate": "bring the database to this version",
    "doctor": "say what is in force and what is wrong",
    "admin": "make operators",
    "check": "format, lint, types, contracts and the tests without a database, in under a minute",
    "test": "everything: check, all tests, browser journeys",
    "bench": "measure",
    "lab": "kill, cut and cheat a running instance, and count what was lost",
}


class Verb(Protocol):
    """What the module of a verb offers."""

    add_options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb. Returns the exit status: 0 well, 1 with a sentence about what is wrong, 2 misspelt."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="vitrina", description=vitrina.__doc__)
    parser.add_argument("--version", action="version", version=f"vitrina {vitrina.__version__}")
    verbs = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, promise in VERBS.items():
        verb = verbs.add_parser(name, help=promise, description=promise)
        if name in words[:1]:
            module = _load(name)
            module.add_options(verb)
            verb.set_defaults(run=module.run)
    return _guarded(parser.parse_args(words))


def _load(name: str) -> Verb:
    module: ModuleType = import_module(f"vitrina.cli.{name}")
    return cast("Verb", module)


def _guarded(parsed: argparse.Namespace) -> int:
    try:
        return parsed.run(parsed)
    except (Stopped, SettingWrong, PostgresUnusable) as e:
        complain(str(e))
        return 1
    except KeyboardInterrupt:
        return 130
