"""What somebody who still types may mean."""

from uuid import UUID

from vitrina.kit.db import Db
from vitrina.kit.places import Language
from vitrina.search.model import QUERY_LENGTH_MAX, Suggestions
from vitrina.search.rules.queries import prefix_query, understand
from vitrina.search.rules.words import STOP_WORDS, as_hashtag, words
from vitrina.search.service.find import profiles
from vitrina.search.store import find as store
from vitrina.search.store import words as word_store

QUERIES_MAX = 6
PRODUCTS_MAX = 3
PROFILES_MAX = 3
HASHTAGS_MAX = 3
# Shorter beginnings fit half of everything.
BEGUN_LENGTH_MIN = 3


async def suggest(db: Db, text: str, *, reader_id: UUID | None = None) -> Suggestions:
    """Complete what was typed: words, hashtags, and from three letters on products and profiles."""
    await store.keep_bounds(db)
    typed = list(words(text[:QUERY_LENGTH_MAX]))
    query = prefix_query(text)
    if query is None:
        return Suggestions(queries=[], products=[], profiles=[], hashtags=[])
    begun, is_long = typed[-1], len(typed[-1].folded) >= BEGUN_LENGTH_MIN or len(typed) > 1
    hashtags = await word_store.hashtags_like(db, as_hashtag(text), limit=HASHTAGS_MAX)
    people = (
        await word_store.profiles_like(
            db, query, reader_id=reader_id, handle=begun.folded, after=None, limit=PROFILES_MAX
        )
        if is_long
        else []
    )
    return Suggestions(
        queries=await _complete(db, text),
        products=await word_store.products_like(db, query, limit=PRODUCTS_MAX) if is_long else [],
        profiles=await profiles(db, [(each.id, each.kind) for each in people]),
        hashtags=hashtags,
    )


async def _complete(db: Db, text: str) -> list[str]:
    """Complete the last word: after others, by what products have beside them."""
    typed = list(words(text[:QUERY_LENGTH_MAX]))
    before, begun = typed[:-1], typed[-1].folded
    if text[-1:].isspace():
        return []
    earlier = _query_before([each.folded for each in before])
    if earlier is None:
        found = await word_store.completions(db, begun, limit=QUERIES_MAX)
    else:
        found = await word_store.completions_after(db, earlier, begun, limit=QUERIES_MAX)
    lead = "".join(f"{each.written} " for each in before)
    return [lead + each.shown for each in found]


def _query_before(folded: list[str]) -> str | None:
    """Write the query of the words before the last; None when none of them matters."""
    kept = [each for each in folded if each not in STOP_WORDS]
    return understand(" ".join(kept), Language.ES).every() if kept else None
