"""Sentences of the server: refusals, mails, link previews, in three languages.

The catalogues lie in `vitrina/locales/server`; the web app's own lie beside them.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

from vitrina.kit.errors import Refusal
from vitrina.kit.places import Language


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """Read the server's sentences of one language, by key."""
    text = files("vitrina.locales").joinpath("server", f"{language}.json").read_text("utf-8")
    return msgspec.json.decode(text, type=dict[str, str])


def say(language: Language, key: str, **fields: object) -> str:
    """Say the sentence of a key. A missing key or field is a KeyError: a bug, loudly.

    `{field:size}` in a sentence says a number of bytes as people do.
    """
    numbers = {name: _Number(field) for name, field in fields.items() if type(field) is int}
    return catalogue(language)[key].format(**fields | numbers)


UNITS = (("GB", 1024**3), ("MB", 1024**2), ("kB", 1024))


class _Number(int):
    def __format__(self, spec: str) -> str:
        if spec != "size":
            return super().__format__(spec)
        # The largest unit that leaves no fraction, which each language would write differently.
        for name, size_bytes in UNITS:
            if self and self % size_bytes == 0:
                return f"{self // size_bytes} {name}"
        return f"{int(self)} B"


def sentence(language: Language, refusal: Refusal | None) -> str:
    """Say a refusal in a person's language; `None` says that something broke on our side."""
    if refusal is None:
        return say(language, "error.kit.bug")
    return say(language, f"error.{refusal.code}", **refusal.fields)
