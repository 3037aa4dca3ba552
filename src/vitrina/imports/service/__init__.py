"""The door of imports."""

from vitrina.imports.service.pictures import fetch_pictures, list_failed_pictures, retry_pictures
from vitrina.imports.service.reading import read
from vitrina.imports.service.runs import (
    begin_run,
    cancel_run,
    confirm_run,
    get_run,
    list_items,
    list_problems,
    list_runs,
    map_run,
    problems_as_csv,
    show_runs,
    undo_run,
)
from vitrina.imports.service.sources import (
    add_source,
    change_source,
    delete_source,
    get_source,
    list_sources,
    products_by_external_id,
    show_sources,
)
from vitrina.imports.service.upkeep import pull_due, resume_stalled, tidy
from vitrina.imports.service.writing import apply, undo

__all__ = [
    "add_source",
    "apply",
    "begin_run",
    "cancel_run",
    "change_source",
    "confirm_run",
    "delete_source",
    "fetch_pictures",
    "get_run",
    "get_source",
    "list_failed_pictures",
    "list_items",
    "list_problems",
    "list_runs",
    "list_sources",
    "map_run",
    "problems_as_csv",
    "products_by_external_id",
    "pull_due",
    "read",
    "resume_stalled",
    "retry_pictures",
    "show_runs",
    "show_sources",
    "tidy",
    "undo",
    "undo_run",
]
