"""Before a ballot opens: the trustees' common key, the elections, and the credentials of two registrars.

The messages are those of scrutiny.roles.threshold and scrutiny.roles.authority; docs/protocol/ballots.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from groundswell.ballots import queries, traces
from groundswell.ballots.board import Board
from groundswell.ballots.models import Ballot, Custodian, Envelope, Message, Part, Role, SlipWanted
from groundswell.councils import actions as councils
from groundswell.kernel.actor import NOBODY
from groundswell.kernel.clock import now
from groundswell.motions.actions import keys as petition_keys
from groundswell.record.actions import append
from scrutiny.elections import credentials, election
from scrutiny.elections import trustees as trustee_lists
from scrutiny.elections.archive import digest
from scrutiny.elections.strict import compact, fields, items, parse
from scrutiny.elections.trustees import Signed, Trustees
from scrutiny.errors import Malformed, Refused
from scrutiny.groups import Group, by_name
from scrutiny.identity import signatures
from scrutiny.organisation import acts
from scrutiny.organisation.ballots.seen import End
from scrutiny.organisation.councils import petitions
from scrutiny.proofs import schnorr
from scrutiny.roles import threshold
from scrutiny.roles.threshold import Ceremony

LONGEST_ENVELOPE = 4000


def group_of(ballot: Ballot) -> Group:
    return by_name(ballot.group)


# Trustees


def trustee_says(ballot: Ballot, custodian: Custodian, step: str, content: str) -> str:
    """Checks one message of key generation. Raises Malformed, Refused."""
    group = group_of(ballot)
    if step == "certificate":
        _certificate(ballot, group, custodian.place, content)
    elif step == "commitment":
        if len(content) != len(election.fingerprint(b"")):
            raise Malformed("message")
    elif step == "shares":
        _shares(ballot, group, custodian.place, content)
    elif step == "key":
        _key(ballot, group, custodian.place, content)
    else:
        _confirmed(ballot, content)
    return content


def _signed(group: Group, text: str) -> Signed:
    return trustee_lists.signed_message(group, parse(text.encode()))


def _certificate(ballot: Ballot, group: Group, place: int, content: str) -> None:
    found = _signed(group, content)
    size = len(queries.custodians(ballot, Role.TRUSTEE))
    threshold.check_certificate(group, found, size, ballot.threshold, place)


def ceremony(ballot: Ballot) -> Ceremony:
    """What all trustees know after the first step."""
    group = group_of(ballot)
    certs = queries.said(ballot, Role.TRUSTEE, "certificate")
    return Ceremony(group, ballot.threshold, tuple(_signed(group, certs[place]) for place in sorted(certs)))


def _shares(ballot: Ballot, group: Group, place: int, content: str) -> None:
    found, shares = fields(parse(content.encode()), ["commitments", "shares"])
    signed = trustee_lists.signed_message(group, found)
    hashed = queries.said(ballot, Role.TRUSTEE, "commitment")[place]
    known = ceremony(ballot)
    threshold.check_commitment(known, place, hashed, signed)
    listed = items(shares)
    if len(listed) != len(known.certs) or not all(isinstance(one, str) for one in listed):
        raise Malformed("message")


def committed(ballot: Ballot) -> list[Signed]:
    group = group_of(ballot)
    said = queries.said(ballot, Role.TRUSTEE, "shares")
    return [_signed_part(group, said[place]) for place in sorted(said)]


def _signed_part(group: Group, content: str) -> Signed:
    found, _shares = fields(parse(content.encode()), ["commitments", "shares"])
    return trustee_lists.signed_message(group, found)


def _key(ballot: Ballot, group: Group, place: int, content: str) -> None:
    """A public key that fits the commitments, or complaints: then the one who cheats is named, not the one who says it.

    Raises Refused where the key is false, or a complaint is.
    """
    complaints, key, proof = fields(parse(content.encode()), ["complaints", "key", "signature"], ["key", "signature"])
    known, signed = ceremony(ballot), committed(ballot)
    coefficients = [trustee_lists.coefficients(group, one) for one in signed]
    for one in items(complaints):
        complaint = threshold.read_complaint(group, one)
        if complaint.by != place or not 1 <= complaint.against <= len(signed):
            raise Malformed("message")
        message = json.loads(queries.said(ballot, Role.TRUSTEE, "shares")[complaint.against])["shares"][place - 1]
        cheat = threshold.judge(known, complaint, message, coefficients)
        if cheat == place:
            raise Refused("complaint")
        Custodian.objects.filter(ballot=ballot, role=Role.TRUSTEE, place=cheat).update(fault="shares")
    if items(complaints):
        ballot.unready = End.NOT_HELD
        ballot.save(update_fields=["unready"])
        return
    if key is None or proof is None:
        raise Malformed("message")
    made = trustee_lists.public_key(group, key)
    threshold.check_key(known, coefficients, place, made, schnorr.from_json(group, proof))


def finish_keys(ballot: Ballot) -> None:
    """When every trustee's key is there: the elections of all parts. Raises Refused where they do not fit together."""
    said = queries.said(ballot, Role.TRUSTEE, "key")
    if ballot.unready:
        end_unready(ballot)
        return
    if len(said) < len(queries.custodians(ballot, Role.TRUSTEE)):
        return
    group = group_of(ballot)
    found = [fields(parse(said[place].encode()), ["complaints", "key", "signature"]) for place in sorted(said)]
    keys = [trustee_lists.public_key(group, key) for _none, key, _proof in found]
    proofs = [schnorr.from_json(group, proof) for _none, _key, proof in found]
    pedersen = threshold.assembled(ceremony(ballot), committed(ballot), proofs, keys)
    trustees = Trustees(group, (pedersen,))
    ballot.trustees = trustees.to_bytes().decode()
    ballot.save(update_fields=["trustees"])
    asked = tuple(one.encrypted() for one in queries.asked_of(ballot))
    for part in queries.parts(ballot):
        name = ballot.title if len(queries.parts(ballot)) == 1 else f"{ballot.title} ({part.place + 1})"
        made = election.make(group, trustees.public_key(), asked, name=name, description=ballot.text, uuid=part.uuid)
        part.election = made.content.decode()
        part.save(update_fields=["election"])


