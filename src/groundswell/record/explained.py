"""What the public part of an entry says, in plain words: one sentence for every kind of act. Never who."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from scrutiny.organisation.entries import PERSONAL

SENTENCES: dict[str, Promise] = {
    PERSONAL: _("Somebody did something personal; while we are few, not even the kind of it is shown."),
    "ballot.announce": _("A ballot was announced: what is asked, of how many, and when."),
    "ballot.board": _("The board of a ballot was sealed: its set-up, the end of voting, or the result."),
    "ballot.certify": _("A ballot ended: nobody can contest what came out of it any more."),
    "ballot.complain": _("Somebody complained about a ballot."),
    "ballot.contest": _("Somebody said that they are missing on the list of a ballot."),
    "ballot.contest.answer": _("A steward answered somebody who said that they are missing on a list."),
    "ballot.custodians": _("Registrars and trustees of a ballot were drawn by lot."),
    "ballot.custody": _("A registrar or trustee of a ballot did one of their steps."),
    "ballot.list": _("The list of those who may vote became final."),
    "ballot.notice": _("The poster of a ballot hangs in a unit."),
    "ballot.replace": _("Somebody who did not do their part in time was replaced, by lot, as registrar or trustee."),
    "ballot.observe": _("Somebody will watch a ballot."),
    "ballot.observed": _("An observer checked the boards of a ballot and said what they found."),
    "ballot.papers": _("A teller entered the papers of an urn; another teller has to confirm them."),
    "ballot.papers.back": _("Papers that had been entered were taken back, to be entered anew."),
    "ballot.papers.confirm": _("A second teller confirmed papers; they are on the board now."),
    "ballot.slip": _("Somebody will vote on paper, or not on paper after all."),
    "ballot.withdraw": _("A ballot was taken back before it opened."),
    "card.issue": _("An invitation was made."),
    "card.void": _("An invitation was made void."),
    "custody.offer": _("Somebody offered to keep keys of ballots."),
    "custody.withdraw": _("Somebody does not want to keep keys of ballots any more."),
    "edit.confirm": _("A second steward confirmed a change to the tree of units."),
    "edit.propose": _("A steward proposed a change to the tree of units."),
    "edit.reject": _("A steward refused a proposed change to the tree of units."),
    "import.adopt": _("A list of workplaces was taken in."),
    "import.undo": _("A list of workplaces that had been taken in was undone."),
    "key.register": _("Somebody's public keys were registered."),
    "key.return.ask": _("Somebody without words asked to come back with new keys."),
    "key.return.cancel": _("Words that were said to be lost were used: the request to come back is cancelled."),
    "key.return.settle": _("Somebody came back with new keys; the old ones are revoked."),
    "key.return.vouch": _("Somebody vouched for a member who comes back with new keys."),
    "key.rotate": _("Somebody exchanged their words for new ones."),
    "member.add": _("A member stands in one more workplace."),
    "member.admit": _("Somebody became a member: enough fellow workers have vouched."),
    "member.apply": _("Somebody asked to join."),
    "member.back-at-work": _("A member is back at work."),
    "member.dispute.close": _("A member's dispute about a dismissal is over."),
    "member.dispute.open": _("A member disputes a dismissal; the membership goes on meanwhile."),
    "member.forget": _("Somebody who left asked to be forgotten."),
    "member.end": _("A membership ended."),
    "member.move": _("A member moved to another unit."),
    "member.out-of-work": _("A member is out of work; the membership goes on."),
    "member.show": _("A member changed what fellow workers see of them."),
    "member.vouch": _("Somebody vouched for a fellow worker."),
    "member.vouch.withdraw": _("Somebody took back a vouch."),
    "organisation.found": _("The organisation was founded: units, rules and first stewards."),
    "record.audited": _("Auditors compared private parts with their commitments and published what they found."),
    "record.continue": _(
        "The record goes on under another name: the copy that was left lacks some of what the old one had signed."
    ),
    "record.draw": _("Auditors were drawn by lot, from the record as it was at a size that was named before."),
    "record.erase": _("Private parts of somebody who left were deleted, after auditors had seen them."),
    "record.policy": _("The list of witnesses was changed."),
    "charter.change": _("A rule of the charter was changed."),
    "review.answer": _("A member of an assembly answered whether a membership should go on."),
    "review.appeal": _("Somebody asked an assembly to give back a membership that had ended."),
    "review.open": _("An assembly was asked whether a membership should go on."),
    "review.settle": _("An assembly decided whether a membership goes on."),
    "steward.accept": _("A steward took an office that most members of the unit have signed for."),
    "steward.end": _("A steward gave the office back before its end."),
    "steward.nominate": _("Somebody was put forward as steward."),
    "steward.sign": _("A member signed for a steward."),
    "steward.sign.withdraw": _("A member took back a signature for a steward."),
    "test.close": _("The counting of a test of strength was closed."),
    "test.count": _("A steward counted who took part in a test of strength."),
    "test.plan": _("A test of strength was planned."),
    "unit.add": _("A unit was added to the tree."),
    "unit.close": _("A unit was closed."),
    "unit.headcount": _("It was noted how many people work in a unit."),
    "unit.languages": _("It was noted which languages are spoken in a unit."),
    "unit.merge": _("Units were merged into one."),
    "unit.move": _("A unit was moved to another place in the tree."),
    "unit.rename": _("A unit was renamed."),
    "unit.split": _("A unit was split."),
}
EFFECTS: dict[str, Promise] = {
    "ballot": _("Ballot"),
    "title": _("Title"),
    "opening": _("Voting opens"),
    "closing": _("Voting closes"),
    "electors": _("Electors"),
    "voted": _("Voted"),
    "stage": _("Stage"),
    "head": _("Fingerprint of the last entry of the board"),
    "height": _("Entries of the board before it"),
    "election": _("Election"),
    "outcome": _("Outcome"),
    "step": _("Step"),
    "digest": _("Fingerprint of the message"),
    "by": _("Key"),
    "refused": _("Refused because of"),
    "threshold": _("Trustees that are enough"),
    "papers": _("Papers"),
    "station": _("Urn"),
    "members": _("Change in the number of members"),
    "mandate": _("Mandate"),
    "unit": _("Unit"),
    "units": _("Units"),
    "start": _("From"),
    "end": _("Until"),
    "test": _("Test"),
    "kind": _("Kind"),
    "target": _("Target in percent"),
    "on": _("Day"),
    "checkpoint": _("Last checkpoint of the old record"),
    "count": _("Count"),
    "asked": _("Asked"),
    "size": _("Entries that were checked"),
    "root": _("Root"),
    "drawing": _("Drawing"),
    "exceptions": _("Entries that do not agree"),
    "last": _("Highest entry among them"),
    "erased": _("Private parts deleted"),
    "rules": _("Rules"),
    "of": _("Import"),
    "policy": _("Whom to believe"),
}


def sentence(kind: str) -> Promise | str:
    """For a kind without a sentence, its name: a test sees to it that there is none."""
    return SENTENCES.get(kind, kind)


def effects(effect: Mapping[str, Any]) -> list[tuple[Promise | str, Any]]:
    """Name and value of what the public part says beyond its kind; long lists stand in its bytes below."""
    short = [(name, value) for name, value in sorted(effect.items()) if isinstance(value, int | str)]
    return [(EFFECTS.get(name, name), value) for name, value in short if len(str(value)) < 100]
