"""Look into a video file, as a process of its own: `python -m vitrina.media.probing DEMUXER FILE`.

Files of strangers are parsed here and not in the worker: a crash or a bomb ends this process only.
Prints one JSON object: what was found, or the fault.
"""

import sys
from fractions import Fraction
from itertools import pairwise
from math import inf

import av
import msgspec
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from msgspec import Struct, field

from vitrina.media.errors import Fault
from vitrina.media.model import SOURCE_MAX_MS, Probed
from vitrina.media.rules import DURATION_SLACK_MS

FRAMES_TRIED_MAX = 60
PACKETS_MAX = 100_000
COMPLETE_SHARE = 0.95
UNEVEN_SHARE = 0.25
RATE_SLACK = 0.002
HDR_TRANSFERS = {16, 18}  # SMPTE 2084 and ARIB B67. Source: ITU-T H.273, table 3.
OPTIONS = {"protocol_whitelist": "file", "enable_drefs": "0", "use_absolute_path": "0"}


class Timing(Struct, kw_only=True):
    """What the packets of the picture tell, in seconds and bytes."""

    first_s: float = inf
    last_s: float = -inf
    key_s: float | None = None
    key_gap_s: float = 0.0
    moments_s: list[float] = field(default_factory=list[float])
    size_bytes: int = 0

    @property
    def duration_s(self) -> float:
        """How long the picture lasts."""
        return max(self.last_s - self.first_s, 0.0)

    @property
    def packet_count(self) -> int:
        """How many pictures there are."""
        return len(self.moments_s)

    @property
    def is_even(self) -> bool:
        """Whether each picture comes as long after the last one as the others do."""
        moments_s = sorted(self.moments_s)
        steps_s = [later - earlier for earlier, later in pairwise(moments_s)]
        mean_s = sum(steps_s) / max(len(steps_s), 1)
        return all(abs(step_s - mean_s) <= UNEVEN_SHARE * mean_s for step_s in steps_s)

    @property
    def rate(self) -> Fraction:
        """How many pictures there are a second."""
        steps = self.packet_count - 1
        spread_s = max(self.moments_s, default=0.0) - min(self.moments_s, default=0.0)
        return (
            Fraction(steps / spread_s).limit_denominator(1_001) if steps > 0 and spread_s > 0 else Fraction(1)
        )


def probe(demuxer: str, path: str) -> Probed | Fault:
    """Read what a file holds: decode its first frame, then count its packets."""
    try:
        with av.open(path, format=demuxer, options=OPTIONS, metadata_errors="replace") as container:
            video = next((s for s in container.streams.video if not _is_cover(s)), None)
            if video is None:
                return Fault.NO_PICTURE
            if not _has_decoder(video) or not all(_can_sound(each) for each in container.streams.audio[:1]):
                return Fault.BROKEN
            frame = _first_frame(container, video)
            if frame is None:
                return Fault.BROKEN
            container.seek(0)
            timing = _timing(container, video)
            if timing.duration_s * 1_000 > SOURCE_MAX_MS + DURATION_SLACK_MS:
                return Fault.TOO_LONG
            if _ends_early(container, video, timing):
                return Fault.BROKEN
            return _described(container, video, frame=frame, timing=timing)
    except (FFmpegError, ValueError, OverflowError):
        return Fault.BROKEN


def _is_cover(stream: VideoStream) -> bool:
    return bool(stream.disposition & Disposition.attached_pic)


def _can_sound(audio: AudioStream) -> bool:
    """Tell whether a decoder would take it: thousands of channels are read as none."""
    return _has_decoder(audio) and audio.channels > 0 and audio.rate > 0


def _has_decoder(stream: VideoStream | AudioStream) -> bool:
    """Tell whether there is one: the type promises it, and a codec that nobody knows has none."""
    return getattr(stream, "codec_context", None) is not None


def _first_frame(container: InputContainer, video: VideoStream) -> VideoFrame | None:
    for tried, packet in enumerate(container.demux(video)):
        for frame in packet.decode():
            assert isinstance(frame, VideoFrame)
            return frame
        if tried > FRAMES_TRIED_MAX:
            break
    return None


def _timing(container: InputContainer, video: VideoStream) -> Timing:
    timing = Timing()
    for packet in container.demux(video):
        at = packet.pts if packet.pts is not None else packet.dts
        if at is None:
            continue
        at_s = float(at * packet.time_base)
        timing.first_s = min(timing.first_s, at_s)
        timing.last_s = max(timing.last_s, at_s + float((packet.duration or 0) * packet.time_base))
        timing.moments_s.append(at_s)
        timing.size_bytes += packet.size
        if packet.is_keyframe:
            timing.key_gap_s = max(
                timing.key_gap_s, at_s - (timing.first_s if timing.key_s is None else timing.key_s)
            )
            timing.key_s = at_s
        if timing.packet_count > PACKETS_MAX or timing.duration_s * 1_000 > SOURCE_MAX_MS + DURATION_SLACK_MS:
            break
    if timing.key_s is not None:
        timing.key_gap_s = max(timing.key_gap_s, timing.last_s - timing.key_s)
    return timing


def _ends_early(container: InputContainer, video: VideoStream, timing: Timing) -> bool:
    """Tell whether the file promises more than it holds."""
    if timing.packet_count == 0:
        return True
    promised_s = (container.duration or 0) / av.time_base
    misses_frames = timing.packet_count < video.frames * COMPLETE_SHARE
    misses_time = timing.duration_s + 1.0 < promised_s * COMPLETE_SHARE and not container.streams.audio
    return misses_frames or misses_time


def _described(container: InputContainer, video: VideoStream, *, frame: VideoFrame, timing: Timing) -> Probed:
    aspect = video.sample_aspect_ratio or Fraction(1)
    width, height = max(1, round(frame.width * aspect)), frame.height
    if frame.rotation % 180:
        width, height = height, width
    audio = next(iter(container.streams.audio), None)
    duration_s = timing.duration_s or 1 / float(video.average_rate or 1)
    return Probed(
        duration_ms=round(duration_s * 1_000),
        width=width,
        height=height,
        rotation=frame.rotation,
        fps=timing.packet_count / duration_s,
        rate=str(_rate(video, timing)),
        is_even=timing.is_even,
        bit_rate=round(timing.size_bytes * 8 / duration_s),
        key_gap_ms=round(timing.key_gap_s * 1_000),
        video_codec=video.codec_context.name,
        pixel_format=frame.format.name,
        is_square_pixel=aspect == 1,
        is_hdr=frame.color_trc in HDR_TRANSFERS,
        audio_codec=audio.codec_context.name if audio else None,
        audio_rate=audio.rate if audio else None,
        audio_channels=audio.channels if audio else None,
    )


def _rate(video: VideoStream, timing: Timing) -> Fraction:
    """Believe the file when it is right: what is measured is rounded to its clock."""
    named = video.average_rate
    return named if named and abs(named / timing.rate - 1) < RATE_SLACK else timing.rate


def main() -> None:
    """Print what the file of the command line holds."""
    found = probe(sys.argv[1], sys.argv[2])
    answer = {"fault": found} if isinstance(found, Fault) else {"probed": found}
    sys.stdout.buffer.write(msgspec.json.encode(answer))


if __name__ == "__main__":
    main()
