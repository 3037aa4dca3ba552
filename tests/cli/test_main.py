"""The command line: exit statuses, and one sentence instead of a traceback."""

import os
import signal
import socket
from collections.abc import Generator
from pathlib import Path

import pytest

from vitrina.cli import VERBS, check, instance, main
from vitrina.cli.console import Step, Stopped, table


@pytest.fixture(autouse=True)
def signals(monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """Put the signal handlers back after the test, keep settings out, and do without the built web app."""
    for name in [name for name in os.environ if name.startswith("VITRINA_") or name == "DATABASE_URL"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("VITRINA_SKIP_WEB", "1")
    kept = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for each, handler in kept.items():
        signal.signal(each, handler)


@pytest.mark.parametrize("words", [[], ["sell"], ["demo", "--prot", "1"], ["up", "--port", "high"]])
def test_misspelt_commands_end_with_status_2(words: list[str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main(words)

    assert ended.value.code == 2
    assert "usage: vitrina" in capsys.readouterr().err


@pytest.mark.parametrize("verb", VERBS)
def test_every_command_describes_itself(verb: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main([verb, "--help"])

    assert ended.value.code == 0
    assert f"usage: vitrina {verb}" in capsys.readouterr().out


@pytest.mark.parametrize("verb", ["demo", "up"])
def test_a_port_in_use_ends_with_status_1_and_one_line(
    verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(instance, "PORT_WAIT_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        status = main([verb, "--port", str(port), "--data", str(tmp_path / "data")])

    assert status == 1
    assert capsys.readouterr().err == (
        f"vitrina: Port {port} is in use by another program; choose another one with --port.\n"
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [("VITRINA_PROT", "9000", "is not a setting"), ("VITRINA_BASE_URL", "shop", "VITRINA_BASE_URL must be")],
)
def test_a_wrong_setting_ends_with_status_1_and_one_line(
    name: str,
    value: str,
    sentence: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv(name, value)

    assert main(["up", "--data", str(tmp_path)]) == 1

    error = capsys.readouterr().err
    assert sentence in error
    assert error.count("\n") == 1


def test_data_of_another_major_ends_with_status_1_and_one_line(
    open_folder: Path, capsys: pytest.CaptureFixture[str]
):
    (open_folder / "pg14").mkdir()
    (open_folder / "pg14" / "PG_VERSION").write_text("14\n")

    assert main(["up", "--data", str(open_folder), "--port", "1"]) in {1}

    error = capsys.readouterr().err
    assert error.count("\n") == 1


def test_a_failing_step_fails_the_check_and_shows_its_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    good = check.Task(name="good", command=["sh", "-c", "echo 3 files are fine"])
    bad = check.Task(name="bad", command=["sh", "-c", "echo line 7 is wrong; exit 1"])
    absent = check.Task(name="absent", command=["false"], reason_to_skip="nothing to do")

    assert check.run_tasks([good, absent], tmp_path) is True
    assert check.run_tasks([good, bad], tmp_path) is False

    shown = capsys.readouterr().out
    assert "3 files are fine" in shown
    assert "absent          skipped: nothing to do" in shown
    assert "--- bad\nline 7 is wrong" in shown


def test_an_unknown_step_is_refused_with_the_known_ones():
    steps = [check.Task(name="lint", command=["true"])]

    with pytest.raises(Stopped, match="no step lnit; the steps are lint"):
        check.chosen(steps, "lnit")


def test_a_step_leaves_one_line_with_its_seconds(capsys: pytest.CaptureFixture[str]):
    with Step("database") as step:
        step.report("starting")
        step.report("PostgreSQL 18.6")

    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("  database        PostgreSQL 18.6")
    assert line.endswith(" s")


def test_a_failed_step_leaves_the_word_to_its_sentence(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(Stopped), Step("database"):
        raise Stopped("the disk is full")

    assert capsys.readouterr().out == ""


def test_a_table_aligns_its_columns():
    assert table([("role", "name"), ("creator", "Ana")]) == "  role     name\n  creator  Ana"
