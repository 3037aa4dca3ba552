"""`vitrina bench search`: search among 100,000 products, asked through the service that the API calls.

Titles are made, always the same, from words of our own in three languages and from names of syllables. A
question is a product's name and one more word of its title; found means: this very product is among the first
24. Times are of the clock, and beside them of the processors, which do not depend on who else works: the
client's and the database connection's together, where Linux tells them.
"""

import argparse
import random
import sys
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import LiteralString

import msgspec
import psycopg
import uvloop
from msgspec import Struct

from benchmarks import place
from vitrina.kit import clock
from vitrina.kit.db import Db, Pool
from vitrina.kit.places import Language
from vitrina.search import service
from vitrina.search.model import Filters, Match, Sort
from vitrina.search.service import Asked

PRODUCT_COUNT = 100_000
NAME_COUNT = 12_000
SHOP_COUNT = 300
QUESTION_COUNT = 1_500
SHOWN = 24
P99_MAX_MS = 60.0
TYPOS_FOUND_MIN = 0.85
SEED = 20261128

# Of each language: things, what they are made of, how they are.
WORDS: dict[Language, tuple[str, str, str]] = {
    Language.ES: (
        "vela taza camiseta mochila lámpara cojín manta plato jarra collar anillo pulsera sandalia "
        "bota reloj jabón crema sérum cuaderno bolígrafo almohada toalla tetera sartén cuchillo "
        "mesa silla espejo florero cesta gorra falda pantalón chaqueta vestido pijama calcetín "
        "cartera pendiente perfume",
        "barro lino algodón cuero madera vidrio cerámica lana seda bambú acero cobre corcho papel "
        "piedra mimbre",
        "negro blanco azul rojo verde amarillo rosa gris dorado morado ligero grande pequeño suave "
        "artesanal clásico plegable portátil infantil resistente ecológico elegante rústico moderno",
    ),
    Language.PT: (
        "vela caneca camiseta mochila luminária almofada manta prato jarra colar anel pulseira "
        "sandália bota relógio sabonete creme sérum caderno caneta travesseiro toalha chaleira "
        "panela faca mesa cadeira espelho vaso cesta boné saia calça jaqueta vestido pijama meia "
        "carteira brinco perfume",
        "barro linho algodão couro madeira vidro cerâmica lã seda bambu aço cobre cortiça papel pedra vime",
        "preto branco azul vermelho verde amarelo rosa cinza dourado roxo leve grande pequeno macio "
        "artesanal clássico dobrável portátil infantil resistente ecológico elegante rústico "
        "moderno",
    ),
    Language.EN: (
        "candle mug shirt backpack lamp cushion blanket plate jug necklace ring bracelet sandal "
        "boot watch soap cream serum notebook pen pillow towel kettle pan knife table chair mirror "
        "vase basket cap skirt trousers jacket dress pyjamas sock wallet earring perfume",
        "clay linen cotton leather wood glass ceramic wool silk bamboo steel copper cork paper stone wicker",
        "black white blue red green yellow pink grey golden purple light large small soft handmade "
        "classic folding portable kids durable ecological elegant rustic modern",
    ),
}
# fmt: off
SYLLABLES = [
    "ba", "be", "bi", "bo", "ca", "ce", "co", "da", "de", "do", "fa", "fi", "ga", "go", "la", "le",
    "li", "lo", "ma", "me", "mi", "mo", "na", "ne", "ni", "no", "pa", "pe", "po", "ra", "re", "ri",
    "ro", "sa", "se", "si", "so", "ta", "te", "ti", "to", "va", "ve", "vi", "zo", "lu", "lun", "mar",
    "sol", "tra", "bri", "clo", "nor", "pal", "ver", "xan", "yu", "zen",
]
# fmt: on
CATEGORIES = [
    "clothing",
    "shoes",
    "bags",
    "accessories",
    "home",
    "kitchen",
    "electronics",
    "stationery",
    "sports",
    "baby",
]

