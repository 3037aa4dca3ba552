"""Words that mean the same thing to who shops, in each language and across its countries."""

from collections.abc import Mapping, Sequence
from functools import cache

from vitrina.kit.places import Language
from vitrina.search.rules.words import fold, stem

_GROUPS: Mapping[Language, Sequence[str]] = {
    Language.ES: (
        "auto coche carro",
        "celular móvil smartphone teléfono",
        "remera camiseta playera polera",
        "tenis zapatillas deportivas",
        "computadora ordenador computador pc",
        "notebook laptop portátil",
        "auriculares audífonos cascos",
        "lentes gafas anteojos",
        "bolso bolsa cartera",
        "mochila morral",
        "aretes pendientes aros zarcillos",
        "pulsera brazalete",
        "suéter jersey pulóver chompa",
        "chamarra chaqueta campera casaca",
        "sudadera buzo polerón",
        "falda pollera",
        "calcetines medias soquetes",
        "pantalón jeans vaqueros mezclilla",
        "labial pintalabios",
        "crema loción",
        "protector bloqueador",
        "cobija manta frazada",
        "almohadón cojín",
        "taza jarro pocillo",
        "vaso termo",
        "refrigerador heladera nevera",
        "juguete juego",
        "bebé guagua",
        "perro mascota",
        "regalo obsequio",
        "maní cacahuate",
        "palta aguacate",
        "frijol poroto",
        "ají chile",
        "libreta cuaderno",
        "bolígrafo pluma lapicera birome",
        "bocina altavoz parlante",
        "paraguas sombrilla",
    ),
    Language.PT: (
        "celular telefone smartphone",
        "tênis sapatênis",
        "camiseta camisa blusa",
        "notebook laptop computador",
        "fone auricular headphone",
        "óculos armação",
        "bolsa sacola",
        "mochila bornal",
        "brinco argola",
        "pulseira bracelete",
        "blusão moletom suéter agasalho",
        "jaqueta casaco",
        "calça jeans",
        "meia soquete",
        "batom gloss",
        "creme loção hidratante",
        "cobertor manta",
        "almofada travesseiro",
        "caneca xícara",
        "garrafa squeeze",
        "geladeira refrigerador",
        "brinquedo jogo",
        "bebê neném",
        "cachorro cão pet",
        "presente lembrança",
        "caderno agenda",
        "guarda-chuva sombrinha",
        "carro automóvel auto",
        "sandália chinelo",
        "biquíni maiô",
    ),
    Language.EN: (
        "sneakers trainers",
        "phone smartphone mobile cellphone",
        "tee tshirt shirt",
        "laptop notebook computer",
        "headphones earphones earbuds",
        "glasses spectacles eyewear",
        "bag purse handbag",
        "backpack rucksack",
        "sweater jumper pullover",
        "hoodie sweatshirt",
        "jacket coat",
        "pants trousers",
        "lipstick gloss",
        "cream lotion",
        "sunscreen sunblock",
        "blanket throw",
        "cushion pillow",
        "mug cup",
        "bottle flask",
        "fridge refrigerator",
        "toy game",
        "baby infant",
        "dog pet",
        "gift present",
        "couch sofa",
        "notebook journal",
        "car auto",
        "earrings studs",
        "diaper nappy",
        "umbrella parasol",
    ),
}


@cache
def _table(language: Language) -> Mapping[str, frozenset[str]]:
    """Find what means the same as a stem. A word of two groups has both."""
    found: dict[str, frozenset[str]] = {}
    for group in _GROUPS[language]:
        members = frozenset(group.split())
        for each in members:
            key = stem(language, fold(each))
            found[key] = found.get(key, frozenset()) | members
    return found


def synonyms(folded: str, language: Language) -> frozenset[str]:
    """List words that mean the same in a language, the word's own group; none for most words."""
    return _table(language).get(stem(language, folded), frozenset())
