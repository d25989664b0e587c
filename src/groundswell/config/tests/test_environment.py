"""A mistake in the settings is one sentence that says what is wrong and what to do, and exit code 1."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from groundswell.config.environment import data_folder
from groundswell.host.tests.places import call, refused


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("GROUNDSWELL_ORIGIN", "https://our.example", "Did you mean GROUNDSWELL_ORIGINS?"),
        ("GROUNDSWELL_COLOUR", "red", "There are GROUNDSWELL_DATA,"),
        ("GROUNDSWELL_LOG", "xml", "it can be plain or json"),
        ("GROUNDSWELL_ORIGINS", "http://our.example", "must use https"),
        ("GROUNDSWELL_DATABASE", "mysql://x/y", "must look like postgresql://"),
        ("GROUNDSWELL_DATABASE", "postgresql://nobody@127.0.0.1:9/none", "The database does not answer"),
        ("GROUNDSWELL_DATABASE_FILE", "/nowhere/at/all", "cannot be read"),
        ("GROUNDSWELL_DATA", "/proc/nowhere", "cannot be made"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_do(tmp_path: Path, name: str, value: str, said: str) -> None:
    environment = {"GROUNDSWELL_DATA": str(tmp_path / "data"), name: value}
    assert said in refused(call(tmp_path, "serve", "--port", "8999", **environment))


@pytest.mark.parametrize("key", ["secret_key", "record_key", "some_other_key"])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, key: str) -> None:
    (tmp_path / key).write_text("ab" * 48)
    (tmp_path / key).chmod(0o640)
    said = refused(call(tmp_path, "serve", "--port", "8999"))
    assert f"chmod 600 {tmp_path / key}" in said


def test_an_empty_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch(0o600)
    assert "is empty: remove it" in refused(call(tmp_path, "serve", "--port", "8999"))


def test_a_data_folder_that_cannot_be_written_to_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # as for another user: root may write everywhere
    with pytest.raises(ImproperlyConfigured, match="cannot be written to: give it to the server's user"):
        data_folder(tmp_path)


def test_the_connection_string_can_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("mysql://secret-canary/y\n")
    said = refused(call(tmp_path / "data", "serve", "--port", "8999", GROUNDSWELL_DATABASE_FILE=str(file)))
    assert "must look like" in said
    assert "canary" not in said


def test_a_restore_makes_no_key_before_it_has_one_to_restore(tmp_path: Path) -> None:
    said = refused(call(tmp_path / "new", "restore", str(tmp_path / "none"), "--identity", str(tmp_path / "none")))
    assert "cannot be read" in said
    assert not list((tmp_path / "new").iterdir())
