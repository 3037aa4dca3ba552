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

from vitrina.media import rules
from vitrina.media.errors import EncoderFailed, Fault, SourceWrong
from vitrina.media.images import encoded
from vitrina.media.model import DURATION_MIN_MS, UNCUT, Edit
from vitrina.media.rules import Probed
from vitrina.media.sandbox import QUICK_CPU_S, run

PLAYLIST = "index.m3u8"
POSTER = "poster.webp"
SEGMENT = "part-%03d.m4s"
INIT = "init.mp4"

CLIP_BYTES_MAX = 160 * 1024**2
THREADS = 2
DARK_MEAN = 20.0
FLAT_DEVIATION = 6.0
# The last picture lasts longer than this, down to 10 pictures a second.
LAST_PICTURE_MS = 100
HDR_TO_SDR = (
    "zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=hable:desat=0,"
    "zscale=t=bt709:m=bt709:r=tv"
)
LOUDNORM = "aformat=channel_layouts=stereo,loudnorm=I=-16:TP=-1.5:LRA=11,aresample=48000"
Progress = Callable[[int], None]


class Encoded(Struct, frozen=True, kw_only=True):
    """A folder with a playlist, its segments and a poster."""

    folder: Path
    width: int
    height: int
    duration_ms: int


class Source(Struct, frozen=True, kw_only=True):
    """A file of a stranger, and the part of it that becomes a clip."""

    path: Path
    demuxer: str
    probed: Probed
    start_ms: int
    duration_ms: int


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
    """Make a playable clip with a poster from a video file of a stranger.

    target: an empty folder.  on_progress: called with 0..99, rising.  Copies the picture when it fits the
    rung already and nothing is cut off, else encodes it.  Raises SourceWrong when the file cannot become a
    clip, EncoderFailed when another try may help.
    """
    opened = await open_source(source, edit)
    # A copied picture can only begin at a key frame.
    if rules.fits_rung(opened.probed) and not edit.is_cut:
        await remux_to_hls(opened, target, on_progress=on_progress)
    else:
        await transcode_to_hls(opened, target, on_progress=on_progress)
    return await _finished(opened, target, edit)


async def open_source(source: Path, edit: Edit) -> Source:
    """Look into a file of a stranger. Raises SourceWrong, EncoderFailed."""
    source = await asyncio.to_thread(source.resolve)
    probed = await probe(source, edit)
    return Source(
        path=source,
        demuxer=rules.container_of(await asyncio.to_thread(head_of, source)),
        probed=probed,
        start_ms=edit.start_ms,
        duration_ms=rules.check(probed, edit),
    )


async def transcode_to_hls(source: Source, target: Path, *, on_progress: Progress) -> None:
    """Encode one H.264/AAC rung of at most 30 pictures a second with a key frame every 2 s."""
    width, height = rules.rung_size(source.probed.width, source.probed.height)
    streams = [*_picture_filters(source.probed, width, height), *X264, *await _sound(source)]
    await _to_hls(source, target, streams=streams, on_progress=on_progress)


async def remux_to_hls(source: Source, target: Path, *, on_progress: Progress) -> None:
    """Cut a video that fits the rung into segments without encoding its picture.

    Its sound is copied too when it is about as loud as ours.
    """
    sound = await _sound(source, may_copy=rules.fits_sound(source.probed))
    await _to_hls(source, target, streams=["-c:v", "copy", *sound], on_progress=on_progress)


X264 = (
    *("-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-threads", str(THREADS)),
    *("-crf", "23", "-maxrate", "1800k", "-bufsize", "3600k", "-sc_threshold", "0", "-g", "600"),
    *("-forced-idr", "1", "-force_key_frames", f"expr:gte(t,n_forced*{rules.SEGMENT_S})"),
)
AAC = ("-c:a", "aac", "-b:a", "128k", "-ar", "48000", "-ac", "2")


def _picture_filters(probed: Probed, width: int, height: int) -> list[str]:
    rate = [f"fps={rules.FPS_MAX}"] if probed.fps > rules.FPS_MAX + rules.FPS_SLACK else []
    scale = f"scale={width}:{height}:flags=bicubic"
    colours = [HDR_TO_SDR] if probed.is_hdr else []
    chain = [*rate, scale, *colours, "setsar=1", "format=yuv420p"]
    return ["-vf", ",".join(chain), "-fps_mode", "vfr"]


async def _to_hls(source: Source, target: Path, *, streams: Sequence[str], on_progress: Progress) -> None:
    command = [
        *_ffmpeg(source),
        *("-map", "0:V:0", "-map", "0:a:0?", "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"),
        *_length(source),
        *streams,
        *("-f", "hls", "-hls_time", str(rules.SEGMENT_S), "-hls_playlist_type", "vod"),
        *("-hls_segment_type", "fmp4", "-hls_flags", "independent_segments"),
        *("-hls_fmp4_init_filename", INIT, "-hls_segment_filename", SEGMENT, PLAYLIST),
    ]
    meter = _Meter(source.duration_ms, on_progress)
    answer = await run(command, reads=[source.path], folder=target, on_output=meter)
    if answer.code != 0:
        raise EncoderFailed(f"ffmpeg ended with {answer.code}: {answer.errors[-1_000:]}")


