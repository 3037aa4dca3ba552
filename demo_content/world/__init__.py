"""The facts of the demo world: people, shops, products, clips.  All of it is invented."""
