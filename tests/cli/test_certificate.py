"""HTTPS of a demo: the certificate it makes for itself, and where it listens."""

import ipaddress
import shutil
import ssl
import stat
import subprocess
import sys
from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import segno
from cryptography import x509
from msgspec.structs import replace
from tests.qr import modules_of

from vitrina.cli import instance, start, two_phones
from vitrina.cli.certificate import RENEWED_BEFORE, VALID_FOR, keep, lan_address, names_of, with_https
from vitrina.cli.console import Stopped
from vitrina.cli.prepare import DemoPerson
from vitrina.kit import tls
from vitrina.kit.config import Settings

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
NAMES = ["192.168.1.5", "localhost", "127.0.0.1"]


def certificate_in(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / tls.CERTIFICATE).read_bytes())


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def demo(folder: Path, *, host: str = "127.0.0.1") -> Settings:
    return Settings(data_dir=folder, host=host, port=9000, is_demo=True)


def test_the_certificate_names_the_address_and_this_machine_and_signs_no_others(tmp_path: Path) -> None:
    assert keep(tmp_path / "tls", NAMES, now=NOW)

    found = certificate_in(tmp_path / "tls")
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert set(names.get_values_for_type(x509.IPAddress)) == {
        ipaddress.ip_address("192.168.1.5"),
        ipaddress.ip_address("127.0.0.1"),
    }
    assert not found.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert found.not_valid_before_utc < NOW < found.not_valid_after_utc
    assert found.not_valid_after_utc == NOW + VALID_FOR


def test_the_key_is_its_owners_alone_and_never_without_its_mode(tmp_path: Path) -> None:
    keep(tmp_path / "tls", NAMES, now=NOW)

    assert mode_of(tmp_path / "tls") == 0o700
    assert mode_of(tmp_path / "tls" / tls.KEY) == 0o600
    assert {path.name for path in (tmp_path / "tls").iterdir()} == {tls.CERTIFICATE, tls.KEY}


def test_the_files_are_what_a_listener_and_whoever_trusts_it_load(tmp_path: Path) -> None:
    keep(tmp_path, NAMES, now=datetime.now(UTC))
    settings = Settings(tls_dir=str(tmp_path), base_url="https://192.168.1.5:9000", is_demo=True)
    server, client = tls.listening(settings), tls.trusting(tls.certificate_of(settings))
    assert server

    for name in NAMES:
        assert is_believed(server, client, name)
    with pytest.raises(ssl.SSLCertVerificationError):
        is_believed(server, client, "192.168.1.6")


