"""How to get to what shows payouts and the books."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def destination_form(page: "Page") -> None:
    """Open the form that asks where the money goes."""
    page.locator("main section .row.wrap button").last.click()
    page.locator("main [role=group] input[name=number]").wait_for()
    page.locator("main [role=group]").scroll_into_view_if_needed()


def arrived(page: "Page") -> None:
    """Show what has arrived, with the files for the bank."""
    page.get_by_role("tab").nth(3).click()
    page.locator("main article").first.wait_for()


def audited(page: "Page") -> None:
    """Look the books over, unless that was done."""
    page.locator("section[aria-labelledby=promises] button").click()
    page.locator("ul.promises li").first.wait_for()
