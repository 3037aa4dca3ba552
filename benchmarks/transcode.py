"""`vitrina bench transcode`: from the file of a phone to all rungs, beside one bare ffmpeg doing the same.

Ours is everything that happens to a clip: looking into the file, measuring its sound, the first rung with
poster and preview, the other rungs in a second call, storage and database. Bare is one call of the same
ffmpeg, as polite to others as ours, with the same rungs, encoder options and segments, and a sound made as
loud, of a file that is trusted. Rounds take turns; the least disturbed one of each counts. Times of the
processors stand beside those of the clock, since they do not depend on who else works.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import msgspec
import uvloop
from msgspec import Struct

from benchmarks import place
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.media import ffmpeg, ladder
from vitrina.media import service as media
from vitrina.media.model import Source, Step

REAL = Path(__file__).parents[2] / "shared" / "data" / "media" / "bigbuckbunny.mp4"
SECONDS = 20
ROUNDS = 3
RATIO_MIN = 0.9
NICENESS = 15  # Of our second call, which is most of the work.
PREFIX = "vitrina-bench-"


class Spent(Struct, frozen=True, kw_only=True):
    """What a piece of work took: by the clock, and of the processors."""

    wall_s: float
    cpu_s: float


class Round(Struct, frozen=True, kw_only=True):
    """One turn of each. first: until the clip can be published; rest: the other rungs; av1: or nothing."""

    bare: Spent
    first: Spent
    rest: Spent
    av1: Spent | None


def main() -> None:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(prog="vitrina bench transcode", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object alone")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=int, default=SECONDS, help="how long the clip plays")
    parser.add_argument("--av1", action="store_true", help="the rung of idle time, too")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix=PREFIX) as name, place.database() as url:
        folder = Path(name)
        source = phone_video(folder / "phone.mp4", seconds=asked.seconds)
        settings = Settings(data_dir=folder / "data", database_url=url)
        rounds = uvloop.run(measure(settings, source, rounds=asked.rounds, with_av1=asked.av1))
    report = report_of(rounds, seconds=asked.seconds)
    text = msgspec.json.encode(report)
    print((text if asked.json else msgspec.json.format(text, indent=2)).decode())
    if not all(report["bounds"].values()):
        sys.exit("a bound is not kept")


def phone_video(target: Path, *, seconds: int) -> Path:
    """Make what a phone records: 1080x1920, 30 pictures a second with the noise of a sensor, 14 Mbit/s."""
    upright = "transpose=1,scale=1080:1920,noise=alls=6:allf=t,fps=30,format=yuv420p"
    if REAL.is_file():
        inputs = ["-stream_loop", "-1", "-i", str(REAL)]
    else:
        upright = f"scale=1920:1080,{upright}"
        inputs = [
            "-f",
            "lavfi",
            "-i",
            "mandelbrot=size=640x360:rate=30",
            "-f",
            "lavfi",
            "-i",
            "anoisesrc=a=0.05",
        ]
    command = [
        *(imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y", *inputs, "-t", str(seconds)),
        *("-vf", upright, "-c:v", "libx264", "-preset", "veryfast", "-b:v", "14M", "-g", "60"),
        *("-c:a", "aac", "-ac", "2", "-ar", "48000", str(target)),
    ]
    subprocess.run(command, check=True)
    return target


async def measure(settings: Settings, source: Path, *, rounds: int, with_av1: bool) -> list[Round]:
    """Let both take turns."""
    probed = await ffmpeg.open_source(source, ffmpeg.UNCUT)
    found: list[Round] = []
    async with Pool(settings.database_url) as pool:
        for number in range(rounds):
            if number % 2:
                ours = await made(pool, settings, source, with_av1=with_av1)
                found.append(msgspec.structs.replace(ours, bare=bare(probed)))
            else:
                without = bare(probed)
                ours = await made(pool, settings, source, with_av1=with_av1)
                found.append(msgspec.structs.replace(ours, bare=without))
    return found


def bare(source: Source) -> Spent:
    """Make the same with one bare ffmpeg."""
    probed = source.probed
    rungs = [ladder.first_rung(probed.width, probed.height), *ladder.other_rungs(probed.width, probed.height)]
    rungs.sort(key=lambda rung: -rung.height)
    outputs = ["-filter_complex", ladder.graph(probed, rungs, duration_ms=source.duration_ms)]
    for number, rung in enumerate(rungs):
        outputs += ["-map", f"[v{number}]", *ladder.encoder(rung, cuts=ladder.every())]
        outputs += ladder.segments(rung.name)
    sound = ["-map", "0:a:0", "-af", ffmpeg.LOUDNORM, *ffmpeg.AAC, *ladder.segments(ladder.SOUND)]
    command = [
        *(imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y", "-threads", str(ladder.THREADS)),
        *("-i", source.path, *outputs, *sound),
    ]
    with tempfile.TemporaryDirectory(prefix=PREFIX) as folder, stopwatch() as spent:
        subprocess.run(["nice", "-n", str(NICENESS), *command], cwd=folder, check=True)
    return spent[0]


async def made(pool: Pool, settings: Settings, source: Path, *, with_av1: bool) -> Round:
    """Make a clip with all its rungs as the worker does."""
    now = clock.real_now()
    with stopwatch() as first:
        clip = await media.make_clip(pool, settings, source=source, on_progress=nobody_asks, now=now)
        async with pool.transaction() as db:
            await media.add_clip(db, clip, person_id=new_id(), now=now)
    steps: list[Spent] = []
    for step in [Step.RUNGS, *([Step.AV1] if with_av1 else [])]:
        growth = media.Growth(file_id=clip.file_id, path=source, step=step)
        with stopwatch() as spent:
            await media.add_rungs(pool, settings, growth=growth, on_progress=nobody_asks, now=now)
        steps += spent
    nothing = Spent(wall_s=0, cpu_s=0)
    return Round(bare=nothing, first=first[0], rest=steps[0], av1=steps[1] if with_av1 else None)


def nobody_asks(percent: int) -> None:
    """Forget how far the work is."""
    del percent


@contextmanager
def stopwatch() -> Generator[list[Spent], None, None]:
    """Measure a piece of work of this process and of the children that it waits for."""
    spent: list[Spent] = []
    began_s, cpu_s = time.perf_counter(), used_s()
    yield spent
    spent.append(Spent(wall_s=time.perf_counter() - began_s, cpu_s=used_s() - cpu_s))


def used_s() -> float:
    """Tell what the processors have done for this process and its children so far."""
    each = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in each)


def report_of(rounds: list[Round], *, seconds: int) -> dict[str, Any]:
    """The least disturbed round of each decides; others only tell how disturbed it was."""
    bare_s = min(each.bare.wall_s for each in rounds)
    ours_s = min(each.first.wall_s + each.rest.wall_s for each in rounds)
    bare_cpu_s = min(each.bare.cpu_s for each in rounds)
    ours_cpu_s = min(each.first.cpu_s + each.rest.cpu_s for each in rounds)
    figures: dict[str, float | str] = {
        "source": "a real video made like a phone's" if REAL.is_file() else "generated",
        "clip_s": seconds,
        "rounds": len(rounds),
        "processors": os.cpu_count() or 1,
        "bare_s": round(bare_s, 2),
        "ours_s": round(ours_s, 2),
        "until_published_s": round(min(each.first.wall_s for each in rounds), 2),
        "bare_cpu_s": round(bare_cpu_s, 2),
        "ours_cpu_s": round(ours_cpu_s, 2),
        "until_published_cpu_s": round(min(each.first.cpu_s for each in rounds), 2),
        "bare_median_s": round(statistics.median(each.bare.wall_s for each in rounds), 2),
        "ours_median_s": round(statistics.median(each.first.wall_s + each.rest.wall_s for each in rounds), 2),
    }
    if av1 := [each.av1.cpu_s for each in rounds if each.av1]:
        figures["av1_cpu_s"] = round(min(av1), 2)
    ratio = bare_s / ours_s
    return {
        "bench": "transcode",
        "figures": figures,
        "bounds": {f"ratio_to_bare_ffmpeg >= {RATIO_MIN}": ratio >= RATIO_MIN},
        "ratios": {
            "ratio_to_bare_ffmpeg": round(ratio, 3),
            "cpu_ratio_to_bare_ffmpeg": round(bare_cpu_s / ours_cpu_s, 3),
            "published_to_all": round(min(each.first.wall_s for each in rounds) / ours_s, 3),
        },
    }


if __name__ == "__main__":
    main()
