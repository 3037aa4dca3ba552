"""Shows that are over in the demo world, so that its channel always airs something.

Their film is cut and recorded by the code that records real shows; only the camera is a reel of demo clips.
"""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import imageio_ffmpeg

from vitrina.catalogue.model import ProductId
from vitrina.demo.world import DemoClip, DemoShop, asset, demo_id, world
from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.places import Country
from vitrina.live import service as live
from vitrina.live.broadcast.broadcast import Broadcast, Facts
from vitrina.live.broadcast.limits import BITRATE_MAX_BPS, TICKS_PER_S
from vitrina.live.broadcast.matroska import Matroska
from vitrina.live.broadcast.model import Audio, Picture, Sound, Video
from vitrina.live.broadcast.ports import Recording
from vitrina.live.broadcast.recording import Bounds, Disk, Recorder
from vitrina.live.model import PINS_MAX, NewPin, NewRoom, PinId, Recorded, RoomId
from vitrina.media import service as media
from vitrina.media.model import OwnerId
from vitrina.shops.model import ShopId

CLIPS_SHOWN = 3
RATE = 30
REEL_TIMEOUT_S = 120
SIZE_MAX_BYTES = 64 * 1024 * 1024
LONGEST_S = 300.0
TITLES = {Country.BR: "Três coisas de {shop}", Country.US: "Three things from {shop}"}
TITLE = "Tres cosas de {shop}"


async def seed_replays(pool: Pool, settings: Settings, now: datetime) -> None:
    """Record a show of each shop that three clips show something of, one on each of the past evenings."""
    for position, shop in enumerate(world().shops):
        clips = _clips_of(shop)
        if len(clips) == CLIPS_SHOWN:
            await _seed_replay(pool, settings, shop, clips, at=now - timedelta(days=position + 1))


def _clips_of(shop: DemoShop) -> list[DemoClip]:
    own = {each.key for each in world().products if each.shop == shop.handle}
    shown = [clip for clip in world().clips if {tag.product for tag in clip.tags} <= own]
    return shown[:CLIPS_SHOWN]


async def _seed_replay(
    pool: Pool, settings: Settings, shop: DemoShop, clips: Sequence[DemoClip], *, at: datetime
) -> None:
    room_id = RoomId(demo_id("replay", shop.handle))
    owner_id = PersonId(demo_id("person", shop.owner))
    cover = await media.add_image(
        pool, settings, owner_id=OwnerId(owner_id), raw=asset(clips[0].poster), now=at
    )
    products = list(dict.fromkeys(tag.product for clip in clips for tag in clip.tags))
    new = NewRoom(
        id=room_id,
        title=TITLES.get(shop.country, TITLE).format(shop=shop.name),
        shop_id=ShopId(demo_id("shop", shop.handle)),
        cover_file_id=cover.file_id,
        product_ids=[ProductId(demo_id("product", key)) for key in products],
    )
    recording = await _record(settings.data_dir, room_id, clips, at=at)
    async with pool.transaction() as db:
        owner = await identity.person_by_id(db, owner_id)
        await live.announce(db, actor=owner, new=new, now=at)
        await live.begin(db, room_id, now=at)
        for moment_ms, pin in _pins(clips, start_ms=recording.started_ms):
            await live.pin(db, room_id=room_id, actor=owner, new=pin, now=at, now_ms=moment_ms)
        recorded = Recorded(
            path=recording.path,
            index_path=recording.index_path,
            start_ms=recording.started_ms,
            length_ms=recording.duration_ms,
            stretches=recording.stretches,
        )
        ended_at = at + timedelta(milliseconds=recording.duration_ms)
        await live.close(db, room_id, now=ended_at, recorded=recorded)


def _pins(clips: Sequence[DemoClip], *, start_ms: int) -> Iterator[tuple[int, NewPin]]:
    """Tell what is pinned when: what a clip shows, alone until more of it comes."""
    for clip in clips:
        for index, tag in enumerate(clip.tags[:PINS_MAX]):
            yield (
                start_ms + tag.from_ms,
                NewPin(
                    id=PinId(demo_id("replay pin", f"{clip.key}:{tag.product}")),
                    product_id=ProductId(demo_id("product", tag.product)),
                    is_alone=index == 0,
                ),
            )
        start_ms += clip.duration_ms


async def _record(data_dir: Path, room_id: RoomId, clips: Sequence[DemoClip], *, at: datetime) -> Recording:
    """Let a reel be broadcast at the time that it plays, into a recording."""
    now_ms, tag = at.timestamp() * 1000, f"{int(clock.real_now().timestamp() * 1000):x}"
    disk = Disk(data_dir)
    bounds = Bounds(size_max_bytes=SIZE_MAX_BYTES, duration_max_s=LONGEST_S)
    broadcast = Broadcast(
        Facts(room_id=str(room_id), tag=tag, began_ms=now_ms, bitrate_max_bps=BITRATE_MAX_BPS),
        recorder=Recorder(disk, room_id=str(room_id), tag=tag, bounds=bounds),
        on_air=lambda _video, _audio: None,
    )
    audio, passed_ms = None, 0.0
    for sample in Matroska().read(await _reel([asset(clip.file) for clip in clips])):
        match sample:
            case Video():
                broadcast.set_form(sample, audio)
            case Audio():
                audio = sample
            case Picture():
                passed_ms = sample.dts * 1000 / TICKS_PER_S
                broadcast.picture(sample, now_ms=now_ms + passed_ms)
            case Sound():
                broadcast.sound(sample, now_ms=now_ms + passed_ms)
    broadcast.end()
    recording = await broadcast.close()
    disk.close()
    assert recording, "a reel has pictures"
    return recording


async def _reel(films: Sequence[bytes]) -> bytes:
    """Join films into one as a camera would send it: a key frame each second, no picture out of order.

    The form of the sound comes first: a broadcast begins with both.
    """
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{index}.mp4" for index in range(len(films))]
        for path, film in zip(paths, films, strict=True):
            path.write_bytes(film)
        return await _joined(paths)


async def _joined(films: Sequence[Path]) -> bytes:
    streams = "".join(f"[{index}:v][{index}:a]" for index in range(len(films)))
    command = [
        *(imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error"),
        *(part for film in films for part in ("-i", str(film))),
        *("-filter_complex", f"{streams}concat=n={len(films)}:v=1:a=1[v][a]"),
        *("-map", "[a]", "-map", "[v]"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-crf", "26", "-bf", "0", "-pix_fmt", "yuv420p"),
        *("-r", str(RATE), "-g", str(RATE), "-sc_threshold", "0"),
        *("-c:a", "libopus", "-ar", "48000", "-b:a", "64k", "-f", "matroska", "-live", "1", "pipe:1"),
    ]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    async with asyncio.timeout(REEL_TIMEOUT_S):
        film, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError("the reel of a demo show could not be made")
    return film
