"""The ladder: which rungs a source gets, how they are cut, what players read."""

import asyncio
import itertools
import re
from collections.abc import Callable
from pathlib import Path

import av
import pytest
from PIL import Image
from PIL.ImageStat import Stat

from tests.media.sources import draw, film
from vitrina.media import ffmpeg, ladder
from vitrina.media.errors import EncoderFailed
from vitrina.media.ladder import Codec, Rung

SHARED = Path(__file__).parents[3] / "shared" / "data" / "media"
HEVC_10 = ("-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-tag:v", "hvc1")
PQ = "setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc"
HLG = "setparams=color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc"


@pytest.mark.parametrize(
    ("source", "first", "others"),
    [
        ((1080, 1920), (540, 960), [(1080, 1920), (720, 1280), (360, 640), (240, 426)]),
        ((3840, 2160), (960, 540), [(1920, 1080), (1280, 720), (640, 360), (426, 240)]),
        ((1080, 1080), (540, 540), [(1080, 1080), (720, 720), (360, 360), (240, 240)]),
        ((720, 1280), (540, 960), [(720, 1280), (360, 640), (240, 426)]),
        ((900, 1600), (540, 960), [(900, 1600), (720, 1280), (360, 640), (240, 426)]),
        ((540, 960), (540, 960), [(360, 640), (240, 426)]),
        ((576, 1024), (540, 960), [(360, 640), (240, 426)]),
        ((854, 480), (854, 480), [(640, 360), (428, 240)]),
        ((320, 240), (320, 240), []),
        ((321, 241), (320, 240), []),
        ((1080, 2400), (540, 1200), [(1080, 2400), (720, 1600), (360, 800), (240, 534)]),
        ((4096, 100), (1296, 32), [(2592, 64), (1728, 42), (864, 22), (576, 14)]),
        ((1, 1), (2, 2), []),
    ],
)
def test_rungs_are_named_by_the_short_side_and_never_larger_than_the_source(
    source: tuple[int, int], first: tuple[int, int], others: list[tuple[int, int]]
) -> None:
    made = ladder.first_rung(*source)
    added = ladder.other_rungs(*source)

    assert (made.width, made.height) == first
    assert [(rung.width, rung.height) for rung in added] == others
    assert len({rung.name for rung in [made, *added]}) == 1 + len(others)


@pytest.mark.parametrize(
    ("source", "rungs"),
    [
        ((1080, 1920), [(1080, 1920), (360, 640)]),
        ((1280, 720), [(1280, 720), (640, 360)]),
        ((960, 540), []),
    ],
)
def test_the_largest_and_the_smallest_rung_are_made_in_av1_when_that_matters(
    source: tuple[int, int], rungs: list[tuple[int, int]]
) -> None:
    found = ladder.av1_rungs(*source)

    assert [(rung.width, rung.height) for rung in found] == rungs
    assert all(rung.codec is Codec.AV1 for rung in found)


def test_a_master_playlist_can_be_read_and_grow_from_a_folder_below() -> None:
    first = ladder.Variant(attributes='BANDWIDTH=1,CODECS="avc1.64001f,mp4a.40.2"', path="540.m3u8")
    more = ladder.Variant(attributes="BANDWIDTH=2", path="ab12/1080.m3u8")

    short = ladder.master([first], at="index.m3u8", has_sound=True)
    known, has_sound = ladder.read_master(short, at="index.m3u8")
    grown = ladder.master([*known, more], at="ab12/index.m3u8", has_sound=has_sound)

    assert (known, has_sound) == ([first], True)
    assert grown.splitlines()[3:] == [
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="sound",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",'
        'URI="../sound.m3u8"',
        '#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1.64001f,mp4a.40.2",AUDIO="sound"',
        "../540.m3u8",
        '#EXT-X-STREAM-INF:BANDWIDTH=2,AUDIO="sound"',
        "1080.m3u8",
    ]
    assert ladder.read_master(grown, at="ab12/index.m3u8") == ([first, more], True)


