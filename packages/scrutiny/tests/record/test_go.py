"""The same logs checked by Go's own packages, which know nothing of ours."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from packages.scrutiny.tests.record.making import LOG_KEY, SEED, checkpoint, entry, some, write

from scrutiny.record import tiles
from scrutiny.record.notes import ED25519, VerifierKey, signatures

GOPATH = Path("/usr/share/gocode")
PROGRAM = Path(__file__).with_name("check") / "main.go"
MISSING = not shutil.which("go") or not (GOPATH / "src/golang.org/x/mod/sumdb/tlog").is_dir()

pytestmark = pytest.mark.skipif(MISSING, reason="how to get it: apt install golang-go golang-golang-x-mod-dev")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("go")
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": str(GOPATH), "GOCACHE": str(folder / "cache")}
    subprocess.run(["go", "build", "-o", folder / "check", PROGRAM], env=environment, check=True)
    return folder / "check"


def told(program: Path, folder: Path, *more: str) -> str:
    done = subprocess.run([program, folder, str(LOG_KEY), *more], capture_output=True, text=True, check=False)
    return done.stdout.strip()


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 1000])
def test_go_confirms_signature_root_and_inclusion(program: Path, tmp_path: Path, size: int) -> None:
    assert told(program, write(tmp_path, some(size))).startswith(f"VERIFIED {size} ")


@pytest.mark.parametrize("older", [1, 200, 256, 700])
def test_go_confirms_that_a_log_grew(program: Path, tmp_path: Path, older: int) -> None:
    log, kept = write(tmp_path / "log", some(700)), tmp_path / "older"
    kept.write_bytes(checkpoint(some(700)[:older]))
    assert told(program, log, str(kept)).startswith("VERIFIED 700 ")
    kept.write_bytes(checkpoint([*some(700)[: older - 1], entry(9999)]))
    assert told(program, log, str(kept)).startswith("REFUSED consistency")


def test_go_refuses_another_key_and_a_changed_entry(program: Path, tmp_path: Path) -> None:
    folder = write(tmp_path, some(300))
    other = VerifierKey(LOG_KEY.name, ED25519, signatures.public_key(bytes([1]) + SEED[1:]))
    done = subprocess.run([program, folder, str(other)], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("REFUSED signature")
    path = folder / tiles.Tile(tiles.ENTRIES, 0).path
    path.write_bytes(path.read_bytes().replace(b'"v":1', b'"v":3', 1))
    assert told(program, folder).startswith("REFUSED root")
