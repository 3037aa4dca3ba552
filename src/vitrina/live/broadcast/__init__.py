"""What is broadcast in live rooms: a publisher's film taken in, cut into parts, served from memory, recorded.

Words: a publisher sends a *film* into a room; the film is cut into *parts* (1/3 s) and *segments* (1 s); the
*origin* keeps the last few for viewers; a *broadcast* is everything from the first picture to the end, over
reconnects; its *recording* is the same bytes in one file, with an *index*.

Promises: every ingest becomes the same samples, video is never decoded or encoded again; a viewer is served
from memory; nothing that a publisher or a viewer sends grows without a bound. Never touches the database and
knows nothing of rooms but their ids: who may publish, and what a broadcast means, is asked through `ports`.
"""
