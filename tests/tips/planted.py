"""A trace that a person leaves in tips."""

from tests.people import CARLA
from vitrina.identity.model import Person
from vitrina.kit.db import Db, run
from vitrina.kit.ids import new_id


async def plant_tip(db: Db, flora: Person) -> None:
    """A tip that she gave, which is over, and what she used up of that day."""
    await run(
        db,
        """
        with given as (
            insert into tips.tips (id, giver_id, creator_id, video_id, amount_minor, currency, fee_minor,
                                   is_anonymous, state, created_at)
            values (%(id)s, %(flora)s, %(carla)s, %(id)s, 2000, 'MXN', 100, false, 'failed', now())
        )
        insert into tips.days (side, person_id, currency, day, amount_minor, cap_minor)
        values ('given', %(flora)s, 'MXN', current_date, 0, 180000)
        """,
        id=new_id(),
        flora=flora.id,
        carla=CARLA.id,
    )
