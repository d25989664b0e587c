"""What is read: one form for each thing, and nothing else. What is written is read again as it was."""

from __future__ import annotations

import contextlib
import json
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.elections import credentials, questions, strict, tally, trustees
from scrutiny.elections import election as elections
from scrutiny.elections.archive import Reader, Writer, data_record, digest, read_event, record
from scrutiny.elections.credentials import Entry
from scrutiny.elections.questions import Choose, Rank
from scrutiny.errors import Malformed, MistypedCard, Refused, ScrutinyError
from scrutiny.groups import by_name

DATA = Path(__file__).parent / "data"
ARCHIVES = sorted(DATA.glob("*.bel"))
EACH = pytest.mark.parametrize("path", ARCHIVES, ids=lambda path: path.stem)
GROUP = by_name("Ed25519")


def test_all_six_reference_archives_are_here() -> None:
    assert len(ARCHIVES) == 6


class TestStrictJson:
    @pytest.mark.parametrize("text", [
        '{"a":1,"a":2}', "1.5", "1e3", "NaN", "Infinity", "-Infinity", "[", "", "{}x", "[" * 10_000, '"\ud800',
        "9" * 10_000, b"\xff", b"\xef\xbb\xbf{}",
    ])  # fmt: skip
    def test_refuses(self, text: str | bytes) -> None:
        with pytest.raises((Malformed, UnicodeEncodeError)):
            strict.fields(strict.parse(text), ["a"])

    @given(st.binary(max_size=300))
    def test_only_ever_raises_what_it_should(self, content: bytes) -> None:
        with contextlib.suppress(Malformed):
            strict.parse(content)

    def test_fields_have_one_order(self) -> None:
        assert strict.fields(strict.parse('{"a":1,"c":3}'), ["a", "b", "c"], ["b"]) == [1, None, 3]
        for text in ('{"c":3,"a":1}', '{"a":1}', '{"a":1,"c":3,"d":4}', "[]", "1", "null"):
            with pytest.raises(Malformed, match="fields"):
                strict.fields(strict.parse(text), ["a", "b", "c"], ["b"])

    @pytest.mark.parametrize("value", [True, 1.0, "1", -1, 2**31, None])
    def test_small_numbers_are_whole_and_small(self, value: object) -> None:
        with pytest.raises(Malformed, match="number"):
            strict.small(value)


class TestQuestions:
    @given(st.lists(st.text(max_size=9), min_size=1, max_size=6), st.booleans(), st.data())
    def test_are_read_as_they_were_written(self, answers: list[str], blank: bool, data: st.DataObject) -> None:
        most = data.draw(st.integers(0, len(answers)))
        asked = Choose("?", tuple(answers), data.draw(st.integers(0, most)), most, blank)
        assert questions.from_json(strict.parse(json.dumps(asked.to_json()))) == asked
        ranked = Rank("?", tuple(answers))
        assert questions.from_json(strict.parse(json.dumps(ranked.to_json()))) == ranked

    @pytest.mark.parametrize(("least", "most"), [(1, 0), (-1, 1), (0, 3), (3, 3)])
    def test_bounds_that_nobody_can_meet_are_refused(self, least: int, most: int) -> None:
        with pytest.raises(Malformed, match="bounds"):
            Choose("?", ("A", "B"), least, most)

    @pytest.mark.parametrize("text", [
        '{"answers":[],"min":0,"max":0,"question":"?"}',
        '{"answers":["A"],"blank":1,"min":0,"max":1,"question":"?"}',
        '{"answers":["A"],"min":0.0,"max":1,"question":"?"}',
        '{"answers":"A","min":0,"max":1,"question":"?"}',
        '{"type":"Other","value":{"answers":["A"],"question":"?"}}',
        '{"answers":["A"],"min":0,"max":1,"question":"?","more":1}',
    ])  # fmt: skip
    def test_other_forms_are_refused(self, text: str) -> None:
        with pytest.raises(Malformed):
            questions.from_json(strict.parse(text))

    def test_ranked_questions_need_a_group_that_can_hold_them(self) -> None:
        names = {"name": "n", "description": "d", "uuid": "8Q5mHxjz3rBwTk"}
        small = by_name("BELENIOS-2048")
        with pytest.raises(Malformed, match="ranked-group"):
            elections.make(small, small.g, (Rank("?", ("A", "B")),), **names)
        with pytest.raises(Malformed, match="answers"):
            elections.make(GROUP, GROUP.g, (Rank("?", tuple("A" * 31)),), **names)


