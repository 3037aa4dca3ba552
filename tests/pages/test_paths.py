"""Which page an address means."""

import re
from pathlib import Path

import pytest

from vitrina.pages.model import Place, PlaceKind
from vitrina.pages.rules.paths import find_place

ROUTES = Path(__file__).parents[2] / "web" / "src" / "routes"
VIDEO = "01900000-0000-7000-8000-0000000000f1"


def place_of(path: str, *, is_demo: bool = True, is_development: bool = True) -> Place | None:
    return find_place(path, is_demo=is_demo, is_development=is_development)


def web_routes() -> list[str]:
    """The addresses of the web app, each with an id where it wants one."""
    folders = [page.parent.relative_to(ROUTES).as_posix() for page in ROUTES.rglob("+page.svelte")]
    without_groups = [re.sub(r"\([a-z]+\)/?", "", folder) for folder in folders]
    return sorted("/" + re.sub(r"\[\w+\]", VIDEO, folder.strip("./")) for folder in without_groups)


@pytest.mark.parametrize("path", web_routes())
def test_every_page_of_the_web_app_has_an_address_here(path: str) -> None:
    assert place_of(path[:38] if path.startswith("/@") else path) is not None


@pytest.mark.parametrize(
    ("path", "kind", "argument"),
    [
        ("/", PlaceKind.FEED, ""),
        ("/shop/", PlaceKind.SHELVES, ""),
        ("/live", PlaceKind.SHOWS, ""),
        (f"/live/{VIDEO}", PlaceKind.APP, ""),
        ("/prohibited-goods", PlaceKind.GOODS, ""),
        (f"/v/{VIDEO}", PlaceKind.CLIP, VIDEO),
        (f"/v/{VIDEO.upper()}/", PlaceKind.CLIP, VIDEO),
        (f"/p/{VIDEO}", PlaceKind.PRODUCT, VIDEO),
        ("/@ana.test", PlaceKind.PROFILE, "ana.test"),
        ("/@<script>", PlaceKind.PROFILE, "<script>"),
        ("/orders/AB-12", PlaceKind.APP, ""),
        ("/checkout", PlaceKind.CHECKOUT, ""),
        (f"/embed/{VIDEO}", PlaceKind.EMBEDDED, VIDEO),
    ],
)
def test_an_address_means_one_page(path: str, kind: PlaceKind, argument: str) -> None:
    assert place_of(path) == Place(kind=kind, argument=argument)


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/v",
        "/v/1",
        "/v/x/y",
        "/p/../etc/passwd",
        "/ana.test",
        "/@" + "a" * 60,
        "/orders/a/b",
        "/embed",
        "/embed/x",
    ],
)
def test_other_addresses_mean_nothing(path: str) -> None:
    assert place_of(path) is None


def test_demo_and_development_pages_exist_only_there() -> None:
    assert place_of("/demo/mails") and place_of("/dev/components")
    assert place_of("/demo/mails", is_demo=False) is None
    assert place_of("/dev/components", is_development=False) is None
