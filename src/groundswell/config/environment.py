"""The environment turned into settings, with a clear message where it cannot be."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from scrutiny.randomness import random_bytes

PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;"
RECORD_ORIGIN = re.compile(r"[A-Za-z0-9._:\[\]/-]{1,150}")
KNOWN = ("DATA", "DATABASE", "DATABASE_FILE", "LOG", "MODE", "ORIGINS", "RECORD_ORIGIN", "SCHEDULER")
OF_TOOLS = ("PICTURES", "ROOT", "STATIC")  # of the tests and of the builder of the browser's assets
MODES = ("demo", "serve", "test", "restore")
LOGS = {"plain": "groundswell.config.logs.WithoutPeople", "json": "groundswell.config.logs.JsonLines"}
POSTGRESQL_OPTIONS = {"sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout"}
SCHEDULER = re.compile(r"(tcp|tls)://[A-Za-z0-9.\-\[\]:]+:[0-9]+")
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


def scheduler(address: str) -> str:
    """The address of a Dask scheduler, or "" for the cores of this machine."""
    if address and not SCHEDULER.fullmatch(address):
        raise ImproperlyConfigured(f"GROUNDSWELL_SCHEDULER: {address!r} is no address such as tcp://10.0.0.5:8786")
    return address


def check_names(names: Iterable[str]) -> None:
    """Raises ImproperlyConfigured for a name that looks like one of ours and is none: a typing mistake, mostly."""
    ours = [f"GROUNDSWELL_{name}" for name in KNOWN]
    for name in sorted(names):
        if name.startswith("GROUNDSWELL_") and name.removeprefix("GROUNDSWELL_") not in (*KNOWN, *OF_TOOLS):
            near = difflib.get_close_matches(name.removeprefix("GROUNDSWELL_"), KNOWN, 1)
            todo = f"Did you mean GROUNDSWELL_{near[0]}?" if near else f"There are {', '.join(ours)}."
            raise ImproperlyConfigured(f"there is no setting {name}. {todo}")


def one_of(name: str, value: str, known: Iterable[str]) -> str:
    """A setting that has a few possible values. Raises ImproperlyConfigured for any other."""
    if value not in known:
        raise ImproperlyConfigured(f"{name} is {value!r}; it can be {' or '.join(known)}.")
    return value


def data_folder(data: Path) -> Path:
    """The folder, made where it is missing. Raises ImproperlyConfigured where nothing can be written to it."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ImproperlyConfigured(
            f"the data folder {data} cannot be made ({error.strerror}): make it and give it to the server's user, "
            "or name another one with GROUNDSWELL_DATA."
        ) from error
    if not os.access(data, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(
            f"the data folder {data} cannot be written to: give it to the server's user with `chown`, "
            "or name another one with GROUNDSWELL_DATA."
        )
    check_keys(data)
    return data


def check_keys(data: Path) -> None:
    """Raises ImproperlyConfigured for a key in the data folder that others can read, or that we cannot."""
    for file in sorted(data.glob("*_key")):
        if file.stat().st_mode & 0o077:
            raise ImproperlyConfigured(f"{file} can be read by others: run `chmod 600 {file}`")
        if not os.access(file, os.R_OK):
            raise ImproperlyConfigured(f"{file} cannot be read: give it to the server's user with `chown`.")


def secret_key(data: Path, mode: str = "serve") -> str:
    """The key that signs cookies: made once, readable by the server's user only. A restore brings its own."""
    if mode == "restore":
        return random_bytes(48).hex()
    file, beside = data / "secret_key", data / f".secret_key.{os.getpid()}"
    if not file.exists():
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
            handle.write(random_bytes(48).hex())
        with suppress(FileExistsError):  # another process was quicker, and its key is whole too
            os.link(beside, file)
        beside.unlink()
    text = file.read_text().strip()
    if not text:
        raise ImproperlyConfigured(f"{file} is empty: remove it, and a new one is made.")
    return text


def database_url(environment: Mapping[str, str]) -> str:
    """The connection string, or what stands in the file that is named instead (as secrets of containers do)."""
    file = environment.get("GROUNDSWELL_DATABASE_FILE", "")
    if not file:
        return environment.get("GROUNDSWELL_DATABASE", "")
    if environment.get("GROUNDSWELL_DATABASE"):
        raise ImproperlyConfigured(
            "name the database in GROUNDSWELL_DATABASE or in GROUNDSWELL_DATABASE_FILE, not both."
        )
    try:
        return Path(file).read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"GROUNDSWELL_DATABASE_FILE: {file} cannot be read ({error.strerror}).") from error


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
