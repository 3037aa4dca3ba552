"""What a person may ask about her own data: to take it along, and to be forgotten.

Owns the schema `account` (exports, erasures) and the private storage. Promises that an export holds what
every module knows of a person and is read by nobody else, that who asks to be forgotten is out of sight at
once and may come back for 14 days, and that afterwards nothing tells who she was but what the modules declare
as kept.
Never knows what a module keeps: each of them exports and erases its own through the port of kit.personal.

Words: an export is an archive of a person's data; a deletion is what she asks for; an erasure is how it is
done.
"""
