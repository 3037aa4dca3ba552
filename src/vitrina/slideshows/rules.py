"""Decisions about slideshows that need nothing but their arguments."""

import re
from collections.abc import Sequence

from vitrina.catalogue.model import Product, ProductId
from vitrina.kit.errors import Malformed
from vitrina.kit.locales import say
from vitrina.kit.places import Country, Language
from vitrina.kit.text import clean_text
from vitrina.slideshows.model import Slideshow, SlideshowState
from vitrina.videos.model import Video, VideoStatus

TOLD_LENGTH_MAX = 200


def once(product_ids: Sequence[ProductId]) -> list[ProductId]:
    """Refuse a list that names a product twice. Raises Malformed."""
    if len(set(product_ids)) < len(product_ids):
        raise Malformed({"product_ids": "names a product twice"})
    return list(product_ids)


def language_of(country: Country) -> Language:
    """Tell in which language a shop of a country speaks to its buyers."""
    return {Country.BR: Language.PT, Country.US: Language.EN}.get(country, Language.ES)


def slideshow_caption(product: Product, *, shop_name: str, language: Language) -> str:
    """Say what a clip of a product's pictures shows: its name, whose it is, and how its description begins.

    No price: it may change, and the tag shows the one of now.
    """
    beginning = re.split(r"(?<=[.!?])\s|\n", product.description.strip(), maxsplit=1)[0]
    told = beginning if len(beginning) <= TOLD_LENGTH_MAX else ""
    hashtag = "#" + "".join(re.findall(r"\w+", say(language, f"category.{product.category}").lower()))
    return clean_text("\n".join([f"{product.title} · {shop_name}", *([told] if told else []), hashtag]))


def state_of(slideshow: Slideshow, clip: Video | None) -> SlideshowState:
    """Tell how far the clip of one product is. clip: None when there is none, or it was deleted."""
    if slideshow.state:
        return slideshow.state
    if clip is None:
        return SlideshowState.CANCELLED
    if clip.status is VideoStatus.FAILED:
        return SlideshowState.FAILED
    if clip.status is VideoStatus.PROCESSING:
        return SlideshowState.PREPARING
    return SlideshowState.PUBLISHED if clip.published_at else SlideshowState.READY
