"""A pledge in real browsers: two dealers deal and print without a network; three trustees make the second lock; cards
are read from the printed sheets; eight sign, one of them in a browser that keeps nothing and one on paper, and a ninth
takes the signature back; two trustees count again and give their parts; those who signed read the names.

Run by tests/journeys/test_pledges.py in a process of its own, whose clock it moves: what was seen is printed as JSON.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.demo_election import begin, move_to, served
from tests.printed_codes import film, read_sheet

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from groundswell.pledges.models import Pledge
    from tests.journeys.people import Person

WORDS = "Your ten words, or your ten numbers"
SIGNS = "The signs of the second code"
LONGEST_STEP = 60_000
SHOWN = "[data-step={}]:visible"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
NAME, WORKPLACE = "Magpie of the night", "Curlew hall"
REFUSING = """
for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches', 'cookieStore']) {
  Object.defineProperty(window, name, {get() { throw new DOMException('refused', 'SecurityError'); }});
}
Object.defineProperty(navigator, 'credentials', {value: {
  get: () => Promise.reject(new DOMException('refused', 'NotAllowedError')),
  create: () => Promise.reject(new DOMException('refused', 'NotAllowedError')),
}});
"""


class Journey:
    def __init__(self, origin: str, folder: Path, playwright: Any) -> None:
        from tests.cast import NOW, join, make_world  # noqa: PLC0415 - Django is set up now
        from tests.journeys.site import Site  # noqa: PLC0415

        self.site = Site(origin, folder, folder / "log", None)  # type: ignore[arg-type]
        self.playwright, self.folder = playwright, folder
        self.browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        self.world = make_world()
        move_to(NOW)
        for name in ("Morning0", "Morning1"):
            join(self.world, name, "Morning shift", "heron", "kestrel")
        self.seen: dict[str, Any] = {}
        self.met: dict[str, Person] = {}

    # People

    def meet(self, name: str) -> Person:
        """Somebody who is signed in."""
        from tests.journeys.people import Person  # noqa: PLC0415

        if name not in self.met:
            person = Person(self.browser, self.site, name)
            person.card = self.world.people[name].card
            person.context.set_default_timeout(LONGEST_STEP)
            person.context.grant_permissions(["clipboard-read", "clipboard-write"])
            self.met[name] = person.sign_in()
        return self.met[name]

    def named(self, role: str) -> list[str]:
        from groundswell.pledges import queries  # noqa: PLC0415

        names = {person.account: name for name, person in self.world.people.items()}
        return [names[one.account_id] for one in queries.custodians(self.pledge, role)]  # type: ignore[arg-type]

    @property
    def pledge(self) -> Pledge:
        from groundswell.pledges import queries  # noqa: PLC0415

        return queries.pledge(self.seen["pledge"])

    def announce(self) -> None:
        from tests.pledges.story import announced  # noqa: PLC0415

        (story,) = announced(self.world, "Industry", audience="members")
        self.seen["pledge"] = str(story.pledge.id)

    # Dealers and trustees

    def deals(self, name: str) -> Page:
        """The terms are fetched; then the network is off until the deck is dealt."""
        page = self.meet(name).open(f"/static/keys/en/deal.html#{self.pledge.id}").page
        page.get_by_role("button", name="Fetch the terms from the site").click()
        filled(page, "#terms")
        page.context.set_offline(True)
        page.get_by_role("button", name="Deal the deck").click()
        page.locator(SHOWN.format("values")).wait_for()
        self.met[name].look()
        page.context.set_offline(False)
        page.get_by_role("button", name="Send it to the site").click()
        self.shows_words(name, "Go on")
        page.get_by_text("The site has the public values of your deck.").wait_for()
        return page

    def shows_words(self, name: str, button: str) -> None:
        person = self.met[name]
        person.page.locator(SHOWN.format("words")).wait_for()
        person.look()
        person.page.fill("#card", person.words)
        person.page.locator(f"[data-step=words] button:has-text('{button}')").click()

    def prints(self, name: str) -> list[str]:
        """The second codes on the sheet, read from its pages."""
        person = self.met[name]
        page = person.page
        page.get_by_role("button", name="The page has answered").click()
        page.get_by_role("button", name="Fetch the manifest from the site").click()
        filled(page, "#manifest")
        page.context.set_offline(True)
        page.get_by_role("button", name="Check it, and make the cards").click()
        page.locator(SHOWN.format("cards")).wait_for()
        person.look()
        page.emulate_media(media="print")
        sheet = self.folder / f"{name}.pdf"
        page.pdf(format="A4", path=sheet)
        page.emulate_media(media="screen")
        page.context.set_offline(False)
        page.get_by_role("button", name="They are printed").click()
        page.get_by_text("You have not told the site that you sign.").locator("visible=true").wait_for()
        page.get_by_role("button", name="Sign it, and tell the site").click()
        page.get_by_text("The site has your signature.").wait_for()
        page.get_by_role("button", name="They are printed").click()
        page.locator(SHOWN.format("forgotten")).wait_for()
        return read_sheet(self.browser, sheet)

    def deals_apart(self, name: str) -> Page:
        """On a device that has no network and no session: files go there and back."""
        person = self.meet(name).open(f"/static/keys/en/pledge-room.html#{self.pledge.id}")
        person.page.locator(SHOWN.format("dealer")).wait_for()
        person.look()
        terms = self.saved(person.page, "Save the terms as a file")
        apart = self.browser.new_context(viewport={"width": 320, "height": 640}).new_page()
        apart.goto(self.site.address("/static/keys/en/deal.html"))
        apart.context.set_offline(True)
        apart.set_input_files("#terms-file", terms)
        filled(apart, "#terms")
        apart.fill("#deck", "2")
        apart.get_by_role("button", name="Deal the deck").click()
        apart.locator(SHOWN.format("values")).wait_for()
        person.page.set_input_files("#values", self.saved(apart, "Save it as a file"))
        person.page.get_by_role("button", name="Send them to the site").click()
        self.shows_words(name, "Do it now")
        person.page.get_by_text("The site has it.").wait_for()
        return cast("Page", apart)

    def saved(self, page: Page, label: str) -> Path:
        with page.expect_download() as got:
            page.locator(f'[data-step]:visible :text-is("{label}")').click()
        return Path(got.value.path())

    def prints_apart(self, name: str, apart: Page) -> list[str]:
        page = self.met[name].page
        page.reload()
        manifest = self.saved(page, "Save the manifest as a file")
        apart.get_by_role("button", name="The page has answered").click()
        apart.set_input_files("#manifest-file", manifest)
        filled(apart, "#manifest")
        apart.get_by_role("button", name="Check it, and make the cards").click()
        apart.locator(SHOWN.format("cards")).wait_for()
        sheet = self.folder / f"{name}.pdf"
        apart.emulate_media(media="print")
        apart.pdf(format="A4", path=sheet)
        apart.emulate_media(media="screen")
        shown = [one.locator("[data-step]:visible [data-fill=h]").inner_text() for one in (apart, page)]
        assert shown[0] == shown[1], "the dealer compares them"
        apart.get_by_role("button", name="They are printed").click()
        apart.locator(SHOWN.format("forgotten")).wait_for()
        page.get_by_role("button", name="It is the same: sign it").click()
        self.shows_words(name, "Do it now")
        page.get_by_text("The site has it.").wait_for()
        return read_sheet(self.browser, sheet)

    def room(self, name: str) -> None:
        """Everything that is due for a trustee, whose clock is right."""
        from groundswell.kernel import clock  # noqa: PLC0415

        person = self.meet(name)
        person.page.goto("about:blank")
        person.page.clock.set_system_time(clock.now())
        person.open(f"/static/keys/en/pledge-room.html#{self.pledge.id}")
        if person.page.locator(SHOWN.format("words")).count():
            self.shows_words(name, "Do it now")
        person.page.locator(f"{SHOWN.format('waiting')}, {SHOWN.format('stopped')}").first.wait_for()
        person.look()
        if person.page.locator(SHOWN.format("stopped")).count():
            raise AssertionError(f"{name} was stopped: {person.text()}")

    def prepare(self) -> list[list[str]]:
        """The codes of each deck."""
        trustees, (one, other) = self.named("trustee"), self.named("dealer")
        self.deals(one)
        apart = self.deals_apart(other)
        for _round in range(4):
            for name in trustees:
                self.room(name)
        decks = [self.prints(one), self.prints_apart(other, apart)]
        for name in trustees:
            self.room(name)
        return decks

    # Signers

    def shows_cards(self, person: Person, codes: list[str]) -> None:
        for number, code in enumerate(codes, 1):
            person.page.fill("#code", code)
            person.page.get_by_role("button", name="Check this card").click()
            if number < len(codes):
                person.page.get_by_text(f"Deck {number}, card").wait_for()
                person.look()

    def says_who(self, person: Person, name: str, workplace: str, *, paper: bool = False) -> None:
        page = person.page
        page.locator(SHOWN.format("pledge")).wait_for()
        person.look()
        page.fill("#name", name)
        page.fill("#workplace", workplace)
        if paper:
            page.check("[name=paper]")
        page.locator(f"{SHOWN.format('pledge')} button.primary").click()

    def types_words(self, person: Person, name: str, heading: str) -> None:
        from scrutiny.identity.words import card_words  # noqa: PLC0415

        person.page.get_by_role("heading", name=heading).wait_for()
        person.look()
        person.page.fill("#card", " ".join(card_words(self.world.people[name].card)))
        person.page.locator(f"{SHOWN.format('words')} button.primary").click()

    def signs(self, person: Person, *, lost: bool = False) -> str:
        """The short code that is to be written on the cards."""
        page = person.page
        page.locator(SHOWN.format("review")).wait_for()
        person.look()
        if lost:
            page.route("**/sign", lambda route: route.abort())
        page.get_by_role("button", name="I sign").click()
        page.locator(SHOWN.format("waiting")).wait_for()
        person.look()
        page.clock.run_for(120_000)
        if lost:
            page.locator(SHOWN.format("lost")).wait_for()
            person.look()
            page.unroute("**/sign")
            page.get_by_role("button", name="Send again").click()
        page.locator(SHOWN.format("done")).wait_for()
        person.look()
        return page.locator("[data-short]").inner_text()

    def stranger(self, **options: Any) -> Person:
        """Somebody who is not signed in, at the address on the cards."""
        from groundswell.kernel import clock  # noqa: PLC0415
        from tests.journeys.people import Person  # noqa: PLC0415

        person = Person(self.browser, self.site, "stranger", **options)
        person.context.set_default_timeout(LONGEST_STEP)
        person.page.clock.install(time=clock.now())
        person.open("/pledge/")
        self.met[f"stranger {len(self.met)}"] = person
        return person

    def signs_in_a_browser_that_refuses(self, codes: list[str]) -> None:
        """Storage and passkeys are refused; afterwards its whole profile is searched."""
        from groundswell.kernel import clock  # noqa: PLC0415
        from scrutiny.identity.words import card_words  # noqa: PLC0415
        from tests.journeys.people import Person  # noqa: PLC0415

        profile = self.folder.parent / f"{self.folder.name}-profile"
        context = self.playwright.chromium.launch_persistent_context(
            str(profile), executable_path=CHROMIUM, args=ARGUMENTS, viewport={"width": 320, "height": 640}
        )
        context.add_init_script(REFUSING)
        person = Person.__new__(Person)
        person.site, person.name, person.language, person.card = self.site, "magpie", "en", ()
        person.faults, person.options, person.context = [], {"profile": True}, context
        context.on("weberror", lambda error: person.faults.append(str(error.error)))
        person.page = context.new_page()
        context.set_default_timeout(LONGEST_STEP)
        person.page.clock.install(time=clock.now())
        sent: list[dict[str, str]] = []
        person.page.on("request", lambda asked: sent.append(asked.headers) if asked.method == "POST" else None)
        person.open("/pledge/")
        self.seen["first"] = person.text()
        person.page.get_by_role("button", name="I have my cards here").click()
        self.shows_cards(person, codes)
        self.says_who(person, NAME, WORKPLACE)
        self.types_words(person, "magpie", "Sign with your words")
        self.seen["short"] = self.signs(person)
        self.seen["cookies sent"] = [headers.get("cookie", "") for headers in sent]
        self.seen["cookies kept"] = len(context.cookies())
        self.seen["profile faults"] = person.faults
        context.close()
        words = card_words(self.world.people["magpie"].card)
        wanted = [NAME, WORKPLACE, self.seen["short"], *(" ".join(words[n : n + 2]) for n in range(9))]
        wanted += [code[n : n + 9] for code in codes for n in range(4, 190, 9)]
        self.seen["found in the profile"] = found_in(profile, wanted)
        self.seen["what the search does find"] = found_in(profile, ["/keys/en/pledge.html"])

    def signs_by_the_keyboard(self, codes: list[str]) -> None:
        """The network is cut when it is sent."""
        from tests.journeys.keyboard import Keyboard  # noqa: PLC0415

        person = self.stranger()
        keys = Keyboard(person)
        keys.press("I have my cards here")
        person.look()
        mistyped = codes[0][:30] + ("2" if codes[0][30] != "2" else "3") + codes[0][31:]
        keys.tab_to(SIGNS).type(mistyped)
        keys.press("Check this card")
        person.page.locator("[data-alert]:visible").wait_for()
        self.seen["mistyped"] = person.page.locator("[data-alert]").inner_text()
        for number, code in enumerate(codes, 1):
            if number == 1:  # the field has the focus again, with what was typed
                person.page.keyboard.press("Control+A")
            else:
                keys.tab_to(SIGNS)
            keys.type(code.removeprefix("GWP:").lower())
            keys.press("Check this card")
            if number < len(codes):
                person.page.get_by_text(f"Deck {number}, card").wait_for()
        self.says_who(person, "Morning of the day", "Line two")
        self.types_words(person, "morning0", "Sign with your words")
        self.seen["lost and sent again"] = self.signs(person, lost=True)

    def signs_on_paper(self, codes: list[str]) -> None:
        person = self.stranger()
        person.page.get_by_role("button", name="I have my cards here").click()
        self.shows_cards(person, codes)
        self.says_who(person, "Paper of the yard", "Yard", paper=True)
        self.types_words(person, "heron", "The first teller signs")
        self.types_words(person, "rowan", "The second teller signs")
        self.signs(person)

    def thinks_better_of_it(self, codes: list[str]) -> None:
        """Stops while the page waits: nothing was sent."""
        person = self.stranger()
        person.page.get_by_role("button", name="I have my cards here").click()
        self.shows_cards(person, codes)
        self.says_who(person, "Nobody", "Nowhere")
        self.types_words(person, "morning1", "Sign with your words")
        posted: list[str] = []
        person.page.on("request", lambda asked: posted.append(asked.url) if asked.method == "POST" else None)
        person.page.get_by_role("button", name="I sign").click()
        person.page.locator(SHOWN.format("waiting")).wait_for()
        person.page.get_by_role("button", name="Do not send it").click()
        person.page.locator(SHOWN.format("cancelled")).wait_for()
        person.look()
        person.page.clock.run_for(200_000)
        self.seen["sent after stopping"] = posted

    def finds_a_card_that_does_not_hold(self, code: str) -> None:
        """It is read without a mistake, and its share is another."""
        from scrutiny.pledge import cards  # noqa: PLC0415

        card = cards.read(code)
        person = self.stranger()
        person.page.get_by_role("button", name="I have my cards here").click()
        self.shows_cards(person, [cards.second_code(replace(card, share=card.share + 1))])
        person.page.locator(SHOWN.format("complaint")).wait_for()
        person.look()
        self.seen["complaint"] = person.page.locator(SHOWN.format("complaint")).inner_text()

    def shows_a_card_to_the_camera(self, sheet: Path) -> None:
        """A camera that is held over the first card of a sheet."""
        seeing = [
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film(self.browser, sheet)}",
        ]
        browser = self.playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *seeing])
        page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
        page.goto(self.site.address("/pledge/"))
        page.get_by_role("button", name="I have my cards here").click()
        page.locator("[data-press=scan-code]").click()
        page.locator("[data-held] li").wait_for(timeout=LONGEST_STEP)
        self.seen["seen by the camera"] = page.locator("[data-held] li").inner_text()
        browser.close()

    def is_too_late(self, codes: list[str]) -> None:
        person = self.stranger()
        person.page.get_by_role("button", name="I have my cards here").click()
        self.shows_cards(person, codes)
        person.page.locator(SHOWN.format("over")).wait_for()
        person.look()
        self.seen["over"] = person.page.locator("[data-open]:visible").get_attribute("href")

    def takes_back(self, codes: list[str]) -> None:
        person = self.stranger()
        person.page.get_by_role("button", name="Take my signature back").click()
        self.shows_cards(person, codes)
        person.page.locator(SHOWN.format("withdraw")).wait_for()
        person.look()
        person.page.locator("[data-press=withdraw]").click()
        person.page.locator(SHOWN.format("withdrawn")).wait_for()
        person.look()

    def others_sign(self, decks: list[list[str]], numbers: range) -> None:
        from groundswell.demo.pledging import sign  # noqa: PLC0415
        from scrutiny.pledge import cards  # noqa: PLC0415
        from tests.elections import holder  # noqa: PLC0415

        names = ("heron", "rowan", "kestrel", "finch", "tern", "gull")
        for number, name in zip(numbers, names, strict=True):
            held = [cards.read(deck[number - 1]) for deck in decks]
            sign(self.pledge, held, f"Signer {number}", "Press shop", holder(self.world.people[name]))

    # Missing

    def misses(self) -> None:
        """Another pledge that nobody signs: when its two days are over a trustee deletes the share, and says so."""
        from groundswell.demo.pledging import prepare  # noqa: PLC0415
        from groundswell.pledges.actions import announcing, due  # noqa: PLC0415
        from groundswell.pledges.models import Message  # noqa: PLC0415
        from tests.pledges.story import announcement, everybody  # noqa: PLC0415

        found = announcing.announce(self.world.heron.actor(), announcement(self.world, "Industry"))[0]
        prepare(everybody(self.world, found))
        self.seen["pledge"] = str(found.id)
        move_to(found.deadline + dt.timedelta(minutes=1))
        due.settle()
        move_to(found.deadline + dt.timedelta(hours=49))
        name = self.named("trustee")[0]
        self.met.pop(name).leave()
        self.room(name)
        messages = Message.objects.filter(
            custodian__pledge=found, custodian__account_id=self.world.people[name].account
        )
        self.seen["steps of the missed"] = sorted(messages.values_list("step", flat=True))
        self.seen["kept of the missed"] = messages.exclude(kept="").count()

    # Opening

    def opens_with_cards(self, codes: list[str], label: str) -> None:
        person = self.stranger()
        person.open(f"/static/keys/en/pledge-open.html#{self.pledge.h}")
        person.page.locator(SHOWN.format("first")).wait_for()
        person.look()
        person.page.get_by_role("button", name="open with my cards").click()
        self.shows_cards(person, codes)
        self.reads(person, label)

    def opens_with_words(self, name: str) -> None:
        person = self.meet(name)
        person.open(f"/static/keys/en/pledge-open.html#{self.pledge.h}")
        person.page.locator(SHOWN.format("first")).wait_for()
        person.page.get_by_role("button", name="open with my words").click()
        self.shows_words(name, "Open the names")
        self.reads(person, "committee")

    def reads(self, person: Person, label: str) -> None:
        done = person.page.locator(f"{SHOWN.format('names')}, [data-alert]:visible").first
        done.wait_for()
        person.look()
        self.seen[f"{label} alert"] = person.page.locator("[data-alert]").inner_text()
        self.seen[label] = person.page.locator("[data-names] li").all_inner_texts()
        self.seen[f"{label} void"] = person.page.locator("[data-void] li").all_inner_texts()
        self.seen[f"{label} says"] = person.text()

    def faults(self) -> list[str]:
        """Whoever is not signed in is told that they are not, when the page asks whose signatures count."""
        every = [fault for person in self.met.values() for fault in person.new_faults()]
        return [fault for fault in every if not (fault.startswith("403") and fault.endswith("eligible.json"))]


def filled(page: Page, field: str) -> None:
    from playwright.sync_api import expect  # noqa: PLC0415

    expect(page.locator(field)).not_to_have_value("")


def found_in(profile: Path, wanted: list[str]) -> list[str]:
    """What of it stands anywhere in a browser's profile, as text of one byte or of two."""
    files = [one.read_bytes() for one in profile.rglob("*") if one.is_file()]
    said = {text: (text.encode(), text.encode("utf-16-le")) for text in wanted}
    return [text for text, forms in said.items() if any(form in held for form in forms for held in files)]


