"""The own devices, and what is pushed to them."""

from typing import Any

from litestar import Request, delete, get, post, put
from litestar.di import Provide

from vitrina.identity import guards
from vitrina.identity.errors import BrowserNeeded, SignInNeeded
from vitrina.identity.model import Credential, Person
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import fails
from vitrina.notifications.errors import (
    PushDeviceNotFound,
    PushDeviceTaken,
    PushOff,
    PushServiceUnknown,
)
from vitrina.notifications.jobs import send_pushes
from vitrina.notifications.push import service
from vitrina.notifications.push.model import (
    AddPushDevice,
    PushDevice,
    PushDeviceId,
    PushOffer,
    PushSettings,
)

TAGS = ["notifications"]


@get("/me/push", operation_id="getPush", tags=TAGS, responses=fails(SignInNeeded))
async def get_push(person: Person, pool: Pool, settings: Settings) -> PushOffer:
    """Show whether this instance pushes, the own devices, and what is pushed to them."""
    async with pool.transaction() as db:
        return await service.offer(db, settings, person)


@put("/me/push/settings", operation_id="setPushSettings", tags=TAGS, responses=fails(SignInNeeded, Malformed))
async def set_settings(person: Person, data: PushSettings, pool: Pool) -> PushSettings:
    """Choose what is pushed to the own devices, and in which hours nothing is."""
    async with pool.transaction() as db:
        return await service.change_settings(db, person, data)


@post(
    "/me/push/devices",
    operation_id="addPushDevice",
    tags=TAGS,
    dependencies={"here": Provide(guards.browser)},
    responses=fails(SignInNeeded, BrowserNeeded, PushOff, PushServiceUnknown, PushDeviceTaken, Malformed),
)
async def add_device(
    request: Request[Any, Any, Any],
    person: Person,
    here: Credential,
    data: AddPushDevice,
    pool: Pool,
    settings: Settings,
) -> PushDevice:
    """Have notices pushed to this browser, until its session ends. The same browser again is renewed."""
    async with pool.transaction() as db:
        return await service.add_device(
            db,
            settings,
            person=person,
            here=here,
            asked=data,
            agent=request.headers.get("user-agent", ""),
            now=clock.now(),
        )


@delete(
    "/me/push/devices/{device:uuid}",
    operation_id="deletePushDevice",
    tags=TAGS,
    responses=fails(SignInNeeded, PushDeviceNotFound),
)
async def delete_device(person: Person, device: PushDeviceId, pool: Pool) -> None:
    """Push nothing to one of the own devices any more."""
    async with pool.transaction() as db:
        await service.delete_device(db, device, person=person)


@post(
    "/me/push/devices/{device:uuid}/trial",
    operation_id="tryPushDevice",
    status_code=202,
    tags=TAGS,
    responses=fails(SignInNeeded, PushDeviceNotFound, PushOff),
)
async def try_device(person: Person, device: PushDeviceId, pool: Pool, settings: Settings) -> None:
    """Have a trial pushed to one of the own devices, in quiet hours as well."""
    async with pool.transaction() as db:
        await service.try_device(db, settings, device_id=device, person=person, now=clock.now())
        await send_pushes.defer(db)


PUSH_ROUTES = [get_push, set_settings, add_device, delete_device, try_device]
