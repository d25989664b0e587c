"""Key generation by a group of trustees, in rounds over messages. Specification 2.0, section 4.6.

Round 1: everyone publishes a certificate. Round 2: everyone commits to a polynomial and publishes only the hash of the
commitments. Round 3: when all hashes are there, the commitments and one encrypted share for every other trustee. Round
4: everyone checks what they received; whoever got a wrong share complains with a proof that names the cheat. Round 5:
public keys. Hashes before values keep the last one from choosing the key (Gennaro, Jarecki, Krawczyk, Rabin, "Secure
distributed key generation for discrete-log based cryptosystems", J. Cryptology 2007).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from scrutiny.elections import trustees
from scrutiny.elections.election import BASE58, fingerprint
from scrutiny.elections.strict import compact, fields, parse, small, text
from scrutiny.elections.trustees import Certificate, Pedersen, PublicKey, Signed, certificate, evaluated
from scrutiny.errors import Malformed, Refused
from scrutiny.groups import Element, Group
from scrutiny.proofs import decryption, possession, schnorr, signature
from scrutiny.proofs.schnorr import Proof, draw
from scrutiny.randomness import random_below

IV_BYTES = 12
TAG_BYTES = 16


def new_seed() -> str:
    """22 characters of base58 from which a trustee's signing and decryption keys follow."""
    return "".join(BASE58[random_below(58)] for _ in range(22))


@dataclass(frozen=True)
class Keys:
    """What follows from a seed."""

    signing: int
    decryption: int


def keys_of(group: Group, seed: str) -> Keys:
    signing, decrypting = (
        int.from_bytes(hashlib.sha256(f"{name}|{seed}".encode()).digest()) % group.q for name in ("sk", "dk")
    )
    return Keys(signing, decrypting)


def sign(group: Group, signing: int, message: str) -> Signed:
    return Signed(message, signature.sign(group, "sigmsg", signing, message))


def certify(group: Group, seed: str, size: int, threshold: int, index: int) -> Signed:
    """Round 1. `index` counts from 1."""
    keys = keys_of(group, seed)
    made = Certificate(
        group.secret_power(group.g, keys.signing),
        group.secret_power(group.g, keys.decryption),
        (group.name, size, threshold, index),
    )
    return sign(group, keys.signing, compact(made.to_json(group)).decode())


@dataclass(frozen=True)
class Ceremony:
    """What all trustees know after round 1. Raises what reading and checking certificates raises."""

    group: Group
    threshold: int
    certs: tuple[Signed, ...]

    def certificates(self) -> list[Certificate]:
        """Raises Refused `certificate-context`, `signature` with the trustee's number, Malformed."""
        found = []
        for place, cert in enumerate(self.certs, 1):
            with trustees.naming(place):
                found.append(check_certificate(self.group, cert, len(self.certs), self.threshold, place))
        return found


def check_certificate(group: Group, cert: Signed, size: int, threshold: int, place: int) -> Certificate:
    """Round 1, one of them. Raises Refused `certificate-context`, `signature`; Malformed."""
    found = certificate(group, cert)
    if found.context != (group.name, size, threshold, place):
        raise Refused("certificate-context")
    signature.verify(group, "sigmsg", found.verification, cert.message, cert.signature)
    return found


@dataclass(frozen=True)
class Polynomial:
    """A trustee's secret coefficients, and the signed commitments to them."""

    secret: tuple[int, ...]
    commitments: tuple[Element, ...]
    signed: Signed

    def hash(self) -> str:
        """Round 2: what is published before the commitments."""
        return fingerprint(self.signed.message.encode())

    def value(self, q: int, place: int) -> int:
        return sum(a * pow(place, k, q) for k, a in enumerate(self.secret)) % q


def draw_polynomial(group: Group, seed: str, threshold: int) -> Polynomial:
    """Round 2."""
    secret = tuple(draw(group) for _ in range(threshold))
    commitments = tuple(group.secret_power(group.g, a) for a in secret)
    message = compact({"coefexps": [group.text(a) for a in commitments]}).decode()
    return Polynomial(secret, commitments, sign(group, keys_of(group, seed).signing, message))


def share_for(ceremony: Ceremony, seed: str, polynomial: Polynomial, place: int) -> str:
    """Round 3: the share of the trustee at that place, signed by the sender and encrypted to the recipient."""
    group = ceremony.group
    recipient = ceremony.certificates()[place - 1].encryption
    secret = compact({"secret": str(polynomial.value(group.q, place))}).decode()
    return send(group, keys_of(group, seed).signing, recipient, secret)


def send(group: Group, signing: int, recipient: Element, message: str) -> str:
    """Specification 2.0, section 4.6.3, with a proof that the sender made the encryption.

    Without it a sender could pass on another's message in disguise, be complained of, and have that other one opened.
    """
    channel = compact({"recipient": group.text(recipient), "message": message}).decode()
    sender = group.secret_power(group.g, signing)
    return encrypt(group, sender, recipient, compact(sign(group, signing, channel).to_json()).decode())


