"""`vitrina bench live-rooms`: what a show costs the server before anybody watches it.

So many rooms get one film of 2.5 Mbit/s with sound by RTMP, in real time, each from an ffmpeg that copies.
The live process parses, cuts, keeps and records them. Its processor time is taken over a window in which all
rooms are on air, without the publishers'. The bound: a room takes at most 1 % of a core.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
import msgspec

from benchmarks import cpu
from benchmarks.live_stage import FFMPEG, Running, programs, running

ROOMS = 8
SECONDS = 20.0
ON_AIR_S = 60.0
BITRATE_BPS = 2_500_000
PERCENT_MAX = 1.0
PREFIX = "vitrina-bench-"


def main() -> None:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(prog="vitrina bench live-rooms", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object alone")
    parser.add_argument("--rooms", type=int, default=ROOMS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="length of the window")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
        report = run(Path(folder), room_count=asked.rooms, seconds=asked.seconds)
    text = msgspec.json.encode(report)
    print((text if asked.json else msgspec.json.format(text, indent=2)).decode())
    if not all(report["bounds"].values()):
        sys.exit("a bound is not kept")


def run(folder: Path, *, room_count: int, seconds: float) -> dict[str, Any]:
    """Publish into all rooms and measure the server."""
    film = make_film(folder)
    rooms = [f"room-{number}" for number in range(room_count)]
    with running(folder) as live:
        push = [FFMPEG, "-loglevel", "error", "-re", "-stream_loop", "-1", "-i", str(film), "-c", "copy"]
        with programs([[*push, "-f", "flv", live.rtmp_url(room)] for room in rooms]):
            wait_until_on_air(live, rooms)
            before_cpu, before_bytes, before = cpu.of_tree(live.pid), recorded(folder), time.monotonic()
            time.sleep(seconds)
            after_cpu, after_bytes, passed_s = (
                cpu.of_tree(live.pid),
                recorded(folder),
                time.monotonic() - before,
            )
            still = [room for room in rooms if httpx.get(live.playlist_url(room)).status_code == 200]
    percent = (after_cpu - before_cpu) / passed_s * 100 / room_count
    mbps = (after_bytes - before_bytes) * 8 / passed_s / room_count / 1_000_000
    return {
        "core_percent_per_room": round(percent, 3),
        "rooms": room_count,
        "rooms_at_the_end": len(still),
        "mbit_per_s_per_room": round(mbps, 2),
        "seconds": round(passed_s, 1),
        "bounds": {
            f"core_percent_per_room <= {PERCENT_MAX:g}": percent <= PERCENT_MAX,
            "every room stays on air at the bitrate": len(still) == room_count and mbps >= 2.0,
        },
    }


def make_film(folder: Path) -> Path:
    """Encode a noisy film of the bitrate, 720 lines at 25 a second, with AAC."""
    film = folder / "film.mp4"
    rate = str(BITRATE_BPS)
    command = [
        *(FFMPEG, "-loglevel", "error", "-f", "lavfi"),
        *("-i", "testsrc2=size=1280x720:rate=25,noise=alls=20:allf=t"),
        *("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000", "-t", "12", "-pix_fmt", "yuv420p"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-keyint_min", "25", "-sc_threshold", "0"),
        *("-b:v", rate, "-minrate", rate, "-maxrate", rate, "-bufsize", rate, "-c:a", "aac", "-b:a", "128k"),
        str(film),
    ]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return film


def wait_until_on_air(live: Running, rooms: list[str]) -> None:
    """Wait until every film can be fetched."""
    deadline = time.monotonic() + ON_AIR_S
    waiting: list[str] = list(rooms)
    while waiting:
        if time.monotonic() > deadline:
            raise SystemExit(f"{waiting} are not on air after {ON_AIR_S:g} s")
        waiting = [room for room in waiting if httpx.get(live.playlist_url(room)).status_code != 200]
        time.sleep(0.2)


def recorded(folder: Path) -> int:
    """Count the bytes that were recorded so far."""
    return sum(path.stat().st_size for path in (folder / "live").rglob("*.mp4"))


if __name__ == "__main__":
    main()
