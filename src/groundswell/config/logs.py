"""Log formatters that drop whatever might name a person: request, address, browser, path, values in tracebacks."""

from __future__ import annotations

import datetime as dt
import json
import logging
import traceback


def event(record: logging.LogRecord) -> str:
    """The first line of the message before anything was filled into it; of an error that is logged, only its kind."""
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    return (record.msg.splitlines() or [""])[0][:200]


def raised(record: logging.LogRecord) -> tuple[str, list[str]]:
    """The type of an exception and where it passed by: never what it said or carried."""
    if not record.exc_info or record.exc_info[1] is None:
        return "", []
    places = [f"{f.filename}:{f.lineno} in {f.name}" for f in traceback.extract_tb(record.exc_info[2])]
    return type(record.exc_info[1]).__name__, places


class WithoutPeople(logging.Formatter):
    """Time, level, logger, event, and where an exception was raised, for the eye."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {event(record)}"
        kind, places = raised(record)
        return "\n  ".join([f"{line} [{kind}]", *places]) if kind else line


class JsonLines(logging.Formatter):
    """The same as one line of JSON, for programs that gather logs."""

    def format(self, record: logging.LogRecord) -> str:
        time = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="seconds")
        said = {"time": time, "level": record.levelname, "logger": record.name, "event": event(record)}
        kind, places = raised(record)
        return json.dumps({**said, "exception": kind, "places": places} if kind else said, ensure_ascii=False)
