"""Every way to say no has a code for ever, a sentence in each language, and a test that met it."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from string import Formatter

import pytest

from vitrina.kit.errors import Refusal
from vitrina.kit.locales import catalogue
from vitrina.kit.places import Language

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "vitrina"
CODE = re.compile(r"^[a-z]+\.[a-z_]+$")


def every_refusal() -> list[type[Refusal]]:
    for path in SRC.glob("*/errors.py"):
        import_module(f"vitrina.{path.parent.name}.errors")
    return sorted(_below(Refusal), key=lambda kind: kind.code)


def _below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in kind.__subclasses__():
        if each.__module__.startswith("vitrina."):
            yield each
        yield from _below(each)


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("kind", every_refusal(), ids=lambda kind: kind.code)
def test_a_refusal_has_a_code_a_status_and_a_sentence_in_each_language(kind: type[Refusal]) -> None:
    assert CODE.match(kind.code)
    assert kind.code.split(".")[0] == kind.__module__.split(".")[1]
    assert 400 <= kind.status < 600
    for language in Language:
        sentence = catalogue(language)[f"error.{kind.code}"]
        assert names_in(sentence) <= names_in(kind.__doc__ or ""), (
            f"{language} names a field that is not there"
        )


def test_no_two_refusals_share_a_code() -> None:
    codes = [kind.code for kind in every_refusal()]

    assert len(codes) == len(set(codes))


def test_the_catalogues_of_the_server_have_the_same_keys_and_fields() -> None:
    spanish = catalogue(Language.ES)
    for language in (Language.PT, Language.EN):
        other = catalogue(language)
        assert spanish.keys() == other.keys()
        assert {key: names_in(text) for key, text in spanish.items()} == {
            key: names_in(text) for key, text in other.items()
        }


def test_every_refusal_was_met_by_a_test() -> None:
    """Names that tests mention, either as the class or as its code."""
    met: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        if path.parent.name == "tidy":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Name):
                met.add(node.id)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                met.add(node.value)

    unmet = [kind.code for kind in every_refusal() if not {kind.__name__, kind.code} & met]

    assert not unmet, f"no test raises {unmet}"
