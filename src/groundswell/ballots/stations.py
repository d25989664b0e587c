"""What two tellers at an urn need: the election as trustees confirmed it, who may be the other teller, what waits."""

from __future__ import annotations

import json
from uuid import UUID

from groundswell.ballots import queries
from groundswell.ballots.models import Ballot, BoardEvent, Caster, Custodian, Message, Part, Role, SlipWanted, Station
from groundswell.ballots.queries import Stage
from groundswell.charter.queries import rules
from groundswell.councils.models import Elector, Mandate
from groundswell.councils.queries import in_term, with_offices
from groundswell.kernel.actor import Actor
from groundswell.kernel.clock import now
from groundswell.members import queries as members
from groundswell.workplaces import placements, tree
from scrutiny.elections import ballot as ballots
from scrutiny.elections import election as elections
from scrutiny.encoding import Json, sha256

# Slips


def slips_open(ballot: Ballot) -> bool:
    """Whether a slip can still be asked for: while the list can be changed."""
    return queries.stage(ballot) == Stage.ANNOUNCED and now() < ballot.observers


def wants_slip(ballot: Ballot, account: UUID) -> bool:
    return bool(SlipWanted.objects.filter(ballot=ballot, account_id=account).exists())


def is_listed(ballot: Ballot, account: UUID) -> bool:
    return bool(Elector.objects.filter(electorate_id=ballot.electorate_id, account_id=account).exists())


def is_steward_of(actor: Actor, account: UUID) -> bool:
    """Whether somebody stands in a unit of which the actor is steward, or below it."""
    return bool(actor.stewarded & tree.ancestors_of_all(placements.units_of(account)))


def may_need_slips(actor: Actor, ballot: Ballot) -> list[tuple[UUID, str, bool]]:
    """Electors for whom this steward can ask: account, name, whether they have asked. Only whose name they may know."""
    wanted = queries.slips_wanted(ballot)
    known = {account: name for account, name in members.known_to(actor).items() if account != actor.account}
    listed = Elector.objects.filter(electorate_id=ballot.electorate_id, account_id__in=known)
    found = [one for one in listed.values_list("account_id", flat=True) if is_steward_of(actor, one)]
    return sorted(((one, known[one], one in wanted) for one in found), key=lambda line: line[1])


def prints_slips(custodian: Custodian | None) -> bool:
    """Whether a registrar has slips to print: from the set-up of the boards until the close."""
    if custodian is None or custodian.role != Role.REGISTRAR or not queries.slips_wanted(custodian.ballot):
        return False
    return {one.stage for one in queries.parts(custodian.ballot)} == {"setup"}


# Tellers


def reach(ballot: Ballot) -> set[UUID] | None:
    """Units whose stewards can count: that of the electorate, above it or below it; None for all."""
    unit = ballot.electorate.unit_id
    return set(tree.ancestors(unit)) | tree.descendants(unit) if unit else None


def office_of(ballot: Ballot, account: UUID) -> Mandate | None:
    """The office in which somebody is teller of this ballot. Who keeps its keys is none."""
    if queries.custodian(ballot, account):
        return None
    held = with_offices(Actor(account=account, units=members.units_today(account))).stewarded
    units = reach(ballot)
    living: list[Mandate] = list(
        in_term().filter(holder_id=account, unit_id__in=held if units is None else held & units).order_by("start")
    )
    return living[0] if living else None


def tellers(ballot: Ballot, but: UUID) -> list[tuple[UUID, str]]:
    """Who else could be teller, by name."""
    units = reach(ballot)
    kept = ballot.custodians.values("account_id")
    found = in_term().filter(holder_id__in=members.members_today()).exclude(holder_id__in=kept).exclude(holder_id=but)
    found = found if units is None else found.filter(unit_id__in=units)
    return sorted(set(found.values_list("holder_id", "holder__name")), key=lambda one: one[1])


# Batches


