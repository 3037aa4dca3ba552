"""A disk that can be full: a file system in memory that shrinks to what is on it. Needs root, on Linux."""

import os
import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

SIZE_BYTES = 6 * 1024**3
PAGE_BYTES = 4_096
TRIES_MAX = 1_000


class Disk:
    """A file system of its own."""

    def __init__(self, folder: Path) -> None:
        """folder: where it is mounted."""
        self._folder = folder

    def fill(self) -> None:
        """Leave no room for another page. What is written at this very moment makes it try again."""
        for _ in range(TRIES_MAX):
            used = shutil.disk_usage(self._folder).used
            if self._resize(-(-used // PAGE_BYTES) * PAGE_BYTES):
                return
        raise SystemExit(f"{self._folder} cannot be made full")

    def free(self) -> None:
        """Make room again."""
        assert self._resize(SIZE_BYTES)

    def _resize(self, size_bytes: int) -> bool:
        """Change the size; False where more than that is on it."""
        command = ["mount", "-o", f"remount,size={size_bytes}", str(self._folder)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


@contextmanager
def mounted(folder: Path) -> Generator[Disk | None]:
    """Mount a disk at an empty folder. None where that is not allowed: then the folder stays what it was."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_BYTES},mode=0755", "vitrina-lab", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield Disk(folder)
    finally:
        # Lazily: a process that was killed may not be quite gone.
        subprocess.run(["umount", "-l", str(folder)], check=True)
