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


class StickerOutside(Refusal):
    """A sticker is shown from a moment of the clip to a later one; the clip ends at {duration_ms} ms."""

    code = "videos.sticker_outside"
    status = 409


class StickerWithoutProduct(Refusal):
    """The price is of a product the clip shows. Tag it first."""

    code = "videos.sticker_without_product"
    status = 409


class CaptionsNotFound(Refusal):
    """This clip has no captions in that language."""

    code = "videos.captions_not_found"
    status = 404


class CaptionsUnreadable(Refusal):
    """Line {line} is not as WebVTT or SubRip has it."""

    code = "videos.captions_unreadable"
    status = 409


class CaptionsTooLong(Refusal):
    """Captions have between 1 and {count_max} lines of at most {length_max} characters."""

    code = "videos.captions_too_long"
    status = 409


class CaptionsOutside(Refusal):
    """Captions begin before the clip ends, at {duration_ms} ms, and each ends after it begins."""

    code = "videos.captions_outside"
    status = 409


class CoverOutside(Refusal):
    """The cover is a moment of the clip, which ends at {duration_ms} ms."""

    code = "videos.cover_outside"
    status = 409


class SourceGone(Refusal):
    """We no longer keep the file you uploaded: this clip cannot be trimmed again."""

    code = "videos.source_gone"
    status = 409


class ScheduleWrong(Refusal):
    """Choose a moment from now on, within {days_max} days."""

    code = "videos.schedule_wrong"
    status = 409


class AlreadyPublished(Refusal):
    """Everyone can already see this clip."""

    code = "videos.already_published"
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
    """A clip can be at most 3 minutes long."""

    code = "videos.too_long"
    status = 409


class TooManyPixels(Refusal):
    """A clip is at most 4096 pixels wide and high."""

    code = "videos.too_many_pixels"
    status = 409


class NothingLeft(Refusal):
    """The part to keep is after the end of the video. Choose it again."""

    code = "videos.nothing_left"
    status = 409


class ProcessingFailed(Refusal):
    """We could not prepare this clip. Upload it again."""

    code = "videos.processing_failed"
    status = 409


class CommentNotFound(Refusal):
    """This comment does not exist."""

    code = "videos.comment_not_found"
    status = 404


class CommentIdTaken(Refusal):
    """This id already belongs to another comment."""

    code = "videos.comment_id_taken"
    status = 409


class CommentNotYours(Refusal):
    """Only its author and the creator of the clip may do this to a comment."""

    code = "videos.comment_not_yours"
    status = 403


class CannotPin(Refusal):
    """Only a comment on your own clip that is not a reply can be pinned."""

    code = "videos.cannot_pin"
    status = 409


class ListNotFound(Refusal):
    """You have no such list."""

    code = "videos.list_not_found"
    status = 404


class ListIdTaken(Refusal):
    """This id already belongs to another list."""

    code = "videos.list_id_taken"
    status = 409


class TooManyLists(Refusal):
    """You already have {count_max} lists. Delete one first."""

    code = "videos.too_many_lists"
    status = 409


class TooManySaves(Refusal):
    """You have already saved {count_max} clips."""

    code = "videos.too_many_saves"
    status = 409


class TakenDown(Refusal):
    """This clip was taken down. Your decisions say why."""

    code = "videos.taken_down"
    status = 409
