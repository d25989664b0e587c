"""Voters, registrars and trustees: what they make, and what they refuse to."""

from __future__ import annotations

import json

import pytest
from packages.scrutiny.tests.verify.stories import CHOOSE, RANK, Made, make

from scrutiny.elections import ballot as ballots
from scrutiny.elections import credentials, tally
from scrutiny.elections.credentials import read_entries
from scrutiny.errors import Malformed, Refused
from scrutiny.groups import by_name
from scrutiny.proofs.schnorr import Bases
from scrutiny.roles import authority, trustee, voter

GROUP = by_name("Ed25519")
UUID = "8Q5mHxjz3rBwTk"


@pytest.fixture(scope="module")
def made() -> Made:
    return make()


class TestVoters:
    @pytest.mark.parametrize("answers", [
        [[1, 0, 0], [0, 0, 0]], [[0, 1, 0], [1, 1, 0]], [[0, 0, 1], [0, 0, 1]],
    ])  # fmt: skip
    def test_every_possible_answer_makes_a_ballot_that_holds(self, made: Made, answers: list[list[int]]) -> None:
        bases = Bases(made.election.group, made.election.public_key)
        content = voter.vote(made.election, made.secrets[:1], answers)
        ballots.verify(made.election, bases, ballots.read(made.election, content))

    @pytest.mark.parametrize(("answers", "question"), [
        ([[1, 1, 0], [0, 0, 0]], 1), ([[0, 0, 0], [0, 0, 0]], 1), ([[0, 1, 1], [0, 0, 0]], 1),
        ([[0, 1, 0], [1, 1, 1]], 2), ([[0, 1, 0], [2, 0, 0]], 2), ([[0, 1, 0], [1, 0]], 2), ([[0, 1, 0]], 0),
    ])  # fmt: skip
    def test_impossible_answers_are_refused_with_the_question(
        self, made: Made, answers: list[list[int]], question: int
    ) -> None:
        with pytest.raises(Refused) as error:
            voter.vote(made.election, made.secrets[:1], answers)
        assert (error.value.code, error.value.data["question"]) == ("answers", question)

    def test_ranks_have_to_be_as_many_as_the_answers_and_small(self) -> None:
        ranked = make(questions=RANK, voters=1, again=0)
        with pytest.raises(Refused, match="answers"):
            voter.vote(ranked.election, ranked.secrets, [[1, 2]])
        with pytest.raises(Malformed, match="ranked-value"):
            voter.vote(ranked.election, ranked.secrets, [[1, 2, 256]])

    def test_two_ballots_with_the_same_answers_are_not_alike(self, made: Made) -> None:
        one, other = (voter.vote(made.election, made.secrets[:1], [[0, 1, 0], [0, 0, 0]]) for _ in range(2))
        assert json.loads(one)["answers"] != json.loads(other)["answers"]


class TestRegistrars:
    def halves(self, name: str, count: int = 3) -> tuple[authority.Made, bytes]:
        found = authority.make(GROUP, UUID, count)
        return found, authority.halves(GROUP, UUID, name, found)

    def test_halves_added_are_credentials(self) -> None:
        (one, first), (other, second) = self.halves("ana"), self.halves("ben")
        publics = authority.joined(
            GROUP,
            authority.check_halves(GROUP, UUID, "ana", authority.hash_of(first), first),
            authority.check_halves(GROUP, UUID, "ben", authority.hash_of(second), second),
        )
        for place, public in enumerate(publics):
            secrets = one.secrets[place], other.secrets[place]
            whole = sum(credentials.exponent(GROUP, UUID, secret) for secret in secrets)
            assert GROUP.power(GROUP.g, whole) == public

    def test_neither_half_is_a_credential_of_its_own(self) -> None:
        (one, _first), (other, _second) = self.halves("ana"), self.halves("ben")
        publics = authority.joined(GROUP, one.publics, other.publics)
        assert not {GROUP.text(p) for p in publics} & {GROUP.text(p) for p in (*one.publics, *other.publics)}

    def test_a_half_that_cancels_the_others_cannot_be_published(self) -> None:
        """Who has seen the other's half X could offer Y / X, and hold the whole credential alone."""
        (one, _first), (_other, second) = self.halves("ana"), self.halves("ben")
        value = json.loads(second)
        mine = GROUP.power(GROUP.g, 5)
        value["halves"][0]["public"] = GROUP.text(GROUP.divide(mine, one.publics[0]))
        forged = json.dumps(value, separators=(",", ":")).encode()
        with pytest.raises(Refused) as error:
            authority.check_halves(GROUP, UUID, "ben", authority.hash_of(forged), forged)
        assert (error.value.code, error.value.data["place"]) == ("possession", 0)

    def test_halves_published_after_another_hash_are_refused(self) -> None:
        (_one, first), (_other, second) = self.halves("ana"), self.halves("ana")
        with pytest.raises(Refused, match="hash"):
            authority.check_halves(GROUP, UUID, "ana", authority.hash_of(first), second)

    @pytest.mark.parametrize(("uuid", "name"), [("9Q5mHxjz3rBwTk", "ana"), (UUID, "ben")])
    def test_halves_of_another_election_or_registrar_are_refused(self, uuid: str, name: str) -> None:
        _one, first = self.halves("ana")
        with pytest.raises(Refused, match="other-election"):
            authority.check_halves(GROUP, uuid, name, authority.hash_of(first), first)

    def test_lists_of_different_length_are_refused(self) -> None:
        (one, _first), (other, _second) = self.halves("ana", 2), self.halves("ben", 3)
        with pytest.raises(Refused, match="electorate"):
            authority.joined(GROUP, one.publics, other.publics)

    def test_the_public_list_tells_nothing_by_its_order(self) -> None:
        found = authority.make(GROUP, UUID, 20)
        listed = [entry.key for entry in read_entries(GROUP, [authority.public_list(GROUP, found.publics)])]
        assert listed == sorted(listed)
        assert set(listed) == {GROUP.text(public) for public in found.publics}

    def test_a_list_with_a_credential_twice_is_not_made(self) -> None:
        found = authority.make(GROUP, UUID, 1)
        with pytest.raises(Refused, match="repeated-credential"):
            authority.public_list(GROUP, found.publics * 2)


class TestTrustees:
    def test_nobody_decrypts_with_a_key_that_is_not_theirs(self, made: Made) -> None:
        pairs = tuple(((GROUP.g, GROUP.g),) for _ in CHOOSE)
        with pytest.raises(Refused, match="other-key"):
            trustee.decrypt(made.election, pairs, made.private + 1, made.trustees.kinds[0])  # type: ignore[arg-type]

    def test_a_part_of_the_decryption_holds_for_its_tally_only(self, made: Made) -> None:
        pairs = tuple(((GROUP.g, GROUP.g),) for _ in CHOOSE)
        partial = tally.decrypt(made.election, pairs, made.private)
        tally.verify_partial(made.election, pairs, made.trustees.keys[0], partial)
        other = tuple(((GROUP.power(GROUP.g, 2), GROUP.g),) for _ in CHOOSE)
        with pytest.raises(Refused) as error:
            tally.verify_partial(made.election, other, made.trustees.keys[0], partial)
        assert (error.value.data["question"], error.value.data["ciphertext"]) == (1, 1)
