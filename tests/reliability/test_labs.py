"""Each lab, for some seconds: what it does for hours elsewhere it does here with another seed each day.

A failure names its seed: `./vitrina lab NAME --seed SEED` brings the same choices back.
"""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

ROOT = Path(__file__).parents[2]
TODAY = f"{datetime.now(UTC):%Y%m%d}"
TIME_MAX_S = 240


def _lab(*words: str, environ: dict[str, str]) -> dict[str, Any]:
    ended = subprocess.run(
        [sys.executable, "-m", *words, "--seed", TODAY, "--json"],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        timeout=TIME_MAX_S,
        check=False,
    )
    assert ended.stdout, ended.stderr.decode()[-3_000:]
    return msgspec.json.decode(ended.stdout)


@pytest.fixture
def environ(server_url: str) -> dict[str, str]:
    """What a lab gets: the server of the tests."""
    import os

    from benchmarks.place import SETTING

    return {**os.environ, SETTING: server_url}


def test_a_shop_that_is_killed_and_cut_while_it_sells_loses_doubles_and_oversells_nothing(
    environ: dict[str, str],
):
    report = _lab("reliability.kill", "--cycles", "8", environ=environ)

    broken = {promise for promise, is_kept in report["bounds"].items() if not is_kept}
    # How fast it comes back is measured on a machine that does nothing else.
    assert broken <= {"recovery_s_max < 10"}, report
    assert report["figures"]["cycles"] == 8
    assert report["figures"]["acknowledged"] >= 8 * 8


def test_a_day_in_which_a_process_dies_comes_out_as_any_other(environ: dict[str, str]):
    report = _lab("reliability.crash", "--sample", "6", environ=environ)

    assert all(report["bounds"].values()), report
    assert report["figures"]["deaths"] == 6
