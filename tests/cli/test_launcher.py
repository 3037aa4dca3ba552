"""The launcher `./vitrina`: works with nothing but sh and Python, and says what is missing."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# A Python whose pip installs a program `uv` into the folder after --target.
PIP = """
case "$*" in *install*) ;; *) exit 0 ;; esac
for folder; do [ "$last" = --target ] && break; last=$folder; done
/bin/mkdir -p "$folder/bin"
echo 'echo fetched uv runs >&2' > "$folder/bin/uv"
/bin/chmod +x "$folder/bin/uv"
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with the launcher in it, and an empty folder of programs."""
    folder = tmp_path / "a clone"
    (folder / "programs").mkdir(parents=True)
    shutil.copy(ROOT / "vitrina", folder)
    (folder / "src/vitrina/_web").mkdir(parents=True)
    (folder / "src/vitrina/_web/200.html").touch()
    program(folder, "../.venv/bin/python", 'printf "%s|" "$@"; [ "$3" != doctor ] || exit 7')
    return folder


def program(clone: Path, name: str, text: str) -> None:
    path = clone / "programs" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def launch(clone: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "a clone/vitrina", *words],
        cwd=clone.parent,
        env={"PATH": str(clone / "programs"), "HOME": str(clone), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_has_the_web_app_built_again_where_it_was_deleted(clone: Path):
    program(clone, "uv", 'echo "$@" >&2')
    (clone / "src/vitrina/_web/200.html").unlink()

    assert "--reinstall-package=vitrina" in launch(clone, "demo").stderr
    assert "--reinstall-package" not in launch(clone, "demo", VITRINA_SKIP_WEB="1").stderr


@pytest.mark.parametrize(
    ("verb", "group"), [("demo", " --no-dev"), ("up", " --no-dev"), ("test", ""), ("check", ""), ("lab", "")]
)
def test_uv_prepares_what_the_command_needs_before_it_runs(clone: Path, verb: str, group: str):
    program(clone, "uv", 'echo "$@" >&2')

    result = launch(clone, verb, "--data", "my data")

    assert f"run --project {clone}{group} python -c" in result.stderr
    assert result.stdout == f"-m|vitrina.cli|{verb}|--data|my data|"
    assert result.returncode == 0


@pytest.mark.parametrize(
    ("asked", "taken"), [({}, "fast/python3"), ({"UV_PYTHON": "3.12"}, "3.12")], ids=["nothing", "asked for"]
)
def test_a_new_environment_has_the_first_python_that_was_built_to_be_fast(
    clone: Path, asked: dict[str, str], taken: str
):
    shutil.rmtree(clone / ".venv")
    program(
        clone,
        "uv",
        f'[ "$1" != run ] || {{ echo "uv has ${{UV_PYTHON-}}" >&2; /bin/mkdir -p "{clone}/.venv"; }}',
    )
    for folder, status in (("slow", 1), ("fast", 0), ("other", 0)):
        program(clone, f"{folder}/python3", f"exit {status}")
    path = ":".join(str(clone / "programs" / folder) for folder in (".", "slow", "fast", "other"))

    first, second = (launch(clone, "demo", PATH=path, **asked).stderr for _ in range(2))

    assert f"uv has {taken}" in first.replace(f"{clone}/programs/", "")
    assert f"uv has {asked.get('UV_PYTHON', '')}\n" in second  # It stays with the environment that is there.


@pytest.mark.parametrize(
    ("arguments", "prefix", "status"),
    [
        ("'--enable-optimizations' '--with-lto'", "/opt/python", 0),
        ("'--enable-shared'", "/usr", 0),
        ("'--enable-shared'", "/opt/pyenv/versions/3.11.9", 1),
        (None, "/opt/python", 1),
    ],
)
def test_a_python_is_fast_that_says_so_or_is_a_distributions(arguments: str | None, prefix: str, status: int):
    launcher = (ROOT / "vitrina").read_text("utf-8")
    asked = launcher.partition("is_fast='")[2].partition("'\n")[0]
    faked = f"sysconfig.get_config_var = lambda _: {arguments!r}\nsys.base_prefix = {prefix!r}"

    assert (
        subprocess.run(
            [sys.executable, "-c", f"import sys, sysconfig\n{faked}\n{asked}"], check=False
        ).returncode
        == status
    )


def test_an_environment_in_another_place_keeps_its_python(clone: Path):
    program(clone, "uv", 'echo "uv has ${UV_PYTHON-nothing}" >&2')
    program(clone, "python3", "exit 0")
    (clone / ".venv").rename(clone / "elsewhere")

    assert "uv has nothing" in launch(clone, "demo", UV_PROJECT_ENVIRONMENT="elsewhere").stderr


@pytest.mark.parametrize("status", [1, 127])
def test_where_no_python_is_fast_uv_chooses(clone: Path, status: int):
    shutil.rmtree(clone / ".venv")
    program(clone, "uv", 'echo "uv has ${UV_PYTHON-nothing}" >&2')
    program(clone, "python3", f"exit {status}")

    assert "uv has nothing" in launch(clone, "demo").stderr


def test_it_passes_on_the_exit_status(clone: Path):
    program(clone, "uv", "")

    assert launch(clone, "doctor").returncode == 7


def test_it_says_in_one_sentence_that_uv_failed(clone: Path):
    program(clone, "uv", '[ "$1" = --version ] || { echo "no route to host" >&2; exit 2; }')

    result = launch(clone, "demo")

    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.splitlines()[-1].startswith("vitrina: uv could not prepare the environment")


def test_it_fetches_uv_with_pip_where_there_is_none(clone: Path):
    program(clone, "python3", PIP)

    first, second = launch(clone, "demo"), launch(clone, "demo")

    assert "fetched uv runs" in first.stderr
    assert "fetched uv runs" in second.stderr
    assert "fetching it with pip" in first.stderr
    assert "fetching it with pip" not in second.stderr


@pytest.mark.parametrize(
    ("python", "sentence"),
    [
        (None, "Python 3.11 or newer is needed"),
        ('case "$*" in "-m pip --version" | "-m venv"*) exit 1 ;; esac', "neither pip nor ensurepip"),
        ('case "$*" in *install*) exit 1 ;; esac', "is the package registry in reach?"),
    ],
)
def test_it_says_in_one_sentence_what_is_missing(clone: Path, python: str | None, sentence: str):
    if python:
        program(clone, "python3", python)

    result = launch(clone, "demo")

    assert result.returncode == 1
    assert sentence in result.stderr.splitlines()[-1]
