"""Uploads over HTTP, as tus 1.0.0 says."""

import asyncio
import errno
import hashlib
import os
from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec.structs import replace

from tests.people import ANA, CARLA, join, sign_in
from vitrina.identity.model import PersonId
from vitrina.kit import clock, locales
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, value
from vitrina.kit.errors import Overloaded
from vitrina.kit.places import Language
from vitrina.media import service, spool, tus
from vitrina.media.errors import (
    ChecksumWrong,
    DiskFull,
    OffsetWrong,
    QuotaFull,
    TooManyUploads,
    TooManyUploadsToday,
    UploadBusy,
    UploadNotFinished,
    UploadNotFound,
    UploadTaken,
    UploadTooLarge,
)
from vitrina.media.model import OwnerId, Upload, UploadId
from vitrina.media.service import uploads
from vitrina.media.store import uploads as store
from vitrina.media.tus import Creation

TUS = {"tus-resumable": "1.0.0"}
PIECE = TUS | {"content-type": "application/offset+octet-stream"}
URL = "/api/v1/uploads"
Client = AsyncTestClient[Litestar]


@pytest.fixture
async def carla(pool: Pool) -> dict[str, str]:
    return await sign_in(pool, CARLA)


@pytest.fixture
async def ana(pool: Pool) -> dict[str, str]:
    return await sign_in(pool, ANA)


async def begin(client: Client, who: dict[str, str], length: int = 10, metadata: str = "") -> str:
    headers = {"upload-length": str(length), "upload-metadata": metadata}
    answer = await client.post(URL, headers=who | TUS | headers)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


def piece(offset: int) -> dict[str, str]:
    return PIECE | {"upload-offset": str(offset)}


def code(answer: httpx.Response) -> str:
    return answer.json()["code"]


async def test_options_tells_what_is_spoken(client: Client, settings: Settings) -> None:
    answer = await client.options(URL)

    assert answer.status_code == 204
    assert answer.headers["tus-version"] == "1.0.0"
    assert answer.headers["tus-extension"] == (
        "creation,creation-with-upload,creation-defer-length,checksum,expiration,termination"
    )
    assert answer.headers["tus-checksum-algorithm"] == "sha1,sha256"
    assert answer.headers["tus-max-size"] == str(settings.upload_size_max_bytes)


async def test_an_upload_continues_where_it_stopped(client: Client, carla: dict[str, str]) -> None:
    metadata = "filename " + b64encode(b"clip.mp4").decode()
    url = await begin(client, carla, metadata=metadata)

    first = await client.patch(url, headers=carla | piece(0), content=b"hello")
    seen = await client.head(url, headers=carla | TUS)
    last = await client.patch(url, headers=carla | piece(5), content=b"world")

    assert (first.status_code, first.headers["upload-offset"], first.content) == (204, "5", b"")
    assert seen.status_code == 200
    assert seen.headers["upload-offset"] == "5"
    assert seen.headers["upload-length"] == "10"
    assert seen.headers["upload-metadata"] == metadata
    assert seen.headers["cache-control"] == "no-store"
    assert "upload-expires" in seen.headers
    assert (last.status_code, last.headers["upload-offset"]) == (204, "10")
    for answer in (first, seen, last):
        assert answer.headers["tus-resumable"] == "1.0.0"


async def test_the_bytes_on_disk_are_the_bytes_that_were_sent(
    client: Client, carla: dict[str, str], settings: Settings
) -> None:
    body = os.urandom(3_000_000)
    url = await begin(client, carla, len(body))

    await client.patch(url, headers=carla | piece(0), content=body[:1_234_567])
    await client.patch(url, headers=carla | piece(1_234_567), content=body[1_234_567:])

    path = settings.data_dir / "uploads" / f"{url.rsplit('/', 1)[-1]}.part"
    assert path.read_bytes() == body
    assert path.stat().st_mode & 0o777 == 0o600


