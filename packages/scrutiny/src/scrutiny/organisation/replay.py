"""What the organisation is, worked out from the public entries alone: `state + entry -> state`.

The site runs the same function before it writes an entry; whoever verifies the record runs it over all of them. What
stands only in private parts cannot be seen here; those who hold openings check it with them.

Codes of RuleBroken, with the rule that each stands for:

    not-founded          the first entry founds the organisation, and no other does (`founded-twice`)
    other-organisation   every entry names the organisation that the first one founded
    day-back             days never go back
    unknown-act          only known acts change anything
    effect               an effect that this act cannot have
    members              more members ended than there were
    mandate-known        a mandate is given once; `mandate-unknown`: only a given one ends, and once (`mandate-ended`)
    too-long             no mandate is longer than the charter allows; `ends-before-it-starts`; who was signed for is
                         in office from when they accept (`starts-before-it-is-given`)
    no-ballot            a rule of the charter, or the list of witnesses, changes only by a ballot
    ballot-known, ...    the rules of ballots: see ballots.seen, and for those that confirm rules ballots.confirming
    pledge-known, ...    the rules of pledges: see pledges_seen
    keys-known, ...      the rules of petitions: see petitions_seen
    vote-known, ...      the rules of open votes: see votes_seen
    not-elected, ...     the rules of elected offices: see mandates_seen, and for councils councils_seen
    inherited-late, ...  the rules of offices that were there before: see councils.inherited
    office-key, ...      what is signed with the key of an office: see office_acts
    not-covered          openings are deleted only when auditors' statements cover them
    shrunk, ...          the rules of drawing auditors: see audits_seen
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scrutiny.errors import Malformed, RuleBroken
from scrutiny.organisation import (
    audits_seen,
    charter,
    councils_seen,
    mandates_seen,
    office_acts,
    petitions_seen,
    votes_seen,
)
from scrutiny.organisation.acts import REGISTRY
from scrutiny.organisation.ballots import amendments, confirming, papers, seen
from scrutiny.organisation.ballots.decision import Outcome
from scrutiny.organisation.ballots.seen import End, Seen
from scrutiny.organisation.ballots.timetable import Timetable
from scrutiny.organisation.charter import DEFAULTS, Adoption, CharterRules, Value, in_force, is_default
from scrutiny.organisation.councils import inherited
from scrutiny.organisation.entries import PERSONAL, Entry
from scrutiny.organisation.mandates import check_term
from scrutiny.organisation.offices_seen import Office
from scrutiny.organisation.petitions_seen import Petitions
from scrutiny.organisation.pledges_seen import PLEDGE_EFFECTS, Pledges
from scrutiny.organisation.standing import months_later


@dataclass
class State:
    """`members` is None while the organisation is below the public floor. `size` counts the entries taken."""

    org: str = ""
    size: int = 0
    founded: dt.date | None = None
    last_day: dt.date | None = None
    rules: CharterRules = DEFAULTS
    adopted: list[Adoption] = field(default_factory=list)
    members: int | None = None
    offices: dict[str, Office] = field(default_factory=dict)
    policy: str = ""
    drawings: audits_seen.Audits = field(default_factory=dict)
    audited: int = 0
    erased: int = 0
    ended: list[str] = field(default_factory=list)
    ballots: dict[str, Seen] = field(default_factory=dict)
    pledges: Pledges = field(default_factory=Pledges)
    petitions: Petitions = field(default_factory=Petitions)
    votes: votes_seen.Votes = field(default_factory=dict)
    mandates: mandates_seen.Mandates = field(default_factory=dict)
    elections: councils_seen.Elections = field(default_factory=dict)
    office_keys: office_acts.Keys = field(default_factory=dict)
    confirming: dict[str, str] = field(default_factory=dict)
    types: Counter[str] = field(default_factory=Counter)

    def living(self, instant: dt.datetime) -> int:
        """How many mandates are in their term at an instant."""
        return sum(not one.ended and one.start <= instant < one.end for one in self.offices.values())

    def delegates(self, body: str, day: dt.date) -> set[str]:
        """The mandates that live in a body on a day."""
        return {name for name, one in self.offices.items() if one.body == body and one.living_on(day)}

    def end(self, mandate: str) -> None:
        """It is over, and with it whatever rests on it."""
        if mandate in self.offices:
            self.offices[mandate].ended = True
        if mandate in self.mandates:
            self.mandates[mandate].ended = True
        for name in [name for name, one in self.mandates.items() if one.rests_on == mandate and not one.ended]:
            self.end(name)


def take(state: State, entry: Entry) -> None:
    """The next entry. Raises RuleBroken; the state is then not to be used any more."""
    _check_frame(state, entry)
    if state.last_day and entry.day > state.last_day:
        state.rules = in_force(state.adopted, entry.day)
    state.org, state.last_day = entry.org, entry.day
    effect = EFFECTS.get(entry.type, _counts)
    try:
        office_acts.take(state.office_keys, entry)
        effect(state, entry)
    except (KeyError, TypeError, ValueError, Malformed) as error:
        raise RuleBroken("effect", type=entry.type) from error
    state.size += 1
    state.types[entry.type] += 1


def _check_frame(state: State, entry: Entry) -> None:
    if entry.type != PERSONAL and entry.type not in REGISTRY:
        raise RuleBroken("unknown-act", type=entry.type)
    if (entry.type == "organisation.found") != (state.size == 0):
        raise RuleBroken("founded-twice" if state.size else "not-founded")
    if state.size and entry.org != state.org:
        raise RuleBroken("other-organisation")
    if state.last_day and entry.day < state.last_day:
        raise RuleBroken("day-back")


def _number(effect: Mapping[str, Any], name: str) -> int:
    value = effect[name]
    if type(value) is not int:
        raise TypeError(name)
    return value


def _found(state: State, entry: Entry) -> None:
    state.founded = entry.day
    state.rules = charter.from_json(entry.effect["rules"])  # type: ignore[arg-type]
    _adopt(state, dict(entry.effect["rules"]), entry.day)  # type: ignore[arg-type]


def _adopt(state: State, values: Mapping[str, Value], day: dt.date) -> None:
    """Values hold until they have to be confirmed; safe defaults for good."""
    due = months_later(day, state.rules.confirm_months)
    state.adopted += [Adoption(rule, v, day, None if is_default(rule, v) else due) for rule, v in values.items()]


def _counts(state: State, entry: Entry) -> None:
    """Acts whose only public effect may be a number of members more or less."""
    if "members" in entry.effect:
        state.members = (state.members or 0) + _number(entry.effect, "members")
        if state.members < 0:
            raise RuleBroken("members")


def _instant(text: str) -> dt.datetime:
    found = dt.datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found


def _accept(state: State, entry: Entry) -> None:
    mandate = str(entry.effect["mandate"])
    start, end = _instant(str(entry.effect["start"])), _instant(str(entry.effect["end"]))
    office = Office(start, end, str(entry.effect.get("unit", "")), str(entry.effect.get("into", "")))
    if mandate in state.offices:
        raise RuleBroken("mandate-known", mandate=mandate)
    check_term(office.start, office.end, state.rules)
    if office.start.date() != entry.day:
        raise RuleBroken("starts-before-it-is-given")
    state.offices[mandate] = office


def _end(state: State, entry: Entry) -> None:
    mandate = str(entry.effect["mandate"])
    if mandate not in state.offices:
        raise RuleBroken("mandate-unknown", mandate=mandate)
    if state.offices[mandate].ended:
        raise RuleBroken("mandate-ended", mandate=mandate)
    state.end(mandate)


def _change_rule(state: State, entry: Entry) -> None:
    """Only what a ballot carried, and once."""
    ballot = state.ballots.get(str(entry.effect["ballot"]))
    values: Any = dict(entry.effect["rules"])  # type: ignore[arg-type]
    if ballot is None or ballot.certified is None:
        raise RuleBroken("no-ballot")
    decided = ballot.certified
    if ballot.confirms:
        kept = confirming.still(state.adopted, ballot.confirms, decided.values, entry.day)
        decided = replace(decided, values=kept)
    amendments.check_change(state.rules, values, decided)
    _adopt(state, values, entry.day)
    state.rules = in_force(state.adopted, entry.day)
    ballot.certified = None


def _announce(state: State, entry: Entry) -> None:
    name = str(entry.effect["ballot"])
    if name in state.ballots:
        raise RuleBroken("ballot-known", ballot=name)
    petition = entry.effect.get("petition")
    fixed = petitions_seen.forced(state.petitions, entry.effect, entry.day, state.rules) if petition else None
    if sum(bool(entry.effect.get(why)) for why in ("petition", "election", "confirms")) > 1:
        raise RuleBroken("questions")
    if entry.effect.get("election"):
        fixed = confirming.times(state.rules, entry.day)
    if entry.effect.get("confirms"):
        fixed = _confirming(state, entry, name)
    state.ballots[name] = seen.announced(state.rules, entry.effect, entry.day, fixed)


def _confirming(state: State, entry: Entry, name: str) -> Timetable:
    """Asked once about one day, and again only where it was not held."""
    day = str(entry.effect["confirms"])
    before = state.ballots.get(state.confirming.get(day, ""))
    if before is not None and before.outcome != End.NOT_HELD:
        raise RuleBroken("confirming", day=day)
    fixed = confirming.forced(state.adopted, entry.effect, entry.day, state.rules)
    state.confirming[day] = name
    return fixed


def _under_way(state: State, entry: Entry) -> Seen:
    name = str(entry.effect["ballot"])
    if name not in state.ballots:
        raise RuleBroken("ballot-unknown", ballot=name)
    if state.ballots[name].outcome:
        raise RuleBroken("ballot-over", ballot=name)
    return state.ballots[name]


def _list(state: State, entry: Entry) -> None:
    seen.listed(_under_way(state, entry), entry.effect, entry.day)


def _custodians(state: State, entry: Entry) -> None:
    seen.custodians(state.rules, _under_way(state, entry), entry.effect)


def _replaced(state: State, entry: Entry) -> None:
    seen.replaced(_under_way(state, entry), entry.effect)


def _custody(state: State, entry: Entry) -> None:
    if str(entry.effect["by"]) not in _under_way(state, entry).custodians:
        raise RuleBroken("custodian-unknown")


def _board(state: State, entry: Entry) -> None:
    seen.sealed(_under_way(state, entry), entry.effect, entry.day)


def _papers(state: State, entry: Entry) -> None:
    """What tellers enter, confirm and take back, in an office that they hold on that day."""
    if not _in_office(state, entry):
        raise RuleBroken("papers", mandate=str(entry.effect["mandate"]))
    PAPERS[entry.type](_under_way(state, entry), entry.effect, entry.day)


def _ballot_ends(state: State, entry: Entry) -> None:
    """Whoever announced it can take it back, and do nothing else; all other ends follow by rule."""
    outcome = str(entry.effect["outcome"])
    if (entry.type == "ballot.withdraw") != (outcome == End.WITHDRAWN):
        raise RuleBroken("outcome", outcome=outcome)
    name = str(entry.effect["ballot"])
    seen.certified(name, _under_way(state, entry), entry.effect, entry.day)
    petition = petitions_seen.of_ballot(state.petitions, name)
    if petition is not None:
        _petition_decided(state, petition, outcome)


def _petition_decided(state: State, petition: petitions_seen.Begun, outcome: str) -> None:
    """A recall that is carried ends the mandate; a ballot that was not held is called again."""
    subject = str(petition.told["subject"])
    if outcome == End.NOT_HELD:
        petition.ballot = ""
    elif outcome == Outcome.CARRIED and subject in state.offices:
        state.end(subject)


def _give(state: State, entry: Entry) -> None:
    if str(entry.effect["mandate"]) in state.offices:
        raise RuleBroken("mandate-known", mandate=str(entry.effect["mandate"]))
    result = mandates_seen.result(str(entry.effect["ballot"]), state.ballots, state.elections, entry.day)
    living = {name: one.end for name, one in state.offices.items() if one.living_on(entry.day)}
    mandates_seen.given(state.mandates, entry.effect, result, state.rules, entry.day, living)


def _inherit(state: State, entry: Entry) -> None:
    """Held before the organisation moved in, until a ballot gives it."""
    inherited.check_time(state.founded, entry.day, state.rules)
    by: Any = entry.effect["offices"]
    inherited.check_offices([str(one) for one in by], {n for n, o in state.offices.items() if o.living_on(entry.day)})
    _accept(state, entry)
    made = state.offices[str(entry.effect["mandate"])]
    made.inherited = True
    if any((one.unit, one.body) == (made.unit, made.body) for one in state.mandates.values()):
        raise RuleBroken("seat-taken")


def _take_office(state: State, entry: Entry) -> None:
    """It is an office like all others, and what was inherited there is over when it begins."""
    found = mandates_seen.accepted(state.mandates, entry.effect, entry.day)
    for name, one in list(state.offices.items()):
        if one.inherited and (one.unit, one.body) == (found.unit, found.body):
            one.end = min(one.end, found.start)
            if found.start.date() < entry.day:
                state.end(name)
    office = Office(found.start, found.end, found.unit, found.body, found.rests_on)
    state.offices[str(entry.effect["mandate"])] = office


def _mandate_ends(state: State, entry: Entry) -> None:
    ending = mandates_seen.laid_down if entry.type == "mandate.lay_down" else mandates_seen.ended
    ending(state.mandates, entry.effect, entry.day)
    state.end(str(entry.effect["mandate"]))


def _call_election(state: State, entry: Entry) -> None:
    living = state.delegates(str(entry.effect["council"]), entry.day)
    councils_seen.called(state.elections, entry.effect, entry.day, state.rules, living)


def _council_paper(state: State, entry: Entry) -> None:
    found = councils_seen.find(state.elections, entry.effect)
    councils_seen.voted(state.elections, entry.effect, entry.day, state.delegates(found.body, entry.day))


def _keys(state: State, entry: Entry) -> None:
    ballot = _under_way(state, entry)
    petitions_seen.handed_out(state.petitions, entry.effect, ballot.unit, ballot.electors)


def _list_keys(state: State, entry: Entry) -> None:
    petitions_seen.listed(state.petitions, entry.effect)


def _begin_petition(state: State, entry: Entry) -> None:
    living = {name for name, one in state.offices.items() if not one.ended and one.end.date() >= entry.day}
    petitions_seen.begun(state.petitions, entry.effect, entry.day, state.rules, living)


def _sign_petition(state: State, entry: Entry) -> None:
    petitions_seen.signed(state.petitions, entry.effect, entry.day)


def _join_petitions(state: State, entry: Entry) -> None:
    petitions_seen.agreed(state.petitions, entry.effect)


def _in_office(state: State, entry: Entry) -> bool:
    """Whether the mandate by which this is done lives on that day."""
    office = state.offices.get(str(entry.effect["mandate"]))
    return office is not None and office.living_on(entry.day)


def _sits_in(state: State, entry: Entry) -> str:
    """The body in which the mandate sits; "" for a steward's."""
    office = state.offices.get(str(entry.effect["mandate"]))
    return office.body if office else ""


