"""Sources with an address are pulled on schedule, and pictures follow by themselves."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from io import BytesIO

import msgspec
import pytest
from msgspec import Struct
from msgspec.structs import replace
from PIL import Image

from tests.imports import bombs
from tests.imports.server import Answer, Server, serving
from tests.imports.test_apply import mug, shopify
from tests.imports.world import NOW, World, world_of
from vitrina.catalogue.model import ProductStatus
from vitrina.imports import service
from vitrina.imports.model import (
    NewRun,
    Run,
    RunId,
    RunStatus,
    Schedule,
    ScheduledImportHalted,
    SourceChanges,
)
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, many, run
from vitrina.kit.ids import new_id
from vitrina.kit.places import Language

HOUR = timedelta(hours=1)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving() as running:
        yield running


@pytest.fixture
async def pulled(pool: Pool, settings: Settings, server: Server) -> World:
    """A world whose source is an address of the server; the operator allows loopback."""
    allowing = replace(settings, fetch_networks="127.0.0.0/8", fetch_ports=str(server.port))
    return await world_of(pool, allowing, url=server.url("/feed.csv"))


def picture(colour: str) -> bytes:
    target = BytesIO()
    Image.new("RGB", (60, 40), colour).save(target, "PNG")
    return target.getvalue()


async def schedule(world: World, how: Schedule) -> None:
    async with world.pool.transaction() as db:
        await service.change_source(
            db,
            world.settings,
            source_id=world.source.id,
            actor=world.owner,
            changes=SourceChanges(schedule=how),
            now=NOW,
        )


async def pull(world: World, *, hours: int) -> Run | None:
    """What the worker does at an hour; the run that it began."""
    now = NOW + hours * HOUR
    if not await service.pull_due(world.pool, now=now):
        return None
    async with world.pool.transaction() as db:
        [begun] = await service.list_runs(
            db, source_id=world.source.id, actor=world.owner, before=None, limit=1
        )
    await service.read(world.pool, world.settings, run_id=begun.id, now=now)
    if (await world.run(begun.id)).status is RunStatus.APPLYING:
        await service.apply(world.pool, world.settings, run_id=begun.id, now=now)
    return await world.run(begun.id)


async def test_a_schedule_pulls_what_is_new_and_nothing_twice(pulled: World, server: Server) -> None:
    server.answers["/feed.csv"] = Answer(headers={"etag": '"1"'}, body=shopify(mug("a")).encode())
    await schedule(pulled, Schedule.HOURLY)

    first = await pull(pulled, hours=0)
    too_early = await pull(pulled, hours=0)
    same = await pull(pulled, hours=1)
    server.answers["/feed.csv"] = Answer(
        headers={"etag": '"2"'}, body=shopify(mug("a", quantity=2), mug("b", title="Vaso")).encode()
    )
    changed = await pull(pulled, hours=2)

    assert first
    assert (first.status, first.is_automatic, first.done_count) == (RunStatus.DONE, True, 1)
    assert too_early is None
    assert same
    assert same.status is RunStatus.UNCHANGED
    assert server.asked[1][1]["if-none-match"] == '"1"'
    assert changed
    assert (changed.status, changed.counts.new_count, changed.counts.changed_count) == (RunStatus.DONE, 1, 1)
    assert set(await pulled.products()) == {"Taza", "Vaso"}


async def test_a_pull_that_would_empty_the_shop_waits_for_a_person(pulled: World, server: Server) -> None:
    rows = [mug(str(i), title=f"Taza {i}") for i in range(10)]
    server.answers["/feed.csv"] = Answer(body=shopify(*rows).encode())
    await schedule(pulled, Schedule.DAILY)
    await pull(pulled, hours=0)
    server.answers["/feed.csv"] = Answer(body=shopify(*rows[:3]).encode())

    stopped = await pull(pulled, hours=24)

    assert stopped
    assert (stopped.status, stopped.is_stopped, stopped.counts.vanishing_count) == (RunStatus.READY, True, 7)
    assert {p.status for p in (await pulled.products()).values()} == {ProductStatus.ACTIVE}
    await pulled.apply(stopped, is_vanishing_fine=True)
    assert [p.status for p in (await pulled.products()).values()].count(ProductStatus.ARCHIVED) == 7


async def test_undoing_a_pull_switches_the_schedule_off(pulled: World, server: Server) -> None:
    server.answers["/feed.csv"] = Answer(headers={"etag": '"1"'}, body=shopify(mug("a")).encode())
    await schedule(pulled, Schedule.HOURLY)
    done = await pull(pulled, hours=0)
    assert done

    await pulled.undone(done)

    assert await pull(pulled, hours=5) is None
    assert (await pulled.products())["Taza"].status is ProductStatus.ARCHIVED


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (Answer(status=302, headers={"location": "http://10.0.0.1/feed.csv"}), "address_refused"),
        (Answer(body=b"<!doctype html><title>Sign in</title>"), "is_web_page"),
        (Answer(status=404), "answered_4xx"),
    ],
    ids=["redirect inside", "web page", "missing"],
)
async def test_a_pull_that_fails_says_why(
    pulled: World, server: Server, answer: Answer, failure: str
) -> None:
    server.answers["/feed.csv"] = answer

    failed = await pulled.read()

    assert (failed.status, failed.failure) == (RunStatus.FAILED, failure)


@pytest.mark.parametrize("is_upload", [True, False], ids=["upload", "address"])
@pytest.mark.parametrize("bomb", [bombs.many_members, bombs.packed_twice], ids=["members", "twice"])
async def test_a_gigabyte_that_was_packed_fails_clearly_and_takes_no_room(
    pulled: World, server: Server, *, bomb: Callable[[], bytes], is_upload: bool
) -> None:
    packed = bomb()
    server.answers["/feed.csv"] = Answer(headers={"content-encoding": "gzip"}, body=packed)

    failed = await pulled.read(packed if is_upload else None)

    assert (failed.status, failed.failure) == (RunStatus.FAILED, "unpacks_too_large")
    assert (failed.counts.row_count, failed.counts.problem_count) == (0, 0)
    folder = pulled.settings.data_dir.resolve()
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= len(packed)


async def test_pictures_are_fetched_and_shown_in_the_order_of_the_file(pulled: World, server: Server) -> None:
    server.answers["/red.png"] = Answer(body=picture("red"))
    server.answers["/blue.png"] = Answer(body=picture("blue"))
    row = mug("a")[:-1]
    file = shopify(f"{row},{server.url('/red.png')}", f"a,,,,,,,,,,,,,,,{server.url('/blue.png')}")
    await pulled.imported(file)
    assert (await pulled.products())["Taza"].images == []

    tried_count = await service.fetch_pictures(pulled.pool, pulled.settings, now=NOW)

    images = (await pulled.products())["Taza"].images
    assert (tried_count, len(images), images[0].width) == (2, 2, 60)
    again = await pulled.imported(file.replace("189.00", "199.00"))
    assert again.counts.changed_count == 1
    assert (await pulled.products())["Taza"].images == images
    assert await service.fetch_pictures(pulled.pool, pulled.settings, now=NOW) == 0


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (Answer(body=b"<html>no</html>"), "not_a_picture"),
        (
            Answer(body=b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
            "not_a_picture",
        ),
        (Answer(status=404), "answered_4xx"),
        (Answer(status=302, headers={"location": "http://169.254.169.254/"}), "address_refused"),
    ],
    ids=["html", "svg with script", "missing", "redirect inside"],
)
async def test_what_is_no_picture_is_told_for_its_product(
    pulled: World, server: Server, answer: Answer, failure: str
) -> None:
    server.answers["/x.png"] = answer
    await pulled.imported(shopify(f"{mug('a')[:-1]},{server.url('/x.png')}"))

    await service.fetch_pictures(pulled.pool, pulled.settings, now=NOW)

    product = (await pulled.products())["Taza"]
    async with pulled.pool.transaction() as db:
        [(_, told)] = await service.list_failed_pictures(
            db, shop_id=pulled.shop.id, actor=pulled.owner, after=None, limit=10, language=Language.ES
        )
    assert (product.images, told.product_id, told.failure) == ([], product.id, failure)
    assert await service.fetch_pictures(pulled.pool, pulled.settings, now=NOW) == 0


async def test_a_picture_that_may_come_later_is_tried_a_bounded_number_of_times(
    pulled: World, server: Server
) -> None:
    server.answers["/x.png"] = Answer(status=503)
    await pulled.imported(shopify(f"{mug('a')[:-1]},{server.url('/x.png')}"))

    tries = 0
    for _ in range(10):
        tries += await service.fetch_pictures(pulled.pool, pulled.settings, now=NOW)
        async with pulled.pool.transaction() as db:
            await run(db, "update imports.pictures set due_at = now() where due_at is not null")
    assert tries == 4

    server.answers["/x.png"] = Answer(body=picture("green"))
    async with pulled.pool.transaction() as db:
        assert await service.retry_pictures(db, shop_id=pulled.shop.id, actor=pulled.owner) == 1
    await service.fetch_pictures(pulled.pool, pulled.settings, now=NOW)
    assert len((await pulled.products())["Taza"].images) == 1


async def test_a_table_from_an_address_is_read_again_by_its_mapping(pulled: World, server: Server) -> None:
    server.answers["/feed.csv"] = Answer(body="Código;Producto;Precio\nA;Taza;99\n".encode())
    asked = await pulled.read()

    ready = await pulled.map(asked.id, {c.name: c.field for c in asked.columns if c.field})

    assert (asked.status, ready.status, ready.counts.new_count) == (RunStatus.MAPPING, RunStatus.READY, 1)
    assert len(server.asked) == 1


async def test_left_previews_and_files_are_thrown_away(pulled: World, server: Server) -> None:
    server.answers["/feed.csv"] = Answer(body="Código;Producto;Precio\nA;Taza;99\n".encode())
    asked = await pulled.read()
    files = pulled.settings.data_dir.resolve() / "imports"
    await service.tidy(pulled.pool, pulled.settings, now=NOW + HOUR)
    assert len(list(files.iterdir())) == 1

    await service.tidy(pulled.pool, pulled.settings, now=NOW + timedelta(days=8))

    assert (await pulled.run(asked.id)).status is RunStatus.CANCELLED
    assert list(files.iterdir()) == []


async def halts(world: World) -> list[tuple[str, str | None, int]]:
    """What was said of pulls that did not go on, in the order in which it was said."""
    async with world.pool.transaction() as db:
        rows = await many(
            db,
            Said,
            "select body::text as body from kit.events where name = 'ScheduledImportHalted' order by id",
        )
    facts = [msgspec.json.decode(each.body, type=ScheduledImportHalted) for each in rows]
    return [(str(each.because), each.failure, each.vanishing_count) for each in facts]


class Said(Struct, frozen=True):
    body: str


async def test_a_schedule_that_begins_to_fail_says_so_once_and_again_after_it_worked(
    pulled: World, server: Server
) -> None:
    server.answers["/feed.csv"] = Answer(body=shopify(mug("a")).encode())
    await schedule(pulled, Schedule.HOURLY)
    await pull(pulled, hours=0)
    server.answers["/feed.csv"] = Answer(status=500)

    for hour in (1, 2, 3):
        failed = await pull(pulled, hours=hour)
        assert failed and failed.status is RunStatus.FAILED
    once = await halts(pulled)
    server.answers["/feed.csv"] = Answer(body=shopify(mug("a", quantity=9)).encode())
    await pull(pulled, hours=4)
    server.answers["/feed.csv"] = Answer(body=b"<html><body>Hola</body></html>")
    await pull(pulled, hours=5)

    assert once == [("failed", "answered_5xx", 0)]
    assert await halts(pulled) == [*once, ("failed", "is_web_page", 0)]


async def test_a_schedule_that_stops_says_what_it_waits_for(pulled: World, server: Server) -> None:
    server.answers["/feed.csv"] = Answer(body=shopify(mug("a"), mug("b"), mug("c")).encode())
    await schedule(pulled, Schedule.HOURLY)
    await pull(pulled, hours=0)
    server.answers["/feed.csv"] = Answer(body=shopify(mug("a")).encode())

    stopped = await pull(pulled, hours=1)

    assert stopped and stopped.is_stopped
    assert await halts(pulled) == [("vanishing", None, 2)]


async def test_a_run_that_somebody_began_says_nothing(pulled: World, server: Server) -> None:
    server.answers["/feed.csv"] = Answer(status=500)

    async with pulled.pool.transaction() as db:
        begun = await service.begin_run(
            db, source_id=pulled.source.id, actor=pulled.owner, new=NewRun(id=RunId(new_id())), now=NOW
        )
    await service.read(pulled.pool, pulled.settings, run_id=begun.id, now=NOW)

    assert (await pulled.run(begun.id)).status is RunStatus.FAILED
    assert await halts(pulled) == []
