"""Time into movement: eased ramps, kicks and the sway of a phone held by hand.  All pure."""

import math
from collections.abc import Callable

Ease = Callable[[float], float]


def smooth(x: float) -> float:
    """Start and stop gently."""
    return x * x * (3 - 2 * x)


def slow_down(x: float) -> float:
    """Start fast, arrive softly."""
    return 1 - (1 - x) ** 3


def speed_up(x: float) -> float:
    """Start softly, leave fast."""
    return x**3


def overshoot(x: float) -> float:
    """Go a tenth too far and come back."""
    return 1 + 2.7 * (x - 1) ** 3 + 1.7 * (x - 1) ** 2


def spring(x: float) -> float:
    """Swing about the end, less and less."""
    return 1.0 if x >= 1 else 1 - math.cos(x * 14) * math.exp(-5.5 * x) * (1 - x)


def bounce(x: float) -> float:
    """Fall to the end and rebound twice."""
    if x < 0.5:
        return 4 * x * x
    if x < 0.8:
        return 1 - 0.16 * (1 - ((x - 0.65) / 0.15) ** 2)
    return 1 - 0.04 * (1 - ((x - 0.9) / 0.1) ** 2)


def ramp(t: float, start: float, length: float, ease: Ease = smooth) -> float:
    """Go from 0 at start to 1 at start + length."""
    if t <= start:
        return 0.0
    return 1.0 if t >= start + length else ease((t - start) / length)


def during(t: float, start: float, end: float, *, fade: float = 0.2) -> float:
    """Be 1 between two moments, with soft edges outside of them."""
    return min(ramp(t, start, fade), 1 - ramp(t, end, fade))


def kick(t: float, at: float, length: float = 0.3) -> float:
    """Jump to 1 at a moment and die away."""
    return 0.0 if t < at or t > at + length else (1 - (t - at) / length) ** 2


def on_beat(t: float, bpm: float, *, every: float = 1.0) -> float:
    """Jump to 1 on every so many beats and die away before the next."""
    length = 60 / bpm * every
    return (1 - t % length / length) ** 3


def blend(first: float, second: float, share: float) -> float:
    """Go from first to second."""
    return first + (second - first) * share


def sway(t: float, *, seed: float = 0.0) -> tuple[float, float, float]:
    """Give x, y (pixels) and turn (degrees) of a camera held by hand."""
    x = 2.2 * math.sin(t * 1.3 + seed) + 1.2 * math.sin(t * 2.9 + seed * 2)
    y = 2.4 * math.sin(t * 1.1 + 1 + seed) + 1.0 * math.sin(t * 3.3 + seed)
    return x, y, 0.28 * math.sin(t * 0.9 + seed * 3)


def scatter(index: int, salt: int = 0) -> float:
    """Give a steady number between 0 and 1 that looks random."""
    mixed = (index * 2654435761 + salt * 40503 + 977) & 0xFFFFFFFF
    mixed ^= mixed >> 15
    mixed = mixed * 2246822519 & 0xFFFFFFFF
    mixed ^= mixed >> 13
    return (mixed * 3266489917 & 0xFFFFFFFF) / 0xFFFFFFFF
