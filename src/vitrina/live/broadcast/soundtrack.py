"""The sound of a broadcast as a film of its own, for who saves data: the same moments and dates, no pictures.

Packets of sound do not end where pictures do, so its parts have a grid of their own: as many packets as fit
into a part. One that is too short for that, as packets of odd lengths make it, ends its segment.
"""

from vitrina.live.broadcast import fmp4
from vitrina.live.broadcast.cutter import PART_TICKS_MAX, PART_TICKS_MIN
from vitrina.live.broadcast.film import Film, Run
from vitrina.live.broadcast.limits import SEGMENT_S, TICKS_PER_S
from vitrina.live.broadcast.model import Audio, Part, Sound

SEGMENT_TICKS = int(SEGMENT_S * TICKS_PER_S)


class Soundtrack:
    """Cuts what the pictures' cutter has placed on the time line of the broadcast."""

    def __init__(self, film: Film) -> None:
        """film: where the parts go."""
        self.film = film
        self._audio: Audio | None = None
        self._pictures: Run | None = None
        self._is_fresh = False
        self._packets: list[Sound] = []
        self._next = 0
        self._sequence = 0
        self._segment_ticks = 0

    def begin_run(self, audio: Audio | None, *, pictures: Run) -> None:
        """Begin a stretch of sound beside one of pictures; its dates are theirs. audio: None for none."""
        self._audio, self._pictures, self._is_fresh = audio, pictures, True

    def sound(self, packet: Sound) -> None:
        """Take a packet that was placed on the time line, in ticks of the sound's own rate."""
        if not self._audio or not self._pictures or not self._pictures.anchor.is_known:
            return  # The first third of a second has no date yet.
        if self._packets and packet.dts != self._next:
            self._stop()
            self._is_fresh = True
        if self._is_fresh:
            self._begin(self._audio, self._pictures)
        if self._packets and self._ticks(packet.dts + packet.duration) > PART_TICKS_MAX:
            self._cut()
        self._packets.append(packet)
        self._next = packet.dts + packet.duration
        if self._ticks(self._next + packet.duration) > PART_TICKS_MAX:
            self._cut()

    def break_run(self) -> None:
        """End the running stretch."""
        self._stop()
        self._audio = self._pictures = None

    def _begin(self, audio: Audio, pictures: Run) -> None:
        # A packet at `t` is heard with the picture shown at `t`. That one is decoded at `t - delay_ms`,
        # and what is decoded then was taken a delay_ms before (`Run.at_ms`): so long an encoder that reorders
        # holds it back. Sound is not reordered and stands at `t` itself, so its date needs the delay twice.
        self.film.begin_run(fmp4.init(None, audio), delay_ms=2 * pictures.delay_ms, anchor=pictures.anchor)
        self.film.codecs = audio.codec
        self._is_fresh, self._segment_ticks = False, 0

    def _stop(self) -> None:
        if self._packets:
            self._cut()
        self.film.finish()

    def _ticks(self, end: int) -> int:
        """Tell how long the running part is when it ends there."""
        assert self._audio
        return _on_clock(end, self._audio.rate) - _on_clock(self._packets[0].dts, self._audio.rate)

    def _cut(self) -> None:
        assert self._audio
        packets, ticks = self._packets, self._ticks(self._next)
        self._packets = []
        self._sequence += 1
        part = Part(
            data=fmp4.part(self._sequence, [fmp4.sound_run(packets)]),
            start=_on_clock(packets[0].dts, self._audio.rate),
            duration=ticks,
            is_key=True,
            begins_segment=self._segment_ticks == 0,
            picture_count=0,
        )
        self._segment_ticks += ticks
        if ticks < PART_TICKS_MIN or self._segment_ticks >= SEGMENT_TICKS:
            self._segment_ticks = 0
        self.film.add(part, now_ms=0)  # Its dates come with the pictures.


def _on_clock(at: int, rate: int) -> int:
    return at * TICKS_PER_S // rate
