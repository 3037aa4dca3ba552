"""Imports over HTTP: whose they are, what is refused, and the table of problems."""

import csv
import io
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.imports.test_apply import mug, shopify
from tests.imports.world import World
from tests.people import BRUNO, EVA, sign_in
from vitrina.imports.model import SOURCES_MAX
from vitrina.kit.ids import new_id

Client = AsyncTestClient[Litestar]


def source(**changes: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "name": "Proveedor"} | changes


async def test_a_source_lives_from_creation_to_deletion(client: Client, world: World) -> None:
    bruno = await sign_in(world.pool, BRUNO)
    sent = source(url="https://shop.example/products.json", schedule="daily")
    target = f"/api/v1/import-sources/{sent['id']}"

    made = await client.post(f"/api/v1/shops/{world.shop.id}/import-sources", json=sent, headers=bruno)
    again = await client.post(f"/api/v1/shops/{world.shop.id}/import-sources", json=sent, headers=bruno)
    changed = await client.patch(target, json={"schedule": "off", "mode": "delta"}, headers=bruno)
    listed = await client.get(f"/api/v1/shops/{world.shop.id}/import-sources", headers=bruno)
    gone = await client.delete(target, headers=bruno)
    missing = await client.get(target, headers=bruno)

    assert (made.status_code, again.json()) == (201, made.json())
    assert made.json()["next_pull_at"]
    assert (changed.json()["mode"], changed.json()["next_pull_at"]) == ("delta", None)
    assert [each["id"] for each in listed.json()["items"]] == [sent["id"], str(world.source.id)]
    assert (gone.status_code, missing.json()["code"]) == (204, "imports.source_not_found")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"url": "http://169.254.169.254/feed"}, "imports.address_refused"),
        ({"url": "http://localhost:8000/feed"}, "imports.address_refused"),
        ({"url": "ftp://a.example/feed"}, "kit.malformed"),
        ({"schedule": "hourly"}, "imports.nothing_to_read"),
        ({"name": "\u202e"}, "kit.malformed"),
        ({"assumed_quantity": 1_001}, "kit.malformed"),
        ({"category": "cars"}, "kit.malformed"),
    ],
)
async def test_wrong_sources_are_refused(
    client: Client, world: World, changes: dict[str, Any], code: str
) -> None:
    bruno = await sign_in(world.pool, BRUNO)

    answer = await client.post(
        f"/api/v1/shops/{world.shop.id}/import-sources", json=source(**changes), headers=bruno
    )

    assert answer.json()["code"] == code, answer.text


async def test_a_shop_has_a_bounded_number_of_sources(client: Client, world: World) -> None:
    bruno = await sign_in(world.pool, BRUNO)
    target = f"/api/v1/shops/{world.shop.id}/import-sources"

    codes = [
        (await client.post(target, json=source(), headers=bruno)).status_code for _ in range(SOURCES_MAX)
    ]
    last = await client.post(target, json=source(), headers=bruno)

    assert codes == [201] * (SOURCES_MAX - 1) + [409]
    assert last.json()["code"] == "imports.too_many_sources"


async def test_nobody_sees_or_moves_another_shops_imports(client: Client, world: World) -> None:
    eva = await sign_in(world.pool, EVA)
    run = await world.read(shopify(mug("a")))
    source_path, run_path = f"/api/v1/import-sources/{world.source.id}", f"/api/v1/import-runs/{run.id}"
    asked: list[tuple[str, str, Any]] = [
        ("GET", source_path, None),
        ("PATCH", source_path, {"name": "Mine"}),
        ("DELETE", source_path, None),
        ("POST", f"{source_path}/runs", {"id": str(new_id())}),
        ("GET", f"{source_path}/runs", None),
        ("GET", run_path, None),
        ("PUT", f"{run_path}/mapping", {"mapping": {"a": "id"}}),
        ("POST", f"{run_path}/application", {}),
        ("POST", f"{run_path}/cancellation", None),
        ("POST", f"{run_path}/reversal", None),
        ("GET", f"{run_path}/items", None),
        ("GET", f"{run_path}/problems", None),
        ("GET", f"{run_path}/problems.csv", None),
        ("GET", f"/api/v1/shops/{world.shop.id}/failed-pictures", None),
        ("POST", f"/api/v1/shops/{world.shop.id}/failed-pictures/retry", None),
    ]

    for method, path, body in asked:
        answer = await client.request(method, path, json=body, headers=eva)
        assert (answer.status_code, answer.json()["code"]) == (403, "shops.not_your_shop"), path
    assert await world.products() == {}


async def test_steps_that_a_run_is_not_at_are_refused(client: Client, world: World) -> None:
    bruno = await sign_in(world.pool, BRUNO)
    run = await world.imported(shopify(mug("a")))
    path = f"/api/v1/import-runs/{run.id}"

    unread = await client.post(
        f"/api/v1/import-sources/{world.source.id}/runs", json={"id": str(new_id())}, headers=bruno
    )
    cancelled = await client.post(f"{path}/cancellation", headers=bruno)
    mapped = await client.put(f"{path}/mapping", json={"mapping": {"a": "id"}}, headers=bruno)
    twice = await client.put(f"{path}/mapping", json={"mapping": {"a": "id", "b": "id"}}, headers=bruno)
    nowhere = await client.get(f"/api/v1/import-runs/{new_id()}", headers=bruno)
    done = await client.post(f"{path}/application", json={}, headers=bruno)

    assert unread.json()["code"] == "imports.nothing_to_read"
    assert cancelled.json()["code"] == mapped.json()["code"] == "imports.not_now"
    assert twice.json()["fields"] == {"mapping": "two columns are id"}
    assert nowhere.json()["code"] == "imports.run_not_found"
    assert done.json()["status"] == "done"


async def test_previews_and_problems_come_in_pages_and_as_a_table(client: Client, world: World) -> None:
    bruno = await sign_in(world.pool, BRUNO)
    run = await world.read(
        shopify(
            mug("a", title="Uno"),
            mug("b", title="Dos", price="=cmd()"),
            mug("c", title="Tres", price="12 USD"),
        )
    )
    path = f"/api/v1/import-runs/{run.id}"

    first = (await client.get(f"{path}/items?limit=2", headers=bruno)).json()
    rest = (await client.get(f"{path}/items?limit=2&cursor={first['next_cursor']}", headers=bruno)).json()
    wrong = (await client.get(f"{path}/items?verdict=wrong", headers=bruno)).json()
    problems = (await client.get(f"{path}/problems?limit=1", headers=bruno)).json()
    more = (await client.get(f"{path}/problems?cursor={problems['next_cursor']}", headers=bruno)).json()
    table = await client.get(f"{path}/problems.csv", headers={**bruno, "accept-language": "es"})

    assert [each["title"] for each in first["items"] + rest["items"]] == ["Uno", "Dos", "Tres"]
    assert first["items"][0]["price"] == {"amount": 189_00, "currency": "MXN"}
    assert [each["external_id"] for each in wrong["items"]] == ["b", "c"]
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert [each["code"] for each in problems["items"] + more["items"]] == ["price_wrong", "currency_wrong"]
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert rows[1] == ["3", "b", "price", "'=cmd()", "error", "No es un precio mayor que cero."]
    assert "attachment" in table.headers["content-disposition"]
