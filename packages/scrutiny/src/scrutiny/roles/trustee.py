"""A single trustee: makes a key, shuffles, decrypts."""

from __future__ import annotations

from scrutiny.elections import tally as tallies
from scrutiny.elections.election import Election
from scrutiny.elections.tally import Partial, Shuffle, Tally
from scrutiny.elections.trustees import PublicKey
from scrutiny.errors import Refused
from scrutiny.groups import Group
from scrutiny.proofs import possession
from scrutiny.proofs import shuffle as proofs_of_shuffle
from scrutiny.proofs.schnorr import draw


def new_key(group: Group) -> tuple[int, PublicKey]:
    private = draw(group)
    return private, PublicKey(group.secret_power(group.g, private), possession.prove(group, private))


def decrypt(election: Election, tally: Tally, private: int, key: PublicKey) -> Partial:
    """This trustee's part. Raises Refused `other-key` where the private key is not that of the election's trustee."""
    group = election.group
    if group.secret_power(group.g, private) != key.key:
        raise Refused("other-key")
    return tallies.decrypt(election, tally, private)


def shuffle(election: Election, tally: Tally) -> Shuffle:
    """Re-encrypt and permute the ciphertexts of every ranked question."""
    group, y, name = election.group, election.public_key, election.fingerprint
    ciphertexts, proofs = [], []
    for pairs in tallies.ranked(election, tally):
        fresh, r, order = proofs_of_shuffle.shuffle(group, y, pairs)
        proofs.append(proofs_of_shuffle.prove(group, y, name, pairs, fresh, r, order))
        ciphertexts.append(tuple(fresh))
    return Shuffle(tuple(ciphertexts), tuple(proofs))
