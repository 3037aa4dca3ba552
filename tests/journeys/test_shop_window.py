# pyright: basic
"""The shop window in a browser: a shop groups its products, and whoever looks finds them."""

import re
from io import BytesIO

from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance
from tests.journeys.test_import_through_the_api import FILE, ended, upload
from tests.journeys.test_loop_through_the_api import call
from tests.journeys.walking import (
    Stall,
    an_email,
    be_patient,
    button,
    field,
    link,
    says,
    screen,
    sign_in_by_mail,
    sign_in_with_code,
    words,
)
from vitrina.kit.ids import new_id

CLIP_MS = 180_000


def test_a_collection_is_made_ordered_shown_deleted_and_brought_back(phone: Page, instance: Instance) -> None:
    stall = Stall(instance, "vitrinista")
    titles = ["Jarra", "Plato"]
    for title in titles:
        product_id, _ = stall.product(quantity=3)
        call(stall.seller, "PATCH", f"/products/{product_id}", json={"title": title})
    be_patient(phone)
    sign_in_by_mail(phone, instance, call(stall.seller, "GET", "/me")["email"])
    handle = stall.shop["handle"]

    phone.goto(f"/sell/{handle}/collections")
    link(phone, "sell.new_collection").click()
    button(phone, "sell.collection_save").click()
    says(phone, "sell.collection_name_missing")
    field(phone, "sell.collection_name").fill("Para la mesa")
    button(phone, "sell.collection_add").click()
    chooser = screen(phone, words("sell.collection_add"))
    for title in titles:
        chooser.get_by_role("button", name=re.compile(f"^{title}")).click()
    button(chooser, "action.close").click()
    expect(chooser).to_be_hidden()
    button(phone, "sell.collected_up", name="Plato").click()
    button(phone, "sell.collection_save").click()
    phone.get_by_role("link", name=re.compile("Para la mesa")).wait_for()

    phone.goto(f"/@{handle}")
    phone.get_by_role("link", name=re.compile("Para la mesa")).click()
    expect(phone.locator(".products .title")).to_have_text(["Plato", "Jarra"])
    link(phone, "shop.see_everything").wait_for()

    phone.goto(f"/sell/{handle}/collections")
    phone.get_by_role("link", name=re.compile("Para la mesa")).click()
    button(phone, "sell.collection_delete").click()
    says(phone, "sell.first_collection_title")
    button(phone, "studio.undo").click()
    expect(field(phone, "sell.collection_name")).to_have_value("Para la mesa")


def price_of(instance: Instance, product_id: str) -> int:
    """What a visitor is told; caches follow within a moment."""
    cards = instance.api().get("/product-cards", params={"id": product_id}).json()["items"]
    return cards[0]["price"]["amount"]


def test_a_guest_wishes_on_the_device_and_takes_the_list_along_at_sign_in(
    phone: Page, instance: Instance
) -> None:
    stall = Stall(instance, "deseada")
    product_id, variant_id = stall.product(quantity=3)
    title = call(stall.seller, "GET", f"/shops/{stall.shop['id']}/products/{product_id}")["title"]
    be_patient(phone)

    phone.goto(f"/p/{product_id}")
    button(phone.locator(".head"), "wishes.add", name=title).click()
    says(phone, "wishes.added")
    stall.reprice(product_id, variant_id, 39_900)
    instance.wait_for(lambda: price_of(instance, product_id) == 39_900)
    phone.goto("/me/wishes")
    says(phone, "wishes.on_device")
    says(phone, "wishes.dropped", amount="$100")

    button(phone, "sign_in.enter").click()
    sign_in_with_code(phone, instance, an_email("sonadora"))
    expect(phone.get_by_text(words("wishes.on_device"))).to_be_hidden()
    says(phone, "wishes.dropped", amount="$100")

    def moved() -> bool:
        kept = phone.request.get(f"{instance.api_url}/me/wished-products").json()
        return kept == {"product_ids": [product_id]}

    instance.wait_for(moved)

    button(phone, "wishes.remove", name=title).click()
    says(phone, "wishes.empty_title")
    button(phone, "studio.undo").click()
    says(phone, "wishes.dropped", amount="$100")


def test_an_imported_shop_has_a_page_with_categories_and_makes_its_first_clip_from_its_photos(
    phone: Page, instance: Instance
) -> None:
    stall = Stall(instance, "estrena")
    shop, seller = stall.shop, stall.seller
    source = call(
        seller, "POST", f"/shops/{shop['id']}/import-sources", json={"id": str(new_id()), "name": "catalogo"}
    )
    new = {"id": str(new_id()), "upload_id": upload(seller, FILE.encode("cp1252"))}
    run = call(seller, "POST", f"/import-sources/{source['id']}/runs", json=new)
    ended(instance, seller, run["id"], "ready")
    call(seller, "POST", f"/import-runs/{run['id']}/application", json={})
    ended(instance, seller, run["id"], "done")
    products = {each["title"]: each for each in call(seller, "GET", f"/shops/{shop['id']}/products")["items"]}
    drawn = BytesIO()
    Image.linear_gradient("L").convert("RGB").save(drawn, "PNG")
    photo = call(seller, "POST", "/images", content=drawn.getvalue(), headers={"content-type": "image/png"})
    call(seller, "PATCH", f"/products/{products['Jarro']['id']}", json={"images": [photo["file_id"]]})
    be_patient(phone)
    sign_in_by_mail(phone, instance, call(seller, "GET", "/me")["email"])

    phone.goto(f"/sell/{shop['handle']}/products/import/{run['id']}")
    link(phone, "import.see_shop").click()
    expect(phone.locator(".products .title")).to_have_count(2)
    for title in ("Rebozo de algodón", "Jarro"):
        expect(phone.locator(".products").get_by_text(title, exact=True)).to_be_visible()
    assert {each["category"] for each in products.values()} == {"clothing", "kitchen"}

    phone.go_back()
    link(phone, "photo_clips.from_import").click()
    expect(phone.get_by_role("button", name="Jarro")).to_have_attribute("aria-pressed", "true")
    button(phone, "photo_clips.make", count=1).click()
    says(phone, "photo_clips.making")
    expect(phone.get_by_text(words("photo_clips.over", count=1))).to_be_visible(timeout=CLIP_MS)
    phone.get_by_role("link", name=re.compile("Jarro")).click()
    expect(field(phone, "studio.caption")).to_have_value(
        re.compile("Jarro · Tienda de prueba.*#cocina", re.DOTALL)
    )
    says(phone, "studio.state_draft")