class Made:
    """Every rung of a source, in two folders."""

    def __init__(self, clip: ffmpeg.Encoded, added: Path, variants: list[ladder.Variant]) -> None:
        self.clip = clip
        self.added = added
        self.variants = variants

    def playlists(self) -> list[Path]:
        first = ladder.first_rung(self.clip.width, self.clip.height)
        return [
            self.clip.folder / ladder.playlist(first.name),
            *(self.added / each.path for each in self.variants),
        ]


async def make(source: Path, folder: Path, *, rungs: list[Rung] | None = None) -> Made:
    """Make the first rung, then all others, or those that are given."""
    clip_folder, added = folder / "clip", folder / "added"
    clip_folder.mkdir(parents=True)
    added.mkdir()
    clip = await ffmpeg.make_clip(source, clip_folder, on_progress=lambda _: None)
    probed = clip.source.probed
    wanted = ladder.other_rungs(probed.width, probed.height) if rungs is None else rungs
    text = (clip_folder / ladder.playlist("540")).read_text()
    order = ffmpeg.Order(cuts_s=ladder.cuts_s(text), on_progress=lambda _: None)
    variants = await ffmpeg.make_rungs(clip.source, added, rungs=wanted, order=order) if wanted else []
    return Made(clip, added, variants)


def key_moments(playlist: Path) -> tuple[list[float], list[float]]:
    """Read, from the segments, when each begins, and when there are key frames."""
    names = [line for line in playlist.read_text().splitlines() if line.endswith(".m4s")]
    init = (playlist.parent / f"{playlist.stem}-init.mp4").read_bytes()
    starts: list[float] = []
    keys: list[float] = []
    for name in names:
        joined = playlist.parent / f"one-{name}.mp4"
        joined.write_bytes(init + (playlist.parent / name).read_bytes())
        with av.open(str(joined)) as part:
            packets = [packet for packet in part.demux(video=0) if packet.pts is not None]
            assert packets[0].is_keyframe, f"{name} does not begin with a key frame"
            moments = [float(packet.pts * packet.time_base) for packet in packets if packet.pts is not None]
            starts.append(min(moments))
            keys += [
                float(packet.pts * packet.time_base)
                for packet in packets
                if packet.is_keyframe and packet.pts is not None
            ]
        joined.unlink()
    return starts, keys


def hevc_hdr_turned(folder: Path) -> Path:
    flat = film(folder / "flat.mov", size="640x480", seconds=2.6, codec=HEVC_10, options=("-vf", PQ))
    return draw(folder / "turned.mov", "-c", "copy", inputs=["-display_rotation", "90", "-i", str(flat)])


def hlg(folder: Path) -> Path:
    return film(folder / "hlg.mov", size="480x640", seconds=1, codec=HEVC_10, options=("-vf", HLG))


def uneven(folder: Path) -> Path:
    """Pictures at uneven moments, as phones and browsers record them."""
    drop = "select='not(eq(mod(n,7),3)+eq(mod(n,11),5))',setpts=PTS+0.004*mod(N\\,3)/TB"
    return film(
        folder / "vfr.mp4", size="640x480", rate=30, seconds=5, options=("-vf", drop, "-fps_mode", "vfr")
    )


def mute(folder: Path) -> Path:
    return film(folder / "mute.mp4", size="480x640", seconds=3, sound=None)


def mono(folder: Path) -> Path:
    return film(folder / "mono.mp4", size="480x480", seconds=2, options=("-ac", "1", "-c:a", "aac"))


def surround(folder: Path) -> Path:
    return film(folder / "51.mp4", size="640x480", seconds=2, options=("-ac", "6", "-c:a", "aac"))


def odd(folder: Path) -> Path:
    codec = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv444p")
    return film(folder / "odd.mp4", size="641x481", seconds=1, codec=codec)


