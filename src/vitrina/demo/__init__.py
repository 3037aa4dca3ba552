"""The demo world: invented people, shops, clips and orders, made through the same doors that people use.

Owns no schema: what it makes belongs to the modules that it calls. Promises that seeding twice is seeding
once and that everything it shows says that it is a demo. Never runs on an instance that is not a demo.
"""
