"""Every screen and sheet of the web app: where it is, who sees it, and how to get there in a demo.

The screenshots and the journey that proves every screen go through this one table. What opens a screen
stands here as well; of a subject with much of its own, in `screen_<subject>`. `tour` does the walking.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from vitrina.cli import screen_drops, screen_goods, screen_payouts, screen_sheets
from vitrina.cli.screen_paying import awaited, voucher
from vitrina.cli.screen_returns import own_return, refund_sheet, return_sheet
from vitrina.cli.screen_sheets import behind
from vitrina.cli.screen_tips import all_tips, clip_menu, tip_sheet, tips_given

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

GUEST, NEWCOMER = "", "newcomer"
# New as well, but no more without a trace: see `example_appeal`.
APPELLANT = "appellant"
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "es-MX",
}
SELL = "/sell/{shop}"
IMPORTS = f"{SELL}/products/import"
CLIP = "/studio/videos/{own_clip}"


class Screen(Struct, frozen=True, kw_only=True):
    """A screen. path: with the names of places; person: who is signed in; steps: what opens it from there.

    is_narrow: a wide window shows what it holds in another way, and has no such sheet.
    """

    name: str
    path: str
    person: str = GUEST
    steps: "Callable[[Page], None] | None" = None
    is_main: bool = False
    is_narrow: bool = False


def touch_chip(chip: "Locator") -> None:
    """Open the product that a clip offers, while its chip may still float in.

    A patient click scrolls when it has to try again, and a feed that is scrolled shows the next clip.
    """
    chip.wait_for()
    chip.click(force=True)


def _new_address(page: "Page") -> None:
    page.get_by_role("button", name="Agregar dirección").click()
    page.locator("dialog[open] form").wait_for()


def _new_coupon(page: "Page") -> None:
    page.get_by_role("button", name="Nuevo cupón").click()
    page.locator("dialog[open] form").wait_for()


def _new_rate(page: "Page") -> None:
    page.get_by_role("button", name="Agregar").click()
    page.locator("dialog[open] form").wait_for()


def _product_sheet(page: "Page") -> None:
    touch_chip(page.locator("article:not([inert]) button.chip"))
    page.locator("dialog[open] .actions").wait_for()


def _clip_products(page: "Page") -> None:
    page.locator("article:not([inert]) .rail .item").nth(3).click()
    page.locator("dialog[open] .body :is(a, button)").first.wait_for()


def _comments(page: "Page") -> None:
    page.locator("article:not([inert]) .rail .item").nth(1).click()
    page.locator("dialog[open] :is(form, .footer) :is(input, textarea, button)").first.wait_for()


def _review(page: "Page") -> None:
    page.locator("section.reviews .write button").click()
    page.locator("dialog[open] input[type=radio]").first.wait_for()


def _chat_catalogue(page: "Page") -> None:
    page.locator("main .foot .mark button").click()
    page.locator("dialog[open] button[aria-pressed]").first.wait_for()


def _sign_in_sheet(page: "Page") -> None:
    page.locator("article:not([inert]) .rail .item").first.click()
    page.locator("dialog[open] input[name=email]").wait_for()


def _choose(page: "Page") -> None:
    page.locator("main .actions button").first.wait_for()
    for options in page.locator("fieldset:has(.values)").all():
        options.locator("label:not(.out)").first.click()


def _cart(page: "Page") -> None:
    _choose(page)
    page.locator(".actions button.ghost").click()
    page.locator(".toast button").click()
    page.locator("dialog[open] .pay button").first.wait_for()


def _cart_page(page: "Page") -> None:
    _cart(page)
    page.goto("/cart")
    page.locator("main .pay button").first.wait_for()


def _checkout(page: "Page") -> None:
    _choose(page)
    page.locator(".actions button:not(.ghost)").click()
    page.locator("dialog[open] .pay button[type=submit]").wait_for()


def _checkout_page(page: "Page") -> None:
    _checkout(page)
    page.goto("/checkout")
    page.locator("main .pay button[type=submit]").wait_for()


def _checkout_wrong(page: "Page") -> None:
    _checkout(page)
    page.locator("dialog[open] .pay button[type=submit]").click()
    page.locator("dialog[open] [aria-invalid=true]").first.wait_for()


def _collect(page: "Page") -> None:
    page.locator("section[aria-labelledby=collected] > button").click()
    page.locator("dialog[open] button[aria-pressed]").first.wait_for()


def _deletion(page: "Page") -> None:
    page.locator("main form button[type=submit]").wait_for()


def _obstacles(page: "Page") -> None:
    page.locator("main .notice li").first.wait_for()


def _tool(number: int) -> "Callable[[Page], None]":
    """Open a tool of the page of a clip."""

    def open_it(page: "Page") -> None:
        page.locator(".fold h2 button").nth(number).click()
        page.locator(".fold .inside:not([hidden]) > *").first.wait_for()

    return open_it


def _feed_address(page: "Page") -> None:
    """Renew the address for Meta, and look for products that it would refuse."""
    card = page.locator("main section.card").first
    card.locator(".actions button").first.click()
    card.locator("code").first.wait_for()
    card.locator(".actions button").last.click()
    card.locator(".notice").nth(1).wait_for()


def _embedded_product(page: "Page") -> None:
    page.locator(".embedded .chip").first.click()
    page.locator("dialog[open] .actions button").first.wait_for()


def _paste_link(page: "Page") -> None:
    page.locator("section[aria-labelledby=tagged] > button").last.click()
    page.locator("dialog[open] input[type=url]").wait_for()


def _keeps(page: "Page") -> None:
    page.locator("section[aria-labelledby=tagged] > button").first.click()
    page.locator("dialog[open] li button[aria-expanded]").first.click()
    page.locator("dialog[open] li dl").first.wait_for()


def _earning_catalogue(page: "Page") -> None:
    page.locator("main .fold button[aria-expanded]").first.click()
    page.locator("main .fold li button[aria-expanded]").first.click()
    page.locator("main .fold li dl").first.wait_for()


def _money(page: "Page") -> None:
    page.locator("main > button.ghost").first.click()
    page.locator("dialog[open] li button[aria-expanded]").nth(2).click()
    page.locator("dialog[open] li table").first.wait_for()


def _outside_sheet(page: "Page") -> None:
    """Open what is sold elsewhere, which comes last among the products of a clip."""
    _clip_products(page)
    page.locator("dialog[open] .body li button").last.click()
    page.locator('dialog[open] a[href^="/r/"]').wait_for()


def _merchant_money(page: "Page") -> None:
    page.locator("main li button").last.click()
    page.locator("dialog[open] input[type=checkbox]").first.wait_for()


def _new_merchant(page: "Page") -> None:
    page.locator("main > button, main button.full").last.click()
    page.locator("dialog[open] form textarea").first.wait_for()


def _appeals(page: "Page") -> None:
    page.locator('main [role="tab"]').nth(2).click()
    page.locator("main article blockquote").first.wait_for()


def _waiting_shops(page: "Page") -> None:
    page.locator('main [role="tab"]').last.click()
    page.locator("main article a[download]").first.wait_for()


def _verification(page: "Page") -> None:
    page.locator("main section h3 + .badge").scroll_into_view_if_needed()


def _decisions(page: "Page") -> None:
    page.locator("main article").nth(1).wait_for()


def _revenue_lines(page: "Page") -> None:
    page.locator("main button.figure").first.click()
    page.locator("main ul li").first.wait_for()


def _own_sponsorships(page: "Page") -> None:
    page.locator('main [role="tab"]').last.click()
    page.locator('main article a[href^="/v/"]').first.wait_for()


def _new_campaign(page: "Page") -> None:
    page.locator("main .room > button").first.click()
    page.locator("main form textarea").wait_for()


def _paid_campaign(page: "Page") -> None:
    page.locator("main article h3 a").last.click()
    page.locator('main article a[href^="/v/"]').first.wait_for()


def _figures(page: "Page") -> None:
    page.locator("main section dl").first.wait_for()


SCREENS = (
    Screen(name="feed", path="/", is_main=True),
    Screen(name="clip", path="/v/{clip}"),
    Screen(name="product-sheet", path="/v/{clip}", steps=_product_sheet, is_main=True),
    Screen(name="comments", path="/v/{clip}", steps=_comments, is_main=True),
    Screen(name="clip-products", path="/v/{clip}", steps=_clip_products),
    Screen(name="outside-products", path="/v/{outside_clip}", steps=_clip_products),
    Screen(name="outside-sheet", path="/v/{outside_clip}", steps=_outside_sheet),
    Screen(name="embedded-outside", path="/embed/{outside_clip}"),
    Screen(name="sign-in-sheet", path="/v/{clip}", steps=_sign_in_sheet),
    Screen(name="following-guest", path="/following"),
    Screen(name="shop-tab", path="/shop", is_main=True),
    Screen(name="collection", path="/shop?collection={collection}"),
    Screen(name="search", path="/search", is_main=True),
    Screen(name="search-products", path="/search?q=caf%C3%A9", is_main=True),
    Screen(name="search-nothing", path="/search?q=zxqwv"),
    Screen(name="product", path="/p/{product}", is_main=True),
    Screen(name="cart-sheet", path="/p/{product}", steps=_cart, is_main=True),
    Screen(name="checkout-sheet", path="/p/{product}", steps=_checkout, is_main=True),
    Screen(name="checkout-wrong", path="/p/{product}", steps=_checkout_wrong),
    Screen(name="cart", path="/p/{product}", steps=_cart_page),
    Screen(name="checkout", path="/p/{product}", steps=_checkout_page),
    Screen(name="incoming-cart", path="/checkout?products={variant}:2,nada:1&coupon=HOLA", is_main=True),
    Screen(name="embedded", path="/embed/{clip}", is_main=True),
    Screen(name="embedded-product", path="/embed/{clip}", steps=_embedded_product),
    Screen(name="profile", path="/@carla.cafe", is_main=True),
    Screen(name="profile-of-a-shop", path="/@molino.nube", is_main=True),
    Screen(name="sign-in", path="/sign-in", is_main=True),
    Screen(name="me-guest", path="/me"),
    Screen(name="inbox-guest", path="/inbox"),
    Screen(name="settings-guest", path="/settings"),
    Screen(name="demo-mails", path="/demo/mails"),
    Screen(name="lab", path="/lab"),
    Screen(name="prohibited-goods", path="/prohibited-goods", steps=screen_goods.listed),
    Screen(name="checkout-prohibited", path="/p/{held_product}", steps=screen_goods.checkout_prohibited),
    Screen(name="missing", path="/no-such-page"),
    Screen(name="missing-product", path="/p/01890000-0000-7000-8000-000000000000"),
    Screen(name="following", path="/following", person="ana"),
    Screen(name="me", path="/me", person="ana", is_main=True),
    Screen(name="saved", path="/me/saved", person="ana"),
    Screen(name="settings-people", path="/settings/people", person="ana"),
    Screen(name="settings-addresses", path="/settings/addresses", person="ana"),
    Screen(name="settings-address-new", path="/settings/addresses", person="ana", steps=_new_address),
    Screen(name="settings-decisions", path="/settings/decisions", person="ana"),
    Screen(name="settings-notifications", path="/settings/notifications", person="ana"),
    Screen(name="settings-comments", path="/settings/comments", person="carla"),
    Screen(name="admin-merchants", path="/admin/merchants", person="davi"),
    Screen(name="admin-merchant-money", path="/admin/merchants", person="davi", steps=_merchant_money),
    Screen(name="admin-merchant-new", path="/admin/merchants", person="davi", steps=_new_merchant),
    Screen(name="admin-reports", path="/admin/reports", person="davi"),
    Screen(name="admin-appeals", path="/admin/reports", person="davi", steps=_appeals),
    Screen(name="admin-shops", path="/admin/reports", person="davi", steps=_waiting_shops, is_main=True),
    Screen(name="decisions-appealed", path="/settings/decisions", person=APPELLANT, steps=_decisions),
    Screen(name="admin-permits", path="/admin/reports", person="davi", steps=screen_goods.permits),
    Screen(name="admin-payouts", path="/admin/payouts", person="davi", is_main=True),
    Screen(name="admin-payouts-paid", path="/admin/payouts", person="davi", steps=screen_payouts.arrived),
    Screen(name="admin-books", path="/admin/books", person="davi", steps=screen_payouts.audited),
    Screen(name="admin-statements", path="/admin/statements", person="davi"),
    Screen(name="admin-revenue", path="/admin/revenue", person="davi", steps=_revenue_lines),
    Screen(name="admin-payments", path="/admin/payments", person="davi", steps=awaited, is_main=True),
    Screen(name="admin-tips", path="/admin/revenue", person="davi", steps=all_tips),
    Screen(name="drops", path="/p/{dropped_product}", steps=screen_drops.shown, is_main=True),
    Screen(name="sell-drops", path="/sell/{shop}/drops", person="bruno"),
    Screen(name="sell-new-drop", path="/sell/{shop}/drops", person="bruno", steps=screen_drops.plan),
    Screen(name="sell-stock", path="/sell/{shop}/stock", person="bruno"),
    Screen(name="clip-menu", path="/v/{clip}", person="ana", steps=clip_menu, is_main=True),
    Screen(name="tip-sheet", path="/v/{clip}", person="ana", steps=tip_sheet, is_main=True),
    Screen(name="tips-given", path="/orders", person="ana", steps=tips_given),
    Screen(name="wishes", path="/me/wishes", person="ana", is_main=True),
    Screen(name="settings", path="/settings", person="ana", is_main=True),
    Screen(name="your-data", path="/settings/data", person="ana"),
    Screen(name="deletion", path="/settings/deletion", person="ana", steps=_deletion),
    Screen(name="deletion-blocked", path="/settings/deletion", person="bruno", steps=_obstacles),
    Screen(name="inbox", path="/inbox", person="ana", is_main=True),
    Screen(name="messages", path="/messages", person="ana", is_main=True),
    Screen(name="conversation", path="/messages/{talk}", person="ana", is_main=True),
    Screen(name="chat-cart", path="/messages/{talk}", person="ana", steps=_chat_catalogue),
    Screen(name="orders", path="/orders", person="ana", is_main=True),
    Screen(name="product-reviewed", path="/p/{product}", person="ana"),
    Screen(name="review-sheet", path="/p/{product}", person="ana", steps=_review, is_main=True),
    Screen(name="order", path="/orders/{order}", person="ana", is_main=True),
    Screen(name="returned", path="/orders/{returned}", person="ana", steps=own_return),
    Screen(name="ask-return", path="/orders/{scratched}", person="ana", steps=return_sheet),
    Screen(name="withdrawal", path="/withdrawal"),
    Screen(name="order-voucher", path="/orders/{voucher_order}", person="ana", steps=voucher, is_main=True),
    Screen(name="paid-elsewhere", path="/checkout/return?purchase={voucher}", person="ana", steps=voucher),
    Screen(name="money", path="/orders/{order}", person="ana", steps=_money),
    Screen(name="studio", path="/studio", person="carla", is_main=True),
    Screen(name="figures", path="/studio?see=figures", person="carla", steps=_figures, is_main=True),
    Screen(name="upload", path="/studio/upload", person="carla", is_main=True),
    Screen(name="edit-clip", path=CLIP, person="carla"),
    Screen(name="edit-keeps", path=CLIP, person="carla", steps=_keeps),
    Screen(name="edit-paste-link", path=CLIP, person="carla", steps=_paste_link),
    Screen(name="edit-cut", path=CLIP, person="carla", steps=_tool(0)),
    Screen(name="edit-stickers", path=CLIP, person="carla", steps=_tool(1)),
    Screen(name="edit-captions", path=CLIP, person="carla", steps=_tool(2)),
    Screen(name="sponsorships", path="/studio/sponsorships", person="carla", is_main=True),
    Screen(name="sponsorships-own", path="/studio/sponsorships", person="carla", steps=_own_sponsorships),
    Screen(name="sponsor-campaigns", path="/sell/molino.nube/sponsorships", person="bruno"),
    Screen(name="sponsor-new", path="/sell/molino.nube/sponsorships", person="bruno", steps=_new_campaign),
    Screen(
        name="sponsor-campaign", path="/sell/molino.nube/sponsorships", person="bruno", steps=_paid_campaign
    ),
    Screen(name="live", path="/live", is_main=True),
    Screen(name="live-room", path="/live/{own_room}", is_main=True),
    Screen(name="live-replay", path="/live/{replay}"),
    Screen(name="live-desk", path="/studio/live/{own_room}", person="bruno", is_main=True),
    Screen(name="studio-live", path="/studio/live", person="bruno"),
    Screen(name="newcomer-studio-live", path="/studio/live", person=NEWCOMER),
    Screen(name="earnings", path="/studio/earnings", person="carla", is_main=True),
    Screen(name="earnings-catalogue", path="/studio/earnings", person="carla", steps=_earning_catalogue),
    Screen(name="earnings-payouts", path="/studio/earnings/payouts", person="carla", is_main=True),
    Screen(
        name="earnings-destination",
        path="/studio/earnings/payouts",
        person="carla",
        steps=screen_payouts.destination_form,
    ),
    Screen(name="commission", path="/studio/earnings/{commission}", person="carla", is_main=True),
    Screen(name="sell", path="/sell/{shop}", person="bruno", is_main=True),
    Screen(name="sell-products", path="/sell/{shop}/products", person="bruno"),
    Screen(name="sell-product", path="/sell/{shop}/products/{own_product}", person="bruno"),
    Screen(
        name="sell-held-product",
        path="/sell/lirio.lento/products/{held_product}",
        person="tadeo",
        steps=screen_goods.held,
    ),
    Screen(name="sell-new-product", path="/sell/{shop}/products/new", person="bruno"),
    Screen(name="sell-import", path=IMPORTS, person="bruno", is_main=True),
    Screen(name="import-ready", path=IMPORTS + "/{run_ready}", person="bruno", is_main=True),
    Screen(name="import-mapping", path=IMPORTS + "/{run_mapping}", person="bruno"),
    Screen(name="import-done", path=IMPORTS + "/{run_done}", person="bruno", is_main=True),
    Screen(name="import-undone", path=IMPORTS + "/{run_undone}", person="bruno"),
    Screen(name="import-failed", path=IMPORTS + "/{run_failed}", person="bruno"),
    Screen(name="sell-coupons", path="/sell/molino.nube/coupons", person="bruno"),
    Screen(name="sell-new-coupon", path="/sell/molino.nube/coupons", person="bruno", steps=_new_coupon),
    Screen(name="sell-flash-prices", path="/sell/molino.nube/flash-prices", person="bruno"),
    Screen(name="admin-coupons", path="/admin/coupons", person="davi"),
    Screen(name="sell-shipping", path="/sell/{shop}/shipping", person="bruno"),
    Screen(name="sell-shipping-rate", path="/sell/{shop}/shipping", person="bruno", steps=_new_rate),
    Screen(name="sell-clips", path="/sell/{shop}/clips", person="bruno", is_main=True),
    Screen(name="sell-collections", path="/sell/{shop}/collections", person="bruno"),
    Screen(name="sell-collection", path="/sell/{shop}/collections/{collection}", person="bruno"),
    Screen(name="sell-new-collection", path="/sell/{shop}/collections/new", person="bruno"),
    Screen(name="sell-collect", path="/sell/{shop}/collections/new", person="bruno", steps=_collect),
    Screen(name="sell-messages", path="/sell/{shop}/messages", person="bruno", is_main=True),
    Screen(name="sell-conversation", path="/messages/{talk}", person="bruno", is_main=True),
    Screen(name="sell-reviews", path="/sell/{shop}/reviews", person="bruno", is_main=True),
    Screen(name="sell-locations", path="/sell/{shop}/locations", person="bruno"),
    Screen(name="sell-questions", path="/sell/{shop}/questions", person="bruno"),
    Screen(name="sell-orders", path="/sell/{shop}/orders", person="bruno"),
    Screen(name="sell-refund", path="/sell/{shop}/orders/{returned}", person="bruno", steps=refund_sheet),
    Screen(name="sell-returns", path="/sell/{shop}/returns", person="bruno"),
    Screen(name="sell-return", path="/sell/{shop}/returns/{return}", person="bruno", is_main=True),
    Screen(name="sell-order", path="/sell/{shop}/orders/{shop_order}", person="bruno", is_main=True),
    Screen(name="sell-payouts", path="/sell/{shop}/payouts", person="bruno", is_main=True),
    Screen(name="plan", path="/sell/{shop}/plan", person="bruno", is_main=True),
    Screen(name="partner", path="/sell/almacen.demo/partner", person="tadeo"),
    Screen(name="sell-ads", path="/sell/{shop}/ads", person="bruno", is_main=True),
    Screen(name="channels", path="/sell/{shop}/channels", person="bruno", steps=_feed_address, is_main=True),
    Screen(name="shop-settings", path="/sell/{shop}/settings", person="bruno"),
    Screen(name="verify", path="/sell/tuesday.patio/settings", person="june", steps=_verification),
    Screen(name="verify-waiting", path="/sell/ventania.27/settings", person="iara", steps=_verification),
    Screen(name="newcomer-following", path="/following", person=NEWCOMER),
    Screen(name="newcomer-cart", path="/cart", person=NEWCOMER),
    Screen(name="newcomer-checkout", path="/checkout", person=NEWCOMER),
    Screen(name="newcomer-me", path="/me", person=NEWCOMER),
    Screen(name="newcomer-wishes", path="/me/wishes", person=NEWCOMER),
    Screen(name="newcomer-inbox", path="/inbox", person=NEWCOMER),
    Screen(name="newcomer-messages", path="/messages", person=NEWCOMER),
    Screen(name="newcomer-orders", path="/orders", person=NEWCOMER),
    Screen(name="newcomer-studio", path="/studio", person=NEWCOMER),
    Screen(name="newcomer-earnings", path="/studio/earnings", person=NEWCOMER),
    Screen(name="newcomer-sell", path="/sell/new", person=NEWCOMER),
    Screen(name="sell-sections", path=SELL, person="bruno", steps=screen_sheets.sections, is_narrow=True),
    Screen(name="save-lists", path="/v/{clip}", person="ana", steps=screen_sheets.lists),
    Screen(name="comment-menu", path="/v/{clip}", person="ana", steps=screen_sheets.comment_menu),
    Screen(name="people", path="/@carla.cafe", person="ana", steps=screen_sheets.followers),
    Screen(name="person-menu", path="/@carla.cafe", person="ana", steps=behind("Más opciones")),
    Screen(name="report", path="/p/{product}", person="ana", steps=behind("Denunciar este producto")),
    Screen(name="ask-shop", path="/p/{product}", person="ana", steps=behind("Preguntar")),
    Screen(name="filters", path="/search?q=caf%C3%A9", steps=behind("Filtros"), is_narrow=True),
    Screen(name="sign-out", path="/me", person="ana", steps=behind("Cerrar sesión en todas partes")),
    Screen(name="newcomer-earning", path="/me", person=NEWCOMER, steps=screen_sheets.birth_date),
    Screen(name="demo-mail", path="/demo/mails", steps=screen_sheets.mail),
    Screen(name="xray", path="/shop", steps=screen_sheets.xray),
    Screen(name="edit-products", path=CLIP, person="carla", steps=behind("Agregar productos")),
    Screen(name="edit-delete", path=CLIP, person="carla", steps=behind("Borrar clip")),
    Screen(name="plan-override", path="/sell/{shop}/plan", person="bruno", steps=behind("Elegir producto")),
    Screen(name="sell-new-flash", path=f"{SELL}/flash-prices", person="bruno", steps=behind("Nuevo precio")),
    Screen(name="new-location", path=f"{SELL}/locations", person="bruno", steps=behind("Agregar ubicación")),
    Screen(name="sell-chosen", path=f"{SELL}/orders", person="bruno", steps=screen_sheets.chosen_orders),
    Screen(
        name="sell-chosen-products",
        path=f"{SELL}/products",
        person="bruno",
        steps=screen_sheets.chosen_of_list,
    ),
    Screen(
        name="sell-chosen-coupons",
        path="/sell/molino.nube/coupons",
        person="bruno",
        steps=screen_sheets.chosen_of_list,
    ),
    Screen(
        name="sell-accept-returns",
        path="/sell/{shop}/returns",
        person="bruno",
        steps=screen_sheets.accepted_together,
    ),
    Screen(name="sell-ship-many", path=f"{SELL}/orders", person="bruno", steps=screen_sheets.sent_together),
)
