"""What slideshows know of people: who asked for clips of the photos of a shop."""

from vitrina.kit.personal import Personal, kept, nothing

PERSONAL = Personal(
    module="slideshows",
    tables={
        "slideshows.runs": kept("belong to the shop; who asked is an opaque id"),
        "slideshows.slideshows": nothing("products of a shop and the clips made of them"),
    },
)
