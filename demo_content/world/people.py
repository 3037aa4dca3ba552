"""The people of the demo: six creators, four shop owners, a buyer, two operators, one without rights."""

from dataclasses import dataclass, field

from demo_content.world.looks import Looks


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody invented; key is also the local part of the e-mail address."""

    key: str
    handle: str
    display_name: str
    bio: str
    language: str
    country: str
    birth_date: str
    roles: tuple[str, ...]
    looks: Looks = field(repr=False)


PEOPLE = (
    Person(
        key="carla",
        handle="carla.cafe",
        display_name="Carla Ibarra",
        language="es",
        country="MX",
        birth_date="2002-03-14",
        roles=("creator",),
        bio="Café, antojo y desvelo. Si sale bien en 30 segundos, lo subo. Guadalajara.",
        looks=Looks(skin="#e9b48a", hair="#2b1233", style="bun", top="#e4007c", wall=("#ffd9a8", "#ff8f6b")),
    ),
    Person(
        key="luana",
        handle="luana.corre",
        display_name="Luana Prates",
        language="pt",
        country="BR",
        birth_date="2001-07-02",
        roles=("creator",),
        bio="Corro na praia e testo tudo que visto. Sem filtro, com areia. Recife.",
        looks=Looks(
            skin="#8d5a3b", hair="#1d0f14", style="curls", top="#2f6bff", wall=("#d6f3ff", "#7fb6ff")
        ),
    ),
    Person(
        key="caio",
        handle="caio.no.som",
        display_name="Caio Tavares",
        language="pt",
        country="BR",
        birth_date="2003-11-20",
        roles=("creator",),
        bio="Beats, fones e coisas que caem no chão (de propósito). Belo Horizonte.",
        looks=Looks(
            skin="#c98d62",
            hair="#3a1f14",
            style="short",
            top="#ffce3a",
            wall=("#e0dcff", "#8f86ff"),
            glasses=True,
        ),
    ),
    Person(
        key="nico",
        handle="nico.en.calma",
        display_name="Nicolás Arango",
        language="es",
        country="CO",
        birth_date="2000-01-28",
        roles=("creator",),
        bio="Rutinas cortas para gente con prisa. Pruebo un mes antes de hablar. Medellín.",
        looks=Looks(
            skin="#dba57c",
            hair="#4a2a18",
            style="wave",
            top="#1f7a6a",
            wall=("#f3e8ff", "#c39df5"),
            beard=True,
        ),
    ),
    Person(
        key="sol",
        handle="sol.empaca",
        display_name="Sol Ferreyra",
        language="es",
        country="AR",
        birth_date="1999-09-09",
        roles=("creator",),
        bio="Armo pedidos, pruebo tonos y te digo la verdad. Desde Rosario, con mate.",
        looks=Looks(skin="#f3cba8", hair="#b4552a", style="long", top="#6d2a66", wall=("#ffe0ee", "#f48fbe")),
    ),
    Person(
        key="maya",
        handle="maya.athome",
        display_name="Maya Okafor-Reyes",
        language="en",
        country="US",
        birth_date="1998-05-17",
        roles=("creator",),
        bio="Small apartment, big plants. I only keep what earns its shelf. Tucson.",
        looks=Looks(skin="#6f4430", hair="#16090f", style="afro", top="#ff7a4d", wall=("#e4fbe1", "#86cf9b")),
    ),
    Person(
        key="ana",
        handle="ana.compra",
        display_name="Ana López",
        language="es",
        country="MX",
        birth_date="2004-02-11",
        roles=("buyer",),
        bio="Vine por el café y me quedé por los tenis.",
        looks=Looks(skin="#f0c19a", hair="#5a2a1a", style="bob", top="#ff8a5c", wall=("#fff1cf", "#ffcf5c")),
    ),
    Person(
        key="bruno",
        handle="bruno.tuesta",
        display_name="Bruno Salcedo",
        language="es",
        country="MX",
        birth_date="1991-12-05",
        roles=("shop_owner",),
        bio="Tuesto café los martes y contesto mensajes todos los días.",
        looks=Looks(
            skin="#d9a077",
            hair="#1f1418",
            style="short",
            top="#1d4b52",
            wall=("#ffe9c9", "#f0b661"),
            beard=True,
        ),
    ),
    Person(
        key="iara",
        handle="iara.ventania",
        display_name="Iara Menezes",
        language="pt",
        country="BR",
        birth_date="1994-06-23",
        roles=("shop_owner",),
        bio="Costuro, colo e embalo na Ventania 27.",
        looks=Looks(skin="#b97a52", hair="#26131a", style="long", top="#12b3c4", wall=("#dcfbf5", "#74d2cb")),
    ),
    Person(
        key="tadeo",
        handle="tadeo.lirio",
        display_name="Tadeo Quiroga",
        language="es",
        country="CO",
        birth_date="1989-04-30",
        roles=("shop_owner",),
        bio="Químico de día, jabonero de noche. Hago Lirio Lento con mi hermana.",
        looks=Looks(
            skin="#e6b58f",
            hair="#6b6470",
            style="wave",
            top="#8b3f83",
            wall=("#fde6f1", "#f3a3c8"),
            glasses=True,
        ),
    ),
    Person(
        key="june",
        handle="june.patio",
        display_name="June Castellanos",
        language="en",
        country="US",
        birth_date="1987-08-19",
        roles=("shop_owner",),
        bio="I run Tuesday Patio from a very small garage.",
        looks=Looks(
            skin="#f2c8a6",
            hair="#d9a441",
            style="bun",
            top="#2b8a6c",
            wall=("#e3f0f7", "#88b4cc"),
            glasses=True,
        ),
    ),
    Person(
        key="davi",
        handle="davi.cuida",
        display_name="Davi Nogueira",
        language="pt",
        country="BR",
        birth_date="1990-10-10",
        roles=("operator",),
        bio="Cuido desta vitrina de demonstração.",
        looks=Looks(skin="#a86c46", hair="#140b10", style="fade", top="#17131c", wall=("#e8e9ff", "#a2a6fb")),
    ),
    Person(
        key="ines",
        handle="ines.revisa",
        display_name="Inés Paredes",
        language="es",
        country="MX",
        birth_date="1984-02-17",
        roles=("operator",),
        bio="Reviso las cuentas de esta vitrina de demostración.",
        looks=Looks(
            skin="#e0ab82",
            hair="#6b6470",
            style="bob",
            top="#1d4f91",
            wall=("#e9f2e4", "#a7c79a"),
            glasses=True,
        ),
    ),
    Person(
        key="eva",
        handle="eva.mira",
        display_name="Eva Ríos",
        language="es",
        country="PE",
        birth_date="2005-01-03",
        roles=(),
        bio="Solo miro.",
        looks=Looks(skin="#d39a70", hair="#3b1a2a", style="bob", top="#8fb4ff", wall=("#f2f2f5", "#c9c5d2")),
    ),
)
