"""Sums of money: integers in minor units, never floats."""

from collections.abc import Sequence
from typing import Self

from msgspec import Struct, field

from vitrina.kit.places import Currency

AMOUNT_MAX = 10**12  # minor units; far below the 10^15 that the ledger refuses
BPS = 10_000


class Money(Struct, frozen=True):
    """A sum in the minor unit of its currency. In JSON: `{"amount": 12990, "currency": "MXN"}`."""

    amount_minor: int = field(name="amount")
    currency: Currency

    def __add__(self, other: Self) -> "Money":
        """Add two sums of one currency; another currency is a bug."""
        assert self.currency is other.currency, f"{self.currency} and {other.currency} never meet"
        return Money(self.amount_minor + other.amount_minor, self.currency)

    def __sub__(self, other: Self) -> "Money":
        """Subtract a sum of the same currency."""
        assert self.currency is other.currency, f"{self.currency} and {other.currency} never meet"
        return Money(self.amount_minor - other.amount_minor, self.currency)


def divide_half_up(numerator: int, denominator: int) -> int:
    """Divide and round half away from zero. denominator > 0."""
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def share(amount_minor: int, rate_bps: int) -> int:
    """Take a rate in basis points of a sum, rounded half up per call. Source: domain rule B1.1."""
    return divide_half_up(amount_minor * rate_bps, BPS)


def tax_inside(gross_minor: int, rate_bps: int) -> int:
    """Find the tax contained in a tax-inclusive sum: gross minus round(gross / (1 + rate))."""
    return gross_minor - divide_half_up(gross_minor * BPS, BPS + rate_bps)


def with_tax(net_minor: int, rate_bps: int) -> int:
    """Add tax to a sum without it, half up; taking `tax_inside` off again leaves the same sum."""
    return net_minor + share(net_minor, rate_bps)


def allocate(total_minor: int, weights: Sequence[int]) -> list[int]:
    """Split a sum by weight; the parts add up exactly (largest remainder, ties to the first).

    weights: >= 0 with a positive sum.
    """
    whole = sum(weights)
    parts = [total_minor * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total_minor * weights[i] % whole), i))
    for i in by_remainder[: total_minor - sum(parts)]:
        parts[i] += 1
    return parts
