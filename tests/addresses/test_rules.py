"""What an address and a telephone number need in each country: tables."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from vitrina.addresses import phones
from vitrina.addresses import rules as addresses
from vitrina.addresses.model import Address
from vitrina.addresses.states import ALIASES, STATES
from vitrina.kit.errors import Malformed
from vitrina.kit.places import Country

NO_PHONE_MX = "is not a phone number such as 222 123 4567"

MX = Address(
    country=Country.MX,
    name="Ana López",
    line1="Av. Álvaro Obregón 151",
    neighbourhood="Roma Norte",
    city="Cuauhtémoc",
    state="Ciudad de México",
    postal_code="06700",
)
GOOD = {
    Country.MX: MX,
    Country.BR: Address(
        country=Country.BR,
        name="Davi",
        line1="Av. Paulista 1000",
        neighbourhood="Bela Vista",
        city="São Paulo",
        state="SP",
        postal_code="01310100",
    ),
    Country.CO: Address(
        country=Country.CO, name="Nico", line1="Cra 7 # 45-10", city="Bogotá", state="Bogotá, D. C."
    ),
    Country.CL: Address(
        country=Country.CL, name="Paz", line1="Alameda 1", city="Santiago", state="Metropolitana de Santiago"
    ),
    Country.AR: Address(
        country=Country.AR,
        name="Ema",
        line1="Cabildo 1",
        city="Buenos Aires",
        state="Ciudad Autónoma de Buenos Aires",
        postal_code="c1426aaa",
    ),
    Country.PE: Address(
        country=Country.PE,
        name="Luz",
        line1="Av. Larco 1",
        neighbourhood="Miraflores",
        city="Lima",
        state="Lima",
    ),
    Country.US: Address(
        country=Country.US,
        name="Eva",
        line1="1 Sunset Blvd",
        city="Los Angeles",
        state="CA",
        postal_code="90026-1234",
    ),
}


@pytest.mark.parametrize(
    ("country", "written", "state"),
    [
        (Country.MX, "CDMX", "Ciudad de México"),
        (Country.MX, "distrito federal", "Ciudad de México"),
        (Country.BR, "sao paulo", "SP"),
        (Country.CO, "Bogota D.C.", "Bogotá, D. C."),
        (Country.CO, "bogotá", "Bogotá, D. C."),
        (Country.CL, "Región Metropolitana", "Metropolitana de Santiago"),
        (Country.AR, "C.A.B.A.", "Ciudad Autónoma de Buenos Aires"),
        (Country.AR, "Buenos Aires", "Buenos Aires"),
        (Country.PE, "Cuzco", "Cusco"),
        (Country.US, "new york", "NY"),
        (Country.US, "ae", "AE"),
    ],
)
def test_other_names_of_a_state_are_understood(country: Country, written: str, state: str) -> None:
    assert addresses.known(country, written, None) == (state, None)


def test_every_other_name_means_a_state_of_its_country() -> None:
    for country, names in ALIASES.items():
        assert set(names.values()) <= set(STATES[country])
        assert not set(names) & set(STATES[country])


@pytest.mark.parametrize("country", Country)
def test_a_complete_address_is_taken(country: Country):
    checked = addresses.checked(GOOD[country])

    assert checked.country is country
    assert checked.state in STATES[country]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ((Country.BR, "01310100"), "01310-100"),
        ((Country.BR, "01310-100"), "01310-100"),
        ((Country.BR, " 01310 100 "), "01310-100"),
        ((Country.AR, "c1426aaa"), "C1426AAA"),
        ((Country.AR, "1426"), "1426"),
        ((Country.US, "90026"), "90026"),
        ((Country.US, "90026-1234"), "90026-1234"),
        ((Country.CL, "832-0000"), "8320000"),
    ],
)
def test_a_postal_code_is_written_the_one_way(written: tuple[Country, str], kept: str):
    country, code = written
    address = changed(GOOD[country], {"postal_code": code})

    assert addresses.checked(address).postal_code == kept


@pytest.mark.parametrize(
    ("country", "change", "reasons"),
    [
        (Country.MX, {"postal_code": "6700"}, {"postal_code": "does not look like 06700"}),
        (Country.MX, {"postal_code": None}, {"postal_code": "is missing"}),
        (Country.MX, {"neighbourhood": "  "}, {"neighbourhood": "is missing"}),
        (Country.MX, {"state": "Texas"}, {"state": "is not a state of MX"}),
        (
            Country.MX,
            {"name": "", "city": "\u200b", "phone": "call me"},
            {"name": "is missing", "city": "is missing", "phone": NO_PHONE_MX},
        ),
        (Country.BR, {"state": "Oporto"}, {"state": "is not a state of BR"}),
        (Country.BR, {"postal_code": "0131010"}, {"postal_code": "does not look like 01310-100"}),
        (Country.CO, {"postal_code": "1"}, {"postal_code": "does not look like 110111"}),
        (Country.US, {"postal_code": None}, {"postal_code": "is missing"}),
        (Country.US, {"postal_code": "9002"}, {"postal_code": "does not look like 90026 or 90026-1234"}),
        (Country.PE, {"neighbourhood": None}, {"neighbourhood": "is missing"}),
    ],
)
def test_a_wrong_address_names_each_field(
    country: Country, change: dict[str, str | None], reasons: dict[str, str]
):
    address = changed(GOOD[country], change)

    with pytest.raises(Malformed) as caught:
        addresses.checked(address)

    assert caught.value.reasons == {f"address.{name}": reason for name, reason in reasons.items()}


@pytest.mark.parametrize("written", ["ciudad de mexico", "CIUDAD DE MÉXICO", " Ciudad de  México"])
def test_accents_and_capitals_of_a_state_do_not_matter(written: str):
    address = changed(MX, {"state": written})

    assert addresses.checked(address).state == "Ciudad de México"


def test_every_country_has_its_data():
    assert set(addresses.FORMS) == set(STATES) == set(Country)


def changed(address: Address, change: Mapping[str, str | None]) -> Address:
    return replace(address, **change)


@pytest.mark.parametrize(
    ("country", "written", "kept", "shown"),
    [
        (Country.MX, "55 1234 5678", "+525512345678", "55 1234 5678"),
        (Country.MX, "+52 1 55 1234 5678", "+525512345678", "55 1234 5678"),
        (Country.BR, "(11) 98765-4321", "+5511987654321", "(11) 98765-4321"),
        (Country.CO, "300 123 4567", "+573001234567", "300 1234567"),
        (Country.CL, "9 8765 4321", "+56987654321", "9 8765 4321"),
        (Country.AR, "011 15-4321-5678", "+5491143215678", "011 15-4321-5678"),
        (Country.PE, "987 654 321", "+51987654321", "987 654 321"),
        (Country.US, "(213) 373-4253", "+12133734253", "(213) 373-4253"),
        (Country.MX, "+34 600 123 456", "+34600123456", "+34 600 12 34 56"),
    ],
)
def test_a_number_is_kept_as_machines_dial_it_and_shown_as_people_read_it(
    country: Country, written: str, kept: str, shown: str
):
    assert phones.find_e164(written, country) == kept
    assert phones.national(kept, country) == shown


@pytest.mark.parametrize(
    ("country", "written"),
    [
        (Country.MX, "call me"),
        (Country.MX, "12"),
        (Country.MX, "044 55 1234 5678"),
        (Country.BR, "98765-4321"),
        (Country.US, "555 0100"),
        (Country.MX, "+525512345678" * 3),
    ],
)
def test_a_number_that_nobody_can_have_is_no_number(country: Country, written: str):
    assert phones.find_e164(written, country) is None


def test_what_was_kept_before_numbers_were_read_is_shown_as_it_is():
    assert phones.national("ext. 5, ask for Ana", Country.MX) == "ext. 5, ask for Ana"


@pytest.mark.parametrize("country", Country)
def test_the_example_of_each_country_is_a_number_there(country: Country):
    assert phones.find_e164(phones.example(country), country)


def test_an_instance_may_need_a_number_where_its_carriers_do():
    needed = addresses.countries_of("MX, BR")

    assert addresses.checked(GOOD[Country.PE], phone_needed=needed).phone is None
    with pytest.raises(Malformed) as caught:
        addresses.checked(GOOD[Country.MX], phone_needed=needed)
    assert caught.value.reasons == {"address.phone": "is missing"}
