"""Credentials: both kinds, what is mistyped, and the public list in whatever pieces it comes."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packages.scrutiny.tests.elections.making import NAMES, UUID, reference, refused
from packages.scrutiny.tests.verify.tool import needs_tool

from scrutiny.elections import credentials
from scrutiny.elections.credentials import LONGEST_ENTRY, Entry
from scrutiny.elections.election import BASE58
from scrutiny.errors import Malformed, MistypedCard
from scrutiny.groups import NAMES as GROUPS
from scrutiny.groups import by_name
from scrutiny.randomness import allow_seeding, seeded

GROUP = by_name("Ed25519")
SECRET, PAPER = "4kXw9RtB2mHjN7pLqS3vYc", "4kXw9U-RtB2mHj-jN7pLk-qS3vYc7"
OLD = "GHq-KgT-d4p-Fvy-AGs"
OLD_PUBLIC = "8795556032747835695633284268575169009271921338765791232215721123553829371400457338338664487236682913681"
ALPHABET = st.text(st.sampled_from(BASE58), min_size=22, max_size=22)


class TestTheKindThatIsMadeHere:
    def test_has_128_bits_of_the_alphabet(self) -> None:
        made = {credentials.new_secret() for _ in range(50)}
        assert len(made) == 50
        assert all(len(secret) == 22 and set(secret) <= set(BASE58) for secret in made)
        assert 58**22 > 2**128

    def test_follows_from_the_randomness_alone(self) -> None:
        allow_seeding()
        found = []
        for _ in range(2):
            with seeded("credentials"):
                found.append(credentials.new_secret())
        assert found[0] == found[1]

    @pytest.mark.parametrize("name", GROUPS)
    def test_has_the_exponent_of_two_hashes(self, name: str) -> None:
        group = by_name(name)
        hashes = [hashlib.sha256(f"derive_credential|{UUID}|{n}|{SECRET}".encode()).digest() for n in (0, 1)]
        assert credentials.exponent(group, UUID, SECRET) == int.from_bytes(b"".join(hashes)) % group.q

    def test_is_another_in_every_election(self) -> None:
        other = credentials.exponent(GROUP, UUID[::-1], SECRET)
        assert other != credentials.exponent(GROUP, UUID, SECRET)

    @given(secret=ALPHABET)
    def test_is_read_as_it_is_shown_and_as_it_is_printed(self, secret: str) -> None:
        shown, printed = credentials.spoken(secret), credentials.on_paper(secret)
        assert [len(part) for part in shown.split("-")] == [5, 6, 5, 6]
        assert [part[:-1] for part in printed.split("-")] == shown.split("-")
        for typed in (secret, shown, printed, f" {printed}\n", printed.replace("-", " "), printed.replace("-", " - ")):
            assert credentials.parse(typed) == secret


def test_the_slip_of_a_known_credential() -> None:
    assert credentials.on_paper(SECRET) == PAPER
    assert credentials.parse(PAPER) == SECRET


def mistakes(text: str) -> Iterator[tuple[int, str]]:
    """Every text with one other character, and its place."""
    for place, right in enumerate(text):
        for char in BASE58:
            if right not in ("-", char):
                yield place, text[:place] + char + text[place + 1 :]


def test_one_wrong_character_names_its_group_on_paper() -> None:
    """One in 58 is not seen: a check character has no more to say."""
    unseen = 0
    for place, typed in mistakes(PAPER):
        group = PAPER[:place].count("-") + 1
        try:
            credentials.parse(typed)
            unseen += 1
        except MistypedCard as error:
            assert (error.code, error.data) == ("group", {"group": group})
    assert unseen < 26 * 57 / 30


def test_two_wrong_groups_name_the_first() -> None:
    parts = PAPER.split("-")
    wrong = "-".join([parts[0], parts[1][::-1], parts[2][::-1], parts[3]])
    assert refused(credentials.parse, wrong).data == {"group": 2}


@pytest.mark.parametrize("one", range(4))
@pytest.mark.parametrize("other", range(4))
def test_groups_exchanged_are_seen(one: int, other: int) -> None:
    parts = PAPER.split("-")
    parts[one], parts[other] = parts[other], parts[one]
    if one == other:
        assert credentials.parse("-".join(parts)) == SECRET
    else:
        with pytest.raises(Malformed):
            credentials.parse("-".join(parts))


@pytest.mark.parametrize("typed", [
    "", " ", "-", "---", SECRET[:-1], SECRET + "x", PAPER[:-1], PAPER.replace("-", ""), SECRET[:-1] + "0",
    SECRET[:-1] + "O", SECRET[:-1] + "l", SECRET[:-1] + "I", SECRET[:-1] + "é", SECRET[:-1] + "\ud800", "x" * 14,
    "x" * 16, SECRET.replace("k", "\u200bk"), credentials.spoken(SECRET).replace("-", "_"), "9" * 100_000,
])  # fmt: skip
def test_what_is_no_credential_is_malformed(typed: str) -> None:
    assert refused(credentials.parse, typed).code == "credential"


@given(typed=st.text(max_size=40))
def test_whatever_is_typed_is_a_credential_or_malformed(typed: str) -> None:
    with contextlib.suppress(Malformed):
        assert len(credentials.parse(typed)) in (15, 22)


class TestTheKindOfVersion2:
    def test_has_the_public_key_that_the_tool_derives(self) -> None:
        group = by_name("BELENIOS-2048")
        for typed in (OLD, OLD.replace("-", ""), OLD.replace("-", " ")):
            secret = credentials.parse(typed)
            public = group.text(group.power(group.g, credentials.exponent(group, UUID, secret)))
            assert public.startswith(OLD_PUBLIC)

    def test_has_a_checksum(self) -> None:
        seen = 0
        for _place, typed in mistakes(OLD):
            try:
                credentials.parse(typed)
            except MistypedCard as error:
                assert error.code == "checksum"
                seen += 1
        assert seen > 15 * 57 * 0.98

    @needs_tool
    @pytest.mark.parametrize("name", ["BELENIOS-2048", "RFC-3526-2048"])
    def test_is_read_as_the_tool_makes_it(self, name: str, tmp_path: Path) -> None:
        group = by_name(name)
        made = ("belenios-tool", "setup", "generate-credentials", "--uuid", UUID, "--group", name, "--count", "4")
        environment = {**os.environ, "BELENIOS_USE_URANDOM": "1"}
        subprocess.run(made, cwd=tmp_path, check=True, capture_output=True, env=environment)
        (private,), (public,) = tmp_path.glob("*.privcreds"), tmp_path.glob("*.pubcreds")
        secrets = [credentials.parse(line.split()[1]) for line in private.read_text().splitlines()]
        mine = {group.text(group.power(group.g, credentials.exponent(group, UUID, one))) for one in secrets}
        listed = list(credentials.read_entries(group, [public.read_bytes().strip()]))
        assert {entry.key for entry in listed} == mine


LISTED = [Entry("0a" * 32, 1), Entry("1b" * 32, 7), Entry("123456789", 2**31 - 1)]
LIST = credentials.to_bytes(LISTED)
NAMED = '["0a1b,3,Jörg","2c,1,\\"a\\", b","3d,,ümlaut,x","4e"]'.encode()


class TestThePublicList:
    @pytest.mark.parametrize("name", NAMES)
    def test_of_the_reference_archives_holds_the_credentials_of_all_ballots(self, name: str) -> None:
        known = reference(name)
        listed = list(credentials.read_entries(known.election.group, [known.credentials]))
        assert credentials.to_bytes(listed) == known.credentials
        assert [entry.weight for entry in listed] == [1] * 6
        assert {json.loads(content)["credential"] for content in known.ballots} == {entry.key for entry in listed}

    def test_writes_weights_for_all_or_for_none(self) -> None:
        assert credentials.to_bytes([Entry("a"), Entry("b")]) == b'["a","b"]'
        assert credentials.to_bytes([Entry("a"), Entry("b", 2)]) == b'["a,1","b,2"]'

    def test_is_the_same_cut_anywhere(self) -> None:
        for content, wanted in ((LIST, LISTED), (NAMED, list(credentials.read_entries(GROUP, [NAMED])))):
            for place in range(1, len(content)):
                assert list(credentials.read_entries(GROUP, [content[:place], content[place:]])) == wanted
            for size in range(1, 12):
                pieces = [content[n : n + size] for n in range(0, len(content), size)]
                assert list(credentials.read_entries(GROUP, pieces)) == wanted

    @given(data=st.data())
    def test_is_the_same_in_any_pieces(self, data: st.DataObject) -> None:
        places = sorted(data.draw(st.sets(st.integers(1, len(LIST) - 1))))
        pieces = [LIST[start:end] for start, end in zip([0, *places], [*places, len(LIST)], strict=True)]
        assert list(credentials.read_entries(GROUP, pieces)) == LISTED

    def test_passes_over_names(self) -> None:
        found = list(credentials.read_entries(GROUP, [NAMED]))
        assert found == [Entry("0a1b", 3), Entry("2c", 1), Entry("3d", 1), Entry("4e", 1)]

    def test_may_begin_with_a_piece_of_nothing(self) -> None:
        assert list(credentials.read_entries(GROUP, [b"", LIST[:5], b"", LIST[5:], b""])) == LISTED

    def test_is_told_before_it_has_been_read_to_its_end(self) -> None:
        def pieces() -> Iterator[bytes]:
            yield LIST[:-1]
            raise AssertionError("more was asked for than needed")

        found = credentials.read_entries(GROUP, pieces())
        assert [next(found), next(found)] == LISTED[:2]

    @pytest.mark.parametrize("content", [
        b"", b"[", b"]", b"[]", b"[[]]", b"{}", b"null", b' ["a"]', b'["a"] ', b'["a"]\n', b'["a"', b'["a]', b"[a]",
        b'["a",]', b'[,"a"]', b'["a" ,"b"]', b'["a", "b"]', b'["a""b"]', b'["a"]["b"]', b"[1]", b"['a']", b'[""]',
        b'["A"]', b'["a b"]', b'["\xff"]', '["é"]'.encode(), '["٣"]'.encode(), b'[" a"]', b'["-1"]', b'[",1"]',
    ])  # fmt: skip
    def test_in_another_form_is_malformed(self, content: bytes) -> None:
        assert refused(lambda: list(credentials.read_entries(GROUP, [content]))).code == "credentials"

    @pytest.mark.parametrize("weight", ["0", "-1", "+1", "01", "1.0", "1e3", " 1", "x", "²", "2147483648", "9" * 500])
    def test_with_another_weight_is_malformed(self, weight: str) -> None:
        content = f'["a,{weight}"]'.encode()
        assert refused(lambda: list(credentials.read_entries(GROUP, [content]))).code in (
            "weight",
            "number",
            "not-canonical",
        )

    def test_of_an_endless_entry_is_refused_before_it_ends(self) -> None:
        taken = []

        def pieces() -> Iterator[bytes]:
            yield b'["'
            for _ in range(1000):
                taken.append(1000)
                yield b"a" * 1000

        with pytest.raises(Malformed, match="credentials"):
            list(credentials.read_entries(GROUP, pieces()))
        assert sum(taken) <= LONGEST_ENTRY + 1000

    @given(content=st.binary(max_size=60), cut=st.integers(1, 59))
    def test_of_any_bytes_is_a_list_or_malformed(self, content: bytes, cut: int) -> None:
        pieces = [piece for piece in (b"[" + content[:cut], content[cut:]) if piece]
        with contextlib.suppress(Malformed):
            assert list(credentials.read_entries(GROUP, pieces))
