"""SQL of how products are rated."""

from collections.abc import Sequence

import msgspec

from vitrina.catalogue.model import ProductRating
from vitrina.kit.db import Db, run


async def save_ratings(db: Db, ratings: Sequence[ProductRating]) -> int:
    """Write how products are rated; what is as it was is left alone. In the order of their ids."""
    return await run(
        db,
        """
          with wanted as (
                   select p.id, w.rating_count, w.stars_sum
                     from jsonb_to_recordset(%(rows)s::jsonb) as w (
                          product_id uuid,
                          rating_count int,
                          stars_sum int)
                     join catalogue.products p on p.id = w.product_id
                    where (p.rating_count, p.stars_sum) is distinct from (w.rating_count, w.stars_sum)
                    order by p.id
                      for update of p
               )
        update catalogue.products p
           set rating_count = w.rating_count,
               stars_sum = w.stars_sum,
               changed_tx = pg_current_xact_id()::text::bigint
          from wanted w
         where p.id = w.id
        """,
        rows=msgspec.json.encode(ratings).decode(),
    )
