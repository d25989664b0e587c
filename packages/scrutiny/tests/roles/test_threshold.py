"""Key generation by a group: every subset that suffices opens, and every cheat is named."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from scrutiny.elections import trustees
from scrutiny.elections.trustees import Trustees, combined
from scrutiny.errors import Malformed, Refused
from scrutiny.groups import by_name
from scrutiny.roles import threshold
from scrutiny.roles.threshold import Ceremony, Complaint

GROUP = by_name("Ed25519")


class Held:
    """A ceremony that was held as far as the shares."""

    def __init__(self, size: int, needed: int) -> None:
        self.seeds = [threshold.new_seed() for _ in range(size)]
        certs = (threshold.certify(GROUP, seed, size, needed, n) for n, seed in enumerate(self.seeds, 1))
        self.ceremony = Ceremony(GROUP, needed, tuple(certs))
        self.polynomials = [threshold.draw_polynomial(GROUP, seed, needed) for seed in self.seeds]
        self.hashes = [one.hash() for one in self.polynomials]
        self.signed = [one.signed for one in self.polynomials]
        self.committed = threshold.check_commitments(self.ceremony, self.hashes, self.signed)
        self.shares = [
            [threshold.share_for(self.ceremony, seed, own, place) for place in range(1, size + 1)]
            for seed, own in zip(self.seeds, self.polynomials, strict=True)
        ]

    def envelope(self, sender: int, recipient: int) -> threshold.Envelope:
        certs = self.ceremony.certificates()
        between = certs[sender - 1].verification, certs[recipient - 1].encryption
        return threshold.envelope(GROUP, self.shares[sender - 1][recipient - 1], *between)

    def received(self, place: int) -> list[str]:
        return [row[place - 1] for row in self.shares]

    def checked(self, place: int) -> tuple[int, list[Complaint]]:
        return threshold.check_shares(self.ceremony, self.seeds[place - 1], place, self.received(place), self.committed)

    def finished(self) -> tuple[Trustees, list[int]]:
        secrets = [self.checked(place)[0] for place in range(1, len(self.seeds) + 1)]
        pairs = list(zip(self.seeds, secrets, strict=True))
        keys = [threshold.public_key(self.ceremony, seed, secret) for seed, secret in pairs]
        own = zip(self.seeds, self.committed, strict=True)
        proofs = [threshold.sign_ceremony(self.ceremony, seed, committed) for seed, committed in own]
        made = threshold.assembled(self.ceremony, self.signed, proofs, keys)
        return Trustees(GROUP, (made,)), secrets


@pytest.fixture
def held() -> Held:
    return Held(3, 2)


@pytest.mark.parametrize(("size", "needed"), [(1, 1), (2, 2), (3, 2), (5, 3)])
def test_every_subset_that_suffices_opens(size: int, needed: int) -> None:
    found, secrets = Held(size, needed).finished()
    alpha = GROUP.power(GROUP.g, 4242)
    mask = GROUP.power(found.public_key(), 4242)
    for owners in combinations(range(1, size + 1), needed):
        factors = {owner: GROUP.power(alpha, secrets[owner - 1]) for owner in owners}
        assert combined(found, factors) == mask
    for owners in combinations(range(1, size + 1), needed - 1):
        with pytest.raises(Refused, match="too-few-trustees"):
            combined(found, {owner: GROUP.power(alpha, secrets[owner - 1]) for owner in owners})


def test_what_is_published_is_read_again_as_it_was(held: Held) -> None:
    found, _secrets = held.finished()
    again = trustees.read(GROUP, found.to_bytes())
    trustees.verify(again)
    assert again == found


class TestWhoCheats:
    def test_a_wrong_share(self, held: Held) -> None:
        held.shares[2][0] = threshold.share_for(held.ceremony, held.seeds[2], held.polynomials[1], 1)
        _total, (complaint,) = held.checked(1)
        assert complaint.against == 3
        assert threshold.judge(held.ceremony, complaint, held.shares[2][0], held.committed) == 3

    @pytest.mark.parametrize("message", ["", "{}", '{"alpha":"1","beta":"2","data":"zz"}', "x" * 1000])
    def test_a_message_that_is_none(self, held: Held, message: str) -> None:
        held.shares[1][2] = message
        _total, (complaint,) = held.checked(3)
        assert (complaint.by, complaint.against) == (3, 2)
        assert threshold.judge(held.ceremony, complaint, message, held.committed) == 2

    def test_a_share_sealed_to_somebody_else(self, held: Held) -> None:
        held.shares[1][0] = held.shares[1][2]
        _total, (complaint,) = held.checked(1)
        assert threshold.judge(held.ceremony, complaint, held.shares[1][0], held.committed) == 2

    def test_a_complaint_about_a_right_share_falls_back_on_who_complains(self, held: Held) -> None:
        keys = threshold.keys_of(GROUP, held.seeds[0])
        honest_opening = threshold.complain(GROUP, keys, 1, 2, held.envelope(2, 1).alpha)
        assert threshold.judge(held.ceremony, honest_opening, held.shares[1][0], held.committed) == 1
        invented = replace(honest_opening, masked=GROUP.g)
        assert threshold.judge(held.ceremony, invented, held.shares[1][0], held.committed) == 1

    def test_commitments_that_do_not_agree_with_their_hash(self, held: Held) -> None:
        other = threshold.draw_polynomial(GROUP, held.seeds[1], 2)
        with pytest.raises(Refused) as error:
            threshold.check_commitments(held.ceremony, held.hashes, [held.signed[0], other.signed, held.signed[2]])
        assert (error.value.code, error.value.data["trustee"]) == ("hash", 2)

    @pytest.mark.parametrize("needed", [1, 3])
    def test_a_polynomial_of_another_length(self, held: Held, needed: int) -> None:
        other = threshold.draw_polynomial(GROUP, held.seeds[2], needed)
        hashes, signed = [*held.hashes[:2], other.hash()], [*held.signed[:2], other.signed]
        with pytest.raises(Refused) as error:
            threshold.check_commitments(held.ceremony, hashes, signed)
        assert (error.value.code, error.value.data["trustee"]) == ("coefficients-length", 3)

    def test_commitments_signed_by_somebody_else(self, held: Held) -> None:
        forged = threshold.sign(GROUP, 5, held.signed[0].message)
        with pytest.raises(Refused) as error:
            threshold.check_commitments(held.ceremony, held.hashes, [forged, *held.signed[1:]])
        assert (error.value.code, error.value.data["trustee"]) == ("signature", 1)

    @pytest.mark.parametrize(("size", "needed", "index"), [(4, 2, 2), (3, 3, 2), (3, 2, 1)])
    def test_a_certificate_for_another_ceremony(self, held: Held, size: int, needed: int, index: int) -> None:
        other = threshold.certify(GROUP, held.seeds[1], size, needed, index)
        certs = (held.ceremony.certs[0], other, held.ceremony.certs[2])
        with pytest.raises(Refused) as error:
            Ceremony(GROUP, 2, certs).certificates()
        assert (error.value.code, error.value.data["trustee"]) == ("certificate-context", 2)

    def test_a_key_that_is_not_the_sum_of_the_shares(self, held: Held) -> None:
        keys = [threshold.public_key(held.ceremony, seed, 7) for seed in held.seeds]
        proofs = [
            threshold.sign_ceremony(held.ceremony, seed, own)
            for seed, own in zip(held.seeds, held.committed, strict=True)
        ]
        with pytest.raises(Refused) as error:
            threshold.assembled(held.ceremony, held.signed, proofs, keys)
        assert (error.value.code, error.value.data["trustee"]) == ("verification-key", 1)


def test_only_the_recipient_opens_a_message(held: Held) -> None:
    sealed = held.envelope(1, 2)
    for seed in (held.seeds[0], held.seeds[2]):
        masked = GROUP.power(sealed.alpha, threshold.keys_of(GROUP, seed).decryption)
        with pytest.raises(Refused, match="decrypt"):
            threshold.open_with(GROUP, sealed, masked)


def opened_by_second(held: Held, message: str) -> int:
    """What the second trustee reads in a message of the first."""
    first, second, _third = held.ceremony.certificates()
    sealed = threshold.envelope(GROUP, message, first.verification, second.encryption)
    keys = threshold.keys_of(GROUP, held.seeds[1])
    inside = threshold.open_with(GROUP, sealed, GROUP.power(sealed.alpha, keys.decryption))
    sender, recipient = held.ceremony.certificates()[:2]
    return threshold.received(GROUP, inside, sender.verification, recipient.encryption)


def test_a_message_changed_on_its_way_is_refused(held: Held) -> None:
    message = held.shares[0][1]
    assert opened_by_second(held, message) == held.polynomials[0].value(GROUP.q, 2)
    for place in range(0, len(message), 13):
        changed = message[:place] + ("0" if message[place] != "0" else "1") + message[place + 1 :]
        with pytest.raises((Refused, Malformed)):
            opened_by_second(held, changed)
