"""How much a phone with prepaid data downloads before it sees the first clip."""

from playwright.sync_api import Page, Response

JS_BYTES_MAX = 50_000


def test_the_first_screen_needs_at_most_50_kb_of_javascript(phone: Page) -> None:
    scripts: dict[str, Response] = {}

    def note(answer: Response) -> None:
        if answer.request.resource_type == "script" and answer.request.method == "GET":
            scripts[answer.url] = answer

    phone.on("response", note)
    phone.goto("/", wait_until="load")
    phone.wait_for_function(
        "() => [...document.querySelectorAll('video')].some((one) => one.currentTime > 0)"
    )

    sizes = {
        url.rpartition("/")[2]: answer.request.sizes()["responseBodySize"] for url, answer in scripts.items()
    }
    assert {answer.headers.get("content-encoding") for answer in scripts.values()} == {"br"}
    assert 0 < sum(sizes.values()) <= JS_BYTES_MAX, sizes
