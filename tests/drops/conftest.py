"""Two processes, and a clock that tests may move."""

from tests.checkout.conftest import two_processes, wait

__all__ = ["two_processes", "wait"]
