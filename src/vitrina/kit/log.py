"""Structured logs: one JSON line an event, with the request or job it belongs to."""

import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

import msgspec

from vitrina.kit.cards import hide_cards

trace_id: ContextVar[str] = ContextVar("trace_id", default="")
_PLAIN = set(vars(logging.makeLogRecord({})))


class _JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "trace_id": trace_id.get(),
            **{key: value for key, value in vars(record).items() if key not in _PLAIN},
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return hide_cards(msgspec.json.encode(line, enc_hook=str).decode())


def set_up(level: str = "INFO") -> None:
    """Write JSON lines to standard error from now on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLine())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for library in ("httpx", "stripe"):
        logging.getLogger(library).setLevel("WARNING")
    logging.getLogger("procrastinate").setLevel("WARNING")
