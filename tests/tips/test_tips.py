"""Tips: what can be given, what is charged, and where each cent stands."""

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from msgspec import Struct
from msgspec.structs import replace

from tests.builders import clip_of, room_of
from tests.people import ANA, BRUNO, CARLA, EVA, join, load
from vitrina.affiliates import service as affiliates
from vitrina.books.store.checks import bookings, tips
from vitrina.checkout import service as checkout
from vitrina.identity import service as identity
from vitrina.identity.errors import BirthDateMissing, Suspended, TooYoung
from vitrina.identity.model import NewPerson, PersonId
from vitrina.kit import events
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool, many, run
from vitrina.kit.errors import Malformed, Refusal
from vitrina.kit.http import decode_cursor
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account, Journal, Line
from vitrina.live import service as live
from vitrina.live.model import Kind
from vitrina.payments import service as payments
from vitrina.payments.errors import MethodUnavailable, TooManyAttempts
from vitrina.payments.model import Card, ChargeOutcome, ChargeResult, Method, PaymentStatus, PurchaseId
from vitrina.social import service as social
from vitrina.tips import rules, service
from vitrina.tips.errors import (
    TipIdTaken,
    TipNotFound,
    TipNotOffered,
    TipNotPaid,
    TipOver,
    TipsClosed,
    TipsGivenToday,
    TipsReceivedToday,
    TipToYourself,
)
from vitrina.tips.model import NewTip, NewTipPayment, TipId, TipState, TipView
from vitrina.tips.routes import TipKey
from vitrina.videos.errors import VideoNotFound
from vitrina.videos.model import VideoId
from vitrina.wiring import SUBSCRIBERS

HOWTO = Path(__file__).parents[2] / "docs" / "howto" / "tips.md"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SETTINGS = Settings(secret_key="k" * 40, tip_fee_bps=333, is_development=True)
AMOUNT_MINOR = 150_00
FEE_MINOR = 5_00  # 3.33 % of 150.00 is 4.995, half up
KEEPS_MINOR = AMOUNT_MINOR - FEE_MINOR
GIVEN_MAX, RECEIVED_MAX = rules.CAPS_MINOR[Currency.MXN]


def tip_of(video_id: VideoId | None, amount_minor: int = AMOUNT_MINOR, **changes: object) -> NewTip:
    """A tip to be given from a clip."""
    new = NewTip(id=TipId(new_id()), video_id=video_id, amount=Money(amount_minor, Currency.MXN))
    return replace(new, **changes)


def by(card: Card, code: str | None = None) -> NewTipPayment:
    """What a test card does."""
    return NewTipPayment(method=Method.SANDBOX, card=card, challenge_code=code)


async def clip(pool: Pool) -> VideoId:
    """Ana, and a clip of Carla's."""
    async with pool.transaction() as db:
        await join(db, ANA)
        return await clip_of(db, CARLA)


async def give(pool: Pool, new: NewTip, who: NewPerson = ANA, now: datetime = NOON) -> TipId:
    """Promise a tip."""
    async with pool.transaction() as db:
        giver = await load(db, who)
        return (await service.give(db, SETTINGS, giver=giver, new=new, now=now)).id


async def pay(pool: Pool, tip_id: TipId, wanted: NewTipPayment, *, now: datetime = NOON) -> TipView:
    """Ana pays."""
    async with pool.transaction() as db:
        ana = await load(db, ANA)
    return await service.pay(pool, SETTINGS, giver=ana, tip_id=tip_id, wanted=wanted, now=now)


async def paid(pool: Pool, video_id: VideoId, amount_minor: int = AMOUNT_MINOR) -> TipId:
    """Ana gave Carla a tip."""
    tip_id = await give(pool, tip_of(video_id, amount_minor))
    assert (await pay(pool, tip_id, by(Card.SUCCESS))).state is TipState.PAID
    return tip_id


async def money(pool: Pool) -> dict[str, int]:
    """What stands where."""
    accounts = {
        "pending": Account(kind="tip_pending", owner=str(CARLA.id), currency=Currency.MXN),
        "available": Account(kind="creator_available", owner=str(CARLA.id), currency=Currency.MXN),
    }
    async with pool.transaction() as db:
        found = await ledger.balances(db, list(accounts.values()))
    return {name: found[account] for name, account in accounts.items()}


async def is_sound(pool: Pool) -> bool:
    """Whether every auditor agrees."""
    async with pool.transaction() as db:
        return [*await tips(db), *await bookings(db)] == [] == await checkout.audit_money(pool)


