"""Log lines: JSON or console, with the request or task they belong to, and never a person's data.

Paths carry links that open an appointment and exception messages carry rows, so neither is written:
a line names the route, the exception's type and where it was raised. DEBUG shows the whole traceback.
"""

import logging
import logging.config
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

Event = MutableMapping[str, Any]
HANDLER = {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_personal_data"]}
# The middleware writes one line for each request; these would repeat it, with its path.
QUIETER = {
    "django.server": {"level": "ERROR"},
    "django.request": {"level": "ERROR"},
}


class NoPersonalData(logging.Filter):
    """Takes paths out of Django's request lines and exception messages out of Celery's task lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None and hasattr(record, "status_code"):
            match = getattr(request, "resolver_match", None)
            record.msg, record.args = "%s: %s", (record.status_code, match.view_name if match else "no route")
        elif record.name == "celery.app.trace" and isinstance(record.args, dict) and "exc" in record.args:
            kind = record.exc_info[0] if record.exc_info else None
            record.args = {**record.args, "exc": kind.__name__ if kind else "an error", "traceback": ""}
        return True


def type_and_place(_: Any, __: str, event: Event) -> Event:
    """Replace exception info by the exception's type, its SQL state and constraint, and its frames."""
    info = event.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else info
    if not isinstance(error, BaseException):
        return event
    event["exception"] = type(error).__name__
    diagnosis = getattr(error.__cause__ or error, "diag", None)
    if diagnosis is not None:
        event["sqlstate"], event["constraint"] = diagnosis.sqlstate, diagnosis.constraint_name
    event["frames"] = _frames(error.__traceback__)
    return event


def _frames(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)[-12:]]


def configure(log_format: str, *, debug: bool = False) -> None:
    """`log_format` is "json" or "console"."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    last = [renderer] if debug else [type_and_place, renderer]
    lines = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "filters": {"no_personal_data": {"()": NoPersonalData}},
            "formatters": {"line": lines},
            "handlers": {"stderr": HANDLER},
            "root": {"handlers": ["stderr"], "level": "INFO"},
            "loggers": QUIETER,
        }
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
