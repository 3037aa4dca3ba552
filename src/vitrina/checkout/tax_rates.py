"""Taxes that consumer prices of a country contain, by the shop's country and the day. Data with its source.

The general rate on goods; reduced and zero rates come with product tax classes. Engineering input, not tax
advice. A rate that changes is a new row: what was priced before keeps the old one on its lines.
"""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from vitrina.kit.places import Country, local_day


class TaxRate(Struct, frozen=True, kw_only=True):
    """A rate inside prices. valid_from: its first day in the shop's country; read: when the source was."""

    country: Country
    rate_bps: int
    valid_from: date
    source: str
    read: date


READ = date(2026, 11, 1)
TAX_RATES: Sequence[TaxRate] = (
    TaxRate(
        country=Country.MX,
        rate_bps=1_600,
        valid_from=date(2010, 1, 1),
        source="IVA, LIVA art. 1; 8 % in the border region is not modelled",
        read=READ,
    ),
    TaxRate(
        country=Country.BR,
        rate_bps=1_800,
        valid_from=date(2000, 1, 1),
        source="ICMS, internal rate of São Paulo, RICMS/SP art. 52; rates differ by state",
        read=READ,
    ),
    TaxRate(
        country=Country.CO,
        rate_bps=1_900,
        valid_from=date(2017, 1, 1),
        source="IVA, Estatuto Tributario art. 468",
        read=READ,
    ),
    TaxRate(
        country=Country.CL,
        rate_bps=1_900,
        valid_from=date(2003, 10, 1),
        source="IVA, DL 825 art. 14",
        read=READ,
    ),
    TaxRate(
        country=Country.AR,
        rate_bps=2_100,
        valid_from=date(1995, 4, 1),
        source="IVA, Ley 23.349 art. 28",
        read=READ,
    ),
    TaxRate(
        country=Country.PE,
        rate_bps=1_800,
        valid_from=date(2011, 3, 1),
        source="IGV 16 % + IPM 2 %, Ley del IGV art. 17",
        read=READ,
    ),
    TaxRate(
        country=Country.US,
        rate_bps=0,
        valid_from=date(2000, 1, 1),
        source="Sales tax is not inside prices; it is not collected here",
        read=READ,
    ),
)


def tax_rate_bps(country: Country, now: datetime, rates: Sequence[TaxRate] = TAX_RATES) -> int:
    """Find the rate of a country on a day, in basis points: the last that has begun."""
    today = local_day(now, country)
    begun = [each for each in rates if each.country is country and each.valid_from <= today]
    return max(begun, key=lambda each: each.valid_from).rate_bps
