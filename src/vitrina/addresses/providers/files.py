"""Postal codes from files that the operator gave: one CSV a country, `postal_code,state,city,neighbourhood`.

No such file comes with Vitrina: those of most post offices must not be passed on.
"""

import asyncio
import csv
import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from vitrina.addresses import rules
from vitrina.addresses.model import PostalPlace
from vitrina.addresses.providers import PLACES_MAX
from vitrina.kit.places import Country
from vitrina.kit.text import clean_line

COLUMNS = ("postal_code", "state", "city", "neighbourhood")
FIELD_LENGTH_MAX = 120
ROWS_MAX = 2_000_000
BETWEEN = "\t"

log = logging.getLogger(__name__)


class FileWrong(Exception):
    """A file of postal codes cannot be read; the message says where and why."""


def read_places(path: Path, country: Country) -> dict[str, bytes]:
    """Read a file: by postal code its places, packed, because a country has 150,000 of them.

    Raises FileWrong with the line.
    """
    packed: dict[str, list[bytes]] = defaultdict(list)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if missing := set(COLUMNS) - set(reader.fieldnames or ()):
                raise FileWrong(f"{path}: its first line lacks {', '.join(sorted(missing))}")
            for number, row in enumerate(reader, start=2):
                if number > ROWS_MAX:
                    raise FileWrong(f"{path}: more than {ROWS_MAX} lines")
                code, place = _read_row(f"{path}:{number}", row, country)
                packed[code].append(place)
    except (OSError, UnicodeDecodeError, csv.Error) as e:
        raise FileWrong(f"{path}: {e}") from e
    return {code: b"\n".join(places) for code, places in packed.items()}


def _read_row(where: str, row: Mapping[str, str | None], country: Country) -> tuple[str, bytes]:
    fields = [clean_line(row[name] or "") for name in COLUMNS]
    state, code = rules.known(country, fields[1], fields[0])
    if code is None:
        raise FileWrong(f"{where}: {fields[0]!r} is no postal code of {country}")
    if state is None:
        raise FileWrong(f"{where}: {fields[1]!r} is no state of {country}")
    if not fields[2] or max(map(len, fields)) > FIELD_LENGTH_MAX:
        raise FileWrong(f"{where}: the city is missing, or something is longer than {FIELD_LENGTH_MAX}")
    return code, BETWEEN.join((state, *fields[2:])).encode()


class PostalFiles:
    """Knows the postal codes of the countries whose file lies in a folder, such as MX.csv.

    A file is read when its country is first asked for, and kept; a wrong one knows nothing and is logged.
    """

    def __init__(self, folder: Path) -> None:
        """folder: with a file named after each country."""
        self._files = {country: path for country in Country if (path := folder / f"{country}.csv").is_file()}
        self._read: dict[Country, Mapping[str, bytes]] = {}
        self._turn = asyncio.Lock()

    @property
    def countries(self) -> frozenset[Country]:
        """Whose file is there."""
        return frozenset(self._files)

    async def find(self, country: Country, postal_code: str) -> Sequence[PostalPlace]:
        """List the places of a postal code, in the order of the file."""
        if country not in self._files:
            return ()
        async with self._turn:
            if country not in self._read:
                self._read[country] = await asyncio.to_thread(self._places, country)
        return list(_unpacked(self._read[country].get(postal_code, b"")))[:PLACES_MAX]

    def _places(self, country: Country) -> Mapping[str, bytes]:
        try:
            return read_places(self._files[country], country)
        except FileWrong as e:
            log.error("postal codes: %s", e)
            return {}


def _unpacked(packed: bytes) -> Iterator[PostalPlace]:
    for line in packed.decode().splitlines():
        state, city, neighbourhood = line.split(BETWEEN)
        yield PostalPlace(state=state, city=city, neighbourhood=neighbourhood or None)