def _renew_key(state: State, entry: Entry) -> None:
    if not _in_office(state, entry):
        raise RuleBroken("no-mandate", mandate=str(entry.effect["mandate"]))


def _call_vote(state: State, entry: Entry) -> None:
    votes_seen.called(state.votes, entry.effect, _in_office(state, entry), _sits_in(state, entry))


def _instructed(state: State, entry: Entry) -> None:
    votes_seen.instructed(state.votes, entry.effect, entry.day)


def _cast_vote(state: State, entry: Entry) -> None:
    """Who votes for other electors than their own would be bound by no instruction."""
    living = _in_office(state, entry)
    own = state.offices[str(entry.effect["mandate"])].unit if living else ""
    living = living and own in ("", str(entry.effect["unit"]))
    votes_seen.cast(state.votes, entry.effect, entry.day, living, _sits_in(state, entry))


def _tally(state: State, entry: Entry) -> None:
    petitions_seen.tallied(state.petitions, entry.effect, state.org, entry.day)


def _policy(state: State, entry: Entry) -> None:
    """The first list of witnesses needs no ballot: before it, nobody outside could be believed."""
    if state.policy:
        raise RuleBroken("no-ballot")
    state.policy = str(entry.effect["policy"])


def _continue(state: State, entry: Entry) -> None:
    """Witnesses stay those of before: whoever lost a record does not choose anew who is believed about it."""
    before, now = (_witnesses(text) for text in (state.policy, str(entry.effect["policy"])))
    if before != now:
        raise RuleBroken("no-ballot")
    state.policy = str(entry.effect["policy"])
    state.ended.append(str(entry.effect["checkpoint"]))


