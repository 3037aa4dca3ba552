"""Video files that were made to hurt: none crashes us, hangs, reads another file or reaches the network.

All of them are made here. A canary lies beside each upload: its text never appears in anything that is made.
"""

import random
import socket
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.media.sources import draw, film
from vitrina.media import ffmpeg, probing, sandbox
from vitrina.media.errors import Fault, SourceWrong
from vitrina.media.rules import MP4

CANARY = b"CANARY-a-secret-of-somebody-else"
MUTANTS = 200
MUTANTS_ENCODED = 8
SEED = 4711


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    path = tmp_path / "canary"
    path.write_bytes(CANARY)
    return path


@pytest.fixture
def port() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A valid small video."""
    path = tmp_path_factory.mktemp("valid") / "clip.mp4"
    return film(path, size="128x128", seconds=1).read_bytes()


async def outcome(raw: bytes, folder: Path) -> Fault | None:
    """Make a clip of an upload. None: it became one. Anything but a clip or a fault fails the test."""
    source, target = folder / "upload.part", folder / "made"
    source.write_bytes(raw)
    target.mkdir()
    try:
        await ffmpeg.make_clip(source, target, on_progress=lambda _: None)
    except SourceWrong as e:
        return e.fault
    finally:
        for path in target.iterdir():
            assert CANARY not in path.read_bytes()
    return None


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + name + body


FTYP = box(b"ftyp", b"isom\0\0\0\1isomavc1")


def packed(canary: Path) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("page.html", "<script>alert(1)</script>")
        archive.write(canary, "canary")
    return target.getvalue()


def text_of_lists(canary: Path, port: int) -> dict[str, bytes]:
    """Every list of other files that ffmpeg knows, with a file of somebody else and an address of ours."""
    http = f"http://127.0.0.1:{port}/clip.ts"
    return {
        "m3u8 of a file": f"#EXTM3U\n#EXTINF:1,\nfile://{canary}\n#EXT-X-ENDLIST\n".encode(),
        "m3u8 of an address": f"#EXTM3U\n#EXTINF:1,\n{http}\n#EXT-X-ENDLIST\n".encode(),
        "m3u8 with a key": (
            f'#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{http}"\n#EXTINF:1,\nfile://{canary}\n'.encode()
        ),
        "ffconcat": f"ffconcat version 1.0\nfile '{canary}'\nfile '{http}'\n".encode(),
        "concat": f"concat:{canary}|{canary}".encode(),
        "dash": (
            "<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011' type='static'><Period>"
            f"<AdaptationSet><Representation><BaseURL>{http}</BaseURL></Representation></AdaptationSet>"
            "</Period></MPD>"
        ).encode(),
        "sdp": b"v=0\nc=IN IP4 127.0.0.1\nm=video %d RTP/AVP 96\n" % port,
        "asx": f"[Reference]\nRef1={http}\n".encode(),
        "filter script": f"movie={canary}".encode(),
    }


LISTS = list(text_of_lists(Path("/"), 1))


@pytest.mark.parametrize("name", LISTS)
async def test_a_list_of_other_files_is_no_video(
    name: str, canary: Path, port: socket.socket, tmp_path: Path
) -> None:
    raw = text_of_lists(canary, port.getsockname()[1])[name]

    assert await outcome(raw, tmp_path) is Fault.NOT_A_VIDEO
    with pytest.raises(BlockingIOError):
        port.accept()


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("mark", [FTYP, b"\x1a\x45\xdf\xa3\x88\x42\x82\x84webm"])
async def test_a_list_behind_the_mark_of_a_video_is_broken(
    name: str, mark: bytes, canary: Path, port: socket.socket, tmp_path: Path
) -> None:
    raw = mark + text_of_lists(canary, port.getsockname()[1])[name]

    assert await outcome(raw, tmp_path) is Fault.BROKEN
    with pytest.raises(BlockingIOError):
        port.accept()


def drawn(kind: str, **options: object) -> bytes:
    target = BytesIO()
    Image.new("RGB", (32, 32), "red").save(target, kind, **options)
    return target.getvalue()


OTHER_FILES: dict[str, bytes] = {
    "nothing": b"",
    "one byte": b"\0",
    "zeros": bytes(100_000),
    "html": b"<!doctype html><script>alert(1)</script>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "gif": drawn("GIF"),
    "png": drawn("PNG"),
    "webp": drawn("WEBP"),
    "avif": drawn("AVIF"),
    "shell": b"#!/bin/sh\necho hello\n",
    "elf": b"\x7fELF" + bytes(100),
    "pdf": b"%PDF-1.7",
    "zip": b"PK\3\4" + bytes(100),
    "mpeg-ts": (b"G" + bytes(187)) * 20,
    "avi": b"RIFF\0\0\0\0AVI LIST",
    "wav": b"RIFF\0\0\0\0WAVEfmt ",
    "flv": b"FLV\1\5\0\0\0\t",
    "asf": bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"),
    "ogg": b"OggS" + bytes(100),
    "y4m": b"YUV4MPEG2 W100000 H100000 F25:1\nFRAME\n",
    "subtitles": b"WEBVTT\n\n00:00.000 --> 00:01.000\nhello\n",
    "another ebml": b"\x1a\x45\xdf\xa3\x88\x42\x82\x84abcd",
}


@pytest.mark.parametrize("name", OTHER_FILES)
async def test_another_kind_of_file_is_no_video(name: str, tmp_path: Path) -> None:
    assert await outcome(OTHER_FILES[name], tmp_path) is Fault.NOT_A_VIDEO


async def test_a_page_before_a_video_is_no_video(clip: bytes, tmp_path: Path) -> None:
    assert await outcome(b"<html><script>alert(1)</script></html>" + clip, tmp_path) is Fault.NOT_A_VIDEO


@pytest.mark.parametrize("where", ["after", "inside"])
async def test_what_hides_in_a_video_is_not_in_the_clip(
    where: str, clip: bytes, canary: Path, tmp_path: Path
) -> None:
    """An MP4 that is a page and an archive too stays a video: its clip is written anew and holds neither."""
    hidden = b"<html><script>alert(1)</script>" + CANARY + packed(canary)
    ftyp_bytes = struct.unpack(">I", clip[:4])[0]
    inside = clip[:ftyp_bytes] + box(b"free", hidden) + moved(clip[ftyp_bytes:], by=len(hidden) + 8)

    assert await outcome(clip + hidden if where == "after" else inside, tmp_path) is None

    made = b"".join(path.read_bytes() for path in (tmp_path / "made").iterdir())
    assert b"<script>" not in made
    assert b"PK\3\4" not in made


def moved(rest: bytes, *, by: int) -> bytes:
    """Add to every address of samples, as a box before them moves them."""
    raw = bytearray(rest)
    at = -1
    while (at := raw.find(b"stco", at + 1)) >= 0:
        (count,) = struct.unpack_from(">I", raw, at + 8)
        for number in range(count):
            (old,) = struct.unpack_from(">I", raw, at + 12 + 4 * number)
            struct.pack_into(">I", raw, at + 12 + 4 * number, old + by)
    return bytes(raw)


async def test_a_webm_by_another_name_is_a_video(tmp_path: Path) -> None:
    """Names are the stranger's: the first bytes decide."""
    vp8 = ("-c:v", "libvpx", "-deadline", "realtime")
    raw = film(tmp_path / "clip.webm", size="64x64", seconds=0.5, codec=vp8, sound=None).read_bytes()

    assert await outcome(raw, tmp_path) is None