@EACH
class TestReferenceArchives:
    def test_are_written_by_us_to_the_last_byte(self, path: Path) -> None:
        content = path.read_bytes()
        reader = Reader(BytesIO(content))
        again = [content[:1024]]
        for found in reader.records():
            again.append(record(found.name, reader.content(found, 1 << 26), reader.mtime or 0))
        assert b"".join(again) == content

    def test_hold_elections_trustees_and_events_in_our_form(self, path: Path) -> None:
        reader = Reader(BytesIO(path.read_bytes()))
        found = list(reader.records())
        election = elections.read(reader.content(found[0], 1 << 20))
        assert elections.UUID.fullmatch(election.uuid)
        assert path.stem.split("-")[0] in election.group.name.lower().replace("belenios", "ff").replace("-", "")
        listed = reader.content(found[1], 1 << 20)
        assert trustees.read(election.group, listed).to_bytes() == listed
        for one in found:
            if one.kind == "event":
                content = reader.content(one, 1000)
                assert read_event(content).to_bytes() == content

    def test_can_be_added_to(self, path: Path, tmp_path: Path) -> None:
        place = tmp_path / "copy.bel"
        place.write_bytes(path.read_bytes())
        writer = Writer.open(place)
        assert writer.last_kind == "Result"
        writer.append("Ballot", b"{}")
        content = place.read_bytes()
        assert content.startswith(path.read_bytes())
        last = list(Reader(BytesIO(content)).records())[-2:]
        assert [one.kind for one in last] == ["data", "event"]
        assert last[0].hash == digest(b"{}")


class TestArchives:
    def test_a_new_one_does_not_replace_another(self, tmp_path: Path) -> None:
        Writer.create(tmp_path / "a.bel", 5)
        with pytest.raises(FileExistsError):
            Writer.create(tmp_path / "a.bel", 5)

    def test_contents_longer_than_they_may_be_are_not_read(self) -> None:
        reader = Reader(BytesIO(ARCHIVES[0].read_bytes()))
        first = next(reader.records())
        with pytest.raises(Malformed, match="too-long") as error:
            reader.content(first, 10)
        assert error.value.data == {"record": 1, "byte": 1024}

    def test_chunks_are_the_content(self) -> None:
        reader = Reader(BytesIO(ARCHIVES[0].read_bytes()))
        for found in reader.records():
            assert b"".join(reader.chunks(found)) == reader.content(found, 1 << 26)

    def test_a_content_under_another_hash_is_refused_however_it_is_read(self) -> None:
        start = ARCHIVES[0].read_bytes()[:1024]
        first = Reader(BytesIO(start))
        assert not list(first.records())
        wrong = bytearray(data_record(b"content", first.mtime or 0))
        wrong[512] ^= 1
        reader = Reader(BytesIO(start + bytes(wrong)))
        (found,) = list(reader.records())
        with pytest.raises(Refused, match="hash"):
            reader.content(found, 100)
        with pytest.raises(Refused, match="hash"):
            list(reader.chunks(found))

    @given(st.binary(max_size=1500))
    def test_any_bytes_are_records_or_refused(self, content: bytes) -> None:
        try:
            list(Reader(BytesIO(content)).records())
        except ScrutinyError as error:
            assert "byte" in error.data or error.code in ("json", "fields", "version", "number")


