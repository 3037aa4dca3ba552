"""The whole loop through the public API alone: publish a clip, sell from it, deliver, pay the creator."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import imageio_ffmpeg
from tusclient.client import TusClient

from tests.journeys.conftest import Instance
from vitrina.kit.ids import new_id

REAL_CLIP = Path(__file__).parents[3] / "shared" / "data" / "media" / "friday.mp4"
DAY_S = 86_400
ADDRESS = {
    "country": "MX",
    "name": "Ana López",
    "line1": "Av. Álvaro Obregón 151",
    "neighbourhood": "Roma Norte",
    "city": "Cuauhtémoc",
    "state": "Ciudad de México",
    "postal_code": "06700",
    "phone": "+525512345678",
}


def a_clip(folder: Path) -> Path:
    """A real phone clip where there is one, else one of our own making."""
    if REAL_CLIP.exists():
        return REAL_CLIP
    made = folder / "clip.mp4"
    source = "testsrc2=size=540x960:rate=30:duration=4"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    return made


def call(client: httpx.Client, method: str, path: str, **options: Any) -> Any:
    """Call the API and insist that it says yes."""
    answer = client.request(method, path, **options)
    assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
    return answer.json() if answer.content else None


def newcomer(instance: Instance, name: str) -> httpx.Client:
    """Sign somebody up by the code that lands in the demo's mailbox; they turn 30 and live in Mexico."""
    email = f"{name}.{new_id().hex[-8:]}@people.example"
    client = httpx.Client(base_url=instance.api_url, timeout=30)
    call(client, "POST", "/sign-in-codes", json={"email": email, "language": "es"})

    def code() -> str | None:
        mails = call(client, "GET", "/demo/mails")["items"]
        texts = [mail["text"] for mail in mails if mail["to"] == email]
        found = re.search(r"\b(\d{6})\b", texts[0]) if texts else None
        return found[1] if found else None

    digits = instance.wait_for(code)
    answer = client.post("/sessions", json={"email": email, "code": digits})
    assert answer.status_code == 201, answer.text
    # A browser counts localhost as secure and sends the cookie; this client has to be told.
    cookie = answer.headers["set-cookie"].partition(";")[0]
    asked = {"name": "journey", "expires_in_days": 1}
    token = call(client, "POST", "/tokens", json=asked, headers={"cookie": cookie})["token"]
    client.headers["authorization"] = f"Bearer {token}"
    call(client, "PATCH", "/me", json={"birth_date": "1996-05-04", "country": "MX", "name": name.title()})
    return client


def open_shop(seller: httpx.Client) -> Any:
    shop_id = str(new_id())
    return call(
        seller,
        "POST",
        "/shops",
        json={
            "id": shop_id,
            "handle": f"tienda{shop_id[-8:]}",
            "name": "Tienda de prueba",
            "description": "",
            "country": "MX",
            "shipping": {"amount": 4900, "currency": "MXN"},
            "return_days": 5,
            "transit_max_days": 7,
        },
    )


def add_product(seller: httpx.Client, shop: Any, *, quantity: int) -> tuple[str, str]:
    product_id, variant_id = str(new_id()), str(new_id())
    new: dict[str, Any] = {
        "id": product_id,
        "title": "Taza <b>azul</b>",
        "description": "'; drop table orders.orders; --",
        "category": "kitchen",
        "images": [],
        "options": [],
        "variants": [{"id": variant_id, "sku": "T-1", "values": [], "price": 49900, "compare_at": None}],
        "status": "active",
    }
    call(seller, "POST", f"/shops/{shop['id']}/products", json=new)
    levels = [{"variant_id": variant_id, "quantity": quantity}]
    call(seller, "PUT", f"/shops/{shop['id']}/stock", json={"levels": levels})
    return product_id, variant_id


def publish_clip(instance: Instance, creator: httpx.Client, source: Path, product_id: str) -> Any:
    tus: Any = TusClient(
        f"{instance.api_url}/uploads", headers={"authorization": creator.headers["authorization"]}
    )
    uploader: Any = tus.uploader(
        str(source), chunk_size=512 * 1024, metadata={"filename": source.name, "filetype": "video/mp4"}
    )
    uploader.upload()
    upload_id = str(uploader.url).rsplit("/", 1)[-1]
    video_id = str(new_id())
    new = {"id": video_id, "upload_id": upload_id, "caption": "Mi taza #azul", "language": "es"}
    call(creator, "POST", "/videos", json=new)

    def ready() -> Any:
        video = call(creator, "GET", f"/videos/{video_id}")
        assert video["status"] != "failed", video["failure"]
        return video if video["status"] == "ready" else None

    video = instance.wait_for(ready, timeout_s=90)
    tags = [{"product_id": product_id, "from_ms": 0, "to_ms": video["duration_ms"]}]
    call(creator, "PATCH", f"/videos/{video_id}", json={"tags": tags})
    return call(creator, "POST", f"/videos/{video_id}/publication")


