"""The app without a network: it opens, shows what was there, and sends what was done when one is back."""

import json
import re
import time
from base64 import b64encode
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Instance, sign_in
from tests.journeys.walking import be_patient, button, says, words

# The journey of what is kept waits for the worker, which waits until the first film plays.
KEPT_WITHIN_S = 90
ASKED_EVERY_MS = 200
CURRENT = "main.feed article:not([inert])"
# A worker has the page, and all that it keeps of the app is there.
HAS_KEPT = """async () => {
    if (!navigator.serviceWorker?.controller) return false;
    return (await caches.match('/shell.whole')) !== undefined;
}"""
# What this browser keeps of somebody: answers of the API, pictures, and acts that wait.
PERSONAL = """async () => {
    const kept = [];
    for (const name of ['kept', 'pictures']) {
        if (!(await caches.has(name))) continue;
        kept.push(...(await (await caches.open(name)).keys()).map((one) => one.url));
    }
    const db = await new Promise((done) => {
        const asked = indexedDB.open('vitrina-worker');
        asked.onsuccess = () => done(asked.result);
    });
    const acts = await new Promise((done) => {
        const asked = db.transaction('queue').objectStore('queue').getAll();
        asked.onsuccess = () => done(asked.result.map((one) => one.method));
    });
    db.close();
    return { kept, acts };
}"""

# The feed that is shown is the one that is kept, and so is its first picture.
HAS_KEPT_THE_FIRST = f"""async () => {{
    const poster = document.querySelector('{CURRENT} img.poster')?.src;
    const feed = await (await caches.open('kept')).match('/api/v1/feed?tab=for-you&limit=10');
    const [first] = (await feed?.json())?.items ?? [];
    return first && poster === new URL(first.poster_url, location.origin).href
        && (await (await caches.open('pictures')).match(poster)) !== undefined;
}}"""

PUT_INTO_CART = """async (variant) => {
    const id = crypto.randomUUID();
    localStorage.setItem('vitrina.cart', JSON.stringify(id));
    await fetch(`/api/v1/carts/${id}/lines/${variant}`, {
        method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"quantity":1}'
    });
}"""

PUT_INTO_QUEUE = """async (path) => {
    const db = await new Promise((done) => {
        const asked = indexedDB.open('vitrina-worker');
        asked.onsuccess = () => done(asked.result);
    });
    const { id } = await (await fetch('/api/v1/me')).json();
    const at = Date.now();
    const act = { path, method: 'PUT', headers: {}, body: '', at, owner: id };
    await new Promise((done) => {
        db.transaction('queue', 'readwrite').objectStore('queue').put(act, [at, path, '']).onsuccess = done;
    });
    db.close();
}"""


def until(page: Page, script: str, arg: object = None) -> None:
    """Ask a page again until it says yes; `wait_for_function` takes a promise for a yes."""
    deadline = time.monotonic() + KEPT_WITHIN_S
    while not page.evaluate(script, arg):
        assert time.monotonic() < deadline, script
        page.wait_for_timeout(ASKED_EVERY_MS)


def keep(page: Page) -> None:
    """Wait until the app is kept."""
    be_patient(page)
    until(page, HAS_KEPT)


def until_read(page: Page, *paths: str) -> None:
    """Wait until answers of the API are kept: a page shows them before they are written down."""
    kept = f"async (path) => (await ({PERSONAL})()).kept.some((one) => new URL(one).pathname === path)"
    for path in paths:
        until(page, kept, f"/api/v1{path}")


def until_acts(page: Page, methods: str) -> None:
    """Wait until these acts, and no others, wait for a network."""
    until(page, f"async (methods) => (await ({PERSONAL})()).acts.join() === methods", methods)


def go_offline(page: Page, *, is_offline: bool = True) -> None:
    page.context.set_offline(is_offline)


def kept_paths(page: Page) -> list[str]:
    found: dict[str, Any] = page.evaluate(PERSONAL)
    return sorted(found["kept"])


def waiting_acts(page: Page) -> int:
    return len(page.evaluate(PERSONAL)["acts"])


def is_liked(instance: Instance, name: str, clip_id: str) -> bool:
    with instance.api(name) as api:
        return api.get(f"/clips/{clip_id}").json()["is_liked"]


def clip_to_like(instance: Instance, name: str) -> str:
    """A clip of somebody else of the demo that this person does not like yet."""
    handles = {each.handle for each in instance.people}
    with instance.api(name) as api:
        clips = api.get("/feed?tab=for-you&limit=20").json()["items"]
        of_others = [each for each in clips if not each["creator"]["is_self"]]
        return next(
            each["id"] for each in of_others if not each["is_liked"] and each["creator"]["handle"] in handles
        )


