"""Every movement of money that a marketplace knows, as journals with their lines: a table.

Amounts in minor units of MXN, + debit, - credit. The purchase is the same throughout: 650.00 at shop A and
350.00 at shop B; the platform keeps 10 %, creator C gets 8 % of the 600.00 that A's goods are without tax.
"""

from collections.abc import Mapping, Sequence

import pytest
from msgspec import Struct

from tests.ledger.books import NOW
from vitrina.kit.db import Db, value
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.errors import BalanceTooLow
from vitrina.ledger.model import Account, Journal, Line

Lines = Sequence[tuple[str, int]]


class Step(Struct, frozen=True, kw_only=True):
    """One journal of a flow: its key and "account:owner" with what moves there.

    is_forced: as in the books. is_refused: the floor of an account refuses it, and nothing is written.
    """

    key: str
    lines: Lines
    is_forced: bool = False
    is_refused: bool = False


class Flow(Struct, frozen=True, kw_only=True):
    """Journals in their order, and what stands on accounts after them, on their normal sides."""

    steps: Sequence[Step]
    stands: Mapping[str, int]


def step(key: str, *lines: tuple[str, int]) -> Step:
    return Step(key=key, lines=lines)


def forced(key: str, *lines: tuple[str, int]) -> Step:
    return Step(key=key, lines=lines, is_forced=True)


def refused(key: str, *lines: tuple[str, int]) -> Step:
    return Step(key=key, lines=lines, is_refused=True)


CAPTURE = step(
    "psp:charge:1:captured",
    ("psp_pending:psp", 1_000_00),
    ("order_liability:a", -650_00),
    ("order_liability:b", -350_00),
)
PROVIDER_FEE = step("psp:txn:1:fee", ("psp_fee", 39_00), ("psp_pending:psp", -39_00))
ACCRUE_A = step(
    "order:a:paid",
    ("order_liability:a", 650_00),
    ("seller_pending:A", -585_00),
    ("fee_pending", -65_00),
)
COMMISSION = step("commission:c:accrued", ("seller_pending:A", 48_00), ("creator_pending:C", -48_00))
ACCRUE_B = step(
    "order:b:paid",
    ("order_liability:b", 350_00),
    ("seller_pending:B", -315_00),
    ("fee_pending", -35_00),
)
SETTLE = step("psp:payout:1:settled", ("psp_available:psp", 961_00), ("psp_pending:psp", -961_00))
MATURE_A = step(
    "order:a:matured",
    ("seller_pending:A", 537_00),
    ("seller_available:A", -537_00),
    ("fee_pending", 65_00),
    ("fee_income", -65_00),
)
RELEASE = step("commission:c:available", ("creator_pending:C", 48_00), ("creator_available:C", -48_00))
PAID = (CAPTURE, PROVIDER_FEE, ACCRUE_A, COMMISSION, ACCRUE_B, SETTLE)
MATURED = (*PAID, MATURE_A, RELEASE)
PAYOUT = step("payout:p:created", ("creator_available:C", 48_00), ("payout_transit:p", -48_00))
DISPUTED = step(
    "psp:dispute:d:opened",
    ("dispute_suspense:d", 650_00),
    ("psp_available:psp", -650_00),
    ("dispute_fee", 15_00),
    ("psp_available:psp", -15_00),
)
COD_DELIVERED = step("cod:a:delivered", ("cod_receivable:dhl", 650_00), ("order_liability:a", -650_00))
FX_RATE = 18_50  # centavos of MXN for one USD

