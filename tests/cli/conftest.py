"""What the tests of the command line share."""

import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest


@pytest.fixture
def open_folder() -> Generator[Path]:
    """A fresh folder that root's unprivileged server may enter; pytest's own may not be entered."""
    path = Path(tempfile.mkdtemp(prefix="vitrina-cli-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)
