# pyright: basic
"""Bringing a catalogue in a browser: errors are shown, columns named, a variant bought, all taken back."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.journeys.conftest import Instance
from tests.journeys.test_loop_through_the_api import call
from tests.journeys.walking import (
    SHIPPING_MINOR,
    Stall,
    an_email,
    be_patient,
    button,
    choose_card,
    field,
    fill_address,
    link,
    mxn,
    pay_button,
    says,
    screen,
    sign_in_by_mail,
    words,
)

DATA = Path(__file__).parents[3] / "shared" / "data"
FASHION = DATA / "shopify-samples" / "csv-files" / "fashion.csv"
SPANISH = DATA / "es-catalogs" / "aleahome_productos.csv"
READING_MS = 120_000
SHIRT_COUNT = 340
SIZES = ["CH", "M", "G"]
PRICE_MINOR = 34_900
# What each of these lines says, and what the preview says of it.
WRONG = {
    "rota-1": ("gratis", "Ropa"),
    "rota-2": ("-5.00", "Ropa"),
    "rota-3": ("", "Ropa"),
}


def a_shopify_file() -> bytes:
    """A thousand rows of our own in the form that Shopify exports, and three that nobody can sell."""
    head = ["Handle", "Title", "Type", "Published", "Option1 Name", "Option1 Value"]
    head += ["Variant SKU", "Variant Inventory Qty", "Variant Price"]
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(head)
    for n in range(SHIRT_COUNT):
        for at, size in enumerate(SIZES):
            title = f"Playera bordada {n:03}" if at == 0 else ""
            rows.writerow(
                [f"playera-{n}", title, "Ropa", "true", "Talla", size, f"P{n}-{size}", "2", "349.00"]
            )
    for handle, (price, kind) in WRONG.items():
        rows.writerow(
            [handle, f"Sin precio {handle}", kind, "true", "Title", "Default Title", handle, "1", price]
        )
    return text.getvalue().encode()


def a_spanish_table() -> bytes:
    """A table as a small shop keeps it: semicolons, decimal commas, words of its own for the columns."""
    rows = ["Clave;Artículo;Cuesta;Hay;Detalle"]
    rows += [f"J-{n};Jarro de peltre {n};1{n:02},50;7;Esmaltado a mano" for n in range(12)]
    return "\n".join(rows).encode("cp1252")


@pytest.fixture
def stall(instance: Instance) -> Stall:
    return Stall(instance, "importa")


def at_import(page: Page, instance: Instance, stall: Stall) -> None:
    be_patient(page)
    sign_in_by_mail(page, instance, call(stall.seller, "GET", "/me")["email"])
    page.goto(f"/sell/{stall.shop['handle']}/products/import")


def bring(page: Page, name: str, content: bytes) -> None:
    """Choose a file, as a person does."""
    chosen = FilePayload(name=name, mimeType="text/csv", buffer=content)
    page.get_by_label(words("import.choose_file")).set_input_files(chosen)


def wait_for_preview(page: Page) -> None:
    expect(page.get_by_role("heading", name=words("import.preview"))).to_be_visible(timeout=READING_MS)


def count_of(page: Page, verdict: str) -> int:
    """Read one of the numbers of the preview."""
    term = page.get_by_role("term").filter(has_text=re.compile(f"^{words(f'import.verdict_{verdict}')}$"))
    return int(page.locator("dl > div").filter(has=term).get_by_role("definition").inner_text())


def apply(page: Page, count: int) -> None:
    button(page, "import.apply", count=count).click()
    expect(page.get_by_role("heading", name=words("import.status_done"))).to_be_visible(timeout=READING_MS)
    says(page, "import.ended_done", count=count)


def take_back(page: Page) -> None:
    button(page, "import.undo").click()
    button(page, "import.undo_sure").click()
    expect(page.get_by_role("heading", name=words("import.status_undone"))).to_be_visible(timeout=READING_MS)


def test_a_thousand_rows_are_shown_with_their_errors_bought_from_and_taken_back(
    desktop: Page, phone: Page, instance: Instance, stall: Stall
) -> None:
    at_import(desktop, instance, stall)

    bring(desktop, "moda.csv", a_shopify_file())

    wait_for_preview(desktop)
    assert (count_of(desktop, "new"), count_of(desktop, "wrong")) == (SHIRT_COUNT, len(WRONG))
    problems = desktop.get_by_role("region", name=words("import.problems", count=len(WRONG)))
    for handle in WRONG:
        expect(problems.get_by_text(handle)).to_be_visible()
    with desktop.expect_download() as download:
        problems.get_by_role("link", name="CSV").click()
    told = list(csv.reader(Path(download.value.path()).read_text("utf-8-sig").splitlines()))
    assert len(told) == 1 + len(WRONG)

    apply(desktop, SHIRT_COUNT)
    buyer = buy_imported(phone, instance, stall)

    take_back(desktop)
    instance.wait_for(lambda: not for_sale(instance, stall))
    assert len(stall.orders_of(buyer)) == 1


def for_sale(instance: Instance, stall: Stall) -> list[object]:
    """Tell what a visitor finds of a shop."""
    shop = instance.api().get("/search/products", params={"shop": stall.shop["id"]})
    return shop.json()["items"]


def buy_imported(page: Page, instance: Instance, stall: Stall) -> str:
    """Find the shop's page, choose what was imported by its size, and pay. Answers who bought."""
    be_patient(page)
    instance.wait_for(lambda: for_sale(instance, stall))
    page.goto(f"/@{stall.shop['handle']}")
    page.get_by_role("tab", name=words("profile.products")).click()
    page.get_by_role("link", name=re.compile("Playera bordada")).first.click()
    page.get_by_role("radio", name="M", exact=True).check(force=True)
    button(page, "product.buy_now").click()
    checkout = screen(page, words("checkout.title"))
    email = an_email("compra")
    field(checkout, "field.email").fill(email)
    fill_address(checkout)
    choose_card(checkout, "success")
    pay_button(checkout, PRICE_MINOR + SHIPPING_MINOR).click()
    expect(checkout.get_by_role("heading", name=words("checkout.done_title"))).to_be_visible()
    return email


