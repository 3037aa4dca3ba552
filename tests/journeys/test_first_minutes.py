# pyright: basic
"""The first five minutes: a buyer, a creator and a shop that were never here before.

Each journey is the shortest way that the screens offer, and counts what a thumb does and what is filled in;
`hands` says how long that takes a person. What this machine needed is printed, and promises nothing: two
cores that encode a film say little about a server. Nothing is autofilled and nothing known of the person; the
operator has put postal codes in place, which know their city. Paid is with the card of the sandbox: a card
that is typed is three inputs more, on the page of its provider.
"""

import re
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance
from tests.journeys.fingers import CURRENT, wait_for_play
from tests.journeys.hands import Hand
from tests.journeys.test_loop_through_the_api import ADDRESS, a_clip
from tests.journeys.test_selling import a_picture
from tests.journeys.walking import (
    an_email,
    be_patient,
    button,
    field,
    link,
    mails_to,
    next_code,
    says,
    screen,
    words,
)
from vitrina.cli.tour import Tour
from vitrina.kit.ids import new_id

BUYER_S, CREATOR_S, SHOP_S = 45, 120, 300
BUYER_INPUTS_MAX, CREATOR_INPUTS_MAX, SHOP_INPUTS_MAX = 12, 4, 12
# What a clip of some seconds needs on a small server that does nothing else.
ENCODING_S = 20
ENCODING_MS = 180_000


@contextmanager
def told(hand: Hand, who: str) -> Generator[None]:
    """Say what somebody did, and how long this machine was at it."""
    began = time.monotonic()
    yield
    taken_s = time.monotonic() - began
    did = f"{hand.tap_count} taps, {hand.input_count} inputs, {hand.person_s:.1f} s"
    print(f"{who}: {did}; here {taken_s:.1f} s")  # noqa: T201  For who runs it with -s.


def sign_up(hand: Hand, instance: Instance, email: str) -> None:
    """Come for the first time, where the page asks who it is."""
    before = mails_to(instance, email)
    hand.write(field(hand.page, "field.email"), email)
    hand.tap(button(hand.page, "sign_in.send_code"))
    hand.wait()
    says(hand.page, "sign_in.code_sent", email=email)
    # Six figures go by themselves.
    hand.read_code(field(hand.page, "sign_in.code"), next_code(instance, email, after=before))
    hand.wait()
    says(hand.page, "sign_in.welcome")


def test_who_has_no_account_buys_from_a_shared_link_in_45_seconds(phone: Page, demo: Tour) -> None:
    page, hand = be_patient(phone), Hand(phone)
    link_to_it = f"/v/{demo.places()['clip']}"

    with told(hand, "a buyer"):
        page.goto(link_to_it)
        wait_for_play(page, 0)
        hand.wait()
        chip = page.locator(f"{CURRENT} button.chip")
        chip.wait_for()
        hand.tap(chip, is_floating=True)
        product = screen(page, words("product.title"))
        hand.wait()
        hand.tap(product.get_by_role("radio", name="Suave"), is_floating=True)
        hand.tap(button(product, "product.buy_now"))
        checkout = screen(page, words("checkout.title"))
        hand.wait()
        hand.write(field(checkout, "field.email"), "ana.lopez@correo.example")
        hand.write(field(checkout, "address.name"), ADDRESS["name"])
        hand.write(field(checkout, "address.line1"), ADDRESS["line1"])
        hand.write(field(checkout, "address.postal_code"), ADDRESS["postal_code"])
        for part in ("state", "city_mx", "neighbourhood_mx"):
            expect(field(checkout, f"address.{part}")).to_have_value(ADDRESS[part.removesuffix("_mx")])
        hand.tap(checkout.get_by_role("button", name=re.compile(r"^Pagar \$")))
        hand.wait()
        expect(checkout.get_by_role("heading", name=words("checkout.done_title"))).to_be_visible()

    assert hand.input_count <= BUYER_INPUTS_MAX
    assert hand.person_s < BUYER_S


