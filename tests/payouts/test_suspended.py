"""What was agreed to does not leave while its payee is suspended."""

import pytest

from tests.payouts.desk import MONDAY, Desk
from vitrina.identity import service as identity
from vitrina.payouts.errors import NothingReady
from vitrina.payouts.model import PayeeKind, PayoutState


async def test_what_belongs_to_somebody_suspended_since_rests(desk: Desk) -> None:
    await desk.ready_to_be_paid()
    await desk.payday()
    async with desk.pool.transaction() as db:
        await identity.suspend(db, desk.bruno.person_id, now=MONDAY)

    file = await desk.send()

    assert file.payout_count == 1
    states = {each.payee_kind: each.payout.state for each in await desk.cases()}
    assert states == {PayeeKind.CREATOR: PayoutState.SENT, PayeeKind.SHOP: PayoutState.READY}
    with pytest.raises(NothingReady):
        await desk.send()

    async with desk.pool.transaction() as db:
        await identity.end_suspension(db, desk.bruno.person_id)
    assert (await desk.send()).payout_count == 1
