"""What Molino Nube sells, in Mexican pesos."""

from demo_content.world.products import product

PRODUCTS = (
    product(
        "cold-brew",
        "Cold brew artesanal 1 L",
        "Doce horas en agua fría, ni un minuto de hervor: dulce, sin acidez y listo para"
        " servir con hielo. Rinde"
        " seis vasos. Una vez abierto dura 10 días en el refrigerador.",
        category="pantry",
        alt="Botella de cold brew con etiqueta blanca",
        sku="MN-CB1L",
        price=18900,
        was=22900,
        options=(("Sabor", ("Suave", "Fuerte", "Descafeinado")),),
        stock=(18, 24, 0),
    ),
    product(
        "cafe-altura",
        "Café de altura 340 g",
        "Grano lavado de la sierra, tueste medio: cacao, piloncillo y un final de mandarina."
        " Tostamos los martes"
        " y la fecha va escrita a mano en la bolsa.",
        category="pantry",
        alt="Bolsa verde de café molido con granos al frente",
        sku="MN-CA340",
        price=16500,
        options=(("Molido", ("En grano", "Fino", "Medio", "Grueso")),),
        stock=(40, 22, 35, 3),
    ),
    product(
        "taza-barro",
        "Taza de barro Nube",
        "Torneada a mano y esmaltada por dentro; guarda el calor unos 40 minutos. Cada una"
        " sale un poco distinta."
        " 320 ml. Aguanta microondas, no lavavajillas.",
        category="kitchen",
        alt="Taza de barro con esmalte crema y café humeante",
        sku="MN-TB",
        price=16000,
        options=(("Color", ("Terracota", "Azul noche", "Crema")),),
        stock=(12, 5, 0),
    ),
    product(
        "cafetera-moka",
        "Cafetera moka 6 tazas",
        "Aluminio de una pieza, mango que no quema y perilla rosa para que no se pierda en la"
        " cocina. Café de olla"
        " grande en cinco minutos, en gas o parrilla eléctrica.",
        category="kitchen",
        alt="Cafetera moka de aluminio con perilla rosa",
        sku="MN-MK6",
        price=42900,
        was=49900,
        stock=27,
    ),
    product(
        "miel-azahar",
        "Miel de azahar 500 g",
        "Cruda, de colmenas junto a naranjos en flor. Si cristaliza es buena señal: ponla en"
        " agua tibia y vuelve."
        " No recomendada para menores de un año.",
        category="pantry",
        alt="Frasco de miel dorada con cuchara de madera",
        sku="MN-MI500",
        price=14500,
        stock=31,
    ),
    product(
        "salsa-macha",
        "Salsa macha de la casa",
        "Chile de árbol, cacahuate y ajonjolí tostados en aceite, sin conservadores. Va en"
        " huevos, tacos y, créenos,"
        " en helado de vainilla. 220 g. Contiene cacahuate y ajonjolí.",
        category="pantry",
        alt="Frasco de salsa macha con tela rosa y chiles secos",
        sku="MN-SM",
        price=11900,
        options=(("Picor", ("Tranquila", "Despierta", "Brava")),),
        stock=(16, 44, 2),
    ),
    product(
        "chocolate-mesa",
        "Chocolate de mesa con canela",
        "Seis tablillas de cacao, azúcar y canela molidos en piedra. Bátelo con molinillo"
        " hasta que haga espuma."
        " 540 g, para doce tazas.",
        category="pantry",
        alt="Tablillas redondas de chocolate con canela",
        sku="MN-CH540",
        price=9800,
        stock=58,
    ),
    product(
        "prensa-francesa",
        "Prensa francesa 600 ml",
        "Vidrio de borosilicato y filtro doble: cuatro minutos y sin polvo en la taza. Trae"
        " una malla de repuesto.",
        category="kitchen",
        alt="Prensa francesa de vidrio con mango oscuro",
        sku="MN-PF600",
        price=38900,
        stock=9,
    ),
    product(
        "conchas-caja",
        "Caja de 6 conchas",
        "Horneadas esa misma mañana, con mantequilla de verdad. Solo entregamos en la zona metropolitana de"
        " Guadalajara; caliéntalas 15 segundos.",
        category="pantry",
        alt="Caja rosa con seis conchas de colores",
        sku="MN-CO6",
        price=13200,
        options=(("Sabor", ("Vainilla", "Chocolate", "Mixta")),),
        stock=(6, 4, 11),
    ),
    product(
        "tetera-cisne",
        "Tetera cuello de cisne",
        "El chorro delgado que pide un filtro V60, con termómetro en la panza y mango de"
        " madera. Acero de 1 litro,"
        " para cualquier parrilla, también inducción.",
        category="kitchen",
        alt="Tetera de cuello largo con termómetro",
        sku="MN-TC1",
        price=64900,
        was=74900,
        stock=7,
    ),
)
