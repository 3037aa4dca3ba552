"""How much comes in how much time: the bound on a publisher, and what she is told about her film."""

from vitrina.live.broadcast.limits import BURST_S, TICKS_PER_S
from vitrina.live.broadcast.model import Picture
from vitrina.live.broadcast.ports import Health


class Pace:
    """A bucket that fills with what comes and empties at the largest bitrate."""

    def __init__(self, bitrate_max_bps: int) -> None:
        """Begin empty."""
        self.began_ms = 0.0
        self._bits_a_second = bitrate_max_bps
        self._size_bits = bitrate_max_bps * BURST_S
        self._level = 0.0
        self._seen_ms = 0.0

    def restart(self, *, now_ms: float) -> None:
        """Note when the running stretch began."""
        self.began_ms = now_ms

    def allows(self, size_bytes: int, *, now_ms: float) -> bool:
        """Count bytes; False when they are too many for the time."""
        passed_ms = max(0.0, now_ms - self._seen_ms)
        self._seen_ms = now_ms
        self._level = max(0.0, self._level - passed_ms * self._bits_a_second / 1000) + size_bytes * 8
        return self._level <= self._size_bits


class Tally:
    """What came since the last report."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self.bytes_count = 0
        self.dropped_count = 0
        self._pictures = 0
        self._key_dts: int | None = None
        self._keyframe_interval_ms = 0
        self._since_ms: float | None = None

    def note(self, picture: Picture) -> None:
        """Count a picture."""
        self._pictures += 1
        if picture.is_key:
            if self._key_dts is not None and picture.dts > self._key_dts:
                self._keyframe_interval_ms = (picture.dts - self._key_dts) * 1000 // TICKS_PER_S
            self._key_dts = picture.dts

    def health(self, *, now_ms: float, viewers_waiting: int, late_ms: int) -> Health:
        """Report, and begin anew."""
        passed_s = max(0.001, (now_ms - self._since_ms) / 1000) if self._since_ms is not None else 0.0
        report = Health(
            bitrate_bps=round(self.bytes_count * 8 / passed_s) if passed_s else 0,
            frames_per_second=round(self._pictures / passed_s, 1) if passed_s else 0.0,
            keyframe_interval_ms=self._keyframe_interval_ms,
            dropped_count=self.dropped_count,
            viewers_waiting=viewers_waiting,
            late_ms=late_ms,
        )
        self._since_ms, self._pictures, self.bytes_count = now_ms, 0, 0
        return report
