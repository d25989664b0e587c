"""From the close to the certificate: the table of who voted is destroyed, trustees open the sums, the counts decide."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from groundswell.ballots import confirmations, queries, traces
from groundswell.ballots.actions import elections, setting_up
from groundswell.ballots.board import Board
from groundswell.ballots.models import (
    Ballot,
    Caster,
    Count,
    Custodian,
    Envelope,
    Part,
    Role,
    SlipWanted,
    Spoilt,
    Station,
)
from groundswell.charter.queries import rules
from groundswell.councils.actions import settle
from groundswell.kernel.actions import action, housekeeping
from groundswell.kernel.actor import NOBODY
from groundswell.kernel.ids import new_id
from groundswell.motions.actions import due as petitions
from groundswell.record.actions import append
from scrutiny.elections import tally as tallies
from scrutiny.elections.archive import digest
from scrutiny.elections.election import Election
from scrutiny.elections.tally import Partial, Sized, Tally
from scrutiny.encoding import Json
from scrutiny.errors import Malformed
from scrutiny.organisation import acts
from scrutiny.organisation.ballots import floors
from scrutiny.organisation.ballots.amendments import ALL_MEMBERS, CertifiedBallot
from scrutiny.organisation.ballots.decision import Counts, Outcome
from scrutiny.roles import assembler


@action
def close(ballot_id: UUID) -> None:
    """End the voting of all parts. Nothing is left of who voted; what custodians of credentials kept is deleted."""
    ballot: Ballot = Ballot.objects.select_for_update().get(id=ballot_id)
    parts = list(Part.objects.select_for_update().filter(ballot=ballot).order_by("place"))
    if ballot.unready or any(part.stage != "setup" for part in parts):
        return
    Caster.objects.filter(part__in=parts).delete()
    Station.objects.filter(part__in=parts).delete()
    SlipWanted.objects.filter(ballot=ballot).delete()
    Spoilt.objects.filter(part__in=parts).delete()
    Envelope.objects.filter(part__in=parts).delete()
    setting_up.forget_registrars(ballot)
    traces.deleted()
    for part in parts:
        part.voted = queries.voted(part)
        Board(part).append("EndBallots")
        part.stage = "closed"
        part.save()
        setting_up.seal_board(part)


@housekeeping
def open_to_trustees(ballot_id: UUID, sums: Mapping[UUID, Tally]) -> None:
    """The encrypted sums of all parts, as they are to be decrypted; anyone can work them out from the sealed boards."""
    ballot: Ballot = Ballot.objects.select_for_update().get(id=ballot_id)
    parts = list(Part.objects.select_for_update().filter(ballot=ballot).order_by("place"))
    if ballot.unready or any(part.stage != "closed" or part.counted_in_id for part in parts):
        return
    for together in _joined(parts):
        _join(ballot, together, sums)
    for part in parts:
        part.product = None
        part.save()


def _joined(parts: Sequence[Part]) -> list[list[Part]]:
    """Parts in which fewer than the floor have voted are opened together with others only."""
    by_uuid = {part.uuid: part for part in parts}
    voted = {part.uuid: part.voted or 0 for part in parts}
    floor = rules().ballot_floor
    groups = floors.joined(voted, floor) if sum(voted.values()) >= floor else (tuple(sorted(voted)),)
    return [[by_uuid[uuid] for uuid in group] for group in groups]


def _join(ballot: Ballot, together: Sequence[Part], sums: Mapping[UUID, Tally]) -> None:
    """The encrypted sum of what is opened together. Only a part that is opened apart has it in its archive."""
    leader = min(together, key=lambda part: part.place)
    election, voted = queries.election_of(leader), sum(part.voted or 0 for part in together)
    tally = sums[leader.id] if len(together) == 1 else _product(election, [sums[part.id] for part in together])
    if len(together) == 1:
        written = tallies.to_bytes(election.group, tally)
        Board(leader).append("EncryptedTally", written, Sized(voted, voted, digest(written)).to_bytes())
    made = Count.objects.create(
        id=new_id(),
        ballot=ballot,
        election=leader.uuid,
        tally=tallies.to_bytes(election.group, tally),
        voted=voted,
    )
    for part in together:
        part.counted_in = made


def _product(election: Election, sums: Sequence[Tally]) -> Tally:
    """Sums of several parts under one key: products for choices, all ciphertexts in order for ranked questions."""
    group, ranked = election.group, {id(pairs) for one in sums for pairs in tallies.ranked(election, one)}
    found = []
    for row in zip(*sums, strict=True):
        if id(row[0]) in ranked:
            pairs = [pair for one in row for pair in one]
            found.append(tuple(sorted(pairs, key=lambda pair: group.number(pair[0]))))
        else:
            columns = zip(*row, strict=True)
            found.append(tuple((group.product(a for a, _b in c), group.product(b for _a, b in c)) for c in columns))
    return tuple(found)


# What trustees say


@transaction.atomic
def trustee_says(ballot: Ballot, custodian: Custodian, step: str, content: str) -> str:
    """A shuffle or a partial decryption of every count. Raises Malformed, Refused where a proof does not hold: then
    nothing of it is taken, not even about those counts where it does.
    """
    said = json.loads(content)
    counts = {str(one.id): one for one in Count.objects.filter(ballot=ballot)}
    if set(said) != {step} or set(said[step]) != set(counts):
        raise Malformed("message")
    for key, count in counts.items():
        take = _shuffled if step == "shuffle" else _decrypted
        take(ballot, custodian, count, str(said[step][key]))
    return content


def leader(count: Count) -> Part:
    return Part.objects.get(uuid=count.election)


def election_and_tally(count: Count) -> tuple[Election, Tally]:
    election = queries.election_of(leader(count))
    return election, queries.tally_of(election, bytes(count.tally), count.voted)


def is_apart(count: Count) -> bool:
    """Whether its archive tells the whole story: one part, opened on its own."""
    return Part.objects.filter(counted_in=count).count() == 1


def _shuffled(_ballot: Ballot, custodian: Custodian, count: Count, content: str) -> None:
    election, before = election_and_tally(count)
    made = tallies.read_shuffle(election.group, content.encode())
    after = tallies.verify_shuffle(election, before, made)
    if is_apart(count):
        part = leader(count)
        assembler.add_shuffle(Board(part), election, custodian.place, before, made)
        part.save()
    count.tally = tallies.to_bytes(election.group, after)
    count.shuffles += 1
    count.save()
    if is_apart(count) and count.shuffles == custodian.ballot.threshold:
        part = leader(count)
        assembler.end_shuffles(Board(part))
        part.save()


def _decrypted(ballot: Ballot, custodian: Custodian, count: Count, content: str) -> None:
    election, tally = election_and_tally(count)
    partial = tallies.read_partial(election.group, content.encode())
    tallies.verify_partial(election, tally, queries.trustees_of(ballot).keys[custodian.place - 1], partial)


def partials_of(ballot: Ballot, count: Count) -> dict[int, Partial]:
    group = setting_up.group_of(ballot)
    said = queries.said(ballot, Role.TRUSTEE, "decrypt")
    contents = {place: json.loads(content)["decrypt"][str(count.id)] for place, content in said.items()}
    return {place: tallies.read_partial(group, content.encode()) for place, content in contents.items()}


def finish(ballot: Ballot) -> None:
    """When enough trustees have decrypted: the results. Whoever is absent is not needed."""
    trustees = queries.trustees_of(ballot)
    for count in Count.objects.filter(ballot=ballot, result__isnull=True):
        partials = partials_of(ballot, count)
        if not trustees.enough(partials):
            return
        election, tally = election_and_tally(count)
        found = tallies.result(election, tallies.opened(trustees, tally, partials), count.voted)
        count.result = found
        count.save()
        if is_apart(count):
            _publish(ballot, count, partials, found)
    ballot.counts = _counts(ballot)
    ballot.save(update_fields=["counts"])
    setting_up.forget_kept(ballot)


def _publish(ballot: Ballot, count: Count, partials: Mapping[int, Partial], found: tallies.Result) -> None:
    part, (election, tally), trustees = leader(count), election_and_tally(count), queries.trustees_of(ballot)
    board = Board(part)
    for owner, partial in sorted(partials.items()):
        assembler.add_partial(board, election, trustees, owner, tally, partial)
    board.append("Result", tallies.result_to_bytes(found))
    part.stage = "result"
    part.save()
    setting_up.seal_board(part)


# The decision


def _counts(ballot: Ballot) -> dict[str, Json]:
    """Electors, votes and votes in favour: of the whole, and of every branch or group of branches counted together."""
    asked = queries.asked_of(ballot)[0]
    branches: dict[str, Json] = {}
    whole = [0, 0, 0]
    for count in Count.objects.filter(ballot=ballot):
        parts = list(Part.objects.filter(counted_in=count).order_by("place"))
        in_favour = int(count.result[0][int(asked.blank)]) if asked.decides else 0
        figures = [sum(part.electors for part in parts), count.voted, in_favour]
        whole = [a + b for a, b in zip(whole, figures, strict=True)]
        branches[min(str(branch) for part in parts for branch in part.branches)] = list(figures)
    found: dict[str, Json] = {"whole": list(whole), "branches": branches}
    return {**found, "elected": elections.elected(ballot)} if queries.is_election(ballot) else found


@action
def certify(ballot_id: UUID) -> None:
    """Nobody can contest it any more: what the ballot decided is put in force."""
    ballot: Ballot = Ballot.objects.select_for_update().get(id=ballot_id)
    if ballot.outcome or ballot.unready or not ballot.counts:
        return
    counts: Any = ballot.counts
    whole = Counts(*counts["whole"])
    branches = {UUID(key): Counts(*value) for key, value in counts["branches"].items()}
    ballot.outcome = queries.decision(ballot).outcome
    ballot.save(update_fields=["outcome"])
    effect: dict[str, Json] = {"ballot": str(ballot.id), "outcome": ballot.outcome, **counts}
    append(NOBODY, acts.CertifyBallot(ballot.id, ballot.outcome), effect=effect)
    if ballot.occasion is None:
        return
    electorate = str(ballot.electorate.unit_id or ALL_MEMBERS)
    carried = ballot.outcome == Outcome.CARRIED and not queries.is_election(ballot)
    settle(
        ballot.occasion,
        ballot.outcome,
        CertifiedBallot(ballot.id, electorate, confirmations.confirmed(ballot), whole, branches) if carried else None,
    )
    petitions.decided(ballot.occasion, ballot.outcome)
    elections.decided(ballot)
