"""What inventory knows of people."""

from vitrina.kit.personal import Personal, kept, nothing

PERSONAL = Personal(
    module="inventory",
    tables={
        "inventory.stock": nothing("how much there is of a variant"),
        "inventory.holds": nothing("a purchase is an opaque id"),
        "inventory.movements": kept("the sum of movements is the stock; who counted is an opaque id"),
    },
)
