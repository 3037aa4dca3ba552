"""Who claims gets an answer at once: hers for three minutes, a place in the line, or sold out."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from tests.checkout.conftest import Wait
from tests.drops.dropping import a_drop, books_are_right, claim_many, state_of, states, units, wish
from tests.people import ANA, load
from vitrina.catalogue import service as catalogue
from vitrina.drops import rules
from vitrina.drops import service as drops
from vitrina.drops.errors import ClaimNotFound
from vitrina.drops.model import ClaimState, ClaimView, DropId, DropPhase, Tally
from vitrina.inventory import service as inventory
from vitrina.kit import clock, events
from vitrina.kit.db import Pool, many, value
from vitrina.kit.ids import new_id
from vitrina.wiring import SUBSCRIBERS

MINUTE = timedelta(minutes=1)


class Told(Struct, frozen=True, kw_only=True):
    """Whom the inbox tells what."""

    person_id: UUID
    facts: dict[str, str]


async def test_who_comes_first_has_it_the_next_ones_wait_and_the_rest_is_told(pool: Pool) -> None:
    _, _, drop_id = await a_drop(pool, units=2)

    answers = await claim_many(pool, *[wish(drop_id) for _ in range(6)])

    assert states(answers) == ["held", "held", "waiting", "waiting", "drops.sold_out", "drops.sold_out"]
    assert [each.ahead for each in answers if isinstance(each, ClaimView)] == [None, None, 0, 1]
    assert await units(pool, drop_id) == {"free": 0, "active": 2, "sold": 0}


async def test_before_it_opens_and_after_it_ends_nobody_has_anything(pool: Pool) -> None:
    now = clock.now()
    _, _, drop_id = await a_drop(pool, opens_in=MINUTE, closes_at=now + 2 * MINUTE, now=now)
    early, late = wish(drop_id, now=now), wish(drop_id, now=now + 2 * MINUTE)

    assert states(await claim_many(pool, early, late)) == ["drops.not_open", "drops.over"]
    assert states(await claim_many(pool, wish(drop_id, now=now + MINUTE))) == ["held"]
    assert states(await claim_many(pool, wish(DropId(new_id())))) == ["drops.not_found"]


async def test_the_same_claim_again_is_the_same_claim(pool: Pool) -> None:
    _, _, drop_id = await a_drop(pool, units=5)
    ana = new_id()
    first = wish(drop_id, holder=ana)

    [claimed] = await claim_many(pool, first)
    again = await claim_many(pool, first, wish(drop_id, holder=ana), first)

    assert again == [claimed] * 3
    assert await units(pool, drop_id) == {"free": 4, "active": 1, "sold": 0}


async def test_one_buyer_has_one_claim_in_a_batch_too(pool: Pool) -> None:
    _, _, drop_id = await a_drop(pool, units=5, buyer_max=3)
    ana = new_id()

    answers = await claim_many(pool, *[wish(drop_id, holder=ana) for _ in range(4)])

    assert states(answers) == ["held"] * 4
    assert len({each.id for each in answers if isinstance(each, ClaimView)}) == 1
    assert await units(pool, drop_id) == {"free": 4, "active": 1, "sold": 0}


async def test_somebody_elses_id_is_taken(pool: Pool) -> None:
    _, _, drop_id = await a_drop(pool, units=5)
    _, _, other = await a_drop(pool, units=5)
    first = wish(drop_id)

    same_batch = await claim_many(pool, first, wish(drop_id, id=first.id))
    later = await claim_many(
        pool, wish(drop_id, id=first.id), wish(other, id=first.id, holder=first.holder_id)
    )

    assert states(same_batch) == ["held", "drops.claim_id_taken"]
    assert states(later) == ["drops.claim_id_taken"] * 2


async def test_nobody_has_more_than_the_drop_allows(pool: Pool) -> None:
    _, _, drop_id = await a_drop(pool, units=9, buyer_max=2)

    assert states(await claim_many(pool, wish(drop_id, quantity=3))) == ["drops.limit_reached"]
    assert states(await claim_many(pool, wish(drop_id, quantity=2))) == ["held"]


async def test_a_drop_for_people_with_an_account_is_for_nobody_else(pool: Pool) -> None:
    _, _, drop_id = await a_drop(pool, units=9, needs_account=True)
    async with pool.transaction() as db:
        ana = await load(db, ANA)

    answers = await claim_many(pool, wish(drop_id), wish(drop_id, person=ana.id))

    assert states(answers) == ["identity.sign_in_needed", "held"]


async def test_who_comes_while_others_wait_stands_behind_them(pool: Pool) -> None:
    _, _, drop_id = await a_drop(pool, units=2, buyer_max=2)
    big, small, waiting = wish(drop_id, quantity=1), wish(drop_id, quantity=1), wish(drop_id)
    await claim_many(pool, big, small, waiting)
    async with pool.transaction() as db:  # A unit comes back, and nobody was served yet.
        await inventory.release(db, [big.id])

    late = wish(drop_id)
    assert states(await claim_many(pool, late)) == ["waiting"]
    async with pool.transaction() as db:
        assert await drops.serve(db, drop_id, now=clock.now()) == 1

    assert await state_of(pool, waiting.id) is ClaimState.HELD
    assert await state_of(pool, late.id) is ClaimState.WAITING


async def test_a_unit_that_was_not_paid_goes_to_the_next_in_line_by_itself(pool: Pool, wait: Wait) -> None:
    _, _, drop_id = await a_drop(pool, units=1)
    async with pool.transaction() as db:
        ana = await load(db, ANA)
    first, second = wish(drop_id), wish(drop_id, person=ana.id)
    await claim_many(pool, first, second)

    await wait(2 * MINUTE)
    await drops.keep_lines(pool, now=clock.now())
    assert await state_of(pool, second.id) is ClaimState.WAITING

    await wait(MINUTE)
    await drops.keep_lines(pool, now=clock.now())
    assert await state_of(pool, first.id) is ClaimState.OVER
    assert await state_of(pool, second.id) is ClaimState.HELD
    assert await units(pool, drop_id) == {"free": 0, "active": 1, "sold": 0}

    await events.drain(pool, SUBSCRIBERS)
    async with pool.transaction() as db:
        told = await many(db, Told, "select person_id, facts from notifications.notices limit 9")
    facts = {"type": "drop_served", "drop_id": str(drop_id), "title": "Linen shirt"}
    assert told == [Told(person_id=ana.id, facts=facts)]


async def test_who_waits_in_vain_is_told(pool: Pool) -> None:
    now = clock.now()
    _, _, drop_id = await a_drop(pool, units=1, now=now)
    first, second = wish(drop_id, now=now), wish(drop_id, now=now)
    await claim_many(pool, first, second)
    async with pool.transaction() as db:
        await inventory.sell(db, [first.id])
        await drops.mark_bought(db, [first.id])

    await drops.keep_lines(pool, now=now)

    assert await state_of(pool, second.id) is ClaimState.MISSED
    assert states(await claim_many(pool, wish(drop_id))) == ["drops.sold_out"]


async def test_who_gives_up_lets_the_next_one_have_it(pool: Pool) -> None:
    _, _, drop_id = await a_drop(pool, units=1)
    first, second = wish(drop_id), wish(drop_id)
    await claim_many(pool, first, second)

    for _ in range(2):
        await drops.give_up(
            pool, drop_id=drop_id, claim_id=first.id, holder_ids=[first.holder_id], now=clock.now()
        )

    assert await state_of(pool, first.id) is ClaimState.OVER
    assert await state_of(pool, second.id) is ClaimState.HELD
    with pytest.raises(ClaimNotFound):
        await drops.give_up(
            pool, drop_id=drop_id, claim_id=second.id, holder_ids=[first.holder_id], now=clock.now()
        )


async def test_a_drop_says_what_is_left_and_who_waits(pool: Pool) -> None:
    _, _, drop_id = await a_drop(pool, units=1)
    first, second = wish(drop_id), wish(drop_id)

    async with pool.transaction() as db:
        before = await drops.show(db, drop_id=drop_id, holder_ids=[second.holder_id], now=clock.now())
    await claim_many(pool, first, second)
    async with pool.transaction() as db:
        after = await drops.show(db, drop_id=drop_id, holder_ids=[second.holder_id], now=clock.now())
        assert await books_are_right(db)

    assert (before.drop.left, before.drop.phase, before.claim) == (1, DropPhase.OPEN, None)
    assert (after.drop.left, after.drop.waiting, after.drop.phase) == (0, 1, DropPhase.SOLD_OUT)
    assert after.claim
    assert (after.claim.state, after.claim.ahead) == (ClaimState.WAITING, 0)


async def test_a_batch_with_a_bad_row_answers_the_others(pool: Pool) -> None:
    _, _, drop_id = await a_drop(pool, units=5)
    wishes = [wish(drop_id) for _ in range(3)]
    bad = wish(drop_id, quantity=0)  # The database refuses it.

    answers = await asyncio.gather(
        *[drops.claim(pool, each) for each in [wishes[0], bad, *wishes[1:]]], return_exceptions=True
    )

    assert [isinstance(each, ClaimView) for each in answers] == [True, False, True, True]
    assert await units(pool, drop_id) == {"free": 2, "active": 3, "sold": 0}


@given(
    wanted=st.lists(st.integers(1, 3), max_size=12),
    held=st.integers(0, 8),
    waiting=st.integers(0, 8),
)
def test_a_line_is_never_longer_than_what_may_come_back(wanted: list[int], held: int, waiting: int) -> None:
    drop_id = DropId(new_id())
    asked = [wish(drop_id, quantity=each) for each in wanted]
    tally = Tally(drop_id=drop_id, held=held, bought=0, waiting=min(waiting, held), claims_waiting=0)

    line, too_late = rules.line_up(asked, {drop_id: tally})

    assert sum(each.quantity for each in line) + tally.waiting <= max(held, tally.waiting)
    assert Counter(each.id for each in [*line, *too_late]) == Counter(each.id for each in asked)
    assert [each for each in asked if each in line] == line


def test_an_address_is_the_same_however_it_is_written() -> None:
    drop_id, other = DropId(new_id()), DropId(new_id())
    key = rules.address_key(drop_id, ["MX", "06700", "Av. Álvaro Obregón 151", ""])

    assert key == rules.address_key(drop_id, ["mx", " 06700", "av alvaro  obregon, 151", ""])
    assert key != rules.address_key(drop_id, ["MX", "06700", "Av. Álvaro Obregón 152", ""])
    assert key != rules.address_key(other, ["MX", "06700", "Av. Álvaro Obregón 151", ""])


async def test_a_drop_of_a_hidden_product_is_not_there(pool: Pool) -> None:
    _, variant, drop_id = await a_drop(pool)
    async with pool.transaction() as db:
        product = await value(db, "select product_id from catalogue.variants where id = %(id)s", id=variant)
        shown = await drops.of_product(
            db, product_id=product, video_id=None, room_id=None, holder_ids=[], now=clock.now()
        )
        await catalogue.hide(db, product)
        hidden = await drops.of_product(
            db, product_id=product, video_id=None, room_id=None, holder_ids=[], now=clock.now()
        )

    assert [each.drop.id for each in shown.drops] == [drop_id]
    assert hidden.drops == []
