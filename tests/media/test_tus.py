"""The protocol's headers, without a server."""

import hashlib
from base64 import b64encode
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from vitrina.kit.errors import Malformed
from vitrina.kit.ids import new_id
from vitrina.media import tus
from vitrina.media.errors import ChecksumUnknown, OffsetWrong, ProtocolWrong, UploadTooLarge, UploadTypeWrong
from vitrina.media.model import OwnerId, Upload, UploadId

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
UPLOAD = Upload(
    id=UploadId(new_id()),
    owner_id=OwnerId(new_id()),
    length_bytes=100,
    is_length_deferred=False,
    metadata="filename " + b64encode(b"clip.mp4").decode(),
    finished_at=None,
    is_claimed=False,
    expires_at=NOW,
    created_at=NOW,
)
PIECE = {"content-type": "application/offset+octet-stream", "upload-offset": "40"}


def test_metadata_is_read_with_accents_and_empty_values() -> None:
    name = b64encode("niña en la playa.mp4".encode()).decode()

    assert tus.read_metadata(f"filename {name}, is_phone") == {
        "filename": "niña en la playa.mp4",
        "is_phone": "",
    }
    assert tus.read_metadata("") == {}


@pytest.mark.parametrize(
    "header",
    [
        "filename not-base64!",
        "filename /w==",  # 0xff: not UTF-8
        "filename YQ==,filename YQ==",
        ",",
        "niño YQ==",
        "a " + "YQ==" * 2_000,
        ",".join(f"key{i} YQ==" for i in range(21)),
    ],
)
def test_wrong_metadata_is_refused(header: str) -> None:
    with pytest.raises(Malformed) as refused:
        tus.read_metadata(header)

    assert "Upload-Metadata" in str(refused.value.fields)


@pytest.mark.parametrize("length", ["", "-1", "1.5", "٣", "0x10", "1e3", " 5", "9" * 16])
def test_a_length_that_is_no_number_is_refused(length: str) -> None:
    with pytest.raises(Malformed):
        tus.read_creation({"upload-length": length}, size_max_bytes=10)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Malformed):
        tus.read_creation({"upload-length": "0"}, size_max_bytes=10)


def test_a_length_that_comes_later_counts_as_the_most_that_it_may_be() -> None:
    creation = tus.read_creation({"upload-defer-length": "1"}, size_max_bytes=10)

    assert (creation.length_bytes, creation.is_length_deferred) == (10, True)


@pytest.mark.parametrize("headers", [{"upload-defer-length": "0"}, {"upload-length": "5"}])
def test_a_length_comes_now_or_later(headers: dict[str, str]) -> None:
    with pytest.raises(Malformed):
        tus.read_creation({"upload-defer-length": "1"} | headers, size_max_bytes=10)


OPEN = replace(UPLOAD, is_length_deferred=True)


def test_the_length_that_was_left_open_is_told_once() -> None:
    def told(upload: Upload, length: int) -> int | None:
        headers = PIECE | {"upload-length": str(length)}
        return tus.read_piece(headers, upload, offset_bytes=40).length_bytes

    assert tus.read_piece(PIECE, OPEN, offset_bytes=40).length_bytes is None
    assert told(OPEN, 40) == 40
    assert told(OPEN, 100) == 100
    assert told(UPLOAD, 100) is None
    with pytest.raises(UploadTooLarge):
        told(OPEN, 101)
    for upload, length in ((OPEN, 39), (UPLOAD, 99)):
        with pytest.raises(Malformed):
            told(upload, length)
    with pytest.raises(UploadTooLarge):
        headers = PIECE | {"upload-length": "50", "content-length": "11"}
        tus.read_piece(headers, OPEN, offset_bytes=40)


@pytest.mark.parametrize("algorithm", tus.CHECKSUMS)
def test_every_checksum_that_is_announced_is_read(algorithm: str) -> None:
    digest = hashlib.new(algorithm, b"hello").digest()
    headers = PIECE | {"upload-checksum": f"{algorithm} {b64encode(digest).decode()}"}

    checksum = tus.read_piece(headers, UPLOAD, offset_bytes=40).checksum

    assert checksum == tus.Checksum(algorithm=algorithm, digest=digest)
    assert algorithm in tus.capabilities(size_max_bytes=10)["tus-checksum-algorithm"].split(",")


@pytest.mark.parametrize(
    "checksum",
    ["", "sha1", "sha1 ", "sha1 YQ==", "sha1 %%%", "md5 XUFAKrxLKna5cZ2REBfFkg==", "SHA1 " + "A" * 28],
)
def test_a_checksum_that_cannot_be_read_is_refused(checksum: str) -> None:
    with pytest.raises(ChecksumUnknown):
        tus.read_piece(PIECE | {"upload-checksum": checksum}, UPLOAD, offset_bytes=40)


def test_a_creation_brings_bytes_only_of_the_right_type() -> None:
    assert tus.carries_piece({"content-type": tus.BODY_TYPE, "content-length": "5"})
    assert not tus.carries_piece({"content-length": "0"})
    assert not tus.carries_piece({"content-type": "application/json"})
    for headers in ({"content-length": "5"}, {"transfer-encoding": "chunked"}):
        with pytest.raises(UploadTypeWrong):
            tus.carries_piece(headers)


def test_a_file_beyond_the_limit_is_refused() -> None:
    assert tus.read_creation({"upload-length": "10"}, size_max_bytes=10).length_bytes == 10
    with pytest.raises(UploadTooLarge):
        tus.read_creation({"upload-length": "11"}, size_max_bytes=10)


@pytest.mark.parametrize("version", [None, "0.2.2", "1.0.1"])
def test_another_version_is_refused(version: str | None) -> None:
    with pytest.raises(ProtocolWrong):
        tus.require_version({"tus-resumable": version} if version else {})


def test_a_piece_continues_where_the_upload_stopped() -> None:
    tus.read_piece(PIECE | {"content-length": "60"}, UPLOAD, offset_bytes=40)

    with pytest.raises(OffsetWrong) as refused:
        tus.read_piece(PIECE, UPLOAD, offset_bytes=41)
    assert refused.value.fields == {"offset_bytes": 41}
    with pytest.raises(UploadTooLarge):
        tus.read_piece(PIECE | {"content-length": "61"}, UPLOAD, offset_bytes=40)
    with pytest.raises(UploadTypeWrong):
        tus.read_piece(PIECE | {"content-type": "video/mp4"}, UPLOAD, offset_bytes=40)
    with pytest.raises(Malformed):
        tus.read_piece({"content-type": tus.BODY_TYPE}, UPLOAD, offset_bytes=40)


def test_head_tells_of_a_length_that_is_not_known_yet() -> None:
    description = tus.description(OPEN, offset_bytes=40)

    assert description["upload-defer-length"] == "1"
    assert "upload-length" not in description


def test_head_gives_everything_back_unchanged() -> None:
    assert tus.description(UPLOAD, offset_bytes=40) == {
        "tus-resumable": "1.0.0",
        "upload-offset": "40",
        "upload-length": "100",
        "upload-metadata": UPLOAD.metadata,
        "upload-expires": "Mon, 04 May 2026 12:00:00 GMT",
        "cache-control": "no-store",
    }
