"""How to get to what shows tips."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def all_tips(page: "Page") -> None:
    """Bring the tips of everybody into sight."""
    page.locator("section[aria-labelledby=all-tips] li button").first.scroll_into_view_if_needed()


def clip_menu(page: "Page") -> None:
    """Open the menu of a clip."""
    page.locator("article:not([inert]) button.tap").dispatch_event("contextmenu")
    page.locator("dialog[open] .menu button").nth(2).wait_for()


def tip_sheet(page: "Page") -> None:
    """Open the menu of a clip, and from it the sums that can be given."""
    clip_menu(page)
    page.locator("dialog[open] .menu button").nth(2).click()
    page.locator("dialog[open] input[name=tip-sum]").first.wait_for(state="attached")


def tips_given(page: "Page") -> None:
    """Bring the tips that were given into sight."""
    page.locator("main article dl").last.scroll_into_view_if_needed()
