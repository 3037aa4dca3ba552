"""What a typing error is: one letter too many, too few, wrong, or two in the wrong order."""

from collections.abc import Iterable

from msgspec import Struct

LENGTH_MIN = 4


class Candidate(Struct, frozen=True, kw_only=True):
    """A known word that shares a spelling with one that was asked for."""

    asked: str
    word: str
    shown: str
    use_count: int


def keys(word: str) -> set[str]:
    """List a word and what remains when any one letter is left out.

    Two words at a distance of one share one of these. Source: SymSpell, with the distance cut to one.
    """
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def is_near(one: str, other: str) -> bool:
    """Tell whether one typing error turns a word into the other."""
    if one == other:
        return False
    if len(one) > len(other):
        one, other = other, one
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    rest, other_rest = one[start:], other[start:]
    if len(one) < len(other):
        return rest == other_rest[1:]
    is_swapped = rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:]
    return rest[1:] == other_rest[1:] or is_swapped


def best(asked: str, candidates: Iterable[Candidate]) -> Candidate | None:
    """Choose what a word was meant to be: people seldom miss the first letter, and mean what is common."""
    near = [each for each in candidates if each.asked == asked and is_near(asked, each.word)]
    return max(near, key=lambda each: (each.word[0] == asked[0], each.use_count, each.word), default=None)
