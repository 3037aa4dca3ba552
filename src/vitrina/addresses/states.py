"""First-level parts of countries as they are written on parcels. Source: ISO 3166-2 (2024).

Brazil and the United States write codes, the others names.
"""

from vitrina.kit.places import Country


def _names(text: str) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) for name in text.split("|"))


STATES: dict[Country, tuple[str, ...]] = {
    Country.MX: _names(
        """
        Aguascalientes | Baja California | Baja California Sur | Campeche | Chiapas | Chihuahua |
        Ciudad de México | Coahuila | Colima | Durango | Estado de México | Guanajuato | Guerrero |
        Hidalgo | Jalisco | Michoacán | Morelos | Nayarit | Nuevo León | Oaxaca | Puebla | Querétaro
        | Quintana Roo | San Luis Potosí | Sinaloa | Sonora | Tabasco | Tamaulipas | Tlaxcala |
        Veracruz | Yucatán | Zacatecas
        """
    ),
    Country.BR: _names(
        """
        AC | AL | AM | AP | BA | CE | DF | ES | GO | MA | MG | MS | MT | PA | PB | PE | PI | PR | RJ
        | RN | RO | RR | RS | SC | SE | SP | TO
        """
    ),
    Country.CO: _names(
        """
        Amazonas | Antioquia | Arauca | Atlántico | Bogotá, D. C. | Bolívar | Boyacá | Caldas |
        Caquetá | Casanare | Cauca | Cesar | Chocó | Córdoba | Cundinamarca | Guainía | Guaviare |
        Huila | La Guajira | Magdalena | Meta | Nariño | Norte de Santander | Putumayo | Quindío |
        Risaralda | San Andrés y Providencia | Santander | Sucre | Tolima | Valle del Cauca | Vaupés
        | Vichada
        """
    ),
    Country.CL: _names(
        """
        Arica y Parinacota | Tarapacá | Antofagasta | Atacama | Coquimbo | Valparaíso |
        Metropolitana de Santiago | O’Higgins | Maule | Ñuble | Biobío | La Araucanía | Los Ríos |
        Los Lagos | Aysén | Magallanes
        """
    ),
    Country.AR: _names(
        """
        Ciudad Autónoma de Buenos Aires | Buenos Aires | Catamarca | Chaco | Chubut | Córdoba |
        Corrientes | Entre Ríos | Formosa | Jujuy | La Pampa | La Rioja | Mendoza | Misiones |
        Neuquén | Río Negro | Salta | San Juan | San Luis | Santa Cruz | Santa Fe | Santiago del
        Estero | Tierra del Fuego | Tucumán
        """
    ),
    Country.PE: _names(
        """
        Amazonas | Áncash | Apurímac | Arequipa | Ayacucho | Cajamarca | Callao | Cusco |
        Huancavelica | Huánuco | Ica | Junín | La Libertad | Lambayeque | Lima | Loreto | Madre de
        Dios | Moquegua | Pasco | Piura | Puno | San Martín | Tacna | Tumbes | Ucayali
        """
    ),
    Country.US: _names(
        """
        AL | AK | AZ | AR | CA | CO | CT | DE | DC | FL | GA | HI | ID | IL | IN | IA | KS | KY | LA
        | ME | MD | MA | MI | MN | MS | MO | MT | NE | NV | NH | NJ | NM | NY | NC | ND | OH | OK |
        OR | PA | PR | RI | SC | SD | TN | TX | UT | VT | VA | WA | WV | WI | WY
        """
    ),
}
