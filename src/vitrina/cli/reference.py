"""`vitrina dev reference`: writes docs/reference, docs/architecture.md and the types of the web app."""

import ast
import asyncio
import re
import shutil
import subprocess
import sys
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import inspect as shape

from vitrina.cli.console import Step, Stopped
from vitrina.cli.instance import project
from vitrina.kit.binaries import find_binaries
from vitrina.kit.config import NAME_PREFIX, Settings
from vitrina.kit.errors import Refusal
from vitrina.kit.events import Event
from vitrina.kit.migrate import migrate
from vitrina.kit.postgres import Postgres
from vitrina.wiring import REACTIONS

Known = TypeVar("Known", bound=Event | Refusal)

MADE_BY = "<!-- Made by `./vitrina dev reference`; do not edit by hand. -->\n\n"
ARCHITECTURE_HEAD = """# Architecture

Vitrina is one Python package, one PostgreSQL database and one web app. A module calls the services of lower
rows; modules of one row do not know each other. What happens above, a module tells by an event.
**Down: call. Up: emit.** Import contracts and `tests/tidy` decide, not reviewers.

```
{picture}
```

Every module has only those of eight files that it needs: `model` (nouns), `errors` (every way to say no),
`rules` (pure decisions), `store` (SQL), `service` (verbs, the door), `routes` (HTTP), `jobs` (queue and
reactions), `personal` (what it knows of people, and what becomes of it). `wiring.py` says on one page who
reacts to which event. The tutorial
[first feature](tutorial/first-feature.md) follows one feature through all of them.
"""
SRC = Path(__file__).parents[1]
CONTRACT = SRC.parents[1] / ".importlinter"
COMPOSITION = {"app", "worker", "wiring"}


def run() -> int:
    """`vitrina dev reference`: migrate an empty database of our own and write every page."""
    root = project()
    if root is None:
        raise Stopped(
            "the reference is written in a clone of the repository, and this is an installed package."
        )
    folder = root / "var" / "reference"
    shutil.rmtree(folder, ignore_errors=True)  # Migrations that have not landed yet may have changed.
    server = Postgres(folder, is_durable=False)
    with Step("reference") as step:
        server.start()
        try:
            asyncio.run(migrate(server.url()))
            step.report(f"{len(write_all(root / 'docs', server.url()))} pages below docs/")
        finally:
            server.stop()
    with Step("types"):
        subprocess.run(
            [sys.executable, "hatch_build.py", "types"], cwd=root, check=True, stderr=subprocess.DEVNULL
        )
    return 0


def write_all(docs: Path, database_url: str | None) -> list[Path]:
    """Write every generated page below `docs`. Without a database the schema is left as it is."""
    pages = {
        docs / "reference" / "settings.md": settings_page(),
        docs / "reference" / "events.md": events_page(),
        docs / "reference" / "errors.md": errors_page(),
        docs / "reference" / "openapi.json": openapi_document(),
        docs / "architecture.md": architecture_page(),
    }
    if database_url:
        pages[docs / "reference" / "schema.sql"] = schema_dump(database_url)
    for path, text in pages.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return list(pages)


def settings_page() -> str:
    """Document every setting from the comment above its field."""
    comments = _field_comments()
    rows = [
        f"| `{NAME_PREFIX}{field.name.upper()}` | `{_shown(field.default)}` | {comments[field.name]} |"
        for field in msgspec.structs.fields(Settings)
    ]
    head = (
        "# Settings\n\n"
        "Environment variables; each can also be a file named by the same variable with `_FILE` added.\n\n"
        "| variable | default | what it does |\n|---|---|---|\n"
    )
    return MADE_BY + head + "\n".join(rows) + "\n"


def _field_comments() -> dict[str, str]:
    lines = (SRC / "kit" / "config.py").read_text("utf-8").splitlines()
    comments: dict[str, str] = {}
    for above, line in pairwise(lines):
        field = re.match(r"    (\w+): .* = ", line)
        if field and above.strip().startswith("# "):
            comments[field[1]] = above.strip()[2:]
    return comments


def _shown(default: object) -> str:
    return str(default).lower() if isinstance(default, bool) else str(default)