SEEDS: Sequence[LiteralString] = (
    """
    insert into shops.shops (
           id, owner_id, handle, name, country, currency, shipping_minor, return_days, transit_max_days,
           opened_at)
    select gen_random_uuid(), gen_random_uuid(), 'shop.' || s, 'Shop ' || s, c.country, c.currency,
           case when s %% 4 = 0 then 0 else 5000 end, 15, 10, now()
      from generate_series(1, %(shops)s) s
      join (values (0, 'MX', 'MXN'), (1, 'BR', 'BRL'), (2, 'US', 'USD')) as c (n, country, currency)
        on c.n = s %% 3
    """,
    """
    insert into catalogue.products (
           id, shop_id, title, description, category, currency, status, options, image_file_ids, published_at,
           created_at, updated_at)
    select t.id, s.id, t.title, t.description, t.category, s.currency, 'active', '[]', '{}',
           now() - t.n * interval '1 minute', now(), now()
      from made t
      join (select id, currency, row_number() over (order by handle) - 1 as n from shops.shops) s
        on s.n = t.n %% %(shops)s
    """,
    """
    insert into catalogue.variants (id, product_id, position, sku, option_values, price_minor)
    select gen_random_uuid(), m.id, 0, 'T', '{}', 500 + (m.n * 7919) %% 200000 from made m
    """,
    """
    insert into catalogue.prices (variant_id, version, price_minor, currency, valid_from)
    select v.id, 1, v.price_minor, p.currency, now()
      from catalogue.variants v
      join catalogue.products p on p.id = v.product_id
    """,
    """
    select inventory.count(array_agg(v.id), array_agg(10::integer), gen_random_uuid())
      from catalogue.variants v
    """,
    "analyze",
)


class Report(Struct, frozen=True, kw_only=True):
    """What is printed."""

    bench: str
    figures: dict[str, float | str]
    bounds: dict[str, bool]
    ratios: dict[str, float]


class Made(Struct, frozen=True, kw_only=True):
    """A product that was made. name: the word that few others have."""

    id: str
    language: Language
    title: str
    name: str
    category: str


