"""What payments knows of people: nothing but what a purchase cost."""

from vitrina.kit.personal import Personal, kept, nothing

PERSONAL = Personal(
    module="payments",
    tables={
        "payments.payments": nothing("a purchase is an opaque id, and no card number comes here"),
        "payments.refunds": nothing("an order is an opaque id"),
        "payments.hints": nothing("ids of objects at a provider"),
        "payments.disputes": nothing("a payment is an opaque id"),
        "payments.receipts": kept("proves which operator or shop said that money came"),
        "payments.cash_shops": nothing("a shop"),
        "payments.movements": nothing("sums under ids of a provider"),
        "payments.settlements": kept("why the books were corrected; operators are opaque ids"),
        "payments.readings": nothing("how far a statement was read"),
        "payments.sandbox_payouts": nothing("sums of the sandbox"),
        "payments.sandbox_charges": nothing("sums of the sandbox"),
        "payments.sandbox_refunds": nothing("sums of the sandbox"),
    },
)