async def test_a_guest_uploads_nothing(client: Client) -> None:
    answer = await client.post(URL, headers=TUS | {"upload-length": "10"})

    assert (answer.status_code, code(answer)) == (401, "identity.sign_in_needed")
    assert answer.headers["tus-resumable"] == "1.0.0"


async def test_another_version_of_tus_is_refused(client: Client, carla: dict[str, str]) -> None:
    answer = await client.post(URL, headers=carla | {"upload-length": "10", "tus-resumable": "0.2.2"})

    assert (answer.status_code, code(answer)) == (412, "media.protocol_wrong")
    assert answer.headers["tus-version"] == "1.0.0"


@pytest.mark.parametrize(
    ("headers", "status", "wanted"),
    [
        ({"upload-length": str(3 * 1024**3)}, 413, "media.upload_too_large"),
        ({"upload-length": "0"}, 422, "kit.malformed"),
        ({"upload-length": "-5"}, 422, "kit.malformed"),
        ({}, 422, "kit.malformed"),
        ({"upload-length": "5", "upload-metadata": "filename ###"}, 422, "kit.malformed"),
        ({"upload-defer-length": "2"}, 422, "kit.malformed"),
        ({"upload-defer-length": "1", "upload-length": "5"}, 422, "kit.malformed"),
    ],
)
async def test_a_wrong_wish_is_refused(
    client: Client, carla: dict[str, str], headers: dict[str, str], status: int, wanted: str
) -> None:
    answer = await client.post(URL, headers=carla | TUS | headers)

    assert (answer.status_code, code(answer)) == (status, wanted)


async def test_a_wrong_offset_is_refused_and_told(client: Client, carla: dict[str, str]) -> None:
    url = await begin(client, carla)
    await client.patch(url, headers=carla | piece(0), content=b"hello")

    for offset in (0, 4, 6, 10):
        answer = await client.patch(url, headers=carla | piece(offset), content=b"world")
        assert (answer.status_code, code(answer)) == (409, "media.offset_wrong")
        assert answer.headers["upload-offset"] == "5"


async def test_bytes_beyond_the_declared_length_are_refused(client: Client, carla: dict[str, str]) -> None:
    url = await begin(client, carla)

    answer = await client.patch(url, headers=carla | piece(0), content=b"hello worlds")

    assert (answer.status_code, code(answer)) == (413, "media.upload_too_large")
    assert (await client.head(url, headers=carla | TUS)).headers["upload-offset"] == "0"


async def test_another_type_of_body_is_refused(client: Client, carla: dict[str, str]) -> None:
    url = await begin(client, carla)

    answer = await client.patch(
        url, headers=carla | piece(0) | {"content-type": "video/mp4"}, content=b"hello"
    )

    assert (answer.status_code, code(answer)) == (415, "media.upload_type_wrong")