async def earned(pool: Pool, tip_id: TipId) -> int:
    """What the platform has of a tip."""
    async with pool.transaction() as db:
        sums = await ledger.sums_by_source(db, [f"tip:{tip_id}"], ["tip_income"])
    return sums.get((f"tip:{tip_id}", "tip_income"), 0)


async def test_a_paid_tip_is_the_creators_and_the_platforms_to_the_cent(pool: Pool):
    tip_id = await paid(pool, await clip(pool))

    assert await money(pool) == {"pending": KEEPS_MINOR, "available": 0}
    assert await earned(pool, tip_id) == FEE_MINOR

    assert await service.mature_due(pool, now=NOON + rules.HOLD - timedelta(seconds=1)) == 0
    assert await service.mature_due(pool, now=NOON + rules.HOLD) == 1
    assert await service.mature_due(pool, now=NOON + rules.HOLD) == 0
    assert await money(pool) == {"pending": 0, "available": KEEPS_MINOR}
    assert await is_sound(pool)


async def test_asking_twice_is_one_tip_and_one_charge(pool: Pool):
    new = tip_of(await clip(pool))

    first, second = await asyncio.gather(give(pool, new), give(pool, new))
    assert first == second == new.id
    await asyncio.gather(*[pay(pool, new.id, by(Card.SUCCESS)) for _ in range(3)])

    assert (await pay(pool, new.id, by(Card.SUCCESS))).state is TipState.PAID
    assert await money(pool) == {"pending": KEEPS_MINOR, "available": 0}
    with pytest.raises(TipIdTaken):
        await give(pool, replace(new, is_anonymous=True))
    assert await is_sound(pool)


async def test_a_declined_card_can_be_followed_by_another_ten_times_at_most(pool: Pool):
    video_id = await clip(pool)
    tip_id = await give(pool, tip_of(video_id))

    declined = await pay(pool, tip_id, by(Card.DECLINE))
    assert declined.state is TipState.OPEN
    assert declined.payment and declined.payment.status is PaymentStatus.DECLINED
    assert (await pay(pool, tip_id, by(Card.SUCCESS))).state is TipState.PAID

    stubborn = await give(pool, tip_of(video_id))
    for _ in range(payments.ATTEMPTS_MAX):
        await pay(pool, stubborn, by(Card.DECLINE))
    with pytest.raises(TooManyAttempts):
        await pay(pool, stubborn, by(Card.SUCCESS))


async def test_the_banks_question_is_answered(pool: Pool):
    tip_id = await give(pool, tip_of(await clip(pool)))

    asked = await pay(pool, tip_id, by(Card.CHALLENGE))
    assert asked.payment and asked.payment.challenge_hint == "123456"

    assert (await pay(pool, tip_id, by(Card.CHALLENGE, "123456"))).state is TipState.PAID


async def test_a_silent_provider_is_asked_later_and_never_by_the_checkout(pool: Pool):
    tip_id = await give(pool, tip_of(await clip(pool)))
    told = await pay(pool, tip_id, by(Card.TIME_OUT))
    assert told.payment and told.payment.status is PaymentStatus.PENDING

    assert await checkout.poll_due(pool, now=NOON + timedelta(minutes=1)) == 0
    assert await service.poll_due(pool, now=NOON + timedelta(minutes=1)) == 1

    assert await money(pool) == {"pending": KEEPS_MINOR, "available": 0}
    assert await is_sound(pool)


