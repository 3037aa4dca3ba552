"""A film on air, in memory: the last seconds of it, and the viewers who wait for the next part."""

import asyncio
from collections import deque

from vitrina.live.broadcast.anchor import Anchor
from vitrina.live.broadcast.limits import (
    PART_TICKS,
    TICKS_PER_S,
    WAITERS_PER_ROOM_MAX,
    WINDOW_S,
    WINDOW_SEGMENTS_MAX,
)
from vitrina.live.broadcast.model import Part
from vitrina.live.broadcast.playlist import (
    PICTURES,
    Newest,
    PartLine,
    SegmentLines,
    Variant,
    Window,
    write,
    write_main,
)

AHEAD_SEGMENTS = 1  # A viewer may ask for the next segment, not for one after it.


class TooFar(Exception):
    """A viewer asks for what is not next."""


class TooMany(Exception):
    """Enough viewers wait already."""


class Run:
    """An unbroken stretch of the film: one init segment, one anchor.

    delay_ms: from decoding to showing its first picture.  anchor: of another film, whose dates it has.
    """

    def __init__(self, init_number: int, *, delay_ms: float, anchor: Anchor | None = None) -> None:
        """Begin."""
        self.init_number = init_number
        self.is_dated_elsewhere = anchor is not None
        self.anchor = anchor or Anchor()
        self.delay_ms = delay_ms

    def at_ms(self, ticks: int) -> float:
        """Tell the wall clock of a moment of the film's decoding."""
        return self.anchor.at_ms(ticks) - self.delay_ms


class Segment:
    """Parts from one key frame to another."""

    def __init__(self, number: int, run: Run, *, start: int, is_discontinuity: bool) -> None:
        """Begin, without parts."""
        self.number = number
        self.run = run
        self.start = start
        self.is_discontinuity = is_discontinuity
        self.is_whole = False
        self.parts: list[Part] = []
        self.duration = 0

    def add(self, part: Part) -> None:
        """Add the next part."""
        self.parts.append(part)
        self.duration += part.duration

    def data(self) -> bytes:
        """Join the parts."""
        return b"".join([part.data for part in self.parts])

    def lines(self) -> SegmentLines:
        """Describe it for the playlist."""
        return SegmentLines(
            number=self.number,
            init_number=self.run.init_number,
            started_ms=self.run.at_ms(self.start),
            parts=[
                PartLine(duration_s=part.duration / TICKS_PER_S, is_key=part.is_key) for part in self.parts
            ],
            is_whole=self.is_whole,
            is_discontinuity=self.is_discontinuity,
        )


Waiter = tuple[int, int | None, "asyncio.Future[None]"]


