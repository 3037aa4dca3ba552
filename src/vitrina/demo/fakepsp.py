"""A counterpart of Stripe on this machine, with its own book: hosted pages, vouchers, refunds, signed news.

`python -m vitrina.demo.fakepsp` serves it; docs/howto/payments.md says how. It speaks the part of the
documented API that we use, keeps everything in memory, and is for demos and tests alone. Whoever opens one of
its pages plays the buyer. Faults can be ordered: an answer that is lost, or a 500, both after the fact.
"""

import html
import json
import threading
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import stripe

from vitrina.demo.fakepsp_account import PspAccount
from vitrina.demo.fakepsp_cards import Answer, CardBook, Refused, Thing, new_name
from vitrina.demo.fakepsp_connect import SHORT, ConnectBook, answer, look
from vitrina.demo.fakepsp_pages import CONNECT_PAGE, PAGE, nested
from vitrina.kit.ids import new_id

KEY = "sk_test_fakepsp"
WEBHOOK_SECRET = "whsec_fakepsp"  # noqa: S105  Of a counterpart that is no secret itself.
BODY_BYTES_MAX = 256 * 1024
NEWS_KEPT_MAX = 1_000
TIMEOUT_S = 10
DISPUTE_FEE = 15_00
PAGES = ("/pay/", "/voucher/", "/bank/", "/connect/")
LOST, BROKEN = "lost", "broken"
"""An answer that never arrives, and a 500: both after what was asked was done."""
# Its type says nothing about its last parameter.
_sign = cast(
    Callable[[str, str, int], str],
    stripe.WebhookSignature.generate_signature_header,  # pyright: ignore[reportUnknownMemberType]
)


