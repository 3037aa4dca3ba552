"""Clips: made from an upload, edited, tagged with products, published, liked, saved, talked about.

Owns the schema `videos` (videos, ladders, remakes, tags, captions, stickers, likes, comments, saves, lists,
filters, disinterests and their counts). Promises that a clip is published only when it plays and then grows
without breaking who plays it, that a tag names a product that was for sale when it was set and a moment
inside the clip, that captions are plain text and a price sticker has no price of its own, that a clip plays
while it is cut another way and keeps what it shows with its pictures, that a scheduled clip is private until
its moment and published once, that a like and a save count once, that a count of comments is the sum of
those shown, and that a text of people stays the plain text that it is.
Never ranks clips, never touches money, and never decides who earns from a tag.

Words: an answer is a comment under a comment; a held comment waits for the creator of the clip, and until
then only she and its author see it; a filter is what holds comments; a disinterest is a clip that a person
does not want to see again. A cue is what is said from one moment
to another, captions are all cues of a language; a sticker is laid over the picture by the player; a remake is
another cut or cover on its way.
"""
