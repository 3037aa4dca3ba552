"""`python -m demo_content [world|stills|icons|clips|all] [--only KEY] [--preview FOLDER]`."""

import argparse
import json
from pathlib import Path

from demo_content import film, mark, stills
from demo_content.clips import STAGES
from demo_content.world.clips import CLIPS
from demo_content.world.facts import document

ASSETS = Path("src/vitrina/demo/assets")
ICONS = Path("web/static/icons")


def main() -> None:
    """Make what was asked for, in the folders the product reads."""
    parser = argparse.ArgumentParser(prog="python -m demo_content", description=__doc__)
    parser.add_argument("what", choices=("world", "stills", "icons", "clips", "all"))
    parser.add_argument("--only", help="one product or clip, by its key")
    parser.add_argument(
        "--preview", type=Path, help="clips: write a sheet of frames here instead of the film"
    )
    asked = parser.parse_args()
    if asked.what in ("world", "all"):
        ASSETS.mkdir(parents=True, exist_ok=True)
        (ASSETS / "world.json").write_text(json.dumps(document(), ensure_ascii=False, indent=1) + "\n")
    if asked.what in ("stills", "all"):
        stills.write_products(ASSETS / "products", only=asked.only)
        if asked.only is None:
            stills.write_photos(ASSETS)
            stills.write_avatars(ASSETS / "avatars")
            stills.write_covers(ASSETS / "covers")
    if asked.what in ("icons", "all"):
        mark.write_icons(ICONS)
    if asked.what in ("clips", "all"):
        _clips(only=asked.only, sheets=asked.preview)


def _clips(*, only: str | None, sheets: Path | None) -> None:
    for clip in CLIPS:
        if only not in (None, clip.key):
            continue
        if sheets is None:
            film.shoot(STAGES[clip.key], clip, ASSETS / "clips")
        else:
            film.preview(STAGES[clip.key], clip, sheets / f"{clip.key}.png")


main()
