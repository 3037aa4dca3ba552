"""The door of sponsorships."""

from vitrina.sponsorships.service.campaigns import (
    cancel,
    list_of_shop,
    list_open,
    open_campaign,
    own_campaign,
    terms_of,
)
from vitrina.sponsorships.service.due import move_due, paid_among
from vitrina.sponsorships.service.hiding import campaigns_by_id, hide, restore
from vitrina.sponsorships.service.moves import (
    accept,
    apply,
    approve,
    ask_changes,
    invite,
    side_of,
    step,
    submit,
)
from vitrina.sponsorships.service.views import find_for, list_of_campaign, list_own, show, show_campaigns

__all__ = [
    "accept",
    "apply",
    "approve",
    "ask_changes",
    "campaigns_by_id",
    "cancel",
    "find_for",
    "hide",
    "invite",
    "list_of_campaign",
    "list_of_shop",
    "list_open",
    "list_own",
    "move_due",
    "open_campaign",
    "own_campaign",
    "paid_among",
    "restore",
    "show",
    "show_campaigns",
    "side_of",
    "step",
    "submit",
    "terms_of",
]
