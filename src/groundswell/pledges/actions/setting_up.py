"""Before there are cards: the trustees' key, the decks, and the manifest that all of them sign.

The messages are those of scrutiny.pledge.ceremony and scrutiny.roles.threshold; docs/protocol/pledges.md.
"""

from __future__ import annotations

import json

from groundswell.kernel.actor import NOBODY
from groundswell.kernel.clock import now
from groundswell.pledges import queries
from groundswell.pledges.models import Custodian, Outcome, Pledge, Role
from groundswell.record.actions import append
from scrutiny.elections import trustees as trustee_lists
from scrutiny.elections.strict import fields, items, parse
from scrutiny.elections.trustees import Signed
from scrutiny.encoding import sha256
from scrutiny.errors import Malformed, Refused
from scrutiny.organisation import acts
from scrutiny.pledge import board, ceremony, decks, statements
from scrutiny.pledge import manifest as manifests
from scrutiny.pledge.manifest import DECK_CHECKS, Manifest, Signatures
from scrutiny.proofs import schnorr
from scrutiny.roles import threshold
from scrutiny.roles.threshold import Ceremony


def check(found: Pledge, custodian: Custodian, step: str, content: str) -> None:
    """One message before there are cards. Raises Malformed, Refused, Unverified."""
    checks = {
        "certificate": _certificate,
        "commitment": _commitment,
        "shares": _shares,
        "key": _key,
        "deck": _deck,
        "manifest": _manifest,
    }
    checks[step](found, custodian, content)


def _certificate(found: Pledge, custodian: Custodian, content: str) -> None:
    terms = queries.terms(found)
    group = ceremony.group_of(terms)
    signed, endorsement = _endorsed(found, content)
    threshold.check_certificate(group, signed, len(terms.trustees), terms.needed, custodian.place)
    body = terms.hash() + signed.message.encode()
    statements.check("certificate", body, custodian.act, endorsement, "endorsement")


def _endorsed(found: Pledge, content: str) -> tuple[Signed, bytes]:
    certificate, endorsement = fields(parse(content.encode()), ["certificate", "endorsement"])
    group = ceremony.group_of(queries.terms(found))
    return trustee_lists.signed_message(group, certificate), bytes.fromhex(statements.hexadecimal(endorsement, 64))


def _commitment(_found: Pledge, _custodian: Custodian, content: str) -> None:
    if len(content) != len(trustee_lists_hash()):
        raise Malformed("message")


def trustee_lists_hash() -> str:
    """A hash as commitments have it: base64 of SHA-256 without padding."""
    return statements.base64_of(sha256(b""))


def rounds(found: Pledge) -> Ceremony:
    """What all trustees know after the first step."""
    said = queries.said(found, Role.TRUSTEE, "certificate")
    endorsed = [_endorsed(found, said[place]) for place in sorted(said)]
    return ceremony.ceremony(queries.terms(found), [one for one, _by in endorsed], [by for _one, by in endorsed])


def _shares(found: Pledge, custodian: Custodian, content: str) -> None:
    made, shares = fields(parse(content.encode()), ["commitments", "shares"])
    known = rounds(found)
    signed = trustee_lists.signed_message(known.group, made)
    hashed = queries.said(found, Role.TRUSTEE, "commitment")[custodian.place]
    threshold.check_commitment(known, custodian.place, hashed, signed)
    listed = items(shares)
    if len(listed) != len(known.certs) or not all(isinstance(one, str) for one in listed):
        raise Malformed("message")


def _committed(found: Pledge, known: Ceremony) -> list[Signed]:
    said = queries.said(found, Role.TRUSTEE, "shares")
    parts = [fields(parse(said[place].encode()), ["commitments", "shares"])[0] for place in sorted(said)]
    return [trustee_lists.signed_message(known.group, one) for one in parts]


