"""Films for tests: real H.264 and Opus, encoded once, and samples made up where only their times matter."""

import io
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from struct import pack

import av
import imageio_ffmpeg
from msgspec import Struct

from vitrina.live.broadcast.model import Picture, Sound, Video

RATE = 30
TICKS = 90_000
VIDEO = Video(config=b"\1\x42\xc0\x1e\xff\xe1" + bytes(8), width=320, height=180, codec="avc1.42c01e")
IDR_UNIT, OTHER_UNIT = b"\x65\x88\x84", b"\x41\x9a\x02"


class Encoded(Struct, frozen=True, kw_only=True):
    """A film as encoders hand it out. Times in microseconds."""

    config: bytes
    pictures: Sequence[tuple[int, bool, bytes]]
    sounds: Sequence[tuple[int, bytes]]


def picture(ms: float, *, is_key: bool = False, cts: int = 0) -> Picture:
    """A picture without a content, well formed."""
    unit = IDR_UNIT if is_key else OTHER_UNIT
    return Picture(round(ms * 90), cts, is_key, pack(">I", len(unit)) + unit)


def steady(seconds: float, *, rate: float = RATE, key_every: int = RATE) -> Iterator[Picture]:
    """Pictures at an even pace, with a key frame every so many."""
    for index in range(round(seconds * rate)):
        yield picture(index * 1000 / rate, is_key=index % key_every == 0)


def sound(ms: float) -> Sound:
    """A packet of AAC at 48,000 a second, without content."""
    return Sound(round(ms * 48), 1024, b"\x21\x10")


@cache
def matroska(seconds: int = 6) -> bytes:
    """Encode a moving pattern and a tone into Matroska without sizes, as MediaRecorder does."""
    command = [
        *(imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error"),
        *("-f", "lavfi", "-i", f"testsrc=size=320x180:rate={RATE}"),
        *("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"),
        *("-t", str(seconds), "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast"),
        *("-tune", "zerolatency", "-g", str(RATE), "-keyint_min", str(RATE), "-sc_threshold", "0"),
        *("-c:a", "libopus", "-f", "matroska", "-live", "1", "pipe:1"),
    ]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


@cache
def encoded(seconds: int = 6) -> Encoded:
    """Take the same film apart into what encoders hand out."""
    pictures: list[tuple[int, bool, bytes]] = []
    sounds: list[tuple[int, bytes]] = []
    with av.open(io.BytesIO(matroska(seconds)), mode="r") as container:
        config = container.streams.video[0].codec_context.extradata
        assert config
        for packet in container.demux():
            if packet.pts is None:
                continue
            at_us = round(packet.pts * packet.time_base * 1_000_000)
            if packet.stream.type == "video":
                pictures.append((at_us, packet.is_keyframe, bytes(packet)))
            else:
                sounds.append((max(0, at_us), bytes(packet)))
    return Encoded(config=config, pictures=pictures, sounds=sounds)