def test_a_table_of_ones_own_comes_in_once_its_columns_are_named(
    phone: Page, instance: Instance, stall: Stall
) -> None:
    at_import(phone, instance, stall)

    bring(phone, "inventario.csv", a_spanish_table())

    expect(phone.get_by_role("heading", name=words("import.mapping"))).to_be_visible(timeout=READING_MS)
    meanings = {
        "Clave": "id",
        "Artículo": "title",
        "Cuesta": "price",
        "Hay": "quantity",
        "Detalle": "description",
    }
    for column, meaning in meanings.items():
        phone.get_by_label(re.compile(rf"^\s*{column}\b")).select_option(meaning)
    button(phone, "import.see_preview").click()
    wait_for_preview(phone)
    expect(phone.get_by_text(mxn(10_050)).first).to_be_visible()
    apply(phone, 12)

    link(phone, "import.again").click()
    bring(phone, "inventario.csv", a_spanish_table().replace(b"107,50", b"99,00"))
    wait_for_preview(phone)
    assert (count_of(phone, "changed"), count_of(phone, "unchanged")) == (1, 11)


@pytest.mark.parametrize("real", [FASHION, SPANISH], ids=lambda path: path.name)
def test_real_catalogues_come_in_without_touching_the_file(
    desktop: Page, instance: Instance, stall: Stall, real: Path
) -> None:
    if not real.exists():
        pytest.skip("the shared folder with real catalogues is not here")
    at_import(desktop, instance, stall)

    bring(desktop, real.name, real.read_bytes())

    if real == SPANISH:
        expect(desktop.get_by_role("heading", name=words("import.mapping"))).to_be_visible(timeout=READING_MS)
        button(desktop, "import.see_preview").click()
    wait_for_preview(desktop)
    new = count_of(desktop, "new")
    assert new > (990 if real == FASHION else 250)
    apply(desktop, new)
    assert instance.wait_for(lambda: for_sale(instance, stall))
    take_back(desktop)
