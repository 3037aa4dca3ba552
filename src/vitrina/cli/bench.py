"""`vitrina bench NAME`: measure. Each bench is a program in `benchmarks/`."""

from argparse import ArgumentParser, Namespace

from vitrina.cli import programs

FOLDER = "benchmarks"


def add_options(parser: ArgumentParser) -> None:
    """Describe the command line."""
    programs.add_options(parser, FOLDER)


def run(arguments: Namespace) -> int:
    """Run one bench."""
    return programs.run(arguments, FOLDER)