def is_believed(server: ssl.SSLContext, client: ssl.SSLContext, name: str) -> bool:
    """Shake hands in memory."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    asking = client.wrap_bio(to_client, to_server, server_hostname=name)
    answering = server.wrap_bio(to_server, to_client, server_side=True)
    left = [asking, answering]
    for _ in range(10):
        for each in list(left):
            try:
                each.do_handshake()
            except ssl.SSLWantReadError:
                continue
            left.remove(each)
    return not left


def test_it_is_kept_as_long_as_it_will_do(tmp_path: Path) -> None:
    keep(tmp_path, NAMES, now=NOW)
    first = certificate_in(tmp_path)

    assert not keep(tmp_path, list(reversed(NAMES)), now=NOW + VALID_FOR - RENEWED_BEFORE - timedelta(days=1))

    assert certificate_in(tmp_path) == first


@pytest.mark.parametrize(
    ("names", "later"),
    [
        (["192.168.1.6", "localhost", "127.0.0.1"], timedelta(0)),
        (NAMES, VALID_FOR - RENEWED_BEFORE),
        (NAMES, VALID_FOR + timedelta(days=1)),
        (NAMES, timedelta(days=-9)),
    ],
    ids=["another address", "nearly over", "over", "not yet valid"],
)
def test_it_is_made_again_when_it_would_not_do(tmp_path: Path, names: list[str], later: timedelta) -> None:
    keep(tmp_path, NAMES, now=NOW)
    first = certificate_in(tmp_path)

    assert keep(tmp_path, names, now=NOW + later)

    second = certificate_in(tmp_path)
    assert second.serial_number != first.serial_number
    assert second.not_valid_after_utc == NOW + later + VALID_FOR
    assert not keep(tmp_path, names, now=NOW + later)


@pytest.mark.parametrize("file", [tls.CERTIFICATE, tls.KEY])
@pytest.mark.parametrize("damage", ["gone", "garbage", "of another"])
def test_half_a_pair_is_made_again(tmp_path: Path, file: str, damage: str) -> None:
    keep(tmp_path / "mine", NAMES, now=NOW)
    keep(tmp_path / "other", NAMES, now=NOW)
    path = tmp_path / "mine" / file
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(b"garbage" if damage == "garbage" else (tmp_path / "other" / file).read_bytes())

    assert keep(tmp_path / "mine", NAMES, now=NOW)

    assert not keep(tmp_path / "mine", NAMES, now=NOW)


def test_a_key_that_others_could_read_is_replaced(tmp_path: Path) -> None:
    keep(tmp_path, NAMES, now=NOW)
    (tmp_path / tls.KEY).chmod(0o644)

    assert keep(tmp_path, NAMES, now=NOW)

    assert mode_of(tmp_path / tls.KEY) == 0o600


def test_a_folder_that_cannot_be_used_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "tls").write_text("a file")

    with pytest.raises(Stopped, match=r"^The certificate cannot be kept in .*tls: .*\.$"):
        keep(tmp_path / "tls", NAMES, now=NOW)


def test_a_name_that_no_certificate_can_carry_is_told(tmp_path: Path) -> None:
    with pytest.raises(Stopped, match=r"^señal cannot stand in a certificate"):
        keep(tmp_path, ["señal"], now=NOW)


@pytest.mark.parametrize(
    ("host", "base_url", "names"),
    [
        ("192.168.1.5", "https://192.168.1.5:9000", ["192.168.1.5", "localhost", "127.0.0.1"]),
        ("127.0.0.1", "https://localhost:9000", ["localhost", "127.0.0.1"]),
        ("fd00::5", "https://[fd00::5]:9000", ["fd00::5", "localhost", "127.0.0.1"]),
        ("laptop.local", "https://laptop.local:9000", ["laptop.local", "localhost", "127.0.0.1"]),
    ],
)
def test_a_chosen_host_is_the_address_and_where_it_listens(
    tmp_path: Path, host: str, base_url: str, names: list[str]
) -> None:
    settings = with_https(demo(tmp_path, host=host), is_host_given=True, is_address_given=False)

    assert (settings.host, settings.base_url) == (host, base_url)
    assert settings.tls_dir == str(tmp_path / "tls")
    assert names_of(settings) == names
    assert settings.live_url.startswith("https://")
    assert settings.sockets_url.startswith("wss://")


@pytest.mark.parametrize(("host", "is_given"), [("127.0.0.1", False), ("0.0.0.0", True)])
def test_without_a_host_it_listens_everywhere_and_shows_what_a_phone_reaches(
    tmp_path: Path, host: str, is_given: bool
) -> None:
    try:
        reached = lan_address()
    except Stopped:
        pytest.skip("this machine is in no network")

    settings = with_https(demo(tmp_path, host=host), is_host_given=is_given, is_address_given=False)

    assert not ipaddress.ip_address(reached).is_loopback
    assert (settings.host, settings.base_url) == ("0.0.0.0", f"https://{reached}:9000")
    assert names_of(settings) == [reached, "localhost", "127.0.0.1"]


def test_an_address_of_ones_own_is_kept_and_named(tmp_path: Path) -> None:
    mine = replace(demo(tmp_path, host="192.168.1.5"), base_url="https://demo.example:9000")

    settings = with_https(mine, is_host_given=True, is_address_given=True)

    assert settings.base_url == "https://demo.example:9000"
    assert names_of(settings) == ["demo.example", "192.168.1.5", "localhost", "127.0.0.1"]


def test_an_address_of_plain_http_contradicts_it(tmp_path: Path) -> None:
    mine = replace(demo(tmp_path), base_url="http://demo.example:9000")

    with pytest.raises(Stopped, match="VITRINA_BASE_URL that begins with https://"):
        with_https(mine, is_host_given=False, is_address_given=True)


def test_a_machine_that_no_other_one_reaches_is_told_what_to_do() -> None:
    with pytest.raises(
        Stopped, match=r"^The address of this machine .* was not found; name it with --host\.$"
    ):
        lan_address(towards="127.0.0.1")


@pytest.mark.skipif(sys.platform != "linux", reason="needs a machine without a network")
def test_the_command_ends_with_that_sentence_where_there_is_no_network(tmp_path: Path) -> None:
    alone = ["unshare", "--user", "--map-root-user", "--net"]
    if (
        not shutil.which("unshare")
        or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("this machine lets nobody leave its network")
    command = [sys.executable, "-m", "vitrina.cli", "demo", "--https", "--data", str(tmp_path / "data")]

    done = subprocess.run([*alone, *command], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr == (
        "vitrina: The address of this machine in its network was not found; name it with --host.\n"
    )
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("given", "environ", "host"),
    [
        ({"host": "192.168.1.5"}, {}, "192.168.1.5"),
        ({"host": "192.168.1.5"}, {"VITRINA_HOST": "10.0.0.1"}, "192.168.1.5"),
        ({}, {"VITRINA_HOST": "10.0.0.1"}, "10.0.0.1"),
    ],
)
def test_the_host_is_found_where_every_setting_is(
    given: dict[str, str | None], environ: Mapping[str, str], host: str
) -> None:
    options = Namespace(**({"port": None, "host": None, "data": None} | given))
    settings = instance.settings_from(options, environ, is_demo=True)

    settings = two_phones.prepared(settings, options, environ)

    assert (settings.host, settings.base_url) == (host, f"https://{host}:8000")


def test_everything_that_asks_this_instance_asks_by_its_scheme(tmp_path: Path) -> None:
    plain = demo(tmp_path)
    secured = with_https(plain, is_host_given=True, is_address_given=False)

    assert instance.local_address(plain) == "http://localhost:9000"
    assert instance.local_address(secured) == "https://localhost:9000"
    assert [part.alive_url for part in start.parts_of(plain)[:2]] == [
        "http://127.0.0.1:9000/readyz",
        "http://127.0.0.1:9001/readyz",
    ]
    assert [part.alive_url for part in start.parts_of(secured)[:2]] == [
        "https://127.0.0.1:9000/readyz",
        "https://127.0.0.1:9001/readyz",
    ]


def test_the_code_that_is_drawn_is_the_address() -> None:
    address = "https://192.168.1.5:8000"

    drawn = two_phones.drawn(address)

    assert modules_of(drawn) == [list(row) for row in segno.make_qr(address, error="l").matrix]


def test_each_device_is_told_whom_to_be() -> None:
    def person(name: str, role: str) -> DemoPerson:
        return DemoPerson(
            handle=name.lower(), name=name, role=role, email=f"{name}@x.example", password="pw", token="t"
        )

    people = [person("Iara", "shop owner"), person("Carla", "creator"), person("Ana", "buyer")]
    said = "\n".join(two_phones.steps(Settings(base_url="https://192.168.1.5:8000"), people))

    assert "desktop  sign in as Carla (Carla@x.example, pw)" in said
    assert "https://192.168.1.5:8000/studio/earnings" in said
    assert "phone    buy as a guest, or as Ana (Ana@x.example, pw)" in said
    assert "https://192.168.1.5:8000/@carla" in said
    assert two_phones.steps(Settings(), []) == []
