"""What feed knows of people: nothing; views are counted, not who had them."""

from vitrina.kit.personal import Personal, nothing

PERSONAL = Personal(
    module="feed",
    tables={
        "feed.popularity": nothing("counts of a clip; they go with it"),
        "feed.rankings": nothing("the order of clips for some minutes"),
    },
)
