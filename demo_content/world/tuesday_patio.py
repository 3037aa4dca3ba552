"""What Tuesday Patio sells, in United States dollars."""

from demo_content.world.products import product

PRODUCTS = (
    product(
        "face-planter",
        "Sleepy face planter",
        "Hand-pressed terracotta with a drainage hole and a saucer that actually fits. The"
        " plant is not included;"
        " the nap is.",
        category="home",
        alt="Terracotta pot with a sleeping face and a leafy plant",
        sku="TP-FP",
        price=2400,
        options=(("Size", ("4 in", "6 in")),),
        stock=(21, 13),
    ),
    product(
        "mushroom-lamp",
        "Mushroom lamp",
        "Dimmable, warm 2700 K, pull chain. Lights a bedside, not a street. Bulb and six feet"
        " of cord included.",
        category="home",
        alt="Glowing mushroom lamp with a red cap",
        sku="TP-ML",
        price=5800,
        was=6900,
        options=(("Cap", ("Poppy", "Moss", "Oat")),),
        stock=(9, 6, 0),
    ),
    product(
        "sunrise-cushion",
        "Sunrise cushion",
        "Woven cotton cover, zip on one side, tassels sewn by people with patience. 18 x 18"
        " in, insert included.",
        category="home",
        alt="Cushion with a woven sunrise and tassels",
        sku="TP-SC18",
        price=3400,
        stock=26,
    ),
    product(
        "woven-throw",
        "Woven throw",
        "Recycled cotton, heavy enough to stay put and light enough for a porch in May. 50 x"
        " 70 in. Cold wash.",
        category="home",
        alt="Folded striped throw with a fringe",
        sku="TP-WT",
        price=6400,
        stock=11,
    ),
    product(
        "plaza-game",
        "Plaza: the board game",
        "Trade, build and gossip your way around a town square. 2-5 players, half an hour,"
        " rules on one page in"
        " English, Spanish and Portuguese. Ages 8 and up.",
        category="games",
        alt="Colourful board game box with pawns and a die",
        sku="TP-PG",
        price=3900,
        stock=33,
    ),
    product(
        "chef-knife",
        "Everyday chef's knife",
        "Eight inches of stainless steel at 58 HRC with a walnut handle. Arrives sharp; one"
        " free sharpening a year."
        " Sold to adults only.",
        category="kitchen",
        alt="Chef's knife on a wooden board with herbs",
        sku="TP-CK8",
        price=7200,
        was=8500,
        stock=14,
    ),
    product(
        "steel-bottle",
        "Steel bottle, 750 ml",
        "Cold for 24 hours, hot for 12, and it fits a bike cage. No plastic touches the water.",
        category="kitchen",
        alt="Teal steel water bottle with a loop cap",
        sku="TP-SB",
        price=2900,
        options=(("Color", ("Teal", "Sand", "Ink")),),
        stock=(40, 18, 2),
    ),
    product(
        "storm-umbrella",
        "Storm umbrella",
        "Double vented canopy tested in a 50 mph wind, fiberglass ribs, and a handle you will"
        " not leave on the bus.",
        category="accessories",
        alt="Open yellow and white striped umbrella",
        sku="TP-SU",
        price=3200,
        stock=5,
    ),
    product(
        "dot-notebook",
        "Dot-grid notebook",
        "192 pages of 100 gsm paper that do not mind a fountain pen, and it opens flat. Pen loop and ribbon.",
        category="stationery",
        alt="Green cloth notebook with a pen",
        sku="TP-DN",
        price=1600,
        options=(("Paper", ("Dots", "Lines")),),
        stock=(52, 30),
    ),
    product(
        "slow-clock",
        "Slow wall clock",
        "A quiet sweep, a beech rim and no ticking at 2 a.m. 12 in across; one AA battery, included.",
        category="home",
        alt="Round wall clock with a wooden rim",
        sku="TP-WC",
        price=4600,
        stock=0,
    ),
)
