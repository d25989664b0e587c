"""A count as a picture: for every candidate a row of bars, one for each stage, against the line of the quota.

A bar's solid part is what the candidate had before, its hatched part what this stage brought; an empty frame is what it
took away. Nothing is said by colour alone: who was elected or excluded, and when, stands in words at the end. Texts
take the colour of the page. Counts without stages are drawn by `picture_tables`.
"""

from __future__ import annotations

from fractions import Fraction

from scrutiny.counting.picture_tables import draw_tables
from scrutiny.counting.report import NOT_TRANSFERABLE, TITLES
from scrutiny.counting.stages import Result, Stage, decimal
from scrutiny.counting.svg import LONGEST_TITLE, document, line, pattern, rect, short, slug, text
from scrutiny.errors import Refused

NAMES = 260
STEP = 26
BAR = 18
ROW = 52
TALL = 36
OUTCOME = 230
TOP = 74
MOST_BARS = 100_000
HELD = 'fill="#0072b2"'
WON = 'fill="#009e73"'
LEFT = 'fill="none" stroke="currentColor" stroke-width="0.5" stroke-dasharray="2 2"'
QUOTA = 'stroke="#d55e00" stroke-width="1.5" stroke-dasharray="5 3"'
BASE = 'stroke="currentColor" stroke-width="0.5"'


def draw(result: Result) -> str:
    """The SVG picture of a result.

    Raises Refused with code "picture-too-big" where it would have more than 100,000 bars or, without stages, more than
    60 candidates.
    """
    if not result.stages:
        return draw_tables(result)
    if len(result.stages) * len(result.candidates) > MOST_BARS:
        raise Refused("picture-too-big", stages=len(result.stages), candidates=len(result.candidates))
    return _Picture(result).draw()


class _Picture:
    def __init__(self, result: Result) -> None:
        self.result = result
        every = [held for stage in result.stages for held in stage.votes if held is not None]
        lost = [stage.non_transferable for stage in result.stages]
        quotas = [result.quota_at(stage) for stage in result.stages]
        self.scale = Fraction(TALL) / max([Fraction(1), *every, *lost, *(quota for quota in quotas if quota)])
        self.title = f"{result.title or 'Count'}: {TITLES.get(result.rule, result.rule)}"
        self.hatch = f"{slug(self.title)}-hatch"
        self.shapes: list[str] = [pattern(self.hatch)]
        self.right = NAMES + STEP * len(result.stages)

    def draw(self) -> str:
        result = self.result
        rows = [candidate for candidate in range(len(result.candidates)) if candidate not in result.withdrawn]
        self._heading()
        for place, candidate in enumerate(rows):
            self._row(place, result.name(candidate), [stage.votes[candidate] for stage in result.stages], candidate)
        self._row(len(rows), NOT_TRANSFERABLE, [stage.non_transferable for stage in result.stages], None)
        height = TOP + ROW * (len(rows) + 1) + 16
        return document(self.right + OUTCOME, height, self.title, self._description(), self.shapes)

    def _description(self) -> str:
        result = self.result
        names = ", ".join(result.names(result.elected)) or "nobody"
        outcomes = "; ".join(
            f"{name}: {self._outcome(candidate)}"
            for candidate, name in enumerate(result.candidates)
            if candidate not in result.withdrawn
        )
        return f"{result.valid} valid papers, {len(result.stages)} stages. Elected: {names}. {outcomes}."

    def _heading(self) -> None:
        result = self.result
        fixed = "" if result.fixed_quota is None else f" {decimal(result.fixed_quota, result.places)}"
        quota = "" if result.quota is None else f", quota{fixed} (dashed line)"
        facts = f"{TITLES.get(result.rule, result.rule)}: {result.valid} valid papers{quota}"
        self.shapes += [text(8, 22, short(result.title or "Count", LONGEST_TITLE), weight="bold"), text(8, 42, facts)]
        self.shapes.append(text(8, TOP - 8, "Stage"))
        for number in range(1, len(result.stages) + 1):
            self.shapes.append(text(NAMES + STEP * (number - 1) + BAR // 2, TOP - 8, str(number), "middle"))

    def _row(self, place: int, name: str, votes: list[Fraction | None], candidate: int | None) -> None:
        floor = TOP + ROW * place + TALL + 6
        self.shapes.append(
            text(8, floor - TALL // 2 + 5, short(name), weight="normal" if candidate is None else "bold")
        )
        self.shapes.append(line(NAMES, floor, self.right, floor, BASE))
        before = votes[0]
        for number, (stage, held) in enumerate(zip(self.result.stages, votes, strict=True)):
            x = NAMES + STEP * number
            if held is not None:
                won = candidate is not None and self._elected_by(candidate, number)
                self._bar(x, floor, before or Fraction(0), held, won, f"{name}, stage {number + 1}")
                before = held
            if candidate is not None:
                self._quota(x, floor, stage)
        outcome = decimal(votes[-1] or Fraction(0), self.result.places)
        words = outcome if candidate is None else self._outcome(candidate)
        self.shapes.append(text(self.right + 8, floor - TALL // 2 + 5, words))

    def _elected_by(self, candidate: int, number: int) -> bool:
        return any(candidate in stage.elected for stage in self.result.stages[: number + 1])

    def _bar(self, x: int, floor: int, before: Fraction, held: Fraction, won: bool, name: str) -> None:
        solid, gained, gone = min(before, held), max(Fraction(0), held - before), max(Fraction(0), before - held)
        change = held - before
        sign = "+" if change > 0 else ""
        places = self.result.places
        tip = f"{name}: {decimal(held, places)}" + (f" ({sign}{decimal(change, places)})" if change else "")
        top = floor - solid * self.scale
        self.shapes.append(rect(x, top, BAR, solid * self.scale, WON if won else HELD, tip))
        if gained:
            came = f'fill="url(#{self.hatch})" {BASE}'
            self.shapes.append(rect(x, top - gained * self.scale, BAR, gained * self.scale, came, tip))
        if gone:
            self.shapes.append(rect(x, top - gone * self.scale, BAR, gone * self.scale, LEFT, tip))

    def _quota(self, x: int, floor: int, stage: Stage) -> None:
        quota = self.result.quota_at(stage)
        if quota is not None:
            height = floor - quota * self.scale
            self.shapes.append(line(x - 4, height, x + STEP - 4, height, QUOTA))

    def _outcome(self, candidate: int) -> str:
        for number, stage in enumerate(self.result.stages, 1):
            if candidate in stage.elected:
                return f"elected at stage {number}"
            if candidate in stage.excluded:
                return f"excluded at stage {number}"
        return "not elected"
