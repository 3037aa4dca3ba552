"""How to get to sheets that a button of their screen opens."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

INSIDE = "dialog[open] .body :is(a, button, input)"


def behind(name: str, *, last: bool = False) -> "Callable[[Page], None]":
    """Press the button of the page that is called so, the last of several if asked."""

    def open_it(page: "Page") -> None:
        buttons = page.get_by_role("button", name=re.compile(f"^{re.escape(name)}"))
        buttons.first.wait_for()
        (buttons.last if last else buttons.first).click()
        page.locator(INSIDE).first.wait_for(state="attached")

    return open_it


def sections(page: "Page") -> None:
    """Open what the row of a shop's places leads to."""
    page.locator("main nav button.all").click()
    page.locator("dialog[open] .tiles a").first.wait_for()


def lists(page: "Page") -> None:
    """Save a clip, and open the lists that it can go to."""
    save = page.locator("article:not([inert]) .rail .item").nth(2)
    if save.get_attribute("aria-pressed") == "true":
        save.click()
        page.locator("article:not([inert]) .rail .item[aria-pressed=false]").nth(1).wait_for()
    save.click()
    # It goes away by itself: a slow machine looks for too long whether it stands still.
    page.locator(".toast button").last.dispatch_event("click")
    page.locator(INSIDE).first.wait_for(state="attached")


def followers(page: "Page") -> None:
    """Open who follows somebody."""
    page.locator("main .counts button").first.click()
    page.locator("dialog[open] .body a").first.wait_for()


def comment_menu(page: "Page") -> None:
    """Open the comments of a clip, and what can be done about one."""
    page.locator("article:not([inert]) .rail .item").nth(1).click()
    page.locator("dialog[open] .comment .dots").first.click()
    page.locator("dialog[open] .menu button").first.wait_for()


def mail(page: "Page") -> None:
    """Open a mail of the demo's mailbox."""
    page.locator("main .list li a").first.click()
    page.locator("main .reader > :not(.hint)").first.wait_for()


def chosen_orders(page: "Page") -> None:
    """Choose the orders of a shop that are in sight."""
    page.locator("main .tools input").first.check()
    page.locator("main .chosen button").first.wait_for()


def chosen_of_list(page: "Page") -> None:
    """Choose what the list of a page shows."""
    page.locator("main label.tap input").check()
    page.locator("main .chosen button").first.wait_for()


def sent_together(page: "Page") -> None:
    """Choose orders and open what is said of all of them at once."""
    chosen_orders(page)
    _said_of_all(page)


def accepted_together(page: "Page") -> None:
    """Choose returns and open what is said of all of them at once."""
    chosen_of_list(page)
    _said_of_all(page)


def _said_of_all(page: "Page") -> None:
    page.locator("main .chosen button").first.click()
    page.locator(INSIDE).first.wait_for(state="attached")


def birth_date(page: "Page") -> None:
    """Ask to earn, without having told an age."""
    page.locator("main input[role=switch]").first.click()
    page.locator("dialog[open] input[type=date]").wait_for()


def xray(page: "Page") -> None:
    """Open what a developer looks through."""
    page.locator("main a").first.wait_for()
    page.keyboard.press("?")
    page.locator("dialog[open] .body article").first.wait_for()
