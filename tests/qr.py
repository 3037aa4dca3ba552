"""QR codes that were drawn as text, read back."""

from vitrina.cli.two_phones import BORDER

LIGHT = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}


def modules_of(drawn: str) -> list[list[int]]:
    """Read half blocks back: a row of text is two rows of modules, and what is drawn is light."""
    rows = [
        [1 - LIGHT[mark][half] for mark in line.removeprefix("  ")]
        for line in drawn.splitlines()
        for half in (0, 1)
    ]
    size = len(rows[0]) - 2 * BORDER
    return [row[BORDER:-BORDER] for row in rows[BORDER : BORDER + size]]
