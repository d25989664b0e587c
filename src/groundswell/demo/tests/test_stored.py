"""The file of the demonstration's data gives back what was in the tables, to the byte."""

from __future__ import annotations

import lzma
import sqlite3
from pathlib import Path

import pytest

from groundswell.demo import stored

KEPT = (b"", b"plain", b"a\0b\0\0", b"it's", b"\xff\x00\x01", "\N{SYMBOL FOR NULL}".encode(), b"two\r\nlines")


def made(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(file)
    database.execute("CREATE TABLE kept (id INTEGER, content BLOB)")
    return database


@pytest.fixture
def told(tmp_path: Path) -> str:
    with made(tmp_path / "groundswell.sqlite3") as database:
        database.executemany("INSERT INTO kept VALUES (?, ?)", enumerate(KEPT))
    return stored.dump(tmp_path)


def test_every_byte_comes_back(told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "packed").write_bytes(lzma.compress(told.encode()))
    monkeypatch.setattr(stored, "FILE", tmp_path / "packed")
    made(tmp_path / "again.sqlite3").close()
    stored.load(tmp_path / "again.sqlite3")
    with sqlite3.connect(tmp_path / "again.sqlite3") as database:
        rows = database.execute("SELECT content FROM kept ORDER BY id").fetchall()
    assert [content for (content,) in rows] == list(KEPT)


def test_bytes_that_are_text_stand_there_as_text(told: str) -> None:
    assert "bytes_of('plain')" in told
    assert "bytes_of('it''s')" in told
    assert "X'FF0001'" in told
