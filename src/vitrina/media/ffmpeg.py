"""The encoder: ffmpeg on files of strangers, each child in the sandbox and with the demuxer that we name."""

import asyncio
import re
import sys
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import imageio_ffmpeg
import msgspec
from msgspec import Struct
from PIL import Image, ImageStat

from vitrina.media import ladder, rules
from vitrina.media.errors import EncoderFailed, Fault, SourceWrong
from vitrina.media.images import encoded
from vitrina.media.ladder import SOUND, Rung, Variant
from vitrina.media.model import DURATION_MIN_MS, UNCUT, Edit, Probed, Source
from vitrina.media.sandbox import NICENESS, QUICK_CPU_S, run

PLAYLIST = "index.m3u8"
POSTER = "poster.webp"
PREVIEW = ladder.PREVIEW

CLIP_BYTES_MAX = 160 * 1024**2
THREADS = 2
AV1_ENCODER = b" libsvtav1 "
MOSTLY_DAMAGED = 69  # How ffmpeg ends when two of three packets cannot be decoded: another try ends the same.
DARK_MEAN = 20.0
FLAT_DEVIATION = 6.0
# The last picture lasts longer than this, down to 10 pictures a second.
LAST_PICTURE_MS = 100
STEREO = "aformat=channel_layouts=stereo"
LOUDNORM = "loudnorm=I=-16:TP=-1.5:LRA=11,aresample=48000"
Progress = Callable[[int], None]


# Added to the niceness of every child, where nobody waits for what is made.
PATIENT = 5
IDLE = 9


class Encoded(Struct, frozen=True, kw_only=True):
    """A folder with a master playlist, the first rung, the sound, a poster and a preview."""

    folder: Path
    width: int
    height: int
    duration_ms: int
    source: Source


async def probe(source: Path, edit: Edit = UNCUT) -> Probed:
    """Look into a file, in a process of its own. Raises SourceWrong, EncoderFailed.

    edit: the part of the file that must be as long as a clip may be.
    """
    demuxer = rules.container_of(await asyncio.to_thread(head_of, source))
    command = [sys.executable, "-I", "-m", "vitrina.media.probing", demuxer, str(source)]
    answer = await run(command, reads=[source], cpu_s=QUICK_CPU_S)
    if answer.code < 0 or not answer.output:  # Killed, or it could not even say what was wrong.
        raise SourceWrong(Fault.BROKEN)
    found = msgspec.json.decode(answer.output, type=Found)
    if found.fault:
        raise SourceWrong(found.fault)
    assert found.probed
    rules.check(found.probed, edit)
    return found.probed


class Found(Struct, frozen=True, kw_only=True):
    """What the probing process prints."""

    probed: Probed | None = None
    fault: Fault | None = None


async def make_clip(source: Path, target: Path, *, edit: Edit = UNCUT, on_progress: Progress) -> Encoded:
    """Make a playable clip of one rung, with a poster, from a video file of a stranger.

    target: an empty folder.  on_progress: called with 0..99, rising.  Copies the picture when it fits the
    rung already and nothing is cut off, else encodes it.  Raises SourceWrong when the file cannot become a
    clip, EncoderFailed when another try may help.
    """
    opened = await open_source(source, edit)
    rung = ladder.first_rung(opened.probed.width, opened.probed.height)
    # A copied picture can only begin at a key frame.
    if rules.fits(opened.probed, width=rung.width, height=rung.height) and not opened.is_cut:
        filters = ladder.still_graph(rung, source="0:V:0")
        picture = ["-map", "0:V:0", "-c:v", "copy", *ladder.segments(rung.name)]
    else:
        shown = ladder.graph(opened.probed, [rung], duration_ms=opened.duration_ms)
        filters = f"{shown};[v0]split=2[shown][drawn];{ladder.still_graph(rung, source='drawn')}"
        picture = _picture_of(rung, "shown", cuts=ladder.every())
    sound = await _sound(opened)
    await _encode(
        opened,
        target,
        outputs=["-filter_complex", filters, *picture, *sound, *ladder.stills()],
        on_progress=on_progress,
    )
    return await _finished(opened, target, rung=rung, edit=edit)


async def make_rungs(source: Source, target: Path, *, rungs: Sequence[Rung], order: "Order") -> list[Variant]:
    """Encode more rungs of a clip, decoding its file once, each cut where the first rung is.

    source: as make_clip found it.  target: an empty folder.  rungs: of one codec, the largest first.
    Raises EncoderFailed.
    """
    outputs = ["-filter_complex", ladder.graph(source.probed, rungs, duration_ms=source.duration_ms)]
    for number, rung in enumerate(rungs):
        outputs += _picture_of(rung, f"v{number}", cuts=ladder.at(order.cuts_s))
    await _encode(source, target, outputs=outputs, on_progress=order.on_progress, patience=order.patience)
    has_sound = source.probed.audio_codec is not None
    return [await asyncio.to_thread(_variant, target, rung, has_sound=has_sound) for rung in rungs]


