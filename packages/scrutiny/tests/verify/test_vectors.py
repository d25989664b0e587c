"""The known answers of docs/protocol/vectors/ballots.json, read as another implementation would."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scrutiny.elections import credentials, trustees
from scrutiny.elections import election as elections
from scrutiny.errors import Malformed
from scrutiny.groups import by_name
from scrutiny.proofs.schnorr import Bases
from scrutiny.verify import fast, tuned
from scrutiny.verify.batch import Weighed, check_plainly
from scrutiny.verify.plain import multiply

ROOT = Path(__file__).parents[4]
VECTORS = json.loads((ROOT / "docs/protocol/vectors/ballots.json").read_text())
EACH = pytest.mark.parametrize("known", VECTORS["groups"], ids=lambda known: known["group"])


@EACH
def test_powers_and_independent_generators(known: dict[str, Any]) -> None:
    group = by_name(known["group"])
    assert str(group.q) == known["order"]
    for exponent, text in known["powers_of_the_generator"].items():
        assert group.element(text) == group.power(group.g, int(exponent))
    for index, text in known["independent_generators"].items():
        assert group.element(text) == group.generator(int(index))


@EACH
def test_ranked_values(known: dict[str, Any]) -> None:
    group = by_name(known["group"])
    for values, text in known["ranked_values"]:
        assert group.decode(group.element(text), len(values)) == values


@EACH
def test_credentials(known: dict[str, Any]) -> None:
    group = by_name(known["group"])
    for one in known["credentials"]:
        for typed in (one["secret"], one["shown"], one["on_paper"]):
            assert credentials.parse(typed) == one["secret"]
        exponent = credentials.exponent(group, VECTORS["uuid"], one["secret"])
        assert str(exponent) == one["exponent"]
        assert group.text(group.power(group.g, exponent)) == one["public"]


@EACH
def test_the_ballot_holds_in_every_way(known: dict[str, Any]) -> None:
    said = known["election"]
    content = said["election"].encode()
    election = elections.read(content)
    found = trustees.read(election.group, said["trustees"].encode())
    trustees.verify(found)
    assert found.public_key() == election.public_key
    assert election.fingerprint == said["fingerprint"]
    ballot = said["ballot"].encode()
    assert elections.fingerprint(ballot) == said["tracker"]
    plain = check_plainly(election, Bases(election.group, election.public_key), [Weighed(ballot, 1)])
    assert plain.fault is None
    quick = tuned.check(content, [Weighed(ballot, 1)]) if known["group"] != "Ed25519" else plain
    if known["group"] == "Ed25519" and fast.is_available():
        quick = fast.check(content, election, [Weighed(ballot, 1)])
        assert fast.multiply(content, [Weighed(ballot, 3)]) == multiply(content, [Weighed(ballot, 3)])
        with pytest.raises(Malformed):
            fast.multiply(content, [Weighed(ballot[:-1], 1)])
    assert quick == plain


def test_the_vectors_are_made_the_same_again() -> None:
    done = subprocess.run([sys.executable, "tools/make_ballot_vectors.py", "--check"], cwd=ROOT, check=False)
    assert done.returncode == 0
