"""Taxes that consumer prices of a country contain, by the shop's country. Data with its source and date.

The general rate on goods; reduced and zero rates come with product tax classes. Engineering input, not tax
advice.
"""

from vitrina.kit.places import Country

TAX_RATE_BPS: dict[Country, int] = {
    Country.MX: 1_600,  # IVA, LIVA art. 1; 8 % in the border region is not modelled. 2026-11.
    Country.BR: 1_800,  # ICMS, internal rate of São Paulo, RICMS/SP art. 52; rates differ by state. 2026-11.
    Country.CO: 1_900,  # IVA, Estatuto Tributario art. 468. 2026-11.
    Country.CL: 1_900,  # IVA, DL 825 art. 14. 2026-11.
    Country.AR: 2_100,  # IVA, Ley 23.349 art. 28. 2026-11.
    Country.PE: 1_800,  # IGV 16 % + IPM 2 %, Ley del IGV art. 17. 2026-11.
    Country.US: 0,  # Sales tax is not inside prices; it is not collected here. 2026-11.
}
