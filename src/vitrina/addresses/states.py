"""First-level parts of countries as they are written on parcels. Source: ISO 3166-2 (2024).

Brazil and the United States write codes, the others names. The United States with what their post serves as
its own: territories and the armed forces. Source of those: USPS Publication 28, appendix B.
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
        OR | PA | PR | RI | SC | SD | TN | TX | UT | VT | VA | WA | WV | WI | WY | AS | GU | MP | VI
        | AA | AE | AP
        """
    ),
}


def _aliases(text: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in _names(text))


# What people and programs write besides, and what each means. Accents, capitals and dots do not matter.
ALIASES: dict[Country, dict[str, str]] = {
    Country.MX: _aliases(
        """
        CDMX=Ciudad de México | Distrito Federal=Ciudad de México | Edomex=Estado de México |
        México=Estado de México | Coahuila de Zaragoza=Coahuila | Michoacán de Ocampo=Michoacán |
        Veracruz de Ignacio de la Llave=Veracruz | Querétaro de Arteaga=Querétaro
        """
    ),
    Country.BR: _aliases(
        """
        Acre=AC | Alagoas=AL | Amazonas=AM | Amapá=AP | Bahia=BA | Ceará=CE | Distrito Federal=DF |
        Espírito Santo=ES | Goiás=GO | Maranhão=MA | Minas Gerais=MG | Mato Grosso do Sul=MS | Mato
        Grosso=MT | Pará=PA | Paraíba=PB | Pernambuco=PE | Piauí=PI | Paraná=PR | Rio de Janeiro=RJ
        | Rio Grande do Norte=RN | Rondônia=RO | Roraima=RR | Rio Grande do Sul=RS | Santa
        Catarina=SC | Sergipe=SE | São Paulo=SP | Tocantins=TO
        """
    ),
    Country.CO: _aliases(
        """
        Bogotá=Bogotá, D. C. | Distrito Capital=Bogotá, D. C. | Valle=Valle del Cauca | San
        Andrés=San Andrés y Providencia | Archipiélago de San Andrés, Providencia y Santa
        Catalina=San Andrés y Providencia
        """
    ),
    Country.CL: _aliases(
        """
        RM=Metropolitana de Santiago | Región Metropolitana=Metropolitana de Santiago | Región
        Metropolitana de Santiago=Metropolitana de Santiago | Metropolitana=Metropolitana de
        Santiago | Araucanía=La Araucanía | Libertador General Bernardo O’Higgins=O’Higgins |
        Aisén=Aysén | Magallanes y de la Antártica Chilena=Magallanes
        """
    ),
    Country.AR: _aliases(
        """
        CABA=Ciudad Autónoma de Buenos Aires | Capital Federal=Ciudad Autónoma de Buenos Aires |
        Ciudad de Buenos Aires=Ciudad Autónoma de Buenos Aires | Provincia de Buenos Aires=Buenos
        Aires
        """
    ),
    Country.PE: _aliases(
        """
        Cuzco=Cusco | Lima Metropolitana=Lima | Municipalidad Metropolitana de Lima=Lima | Lima
        Provincias=Lima | Gobierno Regional de Lima=Lima
        """
    ),
    Country.US: _aliases(
        """
        Alabama=AL | Alaska=AK | Arizona=AZ | Arkansas=AR | California=CA | Colorado=CO |
        Connecticut=CT | Delaware=DE | District of Columbia=DC | Washington DC=DC | Florida=FL |
        Georgia=GA | Hawaii=HI | Idaho=ID | Illinois=IL | Indiana=IN | Iowa=IA | Kansas=KS |
        Kentucky=KY | Louisiana=LA | Maine=ME | Maryland=MD | Massachusetts=MA | Michigan=MI |
        Minnesota=MN | Mississippi=MS | Missouri=MO | Montana=MT | Nebraska=NE | Nevada=NV | New
        Hampshire=NH | New Jersey=NJ | New Mexico=NM | New York=NY | North Carolina=NC | North
        Dakota=ND | Ohio=OH | Oklahoma=OK | Oregon=OR | Pennsylvania=PA | Puerto Rico=PR | Rhode
        Island=RI | South Carolina=SC | South Dakota=SD | Tennessee=TN | Texas=TX | Utah=UT |
        Vermont=VT | Virginia=VA | Washington=WA | West Virginia=WV | Wisconsin=WI | Wyoming=WY |
        American Samoa=AS | Guam=GU | Northern Mariana Islands=MP | US Virgin Islands=VI | Virgin
        Islands=VI
        """
    ),
}