def _ffmpeg(source: Source) -> list[str]:
    start = ["-ss", f"{source.start_ms / 1_000:.3f}"] if source.start_ms else []
    return [
        *(imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-hide_banner", "-loglevel", "error", "-y"),
        *("-progress", "pipe:1", "-stats_period", "0.5", "-nostats"),
        *("-protocol_whitelist", "file,crypto,data", "-threads", str(THREADS)),
        *start,
        *("-f", source.demuxer, "-i", f"file:{source.path}"),
    ]


def _length(source: Source) -> list[str]:
    # A sound track longer than the picture is cut where the picture ends.
    return ["-t", f"{source.duration_ms / 1_000:.3f}"]


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


async def _sound(source: Source, *, may_copy: bool = False) -> Sequence[str]:
    """Choose what is done to the sound, by how loud it is."""
    if source.probed.audio_codec is None:
        return ()
    loudness = await _loudness(source)
    if may_copy and abs(loudness - rules.LOUDNESS_TARGET) <= rules.LOUDNESS_SLACK:
        return ("-c:a", "copy")
    # loudnorm makes NaN of digital silence, and a roar of the noise of an empty room.
    return AAC if loudness < rules.LOUDNESS_SILENT else ("-af", LOUDNORM, *AAC)


async def _loudness(source: Source) -> float:
    """Measure the integrated loudness in LUFS (EBU R 128); -70 is silence."""
    measure = ["-map", "0:a:0", "-af", "ebur128=framelog=quiet", "-f", "null", "-"]
    command = [*_ffmpeg(source), *_length(source), *measure]
    command[command.index("error")] = "info"  # The summary is an info line.
    answer = await run(command, reads=[source.path], cpu_s=QUICK_CPU_S)
    if answer.code < 0:  # Killed: what it has not heard is not silent.
        raise EncoderFailed(f"ffmpeg ended with {answer.code}")
    found = re.findall(r"\bI:\s+(-?[\d.]+) LUFS", answer.errors)
    return float(found[-1]) if found else rules.LOUDNESS_SILENT


async def _finished(source: Source, target: Path, edit: Edit) -> Encoded:
    duration_ms, size_bytes = await asyncio.to_thread(_measured, target)
    if duration_ms < DURATION_MIN_MS:
        raise SourceWrong(Fault.BROKEN)
    if size_bytes > CLIP_BYTES_MAX:
        raise EncoderFailed(f"the clip became {size_bytes} bytes")
    poster = await _poster(target) if edit.cover_ms is None else await poster_at(target, edit.cover_ms)
    await asyncio.to_thread((target / POSTER).write_bytes, poster)
    width, height = rules.rung_size(source.probed.width, source.probed.height)
    return Encoded(folder=target, width=width, height=height, duration_ms=duration_ms)


def _measured(target: Path) -> tuple[int, int]:
    """Read how long the playlist plays, and how many bytes lie beside it."""
    playlist = target / PLAYLIST
    if not playlist.is_file():
        return 0, 0
    lengths_s = re.findall(r"^#EXTINF:([\d.]+)", playlist.read_text(), re.MULTILINE)
    return round(sum(map(float, lengths_s)) * 1_000), sum(path.stat().st_size for path in target.iterdir())


async def _poster(target: Path) -> bytes:
    """Take the first picture, or the most telling one when the clip begins dark or empty."""
    first = await _still(target, [])
    if not _is_dull(first):
        return await asyncio.to_thread(encoded, first)
    telling = await _still(target, ["-vf", "thumbnail=60"])
    return await asyncio.to_thread(encoded, telling)


async def poster_at(folder: Path, at_ms: int) -> bytes:
    """Draw a new poster of an encoded clip: the picture of a moment, the last one behind its end. WebP.

    folder: with the playlist and all segments.  Raises EncoderFailed.
    """
    duration_ms, _ = await asyncio.to_thread(_measured, folder)
    at_s = max(0, min(at_ms, duration_ms - LAST_PICTURE_MS)) / 1_000
    return await asyncio.to_thread(encoded, await _still(folder, [], at_s=at_s))


async def _still(target: Path, filters: Sequence[str], *, at_s: float = 0.0) -> Image.Image:
    command = [
        *(imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-hide_banner", "-loglevel", "error"),
        *("-protocol_whitelist", "file,crypto,data", "-ss", f"{at_s:.3f}"),
        *("-f", "hls", "-i", f"file:{target / PLAYLIST}"),
        *("-map", "0:v:0", *filters, "-frames:v", "1", "-f", "image2pipe", "-c:v", "png", "pipe:1"),
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