def like_button(page: Page) -> Locator:
    return page.locator(f"{CURRENT} .rail").get_by_role("button", name=words("feed.like"))


def test_every_address_opens_without_a_network(app: Page) -> None:
    app.goto("/")
    keep(app)
    go_offline(app)

    app.goto("/settings/addresses")
    says(app, "problem.offline_banner")
    expect(app.locator("h1")).to_have_text(words("book.title"))
    app.goto("/cart")
    expect(app.locator("h1")).to_have_text(words("cart.title"))

    go_offline(app, is_offline=False)
    app.reload()
    expect(app.get_by_text(words("problem.offline_banner"), exact=True)).to_have_count(0)


def test_clips_that_were_seen_are_there_without_a_network(app: Page, instance: Instance) -> None:
    sign_in(app, instance, "ana")
    app.goto("/")
    keep(app)
    app.reload()
    caption = app.locator(CURRENT).get_attribute("aria-label")
    expect(app.locator(f"{CURRENT} img.poster")).to_be_visible()
    until(app, HAS_KEPT_THE_FIRST)
    go_offline(app)

    app.goto("/")

    expect(app.locator(CURRENT)).to_have_attribute("aria-label", caption or "")
    poster = app.locator(f"{CURRENT} img.poster")
    app.wait_for_function("(image) => image.complete && image.naturalWidth > 0", arg=poster.element_handle())


def test_cart_and_orders_are_read_without_a_network(app: Page, instance: Instance) -> None:
    with instance.api("ana") as api:
        order = api.get("/me/orders").json()["items"][0]
        product = api.get(f"/products/{order['lines'][0]['product_id']}").json()
    sign_in(app, instance, "ana")
    app.goto("/")
    app.evaluate(PUT_INTO_CART, product["variants"][0]["id"])
    keep(app)
    for path in ("/cart", "/orders", f"/orders/{order['id']}"):
        app.goto(path)
        expect(app.get_by_text(order["lines"][0]["title"]).first).to_be_visible()
    cart = json.loads(app.evaluate("localStorage.getItem('vitrina.cart')"))
    until_read(app, f"/carts/{cart}", "/me/orders", f"/orders/{order['id']}")
    go_offline(app)

    app.goto("/cart")
    expect(app.locator(".line").get_by_role("link", name=product["title"])).to_be_visible()
    button(app, "cart.checkout", total=app.locator(".pay .sum").inner_text()).click()
    says(app, "checkout.offline_title")
    app.goto("/orders")
    app.get_by_role("link", name=order["code"]).click()

    expect(app.get_by_role("heading", name=order["code"])).to_be_visible()
    expect(app.get_by_text(order["lines"][0]["title"]).first).to_be_visible()
    go_offline(app, is_offline=False)


def test_what_is_liked_without_a_network_is_sent_when_it_is_back(app: Page, instance: Instance) -> None:
    clip = clip_to_like(instance, "ana")
    sign_in(app, instance, "ana")
    app.goto(f"/v/{clip}")
    keep(app)
    go_offline(app)

    like_button(app).tap()
    expect(like_button(app)).to_have_attribute("aria-pressed", "true")
    until_acts(app, "PUT")
    app.goto("/cart")
    app.goto(f"/v/{clip}")
    expect(like_button(app)).to_have_attribute("aria-pressed", "true")
    assert not is_liked(instance, "ana", clip)
    go_offline(app, is_offline=False)

    instance.wait_for(lambda: is_liked(instance, "ana", clip))
    until_acts(app, "")
    like_button(app).tap()
    instance.wait_for(lambda: not is_liked(instance, "ana", clip))


def test_of_two_acts_on_one_thing_the_last_one_is_sent(app: Page, instance: Instance) -> None:
    clip = clip_to_like(instance, "ana")
    sign_in(app, instance, "ana")
    app.goto(f"/v/{clip}")
    keep(app)
    go_offline(app)

    for is_on, method in (("true", "PUT"), ("false", "DELETE")) * 2:
        like_button(app).tap()
        expect(like_button(app)).to_have_attribute("aria-pressed", is_on)
        until_acts(app, method)
    go_offline(app, is_offline=False)

    says(app, "offline.sent", count=1)
    assert not is_liked(instance, "ana", clip)


