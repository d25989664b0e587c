"""What is logged tells what broke and where, and nothing of whom it happened to."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys

import pytest

from groundswell.config.logs import JsonLines, WithoutPeople

CANARY = "canary.worker@example.org"


def stumble(secret: str) -> None:
    raise ValueError(f"{secret} is wrong")


def record(message: object, *arguments: object) -> logging.LogRecord:
    try:
        stumble(CANARY)
    except ValueError:
        made = logging.LogRecord("site", logging.ERROR, __file__, 1, message, arguments, sys.exc_info())
    made.request = f"GET /circle/{CANARY}"
    return made


@pytest.mark.parametrize("formatter", [JsonLines(), WithoutPeople()])
@pytest.mark.parametrize("message", ["%s asked for %s", "two\n" + CANARY, ValueError(CANARY), ""])
def test_no_line_of_a_log_holds_what_was_filled_in_or_carried(formatter: logging.Formatter, message: object) -> None:
    arguments = (CANARY, CANARY) if message == "%s asked for %s" else ()
    written = formatter.format(record(message, *arguments))
    assert "canary" not in written
    assert "in stumble" in written


def test_a_line_of_json_says_when_what_and_where() -> None:
    line = JsonLines().format(record("Something %s broke", CANARY))
    assert "\n" not in line
    said = json.loads(line)
    assert dt.datetime.fromisoformat(said["time"]).tzinfo is not None
    assert said["level"] == "ERROR"
    assert said["logger"] == "site"
    assert said["event"] == "Something %s broke"
    assert said["exception"] == "ValueError"
    assert said["places"][-1].endswith("in stumble")


def test_without_an_exception_none_is_named() -> None:
    made = logging.LogRecord("site", logging.WARNING, __file__, 1, "slow", (), None)
    assert set(json.loads(JsonLines().format(made))) == {"time", "level", "logger", "event"}
