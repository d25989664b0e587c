"""A person without a mouse: Tab, Enter, and typing. Where the focus is can always be seen."""

from __future__ import annotations

from typing import Self

from tests.journeys.people import Person

MOST_TABS = 80
LONGEST_CHANGE = 30_000
SOMEWHERE = "() => document.activeElement && document.activeElement !== document.body"
FOCUSED = """() => {
    const e = document.activeElement;
    const label = e.labels?.[0]?.textContent ?? e.getAttribute('aria-label') ?? e.textContent;
    const look = getComputedStyle(e), box = e.getBoundingClientRect();
    const outlined = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0;
    return [label.trim().replace(/\\s+/g, ' '), outlined, box.width > 0 && box.bottom > 0 && box.top < innerHeight,
        document.elementFromPoint(box.left + box.width / 2,
            Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1))
            ?.closest('nav.places, header.top')?.className ?? '', e.closest('nav.places, header.top')?.className ?? '',
        e.matches('[tabindex="-1"]')];
}"""


class Keyboard:
    def __init__(self, person: Person) -> None:
        self.person, self.keys = person, person.page.keyboard

    def tab_to(self, label: str) -> Self:
        """Press Tab until the element with this label has the focus; each on the way shows that it has it."""
        passed = []
        for _step in range(MOST_TABS):
            self.keys.press("Tab")
            self._until_somewhere()
            said, outlined, in_view, covered_by, inside, by_the_page = self.person.page.evaluate(FOCUSED)
            passed.append(said)
            if by_the_page:  # no Tab leads there: the page has just gone on to its next step, and begins at its heading
                continue
            assert outlined, f"nobody sees that {said!r} has the focus"
            assert in_view, f"{said!r} has the focus outside of what is shown"
            assert covered_by == inside, f"{said!r} has the focus under {covered_by!r}"
            if said == label:
                return self
        raise AssertionError(f"no Tab leads to {label!r}, but to {passed}")

    def _until_somewhere(self) -> None:
        """A Tab while the page goes on to its next step is taken back: the heading of that step gets the focus."""
        if not self.person.page.evaluate(SOMEWHERE):
            self.person.page.wait_for_function(SOMEWHERE, timeout=LONGEST_CHANGE)

    def type(self, text: str) -> Self:
        self.keys.type(text)
        return self

    def press(self, label: str) -> None:
        """Press a button that stays on the page."""
        self.tab_to(label)
        self.keys.press("Enter")

    def go(self, label: str) -> None:
        """Follow a link, or press a button that leads to another page."""
        self.tab_to(label)
        with self.person.page.expect_navigation():
            self.keys.press("Enter")
        self.person.look()