def _witnesses(policy: str) -> list[str]:
    """Everything in a policy but its logs."""
    lines = [line.strip() for line in policy.split("\n") if not line.startswith(("#", "log "))]
    return [line for line in lines if line and line != "quorum none"]


def _draw(state: State, entry: Entry) -> None:
    audits_seen.announced(state.drawings, entry.effect, state.size)


def _drawn(state: State, entry: Entry) -> None:
    audits_seen.drawn(state.drawings, entry.effect, state.size)


def _passed(state: State, entry: Entry) -> None:
    audits_seen.passed(state.drawings, entry.effect)


def _audited(state: State, entry: Entry) -> None:
    """Openings count as seen when most of the auditors of one drawing found nothing wrong."""
    audit = audits_seen.stated(state.drawings, entry.effect, state.size)
    if audit.covers:
        state.audited = max(state.audited, audit.size)


def _erased(state: State, entry: Entry) -> None:
    """`last` is the highest index of an opening that was deleted, `erased` how many were."""
    if _number(entry.effect, "last") >= state.audited or _number(entry.effect, "erased") < 1:
        raise RuleBroken("not-covered")
    state.erased += _number(entry.effect, "erased")


def _pledge(state: State, entry: Entry) -> None:
    PLEDGE_EFFECTS[entry.type](state.pledges, entry.effect)


