"""A counterpart of WhatsApp on this machine: takes what we send, and sends what a phone would.

`python -m vitrina.demo.fakewhatsapp` serves a page with a phone; docs/howto/whatsapp.md says how. It speaks
the documented payloads of the Cloud API, keeps everything in memory, and is for demos and tests alone.
"""

import json
import threading
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from vitrina.kit.ids import new_id
from vitrina.messaging.bridges.whatsapp import signature

SECRET = "fakewhatsapp-secret"  # noqa: S105  Of a counterpart that is no secret itself.
PHONE_NUMBER_ID = "100200300"
BODY_BYTES_MAX = 1024 * 1024
KEPT_MAX = 500
TIMEOUT_S = 20
PAGE = "fakewhatsapp.html"
TYPES = {"text", "image", "interactive", "template"}
INTERACTIVE = {"product", "product_list", "cta_url", "button"}
JSON = "application/json"


def webhook(message: dict[str, Any], *, name: str = "", phone_number_id: str = PHONE_NUMBER_ID) -> bytes:
    """Write a delivery of one message as Meta does."""
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "5215512345678", "phone_number_id": phone_number_id},
        "contacts": [{"profile": {"name": name}, "wa_id": message["from"]}],
        "messages": [message],
    }
    changes = [{"field": "messages", "value": value}]
    return json.dumps(
        {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]}
    ).encode()


def text_from(contact_id: str, words: str) -> dict[str, Any]:
    """Write words of somebody."""
    return {**_head(contact_id), "type": "text", "text": {"body": words}}


def order_from(contact_id: str, items: Sequence[dict[str, Any]], *, note: str = "") -> dict[str, Any]:
    """Write an order of somebody: product_retailer_id, quantity, item_price, currency."""
    order = {"catalog_id": "1", "text": note, "product_items": list(items)}
    return {**_head(contact_id), "type": "order", "order": order}


def _head(contact_id: str) -> dict[str, Any]:
    return {"from": contact_id, "id": f"wamid.{new_id().hex}", "timestamp": str(int(time.time()))}


class FakeWhatsApp(ThreadingHTTPServer):
    """The counterpart. sent: what it was given, the newest last.  refusals: statuses to answer first."""

    daemon_threads = True

    def __init__(self, port: int = 0, *, webhook_url: str = "", app_secret: str = SECRET) -> None:
        """Listen on this machine alone; port 0 takes a free one."""
        super().__init__(("127.0.0.1", port), _Handler)
        self.webhook_url = webhook_url
        self.app_secret = app_secret
        self.sent: list[dict[str, Any]] = []
        self.thread: list[dict[str, Any]] = []
        self.refusals: list[int] = []
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """Where messages are sent to."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def take(self, payload: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Take a message as the Cloud API does. Answers a status and a body."""
        with self._lock:
            if self.refusals:
                return self.refusals.pop(0), {"error": {"message": "refused", "code": 131000}}
            if not _is_right(payload):
                return 400, {"error": {"message": "(#100) Invalid parameter", "code": 100}}
            self.sent.append(payload)
            self.thread = [*self.thread[-KEPT_MAX:], {"side": "shop", "message": payload}]
        contact = payload["to"]
        return 200, {
            "messaging_product": "whatsapp",
            "contacts": [{"input": contact, "wa_id": contact}],
            "messages": [{"id": f"wamid.{new_id().hex}"}],
        }

    def deliver(self, message: dict[str, Any], name: str) -> int:
        """Send a message of the phone to the webhook, signed. Answers the status, 503 for nobody there."""
        raw = webhook(message, name=name)
        headers = {"content-type": JSON, "x-hub-signature-256": signature(self.app_secret, raw)}
        request = urllib.request.Request(self.webhook_url, data=raw, headers=headers)  # noqa: S310
        with self._lock:
            self.thread = [*self.thread[-KEPT_MAX:], {"side": "buyer", "message": message}]
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except urllib.error.URLError:
            return 503


def _is_right(payload: dict[str, Any]) -> bool:
    """Check the shape that the documentation asks for."""
    kind = payload.get("type")
    is_known = payload.get("messaging_product") == "whatsapp" and kind in TYPES and payload.get("to")
    if not is_known or not isinstance(payload.get(str(kind)), dict):
        return False
    if kind != "interactive":
        return True
    interactive = payload["interactive"]
    return interactive.get("type") in INTERACTIVE and isinstance(interactive.get("action"), dict)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Show the phone, or what was said."""
        if self.path == "/":
            page = files("vitrina.demo").joinpath(PAGE).read_bytes()
            self._answer(200, page, "text/html; charset=utf-8")
        elif self.path == "/thread":
            self._answer(200, json.dumps(self._fake.thread).encode(), JSON)
        else:
            self._answer(404, b"{}", JSON)

    def do_POST(self) -> None:
        """Take a message of the shop, or what somebody did on the phone."""
        size = int(self.headers.get("content-length", 0))
        try:
            body: Any = json.loads(self.rfile.read(size)) if 0 < size <= BODY_BYTES_MAX else None
        except ValueError:
            body = None
        path = urlsplit(self.path).path
        status, answer = self._do(path, body) if isinstance(body, dict) else (400, {"error": "no JSON"})
        self._answer(status, json.dumps(answer).encode(), JSON)

    def _do(self, path: str, body: Any) -> tuple[int, dict[str, Any]]:
        if path.endswith("/messages"):
            is_known = self.headers.get("authorization", "").startswith("Bearer ")
            return self._fake.take(body) if is_known else (401, {})
        contact, name = str(body.get("from", "")), str(body.get("name", ""))
        if path == "/say":
            return 200, {"status": self._fake.deliver(text_from(contact, str(body.get("text", ""))), name)}
        if path == "/order":
            return 200, {"status": self._fake.deliver(order_from(contact, body.get("items", [])), name)}
        return 404, {}

    @property
    def _fake(self) -> FakeWhatsApp:
        assert isinstance(self.server, FakeWhatsApp), "it serves nobody else"
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
    parser = ArgumentParser(prog="fakewhatsapp", description="A phone with WhatsApp, for demos.")
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--webhook", default="http://localhost:8000/api/v1/webhooks/whatsapp")
    arguments = parser.parse_args()
    with FakeWhatsApp(arguments.port, webhook_url=arguments.webhook) as server:
        print(f"A phone: {server.url}/", flush=True)  # noqa: T201  For whoever started it.
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            server.shutdown()


if __name__ == "__main__":
    main()
