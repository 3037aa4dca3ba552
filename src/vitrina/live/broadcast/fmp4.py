"""Writing fragmented MP4 (ISO/IEC 14496-12): an init segment, and parts of encoded pictures and sound."""

from collections.abc import Sequence
from struct import Struct as Form
from struct import pack

from vitrina.live.broadcast.limits import TICKS_PER_S
from vitrina.live.broadcast.model import Audio, Sound, Video

VIDEO_TRACK, AUDIO_TRACK = 1, 2
MATRIX = pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
KEY_FLAGS, OTHER_FLAGS = 0x2000000, 0x1010000
SAMPLE = Form(">IIIi")
OPUS_PRE_SKIP = 312
UNDETERMINED_LANGUAGE = 0x55C4

# duration, size, flags, composition offset; and the bytes
Entry = tuple[int, int, int, int]


class Run:
    """The samples of one track in one part."""

    __slots__ = ("data", "entries", "start", "track")

    def __init__(self, track: int, start: int) -> None:
        """Begin at a decoding time, in ticks of the track."""
        self.track = track
        self.start = start
        self.entries: list[Entry] = []
        self.data: list[bytes] = []


def init(video: Video | None, audio: Audio | None) -> bytes:
    """Write the init segment: one track of H.264, and one of AAC or Opus, or one of them alone."""
    tracks: list[bytes] = []
    if video:
        tracks.append(_track(VIDEO_TRACK, TICKS_PER_S, kind=b"vide", entry=_avc1(video), video=video))
    if audio:
        tracks.append(_track(AUDIO_TRACK, audio.rate, kind=b"soun", entry=_sound_entry(audio), video=None))
    header = _full(
        b"mvhd",
        0,
        0,
        pack(">IIIIIH", 0, 0, 1000, 0, 0x10000, 0x100),
        bytes(10),
        MATRIX,
        bytes(24),
        pack(">I", AUDIO_TRACK + 1),
    )
    numbers = [number for number, form in ((VIDEO_TRACK, video), (AUDIO_TRACK, audio)) if form]
    extends = [_full(b"trex", 0, 0, pack(">IIIII", number, 1, 0, 0, 0)) for number in numbers]
    brand = _box(b"ftyp", b"iso5", pack(">I", 512), b"iso5iso6mp41")
    return brand + _box(b"moov", header, *tracks, _box(b"mvex", *extends))


def part(sequence: int, runs: Sequence[Run]) -> bytes:
    """Write one fragment: a `moof` and its `mdat`."""
    shift = len(_moof(sequence, runs, [0] * len(runs))) + 8
    offsets: list[int] = []
    for run in runs:
        offsets.append(shift)
        shift += sum(map(len, run.data))
    body = [piece for run in runs for piece in run.data]
    return _moof(sequence, runs, offsets) + _box(b"mdat", *body)


def sound_run(sounds: Sequence[Sound]) -> Run:
    """Lay packets of sound one after the other; each lasts until the next one."""
    run = Run(AUDIO_TRACK, sounds[0].dts)
    for index, sound in enumerate(sounds):
        following = sounds[index + 1].dts if index + 1 < len(sounds) else sound.dts + sound.duration
        run.entries.append((following - sound.dts, len(sound.data), KEY_FLAGS, 0))
        run.data.append(sound.data)
    return run


def _moof(sequence: int, runs: Sequence[Run], offsets: Sequence[int]) -> bytes:
    pieces = [_full(b"mfhd", 0, 0, pack(">I", sequence))]
    for run, offset in zip(runs, offsets, strict=True):
        table = b"".join([SAMPLE.pack(*entry) for entry in run.entries])
        pieces.append(
            _box(
                b"traf",
                _full(b"tfhd", 0, 0x20000, pack(">I", run.track)),
                _full(b"tfdt", 1, 0, pack(">Q", run.start)),
                _full(b"trun", 1, 0xF01, pack(">Ii", len(run.entries), offset), table),
            )
        )
    return _box(b"moof", *pieces)


def _box(name: bytes, *pieces: bytes) -> bytes:
    body = b"".join(pieces)
    return pack(">I4s", 8 + len(body), name) + body


def _full(name: bytes, version: int, flags: int, *pieces: bytes) -> bytes:
    return _box(name, pack(">I", version << 24 | flags), *pieces)


def _track(number: int, rate: int, *, kind: bytes, entry: bytes, video: Video | None) -> bytes:
    size = pack(">II", video.width << 16, video.height << 16) if video else bytes(8)
    volume = pack(">HHHH", 0, 0, 0 if video else 0x100, 0)
    head = _full(b"tkhd", 0, 3, pack(">IIIII", 0, 0, number, 0, 0), bytes(8), volume, MATRIX, size)
    media = _full(b"mdhd", 0, 0, pack(">IIIIHH", 0, 0, rate, 0, UNDETERMINED_LANGUAGE, 0))
    handler = _full(b"hdlr", 0, 0, bytes(4), kind, bytes(12), b"\0")
    kind_head = _full(b"vmhd", 0, 1, bytes(8)) if video else _full(b"smhd", 0, 0, bytes(4))
    place = _box(b"dinf", _full(b"dref", 0, 0, pack(">I", 1), _full(b"url ", 0, 1)))
    table = _box(
        b"stbl",
        _full(b"stsd", 0, 0, pack(">I", 1), entry),
        _full(b"stts", 0, 0, bytes(4)),
        _full(b"stsc", 0, 0, bytes(4)),
        _full(b"stsz", 0, 0, bytes(8)),
        _full(b"stco", 0, 0, bytes(4)),
    )
    return _box(b"trak", head, _box(b"mdia", media, handler, _box(b"minf", kind_head, place, table)))


def _avc1(video: Video) -> bytes:
    return _box(
        b"avc1",
        bytes(6),
        pack(">H", 1),
        bytes(16),
        pack(">HHII", video.width, video.height, 0x480000, 0x480000),
        bytes(4),
        pack(">H", 1),
        bytes(32),
        pack(">HH", 24, 0xFFFF),
        _box(b"avcC", video.config),
    )


def _sound_entry(audio: Audio) -> bytes:
    if audio.kind == "opus":
        name = b"Opus"
        config = _box(b"dOps", pack(">BBHIhB", 0, audio.channels, OPUS_PRE_SKIP, audio.rate, 0, 0))
    else:
        decoder = _descriptor(4, pack(">BB", 0x40, 0x15), bytes(11), _descriptor(5, audio.config))
        name = b"mp4a"
        config = _full(b"esds", 0, 0, _descriptor(3, pack(">HB", 1, 0), decoder, _descriptor(6, b"\2")))
    form = pack(">HHHHI", audio.channels, 16, 0, 0, (audio.rate & 0xFFFF) << 16)
    return _box(name, bytes(6), pack(">H", 1), bytes(8), form, config)


def _descriptor(tag: int, *pieces: bytes) -> bytes:
    body = b"".join(pieces)
    size = len(body)
    length = bytes([0x80 | size >> 21 & 0x7F, 0x80 | size >> 14 & 0x7F, 0x80 | size >> 7 & 0x7F, size & 0x7F])
    return bytes([tag]) + length + body
