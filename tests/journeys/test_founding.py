"""Three fellow workers found their organisation, each in a browser of their own; afterwards nobody can."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Meet
from tests.journeys.organisation import NAME, Organisation

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_founders_are_members_and_see_their_organisation(organisation: Organisation) -> None:
    for founder in organisation.founders:
        assert founder.name in founder.open("/").text()
        assert NAME in founder.page.title()


def test_the_offices_are_those_of_the_founding_act(organisation: Organisation) -> None:
    said = organisation.kestrel.open("/").text().lower().split("who speaks for us")[1]
    assert "heron" in said
    assert "rowan" in said
    assert "kestrel" not in said


@pytest.mark.parametrize("path", ["/found/", "/found/draft"])
def test_afterwards_the_founding_opens_nothing(organisation: Organisation, meet: Meet, path: str) -> None:
    stranger = meet("Stranger")
    answer = stranger.page.goto(stranger.site.address(path))
    assert answer is not None
    assert answer.status == 404
    assert organisation.token not in stranger.look().page.content()


def test_the_token_is_burnt(organisation: Organisation, meet: Meet) -> None:
    assert organisation.token
    assert not (organisation.heron.site.data / "founding_token").exists()
    stranger = meet("Stranger")
    answer = stranger.context.request.post(stranger.site.address("/found/"), form={"token": organisation.token})
    assert answer.status in {403, 404}
