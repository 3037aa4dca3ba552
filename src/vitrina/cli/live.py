"""The live process: granian with the application of `vitrina.live.process`. The supervisor starts it.

One worker: a room lives in one process, and its publisher, its viewers and its sockets meet there.
"""

import gc
import os
import signal
from functools import partial

from granian.constants import Interfaces, Loops
from granian.server import Server

from vitrina.kit import log, tls
from vitrina.kit.config import Settings, load_settings
from vitrina.kit.process import die_with_parent
from vitrina.live.process import LiveProcess, find_room_plane

KILL_TIMEOUT_S = 6
BACKLOG = 4096
REQUESTS_MAX = 30_000  # Viewers who wait for a part are requests, too; the application bounds them by itself.


def serve(settings: Settings) -> None:
    """Serve until SIGTERM. A worker that dies ends this process, which the supervisor starts again."""
    server = Server(
        "vitrina.live.process:LiveProcess",
        address=settings.host,
        port=settings.live_port,
        interface=Interfaces.ASGI,
        workers=1,
        loop=Loops.uvloop,
        backlog=BACKLOG,
        ssl_cert=tls.certificate_of(settings),
        ssl_key=tls.key_of(settings),
        backpressure=REQUESTS_MAX,
        workers_kill_timeout=KILL_TIMEOUT_S,
    )
    server.serve(target_loader=partial(_load, os.getpid()), wrap_loader=False)


def _load(parent_pid: int) -> LiveProcess:
    die_with_parent(signal.SIGKILL, parent_pid=parent_pid)
    settings = load_settings()
    log.set_up(settings.log_level)
    process = LiveProcess(settings, open_rooms=find_room_plane())
    gc.collect()
    gc.freeze()
    return process


if __name__ == "__main__":
    serve(load_settings())
