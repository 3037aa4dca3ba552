"""`vitrina lab NAME`: try to lose, double or oversell something. Each lab is a program in `reliability/`."""

from argparse import ArgumentParser, Namespace

from vitrina.cli import programs

FOLDER = "reliability"


def add_options(parser: ArgumentParser) -> None:
    """Describe the command line."""
    programs.add_options(parser, FOLDER)


def run(arguments: Namespace) -> int:
    """Run one lab."""
    return programs.run(arguments, FOLDER)
