"""The ladder of a clip: its rungs, what encodes them, and the master playlist that names them.

Pure: which pictures of which size are made, where they are cut, and the text that players read.
"""

import posixpath
import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from vitrina.media.model import Probed
from vitrina.media.rules import FPS_MAX, FPS_SLACK, SEGMENT_S

# Short side, and what the encoder may spend at most, in kilobits a second.
# The lowest is for who saves data: the encoder may overdraw by two seconds, a third of a clip of six.
SAVER_STEP = 240
STEPS = ((SAVER_STEP, 160), (360, 800), (540, 1_800), (720, 2_800), (1_080, 5_000))
FIRST_STEP = 540
# A rung that is hardly larger than the one below would be bytes without a better picture.
GROWTH_MIN = 1.1
LONG_PER_SHORT_MAX = 2.4
AV1_SIDE_MIN = 720
AV1_SHARE = 0.7
SOUND = "sound"
SOUND_GROUP = "sound"
SOUND_CODEC = "mp4a.40.2"
PREVIEW = "preview.mp4"
PREVIEW_S = 3
PREVIEW_FPS = 12
PREVIEW_SIDE = 240
FIRST_PICTURE = "first.png"
# An option of each output: where, when and by whom it was filmed is nobody's business.
NAMELESS = ("-map_metadata", "-1", "-map_chapters", "-1")
THREADS = 2
# A key frame falls on the first picture at or after the moment that is asked for.
CUT_EARLY_S = 0.002

HDR_TO_SDR = (
    "zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=hable:desat=0,"
    "zscale=t=bt709:m=bt709:r=tv"
)


class Codec(StrEnum):
    """How a picture is encoded."""

    H264 = "h264"
    """Plays everywhere."""
    AV1 = "av1"
    """A third fewer bytes, where a player can; made when nothing else waits."""


class Rung(Struct, frozen=True, kw_only=True):
    """One size of a clip. name: of its files.  rate_max_kbps: what its most restless second may take."""

    name: str
    width: int
    height: int
    rate_max_kbps: int
    codec: Codec = Codec.H264


class Variant(Struct, frozen=True, kw_only=True):
    """A line of the master playlist. attributes: without the group of its sound.  path: below the clip."""

    attributes: str
    path: str


def sized(width: int, height: int, *, short_max: int) -> tuple[int, int]:
    """Fit a picture by its short side; even, in shape, never enlarged, its long side bounded too."""
    short, long = sorted((width, height))
    scale = min(1.0, short_max / short, short_max * LONG_PER_SHORT_MAX / long)
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def first_rung(width: int, height: int) -> Rung:
    """Choose the rung that is made first: a clip is published with it."""
    return next(rung for rung in _steps(width, height) if rung.name == str(FIRST_STEP))


def other_rungs(width: int, height: int) -> list[Rung]:
    """List the rungs that are added afterwards, the largest first. Never larger than the source."""
    first = first_rung(width, height)
    rungs: list[Rung] = []
    below, above = _short(first), _short(first)
    for rung in _steps(width, height):
        if rung.name == str(FIRST_STEP):
            continue
        is_step_down = below >= _short(rung) * GROWTH_MIN
        is_step_up = _short(rung) >= above * GROWTH_MIN
        if is_step_down or is_step_up:
            rungs.append(rung)
        if is_step_up:
            above = _short(rung)
    return rungs[::-1]


def av1_rungs(width: int, height: int) -> list[Rung]:
    """Choose the rungs that are worth AV1, the largest first: none when the largest is too small to matter.

    A ladder of its own, of the largest and the smallest size: Chromium's player breaks when the codec changes
    within a clip, and one rung alone could not give way when the network does. The rung of who saves data is
    too small to win anything.
    """
    made = [first_rung(width, height), *other_rungs(width, height)]
    rungs = sorted((rung for rung in made if rung.name != str(SAVER_STEP)), key=_short)
    low, top = rungs[0], rungs[-1]
    return [_in_av1(top), _in_av1(low)] if _short(top) >= AV1_SIDE_MIN else []


def _in_av1(rung: Rung) -> Rung:
    return Rung(
        name=f"{rung.name}-av1",
        width=rung.width,
        height=rung.height,
        rate_max_kbps=round(rung.rate_max_kbps * AV1_SHARE),
        codec=Codec.AV1,
    )


