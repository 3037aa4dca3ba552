"""HTML of descriptions to plain text with its paragraphs; nothing of it can become markup again."""

import re
from html.parser import HTMLParser

from vitrina.kit.text import clean_text

RAW_LENGTH_MAX = 200_000
_IS_MARKUP = re.compile(r"<[a-zA-Z/!]|&[a-zA-Z#]")
_BLOCKS = {"p", "div", "ul", "ol", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "blockquote"}
_SILENT = {"script", "style", "template", "noscript", "iframe", "svg", "head", "title"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _SILENT:
            self._silent_depth += 1
        elif tag == "br":
            self.pieces.append("\n")
        elif tag == "li":
            self.pieces.append("\n• ")
        elif tag in _BLOCKS:
            self.pieces.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent_depth = max(0, self._silent_depth - 1)
        elif tag in _BLOCKS:
            self.pieces.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._silent_depth:
            self.pieces.append(" ".join(data.split(" ")).replace("\r", " ").replace("\n", " "))


def plain_text(text: str) -> str:
    """Turn a description, HTML or not, into clean plain text of lines."""
    text = text[:RAW_LENGTH_MAX]
    if not _IS_MARKUP.search(text):
        return clean_text(text.replace("\r\n", "\n").replace("\r", "\n"))
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return clean_text("".join(reader.pieces))