def digest(salt: str, contents: list[str]) -> str:
    """The salt keeps anyone from finding these ballots on the board again once it is deleted."""
    return sha256((salt + "".join(contents)).encode()).hex()


def contents_of(station: Station) -> list[str]:
    found: list[str] = json.loads(bytes(station.content))
    return found


def station(part: Part, station_id: UUID) -> Station | None:
    found: Station | None = Station.objects.filter(part=part, id=station_id).first()
    return found


def stations_of(part: Part, account: UUID) -> list[Station]:
    """Those at which somebody is teller, the ones that wait for them first."""
    found = Station.objects.filter(part=part).select_related("teller", "co_teller")
    mine = [one for one in found if account in (one.teller_id, one.co_teller_id)]
    return sorted(mine, key=lambda one: (one.confirmed, one.co_teller_id != account, str(one.id)))


def waiting(account: UUID) -> list[Ballot]:
    """Ballots under way in which papers wait for somebody as the other teller."""
    found = Station.objects.filter(co_teller_id=account, confirmed=False).select_related("part__ballot")
    return list({one.part.ballot_id: one.part.ballot for one in found}.values())


def waiting_for(ballot: Ballot, account: UUID) -> int:
    """How many batches somebody has to confirm as the other teller."""
    return Station.objects.filter(part__ballot=ballot, co_teller_id=account, confirmed=False).count()


def used(part: Part, credentials: list[str]) -> set[str]:
    """Those of these hashes that somebody has used."""
    cast = Caster.objects.filter(part=part, credential__in=credentials).values_list("credential", flat=True)
    stand = BoardEvent.objects.filter(part=part, credential__in=credentials).values_list("credential", flat=True)
    return {*cast, *stand}


# What the page is told


def page(part: Part, account: UUID) -> dict[str, Json]:
    ballot = part.ballot
    questions = queries.asked_of(ballot)
    return {
        "ballot": str(ballot.id),
        "part": str(part.id),
        "place": part.place + 1,
        "parts": len(queries.parts(ballot)),
        "title": ballot.title,
        "account": str(account),
        "election": part.election,
        "rules": [one.kind for one in questions],
        "grades": [list(one.grades) for one in questions],
        "threshold": ballot.threshold,
        "confirmed": confirmed(ballot),
        "trustees": [
            {"act": one.act, "place": one.place, "name": one.account.name}
            for one in queries.custodians(ballot, Role.TRUSTEE)
        ],
        "floor": rules().ballot_floor,
        "state": _state(part),
        "tellers": [{"account": str(one), "name": name} for one, name in tellers(ballot, account)],
        "stations": [_told(one, account) for one in stations_of(part, account)],
    }


def _state(part: Part) -> str:
    stage = queries.stage(part.ballot)
    if stage == Stage.ANNOUNCED:
        return "early"
    return "open" if stage == Stage.VOTING and part.stage == "setup" else "closed"


def _told(one: Station, account: UUID) -> Json:
    contents = contents_of(one)
    return {
        "station": str(one.id),
        "papers": one.papers,
        "salt": one.salt,
        "digest": one.digest,
        "ballots": list(contents),
        "teller": one.teller.name,
        "co_teller": one.co_teller.name,
        "mine": int(one.teller_id == account),
        "confirmed": int(one.confirmed),
    }


def trackers(part: Part, contents: list[str]) -> list[Json]:
    election = elections.read(part.election.encode())
    return [ballots.outline(election, one.encode()).tracker for one in contents]


def confirmed(ballot: Ballot) -> dict[str, Json]:
    """What trustees have said of the elections, as they signed it: nobody uses any other."""
    said = Message.objects.filter(custodian__ballot=ballot, custodian__role=Role.TRUSTEE, step="confirm")
    found = said.values_list("custodian__place", "content", "signed", "signature")
    return {str(place): {"content": text, "signed": act, "signature": by} for place, text, act, by in found}
