"""What is generated from the code is checked in and current; what is written by hand names what is there."""

from pathlib import Path

import pytest

from vitrina.cli import reference
from vitrina.cli.reference import every_module

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
STALE = "run `./vitrina dev reference` and commit what it writes"


@pytest.mark.parametrize(
    ("page", "make"),
    [
        ("reference/settings.md", reference.settings_page),
        ("reference/events.md", reference.events_page),
        ("reference/errors.md", reference.errors_page),
        ("reference/openapi.json", reference.openapi_document),
        ("architecture.md", reference.architecture_page),
    ],
)
def test_a_generated_page_is_current(page: str, make: object) -> None:
    assert callable(make)

    assert (DOCS / page).read_text("utf-8") == make(), STALE


def test_the_schema_that_migrations_build_is_checked_in(shared_url: str) -> None:
    assert (DOCS / "reference" / "schema.sql").read_text("utf-8") == reference.schema_dump(shared_url), STALE


def test_every_decision_record_has_its_parts_and_a_number_of_its_own() -> None:
    records = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    numbers = [path.name[:4] for path in records]

    assert len(numbers) == len(set(numbers)) > 0
    for path in records:
        text = path.read_text("utf-8")
        for part in ("# ", "## Context", "## Decision", "## Rejected"):
            assert part in text, f"{path.name} lacks {part!r}"


def test_every_module_is_in_the_import_contract() -> None:
    folders = {path.name for path in reference.SRC.iterdir() if (path / "__init__.py").exists()}

    assert folders - {"locales", "migrations"} == set(every_module())
