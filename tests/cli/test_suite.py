"""Where a run of every test keeps its databases."""

from pathlib import Path

import pytest

from vitrina.cli import test as suite

ROOT = Path("/clone")


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(suite, "MEMORY", tmp_path / "memory")
    monkeypatch.setattr(suite, "MEMINFO", tmp_path / "meminfo")
    (tmp_path / "memory").mkdir()
    return tmp_path


def test_databases_lie_in_memory_where_there_is_room(memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (memory / "meminfo").write_text("MemTotal:       24683652 kB\nMemAvailable:    8388608 kB\n")
    monkeypatch.setattr(suite, "ROOM_BYTES", 1024)

    chosen = suite.folder_in_memory(ROOT)

    assert chosen
    assert chosen.parent == memory / "memory"
    assert chosen != suite.folder_in_memory(ROOT / "other")


@pytest.mark.parametrize("said", ["MemAvailable:        900 kB\n", "MemTotal:  24683652 kB\n", ""])
def test_a_small_machine_keeps_them_on_its_disk(memory: Path, said: str) -> None:
    (memory / "meminfo").write_text(said)

    assert suite.folder_in_memory(ROOT) is None


def test_a_system_without_such_a_folder_keeps_them_on_its_disk(memory: Path) -> None:
    (memory / "memory").rmdir()

    assert suite.folder_in_memory(ROOT) is None