def _steps(width: int, height: int) -> list[Rung]:
    found: list[Rung] = []
    for short, rate_max_kbps in STEPS:
        rung_width, rung_height = sized(width, height, short_max=short)
        found.append(Rung(name=str(short), width=rung_width, height=rung_height, rate_max_kbps=rate_max_kbps))
    return found


def _short(rung: Rung) -> int:
    return min(rung.width, rung.height)


def graph(probed: Probed, rungs: Sequence[Rung], *, duration_ms: int) -> str:
    """Write the filters that make each rung of one decoded picture: [v0], [v1] ... in their order.

    rungs: the largest first; each is scaled from the one before.  duration_ms: no picture begins later.
    """
    end = f"trim=end={duration_ms / 1_000:.3f}"
    # Pictures at uneven moments make segments overlap: ffmpeg guesses decoding times from durations.
    rate = [f"fps={_rate(probed)}"]
    colours = [HDR_TO_SDR] if probed.is_hdr else []
    parts: list[str] = []
    source = "0:V:0"
    for number, rung in enumerate(rungs):
        first = (
            [end, *rate, _scale(rung), *colours, "setsar=1", "format=yuv420p"]
            if number == 0
            else [_scale(rung)]
        )
        is_last = number == len(rungs) - 1
        fork = "" if is_last else ",split=2"
        ends = f"[v{number}]" if is_last else f"[v{number}][s{number}]"
        parts.append(f"[{source}]{','.join(first)}{fork}{ends}")
        source = f"s{number}"
    return ";".join(parts)


def still_graph(rung: Rung, *, source: str) -> str:
    """Write the filters that make the preview and the first picture of a clip: [preview] and [first]."""
    width, height = sized(rung.width, rung.height, short_max=PREVIEW_SIDE)
    return (
        f"[{source}]split=2[moving][still];"
        f"[moving]trim=duration={PREVIEW_S},fps={PREVIEW_FPS},scale={width}:{height},format=yuv420p[preview];"
        f"[still]trim=end_frame=1,scale={rung.width}:{rung.height}[first]"
    )


def stills() -> list[str]:
    """Write the options of the silent preview, and of the first picture, which may become the poster."""
    return [
        *("-map", "[preview]", "-c:v", "libx264", "-preset", "veryfast", "-threads", str(THREADS)),
        *("-crf", "30", "-movflags", "+faststart", *NAMELESS, PREVIEW),
        *("-map", "[first]", "-frames:v", "1", "-c:v", "png", "-f", "image2", "-update", "1", FIRST_PICTURE),
    ]


def _rate(probed: Probed) -> Fraction:
    rate = Fraction(probed.rate)
    if not probed.is_even or rate > 2 * (FPS_MAX + FPS_SLACK):
        return Fraction(FPS_MAX)
    return rate if rate <= FPS_MAX + FPS_SLACK else rate / 2


def _scale(rung: Rung) -> str:
    return f"scale={rung.width}:{rung.height}:flags=bicubic"


def encoder(rung: Rung, *, cuts: str) -> list[str]:
    """Write the options of the encoder of a rung. cuts: where key frames are forced, see `every` and `at`."""
    rate = rung.rate_max_kbps
    keys = ["-g", "600", "-force_key_frames", cuts, "-fps_mode", "vfr"]
    if rung.codec is Codec.AV1:
        # Without a look into the future beyond the segment, or key frames fall elsewhere.
        limits = f"scd=0:lp={THREADS}:mbr={rate}"
        return ["-c:v", "libsvtav1", "-preset", "10", "-crf", "38", "-svtav1-params", limits, *keys]
    return [
        *("-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-threads", str(THREADS)),
        *("-crf", "23", "-maxrate", f"{rate}k", "-bufsize", f"{rate * 2}k"),
        *("-sc_threshold", "0", "-forced-idr", "1", *keys),
    ]


def every(seconds: int = SEGMENT_S) -> str:
    """Ask for a key frame every so many seconds."""
    return f"expr:gte(t,n_forced*{seconds})"


def at(cuts_s: Iterable[float]) -> str:
    """Ask for key frames at moments, so that every rung is cut where the first one is."""
    return ",".join(f"{max(0.0, cut_s - CUT_EARLY_S):.3f}" for cut_s in cuts_s)


