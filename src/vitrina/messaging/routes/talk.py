"""HTTP of conversations and messages."""

from typing import Annotated

from litestar import get, post, put
from litestar.params import QueryParameter

from vitrina.carts.errors import CartFull
from vitrina.catalogue.errors import VariantNotSold
from vitrina.identity.errors import SignInNeeded, Suspended
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed, TooManyRequests
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, fails
from vitrina.media.errors import ImageNotFound
from vitrina.messaging import service
from vitrina.messaging.errors import (
    ConversationNotFound,
    KeptApart,
    MessageIdTaken,
    OnlyBuyersSendCarts,
    OwnShop,
    ProductNotOfShop,
    TooManyOpenCarts,
)
from vitrina.messaging.model import (
    WAIT_S_MAX,
    ConversationId,
    ConversationView,
    MessageView,
    NewConversation,
    NewMessage,
    ReadMark,
    Thread,
)
from vitrina.messaging.service.reading import Behind
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId

TAGS = ["messaging"]
Seq = Annotated[int, QueryParameter(name="after", ge=0, le=2_000_000_000, description="The last seq one has")]
Wait = Annotated[
    int, QueryParameter(name="wait", ge=0, le=WAIT_S_MAX, description="Seconds to wait when there is nothing")
]


@post(
    "/conversations",
    operation_id="startConversation",
    tags=TAGS,
    status_code=200,
    responses=fails(SignInNeeded, ShopNotFound, OwnShop, KeptApart, Suspended, Malformed),
)
async def start_conversation(data: NewConversation, person: Person, pool: Pool) -> ConversationView:
    """Open one's conversation with a shop; it is in no list before somebody writes."""
    async with pool.transaction() as db:
        return await service.start(db, shop_id=data.shop_id, actor=person, now=clock.now())


@get(
    "/me/conversations",
    operation_id="listConversations",
    tags=TAGS,
    responses=fails(SignInNeeded, Malformed),
)
async def list_conversations(
    person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[ConversationView]:
    """List the conversations in which one buys, the last spoken first."""
    async with pool.transaction() as db:
        return await service.list_of_buyer(db, actor=person, cursor=cursor, limit=limit)


@get(
    "/shops/{shop:uuid}/conversations",
    operation_id="listShopConversations",
    tags=TAGS,
    responses=fails(SignInNeeded, ShopNotFound, NotYourShop, Malformed),
)
async def list_shop_conversations(
    shop: ShopId, person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[ConversationView]:
    """List the conversations of a shop that one runs, the last spoken first."""
    async with pool.transaction() as db:
        return await service.list_of_shop(db, shop_id=shop, actor=person, cursor=cursor, limit=limit)


@get(
    "/conversations/{conversation:uuid}",
    operation_id="getConversation",
    tags=TAGS,
    responses=fails(SignInNeeded, ConversationNotFound),
)
async def get_conversation(conversation: ConversationId, person: Person, pool: Pool) -> ConversationView:
    """Show a conversation to one of its two sides."""
    async with pool.transaction() as db:
        return await service.show(db, conversation_id=conversation, actor=person)


@get(
    "/conversations/{conversation:uuid}/messages",
    operation_id="listMessages",
    tags=TAGS,
    responses=fails(SignInNeeded, ConversationNotFound, Malformed),
)
async def list_messages(
    conversation: ConversationId, person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Thread:
    """Read the newest messages, or those before a cursor; the oldest first."""
    async with pool.transaction() as db:
        return await service.list_messages(
            db, conversation_id=conversation, actor=person, cursor=cursor, limit=limit, now=clock.now()
        )


@get(
    "/conversations/{conversation:uuid}/messages/new",
    operation_id="awaitMessages",
    tags=TAGS,
    responses=fails(SignInNeeded, ConversationNotFound, Malformed),
)
async def await_messages(
    conversation: ConversationId, person: Person, pool: Pool, seq: Seq = 0, wait_s: Wait = 0
) -> Thread:
    """Read what was said behind a place, or wait until something is. Ask again with the last seq."""
    return await service.await_messages(
        pool,
        conversation_id=conversation,
        actor=person,
        asked=Behind(seq=seq, wait_s=wait_s),
        now=clock.now(),
    )


@post(
    "/conversations/{conversation:uuid}/messages",
    operation_id="sendMessage",
    tags=TAGS,
    responses=fails(
        SignInNeeded,
        ConversationNotFound,
        KeptApart,
        Suspended,
        MessageIdTaken,
        ImageNotFound,
        ProductNotOfShop,
        OnlyBuyersSendCarts,
        TooManyOpenCarts,
        VariantNotSold,
        CartFull,
        Malformed,
        TooManyRequests,
    ),
)
async def send_message(
    conversation: ConversationId, data: NewMessage, person: Person, pool: Pool
) -> MessageView:
    """Say something, or send a cart; the same id twice is said once."""
    async with pool.transaction() as db:
        return await service.send(db, conversation_id=conversation, actor=person, new=data, now=clock.now())


@put(
    "/conversations/{conversation:uuid}/read",
    operation_id="readConversation",
    tags=TAGS,
    status_code=204,
    responses=fails(SignInNeeded, ConversationNotFound, Malformed),
)
async def read_conversation(conversation: ConversationId, data: ReadMark, person: Person, pool: Pool) -> None:
    """Note up to which message one has read; never back."""
    async with pool.transaction() as db:
        await service.mark_read(db, conversation_id=conversation, actor=person, seq=data.seq)


ROUTES = [
    start_conversation,
    list_conversations,
    list_shop_conversations,
    get_conversation,
    list_messages,
    await_messages,
    send_message,
    read_conversation,
]
