"""HTTP of carts. Whoever knows the id may use the cart."""

from litestar import delete, get, put

from vitrina.carts import service
from vitrina.carts.errors import CartFull
from vitrina.carts.model import Cart, CartId, SetLine
from vitrina.catalogue.errors import VariantNotSold
from vitrina.catalogue.model import VariantId
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import fails

TAGS = ["carts"]


@get("/carts/{cart:uuid}", operation_id="getCart", tags=TAGS)
async def get_cart(cart: CartId, pool: Pool) -> Cart:
    """Show a cart with the prices and the stock of now. A cart that was never used is empty."""
    async with pool.transaction() as db:
        return await service.show(db, cart)


@put(
    "/carts/{cart:uuid}/lines/{variant:uuid}",
    operation_id="setCartLine",
    tags=TAGS,
    responses=fails(VariantNotSold, CartFull, Malformed),
)
async def set_cart_line(cart: CartId, variant: VariantId, data: SetLine, pool: Pool) -> Cart:
    """Put a variant into a cart, or change how many. The id of a new cart is the client's: a random UUID."""
    async with pool.transaction() as db:
        return await service.set_line(db, cart, variant, wanted=data, now=clock.now())


@delete("/carts/{cart:uuid}/lines/{variant:uuid}", operation_id="removeCartLine", tags=TAGS, status_code=200)
async def remove_cart_line(cart: CartId, variant: VariantId, pool: Pool) -> Cart:
    """Take a variant out of a cart."""
    async with pool.transaction() as db:
        return await service.remove_line(db, cart, variant)


ROUTES = [get_cart, set_cart_line, remove_cart_line]
