"""Conformance of a low-latency HLS stream to RFC 8216bis, as a viewer sees it. Written from its rules.

Watches a playlist for some seconds with blocking reloads, fetches what it names, and lists every breach.
"""

import io
import re
import time
from datetime import datetime

import av
import httpx
from msgspec import Struct

from tests.live.broadcast.boxes import fragments, timescales

SHORTEST = 0.85
ROUNDING_S = 2e-4
PDT_S = 0.012
TIMEOUT_S = 30.0


class Track(Struct, frozen=True, kw_only=True):
    """What is looked at in the pieces. held_back: what a decoder may keep of a segment that it gets alone."""

    number: int
    kind: bytes
    name: str
    held_back: int = 0


PICTURES = Track(number=1, kind=b"vide", name="video")
SOUND = Track(number=2, kind=b"soun", name="audio", held_back=1)


class Seen(Struct):
    """A segment as playlists showed it."""

    number: int
    uri: str = ""
    init: str = ""
    duration_s: float = 0.0
    started_s: float | None = None
    is_break: bool = False
    breaks_before: int = 0
    parts: list[tuple[str, float, bool]] = []


class Report(Struct):
    """What was found."""

    errors: list[str] = []
    playlist_count: int = 0
    segment_count: int = 0
    break_count: int = 0
    part_durations: list[float] = []
    block_s: list[float] = []
    size_bytes: int = 0
    duration_s: float = 0.0

    @property
    def bits_per_s(self) -> float:
        """What whole segments cost."""
        return self.size_bytes * 8 / self.duration_s

    def check(self, is_kept: object, rule: str) -> None:
        """Note a breach, once."""
        if not is_kept and rule not in self.errors:
            self.errors.append(rule)


class Parsed(Struct):
    """One playlist."""

    segments: dict[int, Seen]
    part_target_s: float
    hint: str
    is_over: bool


async def validate(client: httpx.AsyncClient, url: str, *, seconds: float, track: Track = PICTURES) -> Report:
    """Watch a stream and report. The client must not change addresses. track: what it must be a film of."""
    report = Report()
    seen: dict[int, Seen] = {}
    pieces: dict[str, bytes] = {}
    base = url.rpartition("/")[0] + "/"
    until = time.monotonic() + seconds
    answer = await client.get(url, timeout=TIMEOUT_S)
    report.check(answer.status_code == 200, f"the playlist answers {answer.status_code}")
    report.check("mpegurl" in answer.headers.get("content-type", ""), "content type of the playlist")
    while time.monotonic() < until:
        parsed = parse(answer.text, report)
        report.playlist_count += 1
        for number, segment in parsed.segments.items():
            _compare(seen.get(number), segment, report)
            seen[number] = segment
        await _fetch_new(client, base, parsed, pieces, report)
        if parsed.is_over:
            break
        answer = await _reload(client, url, parsed, report)
    await _refusals(client, url, seen, report)
    _examine(seen, pieces, report, track=track)
    return report


def parse(text: str, report: Report) -> Parsed:
    """Read a playlist and check what can be seen in it alone."""
    lines = text.splitlines()
    report.check(lines and lines[0] == "#EXTM3U", "#EXTM3U comes first")
    target = int(_value(text, r"#EXT-X-TARGETDURATION:(\d+)", report))
    part_target = float(_value(text, r"PART-TARGET=([\d.]+)", report))
    report.check("CAN-BLOCK-RELOAD=YES" in text, "CAN-BLOCK-RELOAD")
    hold_back = float(_value(text, r"PART-HOLD-BACK=([\d.]+)", report))
    report.check(hold_back >= 3 * part_target - 1e-3, "PART-HOLD-BACK of at least three parts")
    report.check(
        float(_value(text, r"[:,]HOLD-BACK=([\d.]+)", report)) >= 3 * target, "HOLD-BACK of three targets"
    )
    number = int(_value(text, r"#EXT-X-MEDIA-SEQUENCE:(\d+)", report))
    segments: dict[int, Seen] = {}
    breaks = int(_value(text, r"#EXT-X-DISCONTINUITY-SEQUENCE:(\d+)", report))
    init, current = "", Seen(number=number, breaks_before=breaks)
    for line in lines:
        name, _, value = line.partition(":")
        if name == "#EXT-X-MAP":
            init = value.split('"')[1]
        elif name == "#EXT-X-DISCONTINUITY":
            current.is_break = True
            current.breaks_before += 1
        elif name == "#EXT-X-PROGRAM-DATE-TIME":
            current.started_s = datetime.fromisoformat(value).timestamp()
        elif name == "#EXT-X-PART":
            part = _part(value)
            report.check(
                part[1] <= part_target + ROUNDING_S, f"a part of {part[1]} is longer than PART-TARGET"
            )
            current.parts.append(part)
        elif name == "#EXTINF":
            current.duration_s = float(value.split(",")[0])
            report.check(round(current.duration_s) <= target, "EXTINF is at most the target duration")
        elif line and not line.startswith("#"):
            current.uri, current.init = line, init
            _check_parts(current, part_target, report)
            segments[current.number] = current
            current = Seen(number=current.number + 1, breaks_before=current.breaks_before)
    if current.parts:
        current.init = init
        segments[current.number] = current
    over = "#EXT-X-ENDLIST" in text
    hint = re.search(r'#EXT-X-PRELOAD-HINT:TYPE=PART,URI="([^"]+)"', text)
    report.check(over or hint, "a preload hint while it goes on")
    return Parsed(segments=segments, part_target_s=part_target, hint=hint[1] if hint else "", is_over=over)


