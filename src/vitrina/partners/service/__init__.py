"""The door of partners."""

from vitrina.partners.service.account import (
    delete_endpoint,
    find_caller,
    make_key,
    revoke_key,
    rotate_secret,
    set_endpoint,
    set_terms,
    show,
)
from vitrina.partners.service.events import (
    Wanted,
    accept,
    decline,
    list_events,
    my_invitations,
    plan_event,
    withdraw,
)
from vitrina.partners.service.fulfilling import acknowledge, cancel, list_orders, ship, show_order
from vitrina.partners.service.stock import push
from vitrina.partners.service.telling import (
    Moment,
    deliver_due,
    list_deliveries,
    list_own_deliveries,
    note,
    replay,
    replay_own,
)

__all__ = [
    "Moment",
    "Wanted",
    "accept",
    "acknowledge",
    "cancel",
    "decline",
    "delete_endpoint",
    "deliver_due",
    "find_caller",
    "list_deliveries",
    "list_events",
    "list_orders",
    "list_own_deliveries",
    "make_key",
    "my_invitations",
    "note",
    "plan_event",
    "push",
    "replay",
    "replay_own",
    "revoke_key",
    "rotate_secret",
    "set_endpoint",
    "set_terms",
    "ship",
    "show",
    "show_order",
    "withdraw",
]