def fast(folder: Path) -> Path:
    return film(folder / "60.mp4", size="480x640", rate=60, seconds=2.5)


def tiny(folder: Path) -> Path:
    return film(folder / "tiny.mp4", size="64x48", seconds=1)


def fitting(folder: Path) -> Path:
    """Fits the first rung, with key frames where it pleased its encoder."""
    keys = ("-b:v", "900k", "-g", "38", "-bf", "2", "-sc_threshold", "0")
    codec = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p")
    return film(folder / "fits.mp4", size="480x640", rate=30, seconds=6, codec=codec, options=keys)


def large(folder: Path) -> Path:
    return film(folder / "large.mp4", size="1920x1080", rate=25, seconds=2.2)


SOURCES = [hevc_hdr_turned, hlg, uneven, mute, mono, surround, odd, fast, tiny, fitting, large]


@pytest.mark.parametrize("source", SOURCES, ids=lambda each: str(each.__name__))
async def test_every_rung_is_cut_at_the_same_moments(source: Callable[[Path], Path], tmp_path: Path) -> None:
    made = await make(await asyncio.to_thread(source, tmp_path), tmp_path / "made")

    probed = made.clip.source.probed
    first, *others = made.playlists()
    starts, keys = key_moments(first)
    assert max((b - a for a, b in itertools.pairwise(starts)), default=0) < 4.2
    for other in others:
        other_starts, other_keys = key_moments(other)
        assert other_starts == pytest.approx(starts, abs=0.5 / max(probed.fps, 1))
        # Nothing but the beginnings: other key frames cost bytes and help nobody.
        assert other_keys == pytest.approx(other_starts)
    assert keys[0] == starts[0]
    for path, variant in zip(others, made.variants, strict=True):
        with av.open(str(path)) as rung:
            picture = rung.streams.video[0]
            assert f"RESOLUTION={picture.width}x{picture.height}" in variant.attributes
            assert picture.codec_context.pix_fmt == "yuv420p"
            frame = next(rung.decode(video=0))
            assert frame.color_trc not in {16, 18}
            assert frame.rotation == 0
            assert picture.average_rate is None or picture.average_rate <= 31


async def test_sound_and_picture_begin_at_the_same_moment(tmp_path: Path) -> None:
    """They lie in files of their own: none may carry a delay of its encoder that the other does not know."""
    beep = "aevalsrc='0.5*sin(2*PI*1000*t)*between(t,1,1.05)':s=48000"
    flash = "drawbox=c=black:t=fill,drawbox=c=white:t=fill:enable='between(t,1,1.05)'"
    source = film(
        tmp_path / "clap.mp4", size="480x640", rate=50, sound=beep, options=("-vf", flash, "-b:a", "192k")
    )

    made = await make(source, tmp_path / "made")

    with av.open(str(made.clip.folder / "sound.m3u8")) as sound:
        heard_s = next(
            float(frame.pts * frame.time_base) + at / 48_000
            for frame in sound.decode(audio=0)
            for at, sample in enumerate(memoryview(bytes(frame.planes[0])).cast("f")[: frame.samples])
            if frame.pts is not None and frame.time_base and abs(sample) > 0.05
        )
    for playlist in made.playlists():
        with av.open(str(playlist)) as rung:
            seen_s = next(
                float(frame.pts * frame.time_base)
                for frame in rung.decode(video=0)
                if frame.pts is not None and frame.time_base and bytes(frame.planes[0])[100] > 100
            )
        assert seen_s == pytest.approx(heard_s, abs=0.034)


@pytest.mark.parametrize("source", [hevc_hdr_turned, hlg], ids=lambda each: str(each.__name__))
async def test_hdr_keeps_a_visible_picture(source: Callable[[Path], Path], tmp_path: Path) -> None:
    made = await make(await asyncio.to_thread(source, tmp_path), tmp_path / "made")

    poster = Stat(Image.open(made.clip.folder / ffmpeg.POSTER).convert("RGB"))
    assert 30 < sum(poster.mean) / 3 < 220
    assert max(poster.stddev) > 25
    if source is hevc_hdr_turned:
        assert (made.clip.width, made.clip.height) == (480, 640)