def test_a_network_that_is_said_to_be_back_too_early_is_tried_again(app: Page, instance: Instance) -> None:
    clip = clip_to_like(instance, "ana")
    sign_in(app, instance, "ana")
    app.goto(f"/v/{clip}")
    keep(app)
    go_offline(app)
    like_button(app).tap()
    until_acts(app, "PUT")

    app.evaluate("() => window.dispatchEvent(new Event('online'))")
    app.evaluate("() => window.addEventListener('online', (event) => event.stopImmediatePropagation(), true)")
    go_offline(app, is_offline=False)

    says(app, "offline.sent", count=1)
    assert is_liked(instance, "ana", clip)
    like_button(app).tap()
    instance.wait_for(lambda: not is_liked(instance, "ana", clip))


def test_what_is_refused_afterwards_is_undone_in_words(app: Page, instance: Instance) -> None:
    clip = clip_to_like(instance, "ana")
    with instance.api("ana") as api:
        creator = api.get(f"/clips/{clip}").json()["creator"]
        ana = api.get("/me").json()["id"]
    other = next(each.login.split("@")[0] for each in instance.people if each.handle == creator["handle"])
    sign_in(app, instance, "ana")
    app.goto(f"/v/{clip}")
    keep(app)
    go_offline(app)
    like_button(app).tap()
    expect(like_button(app)).to_have_attribute("aria-pressed", "true")
    until_acts(app, "PUT")

    with instance.api(other) as api:
        assert api.put(f"/blocks/{ana}").status_code < 300
        try:
            go_offline(app, is_offline=False)
            expect(app.get_by_text(words("offline.refused_like", why="").strip()).first).to_be_visible()
        finally:
            assert api.delete(f"/blocks/{ana}").status_code < 300

    expect(like_button(app)).to_have_attribute("aria-pressed", "false")


def test_a_comment_without_a_network_waits_and_is_posted_once(app: Page, instance: Instance) -> None:
    clip = clip_to_like(instance, "ana")
    said = f"Sin señal {time.time_ns()}"
    sign_in(app, instance, "ana")
    app.goto(f"/v/{clip}")
    keep(app)
    go_offline(app)

    app.locator(f"{CURRENT} .rail").get_by_role("button", name=words("feed.comments")).tap()
    app.get_by_role("dialog").get_by_role("textbox").fill(said)
    app.keyboard.press("Enter")
    expect(app.get_by_role("dialog").get_by_text(said)).to_be_visible()
    go_offline(app, is_offline=False)

    with instance.api("ana") as api:

        def mine() -> list[dict[str, Any]]:
            comments = api.get(f"/videos/{clip}/comments?order=newest").json()["items"]
            return [each for each in comments if each["text"] == said]

        assert len(instance.wait_for(mine)) == 1
        until_acts(app, "")
        assert len(mine()) == 1
        api.delete(f"/comments/{mine()[0]['id']}")


def test_who_signs_out_leaves_nothing_behind(app: Page, instance: Instance) -> None:
    clip = clip_to_like(instance, "ana")
    sign_in(app, instance, "ana")
    app.goto(f"/v/{clip}")
    keep(app)
    app.goto("/orders")
    expect(app.locator("a.card").first).to_be_visible()
    until(app, f"async () => (await ({PERSONAL})()).kept.some((one) => one.includes('/me/orders'))")
    app.goto("/me")
    leave = app.get_by_role("button", name=words("me.sign_out"))
    expect(leave.first).to_be_visible()
    # As one that the network came back too short for.
    app.evaluate(PUT_INTO_QUEUE, f"/videos/{clip}/like")
    leave.first.tap()
    says(app, "me.signed_out")

    assert waiting_acts(app) == 0
    assert not is_liked(instance, "ana", clip)
    assert not [path for path in kept_paths(app) if "/me" in path or "/orders" in path]
    go_offline(app)
    app.goto("/orders")
    expect(app.get_by_role("heading", name=words("orders.empty_title"))).to_be_visible()


def test_somebody_else_on_the_same_device_finds_nothing_of_another_person(
    app: Page, instance: Instance
) -> None:
    sign_in(app, instance, "ana")
    app.goto("/orders")
    keep(app)
    app.reload()
    expect(app.locator("a.card").first).to_be_visible()
    until(app, f"async () => (await ({PERSONAL})()).kept.some((one) => one.includes('/me/orders'))")

    # Not through the worker, which nobody told: the next page does.
    sign_in(app, instance, "bruno")
    app.goto("/cart")

    until(app, f"async () => !(await ({PERSONAL})()).kept.some((one) => one.includes('/me/orders'))")


