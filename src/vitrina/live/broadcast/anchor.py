"""From media time to wall clock: the anchor that EXT-X-PROGRAM-DATE-TIME is written by."""

from vitrina.live.broadcast.limits import TICKS_PER_S

FIRST_PARTS = 24
WINDOW_PARTS = 240  # 80 s
SLEW_MS_MAX = 5.0
DECLARED_BEFORE_MS_MAX = 3_000.0


class Anchor:
    """When media time 0 was, in epoch ms.

    Of the first parts the one that came with the least delay decides, for delay only adds. Afterwards the
    anchor follows the drift between the publisher's clock and ours by at most SLEW_MS_MAX a window, and never
    jumps: pins are shown by it.

    A publisher who knows our clock may declare when her pictures were taken, which no arrival can tell: what
    lies between the camera and us is in every arrival. She is believed within reason.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self.epoch_ms = 0.0
        self.late_ms = 0.0
        self._arrived_ms = 0.0  # as arrivals tell it
        self._count = 0
        self._least_ms = 0.0
        self._told_ms: float | None = None  # declared before anything arrived
        self._is_declared = False

    @property
    def is_known(self) -> bool:
        """Whether anything has arrived by which moments can be dated."""
        return self._count > 0

    def observe(self, end: int, *, now_ms: float) -> None:
        """Note that media up to `end` (ticks) had arrived at a moment."""
        seen_ms = now_ms - end * 1000 / TICKS_PER_S
        self._count += 1
        if self._count == 1 or (self._count <= FIRST_PARTS and seen_ms < self._arrived_ms):
            self._arrived_ms = seen_ms
        self._least_ms = min(self._least_ms, seen_ms) if self._count % WINDOW_PARTS != 1 else seen_ms
        self.late_ms = max(0.0, seen_ms - self._arrived_ms)
        if self._count % WINDOW_PARTS == 0:
            self._arrived_ms += _small(self._least_ms - self._arrived_ms)
        if not self._is_declared:
            self.epoch_ms = self._arrived_ms
        if self._told_ms is not None:
            told_ms, self._told_ms = self._told_ms, None
            self.declare(told_ms)

    def declare(self, epoch_ms: float) -> None:
        """Hear from the publisher when media time 0 was: the first word counts whole, later ones a little."""
        if not self._count:
            self._told_ms = epoch_ms
        # Nothing is taken after it came, nor seconds before.
        elif -DECLARED_BEFORE_MS_MAX <= epoch_ms - self._arrived_ms <= SLEW_MS_MAX:
            change_ms = epoch_ms - self.epoch_ms
            self.epoch_ms += _small(change_ms) if self._is_declared else change_ms
            self._is_declared = True

    def at_ms(self, ticks: int) -> float:
        """Tell the wall clock of a moment of the film."""
        return self.epoch_ms + ticks * 1000 / TICKS_PER_S


def _small(change_ms: float) -> float:
    return max(-SLEW_MS_MAX, min(SLEW_MS_MAX, change_ms))
