"""The four shops of the demo."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Shop:
    """A shop somebody of the demo owns; amounts are in minor units of its currency."""

    handle: str
    name: str
    description: str
    language: str
    country: str
    currency: str
    owner: str
    shipping_flat_minor: int
    plan_rate_bps: int
    return_days: int
    city: str
    cover: tuple[str, str, str]
    letter_colours: tuple[str, str]


SHOPS = (
    Shop(
        handle="molino.nube",
        name="Molino Nube",
        language="es",
        country="MX",
        currency="MXN",
        owner="bruno",
        description="Café de altura tostado los martes en Guadalajara, y lo que le queda"
        " bien: chocolate, miel,"
        " salsa y pan dulce. Enviamos el mismo día si pides antes de las 13:00.",
        shipping_flat_minor=4900,
        plan_rate_bps=1500,
        return_days=5,
        city="Guadalajara",
        cover=("taza-barro", "cold-brew", "cafetera-moka"),
        letter_colours=("#17424a", "#e4007c"),
    ),
    Shop(
        handle="ventania.27",
        name="Ventania 27",
        language="pt",
        country="BR",
        currency="BRL",
        owner="iara",
        description="Roupa, tênis e acessórios para andar na rua e na areia. Feitos em lotes"
        " pequenos no Recife;"
        " quando acaba, avisamos antes de voltar.",
        shipping_flat_minor=1990,
        plan_rate_bps=1200,
        return_days=7,
        city="Recife",
        cover=("bolsa-sol", "tenis-brisa", "oculos-poente"),
        letter_colours=("#2f6bff", "#ff5a4f"),
    ),
    Shop(
        handle="lirio.lento",
        name="Lirio Lento",
        language="es",
        country="CO",
        currency="COP",
        owner="tadeo",
        description="Cosmética de lotes cortos hecha en Medellín: fórmulas sin prisa, fechas"
        " claras en cada frasco"
        " y todo probado en nosotros primero.",
        shipping_flat_minor=990000,
        plan_rate_bps=1800,
        return_days=5,
        city="Medellín",
        cover=("serum-c", "labial-seda", "vela-citricos"),
        letter_colours=("#6d2a66", "#f07a10"),
    ),
    Shop(
        handle="tuesday.patio",
        name="Tuesday Patio",
        language="en",
        country="US",
        currency="USD",
        owner="june",
        description="Small things that make a room feel looked after. We pack on Tuesdays and"
        " Fridays in Tucson"
        " and answer every message ourselves.",
        shipping_flat_minor=595,
        plan_rate_bps=1000,
        return_days=30,
        city="Tucson",
        cover=("face-planter", "mushroom-lamp", "sunrise-cushion"),
        letter_colours=("#1f7a6a", "#ff7a4d"),
    ),
)
