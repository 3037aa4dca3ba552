"""HTTP of the bridge to WhatsApp."""

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.params import QueryParameter

from vitrina.kit import clock, crypto
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.edge import NOT_REPLAYABLE, SIGNED
from vitrina.kit.errors import Malformed
from vitrina.kit.http import fails
from vitrina.messaging import service
from vitrina.messaging.errors import NoWhatsApp, ProductNotOfShop, WebhookForged
from vitrina.messaging.jobs import work_whatsapp
from vitrina.messaging.service.whatsapp import Link, NewLink
from vitrina.shops.model import ShopId

TAGS = ["messaging"]
Mode = Annotated[str, QueryParameter(name="hub.mode", max_length=40)]
Verify = Annotated[str, QueryParameter(name="hub.verify_token", max_length=200)]
Challenge = Annotated[str, QueryParameter(name="hub.challenge", max_length=200)]
SIGNATURE_HEADER = "x-hub-signature-256"


@get(
    "/webhooks/whatsapp",
    operation_id="verifyWhatsAppWebhook",
    tags=TAGS,
    media_type="text/plain",
    responses=fails(WebhookForged, Malformed),
)
async def verify_webhook(mode: Mode, verify_token: Verify, challenge: Challenge, settings: Settings) -> str:
    """Answer Meta's challenge when the webhook is set up."""
    is_ours = bool(settings.whatsapp_verify_token) and crypto.equal(
        settings.whatsapp_verify_token, verify_token
    )
    if mode != "subscribe" or not is_ours:
        raise WebhookForged
    return challenge


@post(
    "/webhooks/whatsapp",
    operation_id="receiveWhatsApp",
    tags=TAGS,
    status_code=200,
    opt={NOT_REPLAYABLE: True, SIGNED: True},
    responses=fails(WebhookForged, Malformed),
)
async def receive_whatsapp(request: Request[Any, Any, Any], pool: Pool, settings: Settings) -> Response[None]:
    """Keep what WhatsApp delivers, each message once; a job brings it into its conversation."""
    raw = await request.body()
    signature = request.headers.get(SIGNATURE_HEADER)
    async with pool.transaction() as db:
        fresh = await service.receive_whatsapp(db, settings, raw=raw, signature=signature, now=clock.now())
        for message_id in fresh:
            await work_whatsapp.defer(db, message_id=message_id)
    return Response(None, status_code=200)


@post(
    "/shops/{shop:uuid}/whatsapp-links",
    operation_id="linkWhatsApp",
    tags=TAGS,
    status_code=200,
    responses=fails(NoWhatsApp, ProductNotOfShop, Malformed),
)
async def link_whatsapp(shop: ShopId, data: NewLink, pool: Pool, settings: Settings) -> Link:
    """Make a link that opens WhatsApp with words about a product; its code keeps the creator's tap."""
    async with pool.transaction() as db:
        return await service.link_whatsapp(db, settings, shop_id=shop, new=data, now=clock.now())


ROUTES = [verify_webhook, receive_whatsapp, link_whatsapp]
