"""What strangers name is fetched from public addresses alone, however the address is dressed up."""

import socket
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.imports.server import Answer, Server, serving

from vitrina.kit.config import Settings, SettingWrong, load_settings
from vitrina.kit.net import Bounds, Fetcher, FetchFailed, Known

BOUNDS = Bounds(size_max_bytes=1_000_000, time_max_s=5.0)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving() as running:
        yield running


def fetcher(server: Server, **more: Any) -> Fetcher:
    """One that may go to loopback, as an operator may allow it."""
    settings = Settings(fetch_networks="127.0.0.0/8", fetch_ports=f"80,443,{server.port}")
    return Fetcher(settings, **more)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "2130706433",
        "0177.0.0.1",
        "0x7f.0.0.1",
        "0x7f000001",
        "127.1",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[fc00::1]",
        "[fe80::1]",
        "[ff02::1]",
        "①②⑦.0.0.1",
        "127.0.0.1.",
    ],
)
async def test_private_addresses_are_refused_in_every_dress(host: str) -> None:
    with pytest.raises(FetchFailed) as failed:
        await Fetcher(Settings()).to_memory(f"http://{host}/feed.csv", bounds=BOUNDS)

    assert (failed.value.code, failed.value.is_permanent) == ("address_refused", True)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.com/feed",
        "gopher://example.com/",
        "http://example.com:22/",
        "http://example.com:5432/",
        "http://user:secret@example.com/",
        "http:///feed",
        "http://exa mple.com/",
        "http://example.com/\r\nhost: inside",
        "http://" + "a" * 3_000,
    ],
)
async def test_other_schemes_ports_and_broken_urls_are_refused(url: str) -> None:
    assert not Fetcher(Settings()).is_allowed(url)
    with pytest.raises(FetchFailed) as failed:
        await Fetcher(Settings()).to_memory(url, bounds=BOUNDS)
    assert failed.value.code in {"address_refused", "unreachable"}


async def test_a_redirect_to_a_private_address_is_refused(server: Server) -> None:
    server.answers["/feed"] = Answer(
        status=302, headers={"location": "http://169.254.169.254/latest/meta-data/"}
    )

    with pytest.raises(FetchFailed) as failed:
        await fetcher(server).to_memory(server.url("/feed"), bounds=BOUNDS)

    assert failed.value.code == "address_refused"


async def test_at_most_three_redirects_are_followed(server: Server) -> None:
    for i in range(4):
        server.answers[f"/{i}"] = Answer(status=302, headers={"location": f"/{i + 1}"})
    server.answers["/4"] = Answer(body=b"here")

    assert await fetcher(server).to_memory(server.url("/1"), bounds=BOUNDS) == b"here"
    with pytest.raises(FetchFailed) as failed:
        await fetcher(server).to_memory(server.url("/0"), bounds=BOUNDS)
    assert failed.value.code == "too_many_redirects"


async def test_a_name_that_means_another_address_the_second_time_gains_nothing(server: Server) -> None:
    """The first look-up is checked and connected to; nobody looks up again."""
    look_ups: list[str] = []

    def resolve(host: str, port: int, *_: Any, **__: Any) -> Sequence[Any]:
        look_ups.append(host)
        address = "127.0.0.1" if len(look_ups) == 1 else "169.254.169.254"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    server.answers["/feed"] = Answer(body=b"once")
    getter = fetcher(server, resolver=resolve)
    url = f"http://rebinding.example:{server.port}/feed"

    assert await getter.to_memory(url, bounds=BOUNDS) == b"once"
    assert look_ups == ["rebinding.example"]
    with pytest.raises(FetchFailed) as failed:
        await getter.to_memory(url, bounds=BOUNDS)
    assert failed.value.code == "address_refused"


async def test_a_name_with_one_private_answer_among_public_ones_is_refused() -> None:
    def resolve(host: str, port: int, *_: Any, **__: Any) -> Sequence[Any]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in ("93.184.215.14", "10.0.0.5")
        ]

    with pytest.raises(FetchFailed) as failed:
        await Fetcher(Settings(), resolver=resolve).to_memory("http://mixed.example/", bounds=BOUNDS)

    assert failed.value.code == "address_refused"


