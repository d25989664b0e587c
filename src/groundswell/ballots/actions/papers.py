"""Voting on paper: who wants a slip; two tellers enter the papers of an urn, and both sign before one is on the board.

The tellers' page draws by lot which paper goes with which slip; what comes here are ballots like all others, and
nothing tells which was whose. They are sorted by tracker, so that their order tells nothing either.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from groundswell.ballots import queries, stations
from groundswell.ballots.actions import casting
from groundswell.ballots.actions.casting import NotAccepted
from groundswell.ballots.board import Board
from groundswell.ballots.models import BoardEvent, Caster, Part, SlipWanted, Station
from groundswell.ballots.permissions import check_may_ask_for_slip, check_may_count
from groundswell.ballots.queries import Stage
from groundswell.councils.models import Mandate
from groundswell.kernel.actions import action
from groundswell.kernel.actor import Actor
from groundswell.kernel.errors import Forbidden, Gone, Invalid, Unknown
from groundswell.record.actions import append
from scrutiny.elections.ballot import Outline
from scrutiny.encoding import Json
from scrutiny.organisation import acts


class SlipsUsed(Gone):
    """`credentials` are the public ones of those slips; the page knows their numbers."""

    message = _("Somebody has voted with a slip of this batch before.")
    kept = _("What you entered is still on your page.")
    todo = _("Put that slip aside and go on with the others.")

    def __init__(self, credentials: Sequence[str]) -> None:
        super().__init__()
        self.credentials = tuple(credentials)


@action
def ask_for_slip(actor: Actor, act: acts.AskForSlip) -> None:
    """Somebody votes on paper, or does not after all. Raises Gone when the list is final, Forbidden for others."""
    ballot = queries.ballot(act.ballot)
    check_may_ask_for_slip(actor, ballot, act.account)
    if not stations.slips_open(ballot):
        raise Gone(_("A slip can be asked for until the list is final."))
    if act.wanted:
        SlipWanted.objects.get_or_create(ballot=ballot, account_id=act.account)
    else:
        SlipWanted.objects.filter(ballot=ballot, account_id=act.account).delete()
    append(actor, act)


# Two tellers


def enter(actor: Actor, part: Part, act: acts.EnterPapers, salt: str, contents: Sequence[str]) -> Station:
    """The ballots of one urn, from the first teller. Sent again, they are answered as they were.

    Raises Forbidden for who is no teller, Gone outside of the voting time, NotAccepted with the step that failed,
    Invalid for what does not fit together, SlipsUsed.
    """
    check_may_count(actor, part.ballot)
    before = stations.station(part, act.station)
    if before is not None and (before.teller_id, before.digest) == (actor.account, act.digest):
        return before
    _check_open(part)
    outlines = [casting.outline_of(part.id, content.encode()) for content in contents]
    _check_batch(part, act, salt, contents, outlines)
    casting.check_proofs(part.id, [content.encode() for content in contents])
    return _enter(actor, part.id, act, salt, contents, outlines)


def _check_open(part: Part) -> None:
    if queries.stage(part.ballot) != Stage.VOTING or part.stage != "setup":
        raise Gone(casting.NOT_NOW, kept=_("Nothing of these papers is on the board."))


def _check_batch(
    part: Part, act: acts.EnterPapers, salt: str, contents: Sequence[str], outlines: Sequence[Outline]
) -> None:
    trackers, slips = [one.tracker for one in outlines], {one.credential for one in outlines}
    if (act.ballot, act.election) != (part.ballot_id, part.uuid) or not contents or act.papers != len(contents):
        raise Invalid(_("These papers belong to another ballot, or were counted wrongly."))
    if len(slips) != len(contents):
        raise Invalid(_("One slip stands in this batch twice."))
    if trackers != sorted(set(trackers)) or act.digest != stations.digest(salt, list(contents)) or len(salt) != 64:
        raise Invalid(_("The ballots do not belong to the signature."), todo=_("Load the page again."))


@action
def _enter(
    actor: Actor, part_id: UUID, act: acts.EnterPapers, salt: str, contents: Sequence[str], outlines: Sequence[Outline]
) -> Station:
    part = _locked(part_id)
    office = check_may_count(actor, part.ballot)
    if act.co_teller == actor.account or stations.office_of(part.ballot, act.co_teller) is None:
        raise Forbidden(_("The other teller is another steward, who keeps no key of this ballot."))
    _check_open(part)
    if stations.station(part, act.station):
        raise Gone(_("These papers were entered before."))
    _check_free(part, outlines)
    made: Station = Station.objects.create(
        id=act.station,
        part=part,
        teller_id=actor.person,
        co_teller_id=act.co_teller,
        papers=act.papers,
        salt=salt,
        digest=act.digest,
        content=json.dumps(list(contents)).encode(),
    )
    Caster.objects.bulk_create(Caster(part=part, station=made, credential=casting.hash_of(one)) for one in outlines)
    append(actor, act, effect={**_shown(actor, act, office), "election": act.election, "papers": act.papers})
    return made


def _shown(
    actor: Actor, act: acts.EnterPapers | acts.ConfirmPapers | acts.TakePapersBack, office: Mandate
) -> dict[str, Json]:
    """What everyone may read: not the digest, by which these ballots could be found on the board for ever."""
    named: dict[str, Json] = {"ballot": str(act.ballot), "station": str(act.station)}
    return {**named, "by": actor.act_key, "mandate": str(office.id)}


def _check_free(part: Part, outlines: Sequence[Outline]) -> None:
    """Nobody has voted with these credentials, and none of these ballots was opened to check it."""
    taken = stations.used(part, [casting.hash_of(one) for one in outlines])
    if taken:
        raise SlipsUsed([one.credential for one in outlines if casting.hash_of(one) in taken])
    if queries.spoilt(part, [one.tracker for one in outlines]):
        raise NotAccepted(step="spoilt")


def _locked(part_id: UUID) -> Part:
    found: Part = Part.objects.select_for_update(of=("self",)).select_related("ballot__electorate").get(id=part_id)
    return found


def confirm(actor: Actor, part: Part, act: acts.ConfirmPapers) -> list[str]:
    """The other teller: the ballots are on the board. Their trackers; when it is sent again, the same.

    Raises Unknown for others' papers and those that were taken back, Forbidden for the first teller, Gone at the close.
    """
    station = _mine(actor, part, act.station)
    if not station.confirmed:
        _confirm(actor, part.id, act)
    return [str(one) for one in stations.trackers(part, stations.contents_of(station))]


def _mine(actor: Actor, part: Part, station_id: UUID) -> Station:
    station = stations.station(part, station_id)
    if station is None or actor.account not in (station.teller_id, station.co_teller_id):
        raise Unknown
    return station


@action
def _confirm(actor: Actor, part_id: UUID, act: acts.ConfirmPapers) -> None:
    part = _locked(part_id)
    station = _mine(actor, part, act.station)
    office = check_may_count(actor, part.ballot)
    if station.co_teller_id != actor.account:
        raise Forbidden(_("The other teller confirms."))
    _check_open(part)
    if (act.ballot, act.digest) != (part.ballot_id, station.digest) or station.confirmed:
        raise Gone(_("These are not the papers that wait any more."), todo=_("Load the page again."))
    _put_on_board(part, [content.encode() for content in stations.contents_of(station)])
    station.confirmed = True
    station.save(update_fields=["confirmed"])
    append(actor, act, effect=_shown(actor, act, office))


def _put_on_board(part: Part, contents: Sequence[bytes]) -> None:
    board = Board(part)
    outlines = [casting.outline_of(part.id, content) for content in contents]
    made: list[BoardEvent] = [
        board.next("Ballot", content, tracker=one.tracker, credential=casting.hash_of(one))
        for content, one in zip(contents, outlines, strict=True)
    ]
    BoardEvent.objects.bulk_create(made)
    part.save(update_fields=["height", "head"])


@action
def take_back(actor: Actor, part_id: UUID, act: acts.TakePapersBack) -> None:
    """By one of the two, before they are on the board: the slips are free again. Raises Unknown, Gone."""
    part = _locked(part_id)
    station = _mine(actor, part, act.station)
    office = check_may_count(actor, part.ballot)
    _check_open(part)
    if station.confirmed or act.ballot != part.ballot_id:
        raise Gone(_("These papers are on the board already."))
    Caster.objects.filter(station=station).delete()
    station.delete()
    append(actor, act, effect=_shown(actor, act, office))
