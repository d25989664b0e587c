"""The encrypted tally and its opening: every group that suffices finds the same, and too few find nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packages.scrutiny.tests.elections.making import (
    CHOOSE,
    NAMES,
    RANK,
    Own,
    changed_at,
    leaves,
    own,
    reference,
    refused,
)

from scrutiny.elections import ballot as ballots
from scrutiny.elections import tally as tallies
from scrutiny.elections.archive import digest
from scrutiny.elections.strict import compact
from scrutiny.elections.tally import Partial, Tally
from scrutiny.errors import Malformed, Refused
from scrutiny.groups import by_name
from scrutiny.roles import assembler, trustee, voter

GROUP = by_name("Ed25519")
WEIGHTS = (1, 3, 40)
ANSWERS = ([[0, 1, 0], [1, 1, 0]], [[0, 0, 1], [0, 1, 0]], [[1, 0, 0], [0, 0, 0]])
COUNTED = [[40, 1, 3], [1, 4, 0]]
RANKS = [[3, 1, 2], [1, 2, 3], [0, 255, 7]]
RANKED_ONES = [name for name in NAMES if "ranked" in name]


class Cast:
    """Three ballots of ours with weights, and their tally."""

    def __init__(self) -> None:
        self.made: Own = own()
        secrets = [f"4kXw9RtB2mHjN7pLqS3vY{n}" for n in (1, 2, 3)]
        pairs = zip(secrets, ANSWERS, strict=True)
        self.ballots = [voter.vote(self.made.election, [one], answers, self.made.bases) for one, answers in pairs]
        keys = [GROUP.text(ballots.read(self.made.election, content).credential) for content in self.ballots]
        self.weights = dict(zip(keys, WEIGHTS, strict=True))
        self.sized, self.tally = assembler.counted(self.made.election, self.weights.get, self.ballots)
        self.partials = self.made.partials(self.tally, 1, 2, 3, 4)

    def opened(self, *owners: int) -> tallies.Result:
        some = {owner: self.partials[owner] for owner in owners}
        openings = tallies.opened(self.made.trustees, self.tally, some)
        return tallies.result(self.made.election, openings, self.sized.weight)


@pytest.fixture(scope="module")
def cast() -> Cast:
    return Cast()


@pytest.mark.parametrize("name", NAMES)
class TestTheReferenceArchives:
    def test_have_the_tally_that_their_ballots_make(self, name: str) -> None:
        known = reference(name)
        sized, tally = assembler.counted(known.election, lambda _key: 1, known.ballots)
        assert (sized.ballots, sized.weight) == (known.sized.ballots, known.sized.weight) == (6, 6)
        assert [sorted(map(str, pairs)) for pairs in tally] == [sorted(map(str, pairs)) for pairs in known.tally()]
        assert digest(tallies.to_bytes(known.election.group, known.tally())) == known.sized.tally

    def test_are_opened_by_their_partial_decryptions_to_their_result(self, name: str) -> None:
        known = reference(name)
        tally = known.tally()
        for shuffled in known.shuffles():
            tally = tallies.verify_shuffle(known.election, tally, shuffled)
        partials = known.partials()
        for owner, partial in partials.items():
            tallies.verify_partial(known.election, tally, known.trustees.keys[owner - 1], partial)
        openings = tallies.opened(known.trustees, tally, partials)
        found = tallies.result(known.election, openings, known.sized.weight)
        assert tallies.result_to_bytes(found) == known.result
        assert tallies.read_result(known.result) == found

    def test_are_read_as_they_were_written(self, name: str) -> None:
        known, group = reference(name), reference(name).election.group
        assert tallies.to_bytes(group, known.tally()) == known.contents("EncryptedTally")[0][0]
        assert known.sized.to_bytes() == known.contents("EncryptedTally")[0][1]
        assert [one.to_bytes(group) for one in known.shuffles()] == [one for one, _o in known.contents("Shuffle")]
        partials = [one.to_bytes(group) for one in known.partials().values()]
        assert partials == [one for one, _o in known.contents("PartialDecryption")]

    def test_name_the_owner_and_the_place_of_a_changed_decryption(self, name: str) -> None:
        known, group = reference(name), reference(name).election.group
        tally = known.tally()
        for shuffled in known.shuffles():
            tally = tallies.with_ranked(known.election, tally, shuffled.ciphertexts)
        owner, partial = next(iter(known.partials().items()))
        key = known.trustees.keys[owner - 1]
        for row, column in ((0, 0), (len(tally) - 1, len(tally[-1]) - 1)):
            factors = [list(each) for each in partial.factors]
            factors[row][column] = group.multiply(factors[row][column], group.g)
            changed = Partial(tuple(map(tuple, factors)), partial.proofs)
            error = refused(tallies.verify_partial, known.election, tally, key, changed)
            assert (error.code, error.data) == ("decryption", {"question": row + 1, "ciphertext": column + 1})


@pytest.mark.parametrize("name", RANKED_ONES)
def test_a_reference_shuffle_with_anything_exchanged_is_refused(name: str) -> None:
    known = reference(name)
    (shuffled,) = known.shuffles()
    pairs = shuffled.ciphertexts[0]
    for wrong in ((pairs[1], pairs[0], *pairs[2:]), (pairs[0], pairs[0], *pairs[2:])):
        changed = tallies.Shuffle((wrong,), shuffled.proofs)
        assert refused(tallies.verify_shuffle, known.election, known.tally(), changed).code.startswith("shuffle-")
    for shorter in (
        tallies.Shuffle((), ()),
        tallies.Shuffle((pairs,), ()),
        tallies.Shuffle((pairs[1:],), shuffled.proofs),
    ):
        assert refused(tallies.verify_shuffle, known.election, known.tally(), shorter).code == "shuffle-length"


def enough() -> Iterator[tuple[int, ...]]:
    for count in (2, 3):
        yield from ((1, *others) for others in combinations((2, 3, 4), count))


@pytest.mark.parametrize("owners", list(enough()), ids=str)
def test_every_set_of_trustees_that_suffices_finds_the_same(cast: Cast, owners: tuple[int, ...]) -> None:
    assert cast.opened(*owners) == COUNTED
    assert cast.opened(*reversed(owners)) == COUNTED


@pytest.mark.parametrize("owners", [(), (1,), (1, 2), (2, 3), (2, 3, 4), (1, 4)], ids=str)
def test_too_few_find_nothing(cast: Cast, owners: tuple[int, ...]) -> None:
    assert refused(cast.opened, *owners).code == "too-few-trustees"


def test_the_weights_of_ballots_are_counted(cast: Cast) -> None:
    assert (cast.sized.ballots, cast.sized.weight) == (3, sum(WEIGHTS))


def test_of_one_credential_the_last_ballot_counts(cast: Cast) -> None:
    election = cast.made.election
    again = voter.vote(election, ["4kXw9RtB2mHjN7pLqS3vY1"], ANSWERS[2], cast.made.bases)
    sized, tally = assembler.counted(election, cast.weights.get, [*cast.ballots, again])
    assert (sized.ballots, sized.weight) == (3, sum(WEIGHTS))
    openings = tallies.opened(cast.made.trustees, tally, cast.made.partials(tally, 1, 2, 4))
    assert tallies.result(election, openings, sized.weight) == [[41, 0, 3], [0, 3, 0]]


def test_nothing_was_cast_is_a_result_too(cast: Cast) -> None:
    sized, tally = assembler.counted(cast.made.election, cast.weights.get, [])
    openings = tallies.opened(cast.made.trustees, tally, cast.made.partials(tally, 1, 3, 4))
    assert tallies.result(cast.made.election, openings, sized.weight) == [[0, 0, 0], [0, 0, 0]]


class TestPartialDecryptions:
    def test_of_every_owner_hold_and_of_another_do_not(self, cast: Cast) -> None:
        keys = cast.made.trustees.keys
        for owner, partial in cast.partials.items():
            tallies.verify_partial(cast.made.election, cast.tally, keys[owner - 1], partial)
            with pytest.raises(Refused, match="decryption"):
                tallies.verify_partial(cast.made.election, cast.tally, keys[owner % 4], partial)

    def test_with_anything_changed_name_the_place(self, cast: Cast) -> None:
        value = json.loads(cast.partials[1].to_bytes(GROUP))
        for path, _leaf in leaves(value):
            changed = changed_at(value, path, other_text)
            partial = tallies.read_partial(GROUP, compact(changed))
            error = refused(tallies.verify_partial, cast.made.election, cast.tally, cast.made.trustees.keys[0], partial)
            place = {"question": int(path[1]) + 1, "ciphertext": int(path[2]) + 1}
            assert (error.code, error.data) == ("decryption", place)

    def test_of_another_shape_are_refused(self, cast: Cast) -> None:
        known = cast.partials[1]
        for factors, proofs in (
            (known.factors[1:], known.proofs[1:]),
            (known.factors, known.proofs[1:]),
            ((known.factors[0][1:], known.factors[1]), known.proofs),
            (known.factors, (known.proofs[0], known.proofs[1] * 2)),
            ((), ()),
        ):
            error = refused(
                tallies.verify_partial,
                cast.made.election,
                cast.tally,
                cast.made.trustees.keys[0],
                Partial(factors, proofs),
            )
            assert error.code == "decryption-length"

    def test_of_another_election_are_refused(self, cast: Cast) -> None:
        other = own("Ed25519", RANK).election
        error = refused(tallies.verify_partial, other, cast.tally, cast.made.trustees.keys[0], cast.partials[1])
        assert error.code == "decryption"


def other_text(text: str) -> str:
    if len(text) == 64 and not text.isdigit():
        return GROUP.text(GROUP.multiply(GROUP.element(text), GROUP.g))
    return str((int(text) + 1) % GROUP.q)


class TestRankedAnswers:
    made = own("Ed25519", (*CHOOSE[:1], *RANK))

    def cast(self) -> tuple[tallies.Sized, Tally]:
        answers = [[[0, 1, 0], ranks] for ranks in RANKS]
        secrets = [[f"4kXw9RtB2mHjN7pLqS3vY{n}"] for n in (1, 2, 3)]
        votes = zip(secrets, answers, strict=True)
        contents = [voter.vote(self.made.election, one, answer, self.made.bases) for one, answer in votes]
        return assembler.counted(self.made.election, lambda _key: 1, contents)

    def test_come_out_of_two_shuffles_in_some_order(self) -> None:
        sized, tally = self.cast()
        for _ in range(2):
            shuffled = trustee.shuffle(self.made.election, tally)
            after = tallies.verify_shuffle(self.made.election, tally, shuffled)
            assert after[0] == tally[0]
            assert not set(after[1]) & set(tally[1])
            tally = after
        openings = tallies.opened(self.made.trustees, tally, self.made.partials(tally, 1, 2, 3))
        choices, ranks = tallies.result(self.made.election, openings, sized.weight)
        assert choices == [0, 3, 0]
        assert sorted(ranks) == sorted(RANKS)

    def test_stand_in_the_order_of_their_alphas(self) -> None:
        _sized, tally = self.cast()
        numbers = [GROUP.number(alpha) for alpha, _beta in tally[1]]
        assert numbers == sorted(numbers)

    def test_cannot_be_weighed(self) -> None:
        election = self.made.election
        content = voter.vote(election, ["4kXw9RtB2mHjN7pLqS3vY1"], [[0, 1, 0], [1, 2, 3]], self.made.bases)
        assert refused(assembler.counted, election, lambda _key: 2, [content]).code == "weight"

    def test_that_encode_more_than_they_may_are_refused(self) -> None:
        openings = [[GROUP.one] * 3, [GROUP.encode([1, 2, 3, 4])]]
        assert refused(tallies.result, self.made.election, openings, 3).code == "ranked-value"


@given(most=st.integers(0, 3000), data=st.data())
def test_every_number_up_to_the_weight_is_found(most: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, most))
    assert tallies.logarithm(GROUP, GROUP.power(GROUP.g, number), most) == number


@given(most=st.integers(0, 500), more=st.integers(1, 2000))
def test_no_number_above_the_weight_is_found(most: int, more: int) -> None:
    for number in (most + more, -more):
        assert refused(tallies.logarithm, GROUP, GROUP.power(GROUP.g, number), most).code == "out-of-range"


@pytest.mark.slow
def test_a_million_is_found_quickly() -> None:
    group = by_name("BELENIOS-2048")
    assert tallies.logarithm(group, group.power(group.g, 999_999), 1_000_000) == 999_999


class TestForms:
    content = reference("ed25519-single").contents("EncryptedTally")[0][0]
    election = reference("ed25519-single").election

    def test_a_tally_of_another_shape_is_refused(self) -> None:
        value = json.loads(self.content)
        one, other = value
        wrong: list[list[Any]] = [[one], [one, other, one], [one, other[1:]], [one * 2, other], [[], []], []]
        for changed in wrong:
            assert refused(tallies.read, self.election, compact(changed), 6).code == "tally-length"

    def test_a_tally_of_ranked_answers_has_one_for_each_ballot(self) -> None:
        known = reference("ed25519-ranked")
        for count in (0, 5, 7):
            content = known.contents("EncryptedTally")[0][0]
            assert refused(tallies.read, known.election, content, count).code == "tally-length"

    def test_every_structure_has_one_way_to_be_written(self) -> None:
        known = reference("ed25519-ranked")
        contents = {
            "tally": known.contents("EncryptedTally")[0][0],
            "sized": known.contents("EncryptedTally")[0][1],
            "shuffle": known.contents("Shuffle")[0][0],
            "owned": known.contents("Shuffle")[0][1],
            "partial": known.contents("PartialDecryption")[0][0],
            "result": known.result,
        }
        readers = {
            "tally": lambda content: tallies.read(known.election, content, 6),
            "sized": tallies.read_sized,
            "shuffle": lambda content: tallies.read_shuffle(known.election.group, content),
            "owned": lambda content: tallies.read_owned(content, 1),
            "partial": lambda content: tallies.read_partial(known.election.group, content),
            "result": tallies.read_result,
        }
        for name, content in contents.items():
            readers[name](content)
            for changed in (content + b"\n", b" " + content, json.dumps(json.loads(content)).encode()):
                assert refused(readers[name], changed).code == "not-canonical"

    @pytest.mark.parametrize("content", [
        b'{"num_tallied":-1,"total_weight":1,"encrypted_tally":"x"}', b'{"num_tallied":1,"total_weight":1}',
        b'{"num_tallied":1,"total_weight":9007199254740993,"encrypted_tally":"x"}',
        b'{"num_tallied":"1","total_weight":1,"encrypted_tally":"x"}',
        b'{"total_weight":1,"num_tallied":1,"encrypted_tally":"x"}',
    ])  # fmt: skip
    def test_another_size_is_malformed(self, content: bytes) -> None:
        with pytest.raises(Malformed):
            tallies.read_sized(content)

    @pytest.mark.parametrize("owner", [0, -1, 4, 2**31, "1", True, None])
    def test_owners_count_from_one_to_the_last(self, owner: object) -> None:
        assert tallies.read_owned(b'{"owner":3,"payload":"x"}', 3).owner == 3
        with pytest.raises(Malformed):
            tallies.read_owned(compact({"owner": owner, "payload": "x"}), 3)
