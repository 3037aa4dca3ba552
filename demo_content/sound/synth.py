"""Instruments: each gives one mono note as float samples at RATE.  All pure; noise has a fixed seed."""

import numpy as np
from numpy.typing import NDArray

RATE = 44_100
Wave = NDArray[np.float64]


def seconds(length: float) -> Wave:
    """Give the time of every sample."""
    return np.arange(int(length * RATE)) / RATE


def noise(length: float, seed: int = 0) -> Wave:
    """Give white noise."""
    return np.random.default_rng(seed).standard_normal(int(length * RATE))


def filtered(wave: Wave, *, low: float = 0.0, high: float = 20_000.0, slope: float = 4.0) -> Wave:
    """Keep the frequencies between low and high."""
    spectrum = np.fft.rfft(wave)
    hertz = np.maximum(np.fft.rfftfreq(len(wave), 1 / RATE), 1e-3)
    gain = 1 / (1 + (hertz / high) ** slope)
    if low > 0:
        gain *= 1 / (1 + (low / hertz) ** slope)
    return np.fft.irfft(spectrum * gain, len(wave))


def faded(wave: Wave, *, attack: float = 0.004, release: float = 0.03) -> Wave:
    """Take the clicks off both ends."""
    out = wave.copy()
    rise, fall = min(len(out), int(attack * RATE)), min(len(out), int(release * RATE))
    out[:rise] *= np.linspace(0, 1, rise)
    out[len(out) - fall :] *= np.linspace(1, 0, fall)
    return out


def saw(hertz: float, length: float, *, detune: float = 0.0) -> Wave:
    """Give a saw wave; detune is in cents."""
    phase = seconds(length) * hertz * 2 ** (detune / 1200)
    return 2 * (phase % 1) - 1


def sweep(start: float, end: float, length: float, *, curve: float = 6.0) -> Wave:
    """Give a sine that falls or rises from one frequency to another."""
    t = seconds(length)
    hertz = end + (start - end) * np.exp(-curve * t / length)
    return np.sin(2 * np.pi * np.cumsum(hertz) / RATE)


def kick(*, deep: float = 46, length: float = 0.34) -> Wave:
    """Bass drum."""
    t = seconds(length)
    body = sweep(190, deep, length, curve=16) * np.exp(-t * 8)
    return faded(np.tanh(body * 1.8 + filtered(noise(length, 1), low=1500) * np.exp(-t * 160) * 0.35))


def snare(*, tone: float = 190) -> Wave:
    """Snare drum."""
    t = seconds(0.24)
    rattle = filtered(noise(0.24, 2), low=1400, high=9500) * np.exp(-t * 19)
    return faded(rattle * 0.8 + np.sin(2 * np.pi * tone * t) * np.exp(-t * 26) * 0.7)


def clap() -> Wave:
    """Hand clap."""
    t = seconds(0.3)
    hands = sum(np.where(t > d, np.exp(-(t - d) * 70), 0) for d in (0, 0.011, 0.023))
    tail = np.where(t > 0.03, np.exp(-(t - 0.03) * 16), 0)
    return faded(filtered(noise(0.3, 3), low=900, high=5200) * (0.7 * hands + 0.6 * tail))


def hat(*, ring: float = 0.045) -> Wave:
    """Hi-hat; ring is how long it stays open."""
    t = seconds(ring * 4)
    return faded(filtered(noise(ring * 4, 4), low=7200) * np.exp(-t / ring))


def shaker() -> Wave:
    """Shaker."""
    t = seconds(0.11)
    return faded(
        filtered(noise(0.11, 5), low=4800, high=12_000) * np.sin(np.pi * t / 0.11) ** 2, release=0.02
    )


def rim() -> Wave:
    """Rim click or wood block."""
    t = seconds(0.09)
    return faded((np.sin(2 * np.pi * 1720 * t) + 0.6 * np.sin(2 * np.pi * 2390 * t)) * np.exp(-t * 75))


def tom(hertz: float) -> Wave:
    """Conga or tom."""
    t = seconds(0.28)
    return faded(
        sweep(hertz * 1.5, hertz, 0.28, curve=22) * np.exp(-t * 13)
        + filtered(noise(0.28, 6), low=800, high=4000) * np.exp(-t * 110) * 0.25
    )


