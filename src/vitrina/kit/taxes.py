"""Taxes that consumer prices of a country contain, by the class of the goods and the day. Data with source.

Which goods belong to a class is for the shop to say: the sources name the law that lists them. Engineering
input, not tax advice. A rate that changes is a new row: what was priced before keeps the old one.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from vitrina.kit.days import local_day
from vitrina.kit.places import Country


class TaxClass(StrEnum):
    """Which rate of its shop's country a product carries."""

    GENERAL = "general"
    """That of everything which no law names."""
    REDUCED = "reduced"
    """A lower one, for goods that a law lists."""
    ZERO = "zero"
    """None: goods at the rate of zero, or exempt."""


class TaxRate(Struct, frozen=True, kw_only=True):
    """A rate inside prices. valid_from: its first day in the shop's country.  source: its law.

    page: where somebody compared the rate with its law, or with who says it, on the day `read`. Without one
    it is written from knowledge: ask before you rely on it.
    """

    country: Country
    tax_class: TaxClass = TaxClass.GENERAL
    rate_bps: int
    valid_from: date
    source: str
    page: str | None = None
    read: date | None = None


READ = date(2026, 11, 29)
TAX_RATES: Sequence[TaxRate] = (
    TaxRate(
        country=Country.MX,
        rate_bps=1_600,
        valid_from=date(2010, 1, 1),
        source="IVA, LIVA art. 1; 8 % in the border region is not modelled",
        page="https://isaactoconta.blogspot.com/2017/01/ley-del-impuesto-al-valor-agregado.html",
        read=READ,
    ),
    TaxRate(
        country=Country.MX,
        tax_class=TaxClass.ZERO,
        rate_bps=0,
        valid_from=date(2010, 1, 1),
        source="IVA at 0 %, LIVA art. 2-A: foods, medicines, sanitary pads, books of their publisher",
        page="https://mundofiscal.com/iva_tasa_0.htm",
        read=READ,
    ),
    TaxRate(
        country=Country.BR,
        rate_bps=1_800,
        valid_from=date(2000, 1, 1),
        source="ICMS, internal rate of São Paulo, RICMS/SP art. 52; rates differ by state",
    ),
    TaxRate(
        country=Country.BR,
        tax_class=TaxClass.REDUCED,
        rate_bps=1_200,
        valid_from=date(2001, 1, 1),
        source="ICMS of São Paulo, RICMS/SP art. 54: the goods listed there; rates differ by state",
    ),
    TaxRate(
        country=Country.BR,
        tax_class=TaxClass.ZERO,
        rate_bps=0,
        valid_from=date(2001, 1, 1),
        source="Exempt from ICMS of São Paulo, RICMS/SP Anexo I art. 36: fresh fruit and vegetables",
        page="https://www.normasbrasil.com.br/norma/resposta-a-consulta-22973-2021-sp_412829.html",
        read=READ,
    ),
    TaxRate(
        country=Country.CO,
        rate_bps=1_900,
        valid_from=date(2017, 1, 1),
        source="IVA, Estatuto Tributario art. 468",
        page="https://www.mercadopago.com.mx/developers/es/guides/localization/iva-colombia/",
        read=READ,
    ),
    TaxRate(
        country=Country.CO,
        tax_class=TaxClass.REDUCED,
        rate_bps=500,
        valid_from=date(2013, 1, 1),
        source="IVA at 5 %, Estatuto Tributario art. 468-1: roasted coffee, some foods, and others listed",
        page="https://legalytributarioenlinea.co.pwc.com/et2019n/estatuto2017.aspx?id=468-1",
        read=READ,
    ),
    TaxRate(
        country=Country.CO,
        tax_class=TaxClass.ZERO,
        rate_bps=0,
        valid_from=date(2013, 1, 1),
        source="Excluded or exempt from IVA, Estatuto Tributario art. 424 and 477: basic foods, medicines",
    ),
    TaxRate(
        country=Country.CL,
        rate_bps=1_900,
        valid_from=date(2003, 10, 1),
        source="IVA, DL 825 art. 14",
        page="https://www.globalvatcompliance.com/globalvatnews/simplified-vat-regime-chile/",
        read=READ,
    ),
    TaxRate(
        country=Country.AR,
        rate_bps=2_100,
        valid_from=date(1995, 4, 1),
        source="IVA, Ley 23.349 art. 28",
        page="https://es.scribd.com/document/586464381/La-alicuota-del-impuesto-sera-del-veintiuno-por-ciento",
        read=READ,
    ),
    TaxRate(
        country=Country.AR,
        tax_class=TaxClass.REDUCED,
        rate_bps=1_050,
        valid_from=date(1998, 11, 1),
        source="IVA at 10.5 %, Ley 23.349 art. 28, fourth paragraph: fresh meat, fruit, bread, flour",
        page="https://es.scribd.com/document/586464381/La-alicuota-del-impuesto-sera-del-veintiuno-por-ciento",
        read=READ,
    ),
    TaxRate(
        country=Country.AR,
        tax_class=TaxClass.ZERO,
        rate_bps=0,
        valid_from=date(1995, 4, 1),
        source="Exempt from IVA, Ley 23.349 art. 7: books, and others listed",
    ),
    TaxRate(
        country=Country.PE,
        rate_bps=1_800,
        valid_from=date(2011, 3, 1),
        source="IGV and IPM together, Ley del IGV art. 17; from 2026 Ley 32387 moves parts from IGV to IPM",
        page="https://revelacion.pe/?p=107434",
        read=READ,
    ),
    TaxRate(
        country=Country.PE,
        tax_class=TaxClass.ZERO,
        rate_bps=0,
        valid_from=date(1999, 4, 16),
        source="Exempt from IGV, TUO de la Ley del IGV art. 5 and Apéndice I: fresh foods, and others listed",
        page="https://clubensayos.com/Temas-Variados/OPERACIONES-EXONERADAS-DEL-IMPUESTO-GENERAL-A-LAS-VENTAS/870473.html",
        read=READ,
    ),
    TaxRate(
        country=Country.US,
        rate_bps=0,
        valid_from=date(2000, 1, 1),
        source="Sales tax is not inside prices; it is not collected here",
    ),
)


def rates_of(
    country: Country, now: datetime, rates: Sequence[TaxRate] = TAX_RATES
) -> dict[TaxClass, TaxRate]:
    """Find the rate of each class that a country has on a day: the last that has begun."""
    today = local_day(now, country)
    begun = [each for each in rates if each.country is country and each.valid_from <= today]
    last = {each.tax_class: each for each in sorted(begun, key=lambda each: each.valid_from)}
    return {tax_class: last[tax_class] for tax_class in TaxClass if tax_class in last}


def tax_rate_bps(
    country: Country,
    now: datetime,
    tax_class: TaxClass = TaxClass.GENERAL,
    *,
    rates: Sequence[TaxRate] = TAX_RATES,
) -> int:
    """Find the rate of a class on a day, in basis points; where it has none, that of the general one."""
    found = rates_of(country, now, rates)
    return found.get(tax_class, found[TaxClass.GENERAL]).rate_bps
