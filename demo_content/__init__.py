"""Makes the demo world's pictures, clips, sounds and facts; nothing here runs in the product.

Everything is drawn and synthesised by this package from a fixed seed: no photograph, recording or brand of
anybody is used.  Run `python -m demo_content` from the repository root; README.md says what it needs.
"""
