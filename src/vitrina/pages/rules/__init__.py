"""Which page an address means, what it tells, and how that becomes HTML."""
