"""One part of an instance as a process: started, read, found dead, started again later."""

import logging
import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Mapping, Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

from msgspec import Struct
from msgspec.structs import replace

from vitrina.kit.process import Launch, send_to_group

PAUSE_MIN_S = 0.5
PAUSE_MAX_S = 30.0
STEADY_S = 60.0  # A part that ran this long starts again without a grown pause.
READ_BYTES = 65_536
LINE_BYTES_MAX = 16_384
LOG_SIZE_MAX_BYTES = 10 * 1024 * 1024
LOG_COUNT = 3
TAIL_LINES = 12


class Part(Struct, frozen=True, kw_only=True):
    """A process of the instance, and how it says that it is alive: by a line, or an address that answers.

    is_on_demand: runs to its end when it is asked for, and is not started again.
    """

    name: str
    command: Sequence[str]
    environ: Mapping[str, str] = {}  # beside what every part gets
    folder: Path | None = None
    alive_line: str = ""
    alive_url: str = ""
    is_on_demand: bool = False


class Running:
    """A part as it runs now."""

    def __init__(self, part: Part, *, launch: Launch, logs: Path) -> None:
        """Describe it; nothing is started."""
        self.part = part
        self.process: subprocess.Popen[bytes] | None = None
        self.is_alive = False
        self.is_wanted = not part.is_on_demand
        self.starts_count = 0
        self.start_after = 0.0
        self.tail: deque[str] = deque(maxlen=TAIL_LINES)
        self._launch = replace(
            launch, environ={**launch.environ, **part.environ}, folder=part.folder or launch.folder
        )
        self._started_at = 0.0
        self._pause_s = PAUSE_MIN_S
        self._rest = b""
        self._log = RotatingFileHandler(
            logs / f"{part.name}.log", maxBytes=LOG_SIZE_MAX_BYTES, backupCount=LOG_COUNT, errors="replace"
        )

    @property
    def output(self) -> IO[bytes]:
        """The pipe that the process prints to."""
        assert self.process
        assert self.process.stdout
        return self.process.stdout

    def start(self) -> None:
        """Start the process."""
        self.starts_count += 1
        self._started_at = time.monotonic()
        self.tail.clear()
        self.process = self._launch.start(self.part.command, output=subprocess.PIPE)
        os.set_blocking(self.output.fileno(), False)

    def read(self) -> list[str] | None:
        """Take the lines printed since and write them to the log file; None when the pipe has ended."""
        try:
            data = os.read(self.output.fileno(), READ_BYTES)
        except BlockingIOError:
            return []
        if not data and not self._rest:
            return None
        *lines, self._rest = (self._rest + data).split(b"\n")
        if not data or len(self._rest) > LINE_BYTES_MAX:
            lines, self._rest = [*lines, self._rest], b""
        texts = [line.decode(errors="replace") for line in lines]
        for text in texts:
            self._log.emit(logging.makeLogRecord({"msg": text}))
        self.tail.extend(texts)
        if self.part.alive_line and any(self.part.alive_line in text for text in texts):
            self.is_alive = True
        return texts

    def has_ended(self) -> bool:
        """Say whether the process was started and is gone."""
        return self.process is not None and self.process.poll() is not None

    def give_up(self) -> float:
        """Forget the dead process, end what it left, plan another start. Returns the pause in seconds."""
        assert self.process
        send_to_group(signal.SIGKILL, self.process.pid)
        self.output.close()
        self.process, self.is_alive = None, False
        if time.monotonic() - self._started_at > STEADY_S:
            self._pause_s = PAUSE_MIN_S
        pause_s, self._pause_s = self._pause_s, min(self._pause_s * 2, PAUSE_MAX_S)
        self.start_after = time.monotonic() + pause_s
        return pause_s

    def close(self) -> None:
        """Close the log file."""
        self._log.close()