FLOWS: dict[str, Flow] = {
    "one charge pays several shops": Flow(
        steps=PAID,
        stands={
            "order_liability:a": 0,
            "order_liability:b": 0,
            "seller_pending:A": 537_00,
            "seller_pending:B": 315_00,
            "creator_pending:C": 48_00,
            "fee_pending": 100_00,
            "psp_fee": 39_00,
            "psp_pending:psp": 0,
            "psp_available:psp": 961_00,
        },
    ),
    "a sale becomes everybody's own": Flow(
        steps=MATURED,
        stands={
            "seller_pending:A": 0,
            "seller_available:A": 537_00,
            "creator_pending:C": 0,
            "creator_available:C": 48_00,
            "fee_pending": 35_00,
            "fee_income": 65_00,
        },
    ),
    "a payout arrives": Flow(
        steps=[
            *MATURED,
            PAYOUT,
            refused("payout:q:created", ("creator_available:C", 48_00), ("payout_transit:q", -48_00)),
            step("payout:p:paid", ("payout_transit:p", 48_00), ("psp_available:psp", -48_00)),
            refused("payout:p:returned", ("payout_transit:p", 48_00), ("creator_available:C", -48_00)),
        ],
        stands={"creator_available:C": 0, "payout_transit:p": 0, "psp_available:psp": 913_00},
    ),
    "a payout comes back": Flow(
        steps=[
            *MATURED,
            PAYOUT,
            step("payout:p:returned", ("payout_transit:p", 48_00), ("creator_available:C", -48_00)),
            refused("payout:p:paid", ("payout_transit:p", 48_00), ("psp_available:psp", -48_00)),
        ],
        stands={"creator_available:C": 48_00, "payout_transit:p": 0, "psp_available:psp": 961_00},
    ),
    "a provider carries a payout, and a part of it is taken back": Flow(
        steps=[
            *MATURED,
            PAYOUT,
            step("payout:p:paid", ("payout_transit:p", 48_00), ("psp_pending:psp", -48_00)),
            step("psp:txn:2:settled", ("psp_available:psp", -48_00), ("psp_pending:psp", 48_00)),
            step("payout:p:came_back:tr trr", ("psp_pending:psp", 8_00), ("creator_available:C", -8_00)),
            step("psp:txn:3:settled", ("psp_available:psp", 8_00), ("psp_pending:psp", -8_00)),
        ],
        stands={
            "creator_available:C": 8_00,
            "payout_transit:p": 0,
            "psp_available:psp": 921_00,
            "psp_pending:psp": 0,
        },
    ),
    "a payout keeps tax back": Flow(
        steps=[
            *MATURED,
            step(
                "payout:p:created",
                ("seller_available:A", 537_00),
                ("payout_transit:p", -478_80),
                ("tax_payable:MX:ISR", -13_66),
                ("tax_payable:MX:IVA", -44_54),
            ),
            step("payout:p:paid", ("payout_transit:p", 478_80), ("bank", -478_80)),
        ],
        stands={"seller_available:A": 0, "tax_payable:MX:ISR": 13_66, "bank": -478_80},
    ),
    "200.00 go back before the sale matured": Flow(
        steps=[
            *PAID,
            step(
                "order:a:refund:r",
                ("seller_pending:A", 165_23),
                ("fee_pending", 20_00),
                ("creator_pending:C", 14_77),
                ("refund_payable:r", -200_00),
            ),
            step("psp:refund:r:done", ("refund_payable:r", 200_00), ("psp_available:psp", -200_00)),
            refused("psp:refund:r:again", ("refund_payable:r", 200_00), ("psp_available:psp", -200_00)),
        ],
        stands={
            "refund_payable:r": 0,
            "seller_pending:A": 371_77,
            "creator_pending:C": 33_23,
            "fee_pending": 80_00,
            "psp_fee": 39_00,
            "psp_available:psp": 761_00,
        },
    ),
    "200.00 go back after everybody was paid out": Flow(
        steps=[
            *MATURED,
            PAYOUT,
            step("payout:p:paid", ("payout_transit:p", 48_00), ("bank", -48_00)),
            forced(
                "order:a:refund:r",
                ("seller_available:A", 165_23),
                ("fee_refunds", 20_00),
                ("creator_available:C", 14_77),
                ("refund_payable:r", -200_00),
            ),
            step("psp:refund:r:done", ("refund_payable:r", 200_00), ("psp_available:psp", -200_00)),
            refused("payout:q:created", ("creator_available:C", 1), ("payout_transit:q", -1)),
        ],
        stands={"creator_available:C": -14_77, "seller_available:A": 371_77, "fee_refunds": 20_00},
    ),
    "a debt is netted by what is earned next": Flow(
        steps=[
            forced("order:a:refund:r", ("creator_available:C", 14_77), ("refund_payable:r", -14_77)),
            step("tip:t:paid", ("bank", 20_00), ("creator_available:C", -20_00)),
        ],
        stands={"creator_available:C": 5_23},
    ),
    "a debt that will not come is written off": Flow(
        steps=[
            forced("order:a:refund:r", ("creator_available:C", 14_77), ("refund_payable:r", -14_77)),
            step("write_off:w:approved", ("chargeback_loss", 14_77), ("creator_available:C", -14_77)),
        ],
        stands={"creator_available:C": 0, "chargeback_loss": 14_77},
    ),
    "a dispute is opened": Flow(
        steps=[
            *MATURED,
            DISPUTED,
            forced("dispute:d:held:A", ("seller_available:A", 537_00), ("seller_reserve:A", -537_00)),
            forced("dispute:d:held:C", ("creator_available:C", 48_00), ("creator_reserve:C", -48_00)),
            refused("payout:p:created", ("seller_available:A", 1), ("payout_transit:p", -1)),
        ],
        stands={
            "dispute_suspense:d": 650_00,
            "dispute_fee": 15_00,
            "seller_reserve:A": 537_00,
            "creator_reserve:C": 48_00,
            "seller_available:A": 0,
            "creator_available:C": 0,
            "psp_available:psp": 296_00,
        },
    ),
    "a dispute is won": Flow(
        steps=[
            *MATURED,
            DISPUTED,
            forced("dispute:d:held:A", ("seller_available:A", 537_00), ("seller_reserve:A", -537_00)),
            forced("dispute:d:held:C", ("creator_available:C", 48_00), ("creator_reserve:C", -48_00)),
            step("psp:dispute:d:won", ("psp_available:psp", 650_00), ("dispute_suspense:d", -650_00)),
            step("dispute:d:freed:A", ("seller_reserve:A", 537_00), ("seller_available:A", -537_00)),
            step("dispute:d:freed:C", ("creator_reserve:C", 48_00), ("creator_available:C", -48_00)),
        ],
        stands={
            "dispute_suspense:d": 0,
            "seller_reserve:A": 0,
            "seller_available:A": 537_00,
            "creator_available:C": 48_00,
            "dispute_fee": 15_00,
        },
    ),
    "a dispute is lost": Flow(
        steps=[
            *MATURED,
            DISPUTED,
            forced("dispute:d:held:A", ("seller_available:A", 537_00), ("seller_reserve:A", -537_00)),
            forced("dispute:d:held:C", ("creator_available:C", 48_00), ("creator_reserve:C", -48_00)),
            step(
                "psp:dispute:d:lost",
                ("seller_reserve:A", 537_00),
                ("creator_reserve:C", 48_00),
                ("fee_refunds", 65_00),
                ("dispute_suspense:d", -650_00),
            ),
        ],
        stands={
            "dispute_suspense:d": 0,
            "seller_reserve:A": 0,
            "creator_reserve:C": 0,
            "seller_available:A": 0,
            "fee_refunds": 65_00,
        },
    ),
    "a dispute before the sale matured": Flow(
        steps=[
            *PAID,
            DISPUTED,
            step("dispute:d:held:A", ("seller_pending:A", 537_00), ("seller_reserve:A", -537_00)),
            step("dispute:d:held:C", ("creator_pending:C", 48_00), ("creator_reserve:C", -48_00)),
            step(
                "psp:dispute:d:lost",
                ("seller_reserve:A", 537_00),
                ("creator_reserve:C", 48_00),
                ("fee_pending", 65_00),
                ("dispute_suspense:d", -650_00),
            ),
        ],
        stands={"seller_pending:A": 0, "creator_pending:C": 0, "fee_pending": 35_00},
    ),
    "a courier collects and remits": Flow(
        steps=[
            COD_DELIVERED,
            ACCRUE_A,
            COMMISSION,
            step(
                "cod:dhl:remittance:1",
                ("bank", 630_00),
                ("cod_fee", 20_00),
                ("cod_receivable:dhl", -650_00),
            ),
            MATURE_A,
        ],
        stands={"cod_receivable:dhl": 0, "bank": 630_00, "cod_fee": 20_00, "seller_available:A": 537_00},
    ),
    "a shop collects at the door and owes the rest": Flow(
        steps=[
            forced(
                "cod:a:collected",
                ("seller_available:A", 113_00),
                ("fee_income", -65_00),
                ("creator_pending:C", -48_00),
            ),
            refused("payout:p:created", ("seller_available:A", 1), ("payout_transit:p", -1)),
        ],
        stands={"seller_available:A": -113_00, "fee_income": 65_00, "creator_pending:C": 48_00},
    ),
    "the platform pays for a coupon": Flow(
        steps=[
            step(
                "psp:charge:2:captured",
                ("psp_pending:psp", 900_00),
                ("promo_expense", 100_00),
                ("order_liability:a", -650_00),
                ("order_liability:b", -350_00),
            ),
            ACCRUE_A,
            ACCRUE_B,
        ],
        stands={"promo_expense": 100_00, "seller_pending:A": 585_00, "seller_pending:B": 315_00},
    ),
    "a shop pays for a coupon by its price": Flow(
        steps=[
            step("psp:charge:3:captured", ("psp_pending:psp", 550_00), ("order_liability:a", -550_00)),
            step(
                "order:a:paid",
                ("order_liability:a", 550_00),
                ("seller_pending:A", -495_00),
                ("fee_pending", -55_00),
            ),
        ],
        stands={"order_liability:a": 0, "seller_pending:A": 495_00, "promo_expense": 0},
    ),
    "a gift card is bought and spent once": Flow(
        steps=[
            step("gift:h:bought", ("psp_pending:psp", 100_00), ("voucher_liability:h", -100_00)),
            step("order:a:gift", ("voucher_liability:h", 100_00), ("order_liability:a", -100_00)),
            refused("order:b:gift", ("voucher_liability:h", 1), ("order_liability:b", -1)),
        ],
        stands={"voucher_liability:h": 0, "order_liability:a": 100_00},
    ),
    "coins become a gift in a show": Flow(
        steps=[
            step("coins:u:bought", ("psp_pending:psp", 100_00), ("voucher_liability:u", -100_00)),
            step(
                "gift:g:given",
                ("voucher_liability:u", 5_00),
                ("creator_pending:C", -3_50),
                ("gift_fee", -1_50),
            ),
        ],
        stands={"voucher_liability:u": 95_00, "creator_pending:C": 3_50, "gift_fee": 1_50},
    ),
    "another merchant pays its commission": Flow(
        steps=[
            step(
                "conversion:x:confirmed",
                ("aff_receivable:n", 10_00),
                ("creator_pending:C", -7_00),
                ("aff_income", -3_00),
            ),
            step("receipt:n:1", ("bank", 10_00), ("aff_receivable:n", -10_00)),
            step("conversion:x:available", ("creator_pending:C", 7_00), ("creator_available:C", -7_00)),
        ],
        stands={"aff_receivable:n": 0, "creator_available:C": 7_00, "aff_income": 3_00, "bank": 10_00},
    ),
    "another merchant takes a sale back": Flow(
        steps=[
            step(
                "conversion:x:confirmed",
                ("aff_receivable:n", 10_00),
                ("creator_pending:C", -7_00),
                ("aff_income", -3_00),
            ),
            step(
                "conversion:x:rejected",
                ("aff_receivable:n", -10_00),
                ("creator_pending:C", 7_00),
                ("aff_income", 3_00),
            ),
        ],
        stands={"aff_receivable:n": 0, "creator_pending:C": 0, "aff_income": 0},
    ),
    "a buyer pays in another currency": Flow(
        steps=[
            step(
                "psp:charge:4:captured",
                ("psp_pending:psp USD", 50_00),
                ("fx_position USD", -50_00),
                ("fx_position", 50 * FX_RATE),
                ("order_liability:a", -50 * FX_RATE),
            ),
        ],
        stands={"order_liability:a": 925_00, "fx_position": 925_00},
    ),
    "a rate that moved is a gain or a loss": Flow(
        steps=[step("fx:2026-11:revalued", ("fx_gain_loss", 4_00), ("fx_position", -4_00))],
        stands={"fx_gain_loss": 4_00, "fx_position": -4_00},
    ),
    "a voucher is paid when the goods are gone": Flow(
        steps=[
            step("psp:charge:5:captured", ("psp_pending:psp", 650_00), ("order_liability:a", -650_00)),
            step("order:a:not_honoured", ("order_liability:a", 650_00), ("refund_payable:r", -650_00)),
            step("psp:refund:r:done", ("refund_payable:r", 650_00), ("psp_pending:psp", -650_00)),
        ],
        stands={"order_liability:a": 0, "refund_payable:r": 0, "psp_pending:psp": 0, "seller_pending:A": 0},
    ),
}


