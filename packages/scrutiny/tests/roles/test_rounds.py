"""Key generation round by round, with one who cheats in each; complaints that are false; halves of two registrars."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from packages.scrutiny.tests.elections.making import CHOOSE, RANK, UUID, own, refused

from scrutiny.elections import ballot as ballots
from scrutiny.elections import election as elections
from scrutiny.elections import tally as tallies
from scrutiny.elections import trustees
from scrutiny.elections.archive import Reader
from scrutiny.elections.credentials import read_entries
from scrutiny.elections.strict import compact
from scrutiny.elections.tally import Partial
from scrutiny.elections.trustees import Trustees
from scrutiny.errors import Malformed, Refused
from scrutiny.groups import by_name
from scrutiny.proofs import schnorr, signature
from scrutiny.proofs.schnorr import Bases, Proof, draw
from scrutiny.roles import assembler, authority, threshold, trustee, voter
from scrutiny.roles.threshold import Ceremony, Complaint

GROUP = by_name("Ed25519")


class Rounds:
    """Everything that is said in a ceremony, and what each trustee keeps."""

    def __init__(self, size: int, needed: int) -> None:
        self.size, self.needed = size, needed
        self.seeds = [threshold.new_seed() for _ in range(size)]
        certs = [threshold.certify(GROUP, seed, size, needed, n) for n, seed in enumerate(self.seeds, 1)]
        self.ceremony = Ceremony(GROUP, needed, tuple(certs))
        self.drawn = [threshold.draw_polynomial(GROUP, seed, needed) for seed in self.seeds]
        self.commitments = [list(one.commitments) for one in self.drawn]
        self.shares = {
            (sender, place): threshold.share_for(self.ceremony, self.seeds[sender - 1], self.drawn[sender - 1], place)
            for sender in range(1, size + 1)
            for place in range(1, size + 1)
        }

    def checked(self, place: int) -> tuple[int, list[Complaint]]:
        received = [self.shares[sender, place] for sender in range(1, self.size + 1)]
        return threshold.check_shares(self.ceremony, self.seeds[place - 1], place, received, self.commitments)

    def complaint(self, place: int) -> Complaint:
        _total, (found,) = self.checked(place)
        return found

    def judged(self, complaint: Complaint) -> int:
        message = self.shares[complaint.against, complaint.by]
        return threshold.judge(self.ceremony, complaint, message, self.commitments)

    def envelope(self, sender: int, recipient: int) -> threshold.Envelope:
        certs = self.ceremony.certificates()
        between = certs[sender - 1].verification, certs[recipient - 1].encryption
        return threshold.envelope(GROUP, self.shares[sender, recipient], *between)

    def keys(self, place: int) -> threshold.Keys:
        return threshold.keys_of(GROUP, self.seeds[place - 1])

    def last_round(self) -> tuple[list[Proof], list[trustees.PublicKey]]:
        proofs = [
            threshold.sign_ceremony(self.ceremony, seed, made)
            for seed, made in zip(self.seeds, self.commitments, strict=True)
        ]
        secrets = [self.checked(place)[0] for place in range(1, self.size + 1)]
        made = [threshold.public_key(self.ceremony, s, x) for s, x in zip(self.seeds, secrets, strict=True)]
        return proofs, made

    def signed(self) -> list[trustees.Signed]:
        return [one.signed for one in self.drawn]


@pytest.fixture
def three() -> Rounds:
    return Rounds(3, 2)


@pytest.fixture(scope="module")
def five() -> Rounds:
    return Rounds(5, 3)


class TestHonestTrustees:
    def test_of_five_end_with_a_key_that_three_can_use(self, five: Rounds) -> None:
        proofs, keys = five.last_round()
        found = Trustees(GROUP, (threshold.assembled(five.ceremony, five.signed(), proofs, keys),))
        secret = sum(one.secret[0] for one in five.drawn)
        assert found.public_key() == GROUP.power(GROUP.g, secret)
        assert trustees.read(GROUP, found.to_bytes()) == found

    def test_have_nothing_to_complain_about(self, five: Rounds) -> None:
        for place in range(1, 6):
            total, complaints = five.checked(place)
            assert total == sum(one.value(GROUP.q, place) for one in five.drawn) % GROUP.q
            assert not complaints

    def test_have_keys_that_follow_from_their_seed(self) -> None:
        seed = threshold.new_seed()
        assert len(seed) == 22
        assert threshold.keys_of(GROUP, seed) == threshold.keys_of(GROUP, seed)
        assert threshold.keys_of(GROUP, seed).signing != threshold.keys_of(GROUP, seed).decryption
        assert threshold.keys_of(GROUP, threshold.new_seed()) != threshold.keys_of(GROUP, seed)


class TestTheFirstRound:
    @pytest.mark.parametrize("place", range(1, 6))
    def test_names_who_signed_with_another_key(self, five: Rounds, place: int) -> None:
        certs = list(five.ceremony.certs)
        certs[place - 1] = threshold.sign(GROUP, 5, certs[place - 1].message)
        error = refused(Ceremony(GROUP, 3, tuple(certs)).certificates)
        assert (error.code, error.data) == ("signature", {"trustee": place})

    @pytest.mark.parametrize("order", [order for order in permutations(range(3)) if order != (0, 1, 2)])
    def test_refuses_certificates_in_another_order(self, three: Rounds, order: tuple[int, ...]) -> None:
        certs = tuple(three.ceremony.certs[n] for n in order)
        assert refused(Ceremony(GROUP, 2, certs).certificates).code == "certificate-context"

    def test_refuses_certificates_of_another_group(self, three: Rounds) -> None:
        inner = json.loads(three.ceremony.certs[0].message)
        inner["context"]["group"] = "BELENIOS-2048"
        forged = threshold.sign(GROUP, three.keys(1).signing, compact(inner).decode())
        error = refused(Ceremony(GROUP, 2, (forged, *three.ceremony.certs[1:])).certificates)
        assert (error.code, error.data) == ("certificate-context", {"trustee": 1})


class TestTheSecondAndThird:
    @pytest.mark.parametrize("place", [1, 2, 3])
    def test_name_who_shows_other_commitments_than_those_hashed(self, three: Rounds, place: int) -> None:
        hashes, signed = [one.hash() for one in three.drawn], three.signed()
        signed[place - 1] = threshold.draw_polynomial(GROUP, three.seeds[place - 1], 2).signed
        error = refused(threshold.check_commitments, three.ceremony, hashes, signed)
        assert (error.code, error.data) == ("hash", {"trustee": place})

    @pytest.mark.parametrize("place", [1, 2, 3])
    def test_name_who_did_not_sign_them(self, three: Rounds, place: int) -> None:
        hashes, signed = [one.hash() for one in three.drawn], three.signed()
        signed[place - 1] = replace(signed[place - 1], signature=signed[place % 3].signature)
        error = refused(threshold.check_commitments, three.ceremony, hashes, signed)
        assert (error.code, error.data) == ("signature", {"trustee": place})

    @pytest.mark.parametrize("message", ['{"coefexps":[]}', '{"coefexps":["1","2"]}', "[]", ""])
    def test_name_who_commits_to_nothing(self, three: Rounds, message: str) -> None:
        forged = threshold.sign(GROUP, three.keys(2).signing, message)
        hashes, signed = [one.hash() for one in three.drawn], three.signed()
        hashes[1], signed[1] = elections.fingerprint(message.encode()), forged
        assert refused(threshold.check_commitments, three.ceremony, hashes, signed).data["trustee"] == 2

    def test_refuse_less_than_everybody_s(self, three: Rounds) -> None:
        hashes = [one.hash() for one in three.drawn]
        with pytest.raises((Refused, Malformed)):
            threshold.check_commitments(three.ceremony, hashes[:2], three.signed())


class TestTheFourth:
    @pytest.mark.parametrize("cheat", range(1, 6))
    def test_names_who_sends_a_wrong_share(self, cheat: int) -> None:
        rounds, victim = Rounds(5, 3), cheat % 5 + 1
        sender = rounds.keys(cheat).signing
        wrong = compact({"secret": str((rounds.drawn[cheat - 1].value(GROUP.q, victim) + 1) % GROUP.q)}).decode()
        recipient = rounds.ceremony.certificates()[victim - 1].encryption
        rounds.shares[cheat, victim] = threshold.send(GROUP, sender, recipient, wrong)
        complaint = rounds.complaint(victim)
        assert (complaint.by, complaint.against) == (victim, cheat)
        assert rounds.judged(complaint) == cheat

    @pytest.mark.parametrize("inner", [
        "", "{}", "[]", '{"secret":1}', '{"secret":"01"}', '{"secret":"-1"}', '{"secret":"x"}', '{"other":"1"}',
        '{"secret":"1","more":1}', '{"secret":"' + str(GROUP.q) + '"}', '{"secret":"' + "9" * 9999 + '"}',
        '{"secret":"\\ud800"}', "[" * 5000,
    ])  # fmt: skip
    def test_names_who_sends_something_else(self, three: Rounds, inner: str) -> None:
        recipient = three.ceremony.certificates()[0].encryption
        three.shares[2, 1] = threshold.send(GROUP, three.keys(2).signing, recipient, inner)
        assert three.judged(three.complaint(1)) == 2

    @pytest.mark.parametrize("outer", ["", "{}", '{"message":"\\ud800","signature":{}}', "\0", "[[]]", '"x"'])
    def test_names_who_seals_what_is_no_message(self, three: Rounds, outer: str) -> None:
        recipient = three.ceremony.certificates()[0].encryption
        sender = three.ceremony.certificates()[1].verification
        three.shares[2, 1] = threshold.encrypt(GROUP, sender, recipient, outer)
        assert three.judged(three.complaint(1)) == 2

    def test_names_who_signs_with_another_s_key(self, three: Rounds) -> None:
        recipient = three.ceremony.certificates()[0].encryption
        share = compact({"secret": str(three.drawn[1].value(GROUP.q, 1))}).decode()
        three.shares[2, 1] = threshold.send(GROUP, three.keys(3).signing, recipient, share)
        assert three.judged(three.complaint(1)) == 2

    def test_names_who_passes_on_what_somebody_else_sent(self, three: Rounds) -> None:
        three.shares[2, 1] = three.shares[3, 1]
        assert three.judged(three.complaint(1)) == 2

    @pytest.mark.parametrize("message", [
        "", "[]", "{}", '{"alpha":"","beta":"","data":""}', "\ud800", '{"alpha":"\\ud800"}', "[" * 5000, "9" * 9999,
    ])  # fmt: skip
    def test_names_who_sends_no_envelope(self, three: Rounds, message: str) -> None:
        three.shares[2, 1] = message
        assert three.judged(three.complaint(1)) == 2

    @pytest.mark.parametrize("field", ["alpha", "beta", "data"])
    def test_names_who_sends_a_broken_envelope(self, three: Rounds, field: str) -> None:
        value = json.loads(three.shares[2, 1])
        for wrong in (value[field][:-2], value[field] + "00", "00" * 32, "zz", "", 1, None):
            three.shares[2, 1] = compact({**value, field: wrong}).decode()
            assert three.judged(three.complaint(1)) == 2

    def test_names_all_who_cheat_and_counts_none_of_them(self, five: Rounds) -> None:
        rounds = Rounds(5, 3)
        rounds.shares[2, 1] = rounds.shares[4, 1] = "nothing"
        total, complaints = rounds.checked(1)
        assert [one.against for one in complaints] == [2, 4]
        assert [rounds.judged(one) for one in complaints] == [2, 4]
        assert total == sum(rounds.drawn[n].value(GROUP.q, 1) for n in (0, 2, 4)) % GROUP.q


class TestAFalseComplaint:
    def honest(self, rounds: Rounds) -> Complaint:
        """One that opens what trustee 2 rightly sent to trustee 1."""
        return threshold.complain(GROUP, rounds.keys(1), 1, 2, rounds.envelope(2, 1).alpha)

    def test_about_a_right_share_names_who_complains(self, three: Rounds) -> None:
        assert three.judged(self.honest(three)) == 1

    def test_with_another_opening_names_who_complains(self, three: Rounds) -> None:
        known = self.honest(three)
        for masked in (GROUP.one, GROUP.g, GROUP.multiply(known.masked, GROUP.g)):
            assert three.judged(replace(known, masked=masked)) == 1

    def test_with_another_proof_names_who_complains(self, three: Rounds) -> None:
        known, q = self.honest(three), GROUP.q
        challenge, response = known.proof
        for proof in (Proof((challenge + 1) % q, response), Proof(challenge, (response + 1) % q), Proof(0, 0)):
            assert three.judged(replace(known, proof=proof)) == 1

    def test_against_somebody_else_names_who_complains(self, three: Rounds) -> None:
        assert three.judged(replace(self.honest(three), against=3)) == 1

    def test_in_somebody_else_s_name_names_nobody_else(self, three: Rounds) -> None:
        assert three.judged(replace(self.honest(three), by=3)) != 2

    def test_whose_opening_was_chosen_after_its_challenge_names_who_complains(self, three: Rounds) -> None:
        """Weak Fiat-Shamir. Source: Bernhard, Pereira, Warinschi, "How not to prove yourself", Asiacrypt 2012."""
        alpha, key = three.envelope(2, 1).alpha, three.keys(1).decryption
        name = threshold.complaint_name(GROUP, 1, 2, alpha, GROUP.power(alpha, key))
        masked, proof = forged(key, name, alpha)
        assert masked != GROUP.power(alpha, key)
        assert three.judged(Complaint(1, 2, masked, proof)) == 1

    @pytest.mark.parametrize("disguise", [1, 5])
    def test_and_a_right_one_open_no_other_message(self, three: Rounds, disguise: int) -> None:
        """Trustee 2 sends on the alpha of trustee 3, as it is or to a power, in order to be complained of."""
        theirs = three.envelope(3, 1)
        value = json.loads(three.shares[2, 1])
        value["alpha"] = GROUP.text(GROUP.power(theirs.alpha, disguise))
        three.shares[2, 1] = compact(value).decode()
        complaint = three.complaint(1)
        assert three.judged(complaint) == 2
        for back in (1, pow(disguise, -1, GROUP.q)):
            with pytest.raises(Refused, match="decrypt"):
                threshold.open_with(GROUP, theirs, GROUP.power(complaint.masked, back))

    def test_is_written_in_one_form(self, three: Rounds) -> None:
        known = self.honest(three)
        value = json.loads(known.to_bytes(GROUP))
        assert list(value) == ["by", "against", "masked", "proof"]
        assert (value["by"], value["against"], value["masked"]) == (1, 2, GROUP.text(known.masked))
        assert value["proof"] == schnorr.to_json(known.proof)


def forged(private: int, name: str, alpha: Any) -> tuple[Any, Proof]:
    """A factor other than alpha to the private key, with a proof that it is one: made after the challenge is known."""
    w, b = draw(GROUP), GROUP.power(GROUP.g, draw(GROUP))
    a, public = GROUP.power(GROUP.g, w), GROUP.power(GROUP.g, private)
    challenge = GROUP.hashed("decrypt", name, GROUP.text(public), f"{GROUP.text(a)},{GROUP.text(b)}")
    response = (w - private * challenge) % GROUP.q
    left = GROUP.divide(b, GROUP.power(alpha, response))
    return GROUP.power(left, pow(challenge, -1, GROUP.q)), Proof(challenge, response)


def test_a_decryption_chosen_after_its_challenge_stops_the_result_and_makes_no_other() -> None:
    """Section 4.18 leaves the factor out of the challenge, and we keep to it so that other tools can check.

    What passes so is a power that nobody can choose: no number of ballots, and so no result. See docs/protocol.
    """
    made = own()
    tally = tuple(tuple((GROUP.g, GROUP.g) for _ in range(3)) for _ in CHOOSE)
    right = tallies.decrypt(made.election, tally, made.private[1])
    factor, proof = forged(made.private[1], made.election.fingerprint, GROUP.g)
    wrong = Partial(
        ((factor, *right.factors[0][1:]), right.factors[1]), ((proof, *right.proofs[0][1:]), right.proofs[1])
    )
    tallies.verify_partial(made.election, tally, made.trustees.keys[0], wrong)
    with pytest.raises(Refused, match="out-of-range"):
        tallies.logarithm(GROUP, GROUP.divide(GROUP.g, factor), 1000)


class TestTheFifth:
    @pytest.mark.parametrize("place", [1, 2, 3])
    def test_names_who_signs_other_certificates(self, three: Rounds, place: int) -> None:
        proofs, keys = three.last_round()
        certs = (*three.ceremony.certs[:2], threshold.certify(GROUP, threshold.new_seed(), 3, 2, 3))
        other = Ceremony(GROUP, 2, certs)
        proofs[place - 1] = threshold.sign_ceremony(other, three.seeds[place - 1], three.commitments[place - 1])
        error = refused(threshold.assembled, three.ceremony, three.signed(), proofs, keys)
        assert (error.code, error.data) == ("signature", {"trustee": place})

    @pytest.mark.parametrize("place", [1, 2, 3])
    def test_names_who_publishes_another_key(self, three: Rounds, place: int) -> None:
        proofs, keys = three.last_round()
        keys[place - 1] = threshold.public_key(three.ceremony, three.seeds[place - 1], 7)
        error = refused(threshold.assembled, three.ceremony, three.signed(), proofs, keys)
        assert (error.code, error.data) == ("verification-key", {"trustee": place})

    @pytest.mark.parametrize("place", [1, 2, 3])
    def test_names_whose_key_is_not_signed_or_not_held(self, three: Rounds, place: int) -> None:
        for change, step in (("signature", "signature"), ("pok", "possession")):
            proofs, keys = three.last_round()
            fields: dict[str, Any] = {change: Proof(1, 2)}
            keys[place - 1] = replace(keys[place - 1], **fields)
            error = refused(threshold.assembled, three.ceremony, three.signed(), proofs, keys)
            assert (error.code, error.data) == (step, {"trustee": place})


class TestTwoRegistrars:
    made = own("Ed25519", (*CHOOSE, *RANK))

    def test_make_credentials_with_which_both_halves_together_can_vote(self) -> None:
        one, other = (authority.make(GROUP, UUID, 3) for _ in range(2))
        published = [authority.halves(GROUP, UUID, name, half) for name, half in (("ana", one), ("ben", other))]
        checked = [
            authority.check_halves(GROUP, UUID, name, authority.hash_of(content), content)
            for name, content in zip(("ana", "ben"), published, strict=True)
        ]
        listed = authority.public_list(GROUP, authority.joined(GROUP, *checked), [1, 2, 3])
        keys = {entry.key for entry in read_entries(GROUP, [listed])}
        for place in range(3):
            halves = [one.secrets[place], other.secrets[place]]
            for secrets in (halves, halves[::-1]):
                content = voter.vote(self.made.election, secrets, [[0, 1, 0], [1, 0, 0], [1, 2, 3]], self.made.bases)
                found = ballots.read(self.made.election, content)
                ballots.verify(self.made.election, self.made.bases, found)
                assert GROUP.text(found.credential) in keys
            for secrets in (halves[:1], halves[1:], halves * 2):
                content = voter.vote(self.made.election, secrets, [[0, 1, 0], [1, 0, 0], [1, 2, 3]], self.made.bases)
                assert GROUP.text(ballots.read(self.made.election, content).credential) not in keys

    def test_cannot_take_over_each_other_s_halves(self) -> None:
        one = authority.make(GROUP, UUID, 3)
        value = json.loads(authority.halves(GROUP, UUID, "ana", one))
        copied = compact({**value, "name": "ben"})
        error = refused(authority.check_halves, GROUP, UUID, "ben", authority.hash_of(copied), copied)
        assert (error.code, error.data) == ("possession", {"place": 0})

    @pytest.mark.parametrize("known", [0, 1, 2])
    def test_cannot_cancel_each_other_s_halves(self, known: int) -> None:
        """The half that would make the whole one's own, with the best proof that can be made without its logarithm."""
        one, other = (authority.make(GROUP, UUID, 3) for _ in range(2))
        value = json.loads(authority.halves(GROUP, UUID, "ben", other))
        mine = draw(GROUP)
        wanted = GROUP.divide(GROUP.power(GROUP.g, mine), one.publics[known])
        message = f"{UUID}|ben|{known}|{GROUP.text(wanted)}"
        for secret in (mine, 1, draw(GROUP)):
            proof = signature.sign(GROUP, "half", secret, message)
            value["halves"][known] = {"public": GROUP.text(wanted), "proof": schnorr.to_json(proof)}
            content = compact(value)
            error = refused(authority.check_halves, GROUP, UUID, "ben", authority.hash_of(content), content)
            assert (error.code, error.data) == ("possession", {"place": known})

    def test_cannot_put_halves_in_another_order(self) -> None:
        value = json.loads(authority.halves(GROUP, UUID, "ben", authority.make(GROUP, UUID, 3)))
        value["halves"].reverse()
        content = compact(value)
        error = refused(authority.check_halves, GROUP, UUID, "ben", authority.hash_of(content), content)
        assert (error.code, error.data) == ("possession", {"place": 0})

    @pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"uuid":"a","name":"b"}', b"\xff"])
    def test_publish_halves_in_one_form(self, content: bytes) -> None:
        with pytest.raises(Malformed):
            authority.check_halves(GROUP, UUID, "ben", authority.hash_of(content), content)


