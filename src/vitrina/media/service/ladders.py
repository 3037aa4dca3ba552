"""Clips that grow: rungs added to what plays already, without touching it."""

import asyncio
import posixpath
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.media import ffmpeg, ladder
from vitrina.media.errors import EncoderFailed
from vitrina.media.ladder import Rung, Variant
from vitrina.media.model import FileId, Source, Step, StoredClip
from vitrina.media.service.clips import TAKE_OVER_TIME, new_work_folder
from vitrina.media.storage import storage_of
from vitrina.media.store import files as store

PATIENCE = {Step.RUNGS: ffmpeg.PATIENT, Step.AV1: ffmpeg.IDLE}


class Growth(Struct, frozen=True, kw_only=True):
    """What is added to which clip. path: of the file that it was made of."""

    file_id: FileId
    path: Path
    step: Step


async def has_step(pool: Pool, *, file_id: FileId, step: Step) -> bool:
    """Tell whether a step adds anything to a clip."""
    async with pool.transaction() as db:
        clip = await store.find_clip(db, file_id)
    if clip is None or clip.source is None or not _rungs(clip.source, step):
        return False
    return step is not Step.AV1 or await ffmpeg.has_av1()


async def add_rungs(
    pool: Pool, settings: Settings, *, growth: Growth, on_progress: ffmpeg.Progress, now: datetime
) -> None:
    """Encode the rungs of a step and show them; nothing happens when the clip is gone or grew meanwhile.

    A player goes on with the playlist that it has: the longer one is a new file.  Raises EncoderFailed.
    """
    async with pool.transaction() as db:
        clip = await store.find_clip(db, growth.file_id)
    if clip is None or clip.source is None or not _rungs(clip.source, growth.step):
        return
    source = msgspec.structs.replace(clip.source, path=str(growth.path))
    folder = await asyncio.to_thread(new_work_folder, settings)
    try:
        text = await _read(settings, clip, clip.playlist)
        variants, has_sound = ladder.read_master(text, at=clip.playlist)
        order = ffmpeg.Order(
            cuts_s=ladder.cuts_s(await _read(settings, clip, variants[0].path)),
            on_progress=on_progress,
            patience=PATIENCE[growth.step],
        )
        made = await ffmpeg.make_rungs(source, folder, rungs=_rungs(source, growth.step), order=order)
        part = new_id().hex[-12:]
        added = [Variant(attributes=each.attributes, path=f"{part}/{each.path}") for each in made]
        known = variants if growth.step is Step.RUNGS else []
        master = ladder.master([*known, *added], at=f"{part}/{ffmpeg.PLAYLIST}", has_sound=has_sound)
        await asyncio.to_thread((folder / ffmpeg.PLAYLIST).write_text, master)
        async with pool.transaction() as db:
            await store.announce(db, f"{clip.key}/{part}", now + TAKE_OVER_TIME)
        size_bytes = await storage_of(settings).put_folder(f"{clip.key}/{part}", folder)
        await _show(pool, growth, clip, part=part, size_bytes=size_bytes)
    except OSError as e:
        raise EncoderFailed(str(e)) from e
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, True)


async def _read(settings: Settings, clip: StoredClip, path: str) -> str:
    return await storage_of(settings).read_text(posixpath.join(clip.key, path))


async def _show(pool: Pool, growth: Growth, clip: StoredClip, *, part: str, size_bytes: int) -> None:
    async with pool.transaction() as db:
        playlist = f"{part}/{ffmpeg.PLAYLIST}"
        if growth.step is Step.AV1:
            grown = await store.show_av1(db, growth.file_id, playlist=playlist, size_bytes=size_bytes)
        else:
            grown = await store.grow_clip(
                db, growth.file_id, playlist=playlist, instead_of=clip.playlist, size_bytes=size_bytes
            )
        # Otherwise our bytes stay announced, and are thrown away by themselves.
        if grown and not await store.take_over(db, f"{clip.key}/{part}"):
            raise EncoderFailed("the rungs were made too long ago")


def _rungs(source: Source, step: Step) -> Sequence[Rung]:
    probed = source.probed
    if step is Step.RUNGS:
        return ladder.other_rungs(probed.width, probed.height)
    return ladder.av1_rungs(probed.width, probed.height)
