"""Clips made of a shop's photos: one product after the other, each a clip like any other.

Owns the schema `slideshows` (runs, slideshows). Promises that a run makes at most one clip of a product, that
stopping it leaves the clips that are there, that nothing is drawn into a clip that may change, and that a
clip is published only when its run said so and its person may. Never encodes, ranks or earns: media draws the
film, videos makes a clip of it.

Words: a slideshow is a clip made of a product's pictures; a run makes them one after the other.
"""
