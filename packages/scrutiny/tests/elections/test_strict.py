"""JSON that means one thing only: whatever is put in, nothing but Malformed comes out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from packages.scrutiny.tests.elections.making import own, reference, refused

from scrutiny.elections import archive, ballot, credentials, election, tally, trustees
from scrutiny.elections.strict import compact, fields, items, parse, small, text, texts
from scrutiny.errors import Malformed
from scrutiny.groups import by_name

GROUP = by_name("Ed25519")
SURROGATE = "lone surrogates are read and cannot be written: UnicodeEncodeError escapes"
WORDS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
)


@given(value=VALUES)
def test_what_is_written_is_read_again(value: Any) -> None:
    assert parse(compact(value)) == value


@pytest.mark.parametrize("content", [
    b"", b" ", b"{", b"[1,]", b"[1 2]", b"{'a':1}", b'{"a":1,}', b'"a', b"nul", b"01", b"+1", b"0x1", b"[1]x", b"\0",
    b"\xff", b'"\xff"', b'"\xc0\x80"', b'"\xed\xa0\x80"', b'"\xf4\x90\x80\x80"', b'"\t"', b'"\\x41"', b'"\\u12"',
    b"\xef\xbb\xbf[1]", "[1]".encode("utf-16"), "[1]".encode("utf-32"), b"9" * 10_000, b"-" + b"9" * 10_000,
    b"[" * 100_000, b'{"a":' * 100_000, b"[" * 5000 + b"]" * 5000,
])  # fmt: skip
def test_what_is_no_json_is_refused(content: bytes) -> None:
    assert refused(lambda: parse(content)).code == "json"


@pytest.mark.parametrize("content", ["1.0", "[0.5]", "1e2", "1E400", '{"a":-0.0}', "NaN", "[Infinity]", "-Infinity"])
def test_numbers_that_are_not_whole_are_refused(content: str) -> None:
    assert refused(lambda: parse(content)).code == "number"


@pytest.mark.parametrize("content", ['{"a":1,"a":1}', '{"a":1,"b":2,"a":3}', '[{"x":{"a":1,"\\u0061":2}}]'])
def test_a_field_that_comes_twice_is_refused(content: str) -> None:
    assert refused(lambda: parse(content)).code == "repeated-field"


@given(content=st.binary(max_size=200) | st.text(max_size=200))
@example('"\ud800"')
@example('{"\ud800":1}')
def test_any_bytes_are_json_or_malformed(content: bytes | str) -> None:
    try:
        parse(content)
    except Malformed as error:
        assert error.code in ("json", "number", "repeated-field")


@pytest.mark.parametrize("content", ['{"b":2,"a":1}', '{"a":1}', '{"a":1,"b":2,"c":3}', "{}", "[]", '"a"', "1", "null"])
def test_fields_that_are_not_these_in_this_order_are_refused(content: str) -> None:
    assert refused(lambda: fields(parse(content), ["a", "b"])).code == "fields"


def test_a_field_that_may_be_missing_may_not_be_elsewhere() -> None:
    names, optional = ["a", "b", "c"], ["b"]
    assert fields(parse('{"a":1,"b":2,"c":3}'), names, optional) == [1, 2, 3]
    assert fields(parse('{"a":1,"c":3}'), names, optional) == [1, None, 3]
    for content in ('{"b":2,"a":1,"c":3}', '{"a":1,"c":3,"b":2}', '{"a":1,"b":2}'):
        with pytest.raises(Malformed, match="fields"):
            fields(parse(content), names, optional)


def test_a_dictionary_that_was_not_read_has_no_order_to_trust() -> None:
    with pytest.raises(Malformed, match="fields"):
        fields({"a": 1}, ["a"])


@pytest.mark.parametrize("value", [-1, 2**31, True, False, "1", None, [1], 1.0])
def test_small_numbers_are_whole_and_small(value: object) -> None:
    assert refused(lambda: small(value)).code == "number"


def test_small_numbers_have_bounds() -> None:
    assert [small(0), small(2**31 - 1), small(5, 5, 5)] == [0, 2**31 - 1, 5]
    for value in (4, 6):
        with pytest.raises(Malformed, match="number"):
            small(value, 5, 5)


@pytest.mark.parametrize("value", [None, 1, {}, {"a": "b"}, [1], ["a", None], True])
def test_texts_are_texts_only(value: object) -> None:
    assert refused(lambda: texts(value)).code == "texts"
    assert refused(lambda: text(value)).code == "text"
    if not isinstance(value, list):
        assert refused(lambda: items(value)).code == "list"


def test_records_are_written_without_spaces_in_the_letters_of_all_scripts() -> None:
    assert compact({"ü": ["✓", 1], "b": {"c": None}}) == '{"ü":["✓",1],"b":{"c":null}}'.encode()
    assert compact('a\x7f"\\\n\u2028') == b'"a\\u007f\\"\\\\\\n\xe2\x80\xa8"'


READERS = {
    "election": election.read,
    "ballot": lambda content: ballot.read(own().election, content),
    "trustees": lambda content: trustees.read(GROUP, content),
    "credentials": lambda content: list(credentials.read_entries(GROUP, [content])),
    "tally": lambda content: tally.read(own().election, content, 3),
    "sized": tally.read_sized,
    "owned": lambda content: tally.read_owned(content, 3),
    "shuffle": lambda content: tally.read_shuffle(GROUP, content),
    "partial": lambda content: tally.read_partial(GROUP, content),
    "result": tally.read_result,
    "event": archive.read_event,
}
EACH_READER = pytest.mark.parametrize("name", READERS)
STRANGE = [
    b"", b"null", b"true", b"0", b"-0", b'""', b"[]", b"[[]]", b"{}", b'[""]', b"[null]", b"[{}]", b"[[[]]]",
    b'{"result":0}', b'{"result":1.5}', b'{"owner":0,"payload":""}', b'{"owner":true,"payload":""}', b"\xff",
    b"[" * 9999,
    b'{"height":-1,"type":"Setup"}', b'{"height":0,"type":["Setup"]}', b'{"height":0, "type":"Setup"}', b"9" * 5000,
    b'{"num_tallied":1,"total_weight":1,"encrypted_tally":5}', b'[["Single",null]]', b'[["Pedersen",{}]]', b'[["x",1]]',
]  # fmt: skip


@EACH_READER
@pytest.mark.parametrize("content", STRANGE)
def test_every_reader_refuses_what_is_strange(name: str, content: bytes) -> None:
    with pytest.raises(Malformed):
        READERS[name](content)


@EACH_READER
@given(content=st.binary(max_size=60) | VALUES.map(compact))
def test_every_reader_says_malformed_to_anything_else(name: str, content: bytes) -> None:
    try:
        READERS[name](content)
    except Malformed:
        return
    assert name in ("result", "credentials")  # which nothing but their form can refuse


PLACES_OF_SURROGATES = {
    "ballot": b'{"election_uuid":"\\ud800"}',
    "sized": b'{"num_tallied":0,"total_weight":0,"encrypted_tally":"\\ud800"}',
    "owned": b'{"owner":1,"payload":"\\ud800"}',
    "result": b'{"result":["\\ud800"]}',
    "event": b'{"height":0,"type":"\\ud800"}',
}


@pytest.mark.parametrize("name", PLACES_OF_SURROGATES)
def test_half_a_character_is_malformed(name: str) -> None:
    with pytest.raises(Malformed):
        READERS[name](PLACES_OF_SURROGATES[name])


def test_half_a_character_in_the_name_of_an_election_is_malformed() -> None:
    content = reference("ed25519-single").election.content.replace(b'"Reference"', b'"\\ud800"')
    with pytest.raises(Malformed):
        election.read(content)


def test_half_a_character_in_a_certificate_is_malformed() -> None:
    content = reference("ed25519-threshold").trustees.to_bytes().replace(b'{\\"context', b'\\ud800{\\"context', 1)
    with pytest.raises(Malformed):
        trustees.read(GROUP, content)


def test_no_depth_of_nesting_is_anything_but_malformed() -> None:
    for depth in range(500, 1000):
        with pytest.raises(Malformed):
            ballot.read(own().election, b"[" * depth + b"]" * depth)
        with pytest.raises(Malformed):
            ballot.read(own().election, b'{"a":' * depth + b"1" + b"}" * depth)
