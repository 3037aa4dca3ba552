"""Shelves of other shops to ours, by the words that they use in Spanish, Portuguese and English."""

import re
from functools import lru_cache

from vitrina.catalogue.model import Category
from vitrina.imports.formats.columns import plain

# The first shelf that a word of the text names; narrow shelves stand before wide ones.
_WORDS: tuple[tuple[Category, str], ...] = (
    (Category.PETS, "pet pets mascota mascotas dog dogs cat cats perro perros gato gatos animal animals"),
    (Category.BABY, "baby babies bebe bebes infant toddler nursery"),
    (
        Category.SHOES,
        "shoe shoes zapato zapatos calzado calcado calcados sapatos tenis sneaker sneakers boots",
    ),
    (Category.SHOES, "botas sandals sandalias sandalia footwear heels"),
    (Category.BAGS, "bag bags bolsa bolsas bolso bolsos mochila mochilas backpack backpacks wallet luggage"),
    (Category.BAGS, "handbag handbags handbags cartera carteras totes"),
    (Category.SKINCARE, "skincare skin piel pele fragrance fragrances perfume perfumes crema cremas body"),
    (Category.MAKEUP, "makeup maquillaje maquiagem cosmetics beauty belleza beleza mascara lipstick nail"),
    (Category.HAIR, "hair cabello cabelo pelo shampoo champu"),
    (
        Category.ELECTRONICS,
        "electronics electronica eletronicos laptop laptops smartphone smartphones tablet",
    ),
    (
        Category.ELECTRONICS,
        "tablets phone phones celular celulares computer computers audio light lights cameras",
    ),
    (
        Category.ACCESSORIES,
        "earrings necklace rings ring jewelry jewellery joyeria joyas joias aretes collares",
    ),
    (Category.ACCESSORIES, "sunglasses watches watch relojes relogios hat hats scarves belts mobile gorras"),
    (
        Category.SPORTS,
        "sport sports deporte deportes esporte esportes bicycle bicycles bike bikes cycling fixed",
    ),
    (
        Category.SPORTS,
        "wheelsets saddle handlebars cranks tires outdoor outdoors fitness camping grips pumps",
    ),
    (Category.SPORTS, "framesets pedals bicicleta bicicletas motorcycle vehicle"),
    (Category.KITCHEN, "kitchen cocina cozinha cookware tableware vajilla mug mugs taza tazas"),
    (
        Category.PANTRY,
        "grocery groceries food comida alimentos alimento bebidas drinks beverages coffee cafe",
    ),
    (Category.PANTRY, "snacks dulces"),
    (Category.STATIONERY, "book books libro libros livros stationery papeleria papelaria pens office"),
    (Category.GAMES, "game games toy toys juguete juguetes juegos brinquedo brinquedos jogos puzzle"),
    (
        Category.CLOTHING,
        "clothing apparel ropa roupa roupas vestido vestidos dress dresses shirt shirts tops",
    ),
    (
        Category.CLOTHING,
        "top pants jeans skirts jackets coats lingerie knitwear sweaters womens mens women men",
    ),
    (Category.CLOTHING, "camisa camisas camiseta camisetas pantalon pantalones blusas moda fashion shorts"),
    (Category.ACCESSORIES, "accessories accesorios acessorios accessory"),
    (Category.HOME, "home hogar casa lar furniture muebles moveis decor decoration decoracion decoracao"),
    (Category.HOME, "aerosoles difusores textiles velas candles garden jardin lamp lamps bedding sahumerios"),
)
_PLACES = [(word, place, shelf) for place, (shelf, words) in enumerate(_WORDS) for word in words.split()]
_SHELF_OF = {word: (place, shelf) for word, place, shelf in reversed(_PLACES)}
_BREAKS = re.compile(r"[ /&>|,;-]+")


@lru_cache(maxsize=4_096)
def category_of(text: str) -> Category | None:
    """Find our shelf for a category in the source's words; None when no word is known."""
    words = _BREAKS.split(plain(text[:500]).replace("'", ""))
    found = [_SHELF_OF[word] for word in words if word in _SHELF_OF]
    return min(found)[1] if found else None