class TestVoters:
    made = own("Ed25519", (*CHOOSE, *RANK))

    @pytest.mark.parametrize(("answers", "question"), [
        ([], 0), ([[0, 1, 0]], 0), ([[0, 1, 0], [0, 0, 0], [1, 2, 3], [1]], 0),
        ([[], [0, 0, 0], [1, 2, 3]], 1), ([[1, 0], [0, 0, 0], [1, 2, 3]], 1), ([[0, 0, 0], [0, 0, 0], [1, 2, 3]], 1),
        ([[1, 1, 0], [0, 0, 0], [1, 2, 3]], 1), ([[0, 1, 1], [0, 0, 0], [1, 2, 3]], 1),
        ([[0, 2, -1], [0, 0, 0], [1, 2, 3]], 1), ([[0, 1, 0], [1, 1, 1], [1, 2, 3]], 2),
        ([[0, 1, 0], [0, 0, 2], [1, 2, 3]], 2), ([[0, 1, 0], [0, 0, 0], [1, 2]], 3),
        ([[0, 1, 0], [0, 0, 0], [1, 2, 3, 4]], 3), ([[0, 1, 0], [0, 0, 0], []], 3),
    ])  # fmt: skip
    def test_cannot_give_impossible_answers(self, answers: list[list[int]], question: int) -> None:
        error = refused(voter.vote, self.made.election, ["1" * 22], answers)
        assert (error.code, error.data) == ("answers", {"question": question})

    @pytest.mark.parametrize("ranks", [[1, 2, 256], [-1, 0, 0], [2**64, 0, 0]])
    def test_cannot_give_ranks_that_are_too_large(self, ranks: list[int]) -> None:
        answers = [[0, 1, 0], [0, 0, 0], ranks]
        assert refused(voter.vote, self.made.election, ["1" * 22], answers).code == "ranked-value"

    def test_are_counted_as_they_answered(self) -> None:
        content = voter.vote(self.made.election, ["1" * 22], [[1, 0, 0], [0, 1, 1], [0, 255, 9]], self.made.bases)
        sized, tally = assembler.counted(self.made.election, lambda _key: 1, [content])
        openings = tallies.opened(self.made.trustees, tally, self.made.partials(tally, 1, 2, 3))
        assert tallies.result(self.made.election, openings, sized.weight) == [[1, 0, 0], [0, 1, 1], [[0, 255, 9]]]


