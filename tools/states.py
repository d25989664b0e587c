"""The states of a mandate, a petition, a ballot, a charter rule and a report, drawn from the tables in the code.

`python tools/states.py write` makes docs/protocol/states.md; `python tools/states.py check` compares.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from scrutiny.organisation.ballots import states as ballots
from scrutiny.organisation.charter import states as charter
from scrutiny.organisation.councils import clocks, inherited, mandates, votes
from scrutiny.organisation.state_tables import StateTable

PAGE = Path(__file__).resolve().parents[1] / "docs/protocol/states.md"

HEAD = """# States
Made by `python tools/states.py write` from tables in `packages/scrutiny/src/scrutiny/organisation`; a test compares.
What is not drawn cannot happen. In brackets stands the condition of a step; its sentence is below each picture.
A membership is drawn in [states.md](../states.md).
"""

SECTIONS: tuple[tuple[str, StateTable, Mapping[str, str]], ...] = (
    ("A mandate", mandates.MANDATE, mandates.GUARDS),
    ("An office that was there before", inherited.INHERITED, inherited.GUARDS),
    ("A petition", clocks.PETITION, clocks.GUARDS),
    ("A ballot", ballots.BALLOT, ballots.GUARDS),
    ("A rule of the charter", charter.CHARTER_RULE, charter.GUARDS),
    ("A delegate's report", votes.REPORT, votes.GUARDS),
)


def section(title: str, table: StateTable, guards: Mapping[str, str]) -> str:
    rows = [f"| {name} | {guards[name]} |" for name in guards if name in table.guards()]
    return "\n".join(
        [f"## {title}", "```mermaid", table.diagram() + "```", "", "| condition | |", "|---|---|", *rows, ""]
    )


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(section(*one) for one in SECTIONS)])


def main(wanted: str) -> int:
    if wanted == "write":
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page()
    print("states.md is current" if same else "states.md is not that of the code: run python tools/states.py write")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
