"""What search knows of people: an index of what the modules below show, which follows them by events."""

from vitrina.kit.personal import Personal, erased, nothing

PERSONAL = Personal(
    module="search",
    tables={
        "search.profiles": erased(),
        "search.clips": erased(),
        "search.products": nothing("what is on sale"),
        "search.renamed": nothing("products whose clips are to be read anew"),
        "search.heat": nothing("how popular a product is"),
        "search.hashtags": nothing("words of captions, counted; a word that nobody uses goes"),
        "search.words": nothing("words of captions and titles, counted; a word that nobody uses goes"),
        "search.spellings": nothing("ways to mistype words"),
        "search.places": nothing("how far the index has followed"),
    },
)