class TestCredentials:
    def test_are_shown_in_groups_and_read_however_they_are_typed(self) -> None:
        for _ in range(20):
            secret = credentials.new_secret()
            for typed in (secret, credentials.spoken(secret), credentials.on_paper(secret)):
                assert credentials.parse(f"  {typed.replace('-', ' ')}\n") == secret
                assert credentials.parse(typed) == secret
        assert [len(part) for part in credentials.spoken(secret).split("-")] == [5, 6, 5, 6]

    @pytest.mark.parametrize("group", range(4))
    def test_a_mistyped_group_is_named(self, group: int) -> None:
        slip = credentials.on_paper("4kXw9RtB2mHjN7pLqS3vYc").split("-")
        for char in "23456789":
            wrong = list(slip)
            wrong[group] = char + wrong[group][1:]
            if wrong != slip:
                with pytest.raises(MistypedCard) as error:
                    credentials.parse("-".join(wrong))
                assert error.value.data["group"] == group + 1

    @pytest.mark.parametrize("typed", ["", "-", "0" * 22, "l" * 22, "1" * 21, "1" * 23, "é" * 22, "1" * 5000])
    def test_what_is_none_is_refused(self, typed: str) -> None:
        with pytest.raises(Malformed):
            credentials.parse(typed)

    def test_the_older_kind_has_a_checksum(self) -> None:
        assert credentials.parse("GHq-KgT-d4p-Fvy-AGs") == "GHqKgTd4pFvyAGs"
        with pytest.raises(MistypedCard):
            credentials.parse("GHq-KgT-d4p-Fvy-AGt")

    @given(st.lists(st.integers(1, 9), min_size=1, max_size=9), st.integers(1, 40))
    def test_the_list_read_in_pieces_is_the_list(self, weights: list[int], size: int) -> None:
        listed = [Entry(GROUP.text(GROUP.power(GROUP.g, n + 1)), weight) for n, weight in enumerate(weights)]
        content = credentials.to_bytes(listed)
        pieces = [content[n : n + size] for n in range(0, len(content), size)]
        assert list(credentials.read_entries(GROUP, pieces)) == listed

    @pytest.mark.parametrize("content", [
        b"", b"[", b"[]", b'["a"', b'"a"]', b'["a",]', b'["a" ,"b"]', b'["a,0"]', b'["a,-1"]', b'["a,01"]',
        b'["a,99999999999"]', b'["A B"]', b"[1]", b'[""]', b'["' + b"a" * 5000 + b'"]', b'{"a":1}',
    ])  # fmt: skip
    def test_other_lists_are_refused(self, content: bytes) -> None:
        with pytest.raises(Malformed):
            list(credentials.read_entries(GROUP, [content]))


class TestTallies:
    @given(st.integers(0, 5000))
    def test_numbers_are_found_in_the_exponent(self, number: int) -> None:
        assert tally.logarithm(GROUP, GROUP.power(GROUP.g, number), 5000) == number

    def test_numbers_out_of_range_are_refused(self) -> None:
        for number in (11, 12, 10**6, -1):
            with pytest.raises(Refused, match="out-of-range"):
                tally.logarithm(GROUP, GROUP.power(GROUP.g, number), 10)

    @pytest.mark.parametrize("content", [b'{"result":[[1]], "x":1}', b'{"result": [[1]]}', b"[]", b"", b'{"result":1}'])
    def test_other_results_are_refused(self, content: bytes) -> None:
        with pytest.raises(Malformed):
            tally.read_result(content)

    @pytest.mark.parametrize("content", [
        b'{"owner":0,"payload":"x"}', b'{"owner":3,"payload":"x"}', b'{"payload":"x","owner":1}',
        b'{"owner":true,"payload":"x"}',
    ])  # fmt: skip
    def test_owners_that_do_not_exist_are_refused(self, content: bytes) -> None:
        with pytest.raises(Malformed):
            tally.read_owned(content, 2)
