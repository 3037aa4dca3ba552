"""The smallest journals, for tests of the ledger."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg
import pytest

from vitrina.kit.places import Currency
from vitrina.ledger.errors import PostingWrong
from vitrina.ledger.model import Account, Journal, Line

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
PSP = Account(kind="psp_pending", owner="sandbox", currency=Currency.MXN)
PSP_USD = Account(kind="psp_pending", owner="sandbox", currency=Currency.USD)
FEE = Account(kind="fee_pending", owner="", currency=Currency.MXN)
SELLER = Account(kind="seller_available", owner="shop-a", currency=Currency.MXN)
CREATOR = Account(kind="creator_pending", owner="carla", currency=Currency.MXN)
PAYOUT = Account(kind="payout_transit", owner="p-1", currency=Currency.MXN)


def journal(
    key: str, *lines: tuple[Account, int], is_forced: bool = False, source: str = "test:1"
) -> Journal:
    """Make a journal of (account, amount) pairs."""
    return Journal(
        key=key,
        kind="test",
        source=source,
        lines=[Line(account=account, amount_minor=amount_minor) for account, amount_minor in lines],
        effective_at=NOW,
        is_forced=is_forced,
    )


def move(
    key: str, amount_minor: int, source: Account, target: Account, *, is_forced: bool = False
) -> Journal:
    """Make a journal of two lines: debit the source, credit the target."""
    return journal(key, (source, amount_minor), (target, -amount_minor), is_forced=is_forced)


@contextmanager
def wrong(sqlstate: str) -> Generator[None, None, None]:
    """Expect our own check of that name to refuse."""
    with pytest.raises(PostingWrong) as caught:
        yield
    assert caught.value.sqlstate == sqlstate


@contextmanager
def database_refuses(*sqlstates: str) -> Generator[None, None, None]:
    """Expect the database itself to refuse a statement."""
    with pytest.raises(psycopg.Error) as caught:
        yield
    assert caught.value.sqlstate in sqlstates, caught.value


def keys(journals: Sequence[Journal]) -> list[str]:
    """Name journals."""
    return [each.key for each in journals]
