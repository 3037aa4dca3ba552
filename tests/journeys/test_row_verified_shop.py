# pyright: basic
"""Verified shops: an owner shows her papers, an operator looks at them, and buyers see a badge."""

from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Instance, sign_in
from tests.journeys.test_loop_through_the_api import call, newcomer
from tests.journeys.walking import (
    Stall,
    be_patient,
    button,
    field,
    link,
    open_checkout,
    says,
    sign_in_by_mail,
    words,
)
from tests.media.test_images import picture
from vitrina.demo.papers import paper
from vitrina.kit.ids import new_id

IDENTITY, TAX = "identity", "tax_registration"
PAPER = paper("Registro fiscal inventado")
NO_PAPER = "Esto no es un PDF simple ni una imagen."


def a_stall(instance: Instance) -> Stall:
    """A shop with a name of its own: operators find it among others."""
    stall = Stall(instance, "verificada")
    stall.name = f"Papelería {new_id().hex[-6:]}"
    call(stall.seller, "PATCH", f"/shops/{stall.shop['id']}", json={"name": stall.name})
    return stall


def add(page: Page, card: Locator, name: str, content: bytes) -> None:
    """Pick a file as a person does."""
    with page.expect_file_chooser() as asked:
        button(card, "verify.add").click()
    kind = "application/pdf" if name.endswith(".pdf") else "image/png"
    asked.value.set_files({"name": name, "mimeType": kind, "buffer": content})


def send(seller: httpx.Client, path: str) -> list[Any]:
    """Send both needed documents through the API."""
    documents = [
        call(seller, "POST", f"{path}/documents", params={"kind": kind}, content=PAPER)
        for kind in (IDENTITY, TAX)
    ]
    assert call(seller, "POST", path)["status"] == "pending"
    return documents


def waiting(operator: httpx.Client, shop_id: str) -> Any:
    """Find what waits of a shop, over all pages."""
    cursor = None
    while True:
        page = call(operator, "GET", "/verifications", params={"cursor": cursor} if cursor else {})
        if found := [each for each in page["items"] if each["shop_id"] == shop_id]:
            return found[0]
        cursor = page["next_cursor"]
        assert cursor, "nothing of this shop waits"


def test_papers_sent_from_a_phone_become_a_badge_that_buyers_see(
    phone: Page, desktop: Page, other_phone: Page, instance: Instance
) -> None:
    owner, operator, buyer = be_patient(phone), be_patient(desktop), be_patient(other_phone)
    stall = a_stall(instance)
    product, _ = stall.product(quantity=3)
    sign_in_by_mail(owner, instance, call(stall.seller, "GET", "/me")["email"])
    sign_in(operator, instance, "davi")

    owner.goto(f"/sell/{stall.shop['handle']}/settings")
    card = owner.get_by_role("region", name=words("verify.title"))
    expect(card.get_by_text(words("verify.status_none"))).to_be_visible()
    add(owner, card, "page.pdf", b"<html><script>alert(1)</script>")
    expect(owner.get_by_text(NO_PAPER).first).to_be_visible()
    add(owner, card, "ine.png", picture())
    expect(link(card, "verify.kind_identity")).to_be_visible()
    expect(field(card, "verify.kind")).to_have_value(TAX)
    says(card, "verify.missing")
    add(owner, card, "rfc.pdf", PAPER)
    expect(link(card, "verify.kind_tax_registration")).to_be_visible()
    button(card, "verify.send").click()
    expect(card.get_by_text(words("verify.status_pending"))).to_be_visible()
    expect(button(card, "verify.add")).to_have_count(0)

    operator.goto("/admin/reports")
    operator.get_by_role("tab", name=words("admin.verifications")).click()
    case = operator.get_by_role("article", name=stall.name)
    with operator.expect_download() as told:
        link(case, "verify.kind_tax_registration").click()
    assert told.value.suggested_filename.endswith(".pdf")
    assert Path(told.value.path()).read_bytes() == PAPER
    button(case, "verify.accept").click()
    expect(case).to_have_count(0)

    buyer.goto(f"/@{stall.shop['handle']}")
    expect(buyer.get_by_role("heading", name=stall.name).first).to_be_visible()
    says(buyer, "badge.verified")
    checkout = open_checkout(buyer, product)
    expect(buyer.get_by_role("main").get_by_text(words("badge.verified")).first).to_be_visible()
    expect(checkout.get_by_text(words("badge.verified"))).to_be_visible()

    owner.reload()
    expect(card.get_by_text(words("verify.status_verified"), exact=True)).to_be_visible()
    instance.wait_for(
        lambda: [
            each
            for each in call(stall.seller, "GET", "/me/notices")["items"]
            if each["kind"] == "shop_verification" and stall.name in each["title"]
        ]
    )


def test_a_refusal_is_explained_and_a_badge_can_be_withdrawn_through_the_api(instance: Instance) -> None:
    stall, stranger, davi = a_stall(instance), newcomer(instance, "curiosa"), instance.api("davi")
    shop, seller = f"/shops/{stall.shop['id']}", stall.seller
    path = f"{shop}/verification"
    [identity, _] = send(seller, path)
    address = identity["url"].removeprefix("/api/v1")

    assert davi.get(address).content == seller.get(address).content == PAPER
    assert [who.get(address).status_code for who in (stranger, instance.api())] == [404, 401]
    assert stranger.get("/verifications").status_code == 403
    case = waiting(davi, stall.shop["id"])
    outcome = f"/verifications/{case['id']}/outcome"
    assert stranger.post(outcome, json={"outcome": "verified"}).status_code == 403
    assert davi.post(outcome, json={"outcome": "refused"}).status_code == 422
    call(davi, "POST", outcome, json={"outcome": "refused", "words": "La foto no se lee."})
    told = call(seller, "GET", path)
    assert (told["status"], told["words"]) == ("refused", "La foto no se lee.")

    send(seller, path)
    outcome = f"/verifications/{waiting(davi, stall.shop['id'])['id']}/outcome"
    call(davi, "POST", outcome, json={"outcome": "verified"})
    assert call(instance.api(), "GET", shop)["is_verified"]
    call(seller, "PATCH", shop, json={"name": "Otro nombre"})
    assert not call(instance.api(), "GET", shop)["is_verified"]
    call(seller, "PATCH", shop, json={"name": stall.name})
    assert call(instance.api(), "GET", shop)["is_verified"]
    call(davi, "POST", outcome, json={"outcome": "withdrawn", "words": "Cambió de dueño."})
    assert not call(instance.api(), "GET", shop)["is_verified"]
    assert call(seller, "GET", path)["status"] == "withdrawn"


def test_the_demo_has_a_verified_shop_and_one_that_waits(instance: Instance) -> None:
    davi = instance.api("davi")
    verified, waits = (
        call(davi, "GET", f"/profiles/{each}")["shop"] for each in ("molino.nube", "ventania.27")
    )

    case = waiting(davi, waits["id"])

    assert (verified["is_verified"], waits["is_verified"]) == (True, False)
    assert {each["kind"] for each in case["documents"]} == {IDENTITY, TAX}
