"""What a page says in its markup about a product: JSON-LD blocks, meta tags, microdata, its title.

The parser of the standard library reads it as it comes and builds no tree, so that no nesting is too deep.
"""

from html.parser import HTMLParser

from msgspec import Struct, field

BLOCK_LENGTH_MAX = 512 * 1024
BLOCKS_MAX = 50
METAS_MAX = 300
TEXT_LENGTH_MAX = 2_000
OPEN_MAX = 300
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
ADDRESSES = {"href", "src", "data"}


class Markup(Struct, kw_only=True):
    """What was found.

    metas: by property or name, the first of each.  items: microdata of the first product, by property, those
    of its offer included.
    """

    blocks: list[str] = field(default_factory=list)
    metas: dict[str, str] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)
    title: str = ""
    canonical: str = ""


class _Open(Struct, kw_only=True):
    """An element that is not closed yet. scope: kind of item it begins.  prop: what its text is of."""

    tag: str
    scope: str | None = None
    prop: str = ""
    text: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """Collects the markup of one page."""

    def __init__(self) -> None:
        """Begin with nothing found."""
        super().__init__(convert_charrefs=True)
        self.found = Markup()
        self._open: list[_Open] = []
        self._block: list[str] | None = None
        self._block_length = 0
        self._title: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element says by its attributes."""
        said = {name: text or "" for name, text in attrs}
        if tag == "script":
            self._begin_script(said)
        elif tag == "meta":
            self._note_meta(said)
        elif tag == "link" and "canonical" in said.get("rel", "").lower().split():
            self.found.canonical = self.found.canonical or said.get("href", "")[:TEXT_LENGTH_MAX]
        elif tag == "title" and not self.found.title and self._title is None:
            self._title = []
        self._note_item(tag, said)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element that closes itself as one that has no inside."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and whatever was left open inside it."""
        if tag == "script" and self._block is not None:
            self.found.blocks.append("".join(self._block))
            self._block = None
        elif tag == "title" and self._title is not None:
            self.found.title = " ".join("".join(self._title).split())[:TEXT_LENGTH_MAX]
            self._title = None
        place = next((i for i in reversed(range(len(self._open))) if self._open[i].tag == tag), None)
        if place is None:
            return
        for each in self._open[place:]:
            self._keep(each)
        del self._open[place:]

    def handle_data(self, data: str) -> None:
        """Note text where somebody waits for it."""
        if self._block is not None:
            self._block_length += len(data)
            if self._block_length <= BLOCK_LENGTH_MAX:
                self._block.append(data)
            return
        if self._title is not None:
            self._title.append(data[:TEXT_LENGTH_MAX])
        for each in self._open[-8:]:
            if each.prop and sum(map(len, each.text)) < TEXT_LENGTH_MAX:
                each.text.append(data[:TEXT_LENGTH_MAX])

    def _begin_script(self, said: dict[str, str]) -> None:
        kind = said.get("type", "").partition(";")[0].strip().lower()
        if kind == "application/ld+json" and len(self.found.blocks) < BLOCKS_MAX:
            self._block, self._block_length = [], 0

    def _note_meta(self, said: dict[str, str]) -> None:
        name = (said.get("property") or said.get("name") or "").strip().lower()
        content = " ".join(said.get("content", "").split())[:TEXT_LENGTH_MAX]
        if name and content and len(self.found.metas) < METAS_MAX:
            self.found.metas.setdefault(name, content)

    def _note_item(self, tag: str, said: dict[str, str]) -> None:
        """Follow microdata: whose property this is, and whether it begins an item of its own."""
        scope = said.get("itemtype", "").rstrip("/").rpartition("/")[2] if "itemscope" in said else None
        prop = said.get("itemprop", "").split(" ")[0]
        wanted = prop if prop and scope is None and self._is_of_product() else ""
        told = said.get("content") or next((said[name] for name in ADDRESSES if said.get(name)), "")
        if wanted and (told or tag in VOID):
            self.found.items.setdefault(wanted, " ".join(told.split())[:TEXT_LENGTH_MAX])
            wanted = ""
        if tag not in VOID and (scope is not None or wanted or self._open) and len(self._open) < OPEN_MAX:
            self._open.append(_Open(tag=tag, scope=scope, prop=wanted))

    def _is_of_product(self) -> bool:
        """Tell whether what comes now is of a product, or of the offer or price of one."""
        scopes = [each.scope for each in self._open if each.scope is not None]
        return "Product" in scopes and scopes[-1] in {
            "Product",
            "Offer",
            "AggregateOffer",
            "PriceSpecification",
            "UnitPriceSpecification",
        }

    def _keep(self, closed: _Open) -> None:
        if closed.prop:
            text = " ".join("".join(closed.text).split())[:TEXT_LENGTH_MAX]
            if text:
                self.found.items.setdefault(closed.prop, text)


def read(html: str) -> Markup:
    """Read what a page, or the beginning of one, says about its product."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.found
