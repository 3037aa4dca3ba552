"""Decisions of channels: what a target takes, and how it is written."""
