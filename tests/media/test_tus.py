"""The protocol's headers, without a server."""

from base64 import b64encode
from datetime import UTC, datetime

import pytest

from vitrina.kit.errors import Malformed
from vitrina.kit.ids import new_id
from vitrina.media import tus
from vitrina.media.errors import OffsetWrong, ProtocolWrong, UploadTooLarge, UploadTypeWrong
from vitrina.media.model import OwnerId, Upload, UploadId

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
UPLOAD = Upload(
    id=UploadId(new_id()),
    owner_id=OwnerId(new_id()),
    length_bytes=100,
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


def test_a_length_that_comes_later_is_refused() -> None:
    with pytest.raises(Malformed):
        tus.read_creation({"upload-defer-length": "1"}, size_max_bytes=10)


def test_a_file_beyond_the_limit_is_refused() -> None:
    assert tus.read_creation({"upload-length": "10"}, size_max_bytes=10).length_bytes == 10
    with pytest.raises(UploadTooLarge):
        tus.read_creation({"upload-length": "11"}, size_max_bytes=10)


@pytest.mark.parametrize("version", [None, "0.2.2", "1.0.1"])
def test_another_version_is_refused(version: str | None) -> None:
    with pytest.raises(ProtocolWrong):
        tus.require_version({"tus-resumable": version} if version else {})


def test_a_piece_continues_where_the_upload_stopped() -> None:
    tus.require_piece(PIECE | {"content-length": "60"}, UPLOAD, offset_bytes=40)

    with pytest.raises(OffsetWrong) as refused:
        tus.require_piece(PIECE, UPLOAD, offset_bytes=41)
    assert refused.value.fields == {"offset_bytes": 41}
    with pytest.raises(UploadTooLarge):
        tus.require_piece(PIECE | {"content-length": "61"}, UPLOAD, offset_bytes=40)
    with pytest.raises(UploadTypeWrong):
        tus.require_piece(PIECE | {"content-type": "video/mp4"}, UPLOAD, offset_bytes=40)
    with pytest.raises(Malformed):
        tus.require_piece({"content-type": tus.BODY_TYPE}, UPLOAD, offset_bytes=40)


def test_head_gives_everything_back_unchanged() -> None:
    assert tus.description(UPLOAD, offset_bytes=40) == {
        "tus-resumable": "1.0.0",
        "upload-offset": "40",
        "upload-length": "100",
        "upload-metadata": UPLOAD.metadata,
        "upload-expires": "Mon, 04 May 2026 12:00:00 GMT",
        "cache-control": "no-store",
    }
