"""What must not pass, told as stories over BELENIOS-2048, so that the reference tool can be asked as well."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from packages.scrutiny.tests.verify.stories import (
    DATA,
    Made,
    Told,
    ballots_of,
    finished,
    make,
    story_of,
    told_otherwise,
)

from scrutiny.elections.archive import digest
from scrutiny.elections.credentials import exponent
from scrutiny.elections.election import fingerprint
from scrutiny.elections.strict import compact
from scrutiny.elections.tally import Owned
from scrutiny.groups.finite_field import belenios_2048
from scrutiny.proofs import schnorr, signature
from scrutiny.roles import voter

Story = list[Told]
ANSWER = [[0, 1, 0], [1, 0, 0]]
FIELD = belenios_2048()


def place(story: Story, kind: str) -> int:
    return [told.kind for told in story].index(kind)


def late_ballot(made: Made) -> Story:
    end = place(made.story, "EndBallots")
    late = Told("Ballot", (voter.vote(made.election, made.secrets[:1], ANSWER),))
    return [*made.story[: end + 1], late, *made.story[end + 1 :]]


def two_setups(made: Made) -> Story:
    return [made.story[0], *made.story]


def after_the_result(made: Made) -> Story:
    return [*made.story, Told("Result", made.story[-1].contents)]


def same_ballot_twice(made: Made) -> Story:
    story = [*made.story[: place(made.story, "EndBallots")], Told("Ballot", (ballots_of(made.story)[1],))]
    return finished(made.election, made.trustees, story, made.private)


def other_tally(made: Made) -> Story:
    """The tally, decryption and result of all ballots but one, under the number of all."""
    end = place(made.story, "EndBallots")
    fewer = finished(made.election, made.trustees, made.story[: end - 1], made.private)
    said = place(fewer, "EncryptedTally")
    numbers = json.loads(made.story[place(made.story, "EncryptedTally")].contents[1])
    numbers["encrypted_tally"] = digest(fewer[said].contents[0])
    lie = Told("EncryptedTally", (fewer[said].contents[0], compact(numbers)))
    return [*made.story[: end + 1], lie, *fewer[said + 1 :]]


def coefficients(change: Callable[[list[str]], list[str]]) -> Callable[[Made], Story]:
    def told(_made: Made) -> Story:
        def changed(listed: Any) -> Any:
            signed = next(kind for name, kind in listed if name == "Pedersen")["coefexps"][2]
            signed["message"] = compact({"coefexps": change(json.loads(signed["message"])["coefexps"])}).decode()
            return listed

        return told_otherwise(story_of((DATA / "ff-threshold.bel").read_bytes()), "Setup", changed, which=1)

    return told


def ballot_with(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[Made], Story]:
    """A ballot whose unsigned part is changed and signed again, as its voter could."""

    def told(made: Made) -> Story:
        election, group = made.election, made.election.group
        value = json.loads(voter.vote(election, made.secrets[:1], ANSWER))
        del value["signature"]
        content = change(value)
        hashed = fingerprint(compact(content))
        proof = signature.sign(group, "sig", exponent(group, election.uuid, made.secrets[0]), hashed)
        signed = {**content, "signature": {"hash": hashed, "proof": schnorr.to_json(proof)}}
        return [made.story[0], Told("Ballot", (compact(signed),))]

    return told


def outside(value: dict[str, Any]) -> dict[str, Any]:
    """The first ciphertext times -1: outside the subgroup."""
    pair = value["answers"][0]["choices"][0]
    pair["alpha"] = str(int(FIELD.p) - int(pair["alpha"]))
    return value


def leading_zero(value: dict[str, Any]) -> dict[str, Any]:
    proof = value["answers"][0]["overall_proof"][0]
    proof["challenge"] = "0" + proof["challenge"]
    return value


def above_q(value: dict[str, Any]) -> dict[str, Any]:
    proof = value["answers"][0]["overall_proof"][0]
    proof["response"] = str(int(proof["response"]) + FIELD.q)
    return value


def one_more_field(value: dict[str, Any]) -> dict[str, Any]:
    return {**value, "more": 1}


def other_order(value: dict[str, Any]) -> dict[str, Any]:
    return {name: value[name] for name in ("election_hash", "election_uuid", "credential", "answers")}


def least_above_most(made: Made) -> Story:
    def change(value: Any) -> Any:
        value["questions"][1] |= {"min": 3, "max": 2}
        return value

    return told_otherwise(made.story[:1], "Setup", change)


def other_result(made: Made) -> Story:
    def change(value: Any) -> Any:
        value["result"][0][1] += 1
        return value

    return told_otherwise(made.story, "Result", change)


def wrong_decryption(made: Made) -> Story:
    where = place(made.story, "PartialDecryption")
    value = json.loads(made.story[where].contents[0])
    value["decryption_proofs"][0][0]["response"] = "1"
    content = compact(value)
    wrong = Told("PartialDecryption", (content, Owned(1, digest(content)).to_bytes()))
    return [*made.story[:where], wrong, *made.story[where + 1 :]]


WEAKNESSES: dict[str, Callable[[Made], Story]] = {
    "a ballot after the end of the ballots": late_ballot,
    "two setups": two_setups,
    "an event after the result": after_the_result,
    "the same ballot twice": same_ballot_twice,
    "a tally of other ballots": other_tally,
    "too many coefficients of a trustee": coefficients(lambda own: [*own, own[0]]),
    "too few coefficients of a trustee": coefficients(lambda own: own[:1]),
    "a ciphertext outside the subgroup": ballot_with(outside),
    "a number with a leading zero": ballot_with(leading_zero),
    "an exponent above the order": ballot_with(above_q),
    "a field too many": ballot_with(one_more_field),
    "fields in another order": ballot_with(other_order),
    "a smallest number above the largest": least_above_most,
    "another result": other_result,
    "a decryption that does not hold": wrong_decryption,
}


def honest() -> Made:
    """The election that all these stories change."""
    return make("BELENIOS-2048", voters=3)
