"""Encryption of backups with age, as a stream in both directions.

`pyrage` pulls from one file and pushes into another, so it works in a thread of its own at the far end of a pipe. The
database is read and written at our end, in the thread that has its connection.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, cast

import pyrage
from django.core.management import CommandError

CHUNK = 1 << 20


class _Aside(threading.Thread):
    """Work at the far end of a pipe. Closes that end when it is done, and keeps the error it ended with."""

    def __init__(self, work: Callable[[], object], end: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self.work, self.end = work, end
        self.error: Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            self.work()
        except Exception as error:  # handed to the other thread
            self.error = error
        finally:
            _close(self.end)


def _close(end: IO[bytes]) -> None:
    with suppress(OSError):  # the other end is gone already, and what was not yet sent with it
        end.close()


def _pipe() -> tuple[IO[bytes], IO[bytes]]:
    reading, writing = os.pipe()
    return os.fdopen(reading, "rb", CHUNK), os.fdopen(writing, "wb", CHUNK)


def recipients(texts: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    """The public keys to which a backup is encrypted. Raises CommandError for what is none."""
    found = []
    for text in texts:
        try:
            found.append(pyrage.x25519.Recipient.from_str(text.strip()))
        except pyrage.RecipientError as error:
            secret = " This is a secret key: keep it away from the server." if "SECRET" in text.upper() else ""
            shown = "" if secret else f" {text!r}"
            raise CommandError(
                f"--to{shown} is not a recipient of age. It begins with age1 and `age-keygen` prints it.{secret}"
            ) from error
    return found


def identities(file: str) -> list[pyrage.x25519.Identity]:
    """The secret keys of a file of `age-keygen`, `-` for standard input. Raises CommandError where there are none."""
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="ascii")
    except OSError as error:
        raise CommandError(f"The key file {file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(
            f"{file} is not a key file of age (with a passphrase: open it with `age -d` first)."
        ) from error
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in lines]
    except pyrage.IdentityError as error:
        raise CommandError(f"{file} is not a key file of age: its line must begin with AGE-SECRET-KEY-1.") from error
    if not found:
        raise CommandError(f"{file} holds no key of age.")
    return found


@contextmanager
def encrypting(target: IO[bytes], to: Sequence[pyrage.x25519.Recipient]) -> Iterator[IO[bytes]]:
    """What is written to the yielded stream arrives encrypted in the target. Raises CommandError where it cannot."""
    source, sink = _pipe()
    aside = _Aside(lambda: pyrage.encrypt_io(cast(Any, source), cast(Any, target), to), source)
    broken = None
    try:
        yield sink
        sink.close()
    except BrokenPipeError as error:
        broken = error
    finally:
        _close(sink)
        aside.join()
    if aside.error or broken:
        raise CommandError(f"The backup could not be written: {aside.error or broken}.") from aside.error


@contextmanager
def decrypting(source: IO[bytes], by: Sequence[pyrage.x25519.Identity]) -> Iterator[IO[bytes]]:
    """The plain bytes of an encrypted file, as a stream. Raises CommandError where it was changed, or not for this key.

    The stream is read to its end before this returns, because only then age has checked the last piece of it.
    """
    plain, sink = _pipe()
    aside = _Aside(lambda: pyrage.decrypt_io(cast(Any, source), cast(Any, sink), by), sink)
    failed: Exception | None = None
    try:
        try:
            yield plain
        except Exception as error:  # raised below, unless age knows the reason better
            failed = error
        while plain.read(CHUNK):
            pass
    finally:
        _close(plain)
        aside.join()
    if aside.error:
        raise CommandError(_sentence(aside.error)) from aside.error
    if failed:
        raise failed


def _sentence(error: Exception) -> str:
    if "No matching keys" in str(error):
        return "This key does not open this backup: it was made for another one."
    if "Header is invalid" in str(error):
        return "This file is not a backup: it is not encrypted with age."
    return "This backup was cut off or changed. Fetch it again from where you keep it, or take another one."