def _check_parts(segment: Seen, part_target: float, report: Report) -> None:
    for _, duration, _ in segment.parts[:-1]:
        report.check(
            duration >= SHORTEST * part_target - ROUNDING_S,
            f"a part of {duration} is shorter than {SHORTEST} of PART-TARGET and not the last one",
        )
    if segment.parts:
        total = sum(duration for _, duration, _ in segment.parts)
        report.check(abs(total - segment.duration_s) < 2e-3, "parts add up to their segment")
        report.check(segment.parts[0][2], "a segment begins with an independent part")


def _compare(before: Seen | None, now: Seen, report: Report) -> None:
    if before:
        shared = min(len(before.parts), len(now.parts))
        report.check(before.parts[:shared] == now.parts[:shared] or not now.parts, "a part never changes")
        report.check(not before.uri or before.uri == now.uri, "a segment keeps its address")
        report.check(before.breaks_before == now.breaks_before, "a segment keeps its discontinuity number")
        now.parts = now.parts or before.parts
        now.is_break = now.is_break or before.is_break


async def _reload(client: httpx.AsyncClient, url: str, parsed: Parsed, report: Report) -> httpx.Response:
    """Ask for the part after the last one that is listed, as players do."""
    last = max(parsed.segments) if parsed.segments else 0
    segment = parsed.segments[last]
    number, part = (last + 1, 0) if segment.uri else (last, len(segment.parts))
    begun = time.monotonic()
    answer = await client.get(url, params={"_HLS_msn": number, "_HLS_part": part}, timeout=TIMEOUT_S)
    report.block_s.append(time.monotonic() - begun)
    report.check(answer.status_code == 200, f"a blocking reload answers {answer.status_code}")
    found = parse(answer.text, Report()).segments if answer.status_code == 200 else {}
    newest = max(found, default=0)
    has_it = newest > number or (newest == number and len(found[number].parts) > part)
    report.check(has_it or "#EXT-X-ENDLIST" in answer.text, "a blocking reload holds what was asked for")
    return answer


async def _fetch_new(
    client: httpx.AsyncClient, base: str, parsed: Parsed, pieces: dict[str, bytes], report: Report
) -> None:
    for segment in parsed.segments.values():
        wanted = [segment.init, *(uri for uri, _, _ in segment.parts), segment.uri]
        for uri in wanted:
            if uri and uri not in pieces:
                answer = await client.get(base + uri, timeout=TIMEOUT_S)
                report.check(answer.status_code == 200, f"what a playlist names answers {answer.status_code}")
                report.check("max-age" in answer.headers.get("cache-control", ""), "pieces can be cached")
                pieces[uri] = answer.content


async def _refusals(client: httpx.AsyncClient, url: str, seen: dict[int, Seen], report: Report) -> None:
    answer = await client.get(url, params={"_HLS_msn": max(seen) + 10}, timeout=TIMEOUT_S)
    text = "#EXT-X-ENDLIST" in answer.text
    report.check(answer.status_code == 400 or text, f"a segment far ahead answers {answer.status_code}")


def _examine(seen: dict[int, Seen], pieces: dict[str, bytes], report: Report, *, track: Track) -> None:
    """Look into the pieces: they fit together, begin with key frames, and decode alone."""
    before: tuple[Seen, int] | None = None
    for segment in (seen[number] for number in sorted(seen) if seen[number].uri):
        data, init = pieces[segment.uri], pieces[segment.init]
        report.segment_count += 1
        report.size_bytes += len(data)
        report.duration_s += segment.duration_s
        report.break_count += segment.is_break
        report.part_durations += [duration for _, duration, _ in segment.parts]
        if segment.parts:
            joined = b"".join(pieces[uri] for uri, _, _ in segment.parts)
            report.check(joined == data, "parts joined are the segment")
        found = fragments(data, track=track.number)
        report.check(next(iter(timescales(init))) == track.kind, "the init segment is of the same film")
        scale = timescales(init)[track.kind]
        report.check(found[0].is_key, "a segment begins with a key frame")
        for (_, duration, is_key), fragment in zip(segment.parts, found, strict=False):
            report.check(abs(fragment.duration / scale - duration) < 2e-3, "a part lasts what it says")
            report.check(is_key == fragment.is_key, "INDEPENDENT tells the truth")
        if before and before[0].number == segment.number - 1 and not segment.is_break:
            report.check(abs(found[0].start - before[1]) <= scale * 2e-3, "decoding times continue")
            earlier = before[0]
            if segment.started_s and earlier.started_s:
                drift = segment.started_s - earlier.started_s - earlier.duration_s
                report.check(abs(drift) < PDT_S, f"dates continue ({drift:.3f} s)")
        before = (segment, found[-1].start + found[-1].duration)
        decoded = _decode(init + data, track)
        count = sum(each.sample_count for each in found)
        report.check(0 <= count - decoded <= track.held_back, f"{decoded} of {count} samples decode")


def _decode(film: bytes, track: Track) -> int:
    with av.open(io.BytesIO(film), mode="r") as container:
        streams = [each for each in container.streams if each.type == track.name]
        return sum(1 for _ in container.decode(streams[0]))


def _part(value: str) -> tuple[str, float, bool]:
    duration, uri = re.search(r"DURATION=([\d.]+)", value), re.search(r'URI="([^"]+)"', value)
    assert duration
    assert uri
    return uri[1], float(duration[1]), "INDEPENDENT=YES" in value


def _value(text: str, pattern: str, report: Report) -> str:
    found = re.search(pattern, text)
    report.check(found, f"the playlist lacks {pattern}")
    return found[1] if found else "0"
