"""Which tests make films: `vitrina check` leaves them to `vitrina test`."""

import pytest

ENCODING = {"test_clips.py", "test_edits.py", "test_hostile.py", "test_ladder.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark, of the files about encoding, the tests that have a folder for a film."""
    for item in items:
        is_here = item.path.parent.name == "media" and item.path.name in ENCODING
        if is_here and "tmp_path" in getattr(item, "fixturenames", ()):
            item.add_marker("encoder")
