"""Structured logs for the people who run the deployment. Never patient data: names of events, numbers, request ids.

A line is an event name in the past tense and `key=value` pairs (or one JSON object). What went wrong with whose
record is in the access log of `dsn.log`, not here.
"""

from __future__ import annotations

import json
import logging
import sys
from typing import IO, Any

from dsn.base import clock

_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


def configure(level: str = "info", form: str = "text", stream: IO[str] | None = None) -> None:
    """Send this package's logs to `stream` (standard error by default) in `form` (`text` or `json`)."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Text())
    root = logging.getLogger("dsn")
    root.handlers[:] = [handler]
    root.setLevel(_LEVELS.get(level, 20))
    root.propagate = False


class Logger:
    """`log = Logger("store"); log.info("swept", rows=12)`. Values are numbers, codes and ids of ours."""

    def __init__(self, room: str) -> None:
        self._logger = logging.getLogger(f"dsn.{room}")

    def debug(self, event: str, **values: object) -> None:
        self._tell(10, event, values)

    def info(self, event: str, **values: object) -> None:
        self._tell(20, event, values)

    def warning(self, event: str, **values: object) -> None:
        self._tell(30, event, values)

    def error(self, event: str, error: BaseException | None = None, **values: object) -> None:
        """With the stack of `error`, which names code and never shows the values it worked on."""
        self._tell(40, event, values, error)

    def _tell(
        self, level: int, event: str, values: dict[str, object], error: BaseException | None = None
    ) -> None:
        if self._logger.isEnabledFor(level):
            self._logger.log(level, event, extra={"values": values}, exc_info=error)


def _values(record: logging.LogRecord) -> dict[str, Any]:
    return getattr(record, "values", {})


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        pairs = "".join(f" {name}={value}" for name, value in _values(record).items())
        when = clock.to_text(int(record.created * 1000))
        return (
            f"{when} {record.levelname.lower():7} {record.name} {record.getMessage()}{pairs}{_stack(record)}"
        )


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": clock.to_text(int(record.created * 1000)),
            "level": record.levelname.lower(),
            "room": record.name,
            "event": record.getMessage(),
            **_values(record),
        }
        if stack := _stack(record):
            line["stack"] = stack
        return json.dumps(line, ensure_ascii=False, default=str)


def _stack(record: logging.LogRecord) -> str:
    """File, line and function of each frame, and the kind of error: not its message, which may quote a body."""
    if not record.exc_info or record.exc_info[1] is None:
        return ""
    error = record.exc_info[1]
    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rpartition('dsn/')[2]}:{trace.tb_lineno}:{code.co_name}")
        trace = trace.tb_next
    return f" [{type(error).__name__} {' < '.join(reversed(frames))}]"
