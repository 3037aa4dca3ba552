"""The tus 1.0.0 protocol: what its headers ask for and what we answer. No database, no file.

Source: https://tus.io/protocols/resumable-upload (core, creation, expiration, termination).
"""

from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime

from msgspec import Struct

from vitrina.kit.errors import Malformed
from vitrina.media.errors import OffsetWrong, ProtocolWrong, UploadTooLarge, UploadTypeWrong
from vitrina.media.model import Upload

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,termination"
BODY_TYPE = "application/offset+octet-stream"
METADATA_LENGTH_MAX = 4_096
METADATA_KEYS_MAX = 20
DIGITS_MAX = 15


class Creation(Struct, frozen=True, kw_only=True):
    """A wish to upload a file."""

    length_bytes: int
    metadata: str | None


def require_version(headers: Mapping[str, str]) -> None:
    """Refuse another protocol than ours. Raises ProtocolWrong."""
    if headers.get("tus-resumable") != VERSION:
        raise ProtocolWrong


def read_creation(headers: Mapping[str, str], *, size_max_bytes: int) -> Creation:
    """Read what a POST wants to create. Raises Malformed, UploadTooLarge."""
    if "upload-defer-length" in headers:
        raise Malformed({"Upload-Defer-Length": "not supported; send Upload-Length"})
    length_bytes = _number(headers, "Upload-Length")
    if length_bytes == 0:
        raise Malformed({"Upload-Length": "the file is empty"})
    if length_bytes > size_max_bytes:
        raise UploadTooLarge(size_max_bytes=size_max_bytes)
    metadata = headers.get("upload-metadata")
    if metadata is not None:
        read_metadata(metadata)
    return Creation(length_bytes=length_bytes, metadata=metadata)


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


def require_piece(headers: Mapping[str, str], upload: Upload, *, offset_bytes: int) -> None:
    """Check that a PATCH continues an upload where it stopped.

    offset_bytes: how much is here.  Raises UploadTypeWrong, Malformed, OffsetWrong, UploadTooLarge.
    """
    if headers.get("content-type", "").partition(";")[0].strip().lower() != BODY_TYPE:
        raise UploadTypeWrong
    if _number(headers, "Upload-Offset") != offset_bytes:
        raise OffsetWrong(offset_bytes=offset_bytes)
    if (
        "content-length" in headers
        and _number(headers, "Content-Length") > upload.length_bytes - offset_bytes
    ):
        raise UploadTooLarge(size_max_bytes=upload.length_bytes)


def capabilities(*, size_max_bytes: int) -> dict[str, str]:
    """Answer OPTIONS."""
    return {
        "tus-resumable": VERSION,
        "tus-version": VERSION,
        "tus-extension": EXTENSIONS,
        "tus-max-size": str(size_max_bytes),
    }


def progress(upload: Upload, *, offset_bytes: int) -> dict[str, str]:
    """Tell how far an upload is."""
    headers = {"tus-resumable": VERSION, "upload-offset": str(offset_bytes), "cache-control": "no-store"}
    if not upload.is_claimed:
        headers["upload-expires"] = http_date(upload.expires_at)
    return headers


def description(upload: Upload, *, offset_bytes: int) -> dict[str, str]:
    """Answer HEAD."""
    headers = progress(upload, offset_bytes=offset_bytes) | {"upload-length": str(upload.length_bytes)}
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
