"""The built web app: its page with places for ours, and its files."""

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from litestar.types import Receive, Send
from msgspec import Struct

import vitrina
from vitrina.kit.static import IMMUTABLE, REVALIDATE, Static
from vitrina.pages.model import Words

# Where `hatch_build.py` puts the web app.
FOLDER = Path(vitrina.__file__).parent / "_web"
TEMPLATE = "200.html"
# What the first screen says, by language; the app fetches all other words itself.
WORDS = "_app/words.json"
NO_WORDS: Mapping[str, Words] = {}
PLACES = ("head", "shell", "boot")
PLACE = re.compile(r"<!--vitrina:(\w+)-->")
LANGUAGE = re.compile(r'(<html lang=")[^"]*(")')
INLINE = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)
# Answered by routes: the template would come without its policy, robots.txt without the sitemap.
OURS = {TEMPLATE, "robots.txt"}
HASHED = "immutable/"


class Shell(Struct, frozen=True, kw_only=True):
    """The built page, cut at its places.

    pieces: text and names of places in turn.  words: those of the first screen, by language.
    """

    pieces: tuple[str, ...]
    script_hashes: tuple[str, ...]
    words: Mapping[str, Words]

    def fill(self, language: str, parts: dict[str, str]) -> str:
        """Put a part into each place, and the language into the root element."""
        text = [piece if i % 2 == 0 else parts[piece] for i, piece in enumerate(self.pieces)]
        text[0] = LANGUAGE.sub(rf"\g<1>{language}\g<2>", text[0], count=1)
        return "".join(text)


def find_shell() -> Shell | None:
    """Read the built page; None when the web app is not built. Reads it again after a new build."""
    path = FOLDER / TEMPLATE
    try:
        built_at = path.stat().st_mtime_ns
    except OSError:
        return None
    return _read(path, built_at)


@lru_cache(maxsize=2)
def _read(path: Path, built_at: int) -> Shell:
    del built_at  # Only tells one build from another.
    words = msgspec.json.decode((path.parent / WORDS).read_bytes(), type=dict[str, Words])
    return shell_of(path.read_text("utf-8"), words)


def shell_of(template: str, words: Mapping[str, Words] = NO_WORDS) -> Shell:
    """Cut a built page at its places and hash its inline scripts. Each place must be there exactly once."""
    pieces = PLACE.split(template)
    assert sorted(pieces[1::2]) == sorted(PLACES), "the built page lacks a place, or has one twice"
    assert LANGUAGE.search(pieces[0]), "the built page names no language"
    hashes = [
        f"sha256-{base64.b64encode(hashlib.sha256(found['code'].encode()).digest()).decode()}"
        for found in INLINE.finditer(template)
        if "src=" not in found["attributes"]
    ]
    return Shell(pieces=tuple(pieces), script_hashes=tuple(hashes), words=words)


class WebFile:
    """One file of the web app as an ASGI application."""

    def __init__(self, folder: Path, name: str) -> None:
        """name: below the folder; hashed names never change."""
        self._name = name
        is_hashed = name.lstrip("/").startswith(HASHED)
        self._static = Static(folder, cache_control=IMMUTABLE if is_hashed else REVALIDATE)

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Send it, or 404."""
        await self._static({**scope, "path": self._name}, receive, send)


def find_web_file(path: str) -> WebFile | None:
    """Find a file of the web app that lies at the root of the site, such as /favicon.svg."""
    name = path.strip("/")
    if not name or name in OURS or any(part.startswith(".") for part in name.split("/")):
        return None
    return WebFile(FOLDER, name) if Static(FOLDER).find(name) else None


def app_file(path: str) -> WebFile:
    """Name a file below /_app, whether it is there or not."""
    return WebFile(FOLDER / "_app", path.strip("/"))
