"""The pages on which somebody plays at our counterpart of Stripe, and how its forms are read."""

from typing import Any

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Test payment</title>
<body style="font-family:system-ui;max-width:28rem;margin:10vh auto;padding:0 1rem">
<h1>Test payment</h1>
<p>A counterpart for demos: no money is taken, and nothing is asked of you.</p>
<p style="font-size:2rem">{amount} {currency}</p>
<form method="post"><button style="font:inherit;padding:.8rem 1.4rem">{button}</button></form>
"""


CONNECT_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Test account</title>
<body style="font-family:system-ui;max-width:28rem;margin:10vh auto;padding:0 1rem">
<h1>Test account</h1>
<p>A counterpart for demos: it asks nothing of you.</p>
<form method="post"><button style="font:inherit;padding:.8rem 1.4rem">This is me</button></form>
"""


def nested(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Read a[b][0]=c as the API does: an object of objects."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        *path, last = name.replace("]", "").split("[")
        place = found
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value
    return found