class Order(Struct, frozen=True, kw_only=True):
    """How more rungs are made. cuts_s: where the segments of the first rung begin.  patience: see PATIENT."""

    cuts_s: Sequence[float]
    on_progress: Progress
    patience: int = PATIENT


async def has_av1() -> bool:
    """Tell whether this ffmpeg encodes AV1."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-hide_banner", "-encoders"]
    return AV1_ENCODER in (await run(command, reads=[], cpu_s=QUICK_CPU_S)).output


async def open_source(source: Path, edit: Edit) -> Source:
    """Look into a file of a stranger. Raises SourceWrong, EncoderFailed."""
    source = await asyncio.to_thread(source.resolve)
    probed = await probe(source, edit)
    return Source(
        path=str(source),
        demuxer=rules.container_of(await asyncio.to_thread(head_of, source)),
        probed=probed,
        start_ms=edit.start_ms,
        is_cut=edit.is_cut,
        duration_ms=rules.check(probed, edit),
    )


AAC = ("-c:a", "aac", "-b:a", "128k", "-ar", "48000", "-ac", "2")


def _picture_of(rung: Rung, name: str, *, cuts: str) -> list[str]:
    return ["-map", f"[{name}]", *ladder.encoder(rung, cuts=cuts), *ladder.segments(rung.name)]


async def _encode(
    source: Source, target: Path, *, outputs: Sequence[str], on_progress: Progress, patience: int = 0
) -> None:
    answer = await run(
        [*_ffmpeg(source), *outputs],
        reads=[Path(source.path)],
        folder=target,
        on_output=_Meter(source.duration_ms, on_progress),
        niceness=NICENESS + patience,
    )
    if answer.code == MOSTLY_DAMAGED:
        raise SourceWrong(Fault.BROKEN)
    if answer.code != 0:
        raise EncoderFailed(f"ffmpeg ended with {answer.code}: {answer.errors[-1_000:]}")


def _ffmpeg(source: Source) -> list[str]:
    start = ["-ss", f"{source.start_ms / 1_000:.3f}"] if source.start_ms else []
    return [
        *(imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-hide_banner", "-loglevel", "error", "-y"),
        *("-progress", "pipe:1", "-stats_period", "0.5", "-nostats"),
        *("-protocol_whitelist", "file,crypto,data", "-threads", str(THREADS)),
        *start,
        # A sound track longer than the picture is cut where the picture ends.
        *("-t", f"{source.duration_ms / 1_000:.3f}", "-f", source.demuxer, "-i", f"file:{source.path}"),
    ]


class _Meter:
    """Reads ffmpeg's progress lines and tells the share of the picture that is done."""

    def __init__(self, duration_ms: int, tell: Progress) -> None:
        self._duration_ms = duration_ms
        self._tell = tell
        self._rest = b""
        self._told = -1

    def __call__(self, output: bytes) -> None:
        *lines, self._rest = (self._rest + output).split(b"\n")
        for line in lines:
            name, _, text = line.partition(b"=")
            if name == b"out_time_us" and text.strip().isdigit():
                share = int(text) / 1_000 / self._duration_ms
                percent = min(99, round(share * 100))
                if percent > self._told:
                    self._told = percent
                    self._tell(percent)


async def _sound(source: Source) -> Sequence[str]:
    """Choose what is done to the sound, by how loud it is."""
    if source.probed.audio_codec is None:
        return ()
    loudness, peak = await _loudness(source)
    gain = rules.LOUDNESS_TARGET - loudness
    cut = f"atrim=end={source.duration_ms / 1_000:.3f},{STEREO}"
    if loudness < rules.LOUDNESS_SILENT:
        # loudnorm makes NaN of digital silence, and a roar of the noise of an empty room.
        how = ("-af", cut, *AAC)
    elif rules.fits_sound(source.probed) and not source.is_cut and abs(gain) <= rules.LOUDNESS_SLACK:
        how = ("-c:a", "copy")
    elif peak + gain <= rules.PEAK_MAX:
        how = ("-af", f"{cut},volume={gain:.1f}dB", *AAC)
    else:
        how = ("-af", f"{cut},{LOUDNORM}", *AAC)
    return ["-map", "0:a:0", *how, *ladder.segments(SOUND)]


async def _loudness(source: Source) -> tuple[float, float]:
    """Measure the integrated loudness in LUFS (EBU R 128; -70 is silence), and the highest sample in dB."""
    measure = ["-map", "0:a:0", "-af", "ebur128=framelog=quiet:peak=sample", "-f", "null", "-"]
    command = [*_ffmpeg(source), *measure]
    command[command.index("error")] = "info"  # The summary is an info line.
    answer = await run(command, reads=[Path(source.path)], cpu_s=QUICK_CPU_S)
    if answer.code < 0:  # Killed: what it has not heard is not silent.
        raise EncoderFailed(f"ffmpeg ended with {answer.code}")
    found = re.findall(r"\bI:\s+(-?[\d.]+) LUFS", answer.errors)
    peaks = re.findall(r"\bPeak:\s+(-?[\d.]+) dBFS", answer.errors)
    return float(found[-1]) if found else rules.LOUDNESS_SILENT - 1, float(peaks[-1]) if peaks else 0.0