class FakePsp(ThreadingHTTPServer):
    """The counterpart. news: what it has to tell, the newest last.  faults: what befalls the next writes.

    kept: what disputes took, with their fees.  account: what moved on ours with it.  cards: who keeps which,
    and what banks say.  connect: accounts of payees.  is_prompt: news are sent by themselves; else tests send
    them, in the order and as often as they like.
    """

    daemon_threads = True

    def __init__(
        self,
        port: int = 0,
        *,
        webhook_url: str = "",
        is_prompt: bool = False,
        account: PspAccount | None = None,
    ) -> None:
        """Listen on this machine alone; port 0 takes a free one. account: that of before."""
        super().__init__(("127.0.0.1", port), _Handler)
        self.webhook_url = webhook_url
        self.is_prompt = is_prompt
        self.sessions: dict[str, Thing] = {}
        self.intents: dict[str, Thing] = {}
        self.cards = CardBook()
        self.refunds: list[Thing] = []
        self.news: list[Thing] = []
        self.disputes: dict[str, Thing] = {}
        self.kept = 0
        self.account = account or PspAccount()
        self.connect = ConnectBook(self.account)
        self.faults: list[str] = []
        self.is_down = False
        self._answers: dict[str, tuple[Thing, Answer]] = {}
        self._lock = threading.RLock()

    @property
    def url(self) -> str:
        """Where its API is."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def write(self, path: str, params: Thing, *, key: str | None) -> Answer:
        """Do what is asked, once per key; the same key with something else is refused."""
        with self._lock:
            if key and key in self._answers:
                before, said = self._answers[key]
                if before != {"path": path, **params}:
                    raise Refused("Keys are for the same request", code="idempotency_key_in_use")
                return said
            try:
                done = Answer(status=200, body=self._do(path, params))
            except Refused as refused:
                # What came as far as its book is answered so again, as the real one does.
                if key and refused.code == SHORT:
                    self._answers[key] = ({"path": path, **params}, refused.answer)
                raise
            fault = self.faults.pop(0) if self.faults else None
            if fault == BROKEN:
                error = {"error": {"type": "api_error", "message": "broken after the fact"}}
                done = Answer(status=500, body=error)
            if key:
                self._answers[key] = ({"path": path, **params}, done)
            if fault == LOST:
                raise ConnectionAbortedError
            return done

    def _do(self, path: str, params: Thing) -> Thing:
        if found := answer(self.connect, path, params, url=self.url):
            return found
        match path.strip("/").split("/"):
            case ["v1", "customers"]:
                return self.cards.new_customer()
            case ["v1", "payment_intents"]:
                intent = self.cards.intent_for(params)
                self.intents[intent["id"]] = intent
                return intent
            case ["v1", "payment_intents", intent_id, "confirm"]:
                return self._confirm(self._intent(intent_id), params)
            case ["v1", "checkout", "sessions"]:
                return self._new_session(params)
            case ["v1", "checkout", "sessions", session_id, "expire"]:
                session = self._session(session_id)
                if session["status"] != "open":
                    raise Refused("Only open pages expire", code="resource_invalid_state")
                session["status"], session["url"] = "expired", None
                return session
            case ["v1", "payment_intents", intent_id, "cancel"]:
                intent = self._intent(intent_id)
                if intent["status"] == "succeeded":
                    raise Refused("It was paid", code="payment_intent_unexpected_state")
                intent["status"] = "canceled"
                return intent
            case ["v1", "refunds"]:
                return self._new_refund(params)
            case _:
                raise Refused(f"no such address: {path}", status=404, code="resource_missing")

    def _confirm(self, intent: Thing, params: Thing) -> Thing:
        page = f"{self.url}/bank/{intent['id']}"
        if self.cards.confirm(intent, page=page, return_url=params["return_url"]):
            self._succeed(intent)
        return self.cards.shown(intent)

    def erase(self, path: str) -> Thing:
        """Delete what is asked."""
        with self._lock:
            match path.strip("/").split("/"):
                case ["v1", "customers", customer]:
                    return self.cards.forget(customer)
                case _:
                    raise Refused(f"no such address: {path}", status=404, code="resource_missing")

    def _new_session(self, params: Thing) -> Thing:
        item = params["line_items"]["0"]
        currency = item["price_data"]["currency"]
        amount = int(item["price_data"]["unit_amount"]) * int(item["quantity"])
        if amount <= 0 or len(currency) != 3:
            raise Refused("an amount must be above nothing")
        session: Thing = {
            "id": new_name("cs_test"),
            "object": "checkout.session",
            "amount_total": amount,
            "currency": currency,
            "client_reference_id": params.get("client_reference_id"),
            "metadata": params.get("metadata", {}),
            "payment_method_types": list(params["payment_method_types"].values()),
            "payment_intent": None,
            "payment_status": "unpaid",
            "status": "open",
            "success_url": params["success_url"],
            "customer": None,
            "is_keeping": params.get("customer_creation") == "always"
            and "setup_future_usage" in params.get("payment_intent_data", {}),
        }
        session["url"] = f"{self.url}/pay/{session['id']}"
        self.sessions[session["id"]] = session
        return session

    def _new_refund(self, params: Thing) -> Thing:
        intent = self._intent(params["payment_intent"])
        amount = int(params["amount"])
        if amount <= 0 or amount > intent["amount_received"] - intent["amount_refunded"]:
            raise Refused("greater than what is left of it", code="charge_already_refunded")
        intent["amount_refunded"] += amount
        refund = {
            "id": new_name("re"),
            "object": "refund",
            "amount": amount,
            "currency": intent["currency"],
            "payment_intent": intent["id"],
            "metadata": params.get("metadata", {}),
            "status": "succeeded",
        }
        self.refunds.append(refund)
        self.account.move("refund", -amount, refund)
        return refund

    def read(self, path: str, params: Thing) -> Thing:
        """Answer what there is."""
        with self._lock:
            if found := look(self.connect, path, params):
                return found
            match path.strip("/").split("/"):
                case ["v1", "checkout", "sessions", session_id]:
                    session = dict(self._session(session_id))
                    if session["payment_intent"] and "expand" in params:
                        session["payment_intent"] = self.cards.shown(self.intents[session["payment_intent"]])
                    return session
                case ["v1", "payment_intents"]:
                    of_customer = [
                        self.cards.shown(each)
                        for each in self.intents.values()
                        if each.get("customer") == params["customer"]
                    ]
                    return {"object": "list", "data": of_customer, "has_more": False, "url": path}
                case ["v1", "payment_intents", intent_id]:
                    return self.cards.shown(self._intent(intent_id))
                case ["v1", "disputes", dispute_id] if dispute_id in self.disputes:
                    return self.disputes[dispute_id]
                case ["v1", "balance_transactions"]:
                    return self.account.statement(params)
                case ["v1", "refunds"]:
                    found = [
                        each for each in self.refunds if each["payment_intent"] == params["payment_intent"]
                    ]
                    return {"object": "list", "data": found, "has_more": False, "url": "/v1/refunds"}
                case _:
                    raise Refused(f"no such address: {path}", status=404, code="resource_missing")

    def _session(self, session_id: str) -> Thing:
        if session_id not in self.sessions:
            raise Refused("no such page", status=404, code="resource_missing")
        return self.sessions[session_id]

    def _intent(self, intent_id: str) -> Thing:
        if intent_id not in self.intents:
            raise Refused("no such payment", status=404, code="resource_missing")
        return self.intents[intent_id]

    def complete(self, session_id: str, *, fingerprint: str = "") -> str:
        """Play a buyer who finishes her page: a card pays at once, another method leaves a voucher.

        fingerprint: of the card that she types; else it is another one each time. Answers the id of the
        payment.
        """
        with self._lock:
            session = self._session(session_id)
            if session["status"] != "open":
                raise Refused("this page is closed")
            kind = session["payment_method_types"][0]
            intent: Thing = {
                "id": new_name("pi"),
                "object": "payment_intent",
                "amount": session["amount_total"],
                "amount_received": 0,
                "amount_refunded": 0,
                "currency": session["currency"],
                "metadata": session["metadata"],
                "status": "requires_action",
                "next_action": None,
                "session": session_id,
            }
            self.intents[intent["id"]] = intent
            session |= {"status": "complete", "payment_intent": intent["id"], "url": None}
            voucher = f"{self.url}/voucher/{intent['id']}"
            if kind == "oxxo":
                details = {"number": f"{new_id().int % 10**14:014d}", "hosted_voucher_url": voucher}
                intent["next_action"] = {"type": "oxxo_display_details", "oxxo_display_details": details}
            elif kind == "customer_balance":
                told = {"reference": f"{new_id().int % 10**9:09d}", "hosted_instructions_url": voucher}
                intent["next_action"] = {"display_bank_transfer_instructions": told}
            else:
                if session["is_keeping"]:
                    session["customer"] = self.cards.new_customer()["id"]
                intent["customer"] = session["customer"]
                intent["payment_method"] = self.cards.typed(fingerprint, customer=session["customer"])
                self._succeed(intent)
            self._tell("checkout.session.completed", session)
        return intent["id"]

    def pay_voucher(self, intent_id: str) -> None:
        """Play the till, or the bank: the money of a voucher came."""
        with self._lock:
            intent = self._intent(intent_id)
            if intent["status"] != "requires_action":
                raise Refused("no till takes this voucher any more")
            self._succeed(intent)
            self._tell("checkout.session.async_payment_succeeded", self.sessions[intent["session"]])

    def answer_bank(self, intent_id: str) -> str:
        """Play a buyer who tells her bank that it is she. Answers where she is sent then."""
        with self._lock:
            intent = self._intent(intent_id)
            if intent["status"] != "requires_action":
                raise Refused("the bank asks nothing any more")
            target = intent["next_action"]["redirect_to_url"]["return_url"]
            self._succeed(intent)
        return target

    def _succeed(self, intent: Thing) -> None:
        intent |= {"status": "succeeded", "amount_received": intent["amount"], "next_action": None}
        if intent["session"]:
            self.sessions[intent["session"]]["payment_status"] = "paid"
        self.account.charge(intent)
        self._tell("payment_intent.succeeded", intent)

    def dispute(self, intent_id: str) -> str:
        """Play a buyer whose bank takes the money back, for a fee. Answers the id of the dispute."""
        with self._lock:
            intent = self._intent(intent_id)
            found: Thing = {
                "id": new_name("dp"),
                "object": "dispute",
                "payment_intent": intent_id,
                "amount": intent["amount_received"],
                "currency": intent["currency"],
                "reason": "fraudulent",
                "status": "needs_response",
                "balance_transactions": [],
            }
            moved = self.account.move("dispute", -found["amount"], found, fee=DISPUTE_FEE)
            found["balance_transactions"] = [{"id": moved["id"], "fee": moved["fee"]}]
            self.disputes[found["id"]] = found
            self.kept += found["amount"] + DISPUTE_FEE
            self._tell("charge.dispute.created", found)
        return found["id"]

    def decide(self, dispute_id: str, *, is_won: bool) -> None:
        """Play the bank that decides a dispute."""
        with self._lock:
            found = self.disputes[dispute_id]
            found["status"] = "won" if is_won else "lost"
            if is_won:
                self.kept -= found["amount"]
                self.account.move("dispute_reversal", found["amount"], found)
            self._tell("charge.dispute.closed", found)

    def taken(self) -> dict[str, int]:
        """Add up its book: what is left of each payment that came."""
        with self._lock:
            return {
                each["id"]: each["amount_received"] - each["amount_refunded"]
                for each in self.intents.values()
                if each["amount_received"]
            }

    def reverse(self, transfer_id: str, amount: int) -> None:
        """Play an operator who takes something of a transfer back."""
        self._tell("transfer.reversed", self.connect.reverse(transfer_id, amount))

    def _tell(self, kind: str, thing: Thing) -> None:
        news = {"id": new_name("evt"), "object": "event", "type": kind, "data": {"object": dict(thing)}}
        self.news = [*self.news[-NEWS_KEPT_MAX:], news]
        if self.is_prompt:
            threading.Thread(target=self.send, args=(news,), daemon=True).start()

    def send(self, news: Thing) -> int:
        """Deliver news, signed. Answers the status, 503 for nobody there."""
        raw, headers = signed(news)
        request = urllib.request.Request(self.webhook_url, data=raw, headers=headers)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 503


def signed(
    news: Thing, *, secret: str = WEBHOOK_SECRET, at: int | None = None
) -> tuple[bytes, dict[str, str]]:
    """Write news with their signature, of now unless given a moment."""
    raw = json.dumps(news)
    signature = _sign(raw, secret, at or int(time.time()))
    return raw.encode(), {"content-type": "application/json", "stripe-signature": signature}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Show a page, or answer what there is."""
        url = urlsplit(self.path)
        if url.path.startswith(PAGES):
            self._page(url.path)
        else:
            self._api(lambda: Answer(status=200, body=self._psp.read(url.path, nested(parse_qsl(url.query)))))

    def do_POST(self) -> None:
        """Take what a program asks, or what somebody pressed."""
        size = int(self.headers.get("content-length", 0))
        raw = self.rfile.read(size).decode() if 0 <= size <= BODY_BYTES_MAX else ""
        path = urlsplit(self.path).path
        if path.startswith(PAGES):
            self._pressed(path)
            return
        key = self.headers.get("idempotency-key")
        self._api(lambda: self._psp.write(path, nested(parse_qsl(raw)), key=key))

    def do_DELETE(self) -> None:
        """Delete what a program asks."""
        path = urlsplit(self.path).path
        self._api(lambda: Answer(status=200, body=self._psp.erase(path)))

    def _api(self, act: Any) -> None:
        if self._psp.is_down:
            self.close_connection = True
            return
        try:
            is_known = self.headers.get("authorization") == f"Bearer {KEY}"
            answer = (
                act() if is_known else Answer(status=401, body={"error": {"type": "authentication_error"}})
            )
        except Refused as refused:
            answer = refused.answer
        except (KeyError, ValueError) as e:
            answer = Refused(f"missing or wrong: {e}").answer
        except ConnectionAbortedError:
            self.close_connection = True
            return
        self._answer(answer.status, json.dumps(answer.body).encode(), "application/json")

    def _pressed(self, path: str) -> None:
        _, kind, name = path.split("/", 2)
        try:
            if kind == "voucher":
                self._psp.pay_voucher(name)
                target = self._psp.sessions[self._psp.intents[name]["session"]]["success_url"]
            elif kind == "bank":
                target = self._psp.answer_bank(name)
            elif kind == "connect":
                target = self._psp.connect.complete(name)
            else:
                self._psp.complete(name)
                target = self._psp.sessions[name]["success_url"]
        except Refused as refused:
            self._answer(409, str(refused).encode(), "text/plain; charset=utf-8")
            return
        self.send_response(303)
        self.send_header("location", target)
        self.send_header("content-length", "0")
        self.end_headers()

    def _page(self, path: str) -> None:
        _, kind, name = path.split("/", 2)
        if kind == "connect":
            return self._answer(200, CONNECT_PAGE.encode(), "text/html; charset=utf-8")
        found = self._psp.sessions.get(name) if kind == "pay" else self._psp.intents.get(name)
        if found is None:
            return self._answer(404, b"no such page", "text/plain; charset=utf-8")
        amount = found["amount_total"] if kind == "pay" else found["amount"]
        button = {"voucher": "Pay at the till", "bank": "It is me"}.get(kind, "Pay")
        body = PAGE.format(
            amount=f"{amount // 100}.{amount % 100:02d}",
            currency=html.escape(found["currency"].upper()),
            button=button,
        )
        return self._answer(200, body.encode(), "text/html; charset=utf-8")

    @property
    def _psp(self) -> FakePsp:
        assert isinstance(self.server, FakePsp), "it serves nobody else"
        return self.server

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def _answer(self, status: int, body: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    """Run until it is interrupted."""
    parser = ArgumentParser(prog="fakepsp", description="A payment provider, for demos.")
    parser.add_argument("--port", type=int, default=8098)
    parser.add_argument("--webhook", default="http://localhost:8000/api/v1/webhooks/stripe")
    arguments = parser.parse_args()
    with FakePsp(arguments.port, webhook_url=arguments.webhook, is_prompt=True) as server:
        print(f"A payment provider: {server.url}", flush=True)  # noqa: T201  For whoever started it.
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            server.shutdown()


if __name__ == "__main__":
    main()