def next_hour() -> None:
    from groundswell.kernel import clock  # noqa: PLC0415
    from groundswell.pledges import queries  # noqa: PLC0415
    from groundswell.pledges.actions import due  # noqa: PLC0415

    move_to(queries.next_batch(clock.now()) + dt.timedelta(seconds=5))
    due.settle()


def go(journey: Journey) -> None:
    from groundswell.pledges import queries  # noqa: PLC0415

    journey.announce()
    decks = journey.prepare()
    journey.seen["cards read"] = [len(deck) for deck in decks]
    pair = [[deck[n] for deck in decks] for n in range(12)]
    journey.signs_in_a_browser_that_refuses(pair[0])
    journey.signs_by_the_keyboard(pair[1])
    journey.signs_on_paper(pair[2])
    journey.thinks_better_of_it(pair[10])
    journey.shows_a_card_to_the_camera(journey.folder / f"{journey.named('dealer')[0]}.pdf")
    journey.finds_a_card_that_does_not_hold(pair[10][0])
    journey.others_sign(decks, range(4, 10))
    next_hour()
    journey.takes_back(pair[8])
    next_hour()
    journey.seen["count"] = queries.count(journey.pledge)
    trustees = journey.named("trustee")
    for name in trustees[:2]:
        journey.room(name)
    opens = queries.opens_from(journey.pledge)
    assert opens is not None
    move_to(opens + dt.timedelta(minutes=1))
    for name in trustees[:2]:
        journey.room(name)
    journey.seen["stage"] = str(queries.stage(journey.pledge))
    journey.opens_with_cards(pair[0], "signer")
    journey.opens_with_cards(pair[10], "unused")
    journey.opens_with_words("heron")
    journey.is_too_late(pair[11])
    journey.misses()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        data.mkdir()
        origin = begin(data)
        from playwright.sync_api import sync_playwright  # noqa: PLC0415

        with served(origin), sync_playwright() as playwright:
            journey = Journey(origin, data, playwright)
            go(journey)
            seen = journey.seen | {"faults": journey.faults()}
            sys.stdout.write(json.dumps(seen) + "\n")


if __name__ == "__main__":
    main()