@pytest.mark.parametrize(
    ("answer", "code", "is_permanent"),
    [
        (Answer(is_endless=True), "too_large", True),
        (Answer(headers={"content-length": "99999999"}), "too_large", True),
        (Answer(is_silent=True), "too_slow", False),
        (Answer(status=404), "answered_4xx", True),
        (Answer(status=429), "answered_4xx", False),
        (Answer(status=503), "answered_5xx", False),
    ],
    ids=["endless", "promises much", "silent", "missing", "too often", "down"],
)
async def test_rude_servers_cost_a_bounded_time_and_size(
    server: Server, answer: Answer, code: str, is_permanent: bool
) -> None:
    server.answers["/feed"] = answer

    with pytest.raises(FetchFailed) as failed:
        await fetcher(server).to_memory(
            server.url("/feed"), bounds=Bounds(size_max_bytes=1_000_000, time_max_s=1.0)
        )

    assert (failed.value.code, failed.value.is_permanent) == (code, is_permanent)


async def test_what_is_known_is_not_fetched_again(server: Server, tmp_path: Path) -> None:
    server.answers["/feed"] = Answer(headers={"etag": '"v1"', "content-encoding": "gzip"}, body=b"\x1f\x8b..")

    first = await fetcher(server).to_file(server.url("/feed"), tmp_path / "a", bounds=BOUNDS)
    again = await fetcher(server).to_file(
        server.url("/feed"), tmp_path / "b", bounds=BOUNDS, known=Known(etag=first.etag)
    )

    assert (first.is_new, first.etag, (tmp_path / "a").read_bytes()) == (True, '"v1"', b"\x1f\x8b..")
    assert not again.is_new


async def test_nobody_there_may_pass(server: Server) -> None:
    with pytest.raises(FetchFailed) as failed:
        settings = Settings(fetch_networks="127.0.0.0/8", fetch_ports="1")
        await Fetcher(settings).to_memory("http://127.0.0.1:1/", bounds=BOUNDS)

    assert (failed.value.code, failed.value.is_permanent) == ("unreachable", False)


@pytest.mark.parametrize(
    "environ",
    [
        {"VITRINA_FETCH_NETWORKS": "the office"},
        {"VITRINA_FETCH_PORTS": "http"},
        {"VITRINA_FETCH_PORTS": "0"},
        {"VITRINA_FETCH_PORTS": ""},
    ],
)
def test_wrong_networks_and_ports_are_named_at_the_start(environ: dict[str, str]) -> None:
    with pytest.raises(SettingWrong, match="VITRINA_FETCH"):
        load_settings(environ)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=204),
        Answer(body=b"x" * 2_000_000),
        Answer(is_endless=True),
        Answer(headers={"content-length": "10"}, is_silent=True),
    ],
    ids=["nothing", "much", "endless", "silent"],
)
async def test_what_was_taken_is_told_whatever_the_answer_says_besides(
    server: Server, answer: Answer
) -> None:
    server.answers["/orders"] = answer

    await fetcher(server).tell(server.url("/orders"), b"{}", headers={"webhook-id": "1"}, bounds=BOUNDS)

    [(path, headers)] = server.asked
    assert (path, headers["webhook-id"], headers["content-length"]) == ("/orders", "1", "2")


async def test_what_is_told_to_one_address_follows_no_redirect(server: Server) -> None:
    server.answers["/orders"] = Answer(status=307, headers={"location": server.url("/elsewhere")})
    server.answers["/elsewhere"] = Answer()

    with pytest.raises(FetchFailed) as failed:
        await fetcher(server).tell(server.url("/orders"), b"{}", headers={}, bounds=BOUNDS)

    assert failed.value.code == "answered_3xx"
    assert [path for path, _ in server.asked] == ["/orders"]
