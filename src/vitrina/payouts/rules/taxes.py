"""Tax that the law has platforms keep back from what they pay out: rates as data, with dates and sources."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from msgspec import Struct

from vitrina.kit.money import divide_half_up, share
from vitrina.kit.places import Country
from vitrina.orders.model import Order, OrderId
from vitrina.payouts.model import PayeeKind, PayoutId, TaxReturnSum, Withholding

WHOLE_BPS = 10_000
COMPANY_LENGTH = 12
ISR, IVA = "MX:ISR", "MX:IVA"


class Rate(Struct, frozen=True, kw_only=True):
    """What is kept back from a day on. income_bps: of the income without IVA; iva_bps: of the IVA collected.

    of_companies: whether companies are meant, too, and not only persons.
    """

    country: Country
    since: date
    has_tax_id: bool
    income_bps: int
    iva_bps: int
    of_companies: bool
    source: str


RATES: Sequence[Rate] = (
    Rate(
        country=Country.MX,
        since=date(2021, 1, 1),
        has_tax_id=True,
        income_bps=100,
        iva_bps=5_000,
        of_companies=False,
        source="LISR art. 113-A, third paragraph, III (1 %); LIVA art. 18-J, II a (half of the IVA)",
    ),
    Rate(
        country=Country.MX,
        since=date(2021, 1, 1),
        has_tax_id=False,
        income_bps=2_000,
        iva_bps=10_000,
        of_companies=False,
        source="LISR art. 113-C, IV (20 % without RFC); LIVA art. 18-J, II a (all of the IVA)",
    ),
    Rate(
        country=Country.MX,
        since=date(2026, 1, 1),
        has_tax_id=True,
        income_bps=250,
        iva_bps=5_000,
        of_companies=True,
        source="LIF 2026 art. 25, VI (2.5 % in place of LISR art. 113-A, III); LIVA art. 18-J, II a",
    ),
    Rate(
        country=Country.MX,
        since=date(2026, 1, 1),
        has_tax_id=False,
        income_bps=2_000,
        iva_bps=10_000,
        of_companies=True,
        source="LIF 2026 art. 25, VI and LISR art. 113-C, IV (20 % without RFC); LIVA art. 18-J, II a",
    ),
)


class Base(Struct, frozen=True, kw_only=True):
    """What tax is reckoned on, in minor units. income_minor: without IVA; iva_minor: collected with it."""

    income_minor: int
    iva_minor: int


def rate_of(country: Country | None, *, tax_id: str, now: datetime) -> Rate | None:
    """Find the rates in force for a payee. None: her country has platforms keep nothing back.

    tax_id: her RFC, which is of 12 letters for a company; empty when she told none.
    """
    day = now.astimezone(UTC).date()
    found = [
        rate
        for rate in RATES
        if rate.country is country
        and rate.has_tax_id is bool(tax_id)
        and (rate.of_companies or len(tax_id) != COMPANY_LENGTH)
        and rate.since <= day
    ]
    return max(found, key=lambda rate: rate.since, default=None)


def base_of(
    kind: PayeeKind, *, amount_minor: int, orders: Sequence[Order], refunded: Mapping[OrderId, int]
) -> Base:
    """Find what tax is reckoned on.

    Of a shop, its sales less what went back of them, whatever fees took of it; of a creator, what she is
    paid, which carries no IVA here. refunded: in minor units, by order.
    """
    if kind is PayeeKind.CREATOR:
        return Base(income_minor=amount_minor, iva_minor=0)
    income_minor = iva_minor = 0
    for order in orders:
        paid_minor = max(0, order.total_minor - refunded.get(order.id, 0))
        # What the platform paid in the buyer's place was sold as well, and goes back with the rest.
        kept_minor, tax_minor = (
            divide_half_up(each * paid_minor, order.total_minor) if order.total_minor else 0
            for each in (order.worth_minor, order.tax_minor)
        )
        income_minor += kept_minor - tax_minor
        iva_minor += tax_minor
    return Base(income_minor=income_minor, iva_minor=iva_minor)


def withheld(payout_id: PayoutId, base: Base, rate: Rate) -> list[Withholding]:
    """Reckon what is kept back, each tax rounded half up once per payout; nothing that comes to nothing."""
    parts = ((ISR, base.income_minor, rate.income_bps), (IVA, base.iva_minor, rate.iva_bps))
    return [
        Withholding(
            payout_id=payout_id,
            tax=tax,
            base_minor=base_minor,
            rate_bps=rate_bps,
            amount_minor=amount_minor,
        )
        for tax, base_minor, rate_bps in parts
        if base_minor > 0 and (amount_minor := share(base_minor, rate_bps)) > 0
    ]


def returned(tax: Withholding, *, gone_minor: int, before: TaxReturnSum | None) -> int:
    """Reckon how much of a withheld tax goes back when so much more of its base is gone.

    Cumulative and half up, as commissions are reversed (domain rule B1.6): all of it back leaves no tax.
    """
    gone_before = before.base_minor if before else 0
    due_minor = divide_half_up(tax.amount_minor * (gone_before + gone_minor), tax.base_minor)
    return max(0, due_minor - (before.amount_minor if before else 0))
