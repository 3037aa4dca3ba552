"""What a lab prints."""

import sys

import msgspec
from msgspec import Struct


class Report(Struct, frozen=True, kw_only=True):
    """Figures of a lab, and which of its promises held. seed: brings the same choices back."""

    lab: str
    seed: int
    figures: dict[str, int | float | str]
    bounds: dict[str, bool]


def tell(report: Report, *, as_json: bool) -> None:
    """Print a report, as a table or as one JSON object, and exit with status 1 when a promise was broken."""
    if as_json:
        print(msgspec.json.encode(report).decode())
    else:
        print(f"{report.lab}, seed {report.seed}")
        for name, figure in report.figures.items():
            print(f"  {name:<28} {figure}")
        for promise, is_kept in report.bounds.items():
            print(f"  {'kept  ' if is_kept else 'BROKEN'} {promise}")
    if not all(report.bounds.values()):
        sys.exit(1)