def main() -> None:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(prog="vitrina bench search", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object alone")
    parser.add_argument("--products", type=int, default=PRODUCT_COUNT)
    parser.add_argument("--questions", type=int, default=QUESTION_COUNT)
    asked = parser.parse_args()
    chance = random.Random(SEED)
    made = list(make(chance, asked.products))
    with place.database() as url:
        seed(url, made)
        report = uvloop.run(measure(url, made, chance, question_count=asked.questions))
    text = msgspec.json.encode(report)
    sys.stdout.write((text if asked.json else msgspec.json.format(text, indent=2)).decode() + "\n")
    if not all(report.bounds.values()):
        raise SystemExit(1)


def make(chance: random.Random, count: int) -> Iterator[Made]:
    """Make titles: a thing, what it is made of, how it is, and a name that about eight share."""
    names = [
        "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))).capitalize() for _ in range(NAME_COUNT)
    ]
    for n in range(count):
        language = chance.choice(list(Language))
        things, materials, looks = (each.split() for each in WORDS[language])
        name = chance.choice(names)
        words = [chance.choice(things).capitalize(), chance.choice(materials), *chance.sample(looks, 2), name]
        yield Made(
            id=f"01900000-0000-7000-8000-{n:012d}",
            language=language,
            title=" ".join(words),
            name=name.lower(),
            category=chance.choice(CATEGORIES),
        )


def seed(url: str, made: Sequence[Made]) -> None:
    """Write the products into the catalogue, as if their shops had."""
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(
            "create temporary table made (n serial, id uuid, title text, description text, category text)"
        )
        with db.cursor().copy("copy made (id, title, description, category) from stdin") as copy:
            for each in made:
                copy.write_row((each.id, each.title, f"{each.title}. {each.title}", each.category))
        for statement in SEEDS:
            db.execute(statement, {"shops": SHOP_COUNT})


def mistype(chance: random.Random, word: str) -> str:
    """Make one typing error: a letter too few, too many, wrong, or two in the wrong order."""
    i = chance.randrange(len(word) - 1)
    letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
    return chance.choice(
        [
            word[:i] + word[i + 1 :],
            word[:i] + letter + word[i:],
            word[:i] + letter + word[i + 1 :],
            word[:i] + word[i + 1] + word[i] + word[i + 2 :],
        ]
    )


class Asking:
    """What a row of questions took, and how many found what was meant."""

    def __init__(self) -> None:
        """Start with none."""
        self.took_ms: list[float] = []
        self.cpu_ms: list[float] = []
        self.found = self.corrected = 0

    @asynccontextmanager
    async def one(self, pool: Pool) -> AsyncGenerator[Db, None]:
        """Time one question."""
        async with pool.transaction() as db:
            pid = db.info.backend_pid
            began_at, cpu_before = time.perf_counter(), _cpu_ms(pid)
            yield db
            self.took_ms.append((time.perf_counter() - began_at) * 1_000)
            self.cpu_ms.append(_cpu_ms(pid) - cpu_before)

    def figures(self, name: str) -> dict[str, float | str]:
        """Tell the middle and the worst but one percent."""
        return {
            f"{name}_p50_ms": at(self.took_ms, 0.5),
            f"{name}_p99_ms": at(self.took_ms, 0.99),
            f"{name}_cpu_p50_ms": at(self.cpu_ms, 0.5),
            f"{name}_cpu_p99_ms": at(self.cpu_ms, 0.99),
        }


def at(times: Sequence[float], share: float) -> float:
    """Tell below what a share of times lies."""
    return round(sorted(times)[min(int(len(times) * share), len(times) - 1)], 2)


def _cpu_ms(backend_pid: int) -> float:
    """Tell what this process and its database connection have computed; the server may be elsewhere."""
    schedule = Path(f"/proc/{backend_pid}/schedstat")
    server_ns = int(schedule.read_text().split()[0]) if schedule.exists() else 0
    return time.process_time() * 1_000 + server_ns / 1_000_000


async def ask(pool: Pool, each: Made, text: str, to: Asking) -> None:
    """Ask once, and look whether the product is there."""
    async with to.one(pool) as db:
        asked = Asked(text=text, language=each.language, limit=SHOWN, now=clock.now())
        found = await service.find_products(db, asked, Filters(), Sort.RELEVANCE)
    to.found += any(str(card.id) == each.id for card in found.items)
    to.corrected += bool(found.wording and found.wording.match is Match.CORRECTED)


async def measure(url: str, made: Sequence[Made], chance: random.Random, *, question_count: int) -> Report:
    """Index everything, then ask."""
    async with Pool(url, size_max=3) as pool:
        began_at, indexed = time.perf_counter(), 0
        while (count := await service.keep_up(pool)) > 0:
            indexed += count
        indexed_s = time.perf_counter() - began_at
        with psycopg.connect(url, autocommit=True) as db:
            db.execute("analyze")
            row = db.execute(
                "select (select count(*) from search.products), (select count(*) from search.words)"
            ).fetchone()
        assert row
        exact, typed, common, begun, window = (Asking() for _ in range(5))
        for i in range(question_count):
            each = chance.choice(made)
            other = chance.choice(each.title.lower().split()[:4])
            pair = [other, each.name]
            await ask(pool, each, " ".join(pair), exact)
            wrong = chance.choice([j for j in (0, 1) if len(pair[j]) >= 4] or [1])
            pair[wrong] = mistype(chance, pair[wrong])
            await ask(pool, each, " ".join(pair), typed)
            await ask(pool, each, " ".join(each.title.lower().split()[:2]), common)
            await suggest(pool, each, begun)
            if i % 5 == 0:
                await look(pool, each, window)
    return report_of(
        Sizes(products=row[0], words=row[1], indexed_s=indexed_s), exact, typed, common, begun, window
    )


async def suggest(pool: Pool, each: Made, to: Asking) -> None:
    """Type the beginning of a name."""
    async with to.one(pool) as db:
        found = await service.suggest(db, each.name[: 3 + len(each.name) % 2])
    to.found += bool(found.queries)


async def look(pool: Pool, each: Made, to: Asking) -> None:
    """Look through the shop window with filters, and count what could be filtered."""
    async with to.one(pool) as db:
        asked = Asked(text=None, language=each.language, limit=SHOWN, now=clock.now())
        filters = Filters(in_stock=True, free_shipping=True)
        await service.find_products(db, asked, filters, Sort.NEWEST)


class Sizes(Struct, frozen=True, kw_only=True):
    """What was indexed, and how long it took."""

    products: int
    words: int
    indexed_s: float


def report_of(
    sizes: Sizes, exact: Asking, typed: Asking, common: Asking, begun: Asking, window: Asking
) -> Report:
    """Put the figures together."""
    count = len(exact.took_ms)
    typos_found = typed.found / count
    return Report(
        bench="search",
        figures={
            "products": sizes.products,
            "words": sizes.words,
            "indexed_per_s": round(sizes.products / sizes.indexed_s),
            "questions": count,
            **exact.figures("exact"),
            "exact_found": round(exact.found / count, 4),
            **typed.figures("typo"),
            "typo_found": round(typos_found, 4),
            "typo_corrected": round(typed.corrected / count, 4),
            **common.figures("common"),
            **begun.figures("suggestions"),
            "suggestions_found": round(begun.found / count, 4),
            **window.figures("window"),
        },
        bounds={
            f"exact_p99_ms < {P99_MAX_MS:.0f}": at(exact.took_ms, 0.99) < P99_MAX_MS,
            f"typo_p99_ms < {P99_MAX_MS:.0f}": at(typed.took_ms, 0.99) < P99_MAX_MS,
            f"suggestions_p99_ms < {P99_MAX_MS:.0f}": at(begun.took_ms, 0.99) < P99_MAX_MS,
            f"typo_found >= {TYPOS_FOUND_MIN}": typos_found >= TYPOS_FOUND_MIN,
        },
        ratios={"typo_found_to_exact": round(typed.found / max(exact.found, 1), 4)},
    )


if __name__ == "__main__":
    main()
