"""Parcels: in how many parts an order leaves, and what is told of each of them."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.identity.model import PersonId
from vitrina.inventory.locations.model import LocationId
from vitrina.kit.events import Event
from vitrina.kit.places import Language
from vitrina.orders.model import OrderId, OrderLineId, ParcelId, ParcelPiece, Shipment
from vitrina.orders.refund_model import LINES_MAX, LineQuantity
from vitrina.payments.model import PurchaseId
from vitrina.shops.model import ShopId

PARCELS_MAX = 50
# Who marked something as sent by mistake sees it when the day's parcels are handed over, or the next morning.
RECALLED_WITHIN = timedelta(hours=24)


class Dispatch(Shipment, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who carries what leaves, and from where.

    location_id: the place of the shop that it leaves from; without one, the place that would be suggested.
    """

    location_id: LocationId | None = None


class NewParcel(Dispatch, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of an order that leaves. id: of the client; the same one again is the same parcel."""

    id: ParcelId
    lines: Annotated[list[LineQuantity], Meta(min_length=1, max_length=LINES_MAX)]


class Parcel(Struct, frozen=True, kw_only=True):
    """A parcel as it is kept. number: of its order, from 1.  box_id: what travels in one box has the same."""

    id: ParcelId
    order_id: OrderId
    number: int
    carrier: str
    tracking_number: str
    tracking_url: str | None
    shipped_at: datetime
    delivered_at: datetime | None
    box_id: UUID | None


class ParcelLine(Struct, frozen=True, kw_only=True):
    """Units of a line that are in a parcel."""

    parcel_id: ParcelId
    line_id: OrderLineId
    quantity: int


class ParcelView(Struct, frozen=True, kw_only=True):
    """A parcel as buyer and shop see it. together_with: codes of the orders in the same box.

    recall_until: until then its shop may say that it never left; null when it may not.
    """

    id: ParcelId
    number: int
    shipment: Shipment
    lines: list[LineQuantity]
    shipped_at: datetime
    delivered_at: datetime | None
    together_with: list[str]
    recall_until: datetime | None


class ParcelShipped(Event, frozen=True, kw_only=True):
    """A part of an order is with a carrier; something of it is still to be sent."""

    order_id: OrderId
    order_code: str
    purchase_id: PurchaseId
    shop_id: ShopId
    buyer_id: PersonId | None
    buyer_email: str
    language: Language
    parcel_id: ParcelId
    number: int
    pieces: list[ParcelPiece]
    shipped_at: datetime
    deliver_by: datetime
    carrier: str
    tracking_number: str
    tracking_url: str | None


class ParcelDelivered(Event, frozen=True, kw_only=True):
    """A parcel reached its buyer; another one of the order did not yet, or is still to be sent."""

    order_id: OrderId
    order_code: str
    purchase_id: PurchaseId
    shop_id: ShopId
    buyer_id: PersonId | None
    buyer_email: str
    language: Language
    parcel_id: ParcelId
    number: int
    pieces: list[ParcelPiece]
    delivered_at: datetime


class ParcelRecalled(Event, frozen=True, kw_only=True):
    """A parcel was marked as sent by mistake: it never left, and its order is as it was before."""

    order_id: OrderId
    order_code: str
    purchase_id: PurchaseId
    shop_id: ShopId
    buyer_id: PersonId | None
    buyer_email: str
    language: Language
    parcel_id: ParcelId
    number: int
    pieces: list[ParcelPiece]
    recalled_at: datetime


class ParcelCorrected(Event, frozen=True, kw_only=True):
    """A parcel travels under another number, or with another carrier, than was said."""

    order_id: OrderId
    order_code: str
    purchase_id: PurchaseId
    shop_id: ShopId
    buyer_id: PersonId | None
    buyer_email: str
    language: Language
    parcel_id: ParcelId
    number: int
    pieces: list[ParcelPiece]
    corrected_at: datetime
    carrier: str
    tracking_number: str
    tracking_url: str | None
