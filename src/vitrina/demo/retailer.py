"""A retailer on this machine that stands in for a partner's own system, so that the circle closes.

`python -m vitrina.demo.retailer` runs beside a demo: it serves a feed, receives signed orders, checks their
signatures, and takes and sends them through the public API with its key. It keeps everything in memory, says
that it is a demo, and is for demos and tests alone. docs/howto/retail-partner.md says how.
"""

import hashlib
import html
import json
import logging
import threading
import urllib.error
import urllib.request
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import uvloop
from standardwebhooks import Webhook, WebhookVerificationError

from vitrina.demo.retail import Introduced, asset_of, feed, introduce
from vitrina.kit import log as logs
from vitrina.kit import tls
from vitrina.kit.config import load_settings, with_secret_key
from vitrina.kit.http import API_BASE
from vitrina.kit.process import ALIVE_LINE

BODY_BYTES_MAX = 1024 * 1024
KEPT_MAX = 500
TIMEOUT_S = 8
CARRIER = "Mensajería Demo"
JSON = "application/json"
FORGED = 401
AGAIN_LATER = 503
TAKEN = 204

log = logging.getLogger(__name__)


class Retailer(ThreadingHTTPServer):
    """The stand-in. taken: orders that it has taken, the newest last.  refusals: statuses to answer first."""

    daemon_threads = True

    def __init__(self, port: int = 0, *, api_url: str = "", certificate: Path | None = None) -> None:
        """Listen on this machine alone; port 0 takes a free one. certificate: of the shop, to be believed."""
        super().__init__(("127.0.0.1", port), _Handler)
        self.api_url = api_url
        self._trust = tls.trusting(certificate)
        self.api_key = ""
        self.secrets: Sequence[str] = ()
        self.feed = b""
        self.taken: list[dict[str, Any]] = []
        self.heard: list[tuple[str, str]] = []
        self.refusals: list[int] = []
        self.forged_count = 0
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """Where orders are sent to."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def hear(self, body: bytes, headers: dict[str, str]) -> int:
        """Take a message. Answers a status: 401 for a forged one, 503 for one that shall come again."""
        with self._lock:
            if self.refusals:
                return self.refusals.pop(0)
        if not self._is_signed(body, headers):
            with self._lock:
                self.forged_count += 1
            return FORGED
        message: dict[str, Any] = json.loads(body)
        message_id, order = headers["webhook-id"], message["data"]
        with self._lock:
            is_known = any(message_id == each for each, _ in self.heard)
            self.heard = [*self.heard[-KEPT_MAX:], (message_id, message["type"])]
        if is_known or message["type"] != "order.paid" or not self.api_key:
            return TAKEN
        return self._fulfil(order)

    def _is_signed(self, body: bytes, headers: dict[str, str]) -> bool:
        for secret in self.secrets:
            try:
                Webhook(secret).verify(body, headers, json_parse=False)
            except (WebhookVerificationError, ValueError):
                continue
            return True
        return False

    def _fulfil(self, order: dict[str, Any]) -> int:
        """Take an order and send it, as its own stock keeper would; both may be repeated."""
        code = order["code"]
        shipment = {"carrier": CARRIER, "tracking_number": f"DEMO-{code}"}
        for verb, said in (("acknowledgement", {"reference": f"ALM-{code}"}), ("shipment", shipment)):
            status = self._tell(f"/partner/orders/{order['id']}/{verb}", said)
            if status >= 500 or status == 0:
                return AGAIN_LATER
        with self._lock:
            self.taken = [*self.taken[-KEPT_MAX:], order]
        return TAKEN

    def _tell(self, path: str, said: dict[str, Any]) -> int:
        headers = {"content-type": JSON, "authorization": f"Bearer {self.api_key}"}
        request = urllib.request.Request(  # noqa: S310
            self.api_url + path, data=json.dumps(said).encode(), headers=headers
        )
        try:
            with urllib.request.urlopen(  # noqa: S310
                request, timeout=TIMEOUT_S, context=self._trust
            ) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            log.info("the shop refused", extra={"path": path, "status": error.code})
            return error.code
        except (urllib.error.URLError, OSError):
            return 0


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Serve the feed and its pictures, or show what was taken."""
        if self.path == "/feed.csv":
            tag = f'"{hashlib.sha256(self._retailer.feed).hexdigest()[:32]}"'
            is_known = self.headers.get("if-none-match") == tag
            body = b"" if is_known else self._retailer.feed
            self._answer(304 if is_known else 200, body, "text/csv; charset=utf-8", tag=tag)
        elif picture := asset_of(self.path):
            self._answer(200, picture, "image/webp")
        elif self.path == "/":
            self._answer(200, self._page(), "text/html; charset=utf-8")
        else:
            self._answer(404, b"", "text/plain")

    def do_POST(self) -> None:
        """Take a message about an order."""
        size = int(self.headers.get("content-length", 0))
        if self.path != "/orders" or not 0 < size <= BODY_BYTES_MAX:
            self._answer(404, b"", "text/plain")
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._answer(self._retailer.hear(self.rfile.read(size), headers), b"", "text/plain")

    def _page(self) -> bytes:
        rows = "".join(
            f"<li>{html.escape(order['code'])}: {html.escape(order['lines'][0]['title'])}</li>"
            for order in reversed(self._retailer.taken)
        )
        page = (
            "<!doctype html><html lang=es><meta charset=utf-8><title>Almacén Demo</title>"
            "<h1>Almacén Demo</h1><p>Un minorista inventado: recibe pedidos firmados y los envía. "
            f"Nada se vende aquí.</p><ol>{rows}</ol></html>"
        )
        return page.encode()

    @property
    def _retailer(self) -> Retailer:
        assert isinstance(self.server, Retailer), "it serves nobody else"
        return self.server

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def _answer(self, status: int, body: bytes, content_type: str, *, tag: str = "") -> None:
        self.send_response(status)
        self.send_header("content-type", content_type)
        if tag:
            self.send_header("etag", tag)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    """Run beside a demo until it is stopped."""
    settings = with_secret_key(load_settings())
    logs.set_up(settings.log_level)
    api_url, certificate = settings.base_url + API_BASE, tls.certificate_of(settings)
    with Retailer(settings.retailer_port, api_url=api_url, certificate=certificate) as server:
        server.feed = feed(server.url)
        introduced: Introduced = uvloop.run(introduce(settings, server.url))
        server.api_key, server.secrets = introduced.api_key, [introduced.secret]
        print(ALIVE_LINE, flush=True)  # noqa: T201  For the supervisor, whatever the level of the logs.
        server.serve_forever()


if __name__ == "__main__":
    main()
