"""LL-HLS playlists as text (RFC 8216bis): pure functions of what is on air."""

from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec import Struct

from vitrina.live.broadcast.limits import PART_TARGET_S, TARGET_DURATION_S

VERSION = 9
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


class Window(Struct, frozen=True, kw_only=True):
    """What can be fetched now. tag: folder of the broadcast, so that no address ever means two things."""

    tag: str
    segments: Sequence[SegmentLines]
    discontinuities_before: int
    next_number: int  # of the segment that the next part belongs to
    next_part: int
    is_over: bool


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
