"""How much a phone with prepaid data downloads before it sees the first clip."""

from playwright.sync_api import Page, Request

JS_BYTES_MAX = 50_000
# What the app leaves for later by a clock of so long is not of the first screen, however slow a machine is.
LATER_MS = 1_500
WITHOUT_LATER = f"""{{
    const wait = window.setTimeout;
    window.setTimeout = (run, ms, ...more) => (ms >= {LATER_MS} ? 0 : wait(run, ms, ...more));
}}"""
NOTE_FIRST_CLIP = "addEventListener('playing', () => (window.playedAt ??= Date.now()), true)"


def test_the_first_screen_needs_at_most_50_kb_of_javascript(phone: Page) -> None:
    scripts: list[Request] = []

    def note(asked: Request) -> None:
        if asked.resource_type == "script" and asked.method == "GET":
            scripts.append(asked)

    phone.on("request", note)
    for script in (WITHOUT_LATER, NOTE_FIRST_CLIP):
        phone.add_init_script(script)
    phone.goto("/")
    played_at = phone.wait_for_function("() => window.playedAt").json_value()

    sizes: dict[str, int] = {}
    for each in list(scripts):
        answer = each.response()
        assert answer
        assert answer.headers.get("content-encoding") == "br"
        if each.timing["startTime"] <= played_at:
            sizes[each.url.rpartition("/")[2]] = each.sizes()["responseBodySize"]
    assert 0 < sum(sizes.values()) <= JS_BYTES_MAX, sizes
