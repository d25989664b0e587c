"""What members see of bodies: the tree to walk, who composes a council, whom an assembly sent."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from groundswell.councils.models import Election
from groundswell.councils.tree_picture import Node, drawn
from groundswell.kernel.actions import housekeeping
from groundswell.kernel.clock import today
from groundswell.members.actions import standing
from tests.cast import World, crowd
from tests.councils.sitting import key, seat
from tests.fixtures import Open

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def seated(world: World) -> World:
    """Enough members to be shown; Kestrel for the press shop and Finch for the foundry in the council of Motors, and
    Kestrel, dismissed since, from there in the congress.
    """
    for unit, size in (("Foundry", 8), ("Evening shift", 20), ("Cold store", 6)):
        crowd(world.units[unit], size)
    motors = key(world, "council", "Motors")
    low = seat(world, "kestrel", "Press shop", motors, inherited=True)
    seat(world, "finch", "Foundry", motors, days=20)
    seat(world, "kestrel", "Motors", key(world, "branch-congress", "Industry"), rests_on=low)
    standing.out_of_work(world.kestrel.actor(), world.kestrel.membership, "dismissed", False)
    return world


def text(site: Open, world: World, who: str, path: str) -> str:
    answer = site(world.people[who]).get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


class TestTheTreePage:
    def test_begins_at_the_top_and_leads_down(self, seated: World, site: Open) -> None:
        page = text(site, seated, "finch", "/offices/bodies/")
        assert "Congress of Industry" in page
        assert f"?at=council%3A{seated.units['Motors']}" in page
        assert "Council of Motors" in page
        assert "2 seats · 2 filled · 1 at work · dismissed: 1" in page

    def test_leads_up_again(self, seated: World, site: Open) -> None:
        page = text(site, seated, "finch", f"/offices/bodies/?at={key(seated, 'council', 'Motors')}")
        above = f"?at=branch-congress%3A{seated.units['Industry']}"
        assert page.count(above) == 3, "in the path, in the picture and in words"
        assert "sends 1 of 1" in page

    def test_holds_a_picture_that_is_made_of_links(self, seated: World, site: Open) -> None:
        page = text(site, seated, "finch", "/offices/bodies/")
        (svg,) = re.findall(r"<svg[^>]*class=\"delegation\".*?</svg>", page, re.DOTALL)
        links = [one.get("href") for one in ET.fromstring(svg).iter(f"{SVG}a")]
        assert f"/offices/bodies/?at=council%3A{seated.units['Motors']}" in links
        assert "style=" not in svg

    def test_of_a_body_that_does_not_exist_is_not_there(self, seated: World, site: Open) -> None:
        assert site(seated.finch).get("/offices/bodies/?at=party:").status_code == 404
        assert site(seated.finch).get("/offices/bodies/?at=council:x&page=9").status_code == 404

    @pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "7"])
    def test_has_the_page_that_there_is(self, seated: World, site: Open, page: str) -> None:
        assert "Council of Motors" in text(site, seated, "finch", f"/offices/bodies/?page={page}")


class TestThePageOfACouncil:
    def test_shows_who_sits_there_and_how_they_stand(self, seated: World, site: Open) -> None:
        page = words(text(site, seated, "tern", f"/offices/bodies/{key(seated, 'council', 'Motors')}"))
        assert "Kestrel inherited dismissed · branch Industry · since" in page
        assert "Sent by: Assembly of Press shop" in page
        assert re.search(r"ends in (19|20) days", page)
        assert "2 filled" in page
        assert "1 at work at a workplace now 1 dismissed" in page

    def test_shows_seats_that_are_vacant(self, seated: World, site: Open) -> None:
        page = words(text(site, seated, "tern", f"/offices/bodies/{key(seated, 'branch-congress', 'Industry')}"))
        assert "Vacant seats Council of Harbour 1 seat" in page

    def test_tells_no_seats_of_the_few(self, world: World, site: Open) -> None:
        motors = key(world, "council", "Motors")
        seat(world, "kestrel", "Press shop", motors)
        page = words(text(site, world, "finch", f"/offices/bodies/{motors}"))
        assert "Kestrel" in page
        assert "vacant" not in page.lower()
        assert "The seats of 2 that are too small to be shown" in page

    def test_is_for_members_only(self, seated: World, site: Open) -> None:
        for who in ("wren", "dove"):
            for path in ("", key(seated, "council", "Motors")):
                assert site(seated.people[who]).get(f"/offices/bodies/{path}").status_code == 403

    def test_shows_names_with_tags_as_text(self, seated: World, site: Open) -> None:
        answer = site(seated.finch).get("/offices/bodies/%3Cscript%3E")
        assert answer.status_code == 404
        assert b"<script>alert" not in answer.content


class TestThePageOfAnAssembly:
    def test_shows_whom_it_sent_and_where(self, seated: World, site: Open) -> None:
        page = words(text(site, seated, "heron", f"/offices/bodies/{key(seated, 'assembly', 'Press shop')}"))
        assert "It has 1 seat in: Council of Motors" in page
        assert "Kestrel" in page
        assert "Sits in: Council of Motors" in page

    def test_shows_its_stewards_to_its_own_members_only(self, seated: World, site: Open) -> None:
        path = f"/offices/bodies/{key(seated, 'assembly', 'Foundry')}"
        assert "Stewards Tern" in words(text(site, seated, "finch", path))
        assert "Tern" not in text(site, seated, "heron", path)

    def test_inside_a_workplace_is_for_those_who_work_there(self, seated: World, site: Open) -> None:
        path = f"/offices/bodies/{key(seated, 'assembly', 'Morning shift')}"
        assert site(seated.heron).get(path).status_code == 200
        assert site(seated.finch).get(path).status_code == 403

    def test_is_found_from_the_page_of_its_unit(self, seated: World, site: Open) -> None:
        unit = seated.units["Press shop"]
        assert f"/offices/bodies/of/{unit}" in text(site, seated, "heron", f"/workplace/{unit}/")
        answer = site(seated.heron).get(f"/offices/bodies/of/{unit}")
        assert answer.headers["Location"] == f"/offices/bodies/assembly:{unit}"


class TestThePicture:
    def picture(self, *below: Node) -> ET.Element:
        here = Node("Here", "5 delegates, 2 vacant", "", 100, 5, 2)
        svg = drawn(here, Node("Above", "it sends to", "/above", None, 0), below, "Title & more", "What it shows")
        return ET.fromstring(svg)

    def test_draws_a_full_dot_for_each_delegate_and_an_empty_one_for_each_vacant_seat(self) -> None:
        dots = [one.get("class") for one in self.picture().iter(f"{SVG}circle")]
        assert (dots.count("dot"), dots.count("dot vacant")) == (5, 2)

    def test_has_a_title_and_a_description(self) -> None:
        svg = self.picture()
        assert svg.get("aria-labelledby") == svg[0].get("id")
        assert (svg[0].text, svg[1].text) == ("Title & more", "What it shows")
        assert svg.get("role") == "group"

    def test_draws_bars_as_wide_as_there_are_members(self) -> None:
        nodes = [Node("Large", "", "/1", 80, 1), Node("Small", "", "/2", 20, 1), Node("Hidden", "", "/3", None, 1)]
        large, small, *hidden = [
            [float(one.get("width", "")[:-1]) for one in link.iter(f"{SVG}rect") if one.get("class") == "fill"]
            for link in self.picture(*nodes).iter(f"{SVG}a")
        ][1:]
        assert large[0] == pytest.approx(4 * small[0], rel=0.01)
        assert hidden == [[]], "nothing is drawn of a count that is hidden"

    def test_stays_inside_its_edges_however_many_seats_there_are(self) -> None:
        svg = self.picture(Node("Large", "", "/1", 80, 900, 100))
        height = float(svg.get("height", "")[:-3])
        dots = list(svg.iter(f"{SVG}circle"))
        assert all(float(one.get("cx", "")[:-1]) < 98 for one in dots)
        assert all(float(one.get("cy", "")[:-3]) < height for one in dots)
        large = [one.get("class") for one in dots][7:]
        assert large.count("dot vacant") / len(large) == pytest.approx(0.1, abs=0.03)

    def test_makes_a_name_text_and_never_markup(self) -> None:
        _above, link = self.picture(Node("<b>\x00&", "", "/1", 1, 1)).iter(f"{SVG}a")
        assert next(link.iter(f"{SVG}text")).text == "<b>&"


@housekeeping
def open_election(world: World, unit: str, body: str) -> Election:
    return Election.objects.create(unit_id=world.units[unit], opened=today(), due=today(), body=body)


class TestElectionsOnThePage:
    def test_lead_electors_to_theirs(self, seated: World, site: Open) -> None:
        motors = key(seated, "council", "Motors")
        election = open_election(seated, "Foundry", motors)
        assert f"/offices/elections/{election.id}" in text(site, seated, "finch", f"/offices/bodies/{motors}")
        page = text(site, seated, "heron", f"/offices/bodies/{motors}")
        assert "Delegates of Foundry" in page
        assert str(election.id) not in page

    def test_of_a_unit_that_is_too_small_to_be_shown_are_told_to_its_members_only(
        self, world: World, site: Open
    ) -> None:
        motors = key(world, "council", "Motors")
        open_election(world, "Foundry", motors)
        assert "Delegates of Foundry" in text(site, world, "finch", f"/offices/bodies/{motors}")
        assert "Delegates of Foundry" not in text(site, world, "heron", f"/offices/bodies/{motors}")
