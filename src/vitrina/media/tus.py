"""The tus 1.0.0 protocol: what its headers ask for and what we answer. No database, no file.

Source: https://tus.io/protocols/resumable-upload (core and the extensions below).
"""

import hashlib
from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime

from msgspec import Struct

from vitrina.kit.errors import Malformed
from vitrina.media.errors import (
    ChecksumUnknown,
    OffsetWrong,
    ProtocolWrong,
    UploadTooLarge,
    UploadTypeWrong,
)
from vitrina.media.model import Upload

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,creation-defer-length,checksum,expiration,termination"
CHECKSUMS = ("sha1", "sha256")
BODY_TYPE = "application/offset+octet-stream"
METADATA_LENGTH_MAX = 4_096
METADATA_KEYS_MAX = 20
DIGITS_MAX = 15


class Creation(Struct, frozen=True, kw_only=True):
    """A wish to upload a file."""

    length_bytes: int
    is_length_deferred: bool = False
    metadata: str | None = None


class Checksum(Struct, frozen=True, kw_only=True):
    """What the bytes of one request must come to."""

    algorithm: str
    digest: bytes


class Piece(Struct, frozen=True, kw_only=True):
    """Bytes that continue an upload. length_bytes: of the whole upload, when this request says it."""

    length_bytes: int | None
    checksum: Checksum | None


def require_version(headers: Mapping[str, str]) -> None:
    """Refuse another protocol than ours. Raises ProtocolWrong."""
    if headers.get("tus-resumable") != VERSION:
        raise ProtocolWrong


def read_creation(headers: Mapping[str, str], *, size_max_bytes: int) -> Creation:
    """Read what a POST wants to create. Raises Malformed, UploadTooLarge."""
    is_deferred = "upload-defer-length" in headers
    if is_deferred and (headers["upload-defer-length"] != "1" or "upload-length" in headers):
        raise Malformed({"Upload-Defer-Length": "1, and no Upload-Length"})
    length_bytes = size_max_bytes if is_deferred else _number(headers, "Upload-Length")
    if length_bytes == 0:
        raise Malformed({"Upload-Length": "the file is empty"})
    if length_bytes > size_max_bytes:
        raise UploadTooLarge(size_max_bytes=size_max_bytes)
    metadata = headers.get("upload-metadata")
    if metadata is not None:
        read_metadata(metadata)
    return Creation(length_bytes=length_bytes, is_length_deferred=is_deferred, metadata=metadata)


def read_metadata(header: str) -> dict[str, str]:
    """Read Upload-Metadata: pairs of a key and a base64 value, separated by commas. Raises Malformed."""
    wrong = Malformed({"Upload-Metadata": "pairs `key base64-value`, separated by commas"})
    if len(header) > METADATA_LENGTH_MAX:
        raise Malformed({"Upload-Metadata": f"at most {METADATA_LENGTH_MAX} characters"})
    found: dict[str, str] = {}
    for pair in header.split(",") if header.strip() else []:
        key, _, value = pair.strip().partition(" ")
        if not key or not key.isascii() or key in found or len(found) >= METADATA_KEYS_MAX:
            raise wrong
        try:
            found[key] = b64decode(value.strip(), validate=True).decode("utf-8")
        except ValueError as e:  # Covers binascii.Error and UnicodeDecodeError.
            raise wrong from e
    return found


def carries_piece(headers: Mapping[str, str]) -> bool:
    """Tell whether a POST that creates an upload brings its first bytes. Raises UploadTypeWrong."""
    if _is_piece(headers):
        return True
    if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
        raise UploadTypeWrong
    return False


def read_piece(headers: Mapping[str, str], upload: Upload, *, offset_bytes: int) -> Piece:
    """Read how a request continues an upload, which must be where it stopped.

    offset_bytes: how much is here.  Raises UploadTypeWrong, Malformed, OffsetWrong, UploadTooLarge,
    ChecksumUnknown.
    """
    if not _is_piece(headers):
        raise UploadTypeWrong
    if _number(headers, "Upload-Offset") != offset_bytes:
        raise OffsetWrong(offset_bytes=offset_bytes)
    length_bytes = _declared_length(headers, upload, offset_bytes=offset_bytes)
    room_bytes = (length_bytes or upload.length_bytes) - offset_bytes
    if "content-length" in headers and _number(headers, "Content-Length") > room_bytes:
        raise UploadTooLarge(size_max_bytes=length_bytes or upload.length_bytes)
    return Piece(length_bytes=length_bytes, checksum=_checksum(headers))


def _is_piece(headers: Mapping[str, str]) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower() == BODY_TYPE


def _declared_length(headers: Mapping[str, str], upload: Upload, *, offset_bytes: int) -> int | None:
    if "upload-length" not in headers:
        return None
    length_bytes = _number(headers, "Upload-Length")
    if not upload.is_length_deferred:
        if length_bytes != upload.length_bytes:
            raise Malformed({"Upload-Length": "is known already and does not change"})
        return None
    if length_bytes > upload.length_bytes:
        raise UploadTooLarge(size_max_bytes=upload.length_bytes)
    if length_bytes < max(offset_bytes, 1):
        raise Malformed({"Upload-Length": "less than what is here"})
    return length_bytes


def _checksum(headers: Mapping[str, str]) -> Checksum | None:
    if "upload-checksum" not in headers:
        return None
    wrong = ChecksumUnknown(algorithms=", ".join(CHECKSUMS))
    algorithm, _, written = headers["upload-checksum"].strip().partition(" ")
    if algorithm not in CHECKSUMS:
        raise wrong
    try:
        digest = b64decode(written, validate=True)
    except ValueError as e:
        raise wrong from e
    if len(digest) != hashlib.new(algorithm).digest_size:
        raise wrong
    return Checksum(algorithm=algorithm, digest=digest)


def capabilities(*, size_max_bytes: int) -> dict[str, str]:
    """Answer OPTIONS."""
    return {
        "tus-resumable": VERSION,
        "tus-version": VERSION,
        "tus-extension": EXTENSIONS,
        "tus-max-size": str(size_max_bytes),
        "tus-checksum-algorithm": ",".join(CHECKSUMS),
    }


def progress(upload: Upload, *, offset_bytes: int) -> dict[str, str]:
    """Tell how far an upload is."""
    headers = {"tus-resumable": VERSION, "upload-offset": str(offset_bytes), "cache-control": "no-store"}
    if not upload.is_claimed:
        headers["upload-expires"] = http_date(upload.expires_at)
    return headers


def description(upload: Upload, *, offset_bytes: int) -> dict[str, str]:
    """Answer HEAD."""
    length = ("upload-defer-length", "1")
    if not upload.is_length_deferred:
        length = ("upload-length", str(upload.length_bytes))
    headers = progress(upload, offset_bytes=offset_bytes) | dict([length])
    if upload.metadata is not None:
        headers["upload-metadata"] = upload.metadata
    return headers


def http_date(at: datetime) -> str:
    """Write a moment as HTTP does."""
    return format_datetime(at, usegmt=True)


def _number(headers: Mapping[str, str], name: str) -> int:
    text = headers.get(name.lower(), "")
    if not text.isascii() or not text.isdigit() or len(text) > DIGITS_MAX:
        raise Malformed({name: "a whole number of bytes"})
    return int(text)