def encrypt(group: Group, sender: Element, recipient: Element, message: str) -> str:
    """Specification 2.0, section 4.6.1: ElGamal for a key, AES in CCM mode for the message."""
    r, s = draw(group), draw(group)
    key, alpha = group.secret_power(group.g, s), group.secret_power(group.g, r)
    beta = group.multiply(group.secret_power(recipient, r), key)
    data = _cipher(group, key).encrypt(_iv(group, alpha), message.encode(), None)
    made = signature.sign(group, "share", r, _between(group, sender, recipient))
    sealed = {"alpha": group.text(alpha), "beta": group.text(beta), "data": data.hex(), "proof": schnorr.to_json(made)}
    return compact(sealed).decode()


def _between(group: Group, sender: Element, recipient: Element) -> str:
    return f"{group.name}|{group.text(sender)}|{group.text(recipient)}"


def _cipher(group: Group, key: Element) -> AESCCM:
    return AESCCM(hashlib.sha256(f"key|{group.text(key)}".encode()).digest(), tag_length=TAG_BYTES)


def _iv(group: Group, alpha: Element) -> bytes:
    return hashlib.sha256(f"iv|{group.text(alpha)}".encode()).digest()[:IV_BYTES]


@dataclass(frozen=True)
class Envelope:
    """An encrypted message as it came."""

    alpha: Element
    beta: Element
    data: bytes


def envelope(group: Group, message: str, sender: Element, recipient: Element) -> Envelope:
    """Raises Malformed, Refused `signature` where the sender did not make the encryption."""
    alpha, beta, data, proof = fields(parse(message), ["alpha", "beta", "data", "proof"])
    try:
        sealed = Envelope(group.element(alpha), group.element(beta), bytes.fromhex(text(data)))
    except ValueError as error:
        raise Malformed("message") from error
    made = schnorr.from_json(group, proof)
    signature.verify(group, "share", sealed.alpha, _between(group, sender, recipient), made)
    return sealed


def open_with(group: Group, sealed: Envelope, masked: Element) -> str:
    """What is inside, given alpha to the private key. Raises Refused `decrypt`."""
    key = group.divide(sealed.beta, masked)
    try:
        return _cipher(group, key).decrypt(_iv(group, sealed.alpha), sealed.data, None).decode()
    except (InvalidTag, ValueError) as error:
        raise Refused("decrypt") from error


def received(group: Group, opened: str, sender: Element, recipient: Element) -> int:
    """The share inside an opened message. Raises Refused `signature`, `recipient`; Malformed."""
    signed = trustees.signed_message(group, parse(opened))
    signature.verify(group, "sigmsg", sender, signed.message, signed.signature)
    to, inner = fields(parse(signed.message), ["recipient", "message"])
    if to != group.text(recipient):
        raise Refused("recipient")
    (secret,) = fields(parse(text(inner)), ["secret"])
    return group.exponent(secret)


def check_commitments(ceremony: Ceremony, hashes: Sequence[str], signed: Sequence[Signed]) -> list[list[Element]]:
    """Round 3: commitments against the hashes of round 2.

    Raises Refused `hash`, `signature`, `coefficients-length` with the number of the trustee who cheats, Malformed
    `trustees-count` where there is not one of each for every trustee.
    """
    found = []
    if not len(hashes) == len(signed) == len(ceremony.certs):
        raise Malformed("trustees-count")
    for place, (hashed, one) in enumerate(zip(hashes, signed, strict=True), 1):
        with trustees.naming(place):
            found.append(check_commitment(ceremony, place, hashed, one))
    return found


def check_commitment(ceremony: Ceremony, place: int, hashed: str, signed: Signed) -> list[Element]:
    """Round 3, one of them. Raises Refused `hash`, `signature`, `coefficients-length`; Malformed."""
    if fingerprint(signed.message.encode()) != hashed:
        raise Refused("hash")
    verification = ceremony.certificates()[place - 1].verification
    signature.verify(ceremony.group, "sigmsg", verification, signed.message, signed.signature)
    own = trustees.coefficients(ceremony.group, signed)
    if len(own) != ceremony.threshold:
        raise Refused("coefficients-length")
    return own


@dataclass(frozen=True)
class Complaint:
    """A proof that a trustee sent a wrong share: what opens exactly this one message, shown to be right.

    It opens no other message, because it is alpha to the recipient's private key for this alpha only.
    """

    by: int
    against: int
    masked: Element
    proof: Proof

    def to_bytes(self, group: Group) -> bytes:
        return compact(
            {
                "by": self.by,
                "against": self.against,
                "masked": group.text(self.masked),
                "proof": schnorr.to_json(self.proof),
            }
        )


