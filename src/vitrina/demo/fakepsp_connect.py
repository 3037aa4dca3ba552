"""Accounts of payees at the counterpart of Stripe, and what is carried to them."""

import threading
from typing import Any

from vitrina.demo.fakepsp_account import PspAccount
from vitrina.demo.fakepsp_cards import Refused, Thing, new_name

SHORT = "balance_insufficient"
# Where the real one opens no account from Mexico or Brazil.
COUNTRIES = {"MX", "BR", "US", "CL", "CO", "PE"}


class ConnectBook:
    """Accounts and transfers. is_short: nothing of ours has settled.."""

    def __init__(self, account: PspAccount) -> None:
        """Carry out of an account of ours."""
        self.accounts: dict[str, Thing] = {}
        self.transfers: dict[str, Thing] = {}
        self.is_short = False
        self._account = account
        self._lock = threading.RLock()

    def open(self, params: Thing) -> Thing:
        """Open an account of which nothing is known yet."""
        if params["country"] not in COUNTRIES:
            raise Refused(f"no accounts in {params['country']}", code="country_unsupported")
        opened: Thing = {
            "id": new_name("acct"),
            "object": "account",
            "country": params["country"],
            "metadata": params.get("metadata", {}),
            "payouts_enabled": False,
            "capabilities": {"transfers": "inactive"},
            "requirements": {"currently_due": ["external_account"], "disabled_reason": None},
        }
        self.accounts[opened["id"]] = opened
        return opened

    def link(self, params: Thing, *, url: str) -> Thing:
        """Make the page of an account; its owner is sent back from there."""
        account = self.found(params["account"])
        account["return_url"] = params["return_url"]
        return {
            "object": "account_link",
            "url": f"{url}/connect/{account['id']}",
            "created": 0,
            "expires_at": 0,
        }

    def found(self, account_id: str) -> Thing:
        """Find an account."""
        if account_id not in self.accounts:
            raise Refused("no such account", status=403, code="account_invalid")
        return self.accounts[account_id]

    def complete(self, account_id: str) -> str:
        """Play an owner who told all that was asked. Answers where she is sent then."""
        account = self.found(account_id)
        account |= {"payouts_enabled": True, "capabilities": {"transfers": "active"}}
        account["requirements"] = {"currently_due": [], "disabled_reason": None}
        return account["return_url"]

    def reject(self, account_id: str) -> None:
        """Let an account never be sent anything again."""
        account = self.found(account_id)
        account |= {"payouts_enabled": False, "capabilities": {"transfers": "inactive"}}
        account["requirements"] = {"currently_due": [], "disabled_reason": "rejected.fraud"}

    def transfer(self, params: Thing) -> Thing:
        """Carry a sum to an account that may have it."""
        account, amount = self.found(params["destination"]), int(params["amount"])
        if account["capabilities"]["transfers"] != "active":
            raise Refused("this account may have nothing", code="insufficient_capabilities_for_transfer")
        if self.is_short or amount <= 0:
            raise Refused("not enough has settled", code=SHORT)
        made: Thing = {
            "id": new_name("tr"),
            "object": "transfer",
            "amount": amount,
            "amount_reversed": 0,
            "currency": params["currency"],
            "destination": account["id"],
            "metadata": params.get("metadata", {}),
            "transfer_group": params.get("transfer_group"),
            "reversed": False,
            "reversals": {"object": "list", "data": [], "has_more": False, "url": ""},
        }
        self.transfers[made["id"]] = made
        self._account.move("transfer", -amount, made)
        return made

    def list(self, params: Thing) -> Thing:
        """List transfers of a group."""
        found = [
            each for each in self.transfers.values() if each["transfer_group"] == params["transfer_group"]
        ]
        return {"object": "list", "data": found, "has_more": False, "url": "/v1/transfers"}

    def reverse(self, transfer_id: str, amount: int) -> Thing:
        """Play an operator who takes something of a transfer back, in the dashboard. Answers the transfer."""
        with self._lock:
            made = self.transfers[transfer_id]
            back: Thing = {
                "id": new_name("trr"),
                "object": "transfer_reversal",
                "amount": amount,
                "currency": made["currency"],
                "transfer": transfer_id,
            }
            made["amount_reversed"] += amount
            made["reversed"] = made["amount_reversed"] == made["amount"]
            made["reversals"]["data"].insert(0, back)
            self._account.move("transfer_reversal", amount, back)
        return made

    def carried(self) -> dict[str, int]:
        """Add up its book: what stands on each account."""
        left: dict[str, int] = {}
        for each in self.transfers.values():
            left[each["destination"]] = (
                left.get(each["destination"], 0) + each["amount"] - each["amount_reversed"]
            )
        return left


def answer(book: ConnectBook, path: str, params: Any, *, url: str) -> Thing | None:
    """Do what is asked of accounts and transfers. None: it is about something else."""
    match path.strip("/").split("/"):
        case ["v1", "accounts"]:
            return book.open(params)
        case ["v1", "account_links"]:
            return book.link(params, url=url)
        case ["v1", "transfers"]:
            return book.transfer(params)
        case _:
            return None


def look(book: ConnectBook, path: str, params: Any) -> Thing | None:
    """Answer what there is of accounts and transfers. None: it is about something else."""
    match path.strip("/").split("/"):
        case ["v1", "accounts", account_id]:
            return book.found(account_id)
        case ["v1", "transfers"]:
            return book.list(params)
        case ["v1", "transfers", transfer_id] if transfer_id in book.transfers:
            return book.transfers[transfer_id]
        case _:
            return None
