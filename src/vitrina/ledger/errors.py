"""How the ledger says no."""

from vitrina.kit.errors import Refusal


class BalanceTooLow(Refusal):
    """There is not enough money for this."""

    code = "ledger.balance_too_low"
    status = 409


class PostingWrong(Exception):
    """A journal that may not exist: our own bug. sqlstate: LG001 to LG007, see migration 0003_ledger."""

    def __init__(self, sqlstate: str, message: str) -> None:
        """Keep which check of the database refused."""
        self.sqlstate = sqlstate
        super().__init__(f"{sqlstate}: {message}")
