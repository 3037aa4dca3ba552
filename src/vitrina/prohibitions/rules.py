"""Which words of a product name goods that a country prohibits. Pure."""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache

from vitrina.catalogue.model import ProductText
from vitrina.kit.places import Country
from vitrina.kit.text import fold
from vitrina.prohibitions.goods import GOODS
from vitrina.prohibitions.model import CountrySource, Good, GoodKey, HeldGood, Permit, ProhibitedGood

# Folding 5,000 letters takes longer than a purchase may. What is bought often is looked at once.
TEXTS_KEPT = 2_000
PART = "\n"
Matches = Mapping[GoodKey, str]


def texts_of(product: ProductText) -> str:
    """Put the words of a product together: title, description, and what a buyer chooses from."""
    choices = [word for option in product.options for word in (option.name, *option.values)]
    return PART.join([product.title, product.description, *choices])


@lru_cache(maxsize=TEXTS_KEPT)
def look_at(text: str) -> tuple[bytes, Matches]:
    """Digest the words of a text, and find the goods that they name, each with the first such words.

    Accents, capitals and signs do not matter, to the digest neither. Takes time that is linear in the text.
    """
    parts = [folded for part in text.split(PART) if (folded := fold(part))]
    digest = hashlib.sha256(PART.join(parts).encode()).digest()
    found = {good.key: word for good in GOODS if (word := _find(good, parts))}
    return digest, found


def _find(good: Good, parts: Iterable[str]) -> str | None:
    for part in parts:
        for match in _pattern(good.key).finditer(part):
            if word := match.group("word"):
                return word
    return None


@cache
def _pattern(key: GoodKey) -> re.Pattern[str]:
    [good] = [each for each in GOODS if each.key is key]
    # Of two that begin at one place the phrase that means something else is tried first, and eats its words.
    others = f"(?:{'|'.join(good.others)})|" if good.others else ""
    return re.compile(rf"\b(?:{others}(?P<word>{'|'.join(good.words)}))\b")


def countries_of(goods: Collection[GoodKey]) -> list[Country]:
    """Name the countries that prohibit one of the goods."""
    prohibiting = {country for good in GOODS if good.key in goods for country in good.sources}
    return [country for country in Country if country in prohibiting]


def is_prohibited(matches: Matches, country: Country, permits: Sequence[Permit]) -> bool:
    """Tell whether a country prohibits what was found, and nothing permits it."""
    return any(
        country in good.sources and not _is_permitted(good.key, country, permits)
        for good in GOODS
        if good.key in matches
    )


def _is_permitted(key: GoodKey, country: Country, permits: Sequence[Permit]) -> bool:
    return any(key in permit.goods and country in permit.permitted for permit in permits)


def closed(matches: Matches, permits: Sequence[Permit]) -> list[Country]:
    """Name the countries to which what was found is not sold."""
    return [country for country in Country if is_prohibited(matches, country, permits)]


def held(matches: Matches, permits: Sequence[Permit]) -> list[HeldGood]:
    """Say what was found, by which laws it is held, and where it may go all the same."""
    return [
        HeldGood(
            good=good.key,
            matched=matches[good.key],
            sources=_sources(good),
            permitted=[each for each in good.sources if _is_permitted(good.key, each, permits)],
        )
        for good in GOODS
        if good.key in matches
    ]


def listed() -> list[ProhibitedGood]:
    """Write the whole list."""
    return [ProhibitedGood(good=good.key, sources=_sources(good)) for good in GOODS]


def _sources(good: Good) -> list[CountrySource]:
    return [
        CountrySource(
            country=country,
            law=source.law,
            article=source.article,
            url=source.url,
            kind=source.kind,
            read_on=source.read_on,
        )
        for country, source in good.sources.items()
    ]
