"""What the environment says is done, or refused: never half of it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from groundswell.config.environment import database, origins, secret_key


def test_a_database_elsewhere_is_reached_as_safely_as_the_connection_string_says(tmp_path: Path) -> None:
    """Or the way there falls back to plain text, and nobody notices."""
    url = "postgresql://us:pass%40word@db.example:5432/site?sslmode=verify-full&sslrootcert=/etc/ca.pem"
    found = database(url, tmp_path)
    assert found["OPTIONS"] == {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}
    assert (found["NAME"], found["PASSWORD"]) == ("site", "pass@word")


@pytest.mark.parametrize("query", ["sslmod=require", "sslmode=require&options=-c%20x", "user=other"])
def test_what_is_not_known_behind_a_connection_string_is_refused(tmp_path: Path, query: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="cannot stand behind"):
        database(f"postgresql://db.example/site?{query}", tmp_path)


@pytest.mark.parametrize("origin", ["http://our.example", "ftp://our.example", "https://our.example/path", ""])
def test_an_origin_without_https_is_refused(origin: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        origins(origin)


def test_plain_http_is_for_this_machine_and_for_onion_services() -> None:
    assert origins("http://127.0.0.1:8000, http://x.onion") == ("http://127.0.0.1:8000", "http://x.onion")


def test_the_secret_key_is_for_the_servers_user_alone(tmp_path: Path) -> None:
    made = secret_key(tmp_path)
    file = tmp_path / "secret_key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (len(bytes.fromhex(made)), secret_key(tmp_path)) == (48, made)
