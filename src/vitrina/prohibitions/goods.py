"""What may not be sold where: data, reviewed like code. Engineering input, not legal advice.

A row is added when somebody has read its source, with the day; `doctor` says when that was more than a year
ago. The source is the law where it could be opened, and else who quotes it: `kind` says which.
"""

from datetime import date

from vitrina.kit.places import Country
from vitrina.prohibitions.model import Good, GoodKey, Source, SourceKind

_READ_ON = date(2026, 11, 29)
_MEDICINES = (
    r"(?:amoxicil|azitromic)ina",
    r"(?:amoxicil|azithromyc)in",
    r"clonazepam|rivotril|alprazolam|zolpidem",
    r"tramadol",
    r"isotretinoina?|misoprostol",
    r"ozempic|wegovy|mounjaro|semaglutid[ae]|tirzepatid[ae]",
    r"sildenafil[ao]?|tadalafil[ao]?",
    r"(?:medicamentos?|remedios?|pastillas) (?:con|bajo|com) receta",
    r"ven(?:ta|da) (?:bajo|con|sob|com) (?:receta|prescripcion|prescricao)",
    r"medicamentos? controlados?",
    r"prescription (?:drugs?|medicines?|medications?)",
)

GOODS: tuple[Good, ...] = (
    Good(
        key=GoodKey.VAPES,
        sources={
            # In force on 16 January 2026. Private possession is allowed, trade is not.
            Country.MX: Source(
                law="Ley General de Salud",
                article="282 Quater",
                url="https://www.animalpolitico.com/politica/diputados-aprueban-general-reforma-prohibe-vapeadores-morena-niegan-criminalizacion",
                kind=SourceKind.REPORT,
                read_on=_READ_ON,
            ),
            # Parts, refills and accessories as well.
            Country.BR: Source(
                law="Resolução RDC Anvisa nº 855/2024",
                article="",
                url="https://vigilanciasanitaria.sc.gov.br/index.php/component/content/article/anvisa-atualiza-regulacao-de-cigarro-eletronico-e-mantem-proibicao.html?Itemid=109&catid=9",
                kind=SourceKind.AUTHORITY,
                read_on=_READ_ON,
            ),
            # Accessories as well; heated tobacco by Resolución 565/2023 of the Ministry of Health. A bill of
            # December 2025 would replace both: look again before the year is over.
            Country.AR: Source(
                law="Disposición ANMAT 3226/2011",
                article="",
                url="https://www.lmneuquen.com/neuquen/prohiben-neuquen-la-importacion-y-comercializacion-cigarrillos-electronicos-n1210267",
                kind=SourceKind.REPORT,
                read_on=_READ_ON,
            ),
        },
        words=(
            r"vapes?|vapers?|vapeador(?:es)?|vaping",
            r"cigarr(?:o|illo)s? ele(?:c)?tronicos?",
            r"(?:e|electronic) cigarettes?",
            r"pods? (?:desechables?|descartave(?:l|is)|systems?)",
            r"elf ?bars?|puff ?bars?|lost mary|iqos|juul",
            # Not "e líquido": in Portuguese that is "and liquid".
            r"(?:e liquids?|(?:e|vape) juices?|liquidos? (?:para|de) vape\w*)",
            r"(?:tabaco|cigarros?) (?:calentad|aquecid)os?",
        ),
        others=(r"(?:no|sin|sem|anti|prohibido|proibido) (?:vapes?|vaping|vapers?)",),
    ),
    Good(
        key=GoodKey.TOBACCO,
        sources={
            # "A venda por via postal", art. 3-A, I; the page says that it holds for the internet.
            Country.BR: Source(
                law="Lei nº 9.294/1996",
                article="3º-A, I",
                url="https://www.gov.br/inca/pt-br/assuntos/gestor-e-profissional-de-saude/observatorio-da-politica-nacional-de-controle-do-tabaco/implementacao_protocolo/artigo-11-venda-pela-internet-e-telecomunicacoes",
                kind=SourceKind.AUTHORITY,
                read_on=_READ_ON,
            ),
        },
        words=(
            r"cigarr(?:o|illo|ilha)s?|cigarettes?|charutos?|cigars?|habanos?",
            r"puros? (?:cubanos?|dominicanos?|hondurenos?)",
            # The bare word is a scent and a colour far more often.
            r"tabacos? (?:rubio|negro|virginia|burley|picado|organico|natural|desfiado)s?",
            r"tabacos? (?:de|para) (?:pipa|liar|armar|mascar|enrolar|narguile|shisha|cachimbo|rape|fumar)",
            r"(?:rolling|pipe|chewing|loose|shisha|hookah|cigarette) tobaccos?|fumo (?:de corda|desfiado)",
        ),
        others=(
            r"cigarr(?:o|illo)s? (?:ele(?:c)?tronicos?|calentados?|aquecidos?|de (?:chocolate|canela))",
            r"(?:e|electronic) cigarettes?|tabaco (?:calentado|aquecido)",
            r"(?:cenicero|cinzeiro|encendedor|isqueiro|pitillera)s? (?:de|para) (?:cigarr\w+|charutos?)",
            r"porta ?(?:cigarr\w+|charutos?)",
            r"(?:cigarettes?|cigars?) (?:cases?|cutters?|pants?|trousers?|jeans?|legs?|lengths?|cuts?|fits?)",
            r"(?:pantalon|pantalones|calca|corte|tipo|estilo) (?:cigarr(?:o|illo|ete)s?|cigarettes?)",
            r"(?:no|sin|sem|anti) (?:cigarr(?:o|illo)s?|cigarettes?)",
        ),
    ),
    Good(
        key=GoodKey.PRESCRIPTION_MEDICINES,
        sources={
            Country.AR: Source(
                law="Ley 17.565",
                article="1",
                url="https://biblioteca.afip.gob.ar/dcp/LEY_C_017565_1967_12_05",
                kind=SourceKind.LAW,
                read_on=_READ_ON,
            ),
            # Offered on the internet by licensed pharmacies alone, on pages of their own.
            Country.BR: Source(
                law="Resolução RDC Anvisa nº 44/2009",
                article="52",
                url="https://revistadafarmacia.com.br/legislacao/anvisa-proibe-comercializacao-de-medicamentos-no-mercado-livre-e-facebook",
                kind=SourceKind.REPORT,
                read_on=_READ_ON,
            ),
            # Pharmacies may deliver since Decreto 58/2020: a licensed one asks for a permit.
            Country.CL: Source(
                law="Código Sanitario",
                article="129",
                url="http://qfpro.cl/auge-del-comercio-electronico-y-venta-en-linea-de-medicamentos/",
                kind=SourceKind.REPORT,
                read_on=_READ_ON,
            ),
        },
        words=_MEDICINES,
        others=(r"(?:lentes|gafas|anteojos|oculos) (?:de )?ven(?:ta|da) (?:con|com|bajo|sob) receta",),
    ),
    Good(
        key=GoodKey.FIREWORKS,
        sources={
            Country.CL: Source(
                law="Ley 17.798",
                article="3º A",
                # In translation; Ley 21.310 made it a crime.
                url="https://global-regulation.com/translation/chile/650599/it-prohibits-the-use-of-fireworks%252c-by-way-of-reform-of-law-no-17%252c798%252c-on-the-control-of-weapons-and-explosives%252c-and-prohibits-the-sale-to-the-.html",
                kind=SourceKind.LAW,
                read_on=_READ_ON,
            ),
        },
        words=(
            r"(?:fuegos artificiales|fogos de artificio)",
            r"fireworks?|firecrackers?|petardos?|pirotecnia|bombas de estruendo|rojoes",
            r"(?:articulos?|productos?|artigos?|produtos?|bengalas?|cohetes?) pirotecnic[ao]s?",
        ),
        others=(
            r"(?:luces|luz|luzes|lamparas?|luminarias?|proyector|estampados?|estampas?|sonidos?) (?:led )?"
            r"(?:(?:de|tipo|con|com) )?(?:fuegos artificiales|fogos de artificio)",
            r"fireworks? (?:lights?|lamps?|prints?|projectors?)",
        ),
    ),
    Good(
        key=GoodKey.PLASTIC_STRAWS,
        sources={
            # Since 7 July 2024.
            Country.CO: Source(
                law="Ley 2232 de 2022",
                article="5",
                url="https://eldoradoradio.cundinamarca.gov.co/noticias/nacion/estos-son-los-plasticos-que-no-se-pueden-comercializar-las-multas-y-sanciones-si-son-vendidos/",
                kind=SourceKind.AUTHORITY,
                read_on=_READ_ON,
            ),
        },
        words=(
            r"(?:pitillo|popote|pajita|pajilla|sorbete|bombilla|canudo|mezclador|agitador|mexedor)(?:es|s)? "
            r"(?:(?:de|en) )?plasticos?",
            r"(?:plastic|disposable) (?:drinking |drink |coffee )?(?:straw|stirrer)s?",
        ),
        others=(
            r"(?:pitillo|popote|pajita|pajilla|sorbete|bombilla|canudo)s? (?:(?:de|en) )?plasticos? "
            r"(?:reusables?|reutilizables?|reutilizave(?:l|is))",
        ),
    ),
    Good(
        key=GoodKey.FOAM_CONTAINERS,
        sources={
            # In force since 20 December 2021: art. 3, numeral 3.3, c.
            Country.PE: Source(
                law="Ley 30884",
                article="3.3, c",
                url="https://radionacional.com.pe/noticias/politica/fp-presenta-proyecto-para-prorrogar-uso-de-envases-de-tecnopor",
                kind=SourceKind.REPORT,
                read_on=_READ_ON,
            ),
        },
        words=(
            r"(?:envase|vaso|plato|bandeja|contenedor|recipiente|caja|taper|copo|prato|marmita)(?:es|s)? "
            r"(?:(?:descartables?|desechables?|descartave(?:l|is)) )?"
            r"de (?:tecnopor|poliestireno expandido|isopor|unicel|icopor|plumavit|telgopor)",
            r"(?:styrofoam|foam) (?:cup|plate|food container|takeout box)(?:s|es)?",
        ),
    ),
    Good(
        key=GoodKey.CRIB_BUMPERS,
        sources={
            Country.US: Source(
                law="Safe Sleep for Babies Act of 2021",
                article="2, 3 (15 U.S.C. 2057d, 2057e)",
                url="https://en.wikisource.org/wiki/Safe_Sleep_for_Babies_Act_of_2021",
                kind=SourceKind.LAW,
                read_on=_READ_ON,
            ),
        },
        words=(
            r"crib bumpers?(?: pads?)?|cot bumpers?",
            r"inclined (?:infant |baby )?sleepers?",
            r"chichoneras?|protetor(?:es)? de berco",
            r"protector(?:es)? (?:acolchados? )?(?:de|para) (?:barrotes|cuna)",
            r"(?:cunas?|bercos?) inclinad[ao]s?",
        ),
        others=(
            r"protector(?:es)? (?:de|para) (?:colchon|cuna impermeables?)",
            r"chichoneras? de malla|mesh crib (?:liners?|bumpers?)",
        ),
    ),
)