async def test_the_preview_is_small_short_and_silent(tmp_path: Path) -> None:
    made = await make(film(tmp_path / "long.mp4", size="480x640", seconds=5), tmp_path / "made", rungs=[])

    preview = made.clip.folder / ffmpeg.PREVIEW
    with av.open(str(preview)) as opened:
        assert not opened.streams.audio
        assert (opened.streams.video[0].width, opened.streams.video[0].height) == (240, 320)
        assert opened.duration == pytest.approx(3_000_000, abs=100_000)
    assert preview.stat().st_size < 150_000


async def test_the_master_playlist_tells_the_truth_about_the_first_rung(tmp_path: Path) -> None:
    made = await make(film(tmp_path / "a.mp4", size="480x640", seconds=5), tmp_path / "made", rungs=[])

    text = (made.clip.folder / ffmpeg.PLAYLIST).read_text()
    with av.open(str(made.clip.folder / ffmpeg.PLAYLIST)) as opened:
        assert opened.streams.video[0].codec_context.name == "h264"
        assert opened.streams.audio[0].codec_context.name == "aac"
    found = re.search(r"BANDWIDTH=(\d+),AVERAGE-BANDWIDTH=(\d+),RESOLUTION=480x640,CODECS=\"(.*?)\"", text)
    assert found
    peak, mean, codecs = int(found[1]), int(found[2]), found[3]
    size_bits = 8 * sum(path.stat().st_size for path in made.clip.folder.glob("*.m4s"))
    assert mean == pytest.approx(size_bits / 5, rel=0.15)
    assert mean <= peak < 10 * mean
    assert re.fullmatch(r"avc1\.6400[0-9a-f]{2},mp4a\.40\.2", codecs)


async def test_an_av1_rung_is_cut_where_the_others_are(tmp_path: Path) -> None:
    if not await ffmpeg.has_av1():
        pytest.skip("this ffmpeg has no SVT-AV1")
    source = film(tmp_path / "a.mp4", size="480x640", rate=25, seconds=5)
    av1 = Rung(name="720-av1", width=480, height=640, rate_max_kbps=2_000, codec=Codec.AV1)

    made = await make(source, tmp_path / "made", rungs=[av1])

    first, added = made.playlists()
    assert key_moments(added)[0] == pytest.approx(key_moments(first)[0], abs=0.02)
    assert re.search(r'CODECS="av01\.0\.0\d[MH]\.08,mp4a\.40\.2"', made.variants[0].attributes)
    with av.open(str(added)) as opened:
        assert opened.streams.video[0].codec_context.name in {"av1", "libdav1d"}
        assert sum(1 for _ in opened.decode(video=0)) == 125


async def test_an_encoder_that_ends_early_makes_no_rung(tmp_path: Path) -> None:
    made = await make(film(tmp_path / "a.mp4", size="480x640", seconds=1), tmp_path / "made", rungs=[])
    await asyncio.to_thread((tmp_path / "a.mp4").write_bytes, b"gone")
    order = ffmpeg.Order(cuts_s=[0.0], on_progress=lambda _: None)

    with pytest.raises(EncoderFailed):
        await ffmpeg.make_rungs(made.clip.source, made.added, rungs=ladder.other_rungs(480, 640), order=order)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real videos is not here")
@pytest.mark.parametrize("name", ["flower.mp4", "flower.webm", "friday.mp4", "bigbuckbunny.mp4"])
async def test_real_videos_get_a_ladder(name: str, tmp_path: Path) -> None:
    made = await make(SHARED / name, tmp_path)

    first, *others = made.playlists()
    assert others
    for other in others:
        assert key_moments(other)[0] == pytest.approx(key_moments(first)[0], abs=0.04)