async def _finished(source: Source, target: Path, *, rung: Rung, edit: Edit) -> Encoded:
    duration_ms, size_bytes = await asyncio.to_thread(_measured, target, rung)
    if duration_ms < DURATION_MIN_MS:
        raise SourceWrong(Fault.BROKEN)
    if size_bytes > CLIP_BYTES_MAX:
        raise EncoderFailed(f"the clip became {size_bytes} bytes")
    has_sound = source.probed.audio_codec is not None
    variant = await asyncio.to_thread(_variant, target, rung, has_sound=has_sound)
    text = ladder.master([variant], at=PLAYLIST, has_sound=has_sound)
    await asyncio.to_thread((target / PLAYLIST).write_text, text)
    poster = await _poster(target)
    if edit.cover_ms is not None:
        poster = await poster_at(target, edit.cover_ms)
    await asyncio.to_thread((target / POSTER).write_bytes, poster)
    return Encoded(
        folder=target, width=rung.width, height=rung.height, duration_ms=duration_ms, source=source
    )


def _measured(target: Path, rung: Rung) -> tuple[int, int]:
    """Read how long a rung plays, and how many bytes lie beside it."""
    path = target / ladder.playlist(rung.name)
    if not path.is_file():
        return 0, 0
    lengths_s = ladder.lengths_s(path.read_text())
    return round(sum(lengths_s) * 1_000), sum(path.stat().st_size for path in target.iterdir())


def _variant(target: Path, rung: Rung, *, has_sound: bool) -> Variant:
    init = (target / f"{rung.name}-init.mp4").read_bytes()
    sizes = [path.stat().st_size for path in sorted(target.glob(f"{rung.name}-*.m4s"))]
    text = (target / ladder.playlist(rung.name)).read_text()
    try:
        return ladder.variant(rung, text=text, sizes=sizes, codec=ladder.codec_of(init), has_sound=has_sound)
    except ValueError as e:
        raise EncoderFailed(f"no rung was made: {e}") from e


async def _poster(target: Path) -> bytes:
    """Take the first picture, or the most telling one when the clip begins dark or empty."""
    first = target / ladder.FIRST_PICTURE
    if not await asyncio.to_thread(first.is_file):
        raise EncoderFailed("no first picture")
    picture = await asyncio.to_thread(lambda: Image.open(first, formats=["PNG"]).convert("RGB"))
    await asyncio.to_thread(first.unlink)
    if _is_dull(picture):
        picture = await _still(target, ["-vf", "thumbnail=60"])
    return await asyncio.to_thread(encoded, picture)


async def poster_at(folder: Path, at_ms: int) -> bytes:
    """Draw a new poster of an encoded clip: the picture of a moment, the last one behind its end. WebP.

    folder: as make_clip left it.  Raises EncoderFailed.
    """
    duration_ms = await asyncio.to_thread(_plays_ms, folder)
    at_s = max(0, min(at_ms, duration_ms - LAST_PICTURE_MS)) / 1_000
    return await asyncio.to_thread(encoded, await _still(folder, [], at_s=at_s))


def _plays_ms(folder: Path) -> int:
    variants, _ = ladder.read_master((folder / PLAYLIST).read_text(), at=PLAYLIST)
    return round(sum(ladder.lengths_s((folder / variants[0].path).read_text())) * 1_000)


async def _still(target: Path, filters: Sequence[str], *, at_s: float = 0.0) -> Image.Image:
    command = [
        *(imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-hide_banner", "-loglevel", "error"),
        *("-protocol_whitelist", "file,crypto,data", "-ss", f"{at_s:.3f}"),
        *("-f", "hls", "-i", f"file:{target / PLAYLIST}", "-map", "0:v:0", *filters),
        *("-frames:v", "1", "-f", "image2pipe", "-c:v", "png", "pipe:1"),
    ]
    answer = await run(command, reads=[target], cpu_s=QUICK_CPU_S)
    if answer.code != 0 or not answer.output:
        raise EncoderFailed(f"no poster: {answer.errors[-1_000:]}")
    return Image.open(BytesIO(answer.output), formats=["PNG"]).convert("RGB")


def _is_dull(picture: Image.Image) -> bool:
    stat = ImageStat.Stat(picture.convert("L"))
    return stat.mean[0] < DARK_MEAN or stat.stddev[0] < FLAT_DEVIATION


def head_of(source: Path) -> bytes:
    """Read the first bytes of a file, which tell what it is."""
    with source.open("rb") as file:
        return file.read(rules.HEAD_BYTES)