def _confirmed(ballot: Ballot, content: str) -> None:
    """A trustee has seen that its key is in these elections."""
    wanted = {part.uuid: queries.election_of(part).fingerprint for part in queries.parts(ballot)}
    if json.loads(content) != {"elections": wanted}:
        raise Malformed("message")


# Registrars


def registrar_says(ballot: Ballot, custodian: Custodian, step: str, content: str) -> str:
    """Checks one message of a registrar; what is kept of it. Raises Malformed, Refused."""
    found = json.loads(content)
    uuids = [part.uuid for part in queries.parts(ballot)]
    if step == "hash":
        signatures.unhex(found.pop("petition"), 32, "petition")
        _check_names(found, "hashes", uuids, len(election.fingerprint(b"")))
    elif step == "halves":
        others = [str(one.account_id) for one in queries.custodians(ballot, Role.REGISTRAR) if one != custodian]
        _check_names(found, "sealed", others, None)
    elif step == "again":
        return _again(custodian, found)
    else:
        return _lists(ballot, custodian, found)
    return content


def _check_names(found: Any, name: str, wanted: list[str], length: int | None) -> None:
    values = found[name]
    right = set(found) == {name} and set(values) == set(wanted) and all(isinstance(v, str) for v in values.values())
    if not right or (length is not None and any(len(v) != length for v in values.values())):
        raise Malformed("message")


@transaction.atomic
def _lists(ballot: Ballot, custodian: Custodian, found: Any) -> str:
    """The credentials of every part, the envelopes of its electors, and the petition keys of the electorate.

    Of the message its hashes are kept; the lists come onto the board when all registrars have published the same.
    """
    if set(found) != {"lists", "envelopes", "petition", "keys"}:
        raise Malformed("message")
    hashes, everybody = {}, list[UUID]()
    for part in queries.parts(ballot):
        people = [elector.account_id for elector in queries.electors_of(part)]
        listed, sealed = found["lists"][part.uuid], found["envelopes"][part.uuid]
        _check_list(ballot, listed, len(people))
        if len(sealed) != len(people) or not all(_is_envelope(text) for text in sealed):
            raise Malformed("message")
        hashes[part.uuid] = digest(listed.encode())
        part.credentials = listed.encode()
        part.save(update_fields=["credentials"])
        _keep_envelopes(custodian, part, dict(zip(people, sealed, strict=True)))
        everybody += people
    petition, halves = found["petition"], found["keys"]
    _check_petition(ballot, petition)
    if len(halves) != len(everybody) or not all(_is_envelope(text) for text in halves):
        raise Malformed("message")
    _keep_keys(custodian, dict(zip(everybody, halves, strict=True)))
    return json.dumps({"lists": hashes, "petition": petition}, sort_keys=True)


def _keep_envelopes(custodian: Custodian, part: Part, sealed: Mapping[UUID, str]) -> None:
    """Those that were sealed to keys that live now. An elector without keys has none, until they have new ones; who
    wanted a slip has one on paper instead.
    """
    on_paper = queries.slips_wanted(part.ballot)
    keys = queries.living_keys([who for who in sealed if who not in on_paper])
    Envelope.objects.insert(
        ["part", "custodian", "account", "sealed", "age"],
        ((part.id, custodian.pk, who, text, keys[who]) for who, text in sealed.items() if text and who in keys),
    )


def _keep_keys(custodian: Custodian, sealed: Mapping[UUID, str]) -> None:
    """The halves of petition keys. They stay after the close, for petitions have their own time."""
    ages = queries.living_keys([who for who, text in sealed.items() if text])
    halves = {who: (sealed[who], age) for who, age in ages.items()}
    petition_keys.keep(custodian.ballot.electorate, custodian.ballot_id, custodian.act, halves)


