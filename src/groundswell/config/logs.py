"""A log formatter that drops whatever might name a person: request, address, browser, path, values in tracebacks."""

from __future__ import annotations

import logging
import traceback


class WithoutPeople(logging.Formatter):
    """Time, level, logger, the unfilled message, and where an exception was raised: never what it said or carried."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {str(record.msg).splitlines()[0][:200]}"
        if record.exc_info and record.exc_info[1] is not None:
            kind = type(record.exc_info[1]).__name__
            places = [f"{f.filename}:{f.lineno} in {f.name}" for f in traceback.extract_tb(record.exc_info[2])]
            line = "\n  ".join([f"{line} [{kind}]", *places])
        return line
