"""Nobody acts for another: rooms, messages, announcements and complaints belong to whoever signed them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from groundswell.ballots import queries
from groundswell.ballots.actions import announcing, complaining, custody
from groundswell.ballots.models import Ballot, Message, Role
from groundswell.ballots.room import room
from groundswell.demo.custodians import Holder, in_python
from groundswell.kernel import clock
from groundswell.kernel.errors import Forbidden, Gone, Invalid, Unknown
from groundswell.record.signing import NotSigned, by_seed
from scrutiny.encoding import sha256
from scrutiny.organisation import acts
from tests.ballots.conftest import Held
from tests.cast import Person
from tests.elections import VOLUNTEERS, announcement
from tests.fixtures import Open


def step_of(held: Held, holder: Holder) -> tuple[acts.CustodyStep, str]:
    """What this custodian would say now."""
    custodian = queries.custodian(held.ballot, holder.actor.person)
    assert custodian is not None
    asked = room(held.ballot, custodian)
    content, _kept = in_python(asked, holder)
    return acts.CustodyStep(held.ballot.id, str(asked["step"]), sha256(content.encode()).hex()), content


def said_in(held: Held) -> list[Message]:
    return list(Message.objects.filter(custodian__ballot=held.ballot))


def member_outside(held: Held) -> Person:
    """The one of six volunteers who was not drawn."""
    kept = set(held.ballot.custodians.values_list("account_id", flat=True))
    return next(held.world.people[n] for n in VOLUNTEERS if held.world.people[n].account not in kept)


class TestInAnothersName:
    def test_nobody_else_enters_the_room(self, early: Held, site: Open) -> None:
        act, content = step_of(early, early.custodian(Role.TRUSTEE))
        for name in ("wren", "dove"):
            with pytest.raises(Forbidden):
                custody.say(early.holder(name).actor, act, content)
        outsider = member_outside(early)
        with pytest.raises(Unknown):
            custody.say(outsider.actor(), act, content)
        assert site(outsider).get(f"/ballots/room/{early.ballot.id}").status_code == 404
        assert site(early.world.dove).get(f"/ballots/room/{early.ballot.id}").status_code == 403

    def test_what_another_signed_is_refused(self, early: Held) -> None:
        one, other = early.custodian(Role.TRUSTEE, 1), early.custodian(Role.TRUSTEE, 2)
        act, content = step_of(early, one)
        forged = replace(one.actor, signs=by_seed(other.keys.act, one.keys.act_public))
        borrowed = replace(one.actor, signs=by_seed(other.keys.act, other.keys.act_public))
        for actor in (forged, borrowed):
            with pytest.raises(NotSigned):
                custody.say(actor, act, content)
        assert not said_in(early)

    def test_a_message_that_was_signed_stands_for_no_other(self, early: Held) -> None:
        trustee = early.custodian(Role.TRUSTEE)
        act, content = step_of(early, trustee)
        with pytest.raises(Invalid):
            custody.say(trustee.actor, act, content.replace("1", "2"))
        made = trustee.actor.signs(act)
        other, fresh = step_of(early, trustee)
        with pytest.raises(NotSigned):
            custody.say(replace(trustee.actor, signs=lambda _act: made), other, fresh)
        assert not said_in(early)

    def test_no_step_is_done_twice_or_out_of_turn(self, early: Held) -> None:
        trustee, registrar = early.custodian(Role.TRUSTEE), early.custodian(Role.REGISTRAR)
        act, content = step_of(early, trustee)
        custody.say(trustee.actor, act, content)
        for name, holder in (("certificate", trustee), ("decrypt", trustee), ("certificate", registrar)):
            with pytest.raises(Gone):
                custody.say(holder.actor, replace(act, step=name), content)
        assert len(said_in(early)) == 1

    def test_over_the_wire_it_is_the_same(self, early: Held, site: Open) -> None:
        people = {person.account: person for person in early.world.people.values()}
        one, other = early.custodian(Role.TRUSTEE, 1), early.custodian(Role.TRUSTEE, 2)
        act, content = step_of(early, one)
        made = one.actor.signs(act)
        assert made is not None
        said = {"step": act.step, "content": content, "kept": ""}
        said |= {"signed": made.content.hex(), "signature": made.signature.hex()}
        address = f"/ballots/room/{early.ballot.id}"
        assert site(people[other.actor.person]).call(address, said).status_code == 422
        assert site(people[one.actor.person]).call(address, {**said, "signature": "zz"}).status_code == 422
        assert not said_in(early)
        assert site(people[one.actor.person]).call(address, said).status_code == 200

    def test_announcements_and_complaints_are_signed_by_whoever_makes_them(self, voting: Held) -> None:
        heron, rowan = voting.holder("heron"), voting.holder("rowan")
        forged = replace(heron.actor, signs=by_seed(rowan.keys.act, rowan.keys.act_public))
        count = Ballot.objects.count()
        with pytest.raises(NotSigned):
            announcing.announce(forged, announcement(voting.world.units["Industry"]))
        with pytest.raises(Forbidden):
            announcing.announce(voting.holder("kestrel").actor, announcement(voting.world.units["Industry"]))
        with clock.set_to(voting.ballot.closing), pytest.raises(NotSigned):
            complaining.complain(forged, acts.Complain(voting.ballot.id, "missing"))
        assert (Ballot.objects.count(), queries.complaints(voting.ballot)) == (count, 0)
