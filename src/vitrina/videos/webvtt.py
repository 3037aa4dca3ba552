"""Captions as files: WebVTT and SubRip read as plain text, WebVTT written.

Source: https://www.w3.org/TR/webvtt1/, section 6.  Of it only times and words are kept: no markup, no
positions, no styles, so that nothing of a stranger's file reaches a viewer but words.
"""

import html
import re
from collections.abc import Iterable, Sequence

from vitrina.videos.model import CUE_LINES_MAX, Cue

_MOMENT = r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
TIMES = re.compile(rf"^{_MOMENT}[ \t]*-->[ \t]*{_MOMENT}(?:[ \t].*)?$")
# No `<` inside: each character is looked at once, whatever the file is made of.
MARKUP = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")
NOT_CUES = ("WEBVTT", "NOTE", "STYLE", "REGION", "X-TIMESTAMP-MAP")


class Unreadable(Exception):
    """A line of a file is not what it should be."""

    def __init__(self, line: int) -> None:
        """line: from 1."""
        self.line = line
        super().__init__(f"line {line}")


def read(text: str) -> list[Cue]:
    """Read WebVTT or SubRip, in the order of the file; cues without words are left out. Raises Unreadable."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [cue for first, block in _blocks(lines) if (cue := _cue(first, block))]


def _blocks(lines: Sequence[str]) -> Iterable[tuple[int, list[str]]]:
    block: list[str] = []
    for i, line in enumerate([*lines, ""]):
        if line.strip():
            block.append(line.strip())
        elif block:
            yield i - len(block) + 1, block
            block = []


def _cue(first: int, block: Sequence[str]) -> Cue | None:
    """Read one block. first: the number of its first line."""
    # A name, or SubRip's number, may stand above the times.
    at = next((i for i, line in enumerate(block[:2]) if "-->" in line), None)
    if at is None:
        if block[0].startswith(NOT_CUES):
            return None
        raise Unreadable(first)
    found = TIMES.match(block[at])
    if found is None:
        raise Unreadable(first + at)
    from_ms, to_ms = _ms(found.groups()[:4]), _ms(found.groups()[4:])
    if to_ms <= from_ms:
        raise Unreadable(first + at)
    words = html.unescape(MARKUP.sub("", "\n".join(block[at + 1 :])))
    return Cue(from_ms=from_ms, to_ms=to_ms, text=words) if words.strip() else None


def _ms(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1_000 + int(fraction.ljust(3, "0"))


def write(cues: Sequence[Cue]) -> str:
    """Write WebVTT. What looks like markup in a text is written so that it is read as text."""
    blocks = [f"{_moment(cue.from_ms)} --> {_moment(cue.to_ms)}\n{_escaped(cue.text)}" for cue in cues]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _moment(ms: int) -> str:
    seconds, rest = divmod(ms, 1_000)
    return f"{seconds // 3_600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def on_lines(text: str) -> str:
    """Write a text on at most CUE_LINES_MAX lines: what is more goes on in the last."""
    lines = [line for line in text.split("\n") if line]
    return "\n".join([*lines[: CUE_LINES_MAX - 1], " ".join(lines[CUE_LINES_MAX - 1 :])]).strip()