async def test_the_upload_of_somebody_else_does_not_exist(
    client: Client, carla: dict[str, str], ana: dict[str, str]
) -> None:
    url = await begin(client, carla)

    answers = [
        await client.head(url, headers=ana | TUS),
        await client.patch(url, headers=ana | piece(0), content=b"hello"),
        await client.delete(url, headers=ana | TUS),
        await client.head(f"{URL}/{uuid4()}", headers=carla | TUS),
        await client.head(f"{URL}/not-an-id", headers=carla | TUS),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5
    assert (await client.head(url, headers=carla | TUS)).headers["upload-offset"] == "0"


async def test_an_upload_that_was_ended_is_gone(
    client: Client, carla: dict[str, str], pool: Pool, settings: Settings
) -> None:
    url = await begin(client, carla)
    await client.patch(url, headers=carla | piece(0), content=b"hello")

    ended = await client.delete(url, headers=carla | TUS)

    assert ended.status_code == 204
    assert (await client.head(url, headers=carla | TUS)).status_code == 404
    assert (await client.patch(url, headers=carla | piece(5), content=b"world")).status_code == 404
    assert await service.empty_trash(pool, settings) == 1
    assert not list((settings.data_dir / "uploads").iterdir())


async def test_a_network_without_patch_sends_it_as_post(client: Client, carla: dict[str, str]) -> None:
    url = await begin(client, carla)
    override = {"x-http-method-override": "PATCH"}

    sent = await client.post(url, headers=carla | piece(0) | override, content=b"hello")
    ended = await client.post(url, headers=carla | TUS | {"x-http-method-override": "DELETE"})
    other = await client.post(url, headers=carla | TUS | {"x-http-method-override": "PUT"})

    assert (sent.status_code, sent.headers["upload-offset"]) == (204, "5")
    assert ended.status_code == 204
    assert (other.status_code, code(other)) == (422, "kit.malformed")


async def test_at_most_five_uploads_are_open(
    client: Client, carla: dict[str, str], ana: dict[str, str]
) -> None:
    urls = [await begin(client, carla) for _ in range(5)]

    sixth = await client.post(URL, headers=carla | TUS | {"upload-length": "10"})
    await begin(client, ana)
    await client.patch(urls[0], headers=carla | piece(0), content=b"x" * 10)

    assert (sixth.status_code, code(sixth)) == (403, "media.too_many_uploads")
    await begin(client, carla)


def checksum(algorithm: str, body: bytes) -> dict[str, str]:
    digest = b64encode(hashlib.new(algorithm, body).digest()).decode()
    return {"upload-checksum": f"{algorithm} {digest}"}


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
async def test_a_piece_with_a_wrong_checksum_leaves_nothing(
    client: Client, carla: dict[str, str], settings: Settings, algorithm: str
) -> None:
    url = await begin(client, carla)
    await client.patch(url, headers=carla | piece(0) | checksum(algorithm, b"he"), content=b"he")

    wrong = await client.patch(url, headers=carla | piece(2) | checksum(algorithm, b"llo"), content=b"lla")
    seen = await client.head(url, headers=carla | TUS)
    right = await client.patch(url, headers=carla | piece(2) | checksum(algorithm, b"llo"), content=b"llo")

    assert (wrong.status_code, code(wrong)) == (460, "media.checksum_wrong")
    assert seen.headers["upload-offset"] == "2"
    assert right.headers["upload-offset"] == "5"
    assert [path.read_bytes() for path in (settings.data_dir / "uploads").iterdir()] == [b"hello"]


async def test_a_checksum_of_another_kind_is_refused(client: Client, carla: dict[str, str]) -> None:
    url = await begin(client, carla)

    answer = await client.patch(url, headers=carla | piece(0) | checksum("md5", b"hello"), content=b"hello")

    assert (answer.status_code, code(answer)) == (400, "media.checksum_unknown")
    assert (await client.head(url, headers=carla | TUS)).headers["upload-offset"] == "0"


async def test_the_first_bytes_may_come_with_the_wish(client: Client, carla: dict[str, str]) -> None:
    wish = carla | PIECE | {"upload-length": "10"}

    answer = await client.post(URL, headers=wish | checksum("sha1", b"hello"), content=b"hello")

    assert (answer.status_code, answer.headers["upload-offset"]) == (201, "5")
    url = answer.headers["location"]
    last = await client.patch(url, headers=carla | piece(5), content=b"world")
    assert last.headers["upload-offset"] == "10"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (PIECE | {"upload-length": "4"}, 413),
        (PIECE | {"upload-length": "10"} | checksum("sha1", b"other"), 460),
        (TUS | {"upload-length": "10", "content-type": "video/mp4"}, 415),
    ],
)
async def test_a_wish_whose_bytes_are_refused_leaves_no_upload(
    client: Client, carla: dict[str, str], pool: Pool, headers: dict[str, str], status: int
) -> None:
    answer = await client.post(URL, headers=carla | headers, content=b"hello")

    assert answer.status_code == status
    assert "location" not in answer.headers
    async with pool.transaction() as db:
        assert await store.open_uploads(db, OwnerId(CARLA.id)) == 0


