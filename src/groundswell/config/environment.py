"""The environment turned into settings, with a clear message where it cannot be."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from scrutiny.randomness import random_bytes

PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;"
RECORD_ORIGIN = re.compile(r"[A-Za-z0-9._:\[\]/-]{1,150}")
POSTGRESQL_OPTIONS = {"sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout"}
ORIGIN = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+")


def origins(text: str) -> tuple[str, ...]:
    """Comma-separated origins. Plain http only on this machine or as an onion service."""
    found = tuple(part.strip().rstrip("/") for part in text.split(",") if part.strip())
    for origin in found:
        if not ORIGIN.fullmatch(origin):
            raise ImproperlyConfigured(f"GROUNDSWELL_ORIGINS: {origin!r} is not an origin such as https://example.org")
        host = urlsplit(origin).hostname or ""
        if origin.startswith("http:") and not (host in {"127.0.0.1", "localhost"} or host.endswith(".onion")):
            raise ImproperlyConfigured(f"GROUNDSWELL_ORIGINS: {origin} must use https")
    if not found:
        raise ImproperlyConfigured("GROUNDSWELL_ORIGINS is empty: name at least one origin")
    return found


def record_origin(text: str, known: tuple[str, ...]) -> str:
    """The name under which the record signs: no spaces, no plus, without `https://`."""
    found = text or known[0].split("//", 1)[1] + "/record"
    if not RECORD_ORIGIN.fullmatch(found):
        raise ImproperlyConfigured(f"GROUNDSWELL_RECORD_ORIGIN: {found!r} is no name such as example.org/record")
    return found


def secret_key(data: Path) -> str:
    """The key that signs cookies: made once, readable by the server's user only."""
    file = data / "secret_key"
    if not file.exists():
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return file.read_text()
        with os.fdopen(descriptor, "w") as handle:
            handle.write(random_bytes(48).hex())
    if file.stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"{file} can be read by others: run `chmod 600 {file}`")
    return file.read_text()


def postgresql_options(query: str) -> dict[str, str]:
    """What stands behind the `?` of a connection string. The unknown is refused: it may be a mistyped sslmode."""
    found = dict(parse_qsl(query, keep_blank_values=True))
    for name in sorted(set(found) - POSTGRESQL_OPTIONS):
        known = ", ".join(sorted(POSTGRESQL_OPTIONS))
        raise ImproperlyConfigured(f"GROUNDSWELL_DATABASE: {name!r} cannot stand behind the ?; there are {known}")
    return found


def database(url: str, data: Path) -> dict[str, Any]:
    """PostgreSQL where a connection string names one, else SQLite in the data folder."""
    if url:
        parts = urlsplit(url)
        if parts.scheme not in {"postgres", "postgresql"}:
            raise ImproperlyConfigured("GROUNDSWELL_DATABASE must look like postgresql://user:password@host:5432/name")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "OPTIONS": postgresql_options(parts.query),
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": data / "groundswell.sqlite3",
        "CONN_MAX_AGE": 60,
        # IMMEDIATE: two writers queue at the start of a transaction instead of failing in its middle.
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": PRAGMAS,
        },
    }
