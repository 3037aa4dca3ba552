"""The door of moderation."""

from vitrina.moderation.service.appeals import appeal, decide_appeal, list_appeals
from vitrina.moderation.service.cases import list_cases, list_decisions
from vitrina.moderation.service.decide import close_shops, decide
from vitrina.moderation.service.report import report
from vitrina.moderation.service.things import find_thing, things

__all__ = [
    "appeal",
    "close_shops",
    "decide",
    "decide_appeal",
    "find_thing",
    "list_appeals",
    "list_cases",
    "list_decisions",
    "report",
    "things",
]