PAPERS = {
    "ballot.papers": papers.entered,
    "ballot.papers.confirm": papers.confirmed,
    "ballot.papers.back": papers.taken_back,
}
EFFECTS: dict[str, Callable[[State, Entry], None]] = {
    "organisation.found": _found,
    "steward.accept": _accept,
    "steward.end": _end,
    "mandate.give": _give,
    "mandate.inherit": _inherit,
    "mandate.accept": _take_office,
    "mandate.lay_down": _mandate_ends,
    "mandate.end": _mandate_ends,
    "office.renew": _renew_key,
    "recall.openly": _end,
    "council.call": _call_election,
    "council.vote": _council_paper,
    "ballot.announce": _announce,
    "ballot.board": _board,
    "ballot.certify": _ballot_ends,
    "ballot.custodians": _custodians,
    "ballot.custody": _custody,
    "ballot.list": _list,
    "ballot.replace": _replaced,
    "ballot.withdraw": _ballot_ends,
    **dict.fromkeys(PAPERS, _papers),
    "charter.change": _change_rule,
    "petition.keys": _keys,
    "petition.list": _list_keys,
    "petition.open": _begin_petition,
    "petition.sign": _sign_petition,
    "petition.join": _join_petitions,
    "petition.tally": _tally,
    "vote.call": _call_vote,
    "vote.instructed": _instructed,
    "vote.cast": _cast_vote,
    "record.policy": _policy,
    "record.continue": _continue,
    "record.draw": _draw,
    "record.drawn": _drawn,
    "record.pass": _passed,
    "record.audited": _audited,
    "record.erase": _erased,
    **dict.fromkeys(PLEDGE_EFFECTS, _pledge),
}
