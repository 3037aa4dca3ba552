# pyright: basic
"""A shop brings its catalogue: upload, preview, yes, on sale, undone; the work is done by the real worker."""

import base64
from typing import Any

import httpx

from tests.journeys.conftest import Instance
from tests.journeys.test_loop_through_the_api import call, newcomer, open_shop
from vitrina.kit.ids import new_id

FILE = """Handle,Title,Body (HTML),Type,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price
rebozo,Rebozo de algodón,<p>Tejido a mano</p>,Ropa,true,Color,Añil,R-1,4,"1.299,50"
rebozo,,,,,,Grana,R-2,2,1299.50
jarro,Jarro,,Cocina,true,Title,Default Title,J-1,9,$ 189
roto,Roto,,Cocina,true,Title,Default Title,X-1,1,gratis
"""  # noqa: E501


def upload(client: httpx.Client, content: bytes) -> str:
    """Send a file as the browser does, by tus."""
    name = base64.b64encode(b"catalogo.csv").decode()
    made = client.post(
        "/uploads",
        headers={
            "tus-resumable": "1.0.0",
            "upload-length": str(len(content)),
            "upload-metadata": f"filename {name}",
        },
    )
    assert made.status_code == 201, made.text
    upload_id = made.headers["location"].rsplit("/", 1)[-1]
    sent = client.patch(
        f"/uploads/{upload_id}",
        content=content,
        headers={
            "tus-resumable": "1.0.0",
            "upload-offset": "0",
            "content-type": "application/offset+octet-stream",
        },
    )
    assert sent.status_code == 204, sent.text
    return upload_id


def ended(instance: Instance, client: httpx.Client, run_id: str, *statuses: str) -> Any:
    """The run once it has come to one of these steps."""

    def look() -> Any:
        run = call(client, "GET", f"/import-runs/{run_id}")
        assert run["status"] != "failed" or "failed" in statuses, run
        return run if run["status"] in statuses else None

    return instance.wait_for(look, timeout_s=120)


def test_a_catalogue_is_brought_sold_and_taken_back(instance: Instance) -> None:
    owner = newcomer(instance, "importa")
    shop = open_shop(owner)
    source = call(
        owner, "POST", f"/shops/{shop['id']}/import-sources", json={"id": str(new_id()), "name": "catalogo"}
    )
    upload_id = upload(owner, FILE.encode("cp1252"))

    run = call(
        owner,
        "POST",
        f"/import-sources/{source['id']}/runs",
        json={"id": str(new_id()), "upload_id": upload_id},
    )
    preview = ended(instance, owner, run["id"], "ready")
    problems = call(owner, "GET", f"/import-runs/{run['id']}/problems")["items"]

    assert (preview["format"], preview["encoding"]) == ("shopify_csv", "cp1252")
    assert (preview["counts"]["new_count"], preview["counts"]["wrong_count"]) == (2, 1)
    assert [(each["line"], each["code"]) for each in problems] == [(5, "price_wrong")]
    assert call(owner, "GET", f"/shops/{shop['id']}/products")["items"] == []

    call(owner, "POST", f"/import-runs/{run['id']}/application", json={})
    done = ended(instance, owner, run["id"], "done")

    products = {each["title"]: each for each in call(owner, "GET", f"/shops/{shop['id']}/products")["items"]}
    shawl = products["Rebozo de algodón"]
    assert (done["done_count"], done["can_undo"], set(products)) == (2, True, {"Rebozo de algodón", "Jarro"})
    assert [variant["values"] for variant in shawl["variants"]] == [["Añil"], ["Grana"]]
    assert shawl["variants"][0]["price"] == {"amount": 129950, "currency": "MXN"}
    stock = call(owner, "GET", f"/shops/{shop['id']}/stock")["items"]
    assert sorted(level["available"] for level in stock) == [2, 4, 9]
    public = instance.api().get(f"/products/{shawl['id']}")
    assert public.json()["shop"]["id"] == shop["id"]

    call(owner, "POST", f"/import-runs/{run['id']}/reversal")
    ended(instance, owner, run["id"], "undone")
    statuses = [each["status"] for each in call(owner, "GET", f"/shops/{shop['id']}/products")["items"]]
    assert statuses == ["archived", "archived"]
