"""New words for old ones."""

from __future__ import annotations

import pytest
from tests.cast import Person, World
from tests.fixtures import Open

from groundswell.accounts.models import Key
from groundswell.record.models import Pending


def state(key_of: Person) -> str:
    return str(Key.objects.get(signin=key_of.public.signin).state)


def test_the_new_words_sign_in_and_the_old_ones_do_not(world: World, site: Open) -> None:
    new = Person("Heron")
    assert site(world.heron).exchange(world.heron, new).json() == {"next": "/"}
    assert site().sign_in(new).status_code == 200
    assert site().sign_in(world.heron).status_code == 403
    assert (state(world.heron), state(new)) == ("revoked", "living")


def test_every_session_of_the_old_words_ends_at_once(world: World, site: Open) -> None:
    thief, member = site(world.heron), site(world.heron)
    member.exchange(world.heron, Person("Heron"))
    assert thief.get("/keys/").status_code == 403
    assert member.get("/keys/").status_code == 200


def test_words_can_be_exchanged_without_signing_in_first(world: World, site: Open) -> None:
    assert site().exchange(world.heron, Person("Heron")).status_code == 200


def test_the_record_keeps_that_they_were_exchanged(world: World, site: Open) -> None:
    site(world.heron).exchange(world.heron, Person("Heron"))
    assert {"key.register", "key.rotate"} <= set(Pending.objects.values_list("type", flat=True))


class TestIsRefused:
    def test_whoever_is_signed_in_as_somebody_else(self, world: World, site: Open) -> None:
        """Or one who left a phone lying about could have their words taken in passing."""
        assert site(world.rowan).exchange(world.heron, Person("Heron")).status_code == 403
        assert state(world.heron) == "living"

    def test_old_words_that_were_exchanged_already(self, world: World, site: Open) -> None:
        site().exchange(world.heron, Person("Heron"))
        assert site().exchange(world.heron, Person("Heron")).status_code == 403

    def test_words_of_somebody_else_as_new_ones(self, world: World, site: Open) -> None:
        answer = site(world.heron).exchange(world.heron, world.rowan)
        assert answer.status_code == 422
        assert "in use already" in answer.json()["message"]
        assert state(world.heron) == "living"

    def test_the_same_words_again(self, world: World, site: Open) -> None:
        assert site(world.heron).exchange(world.heron, world.heron).status_code == 403
        assert state(world.heron) == "living"

    @pytest.mark.parametrize("missing", ["old_signature", "signature", "act_signature"])
    def test_one_signature_of_the_three_that_is_wrong(self, world: World, site: Open, missing: str) -> None:
        browser, new = site(world.heron), Person("Heron")
        challenge, keys = browser.challenge(), new.public
        names = ("old_signature", "signature", "act_signature")
        said = dict(zip(names, world.heron.exchanging(new, challenge), strict=True))
        said |= {"challenge": challenge, "old": world.heron.public.signin, missing: "00" * 64}
        said |= {"signin": keys.signin, "act": keys.act, "age": keys.age}
        assert browser.call("/keys/rotate", said).status_code == 403
        assert state(world.heron) == "living"
        assert not Key.objects.filter(signin=keys.signin).exists()
