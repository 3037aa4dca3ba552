"""The house's shape: who may import whom, who may write where, how large things may be."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

SRC = Path(__file__).parents[2] / "src" / "vitrina"
ROOTS = {"app.py", "worker.py", "wiring.py"}
PRIVATE = {"store", "rules", "routes", "jobs"}
WRITE = re.compile(r"\b(?:insert\s+into|update|delete\s+from|truncate)\s+([a-z_]+)\.([a-z_]+)", re.I)
READ = re.compile(r"\b(?:from|join)\s+([a-z_]+)\.([a-z_]+)\b", re.I)
READERS_OF_ALL = {"analytics", "feed", "search", "cli", "books"}

FUNCTION_LINES_MAX = 60
FILE_LINES_MAX = 500
POSITIONAL_MAX = 3


def python_files() -> list[Path]:
    return [path for path in SRC.rglob("*.py") if "_web" not in path.parts]


@cache
def modules() -> set[str]:
    return {path.name for path in SRC.iterdir() if path.is_dir() and (path / "__init__.py").exists()}


def owner(path: Path) -> str:
    return path.relative_to(SRC).parts[0]


def foreign_imports(own: str, source: str) -> Iterator[str]:
    """Yield 'module.part' for every private part of another module that a file of module `own` imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("vitrina."):
            module, *part = (node.module or "").removeprefix("vitrina.").split(".")
            names = part[:1] or [alias.name for alias in node.names]
            yield from (f"{module}.{name}" for name in names if module != own and name in PRIVATE)


def test_no_module_reaches_into_the_private_parts_of_another() -> None:
    files = [path for path in python_files() if path.name not in ROOTS]

    offences = [
        f"{path.relative_to(SRC)}: {name}"
        for path in files
        for name in foreign_imports(owner(path), path.read_text())
    ]

    assert not offences, "\n".join(offences)


def test_the_rule_about_private_parts_bites() -> None:
    source = "from vitrina.orders.store import find\nfrom vitrina.orders import rules, service\n"

    assert list(foreign_imports("carts", source)) == ["orders.store", "orders.rules"]
    assert list(foreign_imports("orders", source)) == []


@cache
def literals(path: Path) -> list[str]:
    nodes = ast.walk(ast.parse(path.read_text()))
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def is_store(path: Path) -> bool:
    parts = path.relative_to(SRC).parts
    # A sandbox provider plays the outside world, and keeps that world's own rows.
    return parts[0] == "kit" or "store.py" in parts or "store" in parts or "providers" in parts


def test_nobody_writes_the_schema_of_another_module() -> None:
    offences: list[str] = []
    for path in python_files():
        own = path.relative_to(SRC).parts[0]
        for text in literals(path):
            offences += [
                f"{path.relative_to(SRC)}: {schema}.{table}"
                for schema, table in WRITE.findall(text)
                if schema in modules() and schema != own
            ]

    assert not offences, "\n".join(offences)


def test_nobody_reads_the_schema_of_another_module_but_the_observers() -> None:
    offences: list[str] = []
    for path in python_files():
        own = path.relative_to(SRC).parts[0]
        if own in READERS_OF_ALL:
            continue
        for text in literals(path):
            offences += [
                f"{path.relative_to(SRC)}: {schema}.{table}"
                for schema, table in READ.findall(text)
                if schema in modules() and schema not in {own, "kit"}
            ]

    assert not offences, "\n".join(offences)


def test_sql_lives_in_stores() -> None:
    sql = re.compile(r"^\s*(select|insert into|update|delete from|with)\s", re.I)

    offences = [
        f"{path.relative_to(SRC)}: {text.strip()[:60]!r}"
        for path in python_files()
        if not is_store(path) and path.relative_to(SRC).parts[0] not in {"cli"} and path.name not in ROOTS
        for text in literals(path)
        if sql.match(text) and ("from" in text or "set" in text or "values" in text) and "." in text
    ]

    assert not offences, "\n".join(offences)


def test_sql_is_never_put_together_from_pieces() -> None:
    offences: list[str] = []
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.JoinedStr):
                text = "".join(
                    part.value
                    for part in node.values
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                )
                if re.match(r"^\s*(select|insert into|update|delete from)\s", text, re.I):
                    offences.append(f"{path.relative_to(SRC)}:{node.lineno}")

    assert not offences, "\n".join(offences)


def test_files_stay_small() -> None:
    offences = [
        f"{path.relative_to(SRC)}: {count} lines"
        for path in python_files()
        if (count := len(path.read_text().splitlines())) > FILE_LINES_MAX
    ]

    assert not offences, "\n".join(offences)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without those of its string literals: long SQL is not a long function."""
    total = (node.end_lineno or node.lineno) - node.lineno + 1
    strings = {
        (each.lineno, each.end_lineno or each.lineno)
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }
    return total - sum(end - start for start, end in strings)


def test_functions_stay_small() -> None:
    offences = [
        f"{path.relative_to(SRC)}:{node.lineno} {node.name}: {count} lines"
        for path in python_files()
        for node in functions(path)
        if (count := code_lines(node)) > FUNCTION_LINES_MAX
    ]

    assert not offences, "\n".join(offences)


def test_parameters_are_named_after_the_first_ones() -> None:
    offences = [
        f"{path.relative_to(SRC)}:{node.lineno} {node.name}: {len(positional)} positional"
        for path in python_files()
        if path.name not in {"routes.py", "guards.py"} and "routes" not in path.parts
        for node in functions(path)
        if len(positional := [a for a in node.args.args if a.arg not in {"self", "cls"}]) > POSITIONAL_MAX + 1
    ]

    assert not offences, "\n".join(offences)


def test_every_module_says_what_it_promises() -> None:
    offences: list[str] = []
    for name in modules():
        doc = ast.get_docstring(ast.parse((SRC / name / "__init__.py").read_text())) or ""
        is_domain = any((SRC / name / model).exists() for model in ("model.py", "model"))
        if is_domain and not ("Owns" in doc and "Promises" in doc and "ever" in doc):
            offences.append(f"{name}/__init__.py must say what it owns, promises and never does")

    assert not offences, "\n".join(offences)


def test_only_the_edge_asks_what_time_it_is() -> None:
    """clock.now() belongs to routes, jobs, the event log and processes; below, it is `now`."""
    allowed = {"routes.py", "jobs.py", "app.py", "worker.py", "guards.py", "plane.py", "sockets.py"}

    offences = [
        f"{path.relative_to(SRC)}:{number}"
        for path in python_files()
        if path.name not in allowed
        and path.relative_to(SRC).parts[0] not in {"kit", "cli", "demo"}
        and "routes" not in path.parts
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"\bclock\.now\(\)|datetime\.now\(|datetime\.utcnow\(", line)
    ]

    assert not offences, "\n".join(offences)


def test_money_is_never_a_float() -> None:
    offences: list[str] = []
    for path in python_files():
        if path.relative_to(SRC).parts[0] in {"cli", "media"} or "providers" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
                text = ast.unparse(node)
                if "minor" in text or "amount" in text or "bps" in text:
                    offences.append(f"{path.relative_to(SRC)}:{node.lineno} {text}")

    assert not offences, "\n".join(offences)