def patched(raw: bytes, name: bytes, at: int, value: bytes) -> bytes:
    """Change bytes of every box of a name; at: from the end of its name."""
    changed, found = bytearray(raw), raw.find(name)
    assert found >= 0
    while found >= 0:
        changed[found + 4 + at : found + 4 + at + len(value)] = value
        found = raw.find(name, found + 1)
    return bytes(changed)


def png_film(raw: bytes) -> bytes:
    """A film of PNG pictures that say they have 100,000 pixels a side."""
    header = b"IHDR" + struct.pack(">II", 100_000, 100_000)
    at = raw.index(b"IHDR")
    body = header + raw[at + 12 : at + 17]
    return raw[:at] + body + struct.pack(">I", zlib.crc32(body)) + raw[at + 21 :]


BIG = b"\xff\xff\xff\xff"
LIES: dict[str, Callable[[bytes], bytes]] = {
    # Sizes: of the sample entry, and of the track as it is shown.
    "sample entry of 65,535": lambda raw: patched(raw, b"avc1", 24, b"\xff\xff\xff\xff"),
    "track of 100,000": lambda raw: patched(
        raw, b"tkhd", 76, struct.pack(">II", 100_000 << 16 & 0xFFFFFFFF, 0)
    ),
    # Time: years of film in a second of bytes.
    "film of 49 days": lambda raw: patched(raw, b"mvhd", 16, BIG),
    "media of for ever": lambda raw: patched(raw, b"mdhd", 12, BIG + BIG),
    "sample of for ever": lambda raw: patched(raw, b"stts", 12, BIG),
    "time scale of nothing": lambda raw: patched(raw, b"mdhd", 12, b"\0\0\0\0"),
    "samples without number": lambda raw: patched(raw, b"stsz", 8, BIG),
    "samples of 4 GB": lambda raw: patched(raw, b"stsz", 4, BIG),
    "chunks without number": lambda raw: patched(raw, b"stco", 4, BIG),
    "samples far away": lambda raw: patched(raw, b"stco", 8, BIG),
    "edits without number": lambda raw: patched(raw, b"elst", 4, BIG),
    "edit of for ever": lambda raw: patched(raw, b"elst", 8, BIG + BIG),
    "box of 4 GB": lambda raw: patched(raw, b"moov", -8, BIG),
    "no room for a name": lambda raw: patched(raw, b"trak", -8, b"\0\0\0\1"),
    "picture by no codec": lambda raw: patched(raw, b"stsd", 12, b"zzzz"),
    "sound by no codec": lambda raw: raw.replace(b"mp4a", b"zzzz"),
    "sound of 21,804 channels": lambda raw: patched(raw, b"mp4a", 16, struct.pack(">H", 21_804)),
    "data elsewhere": lambda raw: patched(raw, b"url ", 0, b"\0\0\0\0"),
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_header_that_lies_is_a_fault_or_a_clip(
    lie: str, clip: bytes, canary: Path, tmp_path: Path
) -> None:
    """Some lies do not matter, for what is shown is counted and not believed; none may do more than fail."""
    fault = await outcome(LIES[lie](clip), tmp_path)

    assert fault in {None, Fault.BROKEN, Fault.TOO_LONG, Fault.TOO_MANY_PIXELS, Fault.NO_PICTURE}


async def test_a_picture_of_100_000_pixels_a_side_is_never_decoded(tmp_path: Path) -> None:
    raw = film(
        tmp_path / "png.mov", size="64x64", seconds=0.2, codec=("-c:v", "png"), sound=None
    ).read_bytes()

    assert await outcome(png_film(raw), tmp_path) in {Fault.BROKEN, Fault.TOO_MANY_PIXELS}


async def test_one_picture_that_lasts_ten_hours_is_too_long(tmp_path: Path) -> None:
    raw = film(tmp_path / "slow.mp4", size="64x64", rate=1, seconds=2, sound=None).read_bytes()
    slow = patched(patched(raw, b"mdhd", 8, b"\0\0\0\1"), b"stts", 12, struct.pack(">I", 36_000))

    assert await outcome(slow, tmp_path) in {Fault.TOO_LONG, Fault.BROKEN}


@pytest.mark.parametrize("name", [b"moov", b"trak", b"udta", b"meta"])
async def test_boxes_in_boxes_end(name: bytes, tmp_path: Path) -> None:
    """As deep as a call stack is not."""
    depth, raw = 50_000, b""
    lengths = range(8 * depth, 0, -8)
    raw = FTYP + b"".join(struct.pack(">I", length) + name for length in lengths)

    assert await outcome(raw, tmp_path) in {Fault.BROKEN, Fault.NO_PICTURE}


async def test_thousands_of_tracks_end(clip: bytes, tmp_path: Path) -> None:
    at = clip.index(b"moov") - 4
    moov = clip[at : at + struct.unpack(">I", clip[at : at + 4])[0]]
    track_at = moov.index(b"trak") - 4
    track = moov[track_at : track_at + struct.unpack(">I", moov[track_at : track_at + 4])[0]]
    crowded = clip[:at] + box(b"moov", moov[8:] + track * 5_000)

    assert await outcome(crowded, tmp_path) in {None, Fault.BROKEN}


async def test_a_matroska_that_never_ends_is_cut(tmp_path: Path) -> None:
    """Segment and clusters of unknown length, as a live stream has them, and a duration of years."""
    vp8 = ("-c:v", "libvpx", "-deadline", "realtime")
    live = draw(
        tmp_path / "live.webm",
        *vp8,
        *("-f", "webm", "-live", "1"),
        inputs=["-f", "lavfi", "-i", "testsrc2=size=64x64:rate=10:duration=1"],
    ).read_bytes()
    cluster = live.index(b"\x1f\x43\xb6\x75")

    assert await outcome(live[:cluster] + live[cluster:] * 3, tmp_path) in {None, Fault.BROKEN}


async def test_a_sound_that_is_mostly_damaged_is_broken(tmp_path: Path) -> None:
    """Found among the mutants: the encoder gave up, and the job would have tried again and again."""
    whole = film(tmp_path / "whole.mp4", size="64x64", seconds=2)
    noisy = draw(
        tmp_path / "noisy.mp4", *("-c", "copy", "-bsf:a", "noise=amount=1"), inputs=["-i", str(whole)]
    )

    assert await outcome(noisy.read_bytes(), tmp_path) is Fault.BROKEN


def mutants(raw: bytes) -> Iterator[bytes]:
    """Wrong files, always the same ones: bits, bytes, fields and pieces of a valid file are changed."""
    dice = random.Random(SEED)
    index_at = raw.index(b"moov")
    for _ in range(MUTANTS):
        changed = bytearray(raw)
        for _ in range(dice.choice((1, 2, 8, 40))):
            # The index is where a parser goes wrong; the samples are where a decoder does.
            at = (
                dice.randrange(index_at, len(changed))
                if dice.random() < 0.7
                else dice.randrange(40, len(changed))
            )
            match dice.randrange(6):
                case 0:
                    changed[at] ^= 1 << dice.randrange(8)
                case 1:
                    changed[at] = dice.randrange(256)
                case 2:
                    changed[at : at + 4] = dice.choice((BIG, bytes(4), b"\x7f\xff\xff\xff", b"\x80\0\0\0"))
                case 3:
                    del changed[at : at + dice.randrange(1, 64)]
                case 4:
                    changed[at:at] = dice.randbytes(dice.randrange(1, 64))
                case _:
                    changed[at : at + 16] = changed[at - 32 : at - 16]
            if len(changed) <= index_at + 40:
                break
        yield bytes(changed)


LOOKING = """
import sys
from vitrina.media import probing
for path in sys.argv[2:]:
    found = probing.probe(sys.argv[1], path)
    print(path, type(found).__name__, flush=True)
"""


async def looked_at(paths: list[Path]) -> dict[Path, str]:
    """Look into files in one child; where it dies, the next one goes on behind."""
    found: dict[Path, str] = {}
    while left := [path for path in paths if path not in found]:
        command = [sys.executable, "-I", "-c", LOOKING, MP4, *map(str, left)]
        answer = await sandbox.run(command, reads=left)
        for line in answer.output.decode().splitlines():
            path, _, kind = line.partition(" ")
            found[Path(path)] = kind
        assert "Traceback" not in answer.errors, answer.errors
        if answer.code < 0:
            found[next(path for path in left if path not in found)] = f"died by signal {-answer.code}"
    return found


async def test_two_hundred_mutants_of_a_video_are_faults_or_videos(clip: bytes, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.part" for number in range(MUTANTS)]
    for path, raw in zip(paths, mutants(clip), strict=True):
        path.write_bytes(raw)

    found = await looked_at(paths)

    assert set(found) == set(paths)
    kinds = set(found.values())
    # Both happen, or the mutants are too tame or too wild to tell anything.
    assert {probing.Probed.__name__, Fault.__name__} <= kinds
    videos = [path for path in paths if found[path] == probing.Probed.__name__][:MUTANTS_ENCODED]
    dead = [path for path in paths if found[path].startswith("died")]
    for path in [*videos, *dead]:
        folder = tmp_path / path.stem
        folder.mkdir()
        fault = await outcome(path.read_bytes(), folder)
        assert fault in {None, Fault.BROKEN, Fault.TOO_LONG, Fault.TOO_MANY_PIXELS, Fault.NO_PICTURE}
