"""What checkout knows of people."""

from vitrina.kit.personal import Personal, kept

PERSONAL = Personal(
    module="checkout",
    tables={
        "checkout.purchases": kept("proves what was charged: sums, order codes and an opaque buyer"),
    },
)
