"""How media says no."""

from enum import StrEnum

from vitrina.kit.errors import Refusal


class UploadNotFound(Refusal):
    """This upload does not exist, or it has expired."""

    code = "media.upload_not_found"
    status = 404


class UploadTooLarge(Refusal):
    """The file may have at most {size_max_bytes} bytes."""

    code = "media.upload_too_large"
    status = 413


class UploadTypeWrong(Refusal):
    """The bytes of an upload come as application/offset+octet-stream."""

    code = "media.upload_type_wrong"
    status = 415


class OffsetWrong(Refusal):
    """The upload continues at byte {offset_bytes}."""

    code = "media.offset_wrong"
    status = 409


class UploadBusy(Refusal):
    """Another request is writing to this upload."""

    code = "media.upload_busy"
    status = 423


class ChecksumWrong(Refusal):
    """The bytes are not those of the checksum; none of them was kept."""

    code = "media.checksum_wrong"
    status = 460


class ChecksumUnknown(Refusal):
    """A checksum is one of {algorithms}, a space, and its bytes in base64."""

    code = "media.checksum_unknown"
    status = 400


class UploadNotFinished(Refusal):
    """The upload is not complete yet."""

    code = "media.upload_not_finished"
    status = 409


class UploadTaken(Refusal):
    """This upload already belongs to a clip."""

    code = "media.upload_taken"
    status = 409


class TooManyUploads(Refusal):
    """At most {count_max} uploads may be open at once."""

    code = "media.too_many_uploads"
    status = 403  # Clients of tus try a 409 again and again.


class TooManyUploadsToday(Refusal):
    """At most {count_max} uploads may be begun on one day. Try again in {retry_after_s} seconds."""

    code = "media.too_many_uploads_today"
    status = 429


class QuotaFull(Refusal):
    """There is no room left: {quota_bytes} bytes are kept for each person."""

    code = "media.quota_full"
    status = 403


class DiskFull(Refusal):
    """The server has run out of space. Try again later."""

    code = "media.disk_full"
    status = 507


class ProtocolWrong(Refusal):
    """Uploads speak tus 1.0.0."""

    code = "media.protocol_wrong"
    status = 412


class NotAPicture(Refusal):
    """This is not a picture we can read (JPEG, PNG, WebP, GIF or AVIF)."""

    code = "media.not_a_picture"
    status = 409


class PictureTooLarge(Refusal):
    """A picture may have at most {size_max_bytes} bytes and {pixels_max} pixels."""

    code = "media.picture_too_large"
    status = 413


class ImageNotFound(Refusal):
    """This picture does not exist."""

    code = "media.image_not_found"
    status = 404


class Fault(StrEnum):
    """Why a file cannot become a clip."""

    NOT_A_VIDEO = "not_a_video"
    """Its first bytes are not those of MP4, QuickTime, Matroska or WebM."""
    NO_PICTURE = "no_picture"
    """It has no video stream, only sound."""
    BROKEN = "broken"
    """It ends too early, or its picture cannot be decoded."""
    TOO_LONG = "too_long"
    """It plays longer than a clip may."""
    TOO_MANY_PIXELS = "too_many_pixels"
    """It is wider or higher than a clip may be."""
    NOTHING_LEFT = "nothing_left"
    """What was cut out of it lies behind its end."""


class SourceWrong(Exception):
    """A file cannot become a clip; trying again cannot help."""

    def __init__(self, fault: Fault) -> None:
        """Keep the reason."""
        self.fault = fault
        super().__init__(fault)


class EncoderFailed(Exception):
    """The encoder stopped for a reason that may pass: time, memory, disk."""