async def test_a_length_may_be_told_with_the_last_piece(client: Client, carla: dict[str, str]) -> None:
    begun = await client.post(URL, headers=carla | TUS | {"upload-defer-length": "1"})
    url = begun.headers["location"]

    await client.patch(url, headers=carla | piece(0), content=b"hello")
    open_yet = await client.head(url, headers=carla | TUS)
    await client.patch(url, headers=carla | piece(5) | {"upload-length": "10"}, content=b"world")
    known = await client.head(url, headers=carla | TUS)
    changed = await client.patch(url, headers=carla | piece(10) | {"upload-length": "11"}, content=b"!")

    assert (open_yet.headers["upload-defer-length"], open_yet.headers["upload-offset"]) == ("1", "5")
    assert (known.headers["upload-length"], known.headers["upload-offset"]) == ("10", "10")
    assert "upload-defer-length" not in known.headers
    assert (changed.status_code, code(changed)) == (422, "kit.malformed")


async def test_a_length_that_was_left_open_is_kept_room_for(pool: Pool, settings: Settings) -> None:
    small = replace(settings, storage_quota_bytes=100)
    creation = Creation(length_bytes=60, is_length_deferred=True)

    upload = await opened(pool, small, creation)
    with pytest.raises(QuotaFull):
        await opened(pool, small, 41)
    await service.receive(
        pool,
        small,
        upload=upload,
        headers=piece(0) | {"upload-length": "5"},
        pieces=some(b"hello"),
        now=clock.real_now(),
    )

    await opened(pool, small, 95)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("es", "No queda espacio: cada persona tiene 3 MB. Borra clips que ya no necesites."),
        ("pt", "Não há mais espaço: cada pessoa tem 3 MB. Apague clipes de que não precisa mais."),
        ("en", "There is no space left: each person has 3 MB. Delete clips you no longer need."),
    ],
)
def test_a_full_quota_is_said_as_people_say_sizes(language: Language, sentence: str) -> None:
    assert locales.sentence(language, QuotaFull(quota_bytes=3 * 1024**2)) == sentence


# Below: the service, with what HTTP cannot bring about.


async def opened(pool: Pool, settings: Settings, wanted: int | Creation = 10) -> Upload:
    async with pool.transaction() as db:
        await join(db, CARLA)
    return await service.open_upload(
        pool,
        settings,
        owner_id=OwnerId(CARLA.id),
        creation=Creation(length_bytes=wanted) if isinstance(wanted, int) else wanted,
        now=clock.real_now(),
    )


async def some(*pieces: bytes) -> AsyncIterator[bytes]:
    for each in pieces:
        yield each


async def send(
    pool: Pool, settings: Settings, upload: Upload, pieces: AsyncIterator[bytes], *, offset: int = 0
) -> int:
    return await service.receive(
        pool, settings, upload=upload, headers=piece(offset), pieces=pieces, now=clock.real_now()
    )


async def test_nobody_keeps_more_than_the_quota(pool: Pool, settings: Settings) -> None:
    small = replace(settings, storage_quota_bytes=100)
    await opened(pool, small, 60)

    with pytest.raises(QuotaFull):
        await opened(pool, small, 41)
    await opened(pool, small, 40)


async def test_the_quota_holds_for_uploads_begun_at_once(pool: Pool, settings: Settings) -> None:
    small = replace(settings, storage_quota_bytes=100)
    await opened(pool, small, 10)

    results = await asyncio.gather(*(opened(pool, small, 30) for _ in range(5)), return_exceptions=True)

    assert sum(isinstance(result, Upload) for result in results) == 3
    assert sum(isinstance(result, QuotaFull) for result in results) == 2


async def test_uploads_of_a_day_are_counted_also_when_they_are_thrown_away(
    pool: Pool, settings: Settings
) -> None:
    few = replace(settings, uploads_per_day_max=2)
    for _ in range(2):
        upload = await opened(pool, few)
        await service.end_upload(pool, upload_id=upload.id, owner_id=upload.owner_id)

    with pytest.raises(TooManyUploadsToday) as refused:
        await opened(pool, few)

    assert refused.value.fields["count_max"] == 2
    assert 0 < int(str(refused.value.fields["retry_after_s"])) <= 24 * 60 * 60