def _again(custodian: Custodian, found: Any) -> str:
    """The halves of those who have new keys, sealed anew: the same credentials, so that each elector still has one.
    What was sealed to the old keys is gone. Raises Malformed.
    """
    lost = queries.lost_credentials(custodian)
    everybody = {str(one) for accounts in lost.values() for one in accounts}
    right = set(found) == {"again", "keys"} and set(found["again"]) == set(lost) and set(found["keys"]) == everybody
    if not right or not all(_is_envelope(text) for text in found["keys"].values()):
        raise Malformed("message")
    _keep_keys(custodian, {UUID(account): text for account, text in found["keys"].items()})
    for uuid, accounts in lost.items():
        sealed = found["again"][uuid]
        if set(sealed) != {str(one) for one in accounts} or not all(_is_envelope(text) for text in sealed.values()):
            raise Malformed("message")
        part = Part.objects.get(uuid=uuid)
        Envelope.objects.filter(part=part, custodian=custodian, account__in=accounts).delete()
        _keep_envelopes(custodian, part, {UUID(account): text for account, text in sealed.items()})
    return json.dumps({"again": {uuid: len(accounts) for uuid, accounts in lost.items()}})


def _is_envelope(text: Any) -> bool:
    return isinstance(text, str) and len(text) <= LONGEST_ENVELOPE


def _check_list(ballot: Ballot, listed: str, electors: int) -> None:
    """As many different credentials as electors, sorted, each of weight one. Raises Malformed, Refused."""
    entries = list(credentials.read_entries(group_of(ballot), [listed.encode()]))
    keys = [entry.key for entry in entries]
    if keys != sorted(set(keys)) or credentials.to_bytes(entries) != listed.encode():
        raise Malformed("credentials")
    if len(entries) != electors or any(entry.weight != 1 for entry in entries):
        raise Refused("credentials-count")
    for key in keys:
        group_of(ballot).element(key)


def _check_petition(ballot: Ballot, keys: Any) -> None:
    if not isinstance(keys, list) or len(keys) != queries.electors(ballot):
        raise Malformed("petition")
    petitions.KeyList(tuple(signatures.unhex(key, 32, "petition") for key in keys))


def open_boards(ballot: Ballot) -> None:
    """When all registrars have published: the same lists are set up; different ones end the ballot, for nobody knows
    which of them is right.
    """
    said = queries.said(ballot, Role.REGISTRAR, "list")
    if len(said) < len(queries.custodians(ballot, Role.REGISTRAR)):
        return
    if len(set(said.values())) != 1:
        ballot.unready = End.NOT_HELD
        ballot.save(update_fields=["unready"])
        end_unready(ballot)
        return
    for part in Part.objects.filter(ballot=ballot).order_by("place"):
        open_part(ballot, part)
    petition_keys.publish(ballot.electorate, ballot.id, json.loads(next(iter(said.values())))["petition"])


def open_part(ballot: Ballot, part: Part) -> None:
    """Begin the archive of a part: election, trustees, credentials. Raises Refused where they do not fit together."""
    trustees = queries.trustees_of(ballot)
    trustee_lists.verify(trustees)
    part.started = int(now().timestamp())
    contents = [part.election.encode(), trustees.to_bytes(), bytes(part.credentials)]
    names = ("election", "trustees", "credentials")
    setup = compact({name: digest(content) for name, content in zip(names, contents, strict=True)})
    Board(part).append("Setup", *contents, setup)
    part.stage = "setup"
    part.save()
    seal_board(part)


def seal_board(part: Part) -> None:
    """Write into the record how far the archive of this part has come."""
    act = acts.SealBoard(
        ballot=part.ballot_id,
        election=part.uuid,
        stage=part.stage,
        height=part.height - 1,
        head=part.head,
        electors=part.electors,
        voted=part.voted or 0,
    )
    append(NOBODY, act, effect=act.body())


def end_unready(ballot: Ballot) -> None:
    """The ballot is not held: what was prepared for it is deleted."""
    act = acts.CertifyBallot(ballot.id, str(End.NOT_HELD))
    append(NOBODY, act, effect=act.body())
    forget_prepared(ballot)
    if ballot.occasion is not None and ballot.occasion.automatic:
        councils.settle(ballot.occasion, str(End.NOT_HELD), None)


def forget_prepared(ballot: Ballot) -> None:
    """A ballot that is not held needs nothing of what was prepared for it."""
    Envelope.objects.filter(part__ballot=ballot).delete()
    SlipWanted.objects.filter(ballot=ballot).delete()
    petition_keys.forget(ballot.electorate)
    forget_registrars(ballot)
    forget_kept(ballot)
    traces.deleted()


def forget_kept(ballot: Ballot) -> None:
    """What custodians had sealed to themselves is not needed any more."""
    Message.objects.filter(custodian__ballot=ballot).update(kept="")


def forget_registrars(ballot: Ballot) -> None:
    """What would tell who held which credential."""
    Message.objects.filter(custodian__ballot=ballot, custodian__role=Role.REGISTRAR).update(kept="")
    Message.objects.filter(custodian__ballot=ballot, step="halves").update(content="")


def credential_hash(public: str) -> str:
    """What tables keep of a public credential."""
    return hashlib.sha256(public.encode()).hexdigest()
