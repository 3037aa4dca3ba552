"""The forms of sound that are taken: AAC as RTMP sends it, Opus as browsers do."""

from vitrina.live.broadcast.limits import CONFIG_BYTES_MAX
from vitrina.live.broadcast.model import Audio, Refused

AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
AAC_PACKET = 1024
AAC_CHANNELS = (0, 1, 2, 3, 4, 5, 6, 8)
OPUS_RATE = 48_000
OPUS_CHANNELS_MAX = 2


def read_aac(config: bytes) -> Audio:
    """Read an AudioSpecificConfig. Raises Refused."""
    if not 2 <= len(config) <= CONFIG_BYTES_MAX:
        raise Refused("audio_unreadable", "The AAC configuration cannot be read.")
    object_type, rate_index = config[0] >> 3, (config[0] & 7) << 1 | config[1] >> 7
    channels_index = config[1] >> 3 & 15
    known = rate_index < len(AAC_RATES) and 0 < channels_index < len(AAC_CHANNELS)
    if not known or not 0 < object_type < 31:
        raise Refused("audio_unreadable", "Only plain AAC sound is taken.")
    return Audio(
        kind="aac",
        config=config,
        rate=AAC_RATES[rate_index],
        channels=AAC_CHANNELS[channels_index],
        codec=f"mp4a.40.{object_type}",
    )


def opus(channels: int) -> Audio:
    """Describe Opus sound. Raises Refused."""
    if not 0 < channels <= OPUS_CHANNELS_MAX:
        raise Refused("audio_unreadable", "Opus sound has one or two channels.")
    return Audio(kind="opus", config=b"", rate=OPUS_RATE, channels=channels, codec="opus")


def opus_duration(packet: bytes) -> int:
    """Tell how many ticks a packet of Opus lasts (RFC 6716, section 3.1); 0 when it is none."""
    if not packet:
        return 0
    config, code = packet[0] >> 3, packet[0] & 3
    if config < 12:
        frame = (480, 960, 1920, 2880)[config & 3]
    elif config < 16:
        frame = (480, 960)[config & 1]
    else:
        frame = (120, 240, 480, 960)[config & 3]
    count = (1, 2, 2, packet[1] & 63 if len(packet) > 1 else 0)[code]
    return frame * count if frame * count <= 5760 else 0
