"""What the books know of people: opaque ids, for ever."""

from vitrina.kit.personal import Personal, kept, nothing

PERSONAL = Personal(
    module="ledger",
    tables={
        "ledger.currencies": nothing("a list of currencies"),
        "ledger.chart": nothing("kinds of accounts"),
        "ledger.accounts": kept("books are never changed; the owner is an opaque id"),
        "ledger.journals": nothing("orders and commissions are opaque ids"),
        "ledger.entries": nothing("sums"),
        "ledger.balances": nothing("sums"),
        "ledger.seals": nothing("digests of the books"),
        "ledger.revenue_months": nothing("sums"),
        "ledger.revenue_progress": nothing("how far the sums have come"),
    },
)