async def test_a_new_day_begins_at_none(pool: Pool, settings: Settings) -> None:
    few = replace(settings, uploads_per_day_max=1)
    upload = await opened(pool, few)
    tomorrow = clock.real_now() + timedelta(days=1)
    creation = Creation(length_bytes=10)

    await service.open_upload(pool, few, owner_id=upload.owner_id, creation=creation, now=tomorrow)
    with pytest.raises(TooManyUploadsToday):
        await service.open_upload(pool, few, owner_id=upload.owner_id, creation=creation, now=tomorrow)
    await service.expire_uploads(pool, settings, now=tomorrow + timedelta(days=1))

    async with pool.transaction() as db:
        assert await value(db, "select count(*) from media.upload_days") == 0


async def test_the_limits_hold_for_uploads_begun_at_once(pool: Pool, settings: Settings) -> None:
    few = replace(settings, uploads_per_day_max=3)
    await opened(pool, few)

    results = await asyncio.gather(*(opened(pool, few) for _ in range(6)), return_exceptions=True)

    assert sum(isinstance(result, Upload) for result in results) == 2
    assert sum(isinstance(result, TooManyUploadsToday) for result in results) == 4


async def test_at_most_five_are_open_also_when_they_are_begun_at_once(pool: Pool, settings: Settings) -> None:
    await opened(pool, settings)

    results = await asyncio.gather(*(opened(pool, settings) for _ in range(8)), return_exceptions=True)

    assert sum(isinstance(result, Upload) for result in results) == 4
    assert sum(isinstance(result, TooManyUploads) for result in results) == 4


async def test_an_upload_that_is_ended_while_its_last_bytes_come_is_not_finished(
    pool: Pool, settings: Settings
) -> None:
    upload = await opened(pool, settings, 10)

    async def ending() -> AsyncIterator[bytes]:
        yield b"hello"
        await service.end_upload(pool, upload_id=upload.id, owner_id=upload.owner_id)
        await service.empty_trash(pool, settings)
        yield b"world"

    with pytest.raises(UploadNotFound):
        await send(pool, settings, upload, ending())


async def test_two_requests_cannot_tell_two_lengths(pool: Pool, settings: Settings) -> None:
    upload = await opened(pool, settings, Creation(length_bytes=100, is_length_deferred=True))

    async def told(length: int) -> int:
        headers = piece(0) | {"upload-length": str(length)}
        return await service.receive(
            pool, settings, upload=upload, headers=headers, pieces=some(b"hello"), now=clock.real_now()
        )

    results = await asyncio.gather(*(told(length) for length in (20, 30, 40)), return_exceptions=True)

    assert results.count(5) == 1
    assert {type(result) for result in results} <= {int, UploadBusy, OffsetWrong}
    now = clock.real_now()
    found = await service.get_upload(pool, upload_id=upload.id, owner_id=upload.owner_id, now=now)
    assert (found.length_bytes, found.is_length_deferred) == ((20, 30, 40)[results.index(5)], False)


async def test_what_came_before_the_sender_went_away_is_kept(pool: Pool, settings: Settings) -> None:
    upload = await opened(pool, settings, 3_000_000)

    async def broken() -> AsyncIterator[bytes]:
        yield b"a" * 1_500_000
        yield b"b" * 10
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await send(pool, settings, upload, broken())

    assert await service.offset_of(pool, settings, upload=upload, now=clock.real_now()) == 1_500_010


def of(body: bytes) -> tus.Checksum:
    return tus.Checksum(algorithm="sha256", digest=hashlib.sha256(body).digest())


async def test_what_came_of_a_piece_with_a_checksum_is_not_kept_when_the_sender_goes_away(
    pool: Pool, settings: Settings
) -> None:
    upload = await opened(pool, settings, 3_000_000)
    await send(pool, settings, upload, some(b"hello"))
    body = b"a" * 2_000_000

    async def broken() -> AsyncIterator[bytes]:
        yield body[:1_500_000]
        raise ConnectionError

    headers = piece(5) | checksum("sha256", body)
    with pytest.raises(ConnectionError):
        await service.receive(
            pool, settings, upload=upload, headers=headers, pieces=broken(), now=clock.real_now()
        )

    assert await service.offset_of(pool, settings, upload=upload, now=clock.real_now()) == 5


