"""`vitrina bench first-clip`: a shop in 60 seconds, from its catalogue file to a clip that plays.

Measures what the worker does one after the other: reading and writing a small catalogue, then making clips of
its photos and preparing them like any upload. The bound is on the processor's time, for a machine that others
use as well says little by its clock. The photos are drawn here and lie in storage already: fetching those
that a file names depends on where they are, and goes on in the background.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import uvloop
from msgspec import Struct
from PIL import Image, ImageDraw

from benchmarks import place
from benchmarks.imports import OWNER, Bench, Report, new_shop, write_feed
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductId
from vitrina.identity import service as identity
from vitrina.imports import service as imports
from vitrina.imports.model import NewSource, SourceId
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.media import service as media
from vitrina.media.model import FileId, OwnerId
from vitrina.shops import service as shops
from vitrina.slideshows import service as slideshows
from vitrina.slideshows.model import NewSlideshowRun, SlideshowRunId, SlideshowState
from vitrina.videos import service as videos

ROW_COUNT = 40
CLIP_COUNT = 3
PHOTO_SIZES = ((1200, 1600), (1600, 1200), (1400, 1400))
FIRST_CLIP_S_MAX = 60.0


def main() -> None:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(prog="vitrina bench first-clip", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object alone")
    asked = parser.parse_args()
    report = run()
    text = msgspec.json.encode(report)
    print((text if asked.json else msgspec.json.format(text, indent=2)).decode())
    if not all(report["bounds"].values()):
        sys.exit("a bound is not kept")


def run() -> dict[str, Any]:
    """Open a shop on a fresh database; answers the report as plain data."""
    with place.database() as url, tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=url, data_dir=Path(folder), secret_key="k" * 40, is_demo=True)
        return msgspec.to_builtins(uvloop.run(measure(settings)))


async def measure(settings: Settings) -> Report:
    """Import a catalogue and make clips of its first products."""
    feed = settings.data_dir / "feed.csv"
    write_feed(feed, ROW_COUNT, changed_share=0.0)
    async with Pool(settings.database_url) as pool:
        async with pool.transaction() as db:
            owner = await identity.create_person(db, OWNER, now=clock.now())
            shop = await shops.open_shop(db, owner, new_shop(), now=clock.now())
            new = NewSource(id=SourceId(new_id()), name="Feed")
            source = await imports.add_source(
                db, settings, shop_id=shop.id, actor=owner, new=new, now=clock.now()
            )
        bench = Bench(pool, settings, source, owner)
        run_id = await bench.begin(feed)
        import_s = await bench.read(run_id) + await bench.apply(run_id)
        photos = await draw_photos(pool, settings)
        async with pool.transaction() as db:
            products = await catalogue.shop_product_ids(db, shop_id=shop.id, before=None, limit=CLIP_COUNT)
            await catalogue.set_images(db, dict.fromkeys(products, photos), now=clock.now())
        clips = await make_clips(bench, products)
    return Report(
        bench="first-clip",
        figures={
            "rows": ROW_COUNT,
            "photos_per_product": len(PHOTO_SIZES),
            "import_s": round(import_s, 2),
            "first_clip_s": round(import_s + clips[0].wall_s, 2),
            "first_clip_cpu_s": round(import_s + clips[0].cpu_s, 2),
            "per_clip_cpu_s": round(clips[-1].cpu_s / len(clips), 2),
            "load_per_core": round(os.getloadavg()[0] / (os.cpu_count() or 1), 1),
        },
        bounds={
            f"first_clip_cpu_s < {FIRST_CLIP_S_MAX}": import_s + clips[0].cpu_s < FIRST_CLIP_S_MAX,
            "every clip plays": len(clips) == CLIP_COUNT,
        },
        ratios={"import_to_clip": round(import_s / clips[0].wall_s, 3)},
    )


class Spent(Struct, frozen=True, kw_only=True):
    """Seconds since the tap, by the clock and of the processor."""

    wall_s: float
    cpu_s: float


def cpu_s() -> float:
    """Seconds that this process and its children have worked."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


async def make_clips(bench: Bench, products: list[ProductId]) -> list[Spent]:
    """Time from the tap until each clip plays, as the worker makes them: one after the other."""
    new = NewSlideshowRun(id=SlideshowRunId(new_id()), product_ids=products)
    async with bench.pool.transaction() as db:
        await slideshows.begin_run(
            db, shop_id=bench.source.shop_id, actor=bench.owner, new=new, now=clock.now()
        )
    began_at, cpu_before_s = time.perf_counter(), cpu_s()
    spent: list[Spent] = []
    for number in range(len(products)):
        await slideshows.make_next(bench.pool, bench.settings, run_id=new.id, now=clock.real_now())
        async with bench.pool.transaction() as db:
            clip = (await slideshows.get_run(db, run_id=new.id, actor=bench.owner)).clips[number]
        if clip.video_id:
            await videos.prepare(bench.pool, bench.settings, video_id=clip.video_id, now=clock.real_now())
        async with bench.pool.transaction() as db:
            clip = (await slideshows.get_run(db, run_id=new.id, actor=bench.owner)).clips[number]
        if clip.state is SlideshowState.READY:
            spent.append(Spent(wall_s=time.perf_counter() - began_at, cpu_s=cpu_s() - cpu_before_s))
    return spent


async def draw_photos(pool: Pool, settings: Settings) -> list[FileId]:
    """Photos as large as shops have them, with enough in them to be work for an encoder."""
    found: list[FileId] = []
    for width, height in PHOTO_SIZES:
        picture = Image.effect_noise((width, height), 40).convert("RGB")
        ImageDraw.Draw(picture).ellipse((width // 5, height // 5, width * 4 // 5, height * 4 // 5), "#e4007c")
        made = BytesIO()
        picture.save(made, "JPEG", quality=90)
        file = await media.add_image(
            pool, settings, owner_id=OwnerId(OWNER.id), raw=made.getvalue(), now=clock.real_now()
        )
        found.append(file.file_id)
    return found


if __name__ == "__main__":
    main()
