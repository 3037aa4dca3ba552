"""How sums, days and long texts are written to a reader."""

from vitrina.kit.days import day_in
from vitrina.kit.sums import written

SHORT = 80
__all__ = ["day_in", "shortened", "written"]


def shortened(text: str) -> str:
    """Cut what is longer than 80 characters."""
    return text if len(text) <= SHORT else text[: SHORT - 1].rstrip() + "…"
