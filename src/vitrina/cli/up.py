"""`vitrina up`: a real instance on this machine."""

import os
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from vitrina.cli import instance, start
from vitrina.cli.console import say
from vitrina.kit.config import Settings


def add_options(parser: ArgumentParser) -> None:
    """Describe the command line."""
    instance.add_address(parser)
    instance.add_folder(parser)
    parser.add_argument(
        "--ready-file", metavar="FILE", type=Path, help="written, as JSON, once everything answers"
    )
    parser.add_argument("--verbose", action="store_true", help="show everything that the processes print")


def run(arguments: Namespace) -> int:
    """Start the instance and stay until SIGTERM or Ctrl-C."""
    settings = instance.settings_from(arguments, os.environ)
    options = start.Options(
        ready_file=arguments.ready_file and arguments.ready_file.absolute(),
        is_talkative=arguments.verbose,
        after_prepare=ask_for_operator,
    )
    return start.run(settings, options, welcome=welcome)


def ask_for_operator(settings: Settings, prepared: start.Prepared) -> None:
    """On the first start in a terminal, ask who operates the instance and print a code to sign in with."""
    if not prepared.is_without_operator or not sys.stdin.isatty():
        return
    email = input("  e-mail of the operator (empty: later): ").strip()
    if email:
        words = ["admin", "create-operator", "--email", email]
        environ = start.environ_of_parts(settings)
        subprocess.run([sys.executable, "-m", "vitrina.cli", *words], env=environ, check=False)


def welcome(settings: Settings, prepared: start.Prepared) -> None:
    """Print the address, and how to make the first operator."""
    say()
    say(f"  Vitrina runs at {settings.base_url}, data in {settings.data_dir}. Ctrl-C stops it.")
    if prepared.is_without_operator and not sys.stdin.isatty():
        say("  Nobody operates it yet: run ./vitrina admin create-operator --email YOU@EXAMPLE.ORG")
