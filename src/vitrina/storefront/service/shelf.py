"""What one web process keeps of public reads, and how it knows that something changed.

Nothing is kept by time alone. At most every LOOK_EVERY_S, and only while somebody reads, the process asks the
database which products changed since its last look, and forgets what shows them; when the last look began
more than LOOK_AGE_MAX_S ago, a reader waits for the next. So an answer is never older than about a second,
and what nobody touches is served from memory for KEPT_S to 2 KEPT_S (the shop's terms may lag that long).
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime
from typing import TypeVar
from weakref import WeakKeyDictionary

import msgspec
from msgspec import Struct

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.errors import ProductNotFound
from vitrina.catalogue.model import Listed, ProductId
from vitrina.inventory import service as inventory
from vitrina.kit.answers import Answer
from vitrina.kit.batch import Batch
from vitrina.kit.db import Pool
from vitrina.kit.errors import Refusal
from vitrina.storefront.service.views import product_cards, product_views

LOOK_EVERY_S = 0.2
LOOK_AGE_MAX_S = 0.5
LOOKS_MAX = 64
CHANGES_MAX = 5_000
KEPT_S = 20.0
ANSWERS_BYTES_MAX = 48 * 1024 * 1024
CARDS_MAX = 50_000
LISTS_MAX = 5_000
PAGES_AT_ONCE = 64
PRODUCTS_AT_ONCE = 64
BEGINNING = 2**62  # Later than every transaction: the first look only finds out where to look from.

Key = tuple[object, ...]
K = TypeVar("K")
V = TypeVar("V")
Made = tuple[object, Collection[ProductId]]


class Look(Struct, frozen=True, kw_only=True):
    """What a look found. product_ids None: too much to tell, so everything."""

    number: int
    product_ids: frozenset[ProductId] | None
    is_list_changed: bool


class Kept(Struct, frozen=True, kw_only=True):
    """An answer with what it shows. is_list: it also depends on which products there are."""

    answer: Answer
    product_ids: frozenset[ProductId]
    is_list: bool
    until: float
    size_bytes: int


class Shelf:
    """The answers of one process, by key."""

    def __init__(self, pool: Pool) -> None:
        """Start empty."""
        self._pool = pool
        self._answers: dict[Key, Kept] = {}
        self._answers_bytes = 0
        self._shown_in: dict[ProductId, set[Key]] = {}
        self._lists: dict[Key, tuple[float, Sequence[Listed]]] = {}
        self._cards: dict[ProductId, tuple[float, bytes | None]] = {}
        self._cards_of = Batch(self._load_cards, lanes=1, size_max=PAGES_AT_ONCE)
        self._page_of = Batch(self._load_products, lanes=1, size_max=PRODUCTS_AT_ONCE)
        self._making: dict[Key, asyncio.Task[Answer]] = {}
        self._looking: asyncio.Task[None] | None = None
        self._looked_at = float("-inf")
        self._looks: deque[Look] = deque(maxlen=LOOKS_MAX)
        self._look_count = 0
        self._catalogue_mark = self._inventory_mark = BEGINNING
        self._catalogue_at: datetime | None = None

    async def find(self, key: Key) -> Answer | None:
        """Find an answer that still holds."""
        await self.keep_up()
        kept = self._answers.get(key)
        return kept.answer if kept and kept.until > time.monotonic() else None

    async def answer(self, key: Key, make: Callable[[], Awaitable[Made]], *, is_list: bool = False) -> Answer:
        """Find an answer, or make it once for everybody who asks meanwhile. Raises what `make` raises."""
        if found := await self.find(key):
            return found
        making = self._making.get(key)
        if making is None:
            making = self._making[key] = asyncio.create_task(self._make(key, make, is_list))
            making.add_done_callback(lambda done: self._made(key, done))
        return await asyncio.shield(making)

    async def listed(self, key: Key, read: Callable[[], Awaitable[Sequence[Listed]]]) -> Sequence[Listed]:
        """Find which products stand on a page, or read it."""
        if (kept := self._lists.get(key)) and kept[0] > time.monotonic():
            return kept[1]
        began_at = self._look_count
        found = await read()
        if not self._lists_changed_since(began_at):
            _keep(self._lists, key, (time.monotonic() + KEPT_S, found), count_max=LISTS_MAX)
        return found

    async def cards(self, ids: Sequence[ProductId]) -> list[bytes]:
        """Find the cards of products as JSON, in this order; what may not be shown is left out."""
        now = time.monotonic()
        found = {each: kept[1] for each in ids if (kept := self._cards.get(each)) and kept[0] > now}
        if missing := [each for each in ids if each not in found]:
            found.update(await self._cards_of(missing))
        return [card for each in ids if (card := found[each]) is not None]

    async def product(self, product_id: ProductId) -> bytes:
        """Read a product as JSON, together with what others ask for meanwhile. Raises ProductNotFound."""
        return await self._page_of(product_id)

    async def _load_products(self, ids: Sequence[ProductId]) -> list[bytes | Refusal]:
        async with self._pool.transaction() as db:
            views = await product_views(db, set(ids))
        return [msgspec.json.encode(views[each]) if each in views else ProductNotFound() for each in ids]

    async def _load_cards(self, wanted: Sequence[list[ProductId]]) -> list[dict[ProductId, bytes | None]]:
        began_at = self._look_count
        async with self._pool.transaction() as db:
            cards = await product_cards(db, {each for ids in wanted for each in ids})
        encoded = {each: msgspec.json.encode(card) for each, card in cards.items()}
        answers = [{each: encoded.get(each) for each in ids} for ids in wanted]
        until = time.monotonic() + KEPT_S
        for each in (each for ids in wanted for each in ids):
            if not self._changed_since(began_at, (each,)):
                _keep(self._cards, each, (until, encoded.get(each)), count_max=CARDS_MAX)
        return answers

    async def _make(self, key: Key, make: Callable[[], Awaitable[Made]], is_list: bool) -> Answer:
        began_at = self._look_count
        content, product_ids = await make()
        answer = Answer(content)
        has_new_list = is_list and self._lists_changed_since(began_at)
        if not has_new_list and not self._changed_since(began_at, product_ids):
            # Spread over time, so that what was made together is not made again together.
            until = time.monotonic() + KEPT_S * (1 + hash(key) % 100 / 100)
            kept = Kept(
                answer=answer,
                product_ids=frozenset(product_ids),
                is_list=is_list,
                until=until,
                size_bytes=answer.size_bytes,
            )
            self._keep_answer(key, kept)
        return answer

    def _keep_answer(self, key: Key, kept: Kept) -> None:
        self._drop(key)
        self._answers[key] = kept
        self._answers_bytes += kept.size_bytes
        for each in kept.product_ids:
            self._shown_in.setdefault(each, set()).add(key)
        while self._answers_bytes > ANSWERS_BYTES_MAX:
            self._drop(next(iter(self._answers)))

    def _drop(self, key: Key) -> None:
        kept = self._answers.pop(key, None)
        if kept is None:
            return
        self._answers_bytes -= kept.size_bytes
        for each in kept.product_ids:
            keys = self._shown_in[each]
            keys.discard(key)
            if not keys:
                del self._shown_in[each]

    def _made(self, key: Key, done: asyncio.Task[Answer]) -> None:
        if self._making.get(key) is done:
            del self._making[key]
        if not done.cancelled():
            done.exception()  # Everybody who waited has it; nobody may have waited.

    async def keep_up(self) -> None:
        """Forget what changed since the last look, when that is too long ago."""
        age_s = time.monotonic() - self._looked_at
        if age_s < LOOK_EVERY_S:
            return
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
            self._looking.add_done_callback(self._looked)
        if age_s > LOOK_AGE_MAX_S:
            await asyncio.shield(self._looking)

    def _looked(self, done: asyncio.Task[None]) -> None:
        self._looking = None
        if not done.cancelled():
            done.exception()

    async def _look(self) -> None:
        began_at = time.monotonic()
        async with self._pool.transaction() as db:
            products = await catalogue.changes(
                db, since=self._catalogue_mark, since_at=self._catalogue_at, limit=CHANGES_MAX
            )
            stock = await inventory.changes(db, since=self._inventory_mark, limit=CHANGES_MAX)
            moved = await catalogue.products_of(db, stock.variant_ids)
        is_too_much = len(products.product_ids) >= CHANGES_MAX or stock.movement_count == CHANGES_MAX
        # Marks only go back when the database was replaced by another, and the first time.
        is_elsewhere = products.mark < self._catalogue_mark or stock.mark < self._inventory_mark
        self._catalogue_mark, self._inventory_mark = products.mark, stock.mark
        self._catalogue_at = products.at
        self._looked_at = began_at
        is_all = is_too_much or is_elsewhere
        self._forget(
            Look(
                number=self._look_count + 1,
                product_ids=None if is_all else frozenset([*products.product_ids, *moved]),
                is_list_changed=is_all or products.is_list_changed,
            )
        )

    def _forget(self, look: Look) -> None:
        self._look_count = look.number
        self._looks.append(look)
        # What is being made began before this look: who comes now must not get it.
        self._making.clear()
        if look.is_list_changed:
            self._lists.clear()
        if look.product_ids is None:
            self._cards.clear()
        for each in look.product_ids or ():
            self._cards.pop(each, None)
        for key in self._touched(look):
            self._drop(key)

    def _touched(self, look: Look) -> list[Key]:
        if look.product_ids is None:
            return list(self._answers)
        touched = {key for each in look.product_ids for key in self._shown_in.get(each, ())}
        if look.is_list_changed:
            touched.update(key for key, kept in self._answers.items() if kept.is_list)
        return list(touched)

    def _since(self, look_number: int) -> list[Look]:
        """List the looks after one, the newest first; LOOKS_MAX of them may be not all."""
        found: list[Look] = []
        for look in reversed(self._looks):
            if look.number <= look_number:
                break
            found.append(look)
        return found

    def _lists_changed_since(self, look_number: int) -> bool:
        looks = self._since(look_number)
        return len(looks) == LOOKS_MAX or any(look.is_list_changed for look in looks)

    def _changed_since(self, look_number: int, product_ids: Collection[ProductId]) -> bool:
        looks = self._since(look_number)
        if len(looks) == LOOKS_MAX:
            return True
        return any(look.product_ids is None or not look.product_ids.isdisjoint(product_ids) for look in looks)


def _keep(kept: dict[K, V], key: K, value: V, *, count_max: int) -> None:
    kept[key] = value
    if len(kept) > count_max:
        del kept[next(iter(kept))]


_shelves: WeakKeyDictionary[Pool, Shelf] = WeakKeyDictionary()


def shelf_of(pool: Pool) -> Shelf:
    """Find the shelf of this process that is filled through `pool`."""
    shelf = _shelves.get(pool)
    if shelf is None:
        shelf = _shelves[pool] = Shelf(pool)
    return shelf
