"""What the first screens of lists show, asked for as the web app does."""

from vitrina.identity import service as identity
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.errors import Overloaded
from vitrina.live import service as live
from vitrina.pages.model import Shows, Visit
from vitrina.search import service as search
from vitrina.search.model import Filters, FoundProducts, Sort

# More than a phone shows at once; the web app asks for the rest when somebody gets near it.
SHELVES_PAGE_SIZE = 12
# As many as the web app asks for.
SHOWS_PAGE_SIZE = 24


async def first_shelves(pool: Pool, visit: Visit) -> FoundProducts | None:
    """Find the first of what is on sale; None when that takes too long: the page comes without it."""
    asked = search.Asked(text=None, language=visit.language, limit=SHELVES_PAGE_SIZE, now=visit.now)
    filters = Filters(is_minor=identity.is_known_minor(visit.viewer, visit.now))
    try:
        async with search.bounded(pool) as db:
            return await search.find_products(db, asked, filters, Sort.RELEVANCE)
    except Overloaded:
        return None


async def first_shows(pool: Pool, visit: Visit) -> Shows:
    """List the shows of this instance."""
    whose = live.Whose(reader_id=visit.viewer.id if visit.viewer else None)
    async with pool.transaction() as db:
        found = {
            when: await live.page_of_rooms(
                db, when=when, whose=whose, cursor=None, limit=SHOWS_PAGE_SIZE, now=visit.now
            )
            for when in live.When
        }
        channel = await live.channel(db, whose=whose, now=visit.now, real_now=clock.real_now())
    return Shows(
        live=found[live.When.LIVE],
        coming=found[live.When.COMING],
        replays=found[live.When.REPLAYS],
        channel=channel,
    )
