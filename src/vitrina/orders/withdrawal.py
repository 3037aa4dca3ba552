"""How many days the law of a country gives a buyer to withdraw from a distance sale.

Data with its source, checked in November 2026; engineering input, not legal advice. Business days are turned
into the calendar days that surely contain them: 5 business days lie within 7 calendar days and one holiday.
"""

from vitrina.kit.places import Country

WITHDRAWAL_DAYS: dict[Country, int] = {
    Country.BR: 7,  # CDC art. 49: 7 calendar days from receipt.
    Country.AR: 10,  # Ley 24.240 art. 34: 10 calendar days from delivery.
    Country.CL: 10,  # Ley 19.496 art. 3 bis: 10 days from receipt.
    Country.CO: 8,  # Ley 1480 art. 47: 5 business days from delivery.
    Country.MX: 8,  # LFPC art. 56: 5 business days from delivery; its reach is argued, kept as policy.
    Country.PE: 0,  # No general right for distance sales found.
    Country.US: 0,  # No federal right for online sales.
}


def return_days(country: Country, shop_days: int) -> int:
    """Give the longer of what the buyer's country asks and what the shop offers, in days from delivery."""
    return max(WITHDRAWAL_DAYS[country], shop_days)
