"""What products are filtered by: sizes and colours, whatever a shop calls them."""

from collections.abc import Iterable, Mapping, Sequence

from vitrina.catalogue.model import Option
from vitrina.search.rules.words import fold

SIZE, COLOUR = "size", "colour"
VALUE_LENGTH_MAX = 40
_NAMES: Mapping[str, str] = {
    **dict.fromkeys(
        ("talla", "tallas", "talle", "tamano", "tamanho", "size", "sizes", "medida", "numero", "number"), SIZE
    ),
    **dict.fromkeys(
        ("color", "colores", "colour", "colours", "colors", "cor", "cores", "tono", "tom"), COLOUR
    ),
}
# One name for a colour in all languages; the web app says it in the reader's.
_COLOURS: Mapping[str, str] = {
    each: name
    for name, texts in {
        "black": "black negro negra preto preta",
        "white": "white blanco blanca branco branca",
        "grey": "grey gray gris cinza",
        "red": "red rojo roja vermelho vermelha",
        "orange": "orange naranja laranja anaranjado",
        "yellow": "yellow amarillo amarilla amarelo amarela",
        "green": "green verde",
        "blue": "blue azul",
        "purple": "purple morado morada violeta roxo roxa lila",
        "pink": "pink rosa rosado rosada",
        "brown": "brown cafe marron castano marrom",
        "beige": "beige crudo cru",
        "gold": "gold dorado dorada dourado dourada oro",
        "silver": "silver plateado plateada prateado prateada plata",
    }.items()
    for each in texts.split()
}


def kind_of(option_name: str) -> str | None:
    """Tell whether an option asks for a size or a colour."""
    return _NAMES.get(_plain(option_name))


def facet(kind: str, value: str) -> str:
    """Write a value as it is filtered by: `size:m`, `colour:black`."""
    plain = _plain(value)[:VALUE_LENGTH_MAX]
    return f"{kind}:{_COLOURS.get(plain, plain) if kind == COLOUR else plain}"


def facets(options: Sequence[Option], choices: Iterable[Sequence[str]]) -> list[str]:
    """List the facets of the variants that make these choices, in the order of the alphabet."""
    kinds = [kind_of(each.name) for each in options]
    return sorted(
        {
            facet(kind, value)
            for choice in choices
            for kind, value in zip(kinds, choice, strict=False)
            if kind is not None
        }
    )


def _plain(text: str) -> str:
    return " ".join(fold(text.casefold()).split())
