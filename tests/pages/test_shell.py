"""The built page: cut, filled, hashed."""

import base64
import hashlib
from pathlib import Path

import pytest

from tests.pages.conftest import SCRIPT, TEMPLATE
from tests.pages.reading import Document
from vitrina.pages.shell import find_shell, find_web_file, shell_of

PARTS = {"head": "<title>T</title>", "shell": "<p>S</p>", "boot": "B"}


def test_each_part_comes_into_its_place_and_the_language_into_the_root() -> None:
    filled = shell_of(TEMPLATE).fill("pt", PARTS)
    document = Document(filled)

    assert document.title == "T"
    assert ("html", {"lang": "pt"}) in document.tags
    assert filled.index("<p>S</p>") < filled.index("B\n") < filled.index('<div id="app">')
    assert document.comments == []


def test_a_part_that_names_a_place_is_only_text() -> None:
    filled = shell_of(TEMPLATE).fill("es", PARTS | {"head": r"<!--vitrina:boot--> \g<1> \1"})

    assert r"<!--vitrina:boot--> \g<1> \1" in filled
    assert filled.count("B\n") == 1


def test_the_hash_is_of_the_inline_script_alone() -> None:
    source = TEMPLATE.replace("<body>", '<body><script src="/a.js"></script>')
    wanted = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()

    assert shell_of(source).script_hashes == (f"sha256-{wanted}",)


@pytest.mark.parametrize(
    "template",
    [
        TEMPLATE.replace("<!--vitrina:head-->", ""),
        TEMPLATE + "<!--vitrina:boot-->",
        TEMPLATE.replace('lang="es"', ""),
    ],
)
def test_a_build_without_our_places_is_a_bug(template: str) -> None:
    with pytest.raises(AssertionError):
        shell_of(template)


def test_a_new_build_is_read_again(web: Path) -> None:
    before = find_shell()
    (web / "200.html").write_text(TEMPLATE.replace("kit.start", "kit.begin"))
    after = find_shell()

    assert before and after
    assert before.script_hashes != after.script_hashes


@pytest.mark.parametrize(
    "path", ["/200.html", "/.stamp", "/robots.txt", "/../conftest.py", "/_app", "/", "/a\0b"]
)
def test_what_is_not_a_public_file_is_not_served(web: Path, path: str) -> None:
    assert find_web_file(path) is None
    assert find_web_file("/shell.css") is not None
