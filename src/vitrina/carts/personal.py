"""What carts knows of people: nothing; a cart is known to who has its id."""

from vitrina.kit.personal import Personal, nothing

PERSONAL = Personal(
    module="carts",
    tables={
        "carts.carts": nothing("known to the browser that has its id, and forgotten after 90 days"),
        "carts.lines": nothing("belong to a cart that is nobody's"),
    },
)
