"""Who did what the entries commit to: every check fails when its cause is there."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from scrutiny.encoding import canonical_json
from scrutiny.errors import Refused
from scrutiny.identity import derivation, offices, signed_acts
from scrutiny.identity.derivation import MemberKeys, member_keys
from scrutiny.identity.signatures import sign
from scrutiny.identity.signed_acts import SignedAct
from scrutiny.identity.signin import register_message, rotate_message
from scrutiny.identity.words import new_card
from scrutiny.organisation import authors, office_acts

ORG, ORIGIN, CHALLENGE = "ab" * 32, "http://127.0.0.1:8000", "cd" * 32


def halves(keys: MemberKeys) -> dict[str, str]:
    return {"signin": keys.signin_public, "act": keys.act_public, "age": keys.age_public}


def registered(account: str, keys: MemberKeys, by: MemberKeys | None = None) -> dict[str, Any]:
    message = register_message(ORG, ORIGIN, CHALLENGE, *halves(keys).values())
    by = by or keys
    signatures = [sign(by.signin, message).hex(), sign(by.act, message).hex()]
    proof = {"origin": ORIGIN, "challenge": CHALLENGE, "signatures": signatures}
    return {
        "type": "key.register",
        "actor": account,
        "body": {"account": account, "keys": halves(keys)},
        "proof": proof,
    }


def rotated(account: str, old: MemberKeys, keys: MemberKeys, by: MemberKeys | None = None) -> dict[str, Any]:
    message = rotate_message(ORG, ORIGIN, CHALLENGE, old.signin_public, *halves(keys).values())
    secrets = ((by or old).signin, keys.signin, keys.act)
    made = registered(account, keys)
    made["proof"] |= {"old": old.signin_public, "signatures": [sign(one, message).hex() for one in secrets]}
    return made


def acted(account: str, keys: MemberKeys, **body: Any) -> dict[str, Any]:
    act = SignedAct(ORG, "member.vouch", keys.act_public, "ef" * 16, 1_770_000_000, 1_770_000_600, 0, "00" * 32, body)
    signature = signed_acts.sign(act, keys.act).hex()
    return {"type": act.type, "actor": account, "body": body, "signed": bytes(act).hex(), "signature": signature}


def check(*privates: dict[str, Any]) -> authors.Authors:
    return authors.check(ORG, {index: canonical_json(private) for index, private in enumerate(privates)})


def refused(*privates: dict[str, Any]) -> tuple[str, Any]:
    with pytest.raises(Refused) as error:
        check(*privates)
    return error.value.code, error.value.data["entry"]


@pytest.fixture
def heron() -> MemberKeys:
    return member_keys(new_card(), ORG)


@pytest.fixture
def crow() -> MemberKeys:
    return member_keys(new_card(), ORG)


def test_counts_who_signed_in_any_order(heron: MemberKeys, crow: MemberKeys) -> None:
    followed = {"type": "member.admit", "actor": "h", "body": {}}
    found = check(acted("h", heron, a=1), followed, registered("h", heron), acted("c", crow, a=2))
    assert (found.signed, found.strange, found.unsigned) == (1, 1, 2)


def test_exchanged_keys_sign_too(heron: MemberKeys, crow: MemberKeys) -> None:
    found = check(rotated("h", heron, crow), acted("h", crow), acted("h", heron), registered("h", heron))
    assert found.signed == 2


def test_what_a_server_makes_up_is_refused(heron: MemberKeys, crow: MemberKeys) -> None:
    """With all rows, and with every key but the member's own."""
    assert refused(registered("h", heron), acted("h", crow)) == ("author", 1)
    assert refused(registered("h", heron), registered("h", crow), acted("h", crow)) == ("second-key", 1)
    assert refused(registered("h", heron, by=crow)) == ("registration", 0)
    assert refused(registered("h", heron), rotated("h", heron, crow, by=crow)) == ("rotation", 1)
    assert refused(registered("c", crow), registered("h", heron), rotated("h", crow, member_keys(new_card(), ORG))) == (
        "rotation",
        2,
    )


def test_a_return_that_others_vouched_for_gives_a_second_key(heron: MemberKeys, crow: MemberKeys) -> None:
    asked = {"type": "key.return.ask", "actor": "h", "body": {"account": "h", "keys": halves(crow), "new": "x"}}
    asked["proof"] = registered("h", crow)["proof"]
    assert check(registered("h", heron), registered("h", crow), asked, acted("h", crow)).signed == 1


@pytest.mark.parametrize("what", ["body", "type", "signed", "signature", "cut"])
def test_a_changed_private_part_is_refused(heron: MemberKeys, what: str) -> None:
    one = acted("h", heron, a=1)
    change = {
        "body": {**one, "body": {"a": 2}},
        "type": {**one, "type": "member.vouch.withdraw"},
        "signed": {**one, "signed": acted("h", heron, a=2)["signed"]},
        "signature": {**one, "signature": "00" * 64},
        "cut": {**one, "signed": one["signed"][:-2]},
    }
    code, entry = refused(registered("h", heron), change[what])
    assert (code, entry) == ("act" if what in {"body", "type"} else "author", 1)


@pytest.mark.parametrize("proof", [{}, {"origin": 1}, {"origin": ORIGIN, "challenge": CHALLENGE, "signatures": [1]}])
def test_a_proof_that_cannot_be_read_is_refused(heron: MemberKeys, proof: dict[str, Any]) -> None:
    assert refused({**registered("h", heron), "proof": proof})[0] == "registration"


