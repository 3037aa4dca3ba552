"""Traits of a drawn face."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Looks:
    """Style is one of bun, curls, short, wave, long, afro, bob, fade."""

    skin: str
    hair: str
    style: str
    top: str
    wall: tuple[str, str]
    glasses: bool = False
    beard: bool = False
