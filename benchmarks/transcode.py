"""`vitrina bench transcode`: from the file of a phone to all rungs, beside bare ffmpeg doing the same.

Ours is everything that happens to a clip: looking into the file, measuring its sound, the first rung with
poster and preview, the other rungs in a second call, storage and database. Bare is the same ffmpeg, as polite
to others as ours, with the same rungs, encoder options and segments, and a sound made as loud, of a file that
is trusted: once in two calls like ours, which tells what we add, and once in a single call, which decodes
once and publishes nothing before its end (decision 0022). Rounds take turns; the least disturbed one of each
counts. Times of the processors stand beside those of the clock, since they depend less on who else works.
"""

import argparse
import os
import resource
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
from vitrina.media.ladder import Rung
from vitrina.media.model import Source, Step

REAL = Path(__file__).parents[2] / "shared" / "data" / "media" / "bigbuckbunny.mp4"
SECONDS = 20
ROUNDS = 3
RATIO_MIN = 0.9
# A creator waits for the first rung at most this part of what a single call takes for all.
PUBLISHED_PART_MAX = 0.4
NICENESS = 15  # Of our second call, which is most of the work.
PREFIX = "vitrina-bench-"


class Spent(Struct, frozen=True, kw_only=True):
    """What a piece of work took: by the clock, and of the processors."""

    wall_s: float
    cpu_s: float


class Round(Struct, frozen=True, kw_only=True):
    """One turn of each. first: until the clip can be published; rest: the other rungs; av1: or nothing."""

    single: Spent
    calls: Spent
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
        for _ in range(rounds):
            single = bare(probed, [every_rung(probed)])
            first, rest, av1 = await made(pool, settings, source, with_av1=with_av1)
            calls = bare(probed, our_calls(probed))
            found.append(Round(single=single, calls=calls, first=first, rest=rest, av1=av1))
    return found


def our_calls(source: Source) -> list[list[Rung]]:
    """List the rungs of each of our two calls."""
    width, height = source.probed.width, source.probed.height
    return [[ladder.first_rung(width, height)], ladder.other_rungs(width, height)]


def every_rung(source: Source) -> list[Rung]:
    """List all rungs, the largest first."""
    return sorted((rung for call in our_calls(source) for rung in call), key=lambda rung: -rung.height)


def bare(source: Source, calls: list[list[Rung]]) -> Spent:
    """Make the same with bare ffmpeg, the sound in the first of the calls."""
    with tempfile.TemporaryDirectory(prefix=PREFIX) as folder, stopwatch() as spent:
        for number, rungs in enumerate(calls):
            command = ["nice", "-n", str(NICENESS), *bare_call(source, rungs, with_sound=number == 0)]
            subprocess.run(command, cwd=folder, check=True)
    return spent[0]


def bare_call(source: Source, rungs: list[Rung], *, with_sound: bool) -> list[str]:
    """Write one call of bare ffmpeg."""
    outputs = ["-filter_complex", ladder.graph(source.probed, rungs, duration_ms=source.duration_ms)]
    for number, rung in enumerate(rungs):
        outputs += ["-map", f"[v{number}]", *ladder.encoder(rung, cuts=ladder.every())]
        outputs += ladder.segments(rung.name)
    if with_sound:
        outputs += ["-map", "0:a:0", "-af", ffmpeg.LOUDNORM, *ffmpeg.AAC, *ladder.segments(ladder.SOUND)]
    return [
        *(imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y", "-threads", str(ladder.THREADS)),
        *("-i", source.path, *outputs),
    ]


async def made(
    pool: Pool, settings: Settings, source: Path, *, with_av1: bool
) -> tuple[Spent, Spent, Spent | None]:
    """Make a clip with all its rungs as the worker does: the first, the others, AV1."""
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
    return first[0], steps[0], steps[1] if with_av1 else None


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
    """Compare the least disturbed turns."""
    single, calls = least([each.single for each in rounds]), least([each.calls for each in rounds])
    first, ours = least([each.first for each in rounds]), least([whole(each) for each in rounds])
    figures: dict[str, float | str] = {
        "source": "a real video made like a phone's" if REAL.is_file() else "generated",
        "clip_s": seconds,
        "rounds": len(rounds),
        "processors": os.cpu_count() or 1,
    }
    for name, spent in {"bare": single, "bare_calls": calls, "ours": ours, "until_published": first}.items():
        figures |= {f"{name}_s": round(spent.wall_s, 2), f"{name}_cpu_s": round(spent.cpu_s, 2)}
    if av1 := [each.av1.cpu_s for each in rounds if each.av1]:
        figures["av1_cpu_s"] = round(min(av1), 2)
    ratio, published_part = calls.wall_s / ours.wall_s, first.wall_s / single.wall_s
    return {
        "bench": "transcode",
        "figures": figures,
        "bounds": {
            f"ratio_to_bare_calls >= {RATIO_MIN}": ratio >= RATIO_MIN,
            f"published_to_bare <= {PUBLISHED_PART_MAX}": published_part <= PUBLISHED_PART_MAX,
        },
        "ratios": {
            "ratio_to_bare_calls": round(ratio, 3),
            "cpu_ratio_to_bare_calls": round(calls.cpu_s / ours.cpu_s, 3),
            "ratio_to_bare_ffmpeg": round(single.wall_s / ours.wall_s, 3),
            "cpu_ratio_to_bare_ffmpeg": round(single.cpu_s / ours.cpu_s, 3),
            "published_to_bare": round(published_part, 3),
        },
    }


def whole(turn: Round) -> Spent:
    """Add our two calls up."""
    return Spent(wall_s=turn.first.wall_s + turn.rest.wall_s, cpu_s=turn.first.cpu_s + turn.rest.cpu_s)


def least(spent: list[Spent]) -> Spent:
    """Take the least disturbed of several turns."""
    return Spent(wall_s=min(each.wall_s for each in spent), cpu_s=min(each.cpu_s for each in spent))


if __name__ == "__main__":
    main()
