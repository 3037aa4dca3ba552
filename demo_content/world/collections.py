"""What shops lay out together."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Collection:
    """Products of one shop under one name, by their keys."""

    key: str
    shop: str
    name: str
    products: tuple[str, ...]


COLLECTIONS = (
    Collection(
        key="desayuno",
        shop="molino.nube",
        name="Para el desayuno",
        products=("cafe-altura", "conchas-caja", "miel-azahar", "chocolate-mesa"),
    ),
    Collection(
        key="barra-en-casa",
        shop="molino.nube",
        name="Tu barra en casa",
        products=("cold-brew", "prensa-francesa", "cafetera-moka", "taza-barro", "tetera-cisne"),
    ),
    Collection(
        key="praia",
        shop="ventania.27",
        name="Dia de praia",
        products=("sandalia-areia", "chapeu-duna", "oculos-poente", "bolsa-sol"),
    ),
    Collection(
        key="rutina",
        shop="lirio.lento",
        name="Rutina de cinco minutos",
        products=("serum-c", "protector-solar", "labial-seda"),
    ),
    Collection(
        key="regalos",
        shop="lirio.lento",
        name="Para regalar",
        products=("vela-citricos", "bombas-bano", "jabon-calendula", "rodillo-cuarzo"),
    ),
    Collection(
        key="slow-home",
        shop="tuesday.patio",
        name="A slower home",
        products=("slow-clock", "woven-throw", "mushroom-lamp", "sunrise-cushion"),
    ),
)
