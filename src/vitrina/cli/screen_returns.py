"""How to get to what shows returns and refunds, and where they are in the demo world."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

Ask = Callable[[str, str], Any]


def places(ask: Ask, shop: str) -> Mapping[str, str]:
    """Find the return that waits for its shop, and the order of which a part went back."""
    waiting = ask("bruno", f"/shops/{shop}/returns?limit=50")["items"][-1]
    delivered = ask("bruno", f"/shops/{shop}/orders?status=delivered&limit=100")["items"]
    scratched = next(
        each["id"] for each in delivered if each["refunded"] and each["refunded"]["amount"] == 15_00
    )
    return {"return": waiting["id"], "returned": waiting["order_id"], "scratched": scratched}


def own_return(page: "Page") -> None:
    """Bring what was given back into sight."""
    page.locator("main section[aria-label] ol").last.scroll_into_view_if_needed()


def return_sheet(page: "Page") -> None:
    """Open the sheet that asks what comes back."""
    page.locator("main button.button.soft").last.click()
    page.locator("dialog[open] form").wait_for()


def refund_sheet(page: "Page") -> None:
    """Open the sheet that gives a part back, and choose a piece."""
    page.locator("main section ol").last.wait_for()
    page.locator("main button.button.ghost").last.click()
    page.locator("dialog[open] form").wait_for()
    page.locator("dialog[open] form button").nth(1).click()
    page.locator("dialog[open] dl").wait_for()
