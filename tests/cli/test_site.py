"""The documentation as a site: all of it is found, and no link leads nowhere."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from vitrina.cli.api_pages import api_pages
from vitrina.cli.console import Stopped
from vitrina.cli.site import build

DOCS = Path(__file__).parents[2] / "docs"
LINK = re.compile(r"\]\(([a-z_-]*\.md|)#([^)]+)\)")


def document() -> Any:
    return json.loads((DOCS / "reference" / "openapi.json").read_text("utf-8"))


def test_every_operation_and_every_shape_has_its_place() -> None:
    told = document()

    pages = api_pages(told)

    whole = "\n".join(pages.values())
    for path, methods in told["paths"].items():
        for method in methods:
            assert f"## {method.upper()} `{path}`\n" in whole
    for name, text in pages.items():
        for page, anchor in LINK.findall(text):
            assert f"({anchor})=\n" in pages[page or name], f"{name} leads to {page}#{anchor}"


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """The documentation with the API of one module: all of it takes half a minute."""
    copied = tmp_path / "docs"
    shutil.copytree(DOCS, copied)
    told = document()
    told["paths"] = {path: methods for path, methods in told["paths"].items() if "coupons" in path}
    (copied / "reference" / "openapi.json").write_text(json.dumps(told), "utf-8")
    return copied


def test_the_site_holds_together_and_can_be_searched(docs: Path, tmp_path: Path) -> None:
    count = build(docs, tmp_path / "site")

    assert count > len(list(DOCS.rglob("*.md")))
    index = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert "howto/payouts.html" in index
    assert "NewCoupon" in (tmp_path / "site" / "reference" / "api" / "promotions.html").read_text("utf-8")
    assert "payout" in (tmp_path / "site" / "searchindex.js").read_text("utf-8")
    fetched = re.findall(r'(?:src|<link[^>]*href)="(https?://[^"]+)"', index)
    assert fetched == [], "a page of the site asks nobody else"


def test_a_page_that_leads_nowhere_or_stands_in_no_list_is_told(docs: Path, tmp_path: Path) -> None:
    few = tmp_path / "few"
    (few / "reference").mkdir(parents=True)
    shutil.copy(docs / "conf.py", few)
    shutil.copy(docs / "reference" / "openapi.json", few / "reference")
    (few / "index.md").write_text("# Few\n\n```{toctree}\nreference/api/index\n```\n", "utf-8")
    (few / "lost.md").write_text("# Lost\n\nRead [on](nowhere.md).\n", "utf-8")

    with pytest.raises(Stopped) as refused:
        build(few, tmp_path / "site")

    assert "nowhere.md" in str(refused.value)
    assert "lost.md" in str(refused.value)
