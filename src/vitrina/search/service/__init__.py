"""The door of search."""

from vitrina.search.service.find import (
    Asked,
    ClipReader,
    bounded,
    clips_with,
    count_facets,
    find_clips,
    find_hashtags,
    find_products,
    find_profiles,
    similar_products,
)
from vitrina.search.service.index import (
    add_heat,
    forget_clips,
    forget_people,
    forget_unused,
    keep_up,
    tell_heat,
)
from vitrina.search.service.suggest import suggest

__all__ = [
    "Asked",
    "ClipReader",
    "add_heat",
    "bounded",
    "clips_with",
    "count_facets",
    "find_clips",
    "find_hashtags",
    "find_products",
    "find_profiles",
    "forget_clips",
    "forget_people",
    "forget_unused",
    "keep_up",
    "similar_products",
    "suggest",
    "tell_heat",
]
