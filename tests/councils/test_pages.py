"""What electors see of an election and of the mandate that comes of it, and what they can do there."""

from __future__ import annotations

from groundswell.councils.models import Candidate, Election, Given
from groundswell.home.needs import needs
from groundswell.kernel import clock
from tests.cast import World
from tests.councils.electing import accept, announced, certified, current, elected, given_to, nominate, stand
from tests.fixtures import Open


def text(site: Open, world: World, who: str, path: str) -> str:
    answer = site(world.people[who]).get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


class TestTheElectionPage:
    def test_takes_names_and_answers(self, here: World, site: Open) -> None:
        said = {"unit": str(here.unit("Industry")), "candidate": str(here.kestrel.account)}
        assert site(here.kestrel).post("/offices/elections/", said).status_code == 302
        election = Election.objects.get()
        path = f"/offices/elections/{election.id}"
        assert "Nobody yet." in text(site, here, "finch", path)
        assert "You were put forward" in text(site, here, "kestrel", path)
        yes = {"answer": "yes", "statement": "The night shift is not paid."}
        assert site(here.kestrel).post(f"{path}/answer", yes).status_code == 302
        assert Candidate.objects.get().stands
        assert "The night shift is not paid." in text(site, here, "finch", path)

    def test_refuses_an_answer_that_is_none(self, here: World, site: Open) -> None:
        nominate(here, "kestrel")
        path = f"/offices/elections/{current(here).id}/answer"
        assert site(here.kestrel).post(path, {"answer": "perhaps"}).status_code == 200
        assert Candidate.objects.get().stands is None

    def test_is_for_electors_only(self, here: World, site: Open) -> None:
        nominate(here, "kestrel")
        path = f"/offices/elections/{current(here).id}"
        assert site(here.wren).get(path).status_code == 403
        assert site(here.finch).post(f"{path}/answer", {"answer": "yes"}).status_code == 403

    def test_leads_to_the_ballot_with_its_days(self, here: World, site: Open) -> None:
        election = stand(here)
        ballot = announced(election)
        with clock.set_to(ballot.notice):
            page = text(site, here, "finch", f"/offices/elections/{election.id}")
        assert f"/ballots/{ballot.id}" in page
        assert "Voting opens" in page
        assert "You were put forward" not in page

    def test_shows_names_with_tags_as_text(self, here: World, site: Open) -> None:
        nominate(here, "kestrel")
        path = f"/offices/elections/{current(here).id}"
        site(here.kestrel).post(f"{path}/answer", {"answer": "yes", "statement": "<script>alert(1)</script>"})
        assert "<script>alert(1)" not in text(site, here, "finch", path)


class TestTheMandatePage:
    def test_is_accepted_there_and_laid_down(self, here: World, site: Open) -> None:
        with certified(elected(here)):
            given = given_to(here, "kestrel")
            path = f"/offices/mandates/{given.id}"
            assert "waits to be accepted" in text(site, here, "finch", path)
            assert "Accept the mandate" not in text(site, here, "finch", path)
            assert "Accept the mandate" in text(site, here, "kestrel", path)
            assert site(here.finch).post(f"{path}/accept").status_code == 403
            assert site(here.kestrel).post(f"{path}/accept").status_code == 302
            assert site(here.kestrel).post(f"{path}/accept").status_code == 410
        with clock.set_to(given.start):
            page = text(site, here, "finch", path)
            assert "365 days are left." in page
            assert "5 of 6 electors voted" in page
            assert site(here.kestrel).post(f"{path}/lay-down").status_code == 302
            assert "This mandate is over: laid down." in text(site, here, "finch", path)

    def test_says_at_once_when_it_has_lapsed(self, here: World, site: Open) -> None:
        with certified(elected(here)):
            given = given_to(here, "kestrel")
            accept(here, "kestrel")
        with clock.set_to(given.end):
            assert "its time is over" in text(site, here, "finch", f"/offices/mandates/{given.id}")
            path = f"/offices/mandates/{given.id}/lay-down"
            assert site(here.kestrel).post(path).status_code == 410

    def test_of_another_election_is_not_there(self, here: World, site: Open) -> None:
        path = f"/offices/mandates/{here.unit('Industry')}"
        assert site(here.kestrel).get(path).status_code == 404


class TestWhatWaits:
    def test_tells_electors_candidates_and_winners(self, here: World) -> None:
        nominate(here, "kestrel")
        assert any("Names come in" in one.title for one in needs(here.finch.actor()))
        assert any("You were put forward" in one.title for one in needs(here.kestrel.actor()))

    def test_tells_whoever_was_elected(self, here: World) -> None:
        with certified(elected(here)):
            assert any("You were elected" in one.title for one in needs(here.kestrel.actor()))
            accept(here, "kestrel")
            assert not any("You were elected" in one.title for one in needs(here.kestrel.actor()))
            assert Given.objects.count() == 1
