"""Who does not see the screen hears, after every step, the name of the page she came to."""

import pytest
from playwright.sync_api import Page

from vitrina.cli.screens import GUEST, NEWCOMER, SCREENS
from vitrina.cli.tour import Tour

LEFT = "La página que dejó"
# What a tap on a link does, from any page: the app goes there without asking the server for a page.
GO = """([path, left]) => {
    document.title = left;
    const link = document.createElement('a');
    link.href = path;
    document.querySelector('#app').append(link);
    link.click();
    link.remove();
}"""
# A title that comes later than this was announced already: what is heard is the one before.
# Nobody has arrived before the address says so: the page that is left may get its title late, too.
HEARD = """([left, between, isBack]) => (location.pathname === between) === isBack
    && document.title !== left && document.querySelector('#svelte-announcer').textContent.trim()"""
# Another page than any of the screens, so that each of them is begun anew.
BETWEEN = "/cart"
# Kit asks the server for what is no page of its own: a browser reads that title itself.
NO_PAGE = "/no-such-page"


@pytest.mark.parametrize("person", [GUEST, NEWCOMER, "ana", "carla", "bruno", "davi", "tadeo"])
def test_every_page_is_announced_by_its_own_name(demo: Tour, person: str) -> None:
    page = demo.page(person)
    page.goto(BETWEEN)
    page.locator("main h2, main ul").first.wait_for()

    paths = {each.path for each in SCREENS if each.person == person} - {NO_PAGE, BETWEEN}
    heard = {path: heard_at(page, path.format_map(demo.places())) for path in sorted(paths)}

    assert [path for path, said in heard.items() if said == LEFT] == []


def heard_at(page: Page, path: str) -> str:
    """What is announced on the way there; then go back to where it began."""
    said = [announced(page, each) for each in (path, BETWEEN)]
    return said[0]


def announced(page: Page, path: str) -> str:
    page.evaluate(GO, [path, LEFT])
    return page.wait_for_function(HEARD, arg=[LEFT, BETWEEN, path == BETWEEN]).json_value()
