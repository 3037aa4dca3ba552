"""Pages about the HTTP API, from its OpenAPI document: one a tag, a shape on the page that uses it most."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

Json = Mapping[str, Any]
SHAPE_PREFIX = "#/components/schemas/"
REFERENCE = re.compile(f'"{SHAPE_PREFIX}([^"]+)"')
# What is generic carries the full name of what it is about.
GENERIC = re.compile(r"^(\w+?)_(?:[\w.]+\.)?(\w+?)_$")
METHODS = {"get", "put", "post", "patch", "delete", "head", "options"}
# On every operation, and said once on the page about all of them.
PROBLEM = "Problem"
BOUNDS = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "pattern": "fits `{}`",
}


class Operation(Struct, frozen=True):
    """One method of one path."""

    method: str
    path: str
    told: Json

    @property
    def tag(self) -> str:
        """Name of the module that answers."""
        return self.told["tags"][0]


def api_pages(document: Json) -> dict[str, str]:
    """Write the pages: their file names with their Markdown. document: an OpenAPI document."""
    operations = list(_operations(document))
    shapes: Json = document["components"]["schemas"]
    homes = _homes(operations, shapes)
    tags = sorted({each.tag for each in operations})
    pages = {f"{tag}.md": _page(tag, operations, shapes=shapes, homes=homes) for tag in tags}
    return pages | {"index.md": _index(tags)}


def _operations(document: Json) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            if method in METHODS:
                yield Operation(method.upper(), path, told)


def _homes(operations: Sequence[Operation], shapes: Json) -> dict[str, str]:
    """Find the page on which each shape is told: that of the tag that names it most."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in shapes}
    for operation in operations:
        for name in _named(operation.told, shapes):
            counts[name][operation.tag] += 1
    return {
        name: min(tags, key=lambda tag: (-tags[tag], tag))
        for name, tags in counts.items()
        if tags and name != PROBLEM
    }


def _named(told: object, shapes: Json) -> set[str]:
    """Names of all shapes in something, and in these."""
    found: set[str] = set()
    waiting = [told]
    while waiting:
        for reference in set(REFERENCE.findall(json.dumps(waiting.pop()))) - found:
            found.add(reference)
            waiting.append(shapes[reference])
    return found


def _index(tags: Sequence[str]) -> str:
    names = "\n".join(tags)
    return f"""# HTTP API

What the web app does, anybody may do: the app has no door of its own. Addresses begin with `/api/v1`. A
running instance shows the same at `/api/docs`, where it can be tried; the document itself is
[openapi.json](../openapi.json).

Who asks is told by a session cookie or by a token, `Authorization: Bearer ...`, made in the settings. What
may go wrong is answered as `application/problem+json` with a `code`, all of which are
[listed](../errors.md). Lists answer `items` and `next_cursor`, which is null on the last page. Amounts of
money are in the minor unit of their currency; moments are ISO 8601 with a zone.

```{{toctree}}
:maxdepth: 1

{names}
```
"""


def _page(tag: str, operations: Sequence[Operation], *, shapes: Json, homes: Mapping[str, str]) -> str:
    parts = [f"# {tag}\n"]
    parts += [_operation(each, homes, tag) for each in operations if each.tag == tag]
    own = sorted(name for name, home in homes.items() if home == tag)
    if own:
        parts.append("## Shapes\n")
        parts += [_shape(name, shapes[name], homes, tag) for name in own]
    return "\n".join(parts)


def _operation(operation: Operation, homes: Mapping[str, str], tag: str) -> str:
    told = operation.told
    lines = [f"## {operation.method} `{operation.path}`\n", f"{told.get('description', '')}\n"]
    if parameters := told.get("parameters"):
        rows = [
            (
                f"`{each['name']}` ({each['in']})" + ("" if each.get("required") else ", optional"),
                _type(each.get("schema", {}), homes, tag),
                each.get("description", ""),
            )
            for each in parameters
        ]
        lines.append(_table(("parameter", "type", ""), rows))
    for kind, content in told.get("requestBody", {}).get("content", {}).items():
        lines.append(f"Body, `{kind}`: {_type(content.get('schema', {}), homes, tag)}\n")
    answers = [
        (status, _answer(answer, homes, tag), answer.get("description", "").replace("\n", " "))
        for status, answer in sorted(told.get("responses", {}).items())
    ]
    lines.append(_table(("answer", "shape", ""), answers))
    return "\n".join(lines)


def _answer(answer: Json, homes: Mapping[str, str], tag: str) -> str:
    kinds = [
        _type(content.get("schema", {}), homes, tag) or f"`{kind}`"
        for kind, content in answer.get("content", {}).items()
    ]
    return " or ".join(dict.fromkeys(kinds))


def _shape(name: str, shape: Json, homes: Mapping[str, str], tag: str) -> str:
    lines = [f"({name.lower()})=\n", f"### {_title(name)}\n"]
    if about := shape.get("description"):
        lines.append(f"{about}\n")
    if values := shape.get("enum"):
        lines.append(", ".join(f"`{value}`" for value in values) + "\n")
    needed = shape.get("required", [])
    rows = [
        (
            f"`{field}`" + ("" if field in needed else ", optional"),
            _type(told, homes, tag),
            told.get("description", ""),
        )
        for field, told in shape.get("properties", {}).items()
    ]
    if rows:
        lines.append(_table(("field", "type", ""), rows))
    return "\n".join(lines)


def _type(told: Json, homes: Mapping[str, str], tag: str) -> str:
    """Say in a few words what a value is."""
    if reference := told.get("$ref"):
        name = reference.removeprefix(SHAPE_PREFIX)
        if name not in homes:
            return f"`{name}`"
        page = "" if homes[name] == tag else f"{homes[name]}.md"
        return f"[{_title(name)}]({page}#{name.lower()})"
    choices = told.get("oneOf") or told.get("anyOf")
    if choices:
        kind = " or ".join(_type(each, homes, tag) for each in choices)
    elif told.get("type") == "array":
        kind = f"list of {_type(told.get('items', {}), homes, tag) or 'anything'}"
    elif values := told.get("enum"):
        kind = ", ".join(f"`{value}`" for value in values)
    else:
        kind = str(told.get("format") or told.get("type") or "")
    bounds = [text.format(_bound(told[key])) for key, text in BOUNDS.items() if key in told]
    return "; ".join([kind, *bounds])


def _title(name: str) -> str:
    return GENERIC.sub(r"\1 of \2", name)


def _bound(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    ruler = ["---"] * len(head)
    lines = [head, ruler, *[[cell.replace("|", "\\|") for cell in row] for row in rows]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
