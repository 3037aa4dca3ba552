"""Video files for tests, drawn by ffmpeg in a moment."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import imageio_ffmpeg

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


def draw(target: Path, *options: str, inputs: Sequence[str] = ()) -> Path:
    """Run ffmpeg; the last argument is the file."""
    command = [FFMPEG, "-nostdin", "-v", "error", "-y", *inputs, *options, str(target)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return target


def film(
    target: Path,
    *,
    size: str = "360x640",
    rate: int = 25,
    seconds: float = 2.0,
    sound: str | None = "sine=f=440:r=48000",
    codec: Sequence[str] = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
    options: Sequence[str] = (),
) -> Path:
    """A moving test picture, with a tone unless `sound` is None."""
    inputs = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate={rate}:duration={seconds}"]
    if sound:
        inputs += ["-f", "lavfi", "-i", f"{sound},atrim=duration={seconds}"]
    return draw(target, *codec, *options, inputs=inputs)


def tone(target: Path, *, seconds: float = 1.0) -> Path:
    """Sound without a picture."""
    return draw(target, inputs=["-f", "lavfi", "-i", f"sine=f=440:duration={seconds}"])
