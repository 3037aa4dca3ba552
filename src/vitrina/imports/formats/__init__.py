"""Readers of catalogue files: each streams rows; nothing here knows the database or the network.

They run in a child process (`reading`), which may crash or be killed alone.
"""
