"""Typefaces: pinned OFL packages, cut to the static weights the drawings use."""

import io
import json
import shutil
import subprocess
import tarfile
import tempfile
from functools import cache
from pathlib import Path

import skia
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FAMILIES = {
    "figtree": ("@fontsource-variable/figtree", "5.3.0", "figtree-latin-wght-normal.woff2"),
    "bricolage": (
        "@fontsource-variable/bricolage-grotesque",
        "5.3.0",
        "bricolage-grotesque-latin-wght-normal.woff2",
    ),
    "caveat": ("@fontsource-variable/caveat", "5.3.0", "caveat-latin-wght-normal.woff2"),
}
CACHE = Path(tempfile.gettempdir()) / "vitrina-demo-content-fonts"


class FontMissing(RuntimeError):
    """The font package could not be had from node_modules or with npm."""


@cache
def face(family: str, weight: int) -> skia.Typeface:
    """Give one static weight of a family.

    Raises FontMissing when neither the web app's node_modules nor npm has the pinned package.
    """
    font = TTFont(io.BytesIO(_woff2(family)))
    cut = instantiateVariableFont(font, {"wght": weight})
    cut.flavor = None
    out = io.BytesIO()
    cut.save(out)
    return skia.Typeface.MakeFromData(skia.Data.MakeWithCopy(out.getvalue()))


def _woff2(family: str) -> bytes:
    package, version, name = FAMILIES[family]
    cached = CACHE / f"{family}-{version}.woff2"
    if cached.exists():
        return cached.read_bytes()
    data = _from_node_modules(package, version, name) or _from_npm(package, version, name)
    CACHE.mkdir(parents=True, exist_ok=True)
    cached.write_bytes(data)
    return data


def _from_node_modules(package: str, version: str, name: str) -> bytes | None:
    folder = Path("web/node_modules") / package
    if not (folder / "files" / name).exists():
        return None
    if json.loads((folder / "package.json").read_text())["version"] != version:
        return None
    return (folder / "files" / name).read_bytes()


def _from_npm(package: str, version: str, name: str) -> bytes:
    npm = shutil.which("npm")
    if npm is None:
        raise FontMissing(f"npm is needed once to fetch {package}@{version}")
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [npm, "pack", "--silent", f"{package}@{version}"],
            cwd=folder,
            check=False,
            capture_output=True,
            text=True,
        )
        archives = list(Path(folder).glob("*.tgz"))
        if done.returncode != 0 or not archives:
            raise FontMissing(f"npm could not fetch {package}@{version}: {done.stderr.strip()}")
        with tarfile.open(archives[0]) as archive:
            member = archive.extractfile(f"package/files/{name}")
            assert member is not None, name
            return member.read()
