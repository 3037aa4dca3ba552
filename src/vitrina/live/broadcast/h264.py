"""What must be known of an H.264 film without decoding it: size, codec name, where key frames are."""

from vitrina.live.broadcast.limits import CONFIG_BYTES_MAX, PIXELS_MAX
from vitrina.live.broadcast.model import Refused, Video

SPS = 7
IDR = 5
CONFIG_BYTES_MIN = 7
HIGH_PROFILES = {100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135}
MONOCHROME, CHROMA_420, CHROMA_444 = 0, 1, 3
MACROBLOCK = 16


def read_config(config: bytes) -> Video:
    """Read an avcC record. Raises Refused for one that is none, or of a film that is too large."""
    if not CONFIG_BYTES_MIN <= len(config) <= CONFIG_BYTES_MAX or config[0] != 1 or config[4] & 3 != 3:
        raise Refused("video_unreadable", "The H.264 configuration cannot be read.")
    try:
        size = int.from_bytes(config[6:8], "big")
        width, height = picture_size(config[8 : 8 + size])
    except (IndexError, ValueError) as e:
        raise Refused("video_unreadable", "The H.264 configuration cannot be read.") from e
    if not 0 < width * height <= PIXELS_MAX:
        raise Refused("video_too_large", f"Pictures of {width}x{height} are too large.")
    return Video(config=config, width=width, height=height, codec=f"avc1.{config[1:4].hex()}")


def is_well_formed(data: bytes, *, is_key: bool) -> bool:
    """Tell whether a picture is a sequence of whole NAL units, and a key frame holds an IDR picture."""
    at, end, has_idr = 0, len(data), False
    while at + 4 < end:
        has_idr = has_idr or data[at + 4] & 31 == IDR
        at += 4 + int.from_bytes(data[at : at + 4], "big")
    return at == end > 0 and (has_idr or not is_key)


def picture_size(sps: bytes) -> tuple[int, int]:
    """Read width and height of a sequence parameter set. Raises ValueError or IndexError."""
    if sps[0] & 31 != SPS:
        raise ValueError("not a sequence parameter set")
    bits = _Bits(sps[1:].replace(b"\0\0\3", b"\0\0"))
    profile = bits.take(8)
    bits.take(16)  # constraints and level
    bits.golomb()
    chroma = _chroma(bits) if profile in HIGH_PROFILES else CHROMA_420
    bits.golomb()  # log2_max_frame_num
    _skip_order(bits)
    bits.golomb()  # max_num_ref_frames
    bits.take(1)
    width = (bits.golomb() + 1) * MACROBLOCK
    map_height = (bits.golomb() + 1) * MACROBLOCK
    fields = 2 - bits.take(1)
    if fields == 2:
        bits.take(1)
    bits.take(1)
    left, right, top, bottom = (bits.golomb() for _ in range(4)) if bits.take(1) else (0, 0, 0, 0)
    unit_x = 1 if chroma in {MONOCHROME, CHROMA_444} else 2
    unit_y = (2 if chroma == CHROMA_420 else 1) * fields
    return width - unit_x * (left + right), map_height * fields - unit_y * (top + bottom)


def _chroma(bits: "_Bits") -> int:
    chroma = bits.golomb()
    if chroma == CHROMA_444:
        bits.take(1)
    bits.golomb()
    bits.golomb()
    bits.take(1)
    if bits.take(1):
        for index in range(12 if chroma == CHROMA_444 else 8):
            if bits.take(1):
                _skip_scaling_list(bits, 16 if index < 6 else 64)
    return chroma


def _skip_scaling_list(bits: "_Bits", size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.signed_golomb()) % 256
        last = following or last


def _skip_order(bits: "_Bits") -> None:
    kind = bits.golomb()
    if kind == 0:
        bits.golomb()
    elif kind == 1:
        bits.take(1)
        bits.golomb()
        bits.golomb()
        for _ in range(min(bits.golomb(), 255)):
            bits.golomb()


class _Bits:
    """Bits of a byte string, from the first to the last."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> int:
        value = 0
        for _ in range(count):
            value = value << 1 | self._data[self._at >> 3] >> (7 - (self._at & 7)) & 1
            self._at += 1
        return value

    def golomb(self) -> int:
        zeros = 0
        while not self.take(1):
            zeros += 1
            if zeros > 31:
                raise ValueError("not a number")
        return (1 << zeros) - 1 + self.take(zeros)

    def signed_golomb(self) -> int:
        value = self.golomb()
        return (value + 1) // 2 if value & 1 else -(value // 2)
