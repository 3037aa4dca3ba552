"""What shipping knows of people: nothing."""

from vitrina.kit.personal import Personal, nothing

PERSONAL = Personal(module="shipping", tables={"shipping.rates": nothing("where shops send to")})
