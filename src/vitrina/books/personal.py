"""What the books know of people: nothing but opaque ids in what an audit found."""

from vitrina.kit.personal import Personal, kept

PERSONAL = Personal(
    module="books",
    tables={"books.audits": kept("what was found about opaque ids; forgotten after a month of hours")},
)
