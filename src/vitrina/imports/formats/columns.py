"""What the columns of a table mean: by their names where we know them, by a mapping where we do not."""

import re
from collections.abc import Mapping, Sequence

from vitrina.imports.model import Field, Format

_PREFIX = re.compile(r"^(?:g:|c:)")
_MARKS = re.compile(r"[^a-z0-9/]+")

# Shopify, classic headers and those of the newer template. Source: help.shopify.com, "Using CSV files".
SHOPIFY = {
    "handle": Field.GROUP,
    "url handle": Field.GROUP,
    "title": Field.TITLE,
    "body html": Field.DESCRIPTION,
    "description": Field.DESCRIPTION,
    "product category": Field.CATEGORY,
    "type": Field.CATEGORY,
    "published": Field.PUBLISHED,
    "published on online store": Field.PUBLISHED,
    "status": Field.STATUS,
    "option1 name": Field.OPTION1_NAME,
    "option1 value": Field.OPTION1,
    "option2 name": Field.OPTION2_NAME,
    "option2 value": Field.OPTION2,
    "option3 name": Field.OPTION3_NAME,
    "option3 value": Field.OPTION3,
    "variant grams": Field.WEIGHT_G,
    "weight value grams": Field.WEIGHT_G,
    "variant sku": Field.SKU,
    "sku": Field.SKU,
    "variant inventory qty": Field.QUANTITY,
    "inventory quantity": Field.QUANTITY,
    "variant price": Field.PRICE,
    "price": Field.PRICE,
    "variant compare at price": Field.COMPARE_AT,
    "compare at price": Field.COMPARE_AT,
    "image src": Field.IMAGE,
    "product image url": Field.IMAGE,
}
# Google, Meta and TikTok name the same things alike. Source: their product data specifications.
FEED = {
    "id": Field.ID,
    "sku id": Field.ID,
    "item group id": Field.GROUP,
    "title": Field.TITLE,
    "description": Field.DESCRIPTION,
    "google product category": Field.CATEGORY,
    "fb product category": Field.CATEGORY,
    "product type": Field.CATEGORY,
    "price": Field.PRICE,
    "sale price": Field.SALE_PRICE,
    "availability": Field.AVAILABILITY,
    "quantity to sell on facebook": Field.QUANTITY,
    "inventory": Field.QUANTITY,
    "quantity": Field.QUANTITY,
    "inventory quantity": Field.QUANTITY,
    "image link": Field.IMAGE,
    "image 0 url": Field.IMAGE,
    "additional image link": Field.IMAGES,
    "color": Field.COLOR,
    "size": Field.SIZE,
    "material": Field.MATERIAL,
    "pattern": Field.PATTERN,
    "additional variant attribute": Field.ATTRIBUTES,
    "mpn": Field.SKU,
    "shipping weight": Field.WEIGHT_G,
    "status": Field.STATUS,
}
# A proposal for tables of other shop systems, in three languages; people confirm it before anything is read.
WORDS: dict[Field, Sequence[str]] = {
    Field.ID: (
        "id",
        "sku id",
        "codigo",
        "clave",
        "identificador",
        "identificador de url",
        "referencia",
        "product id",
    ),
    Field.GROUP: ("group", "handle", "parent", "grupo", "producto padre", "parent sku"),
    Field.TITLE: ("title", "name", "nombre", "titulo", "nome", "producto", "produto", "product name"),
    Field.DESCRIPTION: ("description", "descripcion", "descricao", "detalle", "short description"),
    Field.CATEGORY: ("category", "categories", "categoria", "categorias", "rubro", "type", "tipo"),
    Field.PRICE: ("price", "precio", "preco", "regular price", "precio de venta", "valor", "precio normal"),
    Field.SALE_PRICE: ("sale price", "precio promocional", "precio rebajado", "preco promocional", "oferta"),
    Field.COMPARE_AT: ("compare at price", "precio anterior", "preco anterior", "list price"),
    Field.CURRENCY: ("currency", "moneda", "moeda"),
    Field.QUANTITY: (
        "quantity",
        "stock",
        "inventory",
        "existencias",
        "cantidad",
        "piezas",
        "unidades",
        "estoque",
        "quantidade",
    ),
    Field.AVAILABILITY: ("availability", "disponibilidad", "disponibilidade", "in stock", "en inventario"),
    Field.WEIGHT_G: (
        "weight g",
        "weight grams",
        "grams",
        "peso g",
        "peso gramos",
        "gramos",
        "gramas",
        "shipping weight",
    ),
    Field.WEIGHT_KG: ("weight kg", "peso kg"),
    Field.SKU: ("sku", "variant sku"),
    Field.IMAGE: ("image", "imagen", "imagem", "foto", "image link", "image url", "thumbnail", "image src"),
    Field.IMAGES: ("images", "imagenes", "imagens", "fotos", "gallery", "additional images"),
    Field.STATUS: ("status", "estado"),
    Field.PUBLISHED: ("published", "mostrar en tienda", "publicado", "visible"),
    Field.TAX_CLASS: ("tax class", "clase de impuesto", "clase fiscal", "classe de imposto"),
    Field.COLOR: ("color", "colour", "cor"),
    Field.SIZE: ("size", "talla", "talle", "tamano", "tamanho"),
    Field.MATERIAL: ("material",),
    Field.PATTERN: ("pattern", "estampado", "estampa"),
}
_ACCENTS = str.maketrans("áàâãäéêèíîóôõöúüçñ", "aaaaaeeeiioooouucn")


