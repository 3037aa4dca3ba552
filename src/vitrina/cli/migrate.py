"""`vitrina migrate`: bring the database to this version, for deployments that do it before the start."""

import asyncio
import os
from argparse import ArgumentParser, Namespace

from vitrina.cli import instance
from vitrina.cli.console import say


def add_options(parser: ArgumentParser) -> None:
    """Describe the command line."""
    instance.add_folder(parser)


def run(arguments: Namespace) -> int:
    """Apply what is missing and say what it was."""
    from vitrina.kit.migrate import migrate

    with instance.database(instance.settings_from(arguments, os.environ)) as settings:
        applied = asyncio.run(migrate(settings.database_url))
    for name in applied:
        say(f"  applied {name}")
    say(f"  {len(applied)} applied; the database is up to date")
    return 0
