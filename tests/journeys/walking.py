"""What people do in the browser, said in the words of the Spanish catalogue."""

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

import vitrina
from tests.journeys.conftest import Instance
from tests.journeys.test_loop_through_the_api import ADDRESS, add_product, call, newcomer, open_shop
from vitrina.kit.ids import new_id

# The machines that run journeys are shared; a person would wait, too.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)

SPANISH: dict[str, str | dict[str, str]] = json.loads(
    (Path(vitrina.__file__).parent / "locales" / "es.json").read_text(encoding="utf-8")
)
SHIPPING_MINOR = 4_900
PRICE_MINOR = 49_900


def words(key: str, **params: object) -> str:
    """Say a message of the catalogue as the app does."""
    message = SPANISH[key]
    if isinstance(message, dict):
        message = message["one" if params["count"] == 1 else "other"]
    return re.sub(r"\{(\w+)\}", lambda found: str(params[found[1]]), message)


def mxn(minor: int) -> str:
    """Write a sum as a reader in Mexico sees it."""
    return f"${minor // 100:,}.{minor % 100:02}"


def button(place: Page | Locator, key: str, **params: object) -> Locator:
    return place.get_by_role("button", name=words(key, **params), exact=True)


def link(place: Page | Locator, key: str, **params: object) -> Locator:
    return place.get_by_role("link", name=words(key, **params), exact=True)


def field(place: Page | Locator, key: str, **params: object) -> Locator:
    """Find a field by how its label begins: a star may follow, or the choices of a select."""
    labelled = place.get_by_label(re.compile(rf"^\s*{re.escape(words(key, **params))}(?!\w)"))
    return labelled.and_(place.locator("input, select, textarea"))


def be_patient(page: Page) -> Page:
    page.set_default_timeout(PATIENCE_MS)
    return page


def says(place: Page | Locator, key: str, **params: object) -> None:
    expect(place.get_by_text(words(key, **params)).first).to_be_visible()


def screen(page: Page, name: str) -> Locator:
    """Find the open sheet of a name."""
    return page.get_by_role("dialog", name=name)


def mails_to(instance: Instance, email: str) -> list[Any]:
    """Read the demo's mailbox, newest first."""
    return [mail for mail in instance.api().get("/demo/mails").json()["items"] if mail["to"] == email]


def next_code(instance: Instance, email: str, *, after: list[Any]) -> str:
    """Wait for the one-time code that comes after the mails already seen."""
    seen = {mail["id"] for mail in after}

    def newest() -> str | None:
        texts = [mail["text"] for mail in mails_to(instance, email) if mail["id"] not in seen]
        return next((found[1] for text in texts if (found := re.search(r"\b(\d{6})\b", text))), None)

    return instance.wait_for(newest)


def an_email(name: str) -> str:
    return f"{name}.{new_id().hex[-8:]}@people.example"


def sign_in_with_code(page: Page, instance: Instance, email: str) -> None:
    """Fill in the sign-in form that is open and wait until it says hello."""
    before = mails_to(instance, email)
    field(page, "field.email").fill(email)
    button(page, "sign_in.send_code").click()
    says(page, "sign_in.code_sent", email=email)
    field(page, "sign_in.code").fill(next_code(instance, email, after=before))
    hello = words("sign_in.welcome_back", name="").removesuffix(" ")
    greetings = [re.escape(words("sign_in.welcome")), hello, re.escape(words("sign_in.stayed"))]
    expect(page.get_by_text(re.compile("|".join(greetings))).first).to_be_visible()


def sign_in_by_mail(page: Page, instance: Instance, email: str) -> None:
    """Sign somebody in by the routes that the form uses; the cookie stays in the page's context."""
    headers = {"origin": instance.base_url, "sec-fetch-site": "same-origin"}
    before = mails_to(instance, email)
    asked = page.request.post(
        f"{instance.api_url}/sign-in-codes", data={"email": email, "language": "es"}, headers=headers
    )
    assert asked.ok, asked.text()
    data = {"email": email, "code": next_code(instance, email, after=before)}
    answer = page.request.post(f"{instance.api_url}/sessions", data=data, headers=headers)
    assert answer.status == 201, answer.text()


class Stall:
    """A shop of a newcomer with whatever a journey wants to buy."""

    def __init__(self, instance: Instance, name: str) -> None:
        """Open it through the API."""
        self.instance = instance
        self.seller = newcomer(instance, name)
        self.shop = open_shop(self.seller)
        self.name: str = self.shop["name"]

    def product(self, *, quantity: int, price: int = PRICE_MINOR) -> tuple[str, str]:
        """Put something without options on sale. Answers its id and its variant's."""
        product_id, variant_id = add_product(self.seller, self.shop, quantity=quantity)
        if price != PRICE_MINOR:
            self.reprice(product_id, variant_id, price)
        return product_id, variant_id

    def shirt(self, *, sizes: dict[str, int]) -> str:
        """Put a shirt on sale: how many there are of each size."""
        product_id = str(new_id())
        ids = {size: str(new_id()) for size in sizes}
        variants = [
            {"id": ids[size], "sku": "", "values": [size], "price": 19_900, "compare_at": None}
            for size in sizes
        ]
        new = {
            "id": product_id,
            "title": "Playera de prueba",
            "description": "",
            "category": "clothing",
            "images": [],
            "options": [{"name": "Talla", "values": list(sizes)}],
            "variants": variants,
            "status": "active",
        }
        call(self.seller, "POST", f"/shops/{self.shop['id']}/products", json=new)
        levels = [{"variant_id": ids[size], "quantity": sizes[size]} for size in sizes]
        call(self.seller, "PUT", f"/shops/{self.shop['id']}/stock", json={"levels": levels})
        return product_id

    def reprice(self, product_id: str, variant_id: str, price: int) -> None:
        variant: dict[str, Any] = {
            "id": variant_id,
            "sku": "T-1",
            "values": [],
            "price": price,
            "compare_at": None,
        }
        call(self.seller, "PATCH", f"/products/{product_id}", json={"variants": [variant]})

    def restock(self, variant_id: str, quantity: int) -> None:
        levels = [{"variant_id": variant_id, "quantity": quantity}]
        call(self.seller, "PUT", f"/shops/{self.shop['id']}/stock", json={"levels": levels})

    def orders_of(self, email: str) -> list[Any]:
        """Read the orders that somebody placed here."""
        orders = call(self.seller, "GET", f"/shops/{self.shop['id']}/orders", params={"limit": 100})
        return [order for order in orders["items"] if order["buyer"]["email"] == email]


def fill_address(page: Page | Locator) -> None:
    field(page, "address.name").fill(ADDRESS["name"])
    field(page, "address.line1").fill(ADDRESS["line1"])
    field(page, "address.postal_code").fill(ADDRESS["postal_code"])
    field(page, "address.state").select_option(ADDRESS["state"])
    field(page, "address.neighbourhood_mx").fill(ADDRESS["neighbourhood"])
    field(page, "address.city_mx").fill(ADDRESS["city"])


def choose_card(page: Page | Locator, card: str) -> None:
    page.get_by_role("radio", name=words(f"checkout.card_{card}")).check()


def open_checkout(page: Page, product_id: str) -> Locator:
    """Go from a product's page to the checkout over it."""
    page.goto(f"/p/{product_id}")
    button(page, "product.buy_now").click()
    checkout = screen(page, words("checkout.title"))
    expect(checkout.get_by_role("button", name=re.compile("^Pagar "))).to_be_visible()
    return checkout


def pay_button(place: Page | Locator, total: int) -> Locator:
    return button(place, "checkout.pay", total=mxn(total))
