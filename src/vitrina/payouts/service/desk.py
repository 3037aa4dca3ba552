"""What a payee sees of her money, and where she wants it."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from vitrina.identity import service as identity
from vitrina.kit.config import Settings
from vitrina.kit.db import Db
from vitrina.kit.events import emit
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money
from vitrina.kit.places import Country, Currency
from vitrina.ledger import service as ledger
from vitrina.payments import transfers
from vitrina.payments.errors import AccountNotReady
from vitrina.payments.transfer_model import AccountState, ProviderAccount
from vitrina.payouts.errors import DestinationChangedOften
from vitrina.payouts.model import (
    AccountView,
    Destination,
    DestinationChanged,
    DestinationId,
    DestinationKind,
    DestinationView,
    Held,
    NewDestination,
    Payee,
    PayeeBalance,
    PayoutDesk,
)
from vitrina.payouts.rules import journals, numbers, paydays
from vitrina.payouts.store import destinations as store
from vitrina.payouts.store import payouts

CHANGES_MAX = 5
CHANGES_WITHIN = timedelta(days=1)


async def look(db: Db, settings: Settings, *, payee: Payee, now: datetime) -> PayoutDesk:
    """Show a payee her balances, and what keeps each from being paid out.

    The currency of her country stands there always, others while they are not zero.
    """
    home = payee.country.currency if payee.country else None
    own = {each: journals.available(payee.kind, payee.id, each) for each in Currency}
    coming = {each: journals.pending(payee.kind, payee.id, each) for each in Currency}
    wanted = [*own.values(), *[account for accounts in coming.values() for account in accounts]]
    sums = await ledger.balances(db, wanted)
    goes_to = {each.currency: each for each in await store.in_force(db, payee.kind, [payee.id])}
    on_its_way = {
        each.currency: each.amount_minor for each in await payouts.under_way(db, payee.kind, payee.id)
    }
    is_suspended = bool(await identity.suspended_among(db, [payee.person_id]))
    account = await transfers.find_account(db, settings, journals.payee_word(payee.kind, payee.id))
    balances: list[PayeeBalance] = []
    for currency in Currency:
        available_minor = sums[own[currency]]
        pending_minor = sum(sums[account] for account in coming[currency])
        way_minor, destination = on_its_way.get(currency, 0), goes_to.get(currency)
        if not (available_minor or pending_minor or way_minor or destination or currency is home):
            continue
        least_minor = paydays.minimum(settings, currency)
        held = held_by(
            available_minor, least_minor, destination=destination, is_suspended=is_suspended, now=now
        )
        balances.append(
            PayeeBalance(
                currency=currency,
                available=Money(available_minor, currency),
                pending=Money(pending_minor, currency),
                on_its_way=Money(way_minor, currency),
                minimum=Money(least_minor, currency),
                destination=shown(destination, now=now) if destination else None,
                held=held,
            )
        )
    return PayoutDesk(
        balances=balances,
        next_payday=paydays.next_payday(settings.payout_schedule, now),
        kinds=numbers.kinds(has_carrier=transfers.carrier(settings) is not None),
        needs_tax_id=payee.country is Country.MX,
        account=shown_account(account) if account else None,
    )


def held_by(
    available_minor: int,
    least_minor: int,
    *,
    destination: Destination | None,
    is_suspended: bool,
    now: datetime,
) -> Held | None:
    """Tell what keeps a balance from being paid out, the gravest first. None: nothing."""
    if is_suspended:
        return Held.SUSPENDED
    if available_minor < 0:
        return Held.OWES
    if destination is None:
        return Held.DESTINATION_MISSING
    if destination.usable_at > now:
        return Held.DESTINATION_ON_HOLD
    return Held.BELOW_MINIMUM if available_minor < least_minor else None


def shown(destination: Destination, *, now: datetime) -> DestinationView:
    """Show where money goes without telling the number."""
    return DestinationView(
        kind=destination.kind,
        holder=destination.holder,
        number=numbers.ending(destination.number),
        institution=destination.institution,
        tax_id=numbers.ending(destination.tax_id) if destination.tax_id else "",
        usable_at=destination.usable_at,
        is_usable=destination.usable_at <= now,
    )


def shown_account(account: ProviderAccount) -> AccountView:
    """Show an account with a provider by its end."""
    return AccountView(
        provider=account.provider, number=numbers.ending(account.reference or ""), state=account.state
    )


async def set_destination(
    db: Db, settings: Settings, *, payee: Payee, new: NewDestination, now: datetime
) -> DestinationView:
    """Say where a payee's money goes; nothing goes there for 72 hours, and its owner is told by mail.

    The caller has made sure that it is she (`identity.prove`). The same again changes nothing. Payouts that
    are made already go where they were meant to go. Raises Malformed, DestinationChangedOften, and
    AccountNotReady for an account with the provider that is not hers, or not paid out to.
    """
    if new.kind is DestinationKind.PROVIDER:
        new = await _with_account(db, settings, payee, new)
    wanted = numbers.checked(new, country=payee.country)
    await store.line_up(db, payee.id)
    for each in await store.in_force(db, payee.kind, [payee.id]):
        if each.currency is wanted.currency and _same(each, wanted):
            return shown(each, now=now)
    if await store.set_since(db, payee.kind, payee.id, now - CHANGES_WITHIN) >= CHANGES_MAX:
        raise DestinationChangedOften(changes_max=CHANGES_MAX)
    destination = Destination(
        id=DestinationId(new_id()),
        payee_kind=payee.kind,
        payee_id=payee.id,
        currency=wanted.currency,
        kind=wanted.kind,
        holder=wanted.holder,
        number=wanted.number,
        institution=wanted.institution,
        tax_id=wanted.tax_id,
        set_at=now,
        usable_at=now + paydays.DESTINATION_HOLD,
    )
    await store.replace(db, payee.kind, payee.id, wanted.currency, now=now)
    await store.add(db, destination, person_id=payee.person_id)
    await emit(
        db,
        DestinationChanged(
            destination_id=destination.id,
            payee_kind=payee.kind,
            payee_id=payee.id,
            person_id=payee.person_id,
            ending=numbers.ending(destination.number),
            usable_at=destination.usable_at,
            at=now,
        ),
    )
    return shown(destination, now=now)


async def remove_destination(db: Db, *, payee: Payee, currency: Currency, now: datetime) -> None:
    """Let nothing go anywhere by itself in a currency, until a payee says again where to. Twice is once."""
    await store.line_up(db, payee.id)
    await store.replace(db, payee.kind, payee.id, currency, now=now)


async def _with_account(db: Db, settings: Settings, payee: Payee, new: NewDestination) -> NewDestination:
    """Name the account that a payee opened with the provider, whatever she typed."""
    account = await transfers.find_account(db, settings, journals.payee_word(payee.kind, payee.id))
    if account is None or account.reference is None or account.state is not AccountState.READY:
        raise AccountNotReady
    return replace(new, holder=payee.name, number=account.reference, institution=account.provider)


def _same(old: Destination, new: NewDestination) -> bool:
    return (old.kind, old.holder, old.number, old.institution, old.tax_id) == (
        new.kind,
        new.holder,
        new.number,
        new.institution,
        new.tax_id,
    )
