"""`vitrina demo`: the whole product with a demo world, on this machine, in one command."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from vitrina.cli import blows, instance, start, two_phones
from vitrina.cli.console import say, table
from vitrina.kit.config import Settings


def add_options(parser: ArgumentParser) -> None:
    """Describe the command line."""
    instance.add_address(parser)
    instance.add_folder(parser)
    parser.add_argument("--reset", action="store_true", help="erase the demo world and begin anew")
    parser.add_argument(
        "--ready-file", metavar="FILE", type=Path, help="written, as JSON, once everything answers"
    )
    parser.add_argument(
        "--https",
        action="store_true",
        help="speak TLS on this machine's address in its network, and draw a QR code for a phone",
    )
    parser.add_argument("--verbose", action="store_true", help="show everything that the processes print")


def run(arguments: Namespace) -> int:
    """Start the demo and stay until Ctrl-C."""
    settings = instance.with_retailer(instance.settings_from(arguments, os.environ, is_demo=True))
    if arguments.https:
        settings = two_phones.prepared(settings, arguments, os.environ)
    options = start.Options(
        ready_file=arguments.ready_file and arguments.ready_file.absolute(),
        is_reset=arguments.reset,
        is_talkative=arguments.verbose,
        more_parts=blows.parts(),
        every_turn=blows.master(settings),
        before_start=two_phones.keep_certificate if arguments.https else lambda _: None,
    )
    return start.run(settings, options, welcome=welcome_two if arguments.https else welcome)


def welcome(settings: Settings, prepared: start.Prepared) -> None:
    """Print the address and who may sign in."""
    say()
    say(f"  Vitrina runs at {settings.base_url}")
    say("  as a demo: invented people and shops, no real money, mails at /demo/mails.")
    say()
    if prepared.people:
        rows = [(person.role, person.name, person.email, person.password) for person in prepared.people]
        say(table([("role", "name", "e-mail", "password"), *rows]))
        say()
    say(f"  API at {settings.base_url}{start.API_PATH}, described at {settings.base_url}/api/docs")
    if settings.rtmp_url:
        say(f"  Live shows by OBS at {settings.rtmp_url}, by a browser in the studio")
    say(f"  Logs in {settings.data_dir / 'logs'}. Ctrl-C stops it.")


def welcome_two(settings: Settings, prepared: start.Prepared) -> None:
    """Print the same, and how a phone comes along."""
    welcome(settings, prepared)
    two_phones.invite(settings, prepared.people)
