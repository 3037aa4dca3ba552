"""Clips: made from an upload, described, tagged with products, published, liked.

Owns the schema `videos` (videos, tags, likes). Promises that a clip is published only when it plays, that a
tag names a product that was for sale when it was set and a moment inside the clip, and that a like counts
once.
Never ranks clips, never touches money, and never decides who earns from a tag.
"""
