"""Turns a stage into a film: frames and sound through the pinned ffmpeg, and a poster."""

import json
import re
import subprocess
import tempfile
import wave
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import skia
from PIL import Image

from demo_content.paint import Brush
from demo_content.pictures import save_webp
from demo_content.sound.song import Song
from demo_content.sound.synth import RATE
from demo_content.stage import HEIGHT, WIDTH, Stage
from demo_content.world.clips import Clip

FPS = 30
OVERSAMPLE = 2
LOUDNESS_LUFS = -16
CLIP_BYTES_MAX = 1_180_000
POSTER_BYTES_MAX = 40_000
FIRST_CRF = 22
# bitexact: the same frames give the same bytes.
PICTURE = (
    "-c:v libx264 -profile:v high -preset slow -tune animation -g 60 -maxrate 1800k -bufsize 3600k -threads 2"
    " -pix_fmt yuv420p -color_primaries bt709 -color_trc bt709 -colorspace bt709"
)
SOUND = (
    "-c:a aac -b:a 96k -ar 44100 -shortest -movflags +faststart -map_metadata -1 -fflags +bitexact"
    " -flags:v +bitexact -flags:a +bitexact"
)
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


def shoot(stage: Stage, clip: Clip, folder: Path) -> None:
    """Write the clip's mp4 and poster; the picture quality is the best that fits CLIP_BYTES_MAX."""
    folder.mkdir(parents=True, exist_ok=True)
    save_webp(
        _frame(stage, clip.poster_ms / 1000), folder / f"{clip.key}.webp", size_bytes_max=POSTER_BYTES_MAX
    )
    with tempfile.TemporaryDirectory() as rooms:
        sound, silent = Path(rooms) / "sound.wav", Path(rooms) / "silent.mkv"
        _write_sound(stage, clip, sound)
        _write_frames(stage, clip, silent)
        for crf in range(FIRST_CRF, 40, 2):
            _encode(silent, sound, folder / f"{clip.key}.mp4", crf=crf)
            if (folder / f"{clip.key}.mp4").stat().st_size <= CLIP_BYTES_MAX:
                return


def preview(stage: Stage, clip: Clip, file: Path, *, count: int = 12) -> None:
    """Write a sheet of frames, evenly over the clip, to look at."""
    columns = 6
    sheet = Image.new("RGB", (columns * 270, (count + columns - 1) // columns * 480))
    for number in range(count):
        at = clip.duration_ms / 1000 * (number + 0.6) / count
        frame = _frame(stage, at).convert("RGB").resize((270, 480))
        sheet.paste(frame, (number % columns * 270, number // columns * 480))
    file.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(file)


def _frame(stage: Stage, t: float) -> Image.Image:
    pixels = np.zeros((HEIGHT * OVERSAMPLE, WIDTH * OVERSAMPLE, 4), np.uint8)
    _paint(stage, t, pixels)
    large = Image.fromarray(np.ascontiguousarray(pixels[:, :, [2, 1, 0]]), "RGB")
    return large.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _paint(stage: Stage, t: float, pixels: np.ndarray) -> None:
    surface = skia.Surface.MakeRasterDirect(
        skia.ImageInfo.Make(
            pixels.shape[1], pixels.shape[0], skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType
        ),
        pixels,
    )
    with surface as canvas:
        canvas.clear(skia.ColorBLACK)
        canvas.scale(OVERSAMPLE, OVERSAMPLE)
        stage.draw(Brush(canvas, shadows=False), t)


def _write_frames(stage: Stage, clip: Clip, file: Path) -> None:
    size = f"{WIDTH * OVERSAMPLE}x{HEIGHT * OVERSAMPLE}"
    command = [
        FFMPEG,
        "-v",
        "error",
        "-y",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "bgra",
        "-s",
        size,
        "-r",
        str(FPS),
        "-i",
        "-",
        "-vf",
        f"scale={WIDTH}:{HEIGHT}:flags=area:out_color_matrix=bt709:out_range=tv,format=yuv420p",
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-crf",
        "4",
        str(file),
    ]
    pixels = np.zeros((HEIGHT * OVERSAMPLE, WIDTH * OVERSAMPLE, 4), np.uint8)
    with subprocess.Popen(command, stdin=subprocess.PIPE) as ffmpeg:
        assert ffmpeg.stdin is not None
        for number in range(round(clip.duration_ms / 1000 * FPS)):
            _paint(stage, number / FPS, pixels)
            ffmpeg.stdin.write(pixels.tobytes())
    assert ffmpeg.returncode == 0, clip.key


def _write_sound(stage: Stage, clip: Clip, file: Path) -> None:
    song = Song(clip.duration_ms / 1000)
    stage.score(song)
    track = song.mixed()
    _write_wav(track, file)
    gain = 10 ** ((LOUDNESS_LUFS - _loudness(file)) / 20)
    loud = track * gain
    # Peaks above -1 dBTP would clip in AAC: round them instead of lowering the whole.
    ceiling = 0.84
    _write_wav(
        np.where(
            np.abs(loud) > 0.6,
            np.sign(loud) * (0.6 + (ceiling - 0.6) * np.tanh((np.abs(loud) - 0.6) / (ceiling - 0.6))),
            loud,
        ),
        file,
    )


def _loudness(file: Path) -> float:
    done = subprocess.run(
        [FFMPEG, "-hide_banner", "-i", str(file), "-af", "loudnorm=print_format=json", "-f", "null", "-"],
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.search(r"\{[^{}]*\}", done.stderr)
    assert found is not None
    return float(json.loads(found.group())["input_i"])


def _write_wav(track: np.ndarray, file: Path) -> None:
    with wave.open(str(file), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((np.clip(track, -1, 1) * 32_767).astype("<i2").tobytes())


def _encode(silent: Path, sound: Path, file: Path, *, crf: int) -> None:
    inputs = ["-i", str(silent), "-i", str(sound), "-map", "0:v", "-map", "1:a"]
    subprocess.run(
        [FFMPEG, "-v", "error", "-y", *inputs, *PICTURE.split(), "-crf", str(crf), *SOUND.split(), str(file)],
        check=True,
    )
