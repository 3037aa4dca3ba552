"""What margins knows of people: nothing."""

from vitrina.kit.personal import Personal, nothing

PERSONAL = Personal(module="margins", tables={"margins.terms": nothing("what shops want to keep")})
