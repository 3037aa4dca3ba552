"""The cards in the book of our counterpart of Stripe: who keeps which, and what banks say of them."""

from typing import Any

from msgspec import Struct

from vitrina.kit.ids import new_id

Thing = dict[str, Any]


class Answer(Struct, frozen=True, kw_only=True):
    """What a request is answered."""

    status: int
    body: Thing


class Refused(Exception):
    """The request is wrong, or a bank says no; nothing was taken."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        code: str = "parameter_invalid",
        kind: str = "invalid_request_error",
    ) -> None:
        super().__init__(message)
        self.code = code
        self.answer = Answer(status=status, body={"error": {"type": kind, "code": code, "message": message}})


def new_name(prefix: str) -> str:
    """Name a thing as the API does."""
    return f"{prefix}_{new_id().hex}"


class CardBook:
    """Cards and their customers. is_asking, is_declining: what banks do when a kept card is charged."""

    def __init__(self) -> None:
        """Know nobody yet."""
        self.customers: set[str] = set()
        self.methods: dict[str, Thing] = {}
        self.is_asking = False
        self.is_declining = False

    def new_customer(self) -> Thing:
        """Make a customer."""
        name = new_name("cus")
        self.customers.add(name)
        return {"id": name, "object": "customer"}

    def typed(self, fingerprint: str, *, customer: str | None) -> str:
        """Note that a card was typed into a page; the same fingerprint is the same card. Answers its name."""
        method: Thing = {
            "id": new_name("pm"),
            "object": "payment_method",
            "customer": customer,
            "card": {
                "brand": "visa",
                "last4": "4242",
                "exp_month": 12,
                "exp_year": 2099,
                "fingerprint": fingerprint or new_id().hex[-16:],
            },
        }
        self.methods[method["id"]] = method
        return method["id"]

    def forget(self, customer: str) -> Thing:
        """Delete a customer with her cards."""
        if customer not in self.customers:
            raise Refused("No such customer", status=404, code="resource_missing")
        self.customers.remove(customer)
        self.methods = {name: each for name, each in self.methods.items() if each["customer"] != customer}
        return {"id": customer, "object": "customer", "deleted": True}

    def intent_for(self, params: Thing) -> Thing:
        """Make an intent to charge a kept card; it takes nothing before it is confirmed."""
        customer, name = params["customer"], params["payment_method"]
        if customer not in self.customers or self.methods.get(name, {}).get("customer") != customer:
            raise Refused("No such card of this customer", status=404, code="resource_missing")
        amount = int(params["amount"])
        if amount <= 0 or len(params["currency"]) != 3:
            raise Refused("an amount must be above nothing")
        return {
            "id": new_name("pi"),
            "object": "payment_intent",
            "amount": amount,
            "amount_received": 0,
            "amount_refunded": 0,
            "currency": params["currency"],
            "customer": customer,
            "metadata": params.get("metadata", {}),
            "next_action": None,
            "payment_method": name,
            "session": None,
            "status": "requires_confirmation",
        }

    def confirm(self, intent: Thing, *, page: str, return_url: str) -> bool:
        """Ask the bank. True: it says yes. Where it asks its customer, she is sent to its page."""
        if intent["status"] != "requires_confirmation":
            raise Refused("It was confirmed or closed", code="payment_intent_unexpected_state")
        if self.is_declining:
            intent["status"] = "requires_payment_method"
            raise Refused("The bank says no", status=402, code="card_declined", kind="card_error")
        if self.is_asking:
            action = {"type": "redirect_to_url", "redirect_to_url": {"url": page, "return_url": return_url}}
            intent |= {"status": "requires_action", "next_action": action}
            return False
        return True

    def shown(self, intent: Thing) -> Thing:
        """Show an intent with its card in full."""
        method = self.methods.get(intent.get("payment_method") or "")
        return intent | {"payment_method": method or intent.get("payment_method")}