def segments(name: str) -> list[str]:
    """Write the options of the muxer: CMAF segments of two seconds and their playlist.

    The delay of the encoder stands in the edit list and moves nothing: picture and sound lie in files of
    their own, none of which knows of the delay of the other.
    """
    return [
        *NAMELESS,
        *("-f", "hls", "-hls_time", str(SEGMENT_S), "-hls_playlist_type", "vod"),
        *("-avoid_negative_ts", "disabled", "-hls_segment_type", "fmp4"),
        *("-hls_flags", "independent_segments", "-hls_fmp4_init_filename", f"{name}-init.mp4"),
        *("-hls_segment_filename", f"{name}-%03d.m4s", playlist(name)),
    ]


def playlist(name: str) -> str:
    """Name the playlist of a rung, or of the sound."""
    return f"{name}.m3u8"


def lengths_s(text: str) -> list[float]:
    """Read how long each segment of a media playlist plays."""
    return [float(length) for length in re.findall(r"^#EXTINF:([\d.]+)", text, re.MULTILINE)]


def cuts_s(text: str) -> list[float]:
    """Read where the segments of a media playlist begin."""
    found = [0.0]
    for length in lengths_s(text):
        found.append(found[-1] + length)
    return found[:-1]


def codec_of(init: bytes) -> str:
    """Name the codec of an init segment as CODECS does. Source: RFC 6381; AV1 in ISOBMFF, section 5.

    Raises ValueError when there is none that we encode.
    """
    if (found := init.find(b"avcC")) >= 0:
        return "avc1." + init[found + 5 : found + 8].hex()
    found = init.find(b"av1C")
    if found < 0:
        raise ValueError("neither avcC nor av1C")
    levels, flags = init[found + 5], init[found + 6]
    profile, level = levels >> 5, levels & 31
    tier, depth = "H" if flags & 0x80 else "M", 10 if flags & 0x40 else 8
    return f"av01.{profile}.{level:02d}{tier}.{depth:02d}"


def variant(rung: Rung, *, text: str, sizes: Sequence[int], codec: str, has_sound: bool) -> Variant:
    """Describe an encoded rung. text: its playlist.  sizes: of its segments, in bytes."""
    lengths = lengths_s(text)
    sound_bps = 140_000 if has_sound else 0
    peak_bps = max(size * 8 / max(length, 0.5) for size, length in zip(sizes, lengths, strict=True))
    mean_bps = sum(sizes) * 8 / max(sum(lengths), 0.1)
    codecs = f"{codec},{SOUND_CODEC}" if has_sound else codec
    attributes = (
        f"BANDWIDTH={round(max(peak_bps, mean_bps)) + sound_bps},"
        f"AVERAGE-BANDWIDTH={round(mean_bps) + sound_bps},"
        f'RESOLUTION={rung.width}x{rung.height},CODECS="{codecs}"'
    )
    return Variant(attributes=attributes, path=playlist(rung.name))


def master(variants: Sequence[Variant], *, at: str, has_sound: bool) -> str:
    """Write the master playlist. at: its own path below the clip.

    The first rung stands first, which players without a measure begin with.
    """
    here = posixpath.dirname(at) or "."
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    sound = ""
    if has_sound:
        uri = posixpath.relpath(playlist(SOUND), here)
        lines.append(
            f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="{SOUND_GROUP}",NAME="{SOUND}",DEFAULT=YES,AUTOSELECT=YES,'
            f'CHANNELS="2",URI="{uri}"'
        )
        sound = f',AUDIO="{SOUND_GROUP}"'
    for each in variants:
        lines += [f"#EXT-X-STREAM-INF:{each.attributes}{sound}", posixpath.relpath(each.path, here)]
    return "\n".join(lines) + "\n"


def read_master(text: str, *, at: str) -> tuple[list[Variant], bool]:
    """Read a master playlist of ours: its variants, and whether it has sound. at: its path below the clip."""
    here = posixpath.dirname(at)
    found = re.findall(r"^#EXT-X-STREAM-INF:(.*)\n(.+)$", text, re.MULTILINE)
    variants = [
        Variant(
            attributes=re.sub(r',AUDIO="[^"]*"$', "", attributes),
            path=posixpath.normpath(posixpath.join(here, uri)),
        )
        for attributes, uri in found
    ]
    return variants, "#EXT-X-MEDIA:TYPE=AUDIO" in text
