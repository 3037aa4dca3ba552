"""One instance on one machine: where its settings come from, and what it refuses to touch."""

import socket
import stat
import subprocess
import sys
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from tests.ports import free_port

from vitrina.cli import instance, start
from vitrina.cli.console import Stopped
from vitrina.cli.prepare import DemoPerson
from vitrina.kit.config import Settings

HOLDER = """
import pathlib, sys
from vitrina.cli import instance
from vitrina.kit.config import Settings
with instance.sole_use(Settings(data_dir=pathlib.Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


def options(**given: object) -> Namespace:
    return Namespace(**{"port": None, "host": None, "data": None} | given)


@pytest.mark.parametrize(
    ("given", "environ", "port", "base_url"),
    [
        ({}, {}, 8000, "http://localhost:8000"),
        ({}, {"VITRINA_PORT": "9000"}, 9000, "http://localhost:9000"),
        ({"port": 9001}, {"VITRINA_PORT": "9000"}, 9001, "http://localhost:9001"),
        ({"host": "0.0.0.0"}, {}, 8000, "http://localhost:8000"),
        ({"host": "192.168.1.5"}, {}, 8000, "http://192.168.1.5:8000"),
        ({"port": 9001}, {"VITRINA_BASE_URL": "https://shop.example"}, 9001, "https://shop.example"),
    ],
)
def test_the_command_line_wins_over_the_environment_and_that_over_defaults(
    given: Mapping[str, object], environ: Mapping[str, str], port: int, base_url: str
):
    settings = instance.settings_from(options(**given), environ)

    assert (settings.port, settings.base_url) == (port, base_url)


def test_a_demo_has_fees_and_a_folder_of_its_own():
    demo = instance.settings_from(options(), {}, is_demo=True)
    real = instance.settings_from(options(), {})

    assert (demo.is_demo, demo.platform_fee_bps, demo.default_plan_bps) == (True, 800, 300)
    assert (real.is_demo, real.platform_fee_bps, real.default_plan_bps) == (False, 0, 0)
    assert demo.data_dir != real.data_dir


def test_an_operator_may_change_what_the_demo_presets():
    settings = instance.settings_from(options(), {"VITRINA_PLATFORM_FEE_BPS": "500"}, is_demo=True)

    assert settings.platform_fee_bps == 500


def test_a_second_instance_on_the_same_folder_is_refused(tmp_path: Path):
    settings = Settings(data_dir=tmp_path / "new")
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "new")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as first:
        assert first.stdout
        first.stdout.readline()

        with (
            pytest.raises(Stopped, match=rf"already runs on .*process {first.pid}"),
            instance.sole_use(settings),
        ):
            pass

        first.communicate("")

    with instance.sole_use(settings):
        assert (tmp_path / "new" / instance.RUN_LOCK).exists()


def test_a_demo_does_not_start_on_the_data_of_a_real_instance(tmp_path: Path):
    instance.mark(Settings(data_dir=tmp_path))

    with pytest.raises(Stopped, match="holds the data of a real instance"):
        instance.mark(Settings(data_dir=tmp_path, is_demo=True))


def test_reset_empties_the_folder_of_a_demo(tmp_path: Path):
    settings = Settings(data_dir=tmp_path, is_demo=True)
    instance.mark(settings)
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "clip.mp4").write_bytes(b"clip")

    instance.erase(settings)

    assert not (tmp_path / "files").exists()


@pytest.mark.parametrize("kind", ["a real instance\n", None])
def test_reset_leaves_every_other_folder_alone(tmp_path: Path, kind: str | None):
    (tmp_path / "thesis.odt").write_text("years of work")
    if kind:
        (tmp_path / instance.MARK).write_text(kind)

    with pytest.raises(Stopped, match="leaves it alone"):
        instance.erase(Settings(data_dir=tmp_path, is_demo=True))

    assert (tmp_path / "thesis.odt").exists()


def test_reset_does_not_touch_a_database_of_elsewhere(tmp_path: Path):
    settings = Settings(data_dir=tmp_path, is_demo=True, database_url="postgresql://elsewhere/shop")

    with pytest.raises(Stopped, match="DATABASE_URL"):
        instance.erase(settings)


def test_a_port_in_use_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(instance, "PORT_WAIT_S", 0.1)
    port = free_port()
    with (
        socket.create_server(("127.0.0.1", port)),
        pytest.raises(
            Stopped, match=f"^Port {port} is in use by another program; choose another one with --port.$"
        ),
    ):
        instance.require_free_port("127.0.0.1", port)

    instance.require_free_port("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(Stopped, match=r"^Cannot listen on 192\.0\.2\.1"):
        instance.require_free_port("192.0.2.1", 8000)


def test_the_ready_file_holds_what_a_script_needs_and_is_private(tmp_path: Path):
    ana = DemoPerson(
        handle="ana", name="Ana", role="buyer", email="ana@demo.example", password="pw", token="t-1"
    )
    path = tmp_path / "ready.json"

    start.write_ready_file(path, Settings(base_url="http://localhost:9000", port=9000), [ana])

    assert msgspec.json.decode(path.read_bytes()) == {
        "base_url": "http://localhost:9000",
        "api_url": "http://localhost:9000/api/v1",
        "live_url": "http://localhost:9001",
        "rtmp_url": "rtmp://localhost:1935/live",
        "people": [
            {
                "handle": "ana",
                "name": "Ana",
                "role": "buyer",
                "login": "ana@demo.example",
                "password": "pw",
                "token": "t-1",
            }
        ],
    }
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_parts_get_the_settings_in_force_and_no_stray_ones(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("VITRINA_PORT", "9000")
    monkeypatch.setenv("DATABASE_URL", "postgresql://stray/shop")

    environ = start.environ_of_parts(Settings(port=9001, database_url="postgresql://mine/shop"))

    assert environ["VITRINA_PORT"] == "9001"
    assert environ["VITRINA_DATABASE_URL"] == "postgresql://mine/shop"
    assert "DATABASE_URL" not in environ


def test_a_demo_moves_rtmp_where_its_port_is_taken_and_a_real_instance_says_so():
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        settings = Settings(port=free_port(count=3), rtmp_port=port, is_demo=True)

        moved = instance.with_free_ports(settings)

        assert moved.rtmp_port not in {0, port}
        with pytest.raises(Stopped, match=f"Port {port} is in use .* --rtmp-port"):
            instance.with_free_ports(replace(settings, is_demo=False))
    assert instance.with_free_ports(settings) == settings
    assert instance.with_free_ports(replace(settings, rtmp_port=0)).rtmp_url == ""
