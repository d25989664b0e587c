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


def make_card(member: Person, unit: str) -> str:
    """A member makes a card for a newcomer: its code, which nobody must find anywhere afterwards."""
    member.open("/circle/").press("Invite a fellow worker").submit("/circle/invite", unit=unit)
    code = member.page.locator("#card-code").inner_text().strip()
    member.site.canaries |= {code, code.replace("-", ""), code.replace("-", " ")}
    return code


def apply_with_card(newcomer: Person, code: str, remember: str = "none") -> None:
    """Come in with a card, whatever the language of the page, and wait for the vouches."""
    newcomer.open("/join/").submit("/join/", code=code)
    newcomer.follow(newcomer.page.locator("main a[href$='/make.html']"))
    newcomer.make_words(remember).at("/")


def vouch_for(member: Person, name: str) -> None:
    member.open("/circle/")
    row = member.page.locator(".row", has_text=name)
    member.follow(row.get_by_role("link").first).press(f"I vouch for {name}")


def join(organisation: Organisation, newcomer: Person, remember: str = "none") -> Person:
    """The whole way in, for journeys that are about something else."""
    apply_with_card(newcomer, make_card(organisation.kestrel, "Morning shift"), remember)
    for member in (organisation.kestrel, organisation.heron):
        vouch_for(member, newcomer.name)
    return newcomer
