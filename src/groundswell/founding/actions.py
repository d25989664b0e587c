"""Founding: whoever has the token writes the act together; once all have agreed to the same text it is adopted.

Nobody is an administrator afterwards: the token is burnt, and what remains are members and a few stewards whose
office lapses like any other.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from groundswell.accounts import actions as accounts
from groundswell.accounts.models import Key
from groundswell.ballots.actions.announcing import name_first
from groundswell.charter.actions import adopt as adopt_charter
from groundswell.charter.queries import is_founded
from groundswell.councils.actions import give
from groundswell.founding import queries
from groundswell.founding.models import Draft, Founder
from groundswell.founding.token import burn_token, is_token
from groundswell.kernel.actions import action, housekeeping
from groundswell.kernel.actor import Actor
from groundswell.kernel.clock import today
from groundswell.kernel.errors import DomainError, Forbidden, Gone, Invalid
from groundswell.kernel.ids import new_id
from groundswell.members.actions.joining import admit_founders
from groundswell.record.actions import append, open_log, set_floor
from groundswell.record.queries import org_id
from groundswell.workplaces.actions import add_units
from groundswell.workplaces.models import Unit
from scrutiny.errors import MistypedCard, ScrutinyError
from scrutiny.organisation import acts
from scrutiny.organisation import units as unit_rules
from scrutiny.organisation.charter import DEFAULTS, to_json
from scrutiny.randomness import random_bytes

LONGEST_NAME = 80
MOST_UNITS = 60


class NotOpen(Gone):
    message = _("This organisation has been founded; nobody can found it again.")


@housekeeping
def enter(token: str) -> None:
    """Check the token and begin the draft. Raises Forbidden, Invalid for a mistyped one, NotOpen after the founding."""
    check_open()
    try:
        right = is_token(settings.DATA, token)
    except MistypedCard as error:
        raise Invalid(
            _("The token is mistyped."),
            todo=_("Copy it again from the window in which the site was started."),
        ) from error
    if not right:
        raise Forbidden(_("This is not the token of this site."))
    if not org_id():
        open_log(random_bytes(32).hex())
    Draft.objects.get_or_create(id=1)


def check_open() -> None:
    if is_founded():
        raise NotOpen


def _draft() -> Draft:
    check_open()
    found: Draft | None = Draft.objects.select_for_update().first()
    if found is None:
        raise Forbidden(_("The founding opens with the token."))
    return found


def _changed(draft: Draft) -> None:
    """A changed text is a new text: everyone has to agree anew."""
    draft.version += 1
    draft.save()


@housekeeping
def join(signed: accounts.Signed, name: str, language: str, keys: accounts.PublicKeys, by: tuple[str, str]) -> Key:
    """A founder's keys. The consents given so far are void: they were to a smaller circle."""
    draft = _draft()
    proof = accounts.check_registration(signed, keys, *by)
    account = accounts.open_account(name, language, keys, proof)
    Founder.objects.create(account=account)
    _changed(draft)
    key: Key = account.keys.get()
    return key


@housekeeping
def set_name(name: str) -> None:
    draft = _draft()
    draft.name = " ".join(name.split())
    if not 2 <= len(draft.name) <= LONGEST_NAME:
        raise Invalid(_("The organisation's name has between 2 and 80 characters."))
    _changed(draft)


@housekeeping
def add_place(kind: str, name: str, parent: str) -> None:
    """Add a unit to the draft. Raises Invalid where it may not stand there."""
    draft = _draft()
    kinds = {unit["id"]: unit["kind"] for unit in draft.units}
    if parent and parent not in kinds:
        raise Invalid(_("The unit above is no longer in the draft."))
    if len(draft.units) >= MOST_UNITS:
        raise Invalid(_("The founding act names the first units; the others can be imported afterwards."))
    try:
        unit_rules.check_placement(kind, kinds.get(parent))
    except ScrutinyError as error:
        raise Invalid(_("A unit of this kind cannot stand there.")) from error
    name = " ".join(name.split())
    if not 1 <= len(name) <= 160:
        raise Invalid(_("A unit has a name of at most 160 characters."))
    draft.units.append({"id": str(new_id()), "kind": kind, "name": name, "parent": parent})
    _changed(draft)


@housekeeping
def remove_place(place: str) -> None:
    """Take a unit and all below it out of the draft."""
    draft = _draft()
    gone = {place}
    for unit in queries.places(draft):
        if unit.parent in gone:
            gone.add(unit.id)
    draft.units = [unit for unit in draft.units if unit["id"] not in gone]
    _changed(draft)


