"""Catalogues brought along: files and feeds of other shop systems, read, previewed, written and undone.

Owns the schema `imports` (sources, runs, items, problems, products, changes, pictures). Promises that nothing
is changed before its shop has seen what would change, unless a schedule was set; that the same file twice
changes nothing the second time; that a file of any size is read in bounded memory, by a child that may crash
alone; that a run can be stopped between two batches and undone; and that holds and orders stay right
meanwhile. Never sells, and never believes a file: addresses in it are fetched only outside of our network.

Words: a source is where products of a shop come from, with its column mapping; a run is one import of it; an
item is a product as a run read it; a problem is what is wrong with a row. A full run describes the whole
source, so that what it leaves out is archived; a delta run describes only what it names.
"""