UNSIGNED = [
    ("h", "member.vouch", {"standing": "x"}),
    ("h", "member.end", {"standing": "x", "reason": "left"}),
    ("h", "steward.accept", {"nomination": "a", "mandate": "b"}),
    ("host", "member.vouch", {"standing": "x"}),
    ("host", "member.admit", {"standing": "x", "unit": "y"}),
    ("None", "record.policy", {"policy": "x"}),
    ("h", "key.register", {"account": "h"}),
    ("h", "x", {}),
    ("h", "member.admit", "no body"),
]


@pytest.mark.parametrize(("actor", "kind", "body"), UNSIGNED)
def test_what_a_member_signs_does_not_go_without_a_signature(actor: str, kind: str, body: Any) -> None:
    assert refused({"type": kind, "actor": actor, "body": body}) == ("unsigned", 0)


@pytest.mark.parametrize("private", [b"\xff", b"[]", json.dumps({"type": "x"}).encode()])
def test_a_private_part_that_says_nothing_is_refused(private: bytes) -> None:
    with pytest.raises(Refused) as error:
        authors.check(ORG, {3: private})
    assert (error.value.code, error.value.data["entry"]) == ("unsigned", 3)


MANDATE, OTHER = UUID(int=1), UUID(int=2)
VOTE = {"question": "q", "mandate": str(MANDATE), "position": "against", "reason": "Because."}


def seed_of(keys: MemberKeys, mandate: UUID = MANDATE) -> bytes:
    return derivation.office_seed(keys.act, mandate)  # any 32 bytes serve as a root here


def taken(account: str, keys: MemberKeys, by: MemberKeys | None = None, mandate: UUID = MANDATE) -> dict[str, Any]:
    """`by` holds the office key."""
    key, possession = offices.prove_possession(seed_of(by or keys, mandate), ORG, mandate, (by or keys).act_public)
    body = {"mandate": str(mandate), "office_key": key, "possession": possession}
    return signed("mandate.accept", account, body, body, keys.act)


def signed(kind: str, actor: str, body: dict[str, Any], shown: dict[str, Any], seed: bytes) -> dict[str, Any]:
    key = derivation.signing_public(seed)
    act = SignedAct(ORG, kind, key, "ef" * 16, 1_770_000_000, 1_770_000_600, 0, "00" * 32, shown)
    signature = signed_acts.sign(act, seed).hex()
    return {"type": kind, "actor": actor, "body": body, "signed": bytes(act).hex(), "signature": signature}


def voted(seed: bytes, kind: str = "vote.cast", actor: str = "", **changed: Any) -> dict[str, Any]:
    body = {**VOTE, **changed}
    return signed(kind, actor or derivation.signing_public(seed), body, office_acts.shown(kind, body), seed)


class TestOffices:
    def test_an_act_of_office_is_by_the_key_that_the_office_was_taken_with(self, heron: MemberKeys) -> None:
        found = check(registered("h", heron), taken("h", heron), voted(seed_of(heron)))
        assert (found.signed, found.strange) == (2, 0)

    def test_without_the_acceptance_it_is_by_a_key_that_is_not_known(self, heron: MemberKeys) -> None:
        assert check(registered("h", heron), voted(seed_of(heron))).strange == 1

    def test_an_office_taken_without_its_key_or_with_that_of_another_is_refused(
        self, heron: MemberKeys, crow: MemberKeys
    ) -> None:
        assert refused(registered("h", heron), taken("h", heron, by=crow)) == ("possession", 1)
        body = {"mandate": str(MANDATE), "office_key": derivation.signing_public(seed_of(heron))}
        assert refused(signed("mandate.accept", "h", body, body, heron.act)) == ("possession", 0)
        own = {"mandate": str(MANDATE), "office_key": heron.act_public, "possession": "00" * 64}
        assert refused(signed("mandate.accept", "h", own, own, heron.act)) == ("possession", 0)
        assert refused(taken("h", heron), taken("h", heron)) == ("possession", 1)

    def test_the_key_for_acts_does_not_sign_in_an_office_that_has_one(self, heron: MemberKeys) -> None:
        by_member = signed("vote.cast", "h", VOTE, VOTE, heron.act)
        assert refused(registered("h", heron), taken("h", heron), by_member) == ("office", 2)

    def test_what_was_signed_before_the_office_had_a_key_stays_good(self, heron: MemberKeys) -> None:
        by_member = signed("vote.cast", "h", VOTE, VOTE, heron.act)
        assert check(registered("h", heron), by_member, taken("h", heron)).signed == 2

    def test_the_key_of_an_office_signs_in_no_other_and_nothing_else(self, heron: MemberKeys) -> None:
        known = registered("h", heron), taken("h", heron), taken("h", heron, mandate=OTHER)
        assert refused(*known, voted(seed_of(heron, OTHER))) == ("office", 3)
        assert refused(*known, voted(seed_of(heron), "member.vouch")) == ("office", 3)
        assert refused(*known, voted(seed_of(heron), actor="h")) == ("office", 3)
        assert refused(*known, voted(seed_of(heron), mandate=str(UUID(int=3)))) == ("office", 3)

    def test_what_the_office_key_signed_is_what_the_private_part_says(self, heron: MemberKeys) -> None:
        for change in ({"reason": "Something else."}, {"position": "in-favour"}):
            one = voted(seed_of(heron))
            one["body"] = one["body"] | change
            assert refused(taken("h", heron), one) == ("act", 1)
