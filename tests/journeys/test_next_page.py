"""From one page to the next: nothing of the one before is left, and what does not come says so."""

import re

from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import Instance, sign_in
from tests.journeys.test_loop_through_the_api import call
from tests.journeys.walking import be_patient, button, link, words


def test_a_page_that_does_not_come_without_a_line_says_so_in_its_place(phone: Page) -> None:
    shopper = be_patient(phone)
    shopper.goto("/")
    shopper.locator("main.feed article").first.wait_for()
    shopper.wait_for_load_state("networkidle")

    shopper.context.set_offline(offline=True)
    link(shopper, "nav.me").tap()
    again = button(shopper, "action.retry")
    expect(again).to_be_visible()
    shopper.context.set_offline(offline=False)
    again.tap()
    expect(shopper.get_by_role("heading", level=1)).to_have_text(words("me.title"))


def test_from_one_order_to_another_nothing_of_the_first_is_left(phone: Page, instance: Instance) -> None:
    sign_in(phone, instance, "ana")
    first, other = call(instance.api("ana"), "GET", "/me/orders", params={"limit": 2})["items"]
    phone.goto(f"/orders/{first['id']}")
    expect(phone).to_have_title(re.compile(first["code"]))

    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)

    phone.route(re.compile(rf"/api/v1/orders/{other['id']}(\?|$)"), hold)
    link_to = "document.body.appendChild(document.createElement('a'))"
    phone.evaluate(f"(path) => Object.assign({link_to}, {{ href: path }}).click()", f"/orders/{other['id']}")
    instance.wait_for(lambda: phone.wait_for_timeout(50) or asked)

    expect(phone).not_to_have_title(re.compile(first["code"]))
    expect(phone.get_by_text(first["code"])).to_have_count(0)
    asked[0].continue_()
    expect(phone).to_have_title(re.compile(other["code"]))
