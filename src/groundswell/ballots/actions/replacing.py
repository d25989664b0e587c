"""Registrars and trustees who do not do their part in time are replaced, once in each role, by the next of the lot.

Those of the role begin anew: shares that somebody has made for a person who is gone are of no use.
"""

from __future__ import annotations

from uuid import UUID

from groundswell.accounts.models import Key, KeyState
from groundswell.ballots import queries, steps
from groundswell.ballots.models import Ballot, Custodian, Envelope, Message, Observer, Part, Role
from groundswell.kernel.actions import action
from groundswell.kernel.actor import NOBODY
from groundswell.motions.actions import keys as petition_keys
from groundswell.record.actions import append
from scrutiny.organisation import acts
from scrutiny.organisation.lots import drawn


def relieve(ballot: Ballot, role: Role) -> None:
    """Changes nothing where nobody is late, or nobody is there to take their place."""
    if role not in ballot.relieved.split() and behind(ballot, role) and spare(ballot):
        _relieve(ballot.id, role)


@action
def _relieve(ballot_id: UUID, role: Role) -> None:
    ballot: Ballot = Ballot.objects.select_for_update().get(id=ballot_id)
    late = behind(ballot, role)
    if ballot.unready or role in ballot.relieved.split() or queries.is_ready(ballot) or not late:
        return
    for custodian, account in zip(late, spare(ballot), strict=False):
        key = Key.objects.get(account_id=account, state=KeyState.LIVING)
        act = acts.ReplaceCustodian(ballot.id, custodian.act, key.act)
        append(NOBODY, act, effect=act.body())
        custodian.account_id, custodian.act, custodian.age, custodian.fault = account, key.act, key.age, ""
        custodian.save()
    _begin_anew(ballot, role)
    ballot.relieved = f"{ballot.relieved} {role}".strip()
    ballot.save(update_fields=["relieved"])


def behind(ballot: Ballot, role: Role) -> list[Custodian]:
    """Those for whom the others of their role wait, and those who were shown to have lied."""
    if role == Role.TRUSTEE and ballot.trustees:
        return []
    named = steps.REGISTRAR_STEPS if role == Role.REGISTRAR else steps.TRUSTEE_SETUP
    people = queries.custodians(ballot, role)
    done = {one.pk: one.messages.filter(step__in=named).count() for one in people}
    least = min(done.values())
    return [one for one in people if one.fault or done[one.pk] == least]


def spare(ballot: Ballot) -> list[UUID]:
    """Volunteers in the order of the lot, who neither keep keys of this ballot nor observe it."""
    busy = set(Custodian.objects.filter(ballot=ballot).values_list("account_id", flat=True))
    busy |= set(Observer.objects.filter(ballot=ballot).values_list("account_id", flat=True))
    volunteers = queries.volunteers()
    order = drawn(bytes.fromhex(ballot.seed), ballot.id, volunteers, len(volunteers))
    return [account for account in order if account not in busy]


def _begin_anew(ballot: Ballot, role: Role) -> None:
    Message.objects.filter(custodian__ballot=ballot, custodian__role=role).delete()
    if role == Role.REGISTRAR:
        Envelope.objects.filter(part__ballot=ballot).delete()
        petition_keys.forget(ballot.electorate)
        Part.objects.filter(ballot=ballot).update(credentials=b"")
