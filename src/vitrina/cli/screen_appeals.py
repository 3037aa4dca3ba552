"""Somebody whose comment was taken down and who appeals, for the table of screens."""

from typing import TYPE_CHECKING
from uuid import uuid4

from vitrina.cli.screen_imports import ask

if TYPE_CHECKING:
    from playwright.sync_api import APIRequestContext

COMMENTS = {"warn": "Yo tengo otros iguales", "take_down": "Los vendo más baratos, escríbeme"}
WORDS = "Es mi propia foto, y la tienda me dejó compartirla."


def example_appeal(person: "APIRequestContext", operator: "APIRequestContext", clip_id: str) -> None:
    """Let a person say something that an operator takes down, warn her as well, and let her appeal once."""
    decision: dict[str, str] = {}
    for action, text in COMMENTS.items():
        said = {"id": str(uuid4()), "text": text}
        ask(person, "POST", f"/videos/{clip_id}/comments", said)
        decision = {
            "id": str(uuid4()),
            "kind": "comment",
            "thing_id": said["id"],
            "action": action,
            "reason": "spam",
            "words": "Los comentarios no son para vender.",
        }
        ask(operator, "POST", "/moderation/decisions", decision)
    appeal = {"id": str(uuid4()), "words": WORDS}
    ask(person, "POST", f"/me/decisions/{decision['id']}/appeal", appeal)
