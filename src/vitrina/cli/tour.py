"""A walk through the screens of one running demo: who is signed in, and what the places are called there."""

import re
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from vitrina.cli import screen_drops, screen_goods, screen_paying, screen_returns
from vitrina.cli.console import Stopped
from vitrina.cli.screen_appeals import example_appeal
from vitrina.cli.screen_imports import example_runs
from vitrina.cli.screens import APPELLANT, GUEST, NEWCOMER, Screen

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

WAIT_MS = 20_000
MAIL_TIMEOUT_S = 30
API = "/api/v1"
SHOWN_PRODUCT = "Cold brew artesanal 1 L"
IS_AT_REST = """() => document.getAnimations().every((one) => one.playState !== 'running'
    || one.effect.getComputedTiming().iterations === Infinity
    || one.effect.target.closest('.progress'))"""
# No skeleton stands in for anything in sight, every picture in sight is there, and nothing moves.
IS_SETTLED = f"""() => {{
    const isSeen = (node) => {{
        const box = node.getBoundingClientRect();
        return node.checkVisibility() && box.bottom > 0 && box.top < innerHeight;
    }};
    return !document.querySelector('#shell ~ #app')
        && document.querySelector('h1')?.textContent
        && document.fonts.status === 'loaded'
        && ![...document.querySelectorAll('.skeleton')].some(isSeen)
        && [...document.images].every((image) => image.naturalWidth || !isSeen(image))
        && ({IS_AT_REST})();
}}"""


class Tour:
    """Goes through the screens of one running demo: one page per person, signed in once."""

    def __init__(self, browser: "Browser", base_url: str, device: Mapping[str, Any]) -> None:
        self._browser = browser
        self._base_url = base_url
        self._device = dict(device)
        self._pages: dict[str, Page] = {}
        self._places: dict[str, str] = {}

    def close(self) -> None:
        """Close every page."""
        for page in self._pages.values():
            page.context.close()

    def open(self, screen: Screen) -> "Page":
        """Go to a screen and wait until nothing on it is still to come."""
        page = self.page(screen.person)
        page.goto(screen.path.format_map(self.places()))
        if screen.steps:
            screen.steps(page)
        settle(page)
        return page

    def page(self, person: str) -> "Page":
        """Open the page of a person, who signs in on the first call."""
        if person not in self._pages:
            device: dict[str, Any] = {"service_workers": "block", **self._device}
            context = self._browser.new_context(base_url=self._base_url, **device)
            if person in (NEWCOMER, APPELLANT):
                _sign_up(context)
            elif person:
                _sign_in(context, person)
            self._pages[person] = context.new_page()
            self._pages[person].set_default_timeout(WAIT_MS)
        return self._pages[person]

    def places(self) -> Mapping[str, str]:
        """Find what the paths name: ids differ from demo to demo."""
        if not self._places:
            shop = self._first("bruno", "/me/shops")["id"]
            products = self._all(f"/products?shop={shop}&limit=50")
            product = next(each["id"] for each in products if each["title"] == SHOWN_PRODUCT)
            *_, clip = self._all(f"/products/{product}/clips?limit=50")
            outside = self._all("/profiles/carla.cafe/clips?limit=50")
            rooms = self._ask("bruno", "/me/live-rooms?limit=50")["items"]
            self._places = {
                "shop": shop,
                "product": product,
                "variant": self._ask(GUEST, f"/products/{product}")["variants"][0]["id"],
                "clip": clip["id"],
                "outside_clip": next(each["id"] for each in outside if each["external_products"]),
                "own_product": product,
                "collection": self._first("bruno", f"/shops/{shop}/collections")["id"],
                "talk": self._first("ana", "/me/conversations")["id"],
                "own_clip": self._first("carla", "/me/videos")["id"],
                "order": self._first("ana", "/me/orders")["id"],
                "shop_order": self._first("bruno", f"/shops/{shop}/orders")["id"],
                **screen_returns.places(self._ask, shop),
                "commission": self._first("carla", "/me/commissions")["id"],
                "replay": self._ask(GUEST, "/live-rooms?when=replays&handle=molino.nube")["items"][-1]["id"],
                "own_room": next(each["id"] for each in rooms if each["state"] == "scheduled"),
                "dropped_product": screen_drops.dropped_product(lambda path: self._ask(GUEST, path)),
                "held_product": screen_goods.held_product(self._ask, self._all),
                **screen_paying.places(self._ask),
                **example_runs(self.page("bruno").context.request, shop),
            }
            person, operator = self.page(APPELLANT).context, self.page("davi").context
            example_appeal(person.request, operator.request, clip["id"])
        return self._places

    def _first(self, person: str, path: str) -> Any:
        return self._ask(person, path)["items"][0]

    def _all(self, path: str) -> Iterator[Any]:
        """Read a list page by page, however much was added to it."""
        cursor = ""
        while cursor is not None:
            page = self._ask(GUEST, f"{path}&cursor={cursor}" if cursor else path)
            yield from page["items"]
            cursor = page["next_cursor"]

    def _ask(self, person: str, path: str) -> Any:
        return _yes(self.page(person).context.request.get(f"{API}{path}"))


def settle(page: "Page") -> None:
    """Wait until fonts, pictures and words are there and nothing moves."""
    page.wait_for_function(IS_SETTLED)


def _sign_in(context: "BrowserContext", name: str) -> None:
    people = _yes(context.request.get(f"{API}/demo"))["people"]
    person = next(each for each in people if each["email"].startswith(f"{name}@"))
    _enter(context, {"email": person["email"], "password": person["password"]})


def _sign_up(context: "BrowserContext") -> None:
    """Come as somebody new, by the code that lands in the demo's mailbox."""
    email = f"nadie.{uuid4().hex[:8]}@people.example"
    _yes(context.request.post(f"{API}/sign-in-codes", data={"email": email, "language": "es"}))
    deadline = time.monotonic() + MAIL_TIMEOUT_S
    while time.monotonic() < deadline:
        mails = _yes(context.request.get(f"{API}/demo/mails"))["items"]
        found = [re.search(r"\b\d{6}\b", mail["text"]) for mail in mails if mail["to"] == email]
        if found and found[0]:
            return _enter(context, {"email": email, "code": found[0][0]})
        time.sleep(0.1)
    raise Stopped("the sign-in code of a newcomer did not arrive in the demo's mailbox")


def _enter(context: "BrowserContext", way_in: Mapping[str, str]) -> None:
    # The session cookie is only given to pages of the site itself.
    page_of_the_site = {"sec-fetch-site": "same-origin"}
    _yes(context.request.post(f"{API}/sessions", data=dict(way_in), headers=page_of_the_site))


def _yes(answer: Any) -> Any:
    if not answer.ok:
        raise Stopped(f"the demo refused {answer.url}: {answer.status} {answer.text()[:300]}")
    return answer.json() if answer.body() else None