def buy(guest: httpx.Client, video_id: str, product_id: str, variant_id: str, email: str) -> Any:
    touch = call(
        guest, "POST", "/touches", json={"id": str(new_id()), "video_id": video_id, "product_id": product_id}
    )
    lines = [{"variant_id": variant_id, "quantity": 1, "touch_id": touch["id"]}]
    quote = call(guest, "POST", "/quotes", json={"lines": lines, "country": "MX"})
    purchase = call(
        guest,
        "POST",
        "/checkouts",
        json={
            "id": str(new_id()),
            "lines": lines,
            "buyer": {"email": email, "name": "Ana López", "language": "es"},
            "address": ADDRESS,
            "expected_total": quote["total"],
        },
    )
    paid = call(
        guest, "POST", f"/checkouts/{purchase['id']}/payment", json={"method": "sandbox", "card": "success"}
    )
    assert paid["status"] == "paid", paid
    return paid


def test_publish_sell_deliver_and_pay_the_creator(instance: Instance, tmp_path: Path) -> None:
    seller, creator, guest = newcomer(instance, "bruna"), newcomer(instance, "carlo"), instance.api()
    call(creator, "PUT", "/me/capabilities/earn")
    shop = open_shop(seller)
    call(
        seller,
        "PUT",
        f"/shops/{shop['id']}/plan",
        json={"rate_bps": 1500, "is_default_plan_opted_out": False},
    )
    product_id, variant_id = add_product(seller, shop, quantity=3)

    video = publish_clip(instance, creator, a_clip(tmp_path), product_id)
    clip = call(guest, "GET", f"/clips/{video['id']}")
    paid = buy(guest, video["id"], product_id, variant_id, "compradora@people.example")
    order_id = paid["orders"][0]["id"]

    assert clip["disclosures"] == ["commission"]
    assert clip["products"][0]["product"]["title"] == "Taza <b>azul</b>"
    assert httpx.get(instance.base_url + clip["hls_url"]).status_code == 200
    commission = instance.wait_for(lambda: call(creator, "GET", "/me/commissions")["items"])[0]
    assert (commission["base"]["amount"], commission["amount"]["amount"]) == (43017, 6453)
    assert (commission["state"], commission["hold_reason"]) == ("pending", "waiting_delivery")

    call(seller, "POST", f"/orders/{order_id}/packing")
    shipment = {"carrier": "Correos", "tracking_number": "MX123456789"}
    call(seller, "POST", f"/orders/{order_id}/shipment", json=shipment)
    call(seller, "POST", f"/orders/{order_id}/delivery")
    key = paid["orders"][0]["url"].partition("key=")[2]
    order = call(guest, "GET", f"/orders/{order_id}", params={"key": key})
    assert [step["status"] for step in order["timeline"]][-3:] == ["packed", "shipped", "delivered"]
    call(guest, "POST", "/demo/clock", json={"advance_s": 31 * DAY_S})

    def available() -> Any:
        mine = call(creator, "GET", f"/commissions/{commission['id']}")
        return mine if mine["state"] == "available" else None

    mine = instance.wait_for(available, timeout_s=40)
    assert mine["decision"]["rule"] == "last_touch"
    balances = call(creator, "GET", "/me/earnings")["balances"]
    assert balances == [
        {
            "currency": "MXN",
            "reported": {"amount": 0, "currency": "MXN"},
            "pending": {"amount": 0, "currency": "MXN"},
            "tips": {"amount": 0, "currency": "MXN"},
            "reserved": {"amount": 0, "currency": "MXN"},
            "available": {"amount": 6453, "currency": "MXN"},
        }
    ]
    levels = call(seller, "GET", f"/shops/{shop['id']}/stock")["items"]
    assert [(level["variant_id"], level["available"]) for level in levels] == [(variant_id, 2)]


def test_the_books_balance_afterwards(instance: Instance) -> None:
    command = [sys.executable, "-m", "vitrina.cli", "doctor", "--money", "--data", instance.data]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_someone_elses_things_are_out_of_reach(instance: Instance) -> None:
    seller, stranger, guest = newcomer(instance, "duena"), newcomer(instance, "extrano"), instance.api()
    shop = open_shop(seller)
    product_id, variant_id = add_product(seller, shop, quantity=1)
    levels = [{"variant_id": variant_id, "quantity": 9}]
    attempts: list[tuple[str, str, Any]] = [
        ("PATCH", f"/shops/{shop['id']}", {"name": "Mía"}),
        ("PATCH", f"/products/{product_id}", {"title": "Mía"}),
        ("DELETE", f"/products/{product_id}", None),
        ("PUT", f"/shops/{shop['id']}/stock", {"levels": levels}),
        ("GET", f"/shops/{shop['id']}/orders", None),
        ("GET", f"/shops/{shop['id']}/plan", None),
        ("PUT", f"/products/{product_id}/plan-override", {"rate_bps": 8000}),
    ]

    for method, path, body in attempts:
        as_stranger = stranger.request(method, path, json=body)
        as_guest = guest.request(method, path, json=body)
        assert as_stranger.status_code in {403, 404}, f"{method} {path}: {as_stranger.status_code}"
        assert as_guest.status_code == 401, f"{method} {path}: {as_guest.status_code}"
