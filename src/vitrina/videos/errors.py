"""How videos says no, and why a file does not become a clip."""

from vitrina.kit.errors import Refusal


class VideoNotFound(Refusal):
    """This clip does not exist."""

    code = "videos.video_not_found"
    status = 404


class IdTaken(Refusal):
    """This id already belongs to another clip."""

    code = "videos.id_taken"
    status = 409


class NotReady(Refusal):
    """The clip is not ready yet."""

    code = "videos.not_ready"
    status = 409


class TagOutside(Refusal):
    """A product is shown from a moment of the clip to a later one; the clip ends at {duration_ms} ms."""

    code = "videos.tag_outside"
    status = 409


class ProductNotShown(Refusal):
    """A clip shows only products that are for sale."""

    code = "videos.product_not_shown"
    status = 409


class TooManyVideos(Refusal):
    """At most {count_max} clips may be in preparation at once."""

    code = "videos.too_many"
    status = 409


class NotAVideo(Refusal):
    """This file is not a video that we can read (MP4, MOV, MKV or WebM)."""

    code = "videos.not_a_video"
    status = 409


class NoPicture(Refusal):
    """This file has no picture, only sound."""

    code = "videos.no_picture"
    status = 409


class VideoBroken(Refusal):
    """The file is damaged or incomplete. Export it again and upload the new file."""

    code = "videos.broken"
    status = 409


class VideoTooLong(Refusal):
    """A clip plays for at most 3 minutes."""

    code = "videos.too_long"
    status = 409


class TooManyPixels(Refusal):
    """A clip is at most 4096 pixels wide and high."""

    code = "videos.too_many_pixels"
    status = 409


class ProcessingFailed(Refusal):
    """We could not prepare this clip. Upload it again."""

    code = "videos.processing_failed"
    status = 409
