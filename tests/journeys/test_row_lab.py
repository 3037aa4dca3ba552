# pyright: basic
"""The lab: a race for a few units, a database that is killed in the middle of it, and what is left."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance, sign_in
from tests.journeys.walking import be_patient, button, says, words

RACE_MS = 150_000
UNITS, BUYERS = 200, 500


def figure(page: Page, name: str) -> str:
    return (
        page.locator("dl.figures > div", has_text=re.compile(f"^{re.escape(words(name))}"))
        .locator("dd")
        .inner_text()
    )


def test_five_hundred_buyers_get_two_hundred_units_though_the_database_is_killed_as_they_come(
    phone: Page, desktop: Page, instance: Instance
) -> None:
    page = be_patient(phone)
    page.goto("/lab")
    button(page, "lab.start_rush").click()
    button(page, "lab.kill_database").click()
    says(page, "lab.struck", what=words("lab.target_database"))

    expect(page.get_by_role("heading", name=words("lab.verdict"))).to_be_visible(timeout=RACE_MS)

    assert figure(page, "lab.bought") == figure(page, "lab.sold") == str(UNITS)
    assert figure(page, "lab.refused") == str(BUYERS - UNITS)
    for promise in ("lab.waiting", "lab.lost", "lab.oversold", "lab.doubled", "lab.breaches"):
        assert figure(page, promise) == "0", promise

    # Nor does the shop read of less than it sold, because a page of orders ends earlier.
    sign_in(desktop, instance, "bruno")
    desktop.goto("/sell/molino.nube")
    counted = desktop.get_by_text(re.compile(r"^(\d+) pedidos · ")).first.inner_text()
    assert int(counted.split()[0]) >= UNITS
