"""A song: sounds placed in time on a stereo track, with beats, chords and a room around them."""

from collections.abc import Callable

import numpy as np

from demo_content.sound import synth
from demo_content.sound.synth import RATE, Wave

Instrument = Callable[[float, float], Wave]
_STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_SHAPES = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "7": (0, 4, 7, 10),
    "m7": (0, 3, 7, 10),
    "M7": (0, 4, 7, 11),
    "9": (0, 4, 7, 10, 14),
    "m9": (0, 3, 7, 10, 14),
    "M9": (0, 4, 7, 11, 14),
    "6": (0, 4, 7, 9),
    "sus": (0, 5, 7),
}
DRUMS: dict[str, Callable[[], Wave]] = {
    "kick": synth.kick,
    "snare": synth.snare,
    "clap": synth.clap,
    "hat": synth.hat,
    "open": lambda: synth.hat(ring=0.16),
    "shaker": synth.shaker,
    "rim": synth.rim,
    "low": lambda: synth.tom(110),
    "mid": lambda: synth.tom(196),
    "high": lambda: synth.tom(262),
    "boom": lambda: synth.kick(deep=38, length=0.7),
}


def hertz(note: str) -> float:
    """Give the frequency of a note such as C4, F#3 or Bb2."""
    step = _STEPS[note[0]] + note.count("#") - note[1:].count("b")
    return 440 * 2 ** ((step + 12 * (int(note[-1]) + 1) - 69) / 12)


def chord(name: str, octave: int = 3) -> list[float]:
    """Give the frequencies of a chord such as Am7 or Bb."""
    split = 2 if name[1:2] in ("#", "b") else 1
    root = hertz(f"{name[:split]}{octave}")
    return [root * 2 ** (step / 12) for step in _SHAPES[name[split:]]]


class Song:
    """A stereo track of a fixed length; times are in seconds unless a name says beats."""

    def __init__(self, length: float) -> None:
        self.length = length
        self.bpm = 100.0
        self.dry = np.zeros((int((length + 2) * RATE), 2))
        self.wet = np.zeros_like(self.dry)

    def play(self, wave: Wave, at: float, gain: float = 1.0, *, pan: float = 0.0, room: float = 0.0) -> None:
        """Add a sound; pan runs from -1 to 1, room is how much of it echoes."""
        start = int(at * RATE)
        wave = wave[: max(0, len(self.dry) - start)]
        sides = np.stack([wave * (1 - max(0.0, pan)), wave * (1 + min(0.0, pan))], axis=1) * gain
        self.dry[start : start + len(wave)] += sides
        if room:
            self.wet[start : start + len(wave)] += sides * room

    def beats(self, count: float) -> float:
        """Give the length of so many beats."""
        return count * 60 / self.bpm

    def drums(
        self,
        drum: str,
        pattern: str,
        *,
        gain: float = 0.6,
        start: float = 0.0,
        until: float = 99,
        swing: float = 0.0,
        pan: float = 0.0,
        room: float = 0.04,
    ) -> None:
        """Repeat a bar of sixteenths: x is a stroke, o a soft one; start and until are in beats."""
        wave = DRUMS[drum]()
        for step in range(10_000):
            at = start + step / 4
            when = self.beats(at + (swing / 4 if step % 2 else 0))
            if at >= until or when >= self.length:
                return
            stroke = pattern[step % len(pattern)]
            if stroke != ".":
                self.play(wave, when, gain * (1.0 if stroke == "x" else 0.45), pan=pan, room=room)

    def chords(
        self,
        names: str,
        instrument: Instrument,
        *,
        gain: float = 0.14,
        bar: float = 4,
        pattern: str = "x",
        hold: float | None = None,
        octave: int = 3,
        start: float = 0.0,
        until: float = 99,
        room: float = 0.25,
    ) -> None:
        """Play a chord a bar, struck as the pattern says (the bar is divided by its length)."""
        order = names.split()
        step = bar / len(pattern)
        for number in range(10_000):
            at = start + number * step
            if at >= until or self.beats(at) >= self.length:
                return
            if pattern[number % len(pattern)] == ".":
                continue
            name = order[int(number // len(pattern)) % len(order)]
            for voice, tone in enumerate(chord(name, octave)):
                wave = instrument(tone, self.beats(hold or step))
                self.play(wave, self.beats(at) + voice * 0.006, gain, pan=(voice - 1.5) * 0.22, room=room)

    def line(
        self,
        notes: str,
        instrument: Instrument,
        *,
        gain: float = 0.3,
        step: float = 0.5,
        start: float = 0.0,
        until: float = 99,
        hold: float = 1.0,
        pan: float = 0.0,
        room: float = 0.15,
    ) -> None:
        """Play notes one after another, each `step` beats; a dot rests, a dash holds the note before."""
        order = notes.split()
        for number in range(10_000):
            at = start + number * step
            if at >= until or self.beats(at) >= self.length:
                return
            note = order[number % len(order)]
            if note in ".-":
                continue
            length = step * hold
            ahead = number + 1
            while order[ahead % len(order)] == "-" and ahead < number + len(order):
                length, ahead = length + step, ahead + 1
            self.play(instrument(hertz(note), self.beats(length)), self.beats(at), gain, pan=pan, room=room)

    def mixed(self) -> Wave:
        """Give the finished stereo track with its room, soft limit and fades."""
        tail = synth.noise(1.3, 31), synth.noise(1.3, 32)
        decay = np.exp(-synth.seconds(1.3) * 4.6)
        size = len(self.dry) + len(decay)
        out = self.dry.copy()
        for side in (0, 1):
            echo = np.fft.irfft(
                np.fft.rfft(self.wet[:, side], size)
                * np.fft.rfft(synth.filtered(tail[side] * decay, low=250, high=6000), size),
                size,
            )
            out[:, side] += echo[: len(out)] * 0.05
        out = out[: int(self.length * RATE)]
        out = np.tanh(out / (np.percentile(np.abs(out), 99.5) + 1e-9) * 0.8)
        fall = int(0.35 * RATE)
        out[-fall:] *= np.linspace(1, 0, fall)[:, None]
        return out