def bass(hertz: float, length: float) -> Wave:
    """Round electric bass."""
    t = seconds(length)
    body = np.sin(2 * np.pi * hertz * t) + 0.45 * np.sin(4 * np.pi * hertz * t) * np.exp(-t * 6)
    growl = filtered(saw(hertz, length), high=520) * 0.5
    return faded(np.tanh((body + growl) * 0.9) * np.exp(-t * 1.4), attack=0.006, release=0.05)


def keys(hertz: float, length: float) -> Wave:
    """Soft electric piano."""
    t = seconds(length)
    wobble = 1 + 0.12 * np.sin(2 * np.pi * 4.6 * t)
    bell = np.sin(
        2 * np.pi * hertz * t
        + 1.1 * np.exp(-t * 7) * np.sin(2 * np.pi * hertz * 7 * t) * 0.35
        + 0.9 * np.exp(-t * 2.5) * np.sin(2 * np.pi * hertz * t)
    )
    return faded(bell * np.exp(-t * 1.7) * wobble, attack=0.005, release=0.12)


def pluck(hertz: float, length: float) -> Wave:
    """Nylon guitar."""
    t = seconds(length)
    out = np.zeros_like(t)
    for n in range(1, 14):
        if hertz * n < 14_000:
            out += (
                np.sin(2 * np.pi * hertz * n * t * (1 + 0.00025 * n * n))
                * np.exp(-t * (2.2 + 0.9 * n))
                / n**1.15
                * (np.sin(n * 0.62) ** 2 + 0.2)
            )
    return faded(out, attack=0.002, release=0.08)


def marimba(hertz: float, length: float) -> Wave:
    """Marimba."""
    t = seconds(length)
    return faded(
        np.sin(2 * np.pi * hertz * t) * np.exp(-t * 6.5)
        + 0.35 * np.sin(2 * np.pi * hertz * 3.93 * t) * np.exp(-t * 20)
        + 0.12 * np.sin(2 * np.pi * hertz * 9.2 * t) * np.exp(-t * 42),
        attack=0.001,
    )


def bell(hertz: float, length: float) -> Wave:
    """Glassy bell."""
    t = seconds(length)
    parts = ((1, 1.0, 2.2), (2.76, 0.5, 3.6), (5.4, 0.25, 6.0), (8.93, 0.12, 9.0))
    return faded(
        np.sum([a * np.sin(2 * np.pi * hertz * m * t) * np.exp(-t * d) for m, a, d in parts], axis=0)
    )


def pad(hertz: float, length: float) -> Wave:
    """Warm strings."""
    voices = sum(saw(hertz, length, detune=cents) for cents in (-11, -4, 5, 12))
    return faded(filtered(np.asarray(voices), high=1400, slope=3) * 0.3, attack=0.28, release=0.4)


def stab(hertz: float, length: float) -> Wave:
    """Short bright chord note for dance music."""
    t = seconds(length)
    voices = sum(saw(hertz, length, detune=cents) for cents in (-14, 0, 13))
    return faded(filtered(np.asarray(voices), low=180, high=3600) * np.exp(-t * 7) * 0.45)


def brass(hertz: float, length: float) -> Wave:
    """Cumbia horns."""
    t = seconds(length)
    voices = saw(hertz, length, detune=-6) + saw(hertz, length, detune=6)
    dull, bright = filtered(voices, high=900), filtered(voices, high=3200)
    share = np.clip(t / 0.08, 0, 1) * np.exp(-t * 2.5)
    return faded((dull * (1 - share) + bright * share) * 0.35, attack=0.025, release=0.06)


def lead(hertz: float, length: float) -> Wave:
    """Round synthesiser lead."""
    t = seconds(length)
    vibrato = 1 + 0.004 * np.sin(2 * np.pi * 5.5 * t) * np.clip(t * 4, 0, 1)
    phase = np.cumsum(hertz * vibrato) / RATE
    wave = np.sign(np.sin(2 * np.pi * phase)) * 0.3 + np.sin(2 * np.pi * phase) * 0.7
    return faded(filtered(wave, high=2600), attack=0.01, release=0.06)
