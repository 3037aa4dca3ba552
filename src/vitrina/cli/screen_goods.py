"""What a country prohibits, for the table of screens: the product of the demo that is held."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

SHOP, TITLE = "lirio.lento", "Bolsita de lona para vape"


def held_product(ask: Callable[[str, str], Any], pages: Callable[[str], Iterable[Any]]) -> str:
    """Find the product that is held."""
    shop = next(each["id"] for each in ask("tadeo", "/me/shops")["items"] if each["handle"] == SHOP)
    return next(each["id"] for each in pages(f"/products?shop={shop}&limit=50") if each["title"] == TITLE)


def permits(page: "Page") -> None:
    """Open the requests that wait."""
    page.locator('main [role="tab"]').nth(3).click()
    page.locator("main article blockquote").first.wait_for()


def checkout_prohibited(page: "Page") -> None:
    """Try to buy it for an address in Mexico."""
    page.locator("main .actions button:not(.ghost)").click()
    page.locator('dialog[open] select[autocomplete="shipping country"]').select_option("MX")
    page.locator("dialog[open] .pay .notice.bad").wait_for()


def held(page: "Page") -> None:
    """Wait for the reason."""
    page.locator("main .notice.warn").first.wait_for()


def listed(page: "Page") -> None:
    """Wait for the list."""
    page.locator("main section.card").first.wait_for()
