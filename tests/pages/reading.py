"""Pages read as a browser reads them: what is markup stays apart from what is text."""

import json
from html.parser import HTMLParser
from typing import Any


class Document(HTMLParser):
    """The elements of a page."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[tuple[dict[str, str], str]] = []
        self.title = ""
        self.text = ""
        self.comments: list[str] = []
        self._open: str = ""
        self._attributes: dict[str, str] = {}
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = tag
        self._attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, self._attributes))

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        if self._open == "script":
            self.scripts.append((self._attributes, data))
        elif self._open == "title":
            self.title += data
        else:
            self.text += data

    def meta(self, name: str) -> str | None:
        """The content of a meta element, by its name or property."""
        for tag, attributes in self.tags:
            if tag == "meta" and name in {attributes.get("name"), attributes.get("property")}:
                return attributes["content"]
        return None

    def link(self, rel: str) -> str | None:
        """The address of a link element."""
        found = [each["href"] for tag, each in self.tags if tag == "link" and each.get("rel") == rel]
        return found[0] if found else None

    @property
    def boot(self) -> dict[str, Any]:
        """The first data of the web app."""
        [source] = [source for attributes, source in self.scripts if attributes.get("id") == "boot"]
        return json.loads(source)

    def linked(self, kind: str) -> dict[str, Any]:
        """The JSON-LD of a kind."""
        found = [
            json.loads(source)
            for attributes, source in self.scripts
            if attributes.get("type") == "application/ld+json"
        ]
        [match] = [each for each in found if each["@type"] == kind]
        return match