class TestAssemblers:
    """What does not hold is not written."""

    made = own()

    def opened(self, folder: Path) -> tuple[assembler.Writer, authority.Made, bytes]:
        people = authority.make(GROUP, UUID, 2)
        listed = authority.public_list(GROUP, people.publics)
        path = folder / "own.bel"
        return assembler.open_archive(path, 5, self.made.election, self.made.trustees, listed), people, listed

    def test_begin_with_the_election_s_trustees_only(self, tmp_path: Path) -> None:
        _private, key = trustee.new_key(GROUP)
        path = tmp_path / "own.bel"
        other = Trustees(GROUP, (key,))
        error = refused(assembler.open_archive, path, 5, self.made.election, other, b'["a"]')
        assert error.code == "public-key"
        broken = Trustees(GROUP, (replace(key, pok=Proof(1, 2)),))
        assert refused(assembler.open_archive, path, 5, self.made.election, broken, b'["a"]').code == "possession"
        assert not path.exists()

    def test_take_no_ballot_that_does_not_hold(self, tmp_path: Path) -> None:
        writer, people, listed = self.opened(tmp_path)
        weigh = {entry.key: entry.weight for entry in read_entries(GROUP, [listed])}.get
        bases = Bases(GROUP, self.made.election.public_key)
        right = voter.vote(self.made.election, people.secrets[:1], [[0, 1, 0], [0, 0, 0]], bases)
        stranger = voter.vote(self.made.election, ["2" * 22], [[0, 1, 0], [0, 0, 0]], bases)
        value = json.loads(right)
        value["signature"]["proof"]["response"] = "5"
        before = writer.path.read_bytes()
        for content, code in ((stranger, "unknown-credential"), (compact(value), "signature"), (b"{}", "fields")):
            assert refused(assembler.cast, writer, self.made.election, bases, weigh, content).code == code
        assert writer.path.read_bytes() == before
        assert assembler.cast(writer, self.made.election, bases, weigh, right) == elections.fingerprint(right)
        with writer.path.open("rb") as file:
            assert [record.kind for record in Reader(file).records()] == ["data"] * 4 + ["event", "data", "event"]

    def test_take_no_decryption_that_does_not_hold(self, tmp_path: Path) -> None:
        writer, people, _listed = self.opened(tmp_path)
        content = voter.vote(self.made.election, people.secrets[:1], [[0, 1, 0], [0, 0, 0]], self.made.bases)
        sized, tally = assembler.counted(self.made.election, lambda _key: 1, [content])
        partials, before = self.made.partials(tally, 1, 2, 3), writer.path.read_bytes()
        election, known = self.made.election, self.made.trustees
        error = refused(assembler.add_partial, writer, election, known, 2, tally, partials[1])
        assert error.code == "decryption"
        few = {owner: partials[owner] for owner in (1, 2)}
        assert refused(assembler.end, writer, election, known, sized, tally, few).code == "too-few-trustees"
        assert writer.path.read_bytes() == before
        for owner, partial in partials.items():
            assembler.add_partial(writer, election, known, owner, tally, partial)
        assert assembler.end(writer, election, known, sized, tally, partials) == [[0, 1, 0], [0, 0, 0]]
