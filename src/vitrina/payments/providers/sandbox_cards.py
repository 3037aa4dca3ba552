"""Cards that the sandbox keeps, in its own book: a token each, one fingerprint for each that it plays."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from vitrina.kit.db import Db, many, run
from vitrina.payments.kept import Instrument
from vitrina.payments.model import Card, PaymentId

EXPIRES_MONTH, EXPIRES_YEAR = 12, 2099
LAST4: Mapping[Card, str] = {
    Card.SUCCESS: "4242",
    Card.DECLINE: "0002",
    Card.CHALLENGE: "3155",
    Card.TIME_OUT: "0119",
}


class _Kept(Struct, frozen=True, kw_only=True):
    token: str
    card: Card


def token_of(key: PaymentId) -> str:
    """Name the card that paid a charge."""
    return f"sbx_card_{key.hex}"


def instrument(card: Card, token: str | None) -> Instrument:
    """Tell a played card from others."""
    return Instrument(
        fingerprint=f"sbx_{card.value}",
        brand="test",
        last4=LAST4[card],
        expires_month=EXPIRES_MONTH,
        expires_year=EXPIRES_YEAR,
        token=token,
    )


async def keep(db: Db, cards: Mapping[str, str]) -> None:
    """Remember cards by their tokens; no statement for none."""
    if cards:
        await run(
            db,
            """
            insert into payments.sandbox_cards (token, card)
            select token, card
              from unnest(%(tokens)s::text[], %(cards)s::text[]) as c (token, card)
             order by token
            on conflict do nothing
            """,
            tokens=list(cards),
            cards=list(cards.values()),
        )


async def cards(db: Db, tokens: Sequence[str]) -> dict[str, Card]:
    """Find which cards tokens stand for; forgotten ones are left out."""
    rows = await many(
        db,
        _Kept,
        """
        select token, card
          from payments.sandbox_cards
         where token = any(%(tokens)s::text[])
           and not is_forgotten
        """,
        tokens=list(tokens),
    )
    return {row.token: row.card for row in rows}


async def forget(db: Db, token: str) -> None:
    """Never charge a card again."""
    await run(
        db,
        "update payments.sandbox_cards set is_forgotten = true where token = %(token)s",
        token=token,
    )
