"""How a question becomes a query: each word in its forms or those of its synonyms."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from msgspec import Struct

from vitrina.kit.places import Language
from vitrina.search.model import QUERY_LENGTH_MAX
from vitrina.search.rules.synonyms import synonyms
from vitrina.search.rules.words import STOP_WORDS, Word, forms, words

WORDS_MAX = 8
Group = frozenset[str]


class Question(Struct, frozen=True, kw_only=True):
    """What was asked, understood: the words that matter, each with the forms that answer it."""

    text: str
    words: tuple[Word, ...]
    groups: tuple[Group, ...]

    def every(self) -> str:
        """Write the query that wants every word."""
        return _all(self.groups)

    def most(self) -> str | None:
        """Write the query that forgives one missing word of three or four, two of more; None: nothing to."""
        count = len(self.groups)
        if count < 2:
            return None
        wanted = max(1, count - (1 if count < 5 else 2))
        return "|".join(f"({_all(each)})" for each in combinations(self.groups, wanted))

    def any(self) -> str | None:
        """Write the query that is content with one word; None: there is only one."""
        return "|".join(_any(each) for each in self.groups) if len(self.groups) > 1 else None


def understand(text: str, language: Language) -> Question:
    """Read a question: at most eight words; small words count only when there are no others."""
    written = list(words(text[:QUERY_LENGTH_MAX]))
    kept = [each for each in written if each.folded not in STOP_WORDS] or written
    distinct = tuple({each.folded: each for each in kept}.values())[:WORDS_MAX]
    return Question(
        text=" ".join(text[:QUERY_LENGTH_MAX].split()),
        words=distinct,
        groups=tuple(_group(each, language) for each in distinct),
    )


def corrected(text: str, right: Mapping[str, str]) -> str:
    """Write a question again with words replaced; right: from a word without accents."""
    return " ".join(right.get(each.folded, each.written) for each in words(text[:QUERY_LENGTH_MAX]))


def prefix_query(text: str) -> str | None:
    """Write the query of somebody who still types: the last word is only begun. None: nothing to look for."""
    typed = list(words(text[:QUERY_LENGTH_MAX]))[:WORDS_MAX]
    if not typed:
        return None
    done = [each for each in typed[:-1] if each.folded not in STOP_WORDS]
    return "&".join([*(f"({_any(forms(each))})" for each in done), f"'{typed[-1].folded}':*"])


def _group(word: Word, language: Language) -> Group:
    others = [forms(each) for text in synonyms(word.folded, language) for each in words(text)]
    return frozenset({word.written}) | forms(word).union(*others)


def _any(group: Iterable[str]) -> str:
    return "|".join(f"'{each}'" for each in sorted(group))


def _all(groups: Sequence[Group]) -> str:
    return "&".join(f"({_any(each)})" for each in groups)
