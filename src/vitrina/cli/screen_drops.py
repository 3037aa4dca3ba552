"""How to get to what shows drops."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

TITLE = "Taza numerada Nube"


def dropped_product(ask: Callable[[str], Any]) -> str:
    """Find the product of the demo that has drops."""
    found = ask("/search/products?q=taza+numerada")["items"]
    return next(each["id"] for each in found if each["title"] == TITLE)


def plan(page: "Page") -> None:
    """Open the form that plans a drop."""
    page.locator("main button.full").first.click()
    page.locator("section[aria-labelledby=drops-plan] select").first.wait_for()


def shown(page: "Page") -> None:
    """Wait for the cards of the drops."""
    page.locator("section.drop").last.wait_for()
