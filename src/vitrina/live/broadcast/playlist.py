"""LL-HLS playlists as text (RFC 8216bis): pure functions of what is on air."""

from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec import Struct

from vitrina.live.broadcast.limits import PART_TARGET_S, TARGET_DURATION_S

VERSION = 9
PICTURES, SOUND, MAIN = "index", "sound", "main"  # names of the playlists
PARTS_LISTED_OF_LAST_SEGMENTS = 3
PART_HOLD_BACK_S = 3 * PART_TARGET_S
HOLD_BACK_S = 3 * TARGET_DURATION_S


class PartLine(Struct, frozen=True, kw_only=True):
    """A part as the playlist names it."""

    duration_s: float
    is_key: bool


class SegmentLines(Struct, frozen=True, kw_only=True):
    """A segment as the playlist names it; one that is not whole lists its parts alone."""

    number: int
    init_number: int
    started_ms: float  # epoch ms of its first picture
    parts: Sequence[PartLine]
    is_whole: bool
    is_discontinuity: bool  # It does not follow from the one before.


class Newest(Struct, frozen=True, kw_only=True):
    """The last part of a film, as the playlist of the other one reports it."""

    name: str
    key: str
    number: int
    part: int


class Variant(Struct, frozen=True, kw_only=True):
    """A film of a broadcast, as its list of films names it."""

    name: str
    peak_bps: int
    codecs: str
    size: tuple[int, int] | None  # of its pictures


class Window(Struct, frozen=True, kw_only=True):
    """What can be fetched now. tag: folder of the broadcast, so that no address ever means two things."""

    tag: str
    segments: Sequence[SegmentLines]
    discontinuities_before: int
    next_number: int  # of the segment that the next part belongs to
    next_part: int
    is_over: bool
    beside: Newest | None = None


def playlist_uri(name: str, key: str) -> str:
    """Name a playlist beside another one, with the key that it asks for."""
    return f"{name}.m3u8" + (f"?key={key}" if key else "")


def write_main(variants: Sequence[Variant], *, key: str) -> bytes:
    """Write the list of a broadcast's films: players without a choice take the first."""
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{VERSION}", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for each in variants:
        size = f",RESOLUTION={each.size[0]}x{each.size[1]}" if each.size else ""
        lines.append(f'#EXT-X-STREAM-INF:BANDWIDTH={each.peak_bps},CODECS="{each.codecs}"{size}')
        lines.append(playlist_uri(each.name, key))
    return ("\n".join(lines) + "\n").encode()


def init_uri(tag: str, number: int) -> str:
    """Name an init segment, relative to the playlist."""
    return f"{tag}/init.{number}.mp4"


def part_uri(tag: str, segment: int, part: int) -> str:
    """Name a part, relative to the playlist."""
    return f"{tag}/{segment}.{part}.m4s"


def segment_uri(tag: str, segment: int) -> str:
    """Name a whole segment, relative to the playlist."""
    return f"{tag}/{segment}.m4s"


def write(window: Window) -> bytes:
    """Write the media playlist."""
    first = window.segments[0].number if window.segments else window.next_number
    lines = [
        "#EXTM3U",
        f"#EXT-X-VERSION:{VERSION}",
        f"#EXT-X-TARGETDURATION:{TARGET_DURATION_S}",
        "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,"
        f"PART-HOLD-BACK={PART_HOLD_BACK_S:.3f},HOLD-BACK={HOLD_BACK_S:.3f}",
        f"#EXT-X-PART-INF:PART-TARGET={PART_TARGET_S:.5f}",
        f"#EXT-X-MEDIA-SEQUENCE:{first}",
        f"#EXT-X-DISCONTINUITY-SEQUENCE:{window.discontinuities_before}",
        "#EXT-X-INDEPENDENT-SEGMENTS",
    ]
    init_number = -1
    for index, segment in enumerate(window.segments):
        if segment.is_discontinuity and index:
            lines.append("#EXT-X-DISCONTINUITY")
        if segment.init_number != init_number:
            init_number = segment.init_number
            lines.append(f'#EXT-X-MAP:URI="{init_uri(window.tag, init_number)}"')
        lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{moment(segment.started_ms)}")
        if index >= len(window.segments) - PARTS_LISTED_OF_LAST_SEGMENTS:
            lines += _part_lines(window.tag, segment)
        if segment.is_whole:
            seconds = sum(part.duration_s for part in segment.parts)
            lines += [f"#EXTINF:{seconds:.5f},", segment_uri(window.tag, segment.number)]
    if window.is_over:
        lines.append("#EXT-X-ENDLIST")
    else:
        hint = part_uri(window.tag, window.next_number, window.next_part)
        lines.append(f'#EXT-X-PRELOAD-HINT:TYPE=PART,URI="{hint}"')
    if beside := window.beside:
        uri = playlist_uri(beside.name, beside.key)
        lines.append(f'#EXT-X-RENDITION-REPORT:URI="{uri}",LAST-MSN={beside.number},LAST-PART={beside.part}')
    return ("\n".join(lines) + "\n").encode()


def moment(epoch_ms: float) -> str:
    """Write a moment as EXT-X-PROGRAM-DATE-TIME wants it."""
    return (
        datetime.fromtimestamp(epoch_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )


def _part_lines(tag: str, segment: SegmentLines) -> list[str]:
    return [
        f'#EXT-X-PART:DURATION={part.duration_s:.5f},URI="{part_uri(tag, segment.number, index)}"'
        + (",INDEPENDENT=YES" if part.is_key else "")
        for index, part in enumerate(segment.parts)
    ]