def layers() -> list[list[str]]:
    """Read the rows of the house, top down, from the contract that import-linter enforces."""
    _, _, rows = CONTRACT.read_text("utf-8").partition("layers =\n")
    return [re.findall(r"[a-z]+", row) for row in rows.splitlines() if row.strip()]


def every_module() -> list[str]:
    """Name the modules of the house from the top row down."""
    return [name for row in layers() for name in row if name not in COMPOSITION]


def _import_all() -> None:
    for name in every_module():
        for part in ("model", "errors"):
            if any((SRC / name / file).exists() for file in (f"{part}.py", part)):
                import_module(f"vitrina.{name}.{part}")


def _below(kind: type[Known]) -> list[type[Known]]:
    children = [each for each in kind.__subclasses__() if each.__module__.startswith("vitrina.")]
    return children + [deeper for each in children for deeper in _below(each)]


def events_page() -> str:
    """Document every event with its fields and who reacts to it."""
    _import_all()
    sections: list[str] = []
    for kind in sorted(_below(Event), key=lambda each: (each.__module__, each.__name__)):
        module = kind.__module__.split(".")[1]
        listeners = [_reaction_name(each) for each in REACTIONS.get(kind, [])]
        fields = "\n".join(f"- `{f.name}`: {_type_name(f.type)}" for f in shape.type_info(kind).fields)  # type: ignore[attr-defined]
        heard = ", ".join(f"`{name}`" for name in listeners) or "nobody yet"
        doc = " ".join((kind.__doc__ or "").split())
        sections.append(f"## {kind.__name__}\n\n{doc}\n\nFrom `{module}`. Heard by {heard}.\n\n{fields}\n")
    return MADE_BY + "# Events\n\nFacts in `kit.events`, in the order of the log.\n\n" + "\n".join(sections)


def _reaction_name(reaction: object) -> str:
    return f"{reaction.__module__.split('.')[1]}.{reaction.__name__}"  # type: ignore[attr-defined]


def _type_name(kind: shape.Type) -> str:
    name = type(kind).__name__.removesuffix("Type").lower()
    if isinstance(kind, shape.ListType):
        return f"list of {_type_name(kind.item_type)}"
    if isinstance(kind, shape.UnionType):
        return " or ".join(_type_name(each) for each in kind.types)
    if isinstance(kind, shape.StructType | shape.EnumType):
        return kind.cls.__name__
    return {"none": "null"}.get(name, name)


def errors_page() -> str:
    """Document every refusal: code, status, sentence."""
    _import_all()
    kinds = sorted(_below(Refusal), key=lambda kind: kind.code)
    rows = [f"| `{kind.code}` | {kind.status} | {' '.join((kind.__doc__ or '').split())} |" for kind in kinds]
    head = "# Errors\n\nCodes of `application/problem+json`; they never change.\n\n"
    table = "| code | status | sentence |\n|---|---|---|\n"
    return MADE_BY + head + table + "\n".join(rows) + "\n"


def openapi_document() -> str:
    """Describe the HTTP API as OpenAPI 3.1."""
    from vitrina.app import create_app

    app = create_app(Settings(secret_key="x" * 48))
    document = app.openapi_schema.to_schema()
    return msgspec.json.format(msgspec.json.encode(document, order="deterministic"), indent=1).decode() + "\n"


def architecture_page() -> str:
    """Draw the layers and quote the contract of every module."""
    picture = "\n".join("  " + "   ".join(row) for row in layers())
    parts = [ARCHITECTURE_HEAD.format(picture=picture)]
    for name in every_module():
        doc = ast.get_docstring(ast.parse((SRC / name / "__init__.py").read_text("utf-8"))) or ""
        parts.append(f"## {name}\n\n{doc}\n")
    return MADE_BY + "\n".join(parts)


def schema_dump(database_url: str) -> str:
    """Dump the schema of a migrated database, without what differs from run to run."""
    program = find_binaries()[0].folder / "bin" / "pg_dump"
    command = [str(program), "--schema-only", "--no-owner", "--exclude-schema=public", database_url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    kept = [
        line
        for line in done.stdout.splitlines()
        if not line.startswith(("\\restrict", "\\unrestrict", "-- Dumped", "SET ", "SELECT pg_catalog"))
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip() + "\n"
