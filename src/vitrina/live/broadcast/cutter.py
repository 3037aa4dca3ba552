"""Cutting a film: pictures and sound go in, parts that end on the grid of a third of a second come out.

Parts of a viewer's playlist must not be longer than a target, nor shorter than 0.85 of it unless they end
a segment. A part ends at the picture nearest to the grid; where pictures come unevenly, the first picture of
the next part is moved to where the part has to end, by half a picture at most.
"""

from vitrina.live.broadcast import fmp4
from vitrina.live.broadcast.fmp4 import KEY_FLAGS, OTHER_FLAGS, VIDEO_TRACK, Run
from vitrina.live.broadcast.limits import (
    DRIFT_S,
    GAP_S,
    KEYFRAME_INTERVAL_MAX_S,
    PART_SAMPLES_MAX,
    PART_SHORTEST,
    PART_TARGET_S,
    PART_TICKS,
    SEGMENT_S,
    TICKS_PER_S,
)
from vitrina.live.broadcast.model import Audio, Part, Picture, Sound

PART_TICKS_MAX = int(PART_TARGET_S * TICKS_PER_S)
PART_TICKS_MIN = int(PART_TARGET_S * PART_SHORTEST * TICKS_PER_S) + 1
# A key frame after half a segment begins the next one: key frames 2 s apart fit whatever came before.
SEGMENT_TICKS_MIN = int(SEGMENT_S * 0.5 * TICKS_PER_S)
FIRST_PICTURE_TICKS = TICKS_PER_S // 30
SEGMENT_TICKS_MAX = int(KEYFRAME_INTERVAL_MAX_S * TICKS_PER_S)
DRIFT_TICKS = int(DRIFT_S * TICKS_PER_S)
GAP_TICKS = int(GAP_S * TICKS_PER_S)


class Broken(Exception):
    """The run cannot go on; the next key frame begins another. is_gop: none came in time."""

    def __init__(self, *, is_gop: bool = False) -> None:
        """Say why."""
        self.is_gop = is_gop
        super().__init__()


class Cutter:
    """One unbroken run of a film, from a key frame on.

    first: its first picture, a key frame.  start: where it stands on the broadcast's time line, in ticks.
    """

    def __init__(self, first: Picture, *, audio: Audio | None, start: int, sequence: int) -> None:
        """Begin with the first picture."""
        self.start = start
        self.sequence = sequence
        self.delay = first.cts  # from decoding to showing, of the first picture
        self._shift = start - first.dts
        self._audio = audio
        self._raw = first.dts
        self._last_duration = FIRST_PICTURE_TICKS
        self._segment_start = start
        self._part_index = 0
        self._part_start = start
        self._pictures = [(start, first)]
        self._sounds: list[Sound] = []
        self._sound_next: int | None = None

    def picture(self, picture: Picture) -> Part | None:
        """Take a picture in order of decoding; returns the part that it ends. Raises Broken."""
        step = picture.dts - self._raw
        if not 0 <= step <= GAP_TICKS:
            raise Broken
        at = picture.dts + self._shift
        begins_segment = picture.is_key and at - self._segment_start >= SEGMENT_TICKS_MIN
        if not begins_segment and at - self._segment_start > SEGMENT_TICKS_MAX:
            raise Broken(is_gop=True)
        duration = max(1, step or self._last_duration)
        self._raw, self._last_duration = picture.dts, duration
        end = self._end_at(at, duration, begins_segment=begins_segment)
        if end is not None and at - end > DRIFT_TICKS:
            raise Broken
        part = None if end is None else self._cut(end)
        at = max(at if end is None else end, self._last_at() + 1)
        if begins_segment:
            self._segment_start, self._part_index = at, 0
        self._pictures.append((at, picture))
        return part

    def sound(self, sound: Sound) -> Sound | None:
        """Take a packet of sound; one far from where the last one ended leaves a gap or is left out.

        Returns it as it stands on the broadcast's time line; None when it was left out.
        """
        assert self._audio
        at = sound.dts + self._shift * self._audio.rate // TICKS_PER_S
        if self._sound_next is None:
            if at < self.start * self._audio.rate // TICKS_PER_S - sound.duration:
                return None  # It belongs to pictures before the first key frame.
            self._sound_next = max(at, 0)
        # Clocks of milliseconds: packets follow each other exactly unless they are off by more than two.
        if at - self._sound_next > 2 * sound.duration:
            self._sound_next = at
        elif self._sound_next - at > 2 * sound.duration:
            return None
        placed = Sound(self._sound_next, sound.duration, sound.data)
        if len(self._sounds) < PART_SAMPLES_MAX:
            self._sounds.append(placed)
        self._sound_next += sound.duration
        return placed

    def on_time_line(self, dts: int) -> int:
        """Tell where a moment of the publisher's clock is on the broadcast's time line."""
        return dts + self._shift

    def close(self) -> Part | None:
        """Cut what is left."""
        if not self._pictures:
            return None
        longest = min(self._part_start + PART_TICKS_MAX, self._segment_start + SEGMENT_TICKS_MAX)
        end = min(self._last_at() + self._last_duration, longest)
        return self._cut(max(end, self._last_at() + 1))

    @property
    def end(self) -> int:
        """Where the last picture ends on the broadcast's time line."""
        return max(self._last_at() + self._last_duration, self._part_start)

    def _last_at(self) -> int:
        return self._pictures[-1][0] if self._pictures else self._part_start - 1

    def _end_at(self, at: int, duration: int, *, begins_segment: bool) -> int | None:
        """Tell where the running part ends now that a picture begins at `at`; None when it goes on."""
        longest = self._part_start + PART_TICKS_MAX
        if begins_segment:
            return min(at, longest)
        grid = self._segment_start + (self._part_index + 1) * PART_TICKS
        is_nearest = at + duration // 2 >= grid
        if len(self._pictures) >= PART_SAMPLES_MAX or is_nearest or at > longest:
            return min(max(at, self._part_start + PART_TICKS_MIN), longest)
        return None

    def _cut(self, end: int) -> Part:
        pictures, self._pictures = self._pictures, []
        end = max(end, pictures[-1][0] + 1)
        video = Run(VIDEO_TRACK, pictures[0][0])
        for index, (at, picture) in enumerate(pictures):
            following = pictures[index + 1][0] if index + 1 < len(pictures) else end
            flags = KEY_FLAGS if picture.is_key else OTHER_FLAGS
            video.entries.append((following - at, len(picture.data), flags, picture.cts))
            video.data.append(picture.data)
        self.sequence += 1
        part = Part(
            data=fmp4.part(self.sequence, [video, *self._sound_run()]),
            start=self._part_start,
            duration=end - self._part_start,
            is_key=pictures[0][1].is_key,
            begins_segment=self._part_index == 0,
            picture_count=len(pictures),
        )
        self._part_start = end
        self._part_index += 1
        return part

    def _sound_run(self) -> list[Run]:
        sounds, self._sounds = self._sounds, []
        return [fmp4.sound_run(sounds)] if sounds else []
