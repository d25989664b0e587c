"""Archives record by record: ours are the reference tool's to the last byte, and every other byte is refused."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packages.scrutiny.tests.elections.making import LARGEST, NAMES, reference, refused

from scrutiny.elections import archive
from scrutiny.elections.archive import (
    BLOCK,
    Event,
    Reader,
    Record,
    Writer,
    data_record,
    digest,
    first_record,
    header,
    read_event,
    record,
)
from scrutiny.errors import Malformed, Refused, ScrutinyError

TIME = 1_780_000_000
EACH = pytest.mark.parametrize("name", NAMES)
CONTENTS = (b"{}", b"x" * 511, b"y" * 512, b"z" * 513, b"")
EVENT = Event(0, "Setup", None, digest(CONTENTS[0])).to_bytes()
SMALL = (
    first_record(TIME)
    + b"".join(data_record(content, TIME) for content in CONTENTS)
    + record(f"{digest(EVENT)}.event.json", EVENT, TIME)
)


def read(content: bytes) -> list[tuple[Record, bytes]]:
    """All records with their contents, checked."""
    reader = Reader(BytesIO(content))
    return [(found, reader.content(found, LARGEST)) for found in reader.records()]


def records(content: bytes) -> list[Record]:
    return list(Reader(BytesIO(content)).records())


FOUND = [found for found, _content in read(SMALL)]
STARTS = [0, *(found.start for found in FOUND), len(SMALL)]


@EACH
def test_our_writer_makes_the_reference_archives_to_the_last_byte(name: str, tmp_path: Path) -> None:
    known = reference(name)
    timestamp = Reader(BytesIO(known.archive))
    assert list(timestamp.records())
    writer = Writer.create(tmp_path / "again.bel", timestamp.mtime or 0)
    for told in known.told:
        writer.append(told.kind, *told.contents)
    assert (tmp_path / "again.bel").read_bytes() == known.archive


@EACH
def test_every_record_lies_where_it_says_and_is_what_its_name_says(name: str) -> None:
    known, end = reference(name).archive, 1024
    for number, (found, content) in enumerate(read(known), 1):
        assert (found.number, found.start, found.offset, found.size) == (number, end, end + BLOCK, len(content))
        assert found.hash == hashlib.sha256(content).hexdigest()
        assert known[found.start : found.end] == record(found.name, content, TIME_OF[name])
        end = found.end
    assert end == len(known)


def time_of(name: str) -> int:
    reader = Reader(BytesIO(reference(name).archive))
    assert list(reader.records())
    return reader.mtime or 0


TIME_OF = {name: time_of(name) for name in NAMES}


def test_a_header_is_that_of_an_old_tar(tmp_path: Path) -> None:
    block = header("BELENIOS", 44, TIME)
    assert block[:100] == b"BELENIOS" + bytes(92)
    assert block[100:124] == b"0000644\x000000000\x000000000\x00"
    assert block[124:148] == b"00000000054\x00" + f"{TIME:011o}\0".encode()
    assert block[148:156] == f"{sum(block) - sum(block[148:156]) + 8 * 32:06o}\0 ".encode()
    assert block[156:] == b"0" + bytes(355)
    assert first_record(5)[512:] == b'{"version":1,"timestamp":"5"}' + bytes(483)


@EACH
def test_what_is_written_is_read_from_a_place_in_the_middle(name: str) -> None:
    whole = [found for found, _content in read(reference(name).archive)]
    middle = whole[len(whole) // 2]
    reader = Reader(BytesIO(reference(name).archive), TIME_OF[name])
    assert list(reader.records(middle.start, middle.number)) == whole[len(whole) // 2 :]


class TestEveryByteOfAHeader:
    @pytest.mark.parametrize("flip", [1, 0x80])
    def test_of_the_first_record(self, flip: int) -> None:
        for place in range(BLOCK):
            changed = bytearray(SMALL)
            changed[place] ^= flip
            error = refused(records, bytes(changed))
            assert (error.code, error.data) == ("header", {"record": 0, "byte": 0})

    @pytest.mark.parametrize("number", [2, len(FOUND)])
    def test_of_a_later_record(self, number: int) -> None:
        for place in range(BLOCK):
            changed = bytearray(SMALL)
            changed[STARTS[number] + place] ^= 1
            error = refused(records, bytes(changed))
            assert (error.code, error.data) == ("header", {"record": number, "byte": STARTS[number]})


class TestWhatIsCutOff:
    def test_inside_a_record_names_the_record(self) -> None:
        for length in range(1024, len(SMALL), 37):
            number = max(n for n, start in enumerate(STARTS) if start <= length and n)
            if length in STARTS:
                continue
            error = refused(read, SMALL[:length])
            assert (error.code, error.data) == ("cut-off", {"record": number, "byte": STARTS[number]})

    @pytest.mark.parametrize("length", [1, 100, 511, 512, 513, 1023])
    def test_inside_the_first(self, length: int) -> None:
        error = refused(read, SMALL[:length])
        assert (error.code, error.data) == ("cut-off", {"record": 0, "byte": 0})

    def test_between_records_is_an_archive(self) -> None:
        for number in range(1, len(STARTS)):
            assert [found for found, _content in read(SMALL[: STARTS[number]])] == FOUND[: number - 1]

    def test_empty_is_none(self) -> None:
        error = refused(read, b"")
        assert (error.code, error.data) == ("empty", {"record": 0, "byte": 0})


@pytest.mark.parametrize(("tail", "code"), [
    (b"\0", "cut-off"), (b"\n", "cut-off"), (bytes(511), "cut-off"), (bytes(512), "header"), (bytes(1024), "header"),
    (b"x" * 512, "header"), (first_record(TIME), "header"), (header("0" * 64 + ".data.json", 1, TIME), "cut-off"),
    (record("0" * 64 + ".data.json", b"", TIME + 1), "header"),
])  # fmt: skip
def test_what_comes_after_the_end_is_refused_with_its_place(tail: bytes, code: str) -> None:
    error = refused(read, SMALL + tail)
    assert (error.code, error.data) == (code, {"record": len(FOUND) + 1, "byte": len(SMALL)})


@pytest.mark.parametrize("name", [
    "0" * 64 + ".json", "0" * 64 + ".data.json\n", "0" * 64 + ".other.json", "0" * 63 + ".data.json",
    "0" * 65 + ".data.json", "A" * 64 + ".data.json", "../" + "0" * 61 + ".data.json", "./" + "0" * 64 + ".data.json",
    "BELENIOS", "", "x" * 100,
])  # fmt: skip
def test_a_record_of_another_name_is_refused(name: str) -> None:
    error = refused(read, SMALL + record(name, b"", TIME))
    assert (error.code, error.data) == ("header", {"record": len(FOUND) + 1, "byte": len(SMALL)})


@pytest.mark.parametrize("size", [513, 100_000, 8**11 - 1])
def test_a_size_larger_than_the_file_is_refused_before_anything_is_read(size: int) -> None:
    claimed = header(f"{digest(b'x')}.data.json", size, TIME) + b"x" + bytes(511)
    error = refused(read, SMALL + claimed)
    assert (error.code, error.data) == ("cut-off", {"record": len(FOUND) + 1, "byte": len(SMALL)})


@pytest.mark.parametrize(
    "field", [b"0000000005 ", b"      00005", b"-0000000001", b"0o000000005", b"00000000009", bytes(11)]
)
def test_a_size_in_another_form_is_refused_whatever_its_checksum(field: bytes) -> None:
    block = bytearray(header(f"{digest(b'hello')}.data.json", 5, TIME))
    block[124:135] = field
    block[148:156] = b" " * 8
    block[148:156] = f"{sum(block):06o}\0 ".encode()
    assert refused(read, SMALL + bytes(block) + b"hello" + bytes(507)).code == "header"


def test_a_content_longer_than_it_may_be_is_refused_with_its_place() -> None:
    reader = Reader(BytesIO(SMALL))
    for found in reader.records():
        if found.size:
            error = refused(reader.content, found, found.size - 1)
            assert (error.code, error.data) == ("too-long", {"record": found.number, "byte": found.start})


def in_chunks(reader: Reader, found: Record) -> bytes:
    return b"".join(reader.chunks(found))


def whole(reader: Reader, found: Record) -> bytes:
    return reader.content(found, LARGEST)


@pytest.mark.parametrize("how", [in_chunks, whole])
@pytest.mark.parametrize("number", range(1, len(FOUND) + 1))
class TestAContentThatWasChanged:
    def test_in_any_byte_is_refused(self, how: Any, number: int) -> None:
        found = FOUND[number - 1]
        for place in range(0, found.size, 51):
            changed = bytearray(SMALL)
            changed[found.offset + place] ^= 1
            error = refused(how, Reader(BytesIO(changed)), found)
            assert isinstance(error, Refused)
            assert (error.code, error.data) == ("hash", {"record": number, "byte": found.start})

    def test_in_its_padding_is_refused(self, how: Any, number: int) -> None:
        found = FOUND[number - 1]
        for place in range(found.offset + found.size, found.end, 51):
            changed = bytearray(SMALL)
            changed[place] ^= 1
            error = refused(how, Reader(BytesIO(changed)), found)
            assert isinstance(error, Malformed)
            assert (error.code, error.data) == ("padding", {"record": number, "byte": found.start})

    def test_and_one_that_was_not_is_read(self, how: Any, number: int) -> None:
        content = (*CONTENTS, EVENT)[number - 1]
        assert how(Reader(BytesIO(SMALL)), FOUND[number - 1]) == content


def test_chunks_are_read_on_when_the_file_was_used_in_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "CHUNK", 100)
    reader, found = Reader(BytesIO(SMALL)), FOUND[3]
    pieces = []
    for piece in reader.chunks(found):
        pieces.append(piece)
        reader.file.seek(3)
    assert [len(piece) for piece in pieces] == [100] * 5 + [13]
    assert b"".join(pieces) == CONTENTS[3]


FIRSTS = {
    b'{"version":2,"timestamp":"5"}': "version",
    b'{"version":"1","timestamp":"5"}': "version",
    b'{"version":1,"timestamp":5}': "version",
    b'{"version":1,"timestamp":""}': "version",
    b'{"version":1,"timestamp":"05"}': "version",
    b'{"version":1,"timestamp":"-5"}': "version",
    b'{"version":1,"timestamp":" 5"}': "version",
    '{"version":1,"timestamp":"٥"}'.encode(): "version",
    b'{"version":1,"timestamp":"6"}': "header",
    b'{"version":1,"timestamp":"' + b"9" * 900 + b'"}': "version",
    b'{"version":1,"timestamp":"' + b"9" * 1000 + b'"}': "too-long",
}


@pytest.mark.parametrize("content", FIRSTS)
def test_another_first_record_is_refused_with_its_place(content: bytes) -> None:
    error = refused(read, record("BELENIOS", content, 5))
    assert (error.code, error.data) == (FIRSTS[content], {"record": 0, "byte": 0})


@pytest.mark.parametrize("content", [
    b"", b"[]", b"{}", b"\xff", b'{"version":1}', b'{"timestamp":"5","version":1}', b'{"version":1.0,"timestamp":"5"}',
    b'{"version":1,"version":1,"timestamp":"5"}',
])  # fmt: skip
def test_a_first_record_that_has_another_form_is_refused_with_its_place(content: bytes) -> None:
    assert refused(read, record("BELENIOS", content, 5)).data == {"record": 0, "byte": 0}


def test_a_raised_two_is_no_timestamp() -> None:
    with pytest.raises(Malformed, match="version"):
        read(record("BELENIOS", '{"version":1,"timestamp":"²"}'.encode(), 5))


def test_true_is_no_version() -> None:
    with pytest.raises(Malformed):
        read(record("BELENIOS", b'{"version":true,"timestamp":"5"}', 5))


@pytest.mark.parametrize("content", [
    b'{"version":1, "timestamp":"5"}', b'{"version":1,"timestamp":"5"}\n', b'{"version":1,"timestamp":"\\u0035"}',
])  # fmt: skip
def test_the_first_content_is_written_in_one_way_only(content: bytes) -> None:
    with pytest.raises(Malformed):
        read(record("BELENIOS", content, 5))


class TestEvents:
    @given(
        height=st.integers(0, 2**31 - 1),
        kind=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
        parent=st.none() | st.just("0a" * 32),
        payload=st.none() | st.just("0b" * 32),
    )
    def test_are_read_as_they_were_written(
        self, height: int, kind: str, parent: str | None, payload: str | None
    ) -> None:
        event = Event(height, kind, parent, payload)
        assert read_event(event.to_bytes()) == event

    @pytest.mark.parametrize("content", [
        b'{"height":0}', b'{"type":"Setup","height":0}', b'{"height":0,"type":"Setup","parent":"a"}',
        b'{"height":0,"type":"Setup","payload":null}', b'{"parent":null,"height":0,"type":"Setup"}',
        b'{"height":"0","type":"Setup"}', b'{"height":true,"type":"Setup"}', b'{"height":-1,"type":"Setup"}',
        b'{"height":0,"type":5}', b'{"height":0,"type":null}', b'{"height":0,"type":"Setup"} ',
        b'{"height":0,"type":"\\u0053etup"}', b'{"height":0,"type":"Setup","more":1}',
        b'{"height":2147483648,"type":"x"}',
    ])  # fmt: skip
    def test_in_another_form_are_refused(self, content: bytes) -> None:
        with pytest.raises(Malformed):
            read_event(content)

    @pytest.mark.parametrize("content", [
        b'{"parent":5,"height":0,"type":"Setup"}', b'{"height":0,"type":"Setup","payload":[]}',
        b'{"parent":{"a":1},"height":0,"type":"Setup","payload":true}',
    ])  # fmt: skip
    def test_whose_parent_or_payload_is_no_text_are_refused(self, content: bytes) -> None:
        with pytest.raises(Malformed):
            read_event(content)


class TestWriting:
    def test_goes_on_where_it_ended(self, tmp_path: Path) -> None:
        path = tmp_path / "own.bel"
        Writer.create(path, TIME).append("Setup", b"{}", b"[]")
        again = Writer.open(path)
        assert (again.timestamp, again.height) == (TIME, 1)
        again.append("EndBallots")
        (_, _), (_, payload), (setup, first), (_, second) = read(path.read_bytes())
        assert read_event(first) == Event(0, "Setup", None, digest(payload))
        assert read_event(second) == Event(1, "EndBallots", setup.hash, None)

    def test_begins_with_an_empty_archive(self, tmp_path: Path) -> None:
        path = tmp_path / "own.bel"
        Writer.create(path, TIME)
        assert path.read_bytes() == first_record(TIME)
        assert (Writer.open(path).height, Writer.open(path).parent) == (0, None)

    def test_never_replaces_and_never_goes_on_after_something_broken(self, tmp_path: Path) -> None:
        path = tmp_path / "own.bel"
        path.write_bytes(SMALL[:-1])
        with pytest.raises(FileExistsError):
            Writer.create(path, TIME)
        with pytest.raises(Malformed, match="cut-off"):
            Writer.open(path)
        assert path.read_bytes() == SMALL[:-1]


def named(error: ScrutinyError) -> bool:
    """Whether an error says where; of the first content, what is wrong with it as JSON is told without a place."""
    return {"record", "byte"} <= error.data.keys() or error.code in ("json", "fields", "number", "repeated-field")


def only_refused(content: bytes) -> None:
    try:
        read(content)
    except (Malformed, Refused) as error:
        assert named(error)


@given(data=st.data())
def test_bytes_changed_anywhere_are_refused_with_their_place(data: st.DataObject) -> None:
    changed = bytearray(SMALL)
    for place in data.draw(st.lists(st.integers(0, len(SMALL) - 1), min_size=1, max_size=3, unique=True)):
        changed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises((Malformed, Refused)) as error:
        read(bytes(changed))
    assert named(error.value)


@given(data=st.data())
def test_pieces_taken_out_put_in_or_exchanged_raise_nothing_else(data: st.DataObject) -> None:
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(SMALL))] * 2)))
    only_refused(SMALL[:start] + SMALL[end:])
    only_refused(SMALL[:start] + data.draw(st.binary(max_size=1030)) + SMALL[start:])
    only_refused(SMALL[end:] + SMALL[:start])


@given(size=st.integers(0, 8**11 - 1), mtime=st.integers(0, 8**11 - 1), name=st.text(max_size=30))
def test_a_header_of_any_size_time_and_name_raises_nothing_else(size: int, mtime: int, name: str) -> None:
    try:
        block = header(name, size, mtime)
    except UnicodeEncodeError:
        return
    only_refused(SMALL + block)
    only_refused(block + SMALL)
    only_refused(header("BELENIOS", size, mtime) + SMALL[512:])
