"""Who is who, and what they may do.

Owns the schema `identity` (persons, handles, sessions, tokens, one-time codes, attempts). Promises that an
e-mail address and a handle belong to one owner each, people and shops alike; that a session or token is
known only to who carries it, ends when it is told to, and opens nothing after that; that an answer to a
sign-in never tells whether a person exists; that nobody makes herself 18 by correcting a birth date; and
that nobody under 18 sells, earns, or gets what has an age limit. Never sends a mail,
never decides about a shop, an order or money: it tells who asks, and others decide.

Words: a person has capabilities (earn, sell, operate); a session is a browser, a token is a program.
"""
