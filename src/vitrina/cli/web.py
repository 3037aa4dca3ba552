"""The web process: granian with the application of `vitrina.app`. The supervisor starts it, not people."""

import gc
import os
import signal
from functools import partial

from granian.constants import Interfaces
from granian.server import Server
from litestar import Litestar

from vitrina.kit import tls
from vitrina.kit.config import Settings, load_settings
from vitrina.kit.process import die_with_parent

KILL_TIMEOUT_S = 5
BACKLOG = 4096
GC_OBJECTS, GC_YOUNG, GC_OLD = 50_000, 10, 20


def serve(settings: Settings) -> None:
    """Serve until SIGTERM. A dead worker is replaced; no worker outlives this process."""
    server = Server(
        "vitrina.app:create_app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.web_workers,
        backlog=BACKLOG,
        ssl_cert=tls.certificate_of(settings),
        ssl_key=tls.key_of(settings),
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_TIMEOUT_S,
    )
    server.serve(target_loader=partial(_load, os.getpid()), wrap_loader=False)


def _load(parent_pid: int) -> Litestar:
    die_with_parent(signal.SIGKILL, parent_pid=parent_pid)
    gc.disable()  # Nothing of what is made now dies.
    from vitrina.app import create_app

    app = create_app()
    # What lives as long as the process need not be looked through again: 30 ms at each full collection.
    gc.collect()
    gc.freeze()
    # A batch of purchases makes some ten thousand objects, which mostly die by themselves with it.
    gc.set_threshold(GC_OBJECTS, GC_YOUNG, GC_OLD)
    gc.enable()
    return app


if __name__ == "__main__":
    serve(load_settings())
