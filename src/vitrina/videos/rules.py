"""Decisions of videos."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from vitrina.catalogue.model import ProductId
from vitrina.external.model import ExternalId
from vitrina.kit.errors import Malformed, Refusal
from vitrina.kit.text import LINK, clean_line, clean_text, names_any
from vitrina.media.errors import Fault
from vitrina.media.model import DURATION_MAX_MS
from vitrina.videos import webvtt
from vitrina.videos.errors import (
    CaptionsOutside,
    CaptionsTooLong,
    CaptionsUnreadable,
    NoPicture,
    NotAVideo,
    NothingLeft,
    ProductNotShown,
    ScheduleWrong,
    StickerOutside,
    StickerWithoutProduct,
    TagOutside,
    TooManyPixels,
    VideoBroken,
    VideoTooLong,
)
from vitrina.videos.model import (
    COMMENT_LENGTH_MAX,
    CUE_LENGTH_MAX,
    CUES_MAX,
    MENTIONS_MAX,
    Cue,
    ExternalTag,
    HeldBecause,
    NewCaptions,
    Sticker,
    StickerKind,
    Tag,
)

REFUSALS: dict[Fault, type[Refusal]] = {
    Fault.NOT_A_VIDEO: NotAVideo,
    Fault.NO_PICTURE: NoPicture,
    Fault.BROKEN: VideoBroken,
    Fault.TOO_LONG: VideoTooLong,
    Fault.TOO_MANY_PIXELS: TooManyPixels,
    Fault.NOTHING_LEFT: NothingLeft,
}

T = TypeVar("T", Tag, ExternalTag, Sticker, Cue)
SCHEDULE_LONGEST = timedelta(days=180)
PLACE_DIGITS = 4
NAMED = re.compile(r"(?<![\w@.])@([a-z0-9][a-z0-9._]{1,28}[a-z0-9])", re.IGNORECASE)


def comment_text(text: str) -> str:
    """Make a comment plain text of a few lines. Raises Malformed when nothing is left, or too much."""
    cleaned = clean_text(text)
    if not 0 < len(cleaned) <= COMMENT_LENGTH_MAX:
        raise Malformed({"text": f"1 to {COMMENT_LENGTH_MAX} characters"})
    return cleaned


def list_name(text: str) -> str:
    """Make the name of a list one line. Raises Malformed when nothing is left."""
    name = clean_line(text)
    if not name:
        raise Malformed({"name": "must not be empty"})
    return name


def named_handles(text: str) -> list[str]:
    """Find the handles that a comment names: the first few, each once, as they are stored."""
    found = dict.fromkeys(match.lower() for match in NAMED.findall(text))
    return list(found)[:MENTIONS_MAX]


def why_held(
    text: str, *, words: Collection[str], is_newcomer: bool, is_repeated: bool
) -> HeldBecause | None:
    """Tell why a comment waits for the creator of the clip; None when everybody sees it at once.

    words: folded; whole words hold, not parts of others.
    """
    if names_any(text, words):
        return HeldBecause.WORD
    if is_newcomer and LINK.search(text):
        return HeldBecause.LINK
    return HeldBecause.DUPLICATE if is_repeated else None


def caption(text: str) -> str:
    """Make a caption plain text of several lines."""
    return clean_text(text)


def check_tags(tags: Sequence[Tag], *, duration_ms: int | None, on_sale: Collection[ProductId]) -> None:
    """Refuse tags outside the clip or of products that are not for sale.

    duration_ms: None while the clip is being prepared; then the longest that a clip may be counts.
    Raises TagOutside, ProductNotShown.
    """
    end_ms = duration_ms or DURATION_MAX_MS
    if any(not 0 <= tag.from_ms < tag.to_ms <= end_ms for tag in tags):
        raise TagOutside(duration_ms=end_ms)
    if any(tag.product_id not in on_sale for tag in tags):
        raise ProductNotShown


def check_external_tags(
    tags: Sequence[ExternalTag], *, duration_ms: int | None, own: Collection[ExternalId]
) -> None:
    """Refuse tags outside the clip, or of products from elsewhere that are not its creator's to show.

    Raises TagOutside, ProductNotShown.
    """
    end_ms = duration_ms or DURATION_MAX_MS
    if any(not 0 <= tag.from_ms < tag.to_ms <= end_ms for tag in tags):
        raise TagOutside(duration_ms=end_ms)
    if any(tag.external_id not in own for tag in tags):
        raise ProductNotShown


def stickers(
    found: Sequence[Sticker], *, duration_ms: int | None, shown_ids: Collection[ProductId]
) -> list[Sticker]:
    """Make stickers plain, and refuse those outside the clip, without words, or of products it does not show.

    duration_ms: None while the clip is being prepared.  shown_ids: what its tags show.
    Raises StickerOutside, StickerWithoutProduct, Malformed.
    """
    end_ms = duration_ms or DURATION_MAX_MS
    return [_sticker(each, end_ms=end_ms, shown_ids=shown_ids) for each in found]


def _sticker(found: Sticker, *, end_ms: int, shown_ids: Collection[ProductId]) -> Sticker:
    if not 0 <= found.from_ms < found.to_ms <= end_ms:
        raise StickerOutside(duration_ms=end_ms)
    text = clean_line(found.text)
    if found.kind is StickerKind.PRICE:
        if text:
            raise Malformed({"stickers": "a price sticker has no text"})
        if found.product_id not in shown_ids:
            raise StickerWithoutProduct
    elif not text or found.product_id is not None:
        raise Malformed({"stickers": "a text sticker has a text and no product"})
    x, y = round(found.x, PLACE_DIGITS), round(found.y, PLACE_DIGITS)
    return msgspec.structs.replace(found, text=text, x=x, y=y)


def moved(shown: Sequence[T], *, by_ms: int, end_ms: int) -> list[T]:
    """Keep what is shown at the same pictures when a clip is cut another way.

    by_ms: how much later its pictures come now.  end_ms: where the clip ends now.  What reaches over the
    cut ends there; what lies outside is gone.
    """
    return [
        msgspec.structs.replace(each, from_ms=from_ms, to_ms=to_ms)
        for each in shown
        if (from_ms := max(each.from_ms + by_ms, 0)) < (to_ms := min(each.to_ms + by_ms, end_ms))
    ]


def cues(new: NewCaptions, *, duration_ms: int | None) -> list[Cue]:
    """Read captions as plain text in the order of their time; what ends after the clip ends with it.

    Raises CaptionsUnreadable, CaptionsTooLong, CaptionsOutside, Malformed.
    """
    if isinstance(new.file, str) == isinstance(new.cues, list):
        raise Malformed({"cues": "either cues or a file"})
    found = _read(new.file) if isinstance(new.file, str) else new.cues or []
    plain = [
        msgspec.structs.replace(each, text=text)
        for each in found
        if (text := webvtt.on_lines(clean_text(each.text)))
    ]
    if not 0 < len(plain) <= CUES_MAX or any(len(each.text) > CUE_LENGTH_MAX for each in plain):
        raise CaptionsTooLong(count_max=CUES_MAX, length_max=CUE_LENGTH_MAX)
    end_ms = duration_ms or DURATION_MAX_MS
    if any(not 0 <= each.from_ms < min(each.to_ms, end_ms) for each in plain):
        raise CaptionsOutside(duration_ms=end_ms)
    kept = [msgspec.structs.replace(each, to_ms=min(each.to_ms, end_ms)) for each in plain]
    return sorted(kept, key=lambda each: (each.from_ms, each.to_ms))


def _read(file: str) -> list[Cue]:
    try:
        return webvtt.read(file)
    except webvtt.Unreadable as e:
        raise CaptionsUnreadable(line=e.line) from e


def check_schedule(publish_at: datetime, now: datetime) -> None:
    """Refuse a moment that is over or too far away. Raises ScheduleWrong, Malformed."""
    if publish_at.tzinfo is None:
        raise Malformed({"publish_at": "needs a zone, such as Z or -06:00"})
    if not now < publish_at <= now + SCHEDULE_LONGEST:
        raise ScheduleWrong(days_max=SCHEDULE_LONGEST.days)
