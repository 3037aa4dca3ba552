"""What the sandbox carried to accounts of payees, in its own book."""

from vitrina.kit.db import Db, run, value
from vitrina.payments.transfer_model import TransferOutcome, TransferRequest, TransferResult


async def put(db: Db, request: TransferRequest) -> int:
    """Write a transfer; the same id again changes nothing."""
    return await run(
        db,
        """
        insert into payments.sandbox_transfers (key, account, amount_minor, currency, at)
        values (%(key)s, %(account)s, %(amount_minor)s, %(currency)s, %(at)s)
            on conflict (key) do nothing
        """,
        key=request.transfer_id,
        account=request.account,
        amount_minor=request.amount_minor,
        currency=request.currency.value,
        at=request.at,
    )


async def is_made(db: Db, request: TransferRequest) -> bool:
    """Tell whether a transfer was written, as it is asked for."""
    return await value(
        db,
        """
        select exists (select 1
                         from payments.sandbox_transfers
                        where key = %(key)s
                          and account = %(account)s
                          and amount_minor = %(amount_minor)s
                          and currency = %(currency)s)
        """,
        key=request.transfer_id,
        account=request.account,
        amount_minor=request.amount_minor,
        currency=request.currency.value,
    )


def told(request: TransferRequest) -> TransferResult:
    """Name a transfer that was made."""
    return TransferResult(outcome=TransferOutcome.DONE, reference=f"sbx_tr_{request.transfer_id.hex}")
