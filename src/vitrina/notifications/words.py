"""How sums, days and long texts are written to a reader."""

from datetime import date

from vitrina.kit.locales import say
from vitrina.kit.places import Language
from vitrina.kit.sums import written

SHORT = 80
__all__ = ["day_in", "shortened", "written"]


def day_in(language: Language, day: date) -> str:
    """Write a day as the language does."""
    month = say(language, f"month.{day.month}")
    return say(language, "mail.day", day=day.day, month=month, year=day.year)


def shortened(text: str) -> str:
    """Cut what is longer than 80 characters."""
    return text if len(text) <= SHORT else text[: SHORT - 1].rstrip() + "…"