def test_a_creator_publishes_her_first_clip_in_two_minutes(
    phone: Page, instance: Instance, tmp_path: Path
) -> None:
    page, hand = be_patient(phone), Hand(phone)

    with told(hand, "a creator"):
        page.goto("/")
        wait_for_play(page, 0)
        hand.tap(link(page, "nav.create"))
        hand.wait()
        sign_up(hand, instance, an_email("primera"))
        hand.photograph(page.get_by_text(words("studio.gallery")), a_clip(tmp_path))
        expect(page.get_by_role("heading", name=words("studio.tags"))).to_be_visible(timeout=ENCODING_MS)
        hand.wait_s(ENCODING_S)
        hand.write(field(page, "studio.caption"), "Mi primer clip #hola")
        hand.tap(button(page, "studio.publish"))
        hand.wait()
        says(page, "studio.published")

    assert hand.input_count <= CREATOR_INPUTS_MAX
    assert hand.person_s < CREATOR_S
    # The studio says how far she is, and what comes next.
    page.goto("/studio")
    says(page, "steps.first_earning")
    says(page, "steps.done", count=1, all=3)
    expect(page.get_by_role("listitem").and_(page.locator("[aria-current=step]"))).to_contain_text(
        words("steps.earn")
    )


def test_a_shop_goes_from_nothing_to_a_product_in_the_feed_in_five_minutes(
    phone: Page, other_phone: Page, instance: Instance, tmp_path: Path
) -> None:
    page, hand, name = be_patient(phone), Hand(phone), f"Barro {new_id().hex[-6:]}"

    with told(hand, "a shop"):
        page.goto("/sell")
        sign_up(hand, instance, an_email("alfarera"))
        hand.tap(link(page, "me.open_shop"))
        hand.wait()
        hand.date(field(page, "settings.birth_date"), "1990-02-28")
        hand.write(field(page, "sell.name"), name)
        # Country, currency, address of the shop and days of return are what they most likely are.
        hand.write(field(page, "sell.shipping"), "49")
        hand.tap(button(page, "sell.open"))
        hand.wait()
        says(page, "steps.done", count=0, all=3)
        hand.tap(link(page, "sell.add_product"))
        hand.wait()
        hand.photograph(page.get_by_text(words("sell.add_pictures")), a_picture(tmp_path))
        hand.write(field(page, "sell.product_title"), "Taza de barro")
        hand.choose(field(page, "shop.category"), "kitchen")
        hand.write(field(page, "sell.price").first, "249")
        hand.write(field(page, "sell.quantity").first, "12")
        expect(
            page.get_by_role("img", name=words("sell.picture_alt", number=1, title="Taza de barro"))
        ).to_be_visible()
        hand.tap(button(page, "sell.put_on_sale"))
        hand.wait()
        says(page, "sell.on_sale")
        hand.tap(link(page, "sell.today"))
        hand.wait()
        says(page, "steps.done", count=1, all=3)
        hand.tap(link(page, "steps.clip_do"))
        hand.wait()
        hand.tap(page.get_by_role("switch", name=re.compile(words("photo_clips.publish"))))
        hand.tap(button(page, "photo_clips.make", count=1))
        hand.wait_s(ENCODING_S)
        clip = instance.wait_for(lambda: published(instance, page), timeout_s=ENCODING_MS / 1000)

    viewer = be_patient(other_phone)
    viewer.goto(f"/v/{clip}")
    wait_for_play(viewer, 0)
    expect(viewer.locator(f"{CURRENT} button.chip")).to_contain_text("Taza de barro")
    assert clip in {each["id"] for each in instance.api().get("/feed", params={"limit": 50}).json()["items"]}
    assert hand.input_count <= SHOP_INPUTS_MAX
    assert hand.person_s < SHOP_S


def published(instance: Instance, page: Page) -> str | None:
    """Find the clip of the shop whose desk is open."""
    handle = page.url.partition("/sell/")[2].partition("/")[0]
    clips = instance.api().get(f"/profiles/{handle}/clips").json()["items"]
    return clips[0]["id"] if clips else None