def _key(found: Pledge, custodian: Custodian, content: str) -> None:
    """A public key that fits the commitments, or complaints: then the one who cheats is named, not the one who says it.

    Raises Refused where the key is false, or a complaint is.
    """
    complaints, key, proof = fields(parse(content.encode()), ["complaints", "key", "signature"], ["key", "signature"])
    known = rounds(found)
    coefficients = [trustee_lists.coefficients(known.group, one) for one in _committed(found, known)]
    for one in items(complaints):
        complaint = threshold.read_complaint(known.group, one)
        if complaint.by != custodian.place or not 1 <= complaint.against <= len(coefficients):
            raise Malformed("message")
        shares = json.loads(queries.said(found, Role.TRUSTEE, "shares")[complaint.against])["shares"]
        cheat = threshold.judge(known, complaint, shares[custodian.place - 1], coefficients)
        if cheat == custodian.place:
            raise Refused("complaint")
        Custodian.objects.filter(pledge=found, role=Role.TRUSTEE, place=cheat).update(fault="shares")
    if items(complaints):
        give_up(found)
        return
    if key is None or proof is None:
        raise Malformed("message")
    made = trustee_lists.public_key(known.group, key)
    threshold.check_key(known, coefficients, custodian.place, made, schnorr.from_json(known.group, proof))


def give_up(found: Pledge) -> None:
    """It cannot be prepared, and with it no other of its set. Nobody holds a card."""
    for one in queries.together(found):
        one.outcome, one.ended, one.deleted = Outcome.VOID, now(), True
        one.save(update_fields=["outcome", "ended", "deleted"])
        append(NOBODY, acts.EndPledge(one.id, str(Outcome.VOID)), effect={"id": str(one.id), "outcome": "void"})
    found.outcome = Outcome.VOID


def finish_keys(found: Pledge) -> None:
    """When every trustee's key is there: the key of all of them, as it stands in the manifest."""
    said = queries.said(found, Role.TRUSTEE, "key")
    if found.outcome or len(said) < len(queries.custodians(found, Role.TRUSTEE)):
        return
    known = rounds(found)
    read = [fields(parse(said[place].encode()), ["complaints", "key", "signature"]) for place in sorted(said)]
    keys = [trustee_lists.public_key(known.group, key) for _none, key, _proof in read]
    proofs = [schnorr.from_json(known.group, proof) for _none, _key, proof in read]
    made = threshold.assembled(known, _committed(found, known), proofs, keys)
    found.trustees = ceremony.written(ceremony.group_of(queries.terms(found)), made)
    found.save(update_fields=["trustees"])


def _deck(found: Pledge, custodian: Custodian, content: str) -> None:
    terms = queries.terms(found)
    deck = decks.of_json(terms, statements.read(content.encode(), {"commitments", "values", "slots", "proof"}))
    for _step, one in DECK_CHECKS:
        one(terms, deck, custodian.place)


def write_manifest(found: Pledge) -> None:
    """When key and decks are there. Where decks do not go together, nothing can be printed from them."""
    said = queries.said(found, Role.DEALER, "deck")
    if found.outcome or not found.trustees or len(said) < len(queries.custodians(found, Role.DEALER)):
        return
    terms = queries.terms(found)
    names = {"commitments", "values", "slots", "proof"}
    dealt = tuple(decks.of_json(terms, statements.read(said[place].encode(), names)) for place in sorted(said))
    made = Manifest(terms, ceremony.read(terms, found.trustees), dealt)
    manifests.check(made)
    found.manifest = bytes(made).decode()
    found.save(update_fields=["manifest"])


def _manifest(found: Pledge, custodian: Custodian, content: str) -> None:
    """Raises Refused `signature`."""
    (signature,) = fields(parse(content.encode()), ["signature"])
    raw = bytes.fromhex(statements.hexadecimal(signature, 64))
    statements.check("manifest", queries.manifest_of(found).h, custodian.act, raw, "signature")


def signatures(found: Pledge) -> Signatures:
    """Of dealers and trustees under the manifest, in the order of the terms."""
    by_role = []
    for role in (Role.DEALER, Role.TRUSTEE):
        said = queries.said(found, role, "manifest")
        by_role.append(tuple(bytes.fromhex(json.loads(said[place])["signature"]) for place in sorted(said)))
    return Signatures(*by_role)


def record_manifest(found: Pledge) -> None:
    """When all have signed, h enters the record: from now on cards can be played."""
    made, signed = queries.manifest_of(found), signatures(found)
    if len(signed.dealers) + len(signed.trustees) < found.custodians.count():
        return
    manifests.check_signatures(made, signed)
    found.h = made.h.hex()
    found.save(update_fields=["h"])
    append(NOBODY, acts.RecordManifest(found.id, found.h), effect=board.manifest_effect(made.h))
