"""Labs: programs that try to make Vitrina lose, double or oversell something, and count what they reach.

Promises that a failure is told with the seed that brings it back, and that every count is made from outside:
from journals that the buyers kept, and from the database at rest. `./vitrina lab NAME --json` runs one;
`tests/reliability` runs each for some seconds.
"""