def account_of(name: str) -> Account:
    """Read "kind:owner CURRENCY"; the owner may be left out, and MXN."""
    rest, _, currency = name.partition(" ")
    kind, _, owner = rest.partition(":")
    return Account(kind=kind, owner=owner, currency=Currency(currency or "MXN"))


def journal_of(each: Step) -> Journal:
    return Journal(
        key=each.key,
        kind="flow",
        source=each.key.rpartition(":")[0],
        lines=[Line(account=account_of(name), amount_minor=amount) for name, amount in each.lines],
        effective_at=NOW,
        is_forced=each.is_forced,
    )


async def play(db: Db, flow: Flow) -> None:
    for each in flow.steps:
        if not each.is_refused:
            await ledger.post(db, [journal_of(each)])
            continue
        with pytest.raises(BalanceTooLow):
            async with db.transaction():
                await ledger.post(db, [journal_of(each)])


@pytest.mark.parametrize("name", FLOWS)
async def test_a_flow_ends_where_it_should(db: Db, name: str) -> None:
    flow = FLOWS[name]

    await play(db, flow)

    accounts = {account: account_of(account) for account in flow.stands}
    found = await ledger.balances(db, list(accounts.values()))
    assert {account: found[accounts[account]] for account in accounts} == dict(flow.stands)