class Film:
    """What can be fetched of one broadcast. Nothing in it waits for a viewer.

    beside: the other film of the broadcast: the sound of one with pictures, and the pictures of one of sound.
    """

    def __init__(self, tag: str, *, key: str = "", name: str = PICTURES) -> None:
        """tag: names the broadcast in addresses.  key: what a viewer must bring; empty: nothing.

        name: of its playlist.
        """
        self.name = name
        self.tag = tag if name == PICTURES else f"{tag}/{name}"
        self.key = key
        self.is_over = False
        self.codecs = ""
        self.size: tuple[int, int] | None = None
        self.beside: Film | None = None
        self.segments: deque[Segment] = deque()
        self.current: Segment | None = None
        self.inits: dict[int, bytes] = {}
        self.waiters: list[Waiter] = []
        self.run: Run | None = None
        self._next_number = 0
        self._next_init = 0
        self._is_fresh_run = False
        self._dropped_discontinuities = 0
        self._playlist: bytes | None = None

    @property
    def can_be_fetched(self) -> bool:
        """Whether a first segment is whole."""
        return bool(self.segments)

    def begin_run(self, init: bytes, *, delay_ms: float, anchor: Anchor | None = None) -> Run:
        """Begin a stretch that does not follow from what was before. The running segment ends."""
        self.finish()
        if self.inits.get(self._next_init - 1) != init:
            self.inits[self._next_init] = init
            self._next_init += 1
        self.run = Run(self._next_init - 1, delay_ms=delay_ms, anchor=anchor)
        self._is_fresh_run = True
        return self.run

    def add(self, part: Part, *, now_ms: float) -> Segment | None:
        """Add the next part of the run. Returns the segment that it closed."""
        run = self.run
        assert run
        if not run.is_dated_elsewhere:
            run.anchor.observe(part.start + part.duration, now_ms=now_ms)
        finished = self.finish() if part.begins_segment else None
        if self.current is None:
            is_break = self._is_fresh_run and self._next_number > 0
            self.current = Segment(self._next_number, run, start=part.start, is_discontinuity=is_break)
            self._next_number += 1
            self._is_fresh_run = False
        self.current.add(part)
        self._changed()
        return finished

    def finish(self) -> Segment | None:
        """Close the running segment and let the oldest one go. Returns the closed one."""
        finished, self.current = self.current, None
        if finished is None:
            return None
        finished.is_whole = True
        self.segments.append(finished)
        kept = sum(segment.duration for segment in self.segments)
        while (
            kept - self.segments[0].duration >= WINDOW_S * TICKS_PER_S
            or len(self.segments) > WINDOW_SEGMENTS_MAX
        ):
            oldest = self.segments.popleft()
            kept -= oldest.duration
            self._dropped_discontinuities += oldest.is_discontinuity
        for number in [each for each in self.inits if each < self.segments[0].run.init_number]:
            del self.inits[number]
        return finished

    def end(self) -> Segment | None:
        """Say that nothing follows. Returns the segment that was open."""
        finished = self.finish()
        self.is_over = True
        self._changed()
        return finished

    def let_go(self) -> None:
        """Let nobody wait for what does not come from here."""
        for _, _, future in self.waiters:
            if not future.done():
                future.set_result(None)
        self.waiters = []

    def playlist(self) -> bytes:
        """Write the playlist, once for all viewers."""
        if self._playlist is None:
            self._playlist = write(self._window())
        return self._playlist

    def newest(self) -> Newest:
        """Tell which part is the last one."""
        segment = self.current or self.segments[-1]
        return Newest(name=self.name, key=self.key, number=segment.number, part=len(segment.parts) - 1)

    def main(self) -> bytes:
        """List the films of the broadcast that can be fetched, this one first."""
        beside = [self.beside] if self.beside and self.beside.can_be_fetched else []
        return write_main([each.variant() for each in (self, *beside)], key=self.key)

    def variant(self) -> Variant:
        """Describe the film; its bitrate is that of the largest segment that can be fetched."""
        peak_bps = max(
            sum(len(part.data) for part in each.parts) * 8 * TICKS_PER_S // each.duration
            for each in self.segments
        )
        return Variant(name=self.name, peak_bps=peak_bps, codecs=self.codecs, size=self.size)

    def segment(self, number: int) -> Segment | None:
        """Find a segment that can be fetched."""
        if self.current and self.current.number == number:
            return self.current
        index = number - self.segments[0].number if self.segments else -1
        return self.segments[index] if 0 <= index < len(self.segments) else None

    def part(self, number: int, index: int) -> bytes | None:
        """Find a part that can be fetched."""
        segment = self.segment(number)
        return segment.parts[index].data if segment and 0 <= index < len(segment.parts) else None

    def has(self, number: int, part: int | None) -> bool:
        """Say whether the playlist holds a part (None: the whole segment), or something after it."""
        newest = self.current.number if self.current else self._next_number - 1
        if number != newest:
            return number < newest
        if self.current is None:
            return True
        return part is not None and part < len(self.current.parts)

    def require_near(self, number: int) -> None:
        """Raise TooFar unless the segment is there, running, or the next one."""
        newest = self.current.number if self.current else self._next_number - 1
        if number > newest + AHEAD_SEGMENTS:
            raise TooFar

    async def wait_for(self, number: int, part: int | None, *, timeout_s: float) -> bool:
        """Wait until the playlist holds a part, or the film is over; False when the time is.

        Raises TooFar, TooMany.
        """
        if self.is_over or self.has(number, part):
            return True
        self.require_near(number)
        if len(self.waiters) >= WAITERS_PER_ROOM_MAX:
            raise TooMany
        waiter: Waiter = (number, part, asyncio.get_running_loop().create_future())
        self.waiters.append(waiter)
        try:
            async with asyncio.timeout(timeout_s):
                await waiter[2]
        except TimeoutError:
            return False
        finally:
            if not waiter[2].done() or waiter[2].cancelled():
                self.waiters = [each for each in self.waiters if each is not waiter]
        return True

    def _changed(self) -> None:
        self._playlist = None
        waiting: list[Waiter] = []
        for waiter in self.waiters:
            number, part, future = waiter
            if future.done():
                continue
            if self.is_over or self.has(number, part):
                future.set_result(None)
            else:
                waiting.append(waiter)
        self.waiters = waiting

    def _window(self) -> Window:
        shown = [*self.segments, *([self.current] if self.current else [])]
        number, part = self._next()
        return Window(
            tag=self.tag,
            segments=[segment.lines() for segment in shown],
            discontinuities_before=self._dropped_discontinuities + bool(shown and shown[0].is_discontinuity),
            next_number=number,
            next_part=part,
            is_over=self.is_over,
            beside=self.beside.newest() if self.beside and self.beside.can_be_fetched else None,
        )

    def _next(self) -> tuple[int, int]:
        """Foretell which part comes next: where segments have one length, the next one begins on time."""
        if self.current is None:
            return self._next_number, 0
        before = self.segments[-1] if self.segments else None
        if before and self.current.duration >= before.duration - PART_TICKS // 2:
            return self._next_number, 0
        return self.current.number, len(self.current.parts)