def plain(name: str) -> str:
    """Write a column's name without case, accents and marks: "Variant_Price " is "variant price"."""
    lowered = _PREFIX.sub("", name.strip().lower()).translate(_ACCENTS)
    return _MARKS.sub(" ", lowered).strip()


def format_of(header: Sequence[str]) -> Format:
    """Tell whose table it is by its header."""
    names = {plain(name) for name in header}
    has_options = "option1 name" in names and "option1 value" in names
    if names & {"handle", "url handle"} and (has_options or "variant price" in names):
        return Format.SHOPIFY_CSV
    if names & {"id", "sku id"} and "title" in names and "price" in names and "availability" in names:
        return Format.FEED_CSV
    return Format.TABLE_CSV


def fields_of(header: Sequence[str], format: Format, mapping: Mapping[str, Field]) -> list[Field | None]:
    """Say what each column means; of two that mean the same the first counts, except categories and pictures.

    mapping: column -> field, for tables that are not known; without one, what their names propose.
    """
    if format is Format.TABLE_CSV and mapping:
        return _first_of_each([mapping.get(name.strip()) for name in header])
    if format is Format.TABLE_CSV:
        return _first_of_each([proposed(name) for name in header])
    known = SHOPIFY if format is Format.SHOPIFY_CSV else FEED
    return _first_of_each([known.get(plain(name)) for name in header])


def proposed(name: str) -> Field | None:
    """Guess what a column means by its name."""
    wanted = plain(name)
    return next((found for found, words in WORDS.items() if wanted in words), None)


def _first_of_each(fields: Sequence[Field | None]) -> list[Field | None]:
    repeated = {Field.CATEGORY, Field.IMAGES}
    seen: set[Field] = set()
    first: list[Field | None] = []
    for each in fields:
        is_again = each is not None and each in seen and each not in repeated
        first.append(None if is_again else each)
        if each is not None:
            seen.add(each)
    return first


def is_enough(fields: Sequence[Field | None]) -> bool:
    """Whether products can be told apart and named: an id or a title, and a price or a quantity."""
    known = set(fields)
    is_told = bool(known & {Field.ID, Field.GROUP, Field.SKU, Field.TITLE})
    return is_told and bool(known & {Field.PRICE, Field.QUANTITY, Field.AVAILABILITY})