@pytest.mark.parametrize("name", FLOWS)
async def test_a_flow_played_twice_is_played_once(db: Db, name: str) -> None:
    flow = FLOWS[name]
    kept = Flow(steps=[each for each in flow.steps if not each.is_refused], stands=flow.stands)
    await play(db, kept)
    count = await value(db, "select count(*) from ledger.entries")

    await play(db, kept)

    assert await value(db, "select count(*) from ledger.entries") == count
    found = [each for each in await ledger.check(db) if each.rule != "a settled order owes nothing"]
    assert found == []


@pytest.mark.parametrize("name", FLOWS)
async def test_all_of_a_flow_at_once_is_the_same(db: Db, name: str) -> None:
    """One call with every journal ends where single calls end; only floors are looked at in the end."""
    flow = FLOWS[name]
    journals = [journal_of(each) for each in flow.steps if not each.is_refused]

    await ledger.post(db, journals)

    accounts = {account: account_of(account) for account in flow.stands}
    found = await ledger.balances(db, list(accounts.values()))
    assert {account: found[accounts[account]] for account in accounts} == dict(flow.stands)


def test_every_kind_of_account_of_the_chart_moves_in_some_flow() -> None:
    named = {
        *("psp_pending", "psp_available", "bank", "cod_receivable", "aff_receivable", "dispute_suspense"),
        *("fx_position", "order_liability", "seller_pending", "seller_available", "seller_reserve"),
        *("creator_pending", "creator_available", "creator_reserve", "voucher_liability", "refund_payable"),
        *("payout_transit", "tax_payable", "fee_pending", "fee_income", "gift_fee", "aff_income"),
        *("fee_refunds", "psp_fee", "promo_expense", "cod_fee", "chargeback_loss", "dispute_fee"),
        "fx_gain_loss",
    }
    used = {account_of(name).kind for flow in FLOWS.values() for each in flow.steps for name, _ in each.lines}

    assert used == named
