"""The way to the bank: a file that an operator carries there, and what the bank says."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.identity import service as identity
from vitrina.identity.model import Person
from vitrina.kit.db import Db
from vitrina.kit.events import emit
from vitrina.kit.http import Page, page_of
from vitrina.kit.ids import short_code
from vitrina.kit.money import Money
from vitrina.kit.tables import as_csv
from vitrina.kit.text import clean_line
from vitrina.ledger import service as ledger
from vitrina.payouts.errors import (
    FileIdTaken,
    FileNotFound,
    NothingReady,
    PayoutCarried,
    PayoutMoved,
    PayoutNotFound,
)
from vitrina.payouts.model import (
    BankFile,
    BankFileId,
    BankFileView,
    BankOutcome,
    Downloaded,
    NewBankFile,
    NewBankOutcome,
    Payout,
    PayoutCase,
    PayoutId,
    PayoutState,
)
from vitrina.payouts.rules import journals
from vitrina.payouts.service.cases import cases, give_back, require_others
from vitrina.payouts.service.make import stepped
from vitrina.payouts.service.payees import payees_of_both, suspended_payees
from vitrina.payouts.store import destinations, downloads
from vitrina.payouts.store import payouts as store
from vitrina.payouts.store.downloads import Download
from vitrina.payouts.store.payouts import Move

CODE_PREFIX = "PF"
FILE_MAX = 1_000
COLUMNS = (
    "payout",
    "currency",
    "amount_minor",
    "kind",
    "number",
    "holder",
    "institution",
    "tax_id",
    "payee_kind",
    "payee",
)


async def make_file(db: Db, *, operator: Person, new: NewBankFile, now: datetime) -> BankFileView:
    """Put the payouts of a currency that are ready into a file, at most FILE_MAX; the same id is one file.

    Two operators who make files at once share the payouts out: none is in both. What belongs to somebody who
    was suspended since it was agreed to rests. Raises NothingReady, FileIdTaken.
    """
    file = BankFile(
        id=new.id,
        code=short_code(CODE_PREFIX),
        currency=new.currency,
        made_at=now,
        payout_count=0,
        sent_count=0,
        total_minor=0,
    )
    if await store.add_file(db, file, made_by=operator.id):
        ready = await store.lock_ready(db, new.currency, limit=FILE_MAX)
        resting = await suspended_payees(db, [(each.payee_kind, each.payee_id) for each in ready])
        leaving = [each.id for each in ready if each.payee_id not in resting]
        sent = await store.send(db, leaving, file_id=new.id, now=now)
        if not sent:
            raise NothingReady
        await _tell(db, sent, "sent", operator=operator, now=now)
    made = await _get(db, new.id)
    if made.currency is not new.currency:
        raise FileIdTaken
    return await _view(db, made)


async def list_files(db: Db, *, before: store.Before, limit: int) -> Page[BankFileView]:
    """List files for the bank, the newest first."""
    found = await store.files(db, file_id=None, before=before, limit=limit + 1)
    page = page_of(found, limit, lambda each: (each.made_at, each.id))
    return Page(items=await _views(db, page.items), next_cursor=page.next_cursor)


async def bank_file_csv(
    db: Db, *, file_id: BankFileId, operator: Person, now: datetime
) -> tuple[BankFileView, str]:
    """Write a file as a table: the numbers of accounts in full, amounts in minor units. Who took it is noted.

    Raises FileNotFound.
    """
    file = await _get(db, file_id)
    await downloads.add(db, Download(file_id=file_id, person_id=operator.id, at=now))
    payouts = await store.of_file(db, file_id, limit=FILE_MAX)
    goes_to = {
        each.id: each for each in await destinations.by_id(db, [each.destination_id for each in payouts])
    }
    known = await payees_of_both(db, [(each.payee_kind, each.payee_id) for each in payouts])
    rows = [
        (
            payout.code,
            payout.currency.value,
            payout.amount_minor - payout.withheld_minor,
            there.kind.value,
            there.number,
            there.holder,
            there.institution,
            there.tax_id,
            payout.payee_kind.value,
            payee.name if (payee := known.get(payout.payee_id)) else "",
        )
        for payout in payouts
        if (there := goes_to[payout.destination_id])
    ]
    return await _view(db, file), as_csv([COLUMNS, *rows], is_for_banks=True)


async def say_outcome(
    db: Db, *, payout_id: PayoutId, operator: Person, said: NewBankOutcome, now: datetime
) -> PayoutCase:
    """Write what the bank said about a payout; the same again changes nothing.

    What came back is the payee's again, so nobody says that of her own: it may have arrived. Raises
    PayoutNotFound, OwnPayout, PayoutMoved when it is not with the bank, PayoutCarried.
    """
    note = clean_line(said.note)
    if any(each.provider for each in await store.by_id(db, [payout_id])):
        raise PayoutCarried
    if said.outcome is BankOutcome.PAID:
        moved = await _arrive(db, [payout_id], note=note, now=now)
        ended = moved[0] if moved else None
    else:
        await require_others(db, payout_id, operator)
        ended = await give_back(
            db,
            payout_id,
            come_from=[PayoutState.SENT],
            to=PayoutState.FAILED,
            note=note,
            now=now,
        )
    if ended:
        await _tell(db, [ended], said.outcome.value, operator=operator, now=now)
    found = await store.by_id(db, [payout_id])
    if not found:
        raise PayoutNotFound
    if found[0].state.value != said.outcome.value:
        raise PayoutMoved
    return (await cases(db, found, operator=operator))[0]


async def say_paid(
    db: Db, *, file_id: BankFileId, operator: Person, note: str, now: datetime
) -> BankFileView:
    """Write that all payouts of a file arrived of which the bank has not said anything else.

    Twice is once. Raises FileNotFound.
    """
    await _get(db, file_id)
    waiting = await store.of_file(db, file_id, limit=FILE_MAX)
    sent = [each.id for each in waiting if each.state is PayoutState.SENT]
    arrived = await _arrive(db, sent, note=clean_line(note), now=now)
    await _tell(db, arrived, "paid", operator=operator, now=now)
    return await _view(db, await _get(db, file_id))


async def _arrive(db: Db, ids: Sequence[PayoutId], *, note: str, now: datetime) -> list[Payout]:
    arrived = await store.arrive(db, ids, note=note, now=now)
    await ledger.post(db, [journals.paid(each, now=now) for each in arrived])
    return arrived


async def _tell(db: Db, payouts: Sequence[Payout], step: str, *, operator: Person, now: datetime) -> None:
    await store.add_moves(
        db,
        [
            Move(payout_id=each.id, step=step, actor_id=operator.id, note=each.note, at=now)
            for each in payouts
        ],
    )
    known = await payees_of_both(db, [(each.payee_kind, each.payee_id) for each in payouts])
    await emit(
        db,
        *[
            stepped(each, payee, actor_id=operator.id, now=now)
            for each in payouts
            if (payee := known.get(each.payee_id))
        ],
    )


async def _get(db: Db, file_id: BankFileId) -> BankFile:
    found = await store.files(db, file_id=file_id, before=None, limit=1)
    if not found:
        raise FileNotFound
    return found[0]


async def _view(db: Db, file: BankFile) -> BankFileView:
    return (await _views(db, [file]))[0]


async def _views(db: Db, files: Sequence[BankFile]) -> list[BankFileView]:
    """Put files together with who took them along. Two statements."""
    taken = await downloads.of_files(db, [each.id for each in files])
    people = await identity.persons(db, list({each.person_id for each in taken}))
    return [
        BankFileView(
            id=file.id,
            code=file.code,
            made_at=file.made_at,
            payout_count=file.payout_count,
            sent_count=file.sent_count,
            total=Money(file.total_minor, file.currency),
            downloads=[
                Downloaded(by=person.name if (person := people.get(each.person_id)) else None, at=each.at)
                for each in taken
                if each.file_id == file.id
            ],
        )
        for file in files
    ]
