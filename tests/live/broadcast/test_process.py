"""The live process as a whole: it runs with everything it needs, or not at all."""

import os
import socket
import subprocess
import sys
from pathlib import Path

from tests.live.broadcast.conftest import HearingRooms
from tests.live.broadcast.test_recordings import recorded
from vitrina.live.broadcast.origin import Origin, Policy
from vitrina.live.broadcast.ports import split_stream_key, stream_key_of

EXIT_S = 40


def test_a_process_that_cannot_listen_for_rtmp_ends_instead_of_serving_without(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
        probe.close()
        environ = {name: text for name, text in os.environ.items() if not name.startswith("VITRINA_")} | {
            "VITRINA_PORT": str(port - 1),
            "VITRINA_BASE_URL": f"http://localhost:{port - 1}",
            "VITRINA_RTMP_PORT": str(taken.getsockname()[1]),
            "VITRINA_DATA_DIR": str(tmp_path),
        }
        # A program that opens no rooms: what listens is the broadcast's alone.
        program = (
            "import vitrina.live.process as p; p.find_room_plane = lambda: None;"
            "import vitrina.cli.live as live; live.find_room_plane = p.find_room_plane;"
            "live.serve(live.load_settings())"
        )

        ended = subprocess.run(
            [sys.executable, "-c", program],
            env=environ,
            capture_output=True,
            text=True,
            timeout=EXIT_S,
            check=False,
        )

    assert ended.returncode != 0
    assert "address already in use" in ended.stdout + ended.stderr


async def test_rooms_hear_of_what_a_crash_cut_off_when_nobody_comes_back(tmp_path: Path):
    await recorded(tmp_path, 5, is_ended=False)
    rooms = HearingRooms()
    origin = Origin(rooms, data_dir=tmp_path, policy=Policy(return_within_s=0.0))

    await origin.start()
    recording = await rooms.until("off_air", "r1")
    await origin.stop()

    assert not recording.is_complete
    assert recording.path == "live/r1/a1.mp4"


def test_a_stream_key_names_its_room():
    key = stream_key_of("0190-ab", "s3cret")

    assert split_stream_key(key) == ("0190-ab", "s3cret")
    for wrong in ("", "live_", "live_room", "live__x", "live_room_", "other_room_x"):
        assert split_stream_key(wrong) is None, wrong