async def test_bytes_that_were_not_checked_before_a_crash_count_for_nothing(tmp_path: Path) -> None:
    """A killed process cannot take back what it wrote: the mark that it left does."""
    upload_id = UploadId(uuid4())
    spool.create(tmp_path, upload_id)
    with spool.opened(tmp_path, upload_id) as file:
        await file.append_checked(some(b"hello"), length_bytes=10, checksum=of(b"hello"))
    (tmp_path / f"{upload_id}.mark").write_text("5")
    with spool.path_of(tmp_path, upload_id).open("ab") as left:
        left.write(b"wor")

    assert spool.offset_bytes(tmp_path, upload_id) == 5
    with spool.opened(tmp_path, upload_id) as file:
        assert file.offset_bytes == 5
        assert await file.append_checked(some(b"wo", b"rld"), length_bytes=10, checksum=of(b"world")) == 10

    assert spool.path_of(tmp_path, upload_id).read_bytes() == b"helloworld"
    assert not list(tmp_path.glob("*.mark"))  # noqa: ASYNC240 - a test may wait for the disk.


async def test_nobody_sees_bytes_that_are_being_checked(pool: Pool, settings: Settings) -> None:
    """Not even the last ones: an upload that looked whole would be taken before its checksum was known."""
    upload = await opened(pool, settings, 5)
    seen: list[int] = []

    async def watched() -> AsyncIterator[bytes]:
        yield b"hello"
        seen.append(await service.offset_of(pool, settings, upload=upload, now=clock.real_now()))

    headers = piece(0) | checksum("sha1", b"other")
    with pytest.raises(ChecksumWrong):
        await service.receive(
            pool, settings, upload=upload, headers=headers, pieces=watched(), now=clock.real_now()
        )

    assert seen == [0]
    now = clock.real_now()
    found = await service.get_upload(pool, upload_id=upload.id, owner_id=upload.owner_id, now=now)
    assert found.finished_at is None


