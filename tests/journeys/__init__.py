"""Journeys through a running instance."""
