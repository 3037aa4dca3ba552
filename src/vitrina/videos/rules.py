"""Decisions of videos."""

from collections.abc import Collection, Sequence

from vitrina.catalogue.model import ProductId
from vitrina.kit.errors import Refusal
from vitrina.kit.text import clean_text
from vitrina.media.errors import Fault
from vitrina.media.model import DURATION_MAX_MS
from vitrina.videos.errors import (
    NoPicture,
    NotAVideo,
    ProductNotShown,
    TagOutside,
    TooManyPixels,
    VideoBroken,
    VideoTooLong,
)
from vitrina.videos.model import Tag

REFUSALS: dict[Fault, type[Refusal]] = {
    Fault.NOT_A_VIDEO: NotAVideo,
    Fault.NO_PICTURE: NoPicture,
    Fault.BROKEN: VideoBroken,
    Fault.TOO_LONG: VideoTooLong,
    Fault.TOO_MANY_PIXELS: TooManyPixels,
}


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
