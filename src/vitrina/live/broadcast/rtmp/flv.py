"""FLV tags, which RTMP carries, as samples: H.264 pictures and AAC sound."""

from vitrina.live.broadcast.h264 import read_config
from vitrina.live.broadcast.limits import TICKS_PER_S
from vitrina.live.broadcast.model import Audio, Picture, Refused, Sound, Video
from vitrina.live.broadcast.sound import AAC_PACKET, read_aac

MS = TICKS_PER_S // 1000
EXTENDED_HEADER = 0x80
AVC, AAC = 7, 10
KEY = 1
CONFIG, SAMPLES, END = 0, 1, 2
VIDEO_NAMES = {2: "Sorenson H.263", 3: "Screen video", 4: "VP6", 5: "VP6", 6: "Screen video 2", 12: "HEVC"}
AUDIO_NAMES = {
    0: "PCM",
    1: "ADPCM",
    2: "MP3",
    3: "PCM",
    7: "G.711",
    8: "G.711",
    9: "Enhanced audio",
    11: "Speex",
}
WRAP = 1 << 32


class Clock:
    """Timestamps of 32 bits that wrap after 49 days, as ticks that do not."""

    def __init__(self) -> None:
        """Begin with the first timestamp."""
        self._last: int | None = None

    def ms(self, timestamp: int) -> int:
        """Unwrap a timestamp; ones of another stream of the same publisher may lie a little before."""
        if self._last is None:
            self._last = timestamp
        difference = (timestamp - self._last + WRAP // 2) % WRAP - WRAP // 2
        moment = self._last + difference
        self._last = max(self._last, moment)
        return moment


def picture(data: bytes, ms: int) -> Video | Picture | None:
    """Read a video tag; None for one without a picture. Raises Refused for other than H.264."""
    if len(data) < 5:
        return None
    if data[0] & EXTENDED_HEADER:
        name = data[1:5].decode("ascii", "replace")
        raise Refused("codec", f"Only H.264 video and AAC sound are taken; this is {name}.")
    if data[0] & 15 != AVC:
        name = VIDEO_NAMES.get(data[0] & 15, "another codec")
        raise Refused("codec", f"Only H.264 video and AAC sound are taken; this is {name}.")
    if data[1] == CONFIG:
        return read_config(data[5:])
    if data[1] != SAMPLES or len(data) == 5:
        return None
    delay = int.from_bytes(data[2:5], "big", signed=True)
    return Picture(ms * MS, delay * MS, data[0] >> 4 == KEY, data[5:])


def sound(data: bytes, ms: int, audio: Audio | None) -> Audio | Sound | None:
    """Read an audio tag; None for one without sound. Raises Refused for other than AAC."""
    if len(data) < 2:
        return None
    if data[0] >> 4 != AAC:
        name = AUDIO_NAMES.get(data[0] >> 4, "another codec")
        raise Refused("codec", f"Only H.264 video and AAC sound are taken; this is {name}.")
    if data[1] == CONFIG:
        return read_aac(data[2:])
    if data[1] != SAMPLES or len(data) == 2 or audio is None:
        return None
    return Sound(ms * audio.rate // 1000, AAC_PACKET, data[2:])