async def test_what_is_not_paid_in_time_ends_and_frees_the_day(pool: Pool):
    video_id = await clip(pool)
    full = [await give(pool, tip_of(video_id)) for _ in range(GIVEN_MAX // AMOUNT_MINOR)]
    with pytest.raises(TipsGivenToday):
        await give(pool, tip_of(video_id))

    late = NOON + rules.PAY_WITHIN
    with pytest.raises(TipOver):
        await pay(pool, full[0], by(Card.SUCCESS), now=late)
    assert await service.expire_due(pool, now=late) == len(full)
    assert await service.expire_due(pool, now=late) == 0

    with pytest.raises(TipOver):
        await pay(pool, full[0], by(Card.SUCCESS), now=late)
    await paid(pool, video_id)
    assert await is_sound(pool)


async def test_money_that_comes_after_its_tip_has_ended_goes_back(pool: Pool):
    tip_id = await give(pool, tip_of(await clip(pool)))
    async with pool.transaction() as db:
        attempts = await payments.latest_payments(db, [PurchaseId(tip_id)])
    await service.expire_due(pool, now=NOON + rules.PAY_WITHIN)
    captured = ChargeResult(
        payment_id=attempts[PurchaseId(tip_id)].id, outcome=ChargeOutcome.CAPTURED, reference="late"
    )

    for _ in range(2):
        async with pool.transaction() as db:
            await service.settle(db, [captured], now=NOON + timedelta(hours=1))

    assert await money(pool) == {"pending": 0, "available": 0}
    assert await is_sound(pool)
    async with pool.transaction() as db:
        assert await payments.refunds_of(db, [tip_id]) == {tip_id: AMOUNT_MINOR}


@pytest.mark.parametrize("has_matured", [False, True])
async def test_a_tip_goes_back_whole_once_even_when_it_was_hers(pool: Pool, has_matured: bool):
    tip_id = await paid(pool, await clip(pool))
    if has_matured:
        await service.mature_due(pool, now=NOON + rules.HOLD)
        await _pay_out(pool)

    for _ in range(2):
        async with pool.transaction() as db:
            assert (await service.refund(db, tip_id=tip_id, now=NOON)).state is TipState.REFUNDED
    await payments.refund_queued(pool, now=NOON + timedelta(hours=1))

    assert await money(pool) == {"pending": 0, "available": -KEEPS_MINOR if has_matured else 0}
    assert await earned(pool, tip_id) == 0
    assert await service.mature_due(pool, now=NOON + rules.HOLD) == 0


async def _pay_out(pool: Pool) -> None:
    """Carla was paid what is hers, as a payout would book it."""
    available = Account(kind="creator_available", owner=str(CARLA.id), currency=Currency.MXN)
    bank = Account(kind="bank", owner="test", currency=Currency.MXN)
    lines = [
        Line(account=available, amount_minor=KEEPS_MINOR),
        Line(account=bank, amount_minor=-KEEPS_MINOR),
    ]
    paid_out = Journal(key=f"test:{new_id()}", kind="test", source="test", lines=lines, effective_at=NOON)
    async with pool.transaction() as db:
        await ledger.post(db, [paid_out])


async def test_the_doctor_finds_a_tip_that_the_books_tell_otherwise(pool: Pool):
    tip_id = await paid(pool, await clip(pool))

    async with pool.transaction() as db:
        await run(db, "update tips.tips set fee_minor = fee_minor - 1 where id = %(id)s", id=tip_id)
        found = await tips(db)

    assert sorted(each.subject for each in found) == [
        f"tip {tip_id}, {k}" for k in ("tip_income", "tip_pending")
    ]


async def test_only_a_paid_tip_goes_back(pool: Pool):
    tip_id = await give(pool, tip_of(await clip(pool)))

    async with pool.transaction() as db:
        with pytest.raises(TipNotPaid):
            await service.refund(db, tip_id=tip_id, now=NOON)
        with pytest.raises(TipNotFound):
            await service.refund(db, tip_id=TipId(new_id()), now=NOON)


async def outcomes(acts: Sequence[Awaitable[object]]) -> list[type[Refusal] | None]:
    """Tell how each of several at once was refused."""

    async def one(act: Awaitable[object]) -> type[Refusal] | None:
        try:
            await act
        except Refusal as e:
            return type(e)
        return None

    return await asyncio.gather(*[one(act) for act in acts])


async def test_nobody_gives_more_than_a_day_allows_however_many_tabs_race(pool: Pool):
    video_id = await clip(pool)
    fits = GIVEN_MAX // AMOUNT_MINOR
    for _ in range(fits - 2):
        await give(pool, tip_of(video_id))

    told = await outcomes([give(pool, tip_of(video_id)) for _ in range(6)])

    assert told.count(None) == 2
    assert told.count(TipsGivenToday) == 4
    await give(pool, tip_of(video_id), now=NOON + timedelta(days=1))


async def test_nobody_receives_more_than_a_day_allows_however_many_give(pool: Pool):
    video_id = await clip(pool)
    givers = [
        replace(ANA, id=PersonId(new_id()), email=f"{n}@people.example", handle=f"giver{n}.test")
        for n in range(6)
    ]
    async with pool.transaction() as db:
        await join(db, BRUNO, *givers)
        for n in range(RECEIVED_MAX // AMOUNT_MINOR - 2):
            who = BRUNO if n < GIVEN_MAX // AMOUNT_MINOR else ANA
            await service.give(db, SETTINGS, giver=await load(db, who), new=tip_of(video_id), now=NOON)

    told = await outcomes([give(pool, tip_of(video_id), who) for who in givers])

    assert told.count(None) == 2
    assert told.count(TipsReceivedToday) == 4


async def test_two_creators_who_tip_each_other_do_not_wait_in_a_circle(pool: Pool):
    other = replace(CARLA, id=PersonId(new_id()), email="dora@people.example", handle="dora.test")
    async with pool.transaction() as db:
        clips = [await clip_of(db, CARLA), await clip_of(db, other)]

    pairs = [(other, clips[0]), (CARLA, clips[1])] * 4
    told = await outcomes([give(pool, tip_of(video_id), who) for who, video_id in pairs])

    assert told == [None] * 8


async def refused(db: Db, new: NewTip, who: NewPerson = ANA) -> type[Refusal]:
    """Tell how a tip is refused."""
    with pytest.raises(Refusal) as told:
        async with db.transaction():
            await service.give(db, SETTINGS, giver=await load(db, who), new=new, now=NOON)
    return type(told.value)


async def test_it_refuses_what_is_not_offered_or_names_no_place(db: Db):
    await join(db, ANA)
    video_id = await clip_of(db, CARLA)
    amount = Money(1_00, Currency.USD)

    assert await refused(db, tip_of(video_id, 150_01)) is TipNotOffered
    assert await refused(db, tip_of(video_id, amount=amount)) is TipNotOffered
    assert await refused(db, tip_of(None)) is Malformed
    assert await refused(db, tip_of(VideoId(UUID(int=1)))) is VideoNotFound
    assert await refused(db, tip_of(video_id), CARLA) is TipToYourself


async def test_it_refuses_whom_age_standing_or_a_block_keeps_apart(db: Db):
    minor = replace(ANA, id=PersonId(new_id()), email="m@people.example", handle="m.test")
    minor = replace(minor, birth_date=date(2012, 1, 1))
    ageless = replace(minor, id=PersonId(new_id()), email="n@people.example", handle="n.test")
    ageless = replace(ageless, birth_date=None)
    await join(db, ANA, BRUNO, EVA, minor, ageless)
    video_id, of_bruno = await clip_of(db, CARLA), await clip_of(db, BRUNO)

    assert await refused(db, tip_of(video_id), minor) is TooYoung
    assert await refused(db, tip_of(video_id), ageless) is BirthDateMissing
    assert await refused(db, tip_of(of_bruno)) is TipsClosed
    await social.block(db, person_id=CARLA.id, other_id=ANA.id, now=NOON)
    assert await refused(db, tip_of(video_id)) is VideoNotFound
    await identity.suspend(db, EVA.id, now=NOON)
    assert await refused(db, tip_of(video_id), EVA) is Suspended
    await identity.suspend(db, CARLA.id, now=NOON)
    assert await refused(db, tip_of(video_id), BRUNO) is TipsClosed


async def test_a_show_takes_tips_once_it_has_begun(db: Db):
    host = replace(CARLA, birth_date=date(1990, 1, 1))
    await join(db, ANA, host)
    waiting, on_air = await room_of(db, host), await room_of(db, host, is_live=True)

    assert await refused(db, tip_of(None, room_id=waiting)) is TipsClosed
    new = tip_of(None, room_id=on_air)
    tip = await service.give(db, SETTINGS, giver=await load(db, ANA), new=new, now=NOON)
    assert tip.creator_id == host.id


async def test_a_show_that_goes_on_hears_the_sum_and_never_a_name(pool: Pool):
    host = replace(CARLA, birth_date=date(1990, 1, 1))
    async with pool.transaction() as db:
        await join(db, ANA, host)
        room_id = await room_of(db, host, is_live=True)
    tip_id = await give(pool, tip_of(None, room_id=room_id))
    for _ in range(2):
        await pay(pool, tip_id, by(Card.SUCCESS))
    async with pool.transaction() as db:
        await live.end(db, room_id=room_id, actor=await load(db, host), now=NOON)
    await pay(pool, await give(pool, tip_of(None, room_id=room_id)), by(Card.SUCCESS))

    async with pool.transaction() as db:
        lines = await live.lines_after(db, room_id, after=0, limit=99)
    told = [msgspec.json.decode(each.body) for each in lines if each.kind is Kind.TIP]
    assert told == [{"amount": {"amount": AMOUNT_MINOR, "currency": "MXN"}}]


class Notice(Struct, frozen=True, kw_only=True):
    """Whom the inbox tells what."""

    person_id: UUID
    facts: dict[str, str | int]


async def test_the_creator_is_told_of_each_tip_once_and_sees_it_on_hold(pool: Pool):
    tip_id = await paid(pool, await clip(pool))
    await pay(pool, tip_id, by(Card.SUCCESS))

    for _ in range(2):
        await events.drain(pool, SUBSCRIBERS)

    async with pool.transaction() as db:
        told = await many(db, Notice, "select person_id, facts from notifications.notices limit 9")
        [balance] = (await affiliates.earnings_of(db, await load(db, CARLA))).balances
    facts = {
        "type": "tip_received",
        "currency": "MXN",
        "amount_minor": AMOUNT_MINOR,
        "keeps_minor": KEEPS_MINOR,
    }
    assert told == [Notice(person_id=CARLA.id, facts=facts)]
    assert (balance.tips.amount_minor, balance.pending.amount_minor) == (KEEPS_MINOR, 0)


async def test_an_operator_finds_every_paid_tip_and_no_other(pool: Pool):
    video_id = await clip(pool)
    first, second = await paid(pool, video_id), await paid(pool, video_id)
    await give(pool, tip_of(video_id))
    async with pool.transaction() as db:
        await service.refund(db, tip_id=first, now=NOON)
        page = await service.list_paid(db, before=None, limit=1)
        rest = await service.list_paid(db, before=decode_cursor(page.next_cursor, TipKey), limit=1)

    found = {each.id: each.state for each in [*page.items, *rest.items]}
    assert found == {first: TipState.REFUNDED, second: TipState.PAID}
    assert rest.next_cursor is None


async def test_a_platform_that_keeps_nothing_books_no_income(pool: Pool):
    video_id = await clip(pool)
    async with pool.transaction() as db:
        ana = await load(db, ANA)
        offered = await service.offer(
            db, Settings(), place=service.Place(video_id=video_id, room_id=None), reader=ana, now=NOON
        )
        tip = await service.give(db, Settings(), giver=ana, new=tip_of(video_id), now=NOON)
    await pay(pool, tip.id, by(Card.SUCCESS))
    async with pool.transaction() as db:
        await service.refund(db, tip_id=tip.id, now=NOON)

    assert all(each.keeps == each.amount for each in offered.sums)
    assert await earned(pool, tip.id) == 0
    assert await money(pool) == {"pending": 0, "available": 0}
    assert await is_sound(pool)


async def test_who_gives_unnamed_is_named_to_nobody(pool: Pool):
    video_id = await clip(pool)
    for is_anonymous in (False, True):
        tip_id = await give(pool, tip_of(video_id, is_anonymous=is_anonymous))
        await pay(pool, tip_id, by(Card.SUCCESS))
    await give(pool, tip_of(video_id))

    async with pool.transaction() as db:
        carla, ana = await load(db, CARLA), await load(db, ANA)
        got = await service.list_received(db, creator=carla, before=None, limit=10)
        given = await service.list_given(db, giver=ana, before=None, limit=10)

    assert [each.giver_name for each in got.items] == [None, "Ana"]
    assert all(each.keeps.amount_minor + each.fee.amount_minor == AMOUNT_MINOR for each in got.items)
    assert [each.state for each in given.items] == [TipState.OPEN, TipState.PAID, TipState.PAID]


async def test_a_test_card_pays_nothing_on_a_real_instance(pool: Pool):
    tip_id = await give(pool, tip_of(await clip(pool)))
    async with pool.transaction() as db:
        ana, bruno = await load(db, ANA), await _bruno(db)
    real = Settings(secret_key="k" * 40)

    with pytest.raises(MethodUnavailable):
        await service.pay(pool, real, giver=ana, tip_id=tip_id, wanted=by(Card.SUCCESS), now=NOON)
    with pytest.raises(TipNotFound):
        await service.pay(pool, SETTINGS, giver=bruno, tip_id=tip_id, wanted=by(Card.SUCCESS), now=NOON)


async def _bruno(db: Db):
    await join(db, BRUNO)
    return await load(db, BRUNO)


@pytest.mark.parametrize("currency", list(Currency))
def test_the_documentation_tells_sums_and_caps_as_they_are(currency: Currency):
    def written(amount_minor: int) -> str:
        whole, rest = divmod(amount_minor, 10**currency.exponent)
        return f"{whole:,}.{rest:02}" if rest else f"{whole:,}"

    given, received = (written(each) for each in rules.CAPS_MINOR[currency])
    sums = ", ".join(written(each) for each in rules.SUMS_MINOR[currency])

    assert f"| {currency} | {sums} | {given} | {received} |" in HOWTO.read_text(encoding="utf-8")


@pytest.mark.parametrize("currency", list(Currency))
def test_every_currency_offers_three_sums_below_its_caps(currency: Currency):
    sums, (given, received) = rules.SUMS_MINOR[currency], rules.CAPS_MINOR[currency]

    assert list(sums) == sorted(set(sums))
    assert 5 * sums[-1] <= given <= received
    for amount_minor in sums:
        for bps in (0, 1, 333, 5_000):
            assert 0 <= rules.fee_minor(amount_minor, bps) < amount_minor
