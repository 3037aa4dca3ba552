"""`vitrina doctor`: what is in force and what is wrong; with --money, whether the books balance."""

import asyncio
import os
from argparse import ArgumentParser, Namespace
from urllib.parse import urlsplit

import msgspec

from vitrina.books import service as books
from vitrina.books.invariants import PROMISES
from vitrina.cli import examine, instance
from vitrina.cli.console import NAME_WIDTH, say, table
from vitrina.cli.examine import Verdict
from vitrina.kit.config import NAME_PREFIX, Settings, to_environ
from vitrina.kit.db import Pool

MASK = "***"
SECRETS = {
    "secret_key",
    "stripe_secret_key",
    "stripe_webhook_secret",
    "whatsapp_access_token",
    "whatsapp_app_secret",
    "whatsapp_verify_token",
}


def add_options(parser: ArgumentParser) -> None:
    """Describe the command line."""
    instance.add_folder(parser)
    parser.add_argument("--money", action="store_true", help="check the books; any breach ends with status 1")


def run(arguments: Namespace) -> int:
    """Print the report. Returns 1 when anything in it is wrong."""
    settings = instance.settings_of_existing(arguments, os.environ)
    with instance.database(settings) as reached:
        if arguments.money:
            return asyncio.run(report_money(reached))
        say(table([("setting", "in force"), *in_force(settings)]))
        say()
        return asyncio.run(report(reached))


async def report(settings: Settings) -> int:
    """Print what was found. Returns 1 when anything is wrong."""
    findings = [*await examine.machine(settings), *await examine.database(settings)]
    for each in findings:
        say(f"  {each.verdict:<5} {each.topic:<{NAME_WIDTH}} {each.text}")
    wrong_count = sum(each.verdict is Verdict.WRONG for each in findings)
    say(f"\n  {wrong_count} wrong" if wrong_count else "\n  nothing is wrong")
    return 1 if wrong_count else 0


async def report_money(settings: Settings) -> int:
    """Hold the books against their promises and print every breach. Returns 1 when there is one."""
    names = {promise.code: promise.name for promise in PROMISES}
    breach_count = 0
    async with Pool(settings.database_url) as pool:
        for found in await books.look_over(pool):
            breach_count += len(found.breaches)
            say(f"  {'WRONG' if found.breaches else 'ok':<5} {found.code:<3} {names[found.code]}")
            for each in found.breaches:
                say(f"        {each.rule}: {each.subject}: {each.detail}")
    say(f"\n  {breach_count} breaches" if breach_count else "\n  the books balance")
    return 1 if breach_count else 0


def in_force(settings: Settings) -> list[tuple[str, str]]:
    """List every setting with its value; secrets and passwords are masked, defaults are marked."""
    values, defaults = to_environ(settings), to_environ(Settings())
    rows: list[tuple[str, str]] = []
    for field in msgspec.structs.fields(Settings):
        name = NAME_PREFIX + field.name.upper()
        value = values[name]
        shown = MASK if field.name in SECRETS and value else masked(value)
        rows.append((name, f"{shown or '(empty)'}{'' if value != defaults[name] else '  (default)'}"))
    return rows


def masked(value: str) -> str:
    """Hide the password of a URL."""
    password = urlsplit(value).password if "://" in value else None
    return value.replace(f":{password}@", f":{MASK}@") if password else value
