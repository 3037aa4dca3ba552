# pyright: basic
"""Notices outside of the app: turned on where they are of use, shown by the worker, opened where a tap leads.

The browsers of tests have no service behind them: its answers, and the push that it would bring, come
from here. What the server sends to it is shown in tests/notifications/test_push_sending.py.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE, PUSH_SERVICE, Instance, _opened, sign_in
from tests.journeys.walking import (
    PRICE_MINOR,
    SHIPPING_MINOR,
    Stall,
    an_email,
    be_patient,
    button,
    choose_card,
    fill_address,
    open_checkout,
    pay_button,
    says,
    sign_in_by_mail,
    words,
)
from tests.notifications.push_service import Browser as Subscriber
from vitrina.kit.ids import new_id

# A service that answers at once, and what the permission is; both stay over a reload, as in a browser.
SERVICE = """
(asked) => {
  const KEPT = 'test.subscription';
  const made = () => localStorage.getItem(KEPT) && {
    endpoint: asked.endpoint,
    options: { applicationServerKey: Uint8Array.from(JSON.parse(localStorage.getItem(KEPT))).buffer },
    toJSON: () => ({ endpoint: asked.endpoint, keys: { p256dh: asked.p256dh, auth: asked.auth } }),
    unsubscribe: async () => (localStorage.removeItem(KEPT), true)
  };
  PushManager.prototype.getSubscription = async () => made() || null;
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    if (asked.isDead) throw new DOMException('push service not available', 'AbortError');
    localStorage.setItem(KEPT, JSON.stringify([...new Uint8Array(applicationServerKey)]));
    return made();
  };
  const PERMISSION = 'test.permission';
  Object.defineProperty(Notification, 'permission', {
    get: () => localStorage.getItem(PERMISSION) ?? asked.permission
  });
  Notification.requestPermission = async () => {
    window.askedCount = (window.askedCount ?? 0) + 1;
    localStorage.setItem(PERMISSION, asked.answer);
    return asked.answer;
  };
}
"""
NO_PUSH = "delete window.PushManager; delete ServiceWorkerRegistration.prototype.pushManager;"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)
PAGE = "/settings/notifications"


@contextmanager
def telephone(
    browser: Browser,
    instance: Instance,
    *,
    permission: str = "default",
    answer: str = "granted",
    is_dead: bool = False,
    **more: Any,
) -> Iterator[Page]:
    """A phone with a push service, which may have a worker."""
    device: dict[str, Any] = PHONE | {"service_workers": "allow"} | more
    context = browser.new_context(base_url=instance.base_url, **device)
    context.grant_permissions(["notifications"], origin=instance.base_url)
    asked = Subscriber(f"https://{PUSH_SERVICE}/{new_id()}").asked()
    facts = asked | {"permission": permission, "answer": answer, "isDead": is_dead}
    context.add_init_script(f"({SERVICE})({json.dumps(facts)})")
    with _opened(context) as page:
        yield be_patient(page)


def asked_count(page: Page) -> int:
    return page.evaluate("window.askedCount ?? 0")


def turn_on(page: Page) -> None:
    page.goto(PAGE)
    button(page, "push.turn_on").click()
    says(page, "push.is_on")


def test_they_are_turned_on_tried_and_turned_off_in_the_settings(
    browser: Browser, instance: Instance
) -> None:
    with telephone(browser, instance) as phone:
        sign_in(phone, instance, "ana")
        phone.goto("/settings")
        phone.get_by_role("link", name=re.compile(f"^{words('push.title')}")).click()
        says(phone, "push.is_off")
        assert asked_count(phone) == 0

        button(phone, "push.turn_on").click()
        says(phone, "push.is_on")
        assert asked_count(phone) == 1
        button(phone, "push.trial").click()
        says(phone, "push.trial_sent")

        # What is on stays so, and what is chosen as well.
        orders = phone.get_by_role("switch", name=re.compile(f"^{words('push.subject.orders')}"))
        quiet = phone.get_by_role("switch", name=re.compile(f"^{words('push.quiet_switch')}"))
        expect(orders).to_be_checked()
        with phone.expect_response("**/me/push/settings"):
            orders.uncheck()
        with phone.expect_response("**/me/push/settings"):
            phone.get_by_label(words("push.quiet_from")).select_option("23:30")
        phone.reload()
        says(phone, "push.is_on")
        expect(orders).not_to_be_checked()
        expect(phone.get_by_label(words("push.quiet_from"))).to_have_value("23:30")
        with phone.expect_response("**/me/push/settings"):
            quiet.uncheck()
        expect(phone.get_by_label(words("push.quiet_from"))).to_have_count(0)

        button(phone, "push.turn_off").click()
        says(phone, "push.is_off")
        assert phone.evaluate("localStorage.getItem('test.subscription')") is None


def test_who_said_no_to_the_browser_reads_how_to_undo_it(browser: Browser, instance: Instance) -> None:
    with telephone(browser, instance, answer="denied") as phone:
        sign_in(phone, instance, "ana")
        phone.goto(PAGE)
        button(phone, "push.turn_on").click()

        says(phone, "push.denied")
        says(phone, "push.denied_text")
        expect(button(phone, "push.turn_on")).to_have_count(0)


def test_a_service_that_does_not_answer_is_told(browser: Browser, instance: Instance) -> None:
    with telephone(browser, instance, is_dead=True) as phone:
        sign_in(phone, instance, "ana")
        phone.goto(PAGE)
        button(phone, "push.turn_on").click()

        says(phone, "push.no_service")
        says(phone, "push.is_off")


@pytest.mark.parametrize(("agent", "key"), [(None, "push.unsupported"), (IPHONE, "push.install")])
def test_a_browser_without_push_says_so(
    browser: Browser, instance: Instance, agent: str | None, key: str
) -> None:
    more: dict[str, Any] = {"user_agent": agent} if agent else {}
    with telephone(browser, instance, **more) as phone:
        phone.add_init_script(NO_PUSH)
        sign_in(phone, instance, "ana")
        phone.goto(PAGE)

        says(phone, key)
        expect(button(phone, "push.turn_on")).to_have_count(0)


def test_after_an_order_it_is_offered_once(browser: Browser, instance: Instance) -> None:
    stall = Stall(instance, "avisadora")
    product_id, _ = stall.product(quantity=5)
    with telephone(browser, instance) as phone:
        sign_in_by_mail(phone, instance, an_email("avisada"))

        def buy(is_first: bool) -> None:
            checkout = open_checkout(phone, product_id)
            if is_first:
                fill_address(checkout)
            choose_card(checkout, "success")
            pay_button(checkout, PRICE_MINOR + SHIPPING_MINOR).click()
            expect(phone.get_by_role("heading", name=words("checkout.done_title"))).to_be_visible()

        buy(is_first=True)
        says(phone, "push.ask_order")
        assert asked_count(phone) == 0
        button(phone, "push.not_now").click()
        expect(phone.get_by_text(words("push.ask_order"))).to_have_count(0)
        buy(is_first=False)
        expect(phone.get_by_role("link", name=words("checkout.see_order"))).to_be_visible()
        expect(phone.get_by_text(words("push.ask_order"))).to_have_count(0)


# A browser without a screen shows nothing, and ends where a worker numbers its icon: what it is asked to show
# is written down.
SHOWING = """
() => {
  self.shown = [];
  ServiceWorkerRegistration.prototype.showNotification = async (title, { data }) => {
    self.shown.push({ title, data, close: () => self.shown.splice(0) });
  };
  WorkerNavigator.prototype.setAppBadge = async (count) => { self.badge = count; };
  WorkerNavigator.prototype.clearAppBadge = async () => { self.badge = 0; };
}
"""
TAP = """
() => {
  const tap = new ExtendableEvent('notificationclick');
  self.dispatchEvent(Object.assign(tap, { notification: self.shown[0], waitUntil: () => undefined }));
}
"""


def test_the_worker_shows_a_push_and_a_tap_leads_the_window_that_is_open(
    browser: Browser, instance: Instance
) -> None:
    told = {"title": "Va en camino", "body": "", "url": "/orders", "tag": "t", "badge": 3, "language": "es"}
    with telephone(browser, instance) as phone:
        sign_in(phone, instance, "ana")
        phone.goto(PAGE)
        says(phone, "push.is_off")
        # The worker starts once the page is long there, and the page hears it from then on.
        phone.wait_for_function("() => navigator.serviceWorker.controller")
        worker = phone.context.service_workers[-1]
        worker.evaluate(SHOWING)
        deliver(phone, instance, json.dumps(told))
        instance.wait_for(lambda: worker.evaluate("self.badge") == 3)
        deliver(phone, instance, "no JSON")
        instance.wait_for(lambda: worker.evaluate("self.shown.length") == 2)
        assert [each["title"] for each in worker.evaluate("JSON.parse(JSON.stringify(self.shown))")] == [
            "Va en camino",
            "Vitrina",
        ]

        worker.evaluate(TAP)

        expect(phone).to_have_url(re.compile(r"/orders$"))
        assert len(phone.context.pages) == 1
        assert worker.evaluate("self.shown.length") == 0


def deliver(page: Page, instance: Instance, data: str) -> None:
    """Bring a push, as the browser's service does."""
    found: list[str] = []
    cdp = page.context.new_cdp_session(page)
    cdp.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(each["registrationId"] for each in event["registrations"]),
    )
    cdp.send("ServiceWorker.enable")
    while not found:
        page.wait_for_timeout(50)
    facts = {"origin": instance.base_url, "registrationId": found[-1], "data": data}
    cdp.send("ServiceWorker.deliverPushMessage", facts)
    cdp.detach()


def test_who_signs_out_takes_the_subscription_along(browser: Browser, instance: Instance) -> None:
    with telephone(browser, instance) as phone, instance.api("bruno") as bruno:

        def device_count() -> int:
            return len(bruno.get("/me/push").json()["devices"])

        before = device_count()
        sign_in(phone, instance, "bruno")
        turn_on(phone)
        assert device_count() == before + 1

        answer = phone.request.delete(
            f"{instance.api_url}/sessions/current",
            headers={"origin": instance.base_url, "sec-fetch-site": "same-origin"},
        )

        assert answer.status == 204
        instance.wait_for(lambda: device_count() == before)
