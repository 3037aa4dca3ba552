"""What the buyer of the demo thinks of what she received, and what she keeps in mind."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Review:
    """What a person thinks of a product, and what its shop answered; is_pictured: with a photo of hers."""

    person: str
    product: str
    stars: int
    text: str
    age_days: int
    answer: str | None = None
    is_pictured: bool = False


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A product that a person keeps in mind, with its price of then in minor units."""

    person: str
    product: str
    price_then_minor: int
    age_days: int


REVIEWS = (
    Review(
        person="ana",
        product="cold-brew",
        stars=5,
        text="Fuerte y sin amargor. Lo sirvo con hielo y no le pongo azúcar. La botella llegó bien envuelta.",
        age_days=30,
        is_pictured=True,
    ),
    Review(
        person="ana",
        product="serum-c",
        stars=4,
        text="Se absorbe rápido y casi no huele. Le falta un gotero que no gotee.",
        age_days=28,
        answer="Gracias, Ana. El gotero nuevo sale con el próximo lote.",
    ),
    Review(person="ana", product="bolsa-sol", stars=5, text="", age_days=26, is_pictured=True),
    Review(
        person="ana",
        product="vela-citricos",
        stars=3,
        text="Huele rico, pero dura menos de lo que pensaba.",
        age_days=4,
    ),
    Review(
        person="ana",
        product="cafetera-moka",
        stars=5,
        text="Café para seis, de verdad. Es más pesada de lo que parece en el video.",
        age_days=3,
        answer="Pesa así porque es de aluminio grueso: te va a durar años.",
    ),
)

WISHES = (
    Wish(person="ana", product="tetera-cisne", price_then_minor=64900, age_days=2),
    Wish(person="ana", product="cafetera-moka", price_then_minor=49900, age_days=12),
    Wish(person="ana", product="vela-citricos", price_then_minor=5200000, age_days=20),
)
