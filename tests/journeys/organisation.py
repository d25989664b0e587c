"""An organisation founded in the browser by three fellow workers, as every journey but the first finds it."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Browser

from tests.journeys.people import Person
from tests.journeys.site import Site

NAME = "Tool and Die Workers of the River"
PLACES = [
    ("branch", "Metal", "nothing: it is at the top"),
    ("enterprise", "River Works", "Metal"),
    ("workplace", "Press shop", "River Works"),
    ("shift", "Morning shift", "Press shop"),
    ("shift", "Night shift", "Press shop"),
]


@dataclass
class Organisation:
    """Heron and Rowan are stewards of the press shop, Kestrel is a member; all three founded it."""

    token: str
    heron: Person
    rowan: Person
    kestrel: Person

    @property
    def founders(self) -> list[Person]:
        return [self.heron, self.rowan, self.kestrel]


def found(browser: Browser, site: Site) -> Organisation:
    """The whole founding. Whatever went wrong in a browser on the way is in its person's `faults`."""
    token = site.token
    heron, rowan, kestrel = (Person(browser, site, name) for name in ("Heron", "Rowan", "Kestrel"))
    organisation = Organisation(token, heron, rowan, kestrel)
    for founder in organisation.founders:
        begin(founder, token)
        if founder is heron:
            write_the_act(heron)
        founder.press("Make my keys as a founder").make_words().at("/found/draft")
    heron.open("/found/draft").submit("/stand", place="Morning shift", steward_of="Press shop")
    rowan.open("/found/draft").submit("/stand", place="Night shift", steward_of="Press shop")
    kestrel.open("/found/draft").submit("/stand", place="Morning shift")
    for founder in organisation.founders:
        founder.open("/found/draft").press("I agree to this founding act")
    kestrel.press("Adopt the founding act").at("/")
    return organisation


def begin(founder: Person, token: str) -> None:
    founder.open("/").press("Found an organisation")
    founder.submit("", token=token).at("/found/draft")


def write_the_act(founder: Person) -> None:
    founder.submit("/name", name=NAME)
    for kind, name, above in PLACES:
        founder.submit("/places/add", kind=kind, name=name, parent=above)
