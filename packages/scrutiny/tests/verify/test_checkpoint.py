"""Going on where a check stopped, and checking only what was added."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from packages.scrutiny.tests.verify.stories import Made, bytes_of, make

from scrutiny.errors import Malformed, Unverified
from scrutiny.verify import checkpoint
from scrutiny.verify.election import Walk, verify
from scrutiny.verify.report import Report
from scrutiny.verify.steps import Step


@pytest.fixture(scope="module")
def made() -> Made:
    return make(voters=4, again=2)


def walked(archive: bytes, place: Path, go_on: bool = False, always: bool = False) -> Report:
    """Check, keep a checkpoint (after every ballot: `always`), and go on from an earlier one."""
    prefix = checkpoint.Prefix()
    walk = Walk(BytesIO(archive), keep=lambda walk: checkpoint.save(walk, prefix, place), is_time=lambda: always)
    if go_on:
        checkpoint.load(walk, prefix, place)
    return walk.run()


def part(made: Made, events: int) -> bytes:
    return bytes_of(made.story[:events])


@pytest.mark.parametrize("events", [1, 2, 4, 6])
def test_what_was_added_is_checked_and_the_result_is_the_same(made: Made, tmp_path: Path, events: int) -> None:
    archive, place = bytes_of(made.story), tmp_path / "kept"
    walked(part(made, events), place)
    report, whole = walked(archive, place, go_on=True), verify(BytesIO(archive))
    assert report.since == len(part(made, events))
    report.since = 0
    assert report == whole


def test_a_check_that_was_stopped_goes_on(made: Made, tmp_path: Path) -> None:
    archive, place = bytes_of(made.story), tmp_path / "kept"
    broken = bytearray(archive)
    broken[len(part(made, 5)) + 600] ^= 1
    with pytest.raises(Unverified):
        walked(bytes(broken), place, always=True)
    report = walked(archive, place, go_on=True)
    assert report.has_result
    assert report.since == len(part(made, 5))


@pytest.mark.parametrize("place_in", [10, 700, 5000])
def test_a_byte_that_was_changed_meanwhile_is_found(made: Made, tmp_path: Path, place_in: int) -> None:
    place = tmp_path / "kept"
    walked(part(made, 4), place)
    changed = bytearray(bytes_of(made.story))
    changed[place_in] ^= 1
    with pytest.raises(Unverified) as error:
        walked(bytes(changed), place, go_on=True)
    assert error.value.data["step"] == Step.GROWTH


def test_an_archive_from_which_something_was_removed_is_refused(made: Made, tmp_path: Path) -> None:
    place = tmp_path / "kept"
    walked(part(made, 4), place)
    with pytest.raises(Unverified, match="removed-or-changed"):
        walked(part(made, 3), place, go_on=True)


def test_an_older_copy_is_compared_byte_for_byte(made: Made) -> None:
    older = part(made, 3)
    assert checkpoint.check_grown(BytesIO(older), BytesIO(bytes_of(made.story))) == len(older)
    with pytest.raises(Unverified):
        checkpoint.check_grown(BytesIO(older[:-1] + b"x"), BytesIO(bytes_of(made.story)))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"x" * 1000])
def test_what_is_no_checkpoint_is_said_to_be_none(made: Made, tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "kept"
    place.write_bytes(content)
    with pytest.raises(Malformed, match="checkpoint"):
        walked(bytes_of(made.story), place, go_on=True)
