"""Postal codes from an operator's file: a code of several neighbourhoods, and a wrong file says its line."""

from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from vitrina.addresses import service as addresses
from vitrina.addresses.model import PostalPlace
from vitrina.addresses.providers.files import FileWrong, PostalFiles, read_places
from vitrina.kit.config import Settings, SettingWrong, load_settings
from vitrina.kit.places import Country

HEAD = "postal_code,state,city,neighbourhood\n"
MX = HEAD + (
    "06700,ciudad de mexico,Cuauhtémoc,Roma Norte\n"
    "06760,Ciudad de México,Cuauhtémoc,Roma Sur\n"
    '06700,Ciudad de México,Cuauhtémoc,"Roma, antigua"\n'
)


async def test_a_code_of_several_neighbourhoods_lists_them_all(tmp_path: Path) -> None:
    (tmp_path / "MX.csv").write_text(MX, "utf-8-sig")
    (tmp_path / "BR.csv").write_text(HEAD + "01310100,SP,São Paulo,\n")
    settings = Settings(postal_codes_dir=str(tmp_path))

    places = await addresses.find_places(settings, Country.MX, " 06700")

    assert places == [
        PostalPlace(state="Ciudad de México", city="Cuauhtémoc", neighbourhood=each)
        for each in ("Roma Norte", "Roma, antigua")
    ]
    assert await addresses.find_places(settings, Country.BR, "01310-100") == [
        PostalPlace(state="SP", city="São Paulo", neighbourhood=None)
    ]
    assert await addresses.find_places(settings, Country.MX, "99999") == []
    assert not await addresses.find_places(settings, Country.PE, "15074")
    assert addresses.needs(settings).postal_codes == [Country.BR, Country.MX]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("code,state\n", "its first line lacks city, neighbourhood, postal_code"),
        (HEAD + "0670,Ciudad de México,Cuauhtémoc,Roma\n", "MX.csv:2: '0670' is no postal code of MX"),
        (HEAD + "06700,Narnia,Cuauhtémoc,Roma\n", "MX.csv:2: 'Narnia' is no state of MX"),
        (HEAD + "06700,Ciudad de México,,Roma\n", "MX.csv:2: the city is missing"),
    ],
)
async def test_a_wrong_file_says_where_and_knows_nothing(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "MX.csv"
    path.write_text(text)

    with pytest.raises(FileWrong, match=why):
        read_places(path, Country.MX)

    assert await PostalFiles(tmp_path).find(Country.MX, "06700") == []


async def test_without_a_file_nothing_is_known(client: AsyncTestClient[Litestar]) -> None:
    query = {"country": "MX", "postal_code": "06700"}
    known = await client.get("/api/v1/postal-codes", params=query)
    wrong = await client.get("/api/v1/postal-codes", params={**query, "postal_code": "67"})
    nowhere = await client.get("/api/v1/postal-codes", params={**query, "country": "XX"})

    assert known.json() == {"items": [], "next_cursor": None}
    assert (wrong.status_code, nowhere.status_code) == (422, 422)


@pytest.mark.parametrize(
    "environ",
    [
        {"VITRINA_PHONE_NEEDED_IN": "MX,Narnia"},
        {"VITRINA_POSTAL_CODES_DIR": "/nowhere/at/all"},
        {"VITRINA_HOME_COUNTRY": "Narnia"},
    ],
)
def test_a_setting_that_cannot_be_used_is_refused(environ: dict[str, str]) -> None:
    with pytest.raises(SettingWrong):
        load_settings(environ)
