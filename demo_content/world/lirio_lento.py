"""What Lirio Lento sells, in Colombian pesos (two decimals, as ISO 4217 says)."""

from demo_content.world.products import product

PRODUCTS = (
    product(
        "labial-seda", "Labial Seda de larga duración",
        "Una pasada cubre y dura unas ocho horas sin resecar. Manteca de cacao y pigmento fino; el tubo se"
        " devuelve y te descontamos el siguiente.",
        category="makeup", alt="Labial rosa abierto junto a su tapa morada", sku="LL-LS", price=4290000, was=4990000,
        options=(("Tono", ("Fucsia", "Guayaba", "Terracota", "Ciruela")),), stock=(30, 26, 14, 0),
    ),
    product(
        "serum-c", "Sérum de vitamina C 30 ml",
        "Vitamina C al 12 % con ácido ferúlico, en frasco ámbar. Tres gotas por la mañana y protector encima."
        " Caduca a los 90 días de abrir: la fecha va en la caja.",
        category="skincare", alt="Frasco gotero con sérum naranja", sku="LL-SC30", price=6890000, stock=42,
    ),
    product(
        "jabon-calendula", "Jabón de caléndula",
        "Proceso en frío, seis semanas de curado y pétalos de la huerta. Para cuerpo y cara. 110 g.",
        category="skincare", alt="Dos barras de jabón con pétalos de caléndula", sku="LL-JC", price=1890000, stock=73,
    ),
    product(
        "vela-citricos", "Vela de soya y cítricos",
        "Naranja, hierbabuena y un poco de cedro. 40 horas de llama limpia; el vaso se lava y queda para el agua.",
        category="home", alt="Vela encendida en vaso con rodajas de naranja", sku="LL-VC", price=5200000,
        options=(("Tamaño", ("180 g", "300 g")),), stock=(19, 4),
    ),
    product(
        "protector-solar", "Protector solar FPS 50 toque seco",
        "No deja blanco ni grasa, aguanta 80 minutos en el agua. 60 ml: te dura dos meses si te lo pones como se debe.",
        category="skincare", alt="Tubo amarillo de protector solar", sku="LL-PS50", price=5990000, was=6990000, stock=38,
    ),
    product(
        "esmalte-guayaba", "Esmalte Guayaba",
        "Seca en tres minutos y brilla cinco días sin lámpara. Sin tolueno ni formaldehído. 11 ml.",
        category="makeup", alt="Esmalte de uñas color guayaba", sku="LL-EG", price=1650000,
        options=(("Tono", ("Guayaba", "Mora", "Lulo")),), stock=(22, 17, 9),
    ),
    product(
        "mascarilla-aguacate", "Mascarilla capilar de aguacate",
        "Para puntas secas: 10 minutos, una vez por semana. Aguacate, linaza y nada de silicona. 300 g.",
        category="hair", alt="Tarro verde de mascarilla junto a medio aguacate", sku="LL-MA300", price=4750000, stock=16,
    ),
    product(
        "rodillo-cuarzo", "Rodillo y gua sha de cuarzo",
        "Piedra de cuarzo rosa y bronce; en la nevera quita la cara de madrugada. Viene con guía de cinco movimientos.",
        category="skincare", alt="Rodillo y piedra de cuarzo rosa", sku="LL-RC", price=3990000, stock=0,
    ),
    product(
        "cepillo-bambu", "Cepillo de bambú",
        "Desenreda en seco y en mojado sin jalar. Cerdas redondeadas y mango de bambú de 22 cm.",
        category="hair", alt="Cepillo de bambú con base rosa", sku="LL-CB", price=2990000, stock=29,
    ),
    product(
        "bombas-bano", "Bombas de baño, caja de 3",
        "Lavanda, rosa y eucalipto. Burbujean cuatro minutos y no manchan la tina. También sirven para los pies.",
        category="skincare", alt="Tres bombas de baño de colores con pétalos", sku="LL-BB3", price=3490000, stock=24,
    ),
)
