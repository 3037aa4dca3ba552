"""Noises of things: pops, pours, cuts, tape.  All pure; noise has a fixed seed."""

import numpy as np

from demo_content.sound.synth import Wave, bell, faded, filtered, noise, seconds, sweep


def pop(*, high: float = 900) -> Wave:
    """Something appears."""
    t = seconds(0.1)
    return faded(sweep(high * 0.45, high, 0.1, curve=-2.2) * np.exp(-t * 34))


def whoosh(length: float = 0.42) -> Wave:
    """Something flies past."""
    t = seconds(length)
    dull, bright = (
        filtered(noise(length, 11), low=150, high=900),
        filtered(noise(length, 12), low=900, high=6500),
    )
    share = np.sin(np.pi * t / length) ** 2
    return faded((dull * 0.8 + bright * share * 0.8) * share)


def pour(length: float) -> Wave:
    """Liquid falls into a glass that fills."""
    rng = np.random.default_rng(13)
    out = filtered(noise(length, 14), low=700, high=5200) * 0.1
    for at in np.sort(rng.uniform(0, max(0.1, length - 0.12), int(length * 46))):
        share = at / length
        drop = sweep(420 + 700 * share + rng.uniform(-90, 160), 640 + 900 * share, 0.07, curve=-1.6)
        drop *= np.exp(-seconds(0.07) * 48) * rng.uniform(0.15, 0.5)
        start = int(at * 44_100)
        out[start : start + len(drop)] += drop
    return faded(out, attack=0.08, release=0.2)


def clink() -> Wave:
    """Ice on glass."""
    return bell(2950, 0.4) * 0.5 + bell(4130, 0.4) * 0.3


def click() -> Wave:
    """A switch."""
    t = seconds(0.05)
    return faded(
        filtered(noise(0.05, 15), low=1200, high=7000) * np.exp(-t * 190)
        + np.sin(2 * np.pi * 980 * t) * np.exp(-t * 160)
    )


def thud(*, deep: float = 70) -> Wave:
    """Something heavy lands."""
    t = seconds(0.32)
    return faded(
        sweep(deep * 2.4, deep, 0.32, curve=20) * np.exp(-t * 13)
        + filtered(noise(0.32, 16), high=700) * np.exp(-t * 38) * 0.5
    )


def boing() -> Wave:
    """Something soft lands."""
    t = seconds(0.24)
    return faded(
        np.sin(2 * np.pi * np.cumsum(210 + 90 * np.sin(t * 60) * np.exp(-t * 14) + 260 * t) / 44_100)
        * np.exp(-t * 13)
    )


def chop() -> Wave:
    """A knife through a tomato onto wood."""
    t = seconds(0.2)
    wet = filtered(noise(0.2, 17), low=1800, high=8000) * np.exp(-t * 70) * 0.6
    wood = np.where(t > 0.035, np.sin(2 * np.pi * 310 * t) * np.exp(-(t - 0.035) * 52), 0)
    return faded(wet + wood)


def tape(length: float = 0.7) -> Wave:
    """Packing tape comes off its roll."""
    t = seconds(length)
    crackle = filtered(noise(length, 18), low=1400, high=9000)
    return faded(
        crackle
        * (0.55 + 0.45 * np.sign(np.sin(2 * np.pi * (38 + 60 * t / length) * t)))
        * (0.5 + t / length),
        release=0.01,
    )


def rustle(length: float = 0.5) -> Wave:
    """Tissue paper."""
    rng = np.random.default_rng(19)
    grains = np.repeat(rng.uniform(0, 1, int(length * 70) + 1) ** 3, 630)[: int(length * 44_100)]
    return faded(
        filtered(noise(length, 20)[: len(grains)] * grains, low=2600, high=11_000), attack=0.05, release=0.1
    )


def chime() -> Wave:
    """Good news."""
    out = np.zeros(int(1.3 * 44_100))
    for number, hertz in enumerate((1046.5, 1318.5, 1568, 2093)):
        note = bell(hertz, 0.9) * 0.4
        start = int(number * 0.07 * 44_100)
        out[start : start + len(note)] += note
    return out


def ticks(length: float, *, count: int) -> Wave:
    """A counter that rolls and slows down."""
    out = np.zeros(int(length * 44_100) + 4000)
    for n in range(count):
        start = int(length * (n / count) ** 1.7 * 44_100)
        note = click() * (0.4 + 0.4 * n / count)
        out[start : start + len(note)] += note[: len(out) - start]
    return out


def riser(length: float = 1.4) -> Wave:
    """Something is about to happen."""
    t = seconds(length)
    return faded(
        filtered(noise(length, 21), low=700, high=8000) * (t / length) ** 2.4 * 0.7
        + sweep(220, 1100, length, curve=-1.4) * (t / length) ** 2 * 0.25,
        release=0.01,
    )


def thunder_switch() -> Wave:
    """A deep drop for the moment the light goes out."""
    t = seconds(1.1)
    return faded(sweep(120, 34, 1.1, curve=4) * np.exp(-t * 2.6))


def room(length: float, *, low: float = 200, high: float = 900, seed: int = 22) -> Wave:
    """The air of a place: sea, street or night."""
    t = seconds(length)
    return faded(
        filtered(noise(length, seed), low=low, high=high) * (0.65 + 0.35 * np.sin(2 * np.pi * 0.21 * t)),
        attack=0.4,
        release=0.5,
    )