async def test_a_cancelled_request_leaves_whole_pieces_once(pool: Pool, settings: Settings) -> None:
    upload = await opened(pool, settings, 50_000_000)
    begun = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        number = 0
        while True:
            yield number.to_bytes(4, "big") * 25_000
            number += 1
            begun.set()
            await asyncio.sleep(0)

    writing = asyncio.create_task(send(pool, settings, upload, endless()))
    await begun.wait()
    for _ in range(200):
        await asyncio.sleep(0)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing

    raw = spool.path_of(spool.folder_of(settings), upload.id).read_bytes()
    assert raw
    expected = b"".join(number.to_bytes(4, "big") * 25_000 for number in range(len(raw) // 100_000 + 1))
    assert raw == expected[: len(raw)]


async def test_two_requests_never_write_to_one_upload(pool: Pool, settings: Settings) -> None:
    upload = await opened(pool, settings, 10)
    first_is_in, may_end = asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"hello"
        first_is_in.set()
        await may_end.wait()
        yield b"world"

    first = asyncio.create_task(send(pool, settings, upload, slow()))
    await first_is_in.wait()
    with pytest.raises(UploadBusy):
        await send(pool, settings, upload, some(b"xxxxxxxxxx"))
    may_end.set()

    assert await first == 10
    path = spool.path_of(spool.folder_of(settings), upload.id)
    assert path.read_bytes() == b"helloworld"


async def test_an_upload_whose_last_byte_came_before_a_crash_is_finished_by_asking(
    pool: Pool, settings: Settings
) -> None:
    upload = await opened(pool, settings, 5)
    spool.path_of(spool.folder_of(settings), upload.id).write_bytes(b"hello")

    offset = await service.offset_of(pool, settings, upload=upload, now=clock.real_now())

    assert offset == 5
    async with pool.transaction() as db:
        await service.claim_upload(db, upload_id=upload.id, person_id=CARLA.id)


async def test_an_upload_is_claimed_once_when_it_is_complete(pool: Pool, settings: Settings) -> None:
    upload = await opened(pool, settings, 5)

    async def claim(person_id: PersonId = CARLA.id) -> None:
        async with pool.transaction() as db:
            await service.claim_upload(db, upload_id=upload.id, person_id=person_id)

    with pytest.raises(UploadNotFinished):
        await claim()
    await send(pool, settings, upload, some(b"hello"))
    with pytest.raises(UploadNotFound):
        await claim(ANA.id)
    results = await asyncio.gather(*(claim() for _ in range(4)), return_exceptions=True)

    assert sum(isinstance(result, UploadTaken) for result in results) == 3
    with pytest.raises(UploadTaken):
        await service.end_upload(pool, upload_id=upload.id, owner_id=OwnerId(CARLA.id))


async def test_an_upload_expires_after_a_day_unless_it_is_claimed(pool: Pool, settings: Settings) -> None:
    left, used = await opened(pool, settings, 5), await opened(pool, settings, 5)
    await send(pool, settings, used, some(b"hello"))
    async with pool.transaction() as db:
        await service.claim_upload(db, upload_id=used.id, person_id=CARLA.id)
    later = clock.real_now() + timedelta(hours=25)

    with pytest.raises(UploadNotFound):
        await service.get_upload(pool, upload_id=left.id, owner_id=left.owner_id, now=later)
    assert await service.expire_uploads(pool, settings, now=clock.real_now()) == 0
    assert await service.expire_uploads(pool, settings, now=later) == 1
    await service.empty_trash(pool, settings)

    assert (await service.get_upload(pool, upload_id=used.id, owner_id=used.owner_id, now=later)).is_claimed
    assert [path.stem for path in spool.folder_of(settings).iterdir()] == [str(used.id)]


async def test_bytes_that_no_upload_names_are_swept(pool: Pool, settings: Settings) -> None:
    folder = spool.folder_of(settings)
    spool.create(folder, UploadId(uuid4()))
    work = settings.data_dir / "work" / "left"
    work.mkdir(parents=True)

    await service.expire_uploads(pool, settings, now=clock.real_now())
    assert list(folder.iterdir())
    assert work.exists()
    await service.expire_uploads(pool, settings, now=clock.real_now() + timedelta(hours=25))

    assert not list(folder.iterdir())
    assert not work.exists()


async def test_a_process_writes_to_a_bounded_number_of_uploads(
    pool: Pool, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "RECEIVING_MAX", 1)
    one, other = await opened(pool, settings), await opened(pool, settings)
    first_is_in, may_end = asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"hello"
        first_is_in.set()
        await may_end.wait()

    first = asyncio.create_task(send(pool, settings, one, slow()))
    await first_is_in.wait()
    with pytest.raises(Overloaded):
        await send(pool, settings, other, some(b"hello"))
    may_end.set()
    await first

    assert await send(pool, settings, other, some(b"hello")) == 5


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")
async def test_a_full_disk_is_said(tmp_path: Path) -> None:
    """/dev/full refuses every byte with ENOSPC, as a full disk does."""
    upload_id = UploadId(uuid4())
    spool.path_of(tmp_path, upload_id).symlink_to(FULL)

    with pytest.raises(DiskFull) as refused, spool.opened(tmp_path, upload_id) as file:
        await file.append(some(b"hello"), length_bytes=10)

    assert isinstance(refused.value.__cause__, OSError)
    assert refused.value.__cause__.errno == errno.ENOSPC


async def test_a_piece_beyond_the_length_is_not_written(tmp_path: Path) -> None:
    upload_id = UploadId(uuid4())
    spool.create(tmp_path, upload_id)

    with pytest.raises(UploadTooLarge), spool.opened(tmp_path, upload_id) as file:
        await file.append(some(b"hello", b"world!"), length_bytes=10)

    assert spool.path_of(tmp_path, upload_id).read_bytes() == b"hello"
