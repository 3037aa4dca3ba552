"""The twelve clips: who posted them, what they say, what can be bought in them."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Tag:
    """A product that is on screen from one moment to another."""

    product: str
    from_ms: int
    to_ms: int


@dataclass(frozen=True, kw_only=True)
class Sticker:
    """Words, or the price of a product, laid over a clip. x, y: its middle, as shares of the picture."""

    style: str
    x: float
    y: float
    from_ms: int
    to_ms: int
    text: str = ""
    product: str | None = None


@dataclass(frozen=True, kw_only=True)
class Cue:
    """What is said from one moment to another."""

    from_ms: int
    to_ms: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Clip:
    """One posted clip; poster_ms is its best moment, likes and age are those of the first start."""

    key: str
    title: str
    caption: str
    creator: str
    language: str
    duration_ms: int
    poster_ms: int
    likes: int
    age_days: int
    tags: tuple[Tag, ...]
    stickers: tuple[Sticker, ...] = ()
    captions: tuple[Cue, ...] = ()


CLIPS = (
    Clip(
        key="sin-cafetera",
        title="¿Sin cafetera? 12 horas y listo",
        creator="carla",
        language="es",
        caption="El truco para un cold brew dulce sin azúcar: hielo grande y paciencia. #café"
        " #verano #coldbrew",
        duration_ms=9000,
        poster_ms=8600,
        likes=12400,
        age_days=2,
        tags=(Tag(product="cold-brew", from_ms=600, to_ms=9000),),
    ),
    Clip(
        key="tenis-na-batida",
        title="Qual cor é a sua?",
        creator="luana",
        language="pt",
        caption="Mar, coral ou limão? Eu já escolhi, mas não vou influenciar ninguém. #corrida #tenis #praia",
        duration_ms=8000,
        poster_ms=2650,
        likes=8730,
        age_days=1,
        tags=(Tag(product="tenis-brisa", from_ms=0, to_ms=8000),),
    ),
    Clip(
        key="cuatro-tonos",
        title="4 tonos, una sola pasada",
        creator="sol",
        language="es",
        caption="Los probé todos con café y mate encima. El último está agotado y con razón."
        " #labial #maquillaje",
        duration_ms=8400,
        poster_ms=5350,
        likes=5310,
        age_days=4,
        tags=(Tag(product="labial-seda", from_ms=400, to_ms=8400),),
    ),
    Clip(
        key="empaca-conmigo",
        title="Empaca conmigo un pedido",
        creator="sol",
        language="es",
        caption="Pedido para Valeria: vela, jabón y una sorpresa. El sonido de la cinta es"
        " gratis. #empacaconmigo #asmr",
        duration_ms=10000,
        poster_ms=5050,
        likes=3920,
        age_days=6,
        tags=(
            Tag(product="vela-citricos", from_ms=1400, to_ms=10000),
            Tag(product="jabon-calendula", from_ms=2800, to_ms=10000),
            Tag(product="bombas-bano", from_ms=4000, to_ms=10000),
        ),
        stickers=(
            Sticker(text="Tres regalos, una caja", style="night", x=0.5, y=0.17, from_ms=2600, to_ms=9600),
            Sticker(product="jabon-calendula", style="rosa", x=0.36, y=0.7, from_ms=3000, to_ms=9600),
        ),
        captions=(
            Cue(from_ms=0, to_ms=2600, text="Empaca conmigo."),
            Cue(from_ms=2600, to_ms=6400, text="Una vela, un jabón y bombas de baño."),
            Cue(from_ms=6400, to_ms=10000, text="¡Gracias, Valeria!"),
        ),
    ),
    Clip(
        key="tres-razones",
        title="3 razones para tu vitamina C",
        creator="nico",
        language="es",
        caption="Un mes usándola todas las mañanas. Esto fue lo que cambió y lo que no. #skincare #rutina",
        duration_ms=10000,
        poster_ms=6300,
        likes=2180,
        age_days=9,
        tags=(
            Tag(product="serum-c", from_ms=0, to_ms=10000),
            Tag(product="protector-solar", from_ms=7000, to_ms=10000),
        ),
    ),
    Clip(
        key="room-at-nine",
        title="POV: your room at 9 pm",
        creator="maya",
        language="en",
        caption="One lamp changed the whole corner. Turn the big light off, I beg you. #roomtour #cozy",
        duration_ms=9000,
        poster_ms=5600,
        likes=9840,
        age_days=3,
        tags=(
            Tag(product="mushroom-lamp", from_ms=800, to_ms=9000),
            Tag(product="face-planter", from_ms=3000, to_ms=9000),
        ),
        captions=(
            Cue(from_ms=0, to_ms=3000, text="My room at nine."),
            Cue(from_ms=3000, to_ms=6000, text="One lamp changed the whole corner."),
            Cue(from_ms=6000, to_ms=9000, text="Turn the big light off, I beg you."),
        ),
    ),
    Clip(
        key="slice-test",
        title="Does it really cut?",
        creator="maya",
        language="en",
        caption="Tomato test, one take. My old knife has left the group chat. #kitchen #satisfying",
        duration_ms=7600,
        poster_ms=7300,
        likes=6420,
        age_days=5,
        tags=(Tag(product="chef-knife", from_ms=0, to_ms=7600),),
    ),
    Clip(
        key="cuanto-cuesta",
        title="¿Cuánto crees que cuesta?",
        creator="carla",
        language="es",
        caption="Hice la apuesta con mi mamá y perdí. Adivina antes del segundo 5. #cafetera #oferta",
        duration_ms=9000,
        poster_ms=8000,
        likes=4470,
        age_days=7,
        tags=(Tag(product="cafetera-moka", from_ms=500, to_ms=7200),),
    ),
    Clip(
        key="minha-bolsa",
        title="O que tem na minha bolsa de praia",
        creator="luana",
        language="pt",
        caption="Cabe tudo e ainda volta com areia. O chapéu salva. #praia #oquetemnabolsa",
        duration_ms=9000,
        poster_ms=6600,
        likes=1560,
        age_days=11,
        tags=(
            Tag(product="bolsa-sol", from_ms=0, to_ms=9000),
            Tag(product="chapeu-duna", from_ms=1800, to_ms=9000),
            Tag(product="oculos-poente", from_ms=3000, to_ms=9000),
            Tag(product="sandalia-areia", from_ms=4200, to_ms=9000),
        ),
        captions=(
            Cue(from_ms=0, to_ms=3000, text="O que tem na minha bolsa?"),
            Cue(from_ms=3000, to_ms=6000, text="Chapéu, óculos e sandália."),
            Cue(from_ms=6000, to_ms=9000, text="Cabe tudo e ainda volta com areia."),
        ),
    ),
    Clip(
        key="bota-o-som",
        title="Bota o som",
        creator="caio",
        language="pt",
        caption="Use fone para ver este vídeo. Sim, este fone. #beats #fone #som",
        duration_ms=7800,
        poster_ms=5050,
        likes=7150,
        age_days=2,
        tags=(Tag(product="fone-batida", from_ms=0, to_ms=7800),),
    ),
    Clip(
        key="torre-de-conchas",
        title="¿Cuántas conchas aguanta?",
        creator="carla",
        language="es",
        caption="Récord de la casa: cinco y un chocolate. La sexta nos la comimos. #pandulce #antojo",
        duration_ms=8600,
        poster_ms=6350,
        likes=15200,
        age_days=8,
        tags=(
            Tag(product="conchas-caja", from_ms=0, to_ms=8600),
            Tag(product="chocolate-mesa", from_ms=5200, to_ms=8600),
        ),
    ),
    Clip(
        key="teste-de-queda",
        title="Teste de queda: 1, 2, 3",
        creator="caio",
        language="pt",
        caption="Derrubei três vezes para você não precisar. Nenhum celular chorou. #testei #capinha",
        duration_ms=8400,
        poster_ms=8150,
        likes=980,
        age_days=13,
        tags=(Tag(product="capinha-onda", from_ms=0, to_ms=8400),),
    ),
)
