"""Imports at every step, for the table of screens: made once in a demo, and found again by their names.

What they bring are drafts, so that no other screen shows it.
"""

import base64
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from vitrina.cli.console import Stopped

if TYPE_CHECKING:
    from playwright.sync_api import APIRequestContext

API = "/api/v1"
STEP_TIMEOUT_S = 120
OVER = {"ready", "mapping", "done", "undone", "failed", "cancelled"}
SAME_SITE = {"sec-fetch-site": "same-origin"}
SHOPIFY = """Handle,Title,Body (HTML),Type,Published,Option1 Name,Option1 Value,Variant SKU,\
Variant Inventory Qty,Variant Price,Status
{n}-jarra,Jarra de muestra,<p>De barro</p>,Cocina,false,Color,Negro,{n}-1,4,289,draft
{n}-jarra,,,,,,Natural,{n}-2,2,289,draft
{n}-manta,Manta de muestra,<p>De lana</p>,Hogar,false,Title,Default Title,{n}-3,9,890,draft
{n}-rota,Sin precio,,Hogar,false,Title,Default Title,{n}-4,1,gratis,draft
"""
TABLE = "cosa;vale;hay\nPlato;120;4\nVaso;80;9\n"
FILES = {"ready": SHOPIFY, "done": SHOPIFY, "undone": SHOPIFY, "failed": "", "mapping": TABLE}


def example_runs(request: "APIRequestContext", shop_id: str) -> Mapping[str, str]:
    """Find or make a run of the shop at each of these steps; answers the id of each, as `run_<step>`."""
    sources = ask(request, "GET", f"/shops/{shop_id}/import-sources")["items"]
    named = {each["name"]: each for each in sources}
    return {f"run_{step}": _run(request, shop_id, named.get(f"Muestra {step}"), step) for step in FILES}


def _run(request: "APIRequestContext", shop_id: str, source: Any, step: str) -> str:
    if source is None:
        new = {"id": str(uuid4()), "name": f"Muestra {step}"}
        source = ask(request, "POST", f"/shops/{shop_id}/import-sources", new)
    found = ask(request, "GET", f"/import-sources/{source['id']}/runs")["items"]
    if found and found[0]["status"] == step:
        return found[0]["id"]
    content = FILES[step].format(n=step) or "\x00" * 10
    new = {"id": str(uuid4()), "upload_id": _upload(request, content.encode())}
    run_id = ask(request, "POST", f"/import-sources/{source['id']}/runs", new)["id"]
    status = _ended(request, run_id)
    if status == "ready" and step in {"done", "undone"}:
        ask(request, "POST", f"/import-runs/{run_id}/application", {})
        status = _ended(request, run_id, after="ready")
    if status == "done" and step == "undone":
        ask(request, "POST", f"/import-runs/{run_id}/reversal")
        status = _ended(request, run_id, after="done")
    if status != step:
        raise Stopped(f"an import that should be {step} is {status}")
    return run_id


def _ended(request: "APIRequestContext", run_id: str, *, after: str = "") -> str:
    deadline = time.monotonic() + STEP_TIMEOUT_S
    while time.monotonic() < deadline:
        status = ask(request, "GET", f"/import-runs/{run_id}")["status"]
        if status in OVER and status != after:
            return status
        time.sleep(0.1)
    raise Stopped("an import of the demo does not come to its end")


def _upload(request: "APIRequestContext", content: bytes) -> str:
    name = base64.b64encode(b"muestra.csv").decode()
    tus = {"tus-resumable": "1.0.0", **SAME_SITE}
    size = {"upload-length": str(len(content)), "upload-metadata": f"filename {name}"}
    made = request.post(f"{API}/uploads", headers={**tus, **size})
    upload_id = made.headers["location"].rsplit("/", 1)[-1]
    piece = {"upload-offset": "0", "content-type": "application/offset+octet-stream"}
    sent = request.patch(f"{API}/uploads/{upload_id}", headers={**tus, **piece}, data=content)
    if not sent.ok:
        raise Stopped(f"the demo refused an upload: {sent.status} {sent.text()[:300]}")
    return upload_id


def ask(request: "APIRequestContext", method: str, path: str, data: Any = None) -> Any:
    """Ask the API of a demo as somebody. Raises Stopped when it refuses."""
    answer = request.fetch(f"{API}{path}", method=method, data=data, headers=SAME_SITE)
    if not answer.ok:
        raise Stopped(f"the demo refused {path}: {answer.status} {answer.text()[:300]}")
    return answer.json() if answer.body() else None
