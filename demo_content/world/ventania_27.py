"""What Ventania 27 sells, in Brazilian reais."""

from demo_content.world.products import product

PRODUCTS = (
    product(
        "tenis-brisa",
        "Tênis Brisa",
        "230 gramas no 38, tela que seca em uma hora e sola que segura no calçadão molhado. A"
        " forma é normal: peça"
        " o seu número de sempre.",
        category="shoes",
        alt="Tênis de corrida branco com faixa azul",
        sku="V27-TB",
        price=28900,
        was=34900,
        options=(("Cor", ("Mar", "Coral", "Limão")), ("Tamanho", ("36", "38", "40", "42"))),
        stock=(8, 14, 11, 3, 6, 0, 9, 4, 2, 5, 0, 1),
    ),
    product(
        "sandalia-areia",
        "Sandália Areia",
        "Palmilha de cortiça que pega a forma do pé em uma semana e duas tiras reguláveis."
        " Vegana. Não deixe no sol"
        " do carro.",
        category="shoes",
        alt="Par de sandálias de cortiça com tiras coral",
        sku="V27-SA",
        price=14900,
        options=(("Tamanho", ("35", "36", "37", "38", "39", "40")),),
        stock=(4, 7, 12, 10, 6, 0),
    ),
    product(
        "camiseta-mare",
        "Camiseta Maré",
        "Algodão penteado de 180 g, corte reto e estampa à base de água que não racha."
        " Encolhe no máximo 2 %.",
        category="clothing",
        alt="Camiseta branca com estampa de onda e sol",
        sku="V27-CM",
        price=8900,
        options=(("Cor", ("Branca", "Areia")), ("Tamanho", ("P", "M", "G", "GG"))),
        stock=(20, 34, 28, 9, 15, 18, 0, 5),
    ),
    product(
        "bolsa-sol",
        "Bolsa de lona Sol",
        "Lona crua de algodão com fundo reforçado; leva 12 kg de feira ou um dia inteiro de"
        " praia. Bolso interno"
        " para chave e celular.",
        category="bags",
        alt="Bolsa de lona com um sol sorrindo",
        sku="V27-BS",
        price=7900,
        stock=46,
    ),
    product(
        "chapeu-duna",
        "Chapéu de palha Duna",
        "Palha trançada à mão, aba de 9 cm e fita que aperta por dentro para o vento não levar.",
        category="accessories",
        alt="Chapéu de palha com fita coral",
        sku="V27-CD",
        price=11900,
        options=(("Tamanho", ("P/M", "G")),),
        stock=(13, 8),
    ),
    product(
        "oculos-poente",
        "Óculos Poente",
        "Lente degradê com proteção UV400 e armação de acetato que não aperta a orelha. Vem"
        " com estojo de pano.",
        category="accessories",
        alt="Óculos redondos com lentes cor de pôr do sol",
        sku="V27-OP",
        price=13900,
        was=17900,
        options=(("Armação", ("Mel", "Preta")),),
        stock=(17, 21),
    ),
    product(
        "mochila-trilha",
        "Mochila Trilha 18 L",
        "Tecido que aguenta chuva de verdade, bolso para notebook de 14 polegadas e garrafa dos dois lados."
        " Pesa 640 g.",
        category="bags",
        alt="Mochila verde e laranja com fivelas",
        sku="V27-MT18",
        price=22900,
        stock=15,
    ),
    product(
        "brincos-concha",
        "Brincos Concha",
        "Banho de ouro 18k sobre latão, sem níquel, 6 gramas o par. Depois do mar, água doce e pano seco.",
        category="accessories",
        alt="Par de brincos dourados em forma de concha",
        sku="V27-BC",
        price=5900,
        stock=3,
    ),
    product(
        "fone-batida",
        "Fone sem fio Batida",
        "30 horas de bateria, grave que se sente e almofada que lava. Carrega por USB-C: 10"
        " minutos dão 3 horas."
        " Garantia de um ano.",
        category="electronics",
        alt="Fone de ouvido roxo sem fio",
        sku="V27-FB",
        price=31900,
        was=38900,
        options=(("Cor", ("Roxo", "Coral", "Areia")),),
        stock=(25, 12, 0),
    ),
    product(
        "capinha-onda",
        "Capinha Onda",
        "Borda de 1,2 mm acima da tela e cantos com ar: testamos com quedas de 2 metros."
        " Estampa por dentro, não"
        " descasca.",
        category="electronics",
        alt="Capinha de celular com ondas coloridas",
        sku="V27-CO",
        price=4900,
        options=(("Tela", ('6,1"', '6,4"', '6,7"')),),
        stock=(60, 48, 37),
    ),
)
