"""`scrutiny election trustee ...`: a single key, or a group of trustees in rounds over files that all can read."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import Any

from scrutiny.cli import files
from scrutiny.cli.election_setup import draft_of
from scrutiny.cli.sentences import DONE, REFUSED
from scrutiny.elections import trustees
from scrutiny.elections.strict import compact, fields, small
from scrutiny.elections.trustees import Signed
from scrutiny.groups import Group
from scrutiny.proofs import schnorr
from scrutiny.roles import threshold, trustee
from scrutiny.roles.threshold import Ceremony, Complaint, Polynomial


def key(chosen: Namespace) -> int:
    """A key for a trustee without whom nothing is opened."""
    _draft, group = draft_of(chosen.dir)
    number = 1
    while (chosen.dir / f"trustee-{number}.json").exists():
        number += 1
    private, public = trustee.new_key(group)
    files.write_secret(chosen.dir / f"trustee-{number}.secret.json", compact({"private_key": str(private)}) + b"\n")
    files.write_json(chosen.dir / f"trustee-{number}.json", public.to_json(group))
    said = f"Trustee {number}: trustee-{number}.secret.json is secret, trustee-{number}.json is public."
    files.tell(chosen.json, said, trustee=number)
    return DONE


def _secret(folder: Path, index: int) -> Path:
    return folder / f"group-{index}.secret.json"


def certify(chosen: Namespace) -> int:
    """Round 1: a certificate."""
    _draft, group = draft_of(chosen.dir)
    seed = threshold.new_seed()
    made = threshold.certify(group, seed, chosen.size, chosen.threshold, chosen.index)
    files.write_secret(_secret(chosen.dir, chosen.index), compact({"seed": seed}))
    about = {"size": chosen.size, "threshold": chosen.threshold}
    files.write_new(chosen.dir / f"group-{chosen.index}.cert.json", compact({**about, "cert": made.to_json()}))
    files.tell(chosen.json, f"Trustee {chosen.index}: certificate written. Next: commit.", trustee=chosen.index)
    return DONE


def _ceremony(folder: Path) -> Ceremony:
    """All certificates of the folder. Raises Refused `no-file` for one that is missing."""
    _draft, group = draft_of(folder)
    size, needed, certs, index = 1, 1, list[Signed](), 1
    while index <= size:
        value = files.read_json(folder / f"group-{index}.cert.json")
        said_size, said_needed, cert = fields(value, ["size", "threshold", "cert"])
        if index == 1:
            size, needed = small(said_size, 1, trustees.MOST_TRUSTEES), small(said_needed, 1, said_size)
        certs.append(trustees.signed_message(group, cert))
        index += 1
    ceremony = Ceremony(group, needed, tuple(certs))
    ceremony.certificates()
    return ceremony


def _own(folder: Path, index: int) -> dict[str, Any]:
    return dict(files.read_json(_secret(folder, index)))


def _polynomial(group: Group, own: dict[str, Any]) -> Polynomial:
    signed = trustees.signed_message(group, own["coefexps"])
    secret = tuple(int(a) for a in own["polynomial"])
    return Polynomial(secret, tuple(trustees.coefficients(group, signed)), signed)


def commit(chosen: Namespace) -> int:
    """Round 2: the hash of the commitments to a secret polynomial."""
    ceremony, own = _ceremony(chosen.dir), _own(chosen.dir, chosen.index)
    made = threshold.draw_polynomial(ceremony.group, own["seed"], ceremony.threshold)
    files.write_new(chosen.dir / f"group-{chosen.index}.hash", made.hash().encode() + b"\n")
    own |= {"polynomial": [str(a) for a in made.secret], "coefexps": made.signed.to_json()}
    files.replace_secret(_secret(chosen.dir, chosen.index), compact(own))
    files.tell(chosen.json, f"Trustee {chosen.index}: hash written. Next, when all hashes are there: share.")
    return DONE


def _hashes(folder: Path, count: int) -> list[str]:
    return [files.read(folder / f"group-{n}.hash").decode().strip() for n in range(1, count + 1)]


def share(chosen: Namespace) -> int:
    """Round 3, when all hashes are there: the commitments, and a sealed share for every trustee."""
    ceremony, own = _ceremony(chosen.dir), _own(chosen.dir, chosen.index)
    count = len(ceremony.certs)
    _hashes(chosen.dir, count)
    made = _polynomial(ceremony.group, own)
    shares = [threshold.share_for(ceremony, own["seed"], made, place) for place in range(1, count + 1)]
    value = {"coefexps": made.signed.to_json(), "shares": shares}
    files.write_new(chosen.dir / f"group-{chosen.index}.shares.json", compact(value))
    files.tell(chosen.json, f"Trustee {chosen.index}: shares written. Next, when all are there: check.")
    return DONE


def _published(folder: Path, ceremony: Ceremony) -> tuple[list[Signed], list[list[str]], list[list[Any]]]:
    """Commitments and shares of all, checked against their hashes."""
    count = len(ceremony.certs)
    signed, shares = list[Signed](), list[list[str]]()
    for n in range(1, count + 1):
        coefexps, sealed = fields(files.read_json(folder / f"group-{n}.shares.json"), ["coefexps", "shares"])
        signed.append(trustees.signed_message(ceremony.group, coefexps))
        shares.append([str(one) for one in sealed])
    return signed, shares, threshold.check_commitments(ceremony, _hashes(folder, count), signed)


def check(chosen: Namespace) -> int:
    """Round 4: check the shares that came; complain of wrong ones, or publish the key."""
    ceremony, own = _ceremony(chosen.dir), _own(chosen.dir, chosen.index)
    _signed, shares, committed = _published(chosen.dir, ceremony)
    mine = [row[chosen.index - 1] if len(row) >= chosen.index else "" for row in shares]
    private, complaints = threshold.check_shares(ceremony, own["seed"], chosen.index, mine, committed)
    for one in complaints:
        files.write(chosen.dir / f"complaint-{one.by}-{one.against}.json", one.to_bytes(ceremony.group))
    if complaints:
        against = ", ".join(str(one.against) for one in complaints)
        files.tell(chosen.json, f"Shares of trustees {against} do not hold: complaints written.", against=against)
        return REFUSED
    made = threshold.public_key(ceremony, own["seed"], private)
    proof = threshold.sign_ceremony(ceremony, own["seed"], committed[chosen.index - 1])
    value = {"key": made.to_json(ceremony.group), "signature": schnorr.to_json(proof)}
    files.write_new(chosen.dir / f"group-{chosen.index}.key.json", compact(value))
    files.replace_secret(_secret(chosen.dir, chosen.index), compact({**own, "private_key": str(private)}))
    files.tell(chosen.json, f"Trustee {chosen.index}: all shares hold; key written. Next: join.")
    return DONE


def judge(chosen: Namespace) -> int:
    """Who cheats, where there is a complaint: anyone can find out."""
    ceremony = _ceremony(chosen.dir)
    group = ceremony.group
    by, against, masked, proof = fields(files.read_json(chosen.complaint), ["by", "against", "masked", "proof"])
    size = len(ceremony.certs)
    complaint = Complaint(
        small(by, 1, size), small(against, 1, size), group.element(masked), schnorr.from_json(group, proof)
    )
    _signed, shares, committed = _published(chosen.dir, ceremony)
    message = shares[complaint.against - 1][complaint.by - 1]
    found = threshold.judge(ceremony, complaint, message, committed)
    files.tell(chosen.json, f"Trustee {found} cheats. Begin again without them.", trustee=found)
    return DONE


def join(chosen: Namespace) -> int:
    """Round 5: the group's part of the election's key, with all its proofs."""
    ceremony = _ceremony(chosen.dir)
    signed, _shares, _committed = _published(chosen.dir, ceremony)
    keys, signatures = [], []
    for n in range(1, len(ceremony.certs) + 1):
        made, proof = fields(files.read_json(chosen.dir / f"group-{n}.key.json"), ["key", "signature"])
        keys.append(trustees.public_key(ceremony.group, made))
        signatures.append(schnorr.from_json(ceremony.group, proof))
    group = threshold.assembled(ceremony, signed, signatures, keys)
    content = trustees.Trustees(ceremony.group, (group,)).to_bytes()
    files.write_new(chosen.dir / "trustees.json", content + b"\n")
    said = f"{len(keys)} trustees, {ceremony.threshold} of them suffice: trustees.json"
    files.tell(chosen.json, said, **json.loads(json.dumps({"size": len(keys), "threshold": ceremony.threshold})))
    return DONE
