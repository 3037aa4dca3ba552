"""Shapes of the broadcast: what every ingest turns its bytes into, and what viewers fetch."""

from msgspec import Struct


class Refused(Exception):
    """The publisher's film is not taken any further. code: why, in a word; the text is for her program."""

    def __init__(self, code: str, text: str) -> None:
        """Keep both."""
        self.code = code
        super().__init__(text)


class Picture(Struct, gc=False):
    """One encoded picture: H.264 in length-prefixed NAL units (AVCC)."""

    dts: int  # in ticks of 1/90,000 s, on the publisher's clock
    cts: int  # from decoding to showing, in ticks
    is_key: bool
    data: bytes


class Sound(Struct, gc=False):
    """One encoded packet of sound."""

    dts: int  # in ticks of the sound's own rate
    duration: int
    data: bytes


class Video(Struct, frozen=True, kw_only=True):
    """The form of the pictures."""

    config: bytes  # avcC
    width: int
    height: int
    codec: str


class Audio(Struct, frozen=True, kw_only=True):
    """The form of the sound."""

    kind: str  # "aac" or "opus"
    config: bytes  # AudioSpecificConfig of AAC; empty for Opus
    rate: int  # ticks of a second
    channels: int
    codec: str


class Part(Struct, frozen=True, kw_only=True):
    """Some pictures and their sound as one fMP4 fragment."""

    data: bytes
    start: int  # ticks of 1/90,000 s
    duration: int
    is_key: bool
    begins_segment: bool
    picture_count: int
