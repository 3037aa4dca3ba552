"""Decisions of media: what a video file is, and the shape of the clip made of it."""

from fractions import Fraction

from vitrina.media.errors import Fault, SourceWrong
from vitrina.media.model import DURATION_MAX_MS, DURATION_MIN_MS, UNCUT, Edit, Probed

DURATION_SLACK_MS = 500  # phones write a few frames more than the three minutes that they promise
SIDE_MAX = 4_096
FPS_MAX = 30
FPS_SLACK = Fraction(1, 2)
SEGMENT_S = 2
# A stream may be copied when it needs no more than an encoder of ours would have spent.
COPIED_KEY_GAP_MAX_MS = 4_100
COPIED_BITRATE_MAX = 3_000_000
LOUDNESS_TARGET = -16.0
LOUDNESS_SLACK = 1.5
LOUDNESS_SILENT = -60.0
# A louder sound keeps its dynamics when its highest sample stays below this, else it is compressed.
PEAK_MAX = -2.0

SLIDES_MAX = 5
SCENES_MIN = 3
SCENE_MS = 2_400
SLIDESHOW = "slideshow.mp4"
# Where to look from near when there are fewer pictures than scenes: as shares of the sides.
DETAILS = ((0.5, 0.4), (0.42, 0.62))

MP4 = "mov"
MATROSKA = "matroska"
EBML = b"\x1a\x45\xdf\xa3"
# First boxes of QuickTime files older than `ftyp`.
OLD_QUICKTIME = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
# Pictures in the boxes of MP4: AVIF and HEIF, also of several pictures.
PICTURE_BRANDS = {b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
HEAD_BYTES = 4_096


def container_of(head: bytes) -> str:
    """Name the demuxer of a file by its first bytes, as ffmpeg calls it. Raises SourceWrong.

    Only these two are ever opened: playlists, scripts and lists of other files are not videos.
    """
    box_bytes = int.from_bytes(head[:4], "big")
    if head[4:8] == b"ftyp" and 8 <= box_bytes <= HEAD_BYTES and head[8:12] not in PICTURE_BRANDS:
        return MP4
    if head[4:8] in OLD_QUICKTIME and (box_bytes >= 8 or box_bytes == 1):
        return MP4
    if head[:4] == EBML and any(b"\x42\x82" + size + name in head[:128] for size, name in DOCTYPES):
        return MATROSKA
    raise SourceWrong(Fault.NOT_A_VIDEO)


# The element DocType (42 82) with its length and value.
DOCTYPES = ((b"\x84", b"webm"), (b"\x88", b"matroska"))


def check(probed: Probed, edit: Edit = UNCUT) -> int:
    """Refuse what a clip cannot be. Returns how long it will play, in milliseconds. Raises SourceWrong."""
    if probed.width > SIDE_MAX or probed.height > SIDE_MAX:
        raise SourceWrong(Fault.TOO_MANY_PIXELS)
    if probed.duration_ms < DURATION_MIN_MS:
        raise SourceWrong(Fault.BROKEN)
    end_ms = probed.duration_ms if edit.end_ms is None else min(edit.end_ms, probed.duration_ms)
    duration_ms = end_ms - edit.start_ms
    if duration_ms < DURATION_MIN_MS:
        raise SourceWrong(Fault.NOTHING_LEFT)
    if duration_ms > DURATION_MAX_MS + DURATION_SLACK_MS:
        raise SourceWrong(Fault.TOO_LONG)
    return duration_ms


def fits(probed: Probed, *, width: int, height: int) -> bool:
    """Tell whether the picture can be served as it is, so that it is copied and not encoded again."""
    return (
        probed.video_codec == "h264"
        and probed.pixel_format == "yuv420p"
        and probed.is_square_pixel
        and probed.is_even
        and not probed.is_hdr
        and probed.rotation == 0
        and (probed.width, probed.height) == (width, height)
        and probed.fps <= FPS_MAX + FPS_SLACK
        and probed.bit_rate <= COPIED_BITRATE_MAX
        and probed.key_gap_ms <= COPIED_KEY_GAP_MAX_MS
    )


def fits_sound(probed: Probed) -> bool:
    """Tell whether the sound's format can be served as it is; its loudness is measured apart."""
    return (
        probed.audio_codec == "aac" and probed.audio_rate in {44_100, 48_000} and probed.audio_channels == 2
    )


def scenes_of(picture_count: int) -> list[tuple[int, tuple[float, float] | None]]:
    """Choose what a slideshow shows one after the other: which picture, and the point seen from near.

    None: all of the picture.
    """
    whole: list[tuple[int, tuple[float, float] | None]] = [(i, None) for i in range(picture_count)]
    near = [(i % picture_count, DETAILS[i % len(DETAILS)]) for i in range(SCENES_MIN - picture_count)]
    return [*whole, *near]


def slideshow_ms(picture_count: int) -> int:
    """Tell how long a slideshow of so many pictures plays."""
    return len(scenes_of(picture_count)) * SCENE_MS
