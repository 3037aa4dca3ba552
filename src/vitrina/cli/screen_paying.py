"""How to get to what shows ways to pay."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from vitrina.demo.world import demo_id

if TYPE_CHECKING:
    from playwright.sync_api import Page


def places(ask: Callable[[str, str], Any]) -> dict[str, str]:
    """Find Ana's voucher. ask: reads a path of the API as somebody."""
    purchase_id = str(demo_id("purchase", "paying:voucher"))
    bought = ask("ana", f"/checkouts/{purchase_id}")
    return {"voucher": purchase_id, "voucher_order": bought["orders"][0]["id"]}


def voucher(page: "Page") -> None:
    """Wait for the number that is shown at a till."""
    page.locator("[data-reference]").wait_for()


def awaited(page: "Page") -> None:
    """Wait for what an operator is to confirm."""
    page.locator("main section[aria-labelledby] button").first.wait_for()
