"""What only a demo has: people with a password, a clock that anybody may move, and a lab to break it."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from litestar import get, post
from msgspec import Meta, Struct

from vitrina.demo import lab
from vitrina.demo.lab import Pace, Race, Victim
from vitrina.demo.people import PASSWORD
from vitrina.identity import service as identity
from vitrina.identity.model import Capability, Person
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed, NotFound, TooManyRequests
from vitrina.kit.http import fails
from vitrina.kit.ticker import advance_clock
from vitrina.payments import hints
from vitrina.payments import service as payments
from vitrina.payments.errors import VoucherNotPayable
from vitrina.payments.model import Method, PurchaseId
from vitrina.payments.providers.sandbox import Sandbox

TAGS = ["demo"]
ADVANCE_MAX_S = 366 * 24 * 3600
OFFSET_MAX = timedelta(days=3_660)
ROLES = {
    Capability.OPERATE: "operator",
    Capability.SELL: "shop_owner",
    Capability.EARN: "creator",
}
NO_ROLE = "viewer"


class DemoPerson(Struct, frozen=True, kw_only=True):
    """Somebody of the demo whom a visitor may be. role: operator, shop_owner, creator or viewer."""

    handle: str
    name: str
    role: str
    email: str
    password: str


class Demo(Struct, frozen=True, kw_only=True):
    """Who is who in the demo."""

    people: list[DemoPerson]


class AdvanceClock(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far the clock of the demo goes forward: a second to a year."""

    advance_s: Annotated[int, Meta(ge=1, le=ADVANCE_MAX_S)]


class DemoClock(Struct, frozen=True, kw_only=True):
    """What time it is in the demo, and how far that is ahead of real time."""

    now: datetime
    offset_s: int


class Lab(Struct, frozen=True, kw_only=True):
    """What there is to see in the lab. race: the last one."""

    race: Race | None


class NewRace(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A race to be started."""

    pace: Pace


class NewBlow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be killed."""

    target: Victim


@get("/demo", operation_id="getDemo", tags=TAGS, responses=fails(NotFound))
async def get_demo(pool: Pool, settings: Settings) -> Demo:
    """List the people of the demo with the password that all of them have."""
    _require_demo(settings)
    async with pool.transaction() as db:
        people = await identity.demo_people(db)
    return Demo(
        people=[
            DemoPerson(
                handle=person.handle,
                name=person.name,
                role=role_of(person),
                email=person.email,
                password=PASSWORD,
            )
            for person in people
        ]
    )


@post(
    "/demo/clock",
    operation_id="advanceDemoClock",
    status_code=200,
    tags=TAGS,
    responses=fails(NotFound, Malformed),
)
async def advance_demo_clock(data: AdvanceClock, pool: Pool, settings: Settings) -> DemoClock:
    """Move the clock of the whole demo forward, at most ten years in all. It never goes back."""
    _require_demo(settings)
    if clock.offset() + timedelta(seconds=data.advance_s) > OFFSET_MAX:
        raise Malformed({"advance_s": "the clock is at most ten years ahead"})
    offset = await advance_clock(pool, data.advance_s)
    return DemoClock(now=clock.now(), offset_s=int(offset.total_seconds()))


@post(
    "/demo/vouchers/{purchase:uuid}/payment",
    operation_id="payDemoVoucher",
    status_code=204,
    tags=TAGS,
    responses=fails(NotFound, VoucherNotPayable),
)
async def pay_demo_voucher(purchase: UUID, pool: Pool, settings: Settings) -> None:
    """Play the till of a demo: pay the test voucher of a purchase."""
    _require_demo(settings)
    wanted, now = PurchaseId(purchase), clock.now()
    async with pool.transaction() as db:
        payment = (await payments.latest_payments(db, [wanted])).get(wanted)
    if payment is None or payment.method is not Method.SANDBOX_VOUCHER:
        raise NotFound
    if not await Sandbox(pool).pay_voucher(payment.id, now=now):
        raise VoucherNotPayable
    async with pool.transaction() as db:
        await hints.wake(db, payment, now=now)


def role_of(person: Person) -> str:
    """Name the foremost thing that a person does."""
    return next((role for capability, role in ROLES.items() if person.can(capability)), NO_ROLE)


def _require_demo(settings: Settings) -> None:
    if not settings.is_demo:
        raise NotFound


@get("/demo/lab", operation_id="getDemoLab", tags=TAGS, responses=fails(NotFound))
async def get_demo_lab(settings: Settings) -> Lab:
    """Tell how the race stands. Asks no database, for that may just have been killed."""
    _require_demo(settings)
    return Lab(race=lab.read_race(settings))


@post(
    "/demo/lab/races",
    operation_id="startDemoRace",
    status_code=202,
    tags=TAGS,
    responses=fails(NotFound, Malformed, TooManyRequests),
)
async def start_demo_race(data: NewRace, settings: Settings) -> None:
    """Let buyers race for the last units of a product; one race at a time."""
    _require_demo(settings)
    lab.ask(settings, data.pace)


@post(
    "/demo/lab/blows",
    operation_id="strikeDemo",
    status_code=202,
    tags=TAGS,
    responses=fails(NotFound, Malformed, TooManyRequests),
)
async def strike_demo(data: NewBlow, settings: Settings) -> None:
    """Kill a process of this demo as a power cut does; it is started again."""
    _require_demo(settings)
    lab.ask(settings, data.target)


ROUTES = [get_demo, advance_demo_clock, pay_demo_voucher, get_demo_lab, start_demo_race, strike_demo]
