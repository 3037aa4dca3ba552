"""The manifest of the installed app, and what it leads to."""

from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from PIL import Image

from tests.pages.reading import Document
from vitrina.kit.places import Language
from vitrina.pages.rules.manifests import manifest
from vitrina.pages.rules.paths import find_place

# Each install prompt fetches some of them.
SCREENSHOTS_BYTES_MAX = 300_000
Client = AsyncTestClient[Litestar]
STATIC = Path(__file__).parents[2] / "web" / "static"
WORKER = Path(__file__).parents[2] / "web" / "src" / "service-worker"


@pytest.mark.parametrize("language", list(Language))
def test_everything_a_manifest_names_is_there(language: Language) -> None:
    written: dict[str, Any] = manifest(language)

    assert (written["id"], written["scope"], written["start_url"]) == ("/", "/", "/")
    for shortcut in written["shortcuts"]:
        assert find_place(shortcut["url"], is_demo=False, is_development=False)
    for icon in written["icons"]:
        assert (STATIC / icon["src"].lstrip("/")).is_file()
    pictures = [(each, STATIC / each["src"].lstrip("/")) for each in written["screenshots"]]
    assert {each["form_factor"] for each, _ in pictures} == {"narrow", "wide"}
    for each, file in pictures:
        width, height = Image.open(file).size
        assert (each["sizes"], bool(each["label"])) == (f"{width}x{height}", True)
    assert sum(file.stat().st_size for _, file in pictures) < SCREENSHOTS_BYTES_MAX
    assert "const PATH = '/share';" in (WORKER / "share.ts").read_text("utf-8")


@pytest.mark.parametrize(
    ("query", "accepted", "wanted"),
    [
        ("", "pt-BR", "Seu carrinho"),
        ("?lang=en", "pt-BR", "Your cart"),
        ("?lang=es", "pt-BR", "Tu carrito"),
        ("?lang=tlh", "en", "Your cart"),
        ("?lang=", "en", "Your cart"),
    ],
)
async def test_a_manifest_speaks_the_language_that_is_asked_for(
    client: Client, query: str, accepted: str, wanted: str
) -> None:
    answer = await client.get(f"/manifest.webmanifest{query}", headers={"accept-language": accepted})

    assert answer.headers["content-type"].startswith("application/manifest+json")
    assert answer.headers["cache-control"] == "no-cache"
    assert wanted in [each["name"] for each in answer.json()["shortcuts"]]


@pytest.mark.usefixtures("web")
async def test_a_page_names_the_manifest_of_its_language(client: Client) -> None:
    page = await client.get("/settings", headers={"accept-language": "pt"})

    assert Document(page.text).link("manifest") == "/manifest.webmanifest?lang=pt"
    assert "manifest-src 'self'" in page.headers["content-security-policy"]


async def test_a_file_that_nobody_took_leads_to_where_one_is_chosen(client: Client) -> None:
    files = {"video": ("clip.mp4", b"\0" * 100_000, "video/mp4")}

    answer = await client.post("/share", files=files, follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["location"] == "/studio/upload?shared=lost"