def test_a_new_version_takes_over_without_breaking_the_page_that_is_open(app: Page) -> None:
    app.goto("/")
    keep(app)
    # What a deploy took from the server is still there for the page that came before it.
    app.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update()")
    go_offline(app)
    app.get_by_role("link", name=words("nav.me"), exact=True).tap()

    expect(app.locator("h1")).to_have_text(words("me.title"))
    kept: list[str] = app.evaluate("caches.keys()")
    assert 1 <= len([name for name in kept if name.startswith("shell-")]) <= 2


def test_a_part_that_did_not_come_is_a_new_version_only_when_there_is_one(app: Page) -> None:
    app.goto("/")
    keep(app)
    part_failed = "dispatchEvent(new Event('vite:preloadError', { cancelable: true }))"
    said = app.get_by_text(words("offline.new_version"))

    with app.expect_response("**/_app/version.json"):
        app.evaluate(part_failed)
    app.wait_for_timeout(ASKED_EVERY_MS)
    expect(said).to_have_count(0)

    app.route("**/_app/version.json", lambda route: route.fulfill(json={"version": "another"}))
    app.evaluate(part_failed)
    expect(said).to_be_visible()


def test_the_browser_finds_nothing_wrong_with_the_manifest(app: Page) -> None:
    app.goto("/")
    devtools: Any = app.context.new_cdp_session(app)
    found: dict[str, Any] = devtools.send("Page.getAppManifest")
    written = json.loads(found["data"])

    assert found["errors"] == []
    assert found["url"].endswith("/manifest.webmanifest?lang=es")
    assert [each["name"] for each in written["shortcuts"]][:2] == ["Buscar", words("cart.title")]
    assert devtools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []


def share(page: Page, *files: tuple[str, str, str]) -> None:
    """Have another app share files, each as name, type and content: the system posts a form."""
    page.evaluate(
        """(files) => {
            const form = document.createElement('form');
            Object.assign(form, { method: 'post', action: '/share', enctype: 'multipart/form-data' });
            const input = Object.assign(document.createElement('input'), { type: 'file', name: 'video' });
            const carried = new DataTransfer();
            for (const [name, type, content] of files) carried.items.add(new File([content], name, { type }));
            input.files = carried.files;
            form.append(input);
            document.body.append(form);
            form.submit();
        }""",
        [list(each) for each in files],
    )


def test_a_video_that_another_app_shares_is_uploaded(app: Page, instance: Instance) -> None:
    app.goto("/settings")
    keep(app)
    share(app, ("playa.mp4", "video/mp4", "x" * 4_000))

    # Whoever is not signed in does that first, and goes on with the file.
    expect(app.get_by_role("heading", name=words("sign_in.title"))).to_be_visible()
    sign_in(app, instance, "carla")
    # That it is sent is what this is about; nobody needs a clip of four thousand letters.
    app.route("**/api/v1/uploads", lambda route: route.abort())
    with app.expect_request(lambda asked: asked.method == "POST" and asked.url.endswith("/uploads")) as sent:
        app.reload()

    assert b64encode(b"playa.mp4").decode() in sent.value.headers["upload-metadata"]
    expect(app.get_by_text("playa.mp4").first).to_be_visible()
    expect(app).to_have_url(re.compile(r"/studio/upload$"))


def test_what_is_shared_and_no_video_is_refused_in_words(app: Page, instance: Instance) -> None:
    sign_in(app, instance, "carla")
    app.goto("/settings")
    keep(app)

    share(app, ("recibo.pdf", "application/pdf", "%PDF"))
    says(app, "studio.file_not_a_video", name="recibo.pdf")
    share(app)
    says(app, "studio.shared_nothing")


def test_the_app_offers_to_be_installed_where_the_browser_can(app: Page) -> None:
    app.goto("/me")
    expect(app.get_by_text(words("sign_in.title")).first).to_be_visible()
    expect(app.get_by_text(words("install.title"))).to_have_count(0)
    app.evaluate(
        """() => {
            const event = new Event('beforeinstallprompt', { cancelable: true });
            event.prompt = () => ((window.wasAsked = true), Promise.resolve({ outcome: 'accepted' }));
            window.dispatchEvent(event);
        }"""
    )
    app.get_by_role("button", name=words("install.title")).tap()

    assert app.evaluate("window.wasAsked")
    expect(app.get_by_text(words("install.title"))).to_have_count(0)
