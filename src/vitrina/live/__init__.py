"""Live shows: a room with a host, what she pins, what viewers say, and its replay.

Owns the schema `live` (rooms, counters, items, pins, log, silences, filters, reminders, taps, sales,
earnings). Promises that at most three products are pinned at once, that what a viewer sees of a room has a
number and is sent in that order, that who comes back after a cut gets what she missed or is told to look
anew, that a pin carries the moment of the broadcast it belongs to, that a buyer is never named, and that the
number of viewers is of those who are there. Never decides a price or a stock, and never who earns.

Words: a room is one show, from its announcement to its replay; its host shows it; an item is a product of its
line-up, under a number; a pin is an item on the screen from one moment to another; the log is all that
viewers see, numbered; a silence keeps a person from talking in a host's rooms.
"""
