"""Decisions of search: how words are compared, how questions become queries, what a typing error is."""
