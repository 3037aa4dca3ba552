"""What is watched next: the feed, single clips, clips of a profile, and what was watched.

Owns the schema `feed` (popularity, rankings) and reads the schemas below. Promises that a reader who pages on
sees no clip twice and misses none that was there when the first page was asked, that a page costs the same
number of statements however long it is, and that each clip says why it is shown. Never shows a draft, and
never lets a commission move a clip.
"""