def read_complaint(group: Group, value: object) -> Complaint:
    """Raises Malformed."""
    by, against, masked, proof = fields(value, ["by", "against", "masked", "proof"])
    most = trustees.MOST_TRUSTEES
    return Complaint(
        small(by, 1, most), small(against, 1, most), group.element(masked), schnorr.from_json(group, proof)
    )


def check_shares(
    ceremony: Ceremony, seed: str, place: int, shares: Sequence[str], commitments: Sequence[Sequence[Element]]
) -> tuple[int, list[Complaint]]:
    """Round 4: the sum of the shares that a trustee received, and a complaint for each that is wrong."""
    group, total, complaints = ceremony.group, 0, list[Complaint]()
    keys, certificates = keys_of(group, seed), ceremony.certificates()
    own = certificates[place - 1].encryption
    for sender, message in enumerate(shares, 1):
        alpha = group.g  # a message that its sender did not make needs no key to be seen as such
        try:
            sealed = envelope(group, message, certificates[sender - 1].verification, own)
            alpha = sealed.alpha
            opened = open_with(group, sealed, group.secret_power(alpha, keys.decryption))
            share = received(group, opened, certificates[sender - 1].verification, own)
            if group.secret_power(group.g, share) != evaluated(group, commitments[sender - 1], place):
                raise Refused("share")
            total += share
        except (Refused, Malformed):
            complaints.append(complain(group, keys, place, sender, alpha))
    return total % group.q, complaints


def complain(group: Group, keys: Keys, place: int, sender: int, alpha: Element) -> Complaint:
    masked = group.secret_power(alpha, keys.decryption)
    proof = decryption.prove(group, complaint_name(group, place, sender, alpha, masked), keys.decryption, alpha)
    return Complaint(place, sender, masked, proof)


def complaint_name(group: Group, by: int, against: int, alpha: Element, masked: Element) -> str:
    """Takes the fingerprint's place in the proof, and names what is opened: nobody chooses it afterwards."""
    return f"complaint|{by}|{against}|{group.text(alpha)}|{group.text(masked)}"


def judge(ceremony: Ceremony, complaint: Complaint, message: str, commitments: Sequence[Sequence[Element]]) -> int:
    """Who cheats: the number of the sender when the complaint is right, else of the one who complains."""
    group, certificates = ceremony.group, ceremony.certificates()
    mine, theirs = certificates[complaint.by - 1], certificates[complaint.against - 1]
    try:
        sealed = envelope(group, message, theirs.verification, mine.encryption)
    except (Refused, Malformed):
        return complaint.against
    name = complaint_name(group, complaint.by, complaint.against, sealed.alpha, complaint.masked)
    try:
        decryption.verify(group, name, mine.encryption, sealed.alpha, complaint.masked, complaint.proof)
    except Refused:
        return complaint.by
    try:
        share = received(group, open_with(group, sealed, complaint.masked), theirs.verification, mine.encryption)
    except (Refused, Malformed):
        return complaint.against
    right = group.power(group.g, share) == evaluated(group, commitments[complaint.against - 1], complaint.by)
    return complaint.by if right else complaint.against


def public_key(ceremony: Ceremony, seed: str, private: int) -> PublicKey:
    """Round 5: the trustee's part of the key, with its proof, signed."""
    group = ceremony.group
    key = group.secret_power(group.g, private)
    signed = signature.sign(group, "sigmsg", keys_of(group, seed).signing, group.text(key))
    return PublicKey(key, possession.prove(group, private), signed)


def sign_ceremony(ceremony: Ceremony, seed: str, own: Sequence[Element]) -> Proof:
    """Round 5: every trustee signs all certificates with its own coefficients."""
    message = trustees.certs_message(ceremony.group, ceremony.certs, own)
    return signature.sign(ceremony.group, "sigmsg", keys_of(ceremony.group, seed).signing, message)


def check_key(
    ceremony: Ceremony, commitments: Sequence[Sequence[Element]], place: int, key: PublicKey, signed: Proof
) -> None:
    """Round 5, one of them: what `public_key` and `sign_ceremony` made. Raises Refused with the step."""
    group, cert = ceremony.group, ceremony.certificates()[place - 1]
    trustees.verify_key(group, key, cert, commitments, place)
    message = trustees.certs_message(group, ceremony.certs, commitments[place - 1])
    signature.verify(group, "sigmsg", cert.verification, message, signed)


def assembled(
    ceremony: Ceremony, commitments: Sequence[Signed], signatures: Sequence[Proof], keys: Sequence[PublicKey]
) -> Pedersen:
    """The structure that is published. Raises what verifying it raises, with the number of the trustee."""
    made = Pedersen(ceremony.threshold, ceremony.certs, tuple(commitments), tuple(keys), tuple(signatures))
    trustees.verify(trustees.Trustees(ceremony.group, (made,)))
    return made
