"""The door of payouts."""

from vitrina.payouts.service.audit import check
from vitrina.payouts.service.bank import bank_file_csv, list_files, make_file, say_outcome, say_paid
from vitrina.payouts.service.carried import check_account, follow_transfer, open_account, set_off
from vitrina.payouts.service.cases import approve, list_cases, refuse
from vitrina.payouts.service.debts import approve_write_off, list_debts, propose_write_off, withdraw_write_off
from vitrina.payouts.service.desk import look, remove_destination, set_destination
from vitrina.payouts.service.make import request, run_payday
from vitrina.payouts.service.payees import payee_for, payees
from vitrina.payouts.service.read import list_payouts, source_of, views, withholdings_csv
from vitrina.payouts.service.statements import (
    DOCUMENT_LINES_MAX,
    months,
    statement,
    statement_csv,
    statement_document,
)
from vitrina.payouts.service.statements import LINES_MAX as STATEMENT_LINES_MAX
from vitrina.payouts.service.tax_returns import note_refunded, return_taxes

__all__ = [
    "DOCUMENT_LINES_MAX",
    "STATEMENT_LINES_MAX",
    "approve",
    "approve_write_off",
    "bank_file_csv",
    "check",
    "check_account",
    "follow_transfer",
    "list_cases",
    "list_debts",
    "list_files",
    "list_payouts",
    "look",
    "make_file",
    "months",
    "note_refunded",
    "open_account",
    "payee_for",
    "payees",
    "propose_write_off",
    "refuse",
    "remove_destination",
    "request",
    "return_taxes",
    "run_payday",
    "say_outcome",
    "say_paid",
    "set_destination",
    "set_off",
    "source_of",
    "statement",
    "statement_csv",
    "statement_document",
    "views",
    "withdraw_write_off",
    "withholdings_csv",
]