@housekeeping
def stand(actor: Actor, place: str, steward_of: str, *, keeps_keys: bool = False) -> None:
    """Where a founder works, the part that they are ready to be steward of until the first term ends, and whether they
    keep keys of the first ballot.
    """
    draft = _draft()
    founder = _founder(actor)
    paths = {p.id: p.parent for p in queries.places(draft)}
    if place not in paths:
        raise Invalid(_("Choose the unit in which you work."))
    above, path = place, set()
    while above:
        path.add(above)
        above = paths[above]
    if steward_of and steward_of not in path:
        raise Invalid(_("A steward works in the unit that they stand for."))
    founder.place, founder.steward_of, founder.keeps_keys = place, steward_of, keeps_keys
    founder.save(update_fields=["place", "steward_of", "keeps_keys"])
    _changed(draft)


@housekeeping
def leave_out(actor: Actor, account: str) -> None:
    """Take a founder out of the draft, oneself too: nobody can block the others. All agree anew afterwards.

    Whoever was left out can come back with the token. Raises Forbidden, Invalid.
    """
    draft = _draft()
    _founder(actor)
    gone = next((founder for founder in queries.founders() if str(founder.account_id) == account), None)
    if gone is None:
        raise Invalid(_("This founder is not in the draft any more."))
    gone.delete()
    _changed(draft)


@housekeeping
def agree(actor: Actor, version: int) -> None:
    """Agree to exactly the text that was shown. Raises Invalid when it has changed since."""
    draft = _draft()
    founder = _founder(actor)
    if not queries.readiness(draft).text_complete:
        raise Invalid(_("Something is still missing in the founding act."))
    if version != draft.version:
        raise Invalid(_("The text was changed while you read it."), todo=_("Read it again, then agree."))
    founder.agreed = version
    founder.save(update_fields=["agreed"])


def _founder(actor: Actor) -> Founder:
    found = queries.founder(actor.account)
    if found is None:
        raise Forbidden(_("Make your keys first: only founders write the founding act."))
    return found


@action
def adopt(actor: Actor) -> None:
    """Put the founding act into force: units, charter, members, stewards, all at once. Raises DomainError."""
    draft = _draft()
    _founder(actor)
    if not queries.readiness(draft).complete:
        raise DomainError(_("Not every founder has agreed to this text yet."))
    people = queries.founders()
    adopt_charter(draft.name, DEFAULTS)
    set_floor(DEFAULTS.public_floor)
    append(actor, _act(draft, people), effect={"rules": to_json(DEFAULTS), "units": len(draft.units)})
    _write_units(draft)
    admit_founders({f.account_id: UUID(f.place) for f in people})
    for founder in people:
        if founder.steward_of:
            _give_office(founder, people)
    name_first([founder.account_id for founder in people if founder.keeps_keys])
    Founder.objects.all().delete()
    draft.delete()
    burn_token(settings.DATA)


def _act(draft: Draft, people: list[Founder]) -> acts.Found:
    return acts.Found(
        name=draft.name,
        units=tuple(
            acts.FirstUnit(UUID(p.id), UUID(p.parent) if p.parent else None, p.kind, p.name)
            for p in queries.places(draft)
        ),
        founders=tuple(acts.Stand(f.account_id, UUID(f.place)) for f in people),
        stewards=tuple(acts.Stand(f.account_id, UUID(f.steward_of)) for f in people if f.steward_of),
        rules=tuple(acts.RuleValue(rule, value) for rule, value in to_json(DEFAULTS).items()),
        custodians=tuple(f.account_id for f in people if f.keeps_keys),
    )


def _write_units(draft: Draft) -> None:
    add_units(
        [
            Unit(
                id=UUID(place.id),
                parent_id=UUID(place.parent) if place.parent else None,
                kind=place.kind,
                name=place.name,
                opened=today(),
            )
            for place in queries.places(draft)
        ]
    )


def _give_office(founder: Founder, people: list[Founder]) -> None:
    """The founding act is the signature of all founders for its stewards."""
    unit, mandate = UUID(founder.steward_of), new_id()
    given = give(mandate, unit, founder.account_id, len(people), len(people), founding=True)
    append(
        Actor(account=founder.account_id),
        acts.AcceptStewardship(nomination=mandate, mandate=mandate),
        effect={
            "mandate": str(mandate),
            "unit": str(unit),
            "start": given.start.isoformat(),
            "end": given.end.isoformat(),
        },
    )
