"""Archives made to hurt: bounded memory, bounded time, and an error that names the place."""

from __future__ import annotations

import tracemalloc
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packages.scrutiny.tests.verify.stories import TIMESTAMP, Made, Told, bytes_of, make, refused

from scrutiny.elections.archive import Event, data_record, digest, first_record, header, record
from scrutiny.errors import Unverified
from scrutiny.verify.election import verify
from scrutiny.verify.steps import Step


@pytest.fixture(scope="module")
def made() -> Made:
    return make(voters=2, again=0)


def after_setup(made: Made, *more: bytes) -> bytes:
    return bytes_of(made.story[:1]) + b"".join(more)


class Endless(BytesIO):
    """A file that says it is very long: ten gigabytes of zeros after its beginning."""

    def seek(self, place: int, whence: int = 0) -> int:
        return 10 * 2**30 if whence == 2 else super().seek(place, whence)


def test_ten_gigabytes_of_nothing_are_refused_at_once(made: Made) -> None:
    with pytest.raises(Unverified) as error:
        verify(Endless(after_setup(made)))
    assert error.value.data["step"] == Step.ARCHIVE


def test_a_record_that_claims_ten_gigabytes_is_never_read(made: Made) -> None:
    claimed = header("0" * 64 + ".data.json", 8 * 2**30 - 1, TIMESTAMP)
    tracemalloc.start()
    assert refused(after_setup(made, claimed)).code == "cut-off"
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("content", [
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b'{"election_uuid":' + b"9" * 1_000_000 + b"}",
    b'{"election_uuid":1e400}',
    b'{"election_uuid":NaN}',
    b'{"election_uuid":"\\ud800"}',
    b"\xff\xfe",
    b"",
    b"null",
])  # fmt: skip
def test_a_ballot_of_strange_json_is_refused_with_its_record(made: Made, content: bytes) -> None:
    error = refused(bytes_of([*made.story[:1], Told("Ballot", (content,))]))
    assert error.data["step"] in (Step.BALLOT_FORM, Step.BALLOT_CREDENTIAL)
    assert error.data["record"] == 6


@pytest.mark.parametrize("place", range(4))
def test_strange_setups_are_refused(made: Made, place: int) -> None:
    for content in (b"", b"[]", b"{}", b"null", b'"', b"[" * 5000, b"9" * 10_000):
        contents = list(made.story[0].contents)
        names = [digest(one) for one in contents[:3]]
        if place < 3:
            contents[3] = contents[3].replace(names[place].encode(), digest(content).encode())
        contents[place] = content
        assert "step" in refused(bytes_of([Told("Setup", tuple(contents))])).data


def test_ballots_of_one_credential_keep_no_more_than_one_place_each(made: Made) -> None:
    """The last counts, however many there are."""
    ballots = [told for told in made.story if told.kind == "Ballot"]
    report = verify(BytesIO(bytes_of([made.story[0], *ballots])))
    assert (report.ballots, report.counted) == (2, 2)


def test_many_contents_without_an_event_are_refused_before_they_fill_the_memory(made: Made) -> None:
    many = b"".join(data_record(str(n).encode(), TIMESTAMP) for n in range(1000))
    assert refused(after_setup(made, many)).data["step"] == Step.REFERENCES


@given(st.binary(max_size=2000))
def test_any_bytes_after_an_archive_are_refused_or_are_records(tail: bytes) -> None:
    start = first_record(TIMESTAMP) + record(f"{digest(EVENT)}.event.json", EVENT, TIMESTAMP)
    assert "step" in refused(start + tail).data


EVENT = Event(0, "Setup", None, digest(b"")).to_bytes()


@given(st.data())
def test_an_archive_with_bytes_changed_anywhere_is_refused(data: st.DataObject) -> None:
    archive = bytearray(ARCHIVE)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(archive) - 1))
        archive[place] ^= data.draw(st.integers(1, 255))
    if bytes(archive) != ARCHIVE:
        assert "step" in refused(bytes(archive)).data


@given(st.integers(0, 10**6))
def test_an_archive_cut_off_anywhere_is_refused_or_ends_with_an_event(length: int) -> None:
    length %= len(ARCHIVE)
    try:
        report = verify(BytesIO(ARCHIVE[:length]))
    except Unverified as error:
        assert "step" in error.data
    else:
        assert not report.has_result


ARCHIVE = bytes_of(make(voters=1, again=0).story)
